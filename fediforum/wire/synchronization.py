"""The header ``Collection-Synchronization`` (FEP-8fcf): what one server believes that another
server's actors follow, told by a digest. Pure; whether it is true is found out elsewhere.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.wire.cavage import read_parameters

HEADER = "Collection-Synchronization"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_URL = re.compile(r"https://[^\s\"\\<>]+")


@dataclass(frozen=True, slots=True)
class Synchronization:
    """The sender's followers ``collection``; where those on the receiver's server are listed
    (``url``, for a signed request of that server), and the digest of their ids.
    """

    collection: str
    url: str
    digest: str


def read_synchronization(value: str) -> Synchronization:
    """Read the header; raises ``Malformed`` for whatever is not exactly it.

    >>> read_synchronization(f'collectionId="https://a.test/f", url="https://a.test/s",'
    ...     f' digest="{64 * "0"}"').url
    'https://a.test/s'
    """
    given = read_parameters(value)
    if given.keys() != {"collectionId", "url", "digest"}:
        raise Malformed("The header Collection-Synchronization cannot be read.")
    iris = (given["collectionId"], given["url"])
    if not all(len(iri) <= limits.IRI and _URL.fullmatch(iri) for iri in iris):
        raise Malformed("The header Collection-Synchronization names no https address.")
    if not _DIGEST.fullmatch(given["digest"]):
        raise Malformed("The header Collection-Synchronization has no digest.")
    return Synchronization(*iris, given["digest"])


def write_synchronization(told: Synchronization) -> str:
    """Write the header."""
    return f'collectionId="{told.collection}", url="{told.url}", digest="{told.digest}"'


def digest_of(ids: Iterable[str]) -> str:
    """The XOR of the SHA-256 of the ids, in hexadecimal.

    >>> digest_of(["https://testing.example.org/users/1", "https://testing.example.org/users/2"])
    'c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f'
    """
    total = 0
    for iri in ids:
        total ^= int.from_bytes(hashlib.sha256(iri.encode()).digest(), "big")
    return f"{total:064x}"
