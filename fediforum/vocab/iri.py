"""Iri: the name of anything on the network, and whom it belongs to.

Only text is compared here; nothing is looked up. An Iri is kept byte for byte as it came.
"""

import re
from typing import NewType
from urllib.parse import urlsplit

from fediforum.errors import Malformed
from fediforum.limits import IRI as IRI_BYTES

Iri = NewType("Iri", str)

PUBLIC = Iri("https://www.w3.org/ns/activitystreams#Public")
PUBLIC_ALIASES = frozenset({PUBLIC, "as:Public", "Public"})

CLEAN = re.compile(
    r"https://(?:[a-z0-9_](?:[a-z0-9._~\-]*[a-z0-9])?|\[[0-9a-f:.]+\])"
    r"(?P<port>:(?!443(?!\d))[1-9]\d{0,4})?"
    r"(?:[/?#][^\s\x00-\x1f\x7f\ud800-\udfff\\<>\"]*)?"
)
DOTS = re.compile(r"/\.\.?(/|$)")


def read_iri(text: str) -> Iri:
    """The text as an Iri that may name something of another server.

    Raises Malformed unless it is an https URL of at most 2,048 bytes, without credentials, white
    space, controls or backslashes, and written in the one way that has no equal: host in lower
    case without a dot at its end, no port 443, no ``.`` or ``..`` among the steps of its path.
    Two spellings of one place must not be two names.

    >>> read_iri("https://alpha.test/ap/posts/1")
    'https://alpha.test/ap/posts/1'
    """
    match = CLEAN.fullmatch(text) if len(text) <= IRI_BYTES else None
    if match is None or len(text.encode()) > IRI_BYTES:
        raise Malformed("an id must be an https URL", subject=text[:200])
    if DOTS.search(re.split("[?#]", text, maxsplit=1)[0]):
        raise Malformed("an id must not walk up and down", subject=text[:200])
    if match["port"] or text.startswith("https://["):
        host_of(text)
    return Iri(text)


def host_of(iri: str) -> str:
    """The host that an Iri belongs to, in lower case, with its port unless that is 443.

    >>> host_of("https://Alpha.test:8443/x"), host_of("https://alpha.test:443/x")
    ('alpha.test:8443', 'alpha.test')
    """
    try:
        parts = urlsplit(iri)
        port = parts.port
    except ValueError as problem:
        raise Malformed("an id must be an https URL", subject=iri[:200]) from problem
    host = (parts.hostname or "").rstrip(".")
    if not host or parts.username is not None:
        raise Malformed("an id must name a host", subject=iri[:200])
    return host if port in (None, 443) else f"{host}:{port}"


def origin_of(iri: str) -> str:
    """Scheme, host and port: the unit of trust of FEP-fe34.

    >>> origin_of("https://alpha.test/ap/posts/1")
    'https://alpha.test'
    """
    return f"{urlsplit(iri).scheme}://{host_of(iri)}"


def same_origin(a: str, b: str) -> bool:
    """Whether the same server speaks for both (FEP-fe34).

    >>> same_origin("https://alpha.test/1", "https://alpha.test:443/2")
    True
    """
    return origin_of(a) == origin_of(b)


def without_fragment(iri: str) -> Iri:
    """The Iri up to its ``#``: the document that it is found in.

    >>> without_fragment("https://alpha.test/ap/members/ann#main-key")
    'https://alpha.test/ap/members/ann'
    """
    return Iri(iri.partition("#")[0])
