"""Signed requests for tests: of our own making, and those that others recorded."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fediforum.wire import (
    Dialect,
    PrivateKey,
    PublicKey,
    SignedRequest,
    generate_ed25519,
    generate_rsa,
    public_key,
    read_pem,
    sign,
)

NOW = datetime(2026, 8, 1, 12, 0, 5, tzinfo=UTC)
HOST = "alpha.test"
OWNER = "https://beta.test/ap/members/bob"
KEY_ID = f"{OWNER}#main-key"
BODY = b'{"type":"Like"}'

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SHAPES = CORPUS / "mastodon-shapes"


@cache
def private(kind: str) -> PrivateKey:
    return generate_rsa() if kind == "rsa" else generate_ed25519()


def public(kind: str = "rsa") -> PublicKey:
    return public_key(private(kind), key_id=KEY_ID, owner=OWNER)


def signed(
    method: str = "POST",
    target: str = "/inbox",
    body: bytes = BODY,
    *,
    dialect: Dialect = "cavage",
    kind: str = "rsa",
    now: datetime = NOW,
) -> SignedRequest:
    """A request to alpha.test, signed by bob with our own `sign`."""
    content = body if method == "POST" else None
    headers = sign(
        method,
        f"https://{HOST}{target}",
        content,
        key_id=KEY_ID,
        private_key=private(kind),
        dialect=dialect,
        now=now,
    )
    return request(method, target, headers, content or b"")


def request(
    method: str, target: str, headers: Mapping[str, str], body: bytes, host: str = HOST
) -> SignedRequest:
    raw = tuple((name.lower().encode(), value.encode()) for name, value in headers.items())
    return SignedRequest(method, target, raw, body, host)


def with_header(given: SignedRequest, name: str, value: str | None) -> SignedRequest:
    """The request with one header replaced, or left out."""
    rest = tuple(pair for pair in given.headers if pair[0] != name.encode())
    more = () if value is None else ((name.encode(), value.encode("latin-1")),)
    return SignedRequest(given.method, given.target, rest + more, given.body, given.host)


def recorded(name: str) -> dict[str, Any]:
    """A file of the corpus, or a skip that says where it would be."""
    if not SHAPES.is_dir():
        pytest.skip("the recorded requests are not here: ../shared/corpus/mastodon-shapes")
    found: dict[str, Any] = json.loads((SHAPES / name).read_text(encoding="utf-8"))
    return found


def recorded_request(name: str) -> SignedRequest:
    shape = recorded(name)
    body = (shape["body"] or "").encode()
    return request(shape["method"], shape["path"], shape["headers"], body, shape["host"])


def recorded_key(key_id: str) -> PublicKey:
    for key in recorded("keys.json").values():
        if isinstance(key, dict) and key["keyId"] == key_id:
            return read_pem(key["public_pem"], key_id=key_id, owner=key["actor"])
    raise LookupError(key_id)
