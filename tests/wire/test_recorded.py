"""What live NodeBB and PieFed servers sent and said, and keys and handles of many others."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from fediforum.errors import Malformed
from fediforum.wire import (
    Guard,
    PublicKey,
    SignedRequest,
    parse_claim,
    read_multikey,
    read_pem,
    verify,
    write_multikey,
)
from fediforum.wire.cavage import read_date
from fediforum.wire.webfinger import read_jrd
from tests.wire.signed_requests import CORPUS

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the recorded documents are not here: ../shared/corpus"
)

SERVERS = ("nodebb-live", "piefed-live")
KEY = re.compile(r'"publicKey":\s*(\{[^}]*\})')


@cache
def keys() -> dict[str, PublicKey]:
    """Every key in the documents that the two servers served, by its id."""
    found = {}
    for server in SERVERS:
        for path in (CORPUS / server).glob("*.json"):
            for match in KEY.finditer(path.read_text(encoding="utf-8")):
                key = json.loads(match[1])
                found[key["id"]] = read_pem(
                    key["publicKeyPem"], key_id=key["id"], owner=key["owner"]
                )
    return found


def signed_requests(server: str) -> Iterator[SignedRequest]:
    """The signed requests that a server sent, in the bytes in which they came."""
    for path in sorted((CORPUS / server / "wire").glob("*.txt")):
        head, _, body = path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
        line, *rest = head.split(b"\n")
        pairs = (entry.partition(b": ") for entry in rest)
        headers = tuple((name.lower(), value) for name, _, value in pairs)
        given = dict(headers)
        if b"signature" not in given:
            continue
        method, target, _ = line.decode().split(" ")
        content = body.rstrip(b"\n") if method == "POST" else b""
        yield SignedRequest(method, target, headers, content, given[b"host"].decode())


@pytest.mark.parametrize(("server", "at_least"), [("nodebb-live", 170), ("piefed-live", 4)])
def test_what_a_live_server_signed_is_verified(server: str, at_least: int) -> None:
    verified = 0
    for request in signed_requests(server):
        then = read_date(request.header("date") or "")
        claim = parse_claim(request, then)
        if claim.key_id in keys():
            verify(claim, keys()[claim.key_id], then)
            verified += 1

    assert verified >= at_least


def parts(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from parts(item)
    elif isinstance(value, list):
        for item in value:
            yield from parts(item)


def documents() -> Iterator[tuple[Path, bytes]]:
    for path in sorted(CORPUS.rglob("*.json")):
        yield path, path.read_bytes()


def test_every_recorded_key_is_read_or_malformed() -> None:
    outcomes: Counter[str] = Counter()
    for _, raw in documents():
        try:
            document = json.loads(raw)
        except ValueError:
            continue
        for part in parts(document):
            pem, text = part.get("publicKeyPem"), part.get("publicKeyMultibase")
            try:
                if isinstance(pem, str):
                    key = read_pem(pem, key_id="k", owner="o")
                elif isinstance(text, str):
                    key = read_multikey(text, key_id="k", owner="o")
                else:
                    continue
            except Malformed:
                outcomes["malformed"] += 1
                continue
            again = read_multikey(write_multikey(key), key_id="k", owner="o")
            outcomes["read" if again == key else "changed"] += 1

    assert outcomes["read"] > 80
    assert outcomes["changed"] == 0


def test_every_recorded_handle_is_read_or_malformed() -> None:
    read = 0
    for path, raw in documents():
        if b'"subject"' not in raw:
            continue
        try:
            _, actor = read_jrd(raw, Guard())
        except Malformed:
            continue
        assert actor.startswith("https://"), path
        read += 1

    assert read >= 8
