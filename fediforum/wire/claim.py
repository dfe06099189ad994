"""What a signed request is, and what its signature claims, as plain values.

Both dialects of signatures speak in these. Nothing here decides whether a claim is true.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from fediforum import limits
from fediforum.errors import BadSignature, Malformed

Dialect = Literal["cavage", "rfc9421"]

_KEY_ID = re.compile(r"https://[^/?#@\\\s]+(?:[/?#][^\\\s]*)?")
_METHOD = re.compile(r"[A-Z]{1,16}")
_TARGET = re.compile(r"/[!-~]*")


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as it came in, in the raw bytes that signatures are made over.

    ``target`` is the path with its query as it stood in the request line; header names are
    lower case, values untouched; ``host`` is our own public authority (``forum.example``).
    """

    method: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    host: str

    def header(self, name: str) -> str | None:
        """Give the one value of a header, or None; a repeated header raises ``Malformed``.

        Bytes map to characters one to one (latin-1), so nothing is lost on the way to a base.
        """
        values = [value for key, value in self.headers if key == name.encode()]
        if not values:
            return None
        if len(values) > 1:
            raise Malformed(f"The header {name} stands there twice.")
        value = values[0].decode("latin-1").strip(" \t")
        if len(value) > limits.HEADER_ONE or re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value):
            raise Malformed(f"The header {name} cannot be read.")
        return value

    @property
    def needs_digest(self) -> bool:
        """A request that carries something, or may change something, must sign its body."""
        return bool(self.body) or self.method not in {"GET", "HEAD"}


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says to have signed a request, over which bytes; not yet believed."""

    key_id: str
    dialect: Dialect
    algorithm: str
    covered: tuple[str, ...]
    base: bytes
    signature: bytes
    created: datetime | None = None
    expires: datetime | None = None
    date: datetime | None = None
    base_without_query: bytes | None = None


def authority(host: str) -> str:
    """Give a host in the one spelling that is compared and signed.

    >>> authority("Alpha.test:443"), authority("alpha.test:8443")
    ('alpha.test', 'alpha.test:8443')
    """
    return host.lower().removesuffix(":443")


def check_request_line(request: SignedRequest) -> None:
    """Refuse methods and targets that could be written in more than one way."""
    if not _METHOD.fullmatch(request.method) or not _TARGET.fullmatch(request.target):
        raise Malformed("The request line cannot be read.")


def check_key_id(key_id: str) -> None:
    """Refuse the id of a key that could not be fetched over https anyway."""
    if len(key_id) > limits.IRI or not key_id.isascii() or not _KEY_ID.fullmatch(key_id):
        raise BadSignature("The id of the key is no https address.")


def moment(seconds: str) -> datetime:
    """Read seconds since 1970.

    >>> moment("1785585605").isoformat()
    '2026-08-01T12:00:05+00:00'
    """
    try:
        return datetime.fromtimestamp(float(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise Malformed("A time in the signature cannot be read.") from None
