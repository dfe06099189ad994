"""Digests of bodies: ``Digest`` (RFC 3230, as the fediverse has it) and ``Content-Digest``
(RFC 9530), over the raw bytes. Whether a digest is covered by a signature is asked elsewhere.
"""

import base64
import binascii
import hashlib
import hmac
import re

from fediforum.errors import BadSignature
from fediforum.wire.claim import SignedRequest

_ENTRY = re.compile(r"\s*([A-Za-z0-9-]+)=([^,\s]*)\s*")
_WRAPPED = re.compile(r":([A-Za-z0-9+/=]*):")


def strict_base64(text: str) -> bytes | None:
    """Read base64 in its one canonical spelling, or give None.

    >>> strict_base64("aGk="), strict_base64("aGl="), strict_base64("a Gk=")
    (b'hi', None, None)
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if base64.b64encode(raw).decode() == text else None


def digest(body: bytes) -> str:
    """Write the ``Digest`` of a body; the upper-case name is compared as it stands by many peers.

    >>> digest(b"")
    'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()


def content_digest(body: bytes) -> str:
    """Write the ``Content-Digest`` of a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def check_digests(request: SignedRequest) -> None:
    """Every digest that the request carries fits its body; else ``BadSignature``."""
    old = request.header("digest")
    if old is not None:
        given = [value for name, value in _entries(old) if name == "sha-256"]
        if len(given) != 1 or not _fits(given[0], "sha256", request.body):
            raise BadSignature("The Digest does not fit the body.")
    new = request.header("content-digest")
    if new is not None:
        known = {"sha-256": "sha256", "sha-512": "sha512"}
        entries = [(name, value) for name, value in _entries(new) if name in known]
        names = {name for name, _ in entries}
        fits = all(
            (wrapped := _WRAPPED.fullmatch(value)) and _fits(wrapped[1], known[name], request.body)
            for name, value in entries
        )
        if not entries or len(names) != len(entries) or not fits:
            raise BadSignature("The Content-Digest does not fit the body.")


def _entries(value: str) -> list[tuple[str, str]]:
    matches = [_ENTRY.fullmatch(part) for part in value.split(",")]
    return [(match[1].lower(), match[2]) if match else ("sha-256", "") for match in matches]


def _fits(text: str, algorithm: str, body: bytes) -> bool:
    given = strict_base64(text)
    return given is not None and hmac.compare_digest(given, hashlib.new(algorithm, body).digest())
