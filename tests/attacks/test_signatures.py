"""What passes for a signature, and must not: each row is one POST, refused before it is kept."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from fediforum.wire import Dialect
from fediforum.wire.keys import sign_bytes
from tests.attacks.scene import (
    ANNA,
    ANOTHER_KEY,
    BOARD,
    INBOX,
    PLACES,
    Scene,
    key_of,
    like,
    pairs,
    signed,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

Raw = tuple[list[tuple[str, str]], bytes]
FORM: Dialect = "rfc9421"


@dataclass(frozen=True)
class Row:
    """A forgery, the statuses that answer it, and whether its maker's key may be looked up."""

    what: str
    made: Callable[[Scene], Raw]
    status: int = 401


def true(s: Scene, dialect: Dialect = "cavage", **more: Any) -> tuple[dict[str, str], bytes]:
    body = like(s)
    return signed(s.vic, body, dialect=dialect, **more), body


def altered(
    s: Scene,
    change: Callable[[dict[str, str]], object],
    dialect: Dialect = "cavage",
    body: Callable[[bytes], bytes] = bytes,
) -> Raw:
    """A true request of vic, after something was done to its headers or its body."""
    headers, said = true(s, dialect)
    change(headers)
    return pairs(headers), body(said)


def text(name: str, old: str, new: str) -> Callable[[dict[str, str]], object]:
    """Have other words in a header than those that were signed."""

    def change(headers: dict[str, str]) -> None:
        assert old in headers[name], headers[name]
        headers[name] = headers[name].replace(old, new)

    return change


def put(**given: str | None) -> Callable[[dict[str, str]], object]:
    def change(headers: dict[str, str]) -> None:
        for name, value in given.items():
            proper = name.replace("_", "-").title()
            if value is None:
                del headers[proper]
            else:
                headers[proper] = value

    return change


def covering(s: Scene, covered: str, **more: str) -> Raw:
    """A cavage signature that is true, of just these headers."""
    body = like(s)
    values = {
        "host": "alpha.test",
        "date": format_datetime(s.clock(), usegmt=True),
        "digest": "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode(),
        **more,
    }
    lines = [
        f"{name}: post /inbox" if name == "(request-target)" else f"{name}: {values.get(name, '')}"
        for name in covered.split()
    ]
    made = base64.b64encode(sign_raw(s, "\n".join(lines))).decode()
    values["signature"] = (
        f'keyId="{s.vic.key_id}",algorithm="rsa-sha256",headers="{covered}",signature="{made}"'
    )
    return [*values.items(), ("content-type", "application/activity+json")], body


def sign_raw(s: Scene, base: str) -> bytes:
    return sign_bytes(s.vic.key, base.encode())


def claims(s: Scene, key_id: str) -> Raw:
    """A like of mallory's under a key of that id."""
    body = like(s, s.mallory)
    return pairs(signed(s.mallory, body, key_id=key_id)), body


def at(s: Scene, **span: float) -> Raw:
    body = like(s)
    return pairs(signed(s.vic, body, now=s.clock() + timedelta(**span))), body


def twice(s: Scene, name: str, value: str) -> Raw:
    headers, body = true(s)
    return [*pairs(headers), (name, value)], body


def served(s: Scene, url: str, document: dict[str, Any]) -> str:
    s.mallory.documents[url] = document
    return url


SIGNATURE = "Signature"
SOME_DAY = "Tue, 24 Nov 2026 06:00:00 GMT"
ROWS = {
    "S01": Row("no signature at all", lambda s: altered(s, put(signature=None))),
    "S02-empty": Row("an empty signature", lambda s: altered(s, put(signature="")), 400),
    "S02-garbage": Row("garbage", lambda s: altered(s, put(signature="garbage")), 400),
    "S02-signs": Row("8,000 equal signs", lambda s: altered(s, put(signature="=" * 8000)), 400),
    "S02-key": Row("no keyId", lambda s: altered(s, text(SIGNATURE, "keyId", "key")), 400),
    "S02-quote": Row("a quote that is never closed",
        lambda s: altered(s, put(signature='keyId="https://victim.test/x')), 400),
    "S03": Row("somebody's key id, another's key",
        lambda s: (pairs(signed(s.vic, b := like(s), key=ANOTHER_KEY)), b)),
    "S05": Row("a key document that names somebody of another server as owner",
        lambda s: claims(s, served(s, "https://evil.test/k1", {
            "id": "https://evil.test/k1", "owner": s.vic.id,
            "publicKeyPem": key_of(s.mallory)["publicKeyPem"]}))),
    "S06": Row("another's whole document, served as one's own",
        lambda s: claims(s, served(s, "https://evil.test/users/copy", {
            **s.vic.person("vic"),
            "publicKey": {**key_of(s.mallory), "owner": s.vic.id, "id": f"{s.vic.id}#k"}}))),
    "S07": Row("a key document that goes by another id",
        lambda s: claims(s, served(s, "https://evil.test/k2", {
            "id": "https://evil.test/k3", "owner": s.mallory.id,
            "publicKeyPem": key_of(s.mallory)["publicKeyPem"]}))),
    "S08": Row("a key on another host than its owner",
        lambda s: claims(s, served(s, "https://evil.test/k4", {
            "id": "https://evil.test/k4", "owner": s.gus.id,
            "publicKeyPem": key_of(s.mallory)["publicKeyPem"]}))),
    "S09-hour": Row("61 minutes old", lambda s: at(s, minutes=-61)),
    "S09-year": Row("a year old", lambda s: at(s, days=-366)),
    "S10-hour": Row("61 minutes from now", lambda s: at(s, minutes=61)),
    "S10-year": Row("of the year 9999", lambda s: at(s, days=365 * 7000)),
    "S11": Row("no date", lambda s: covering(s, "(request-target) host digest", date="")),
    "S12": Row("a date that is not signed", lambda s: covering(s, "(request-target) host digest")),
    "S13-two": Row("two dates in one",
        lambda s: altered(s, put(date=f"{SOME_DAY}, {SOME_DAY}")), 400),
    "S13-zone": Row("a date without a zone",
        lambda s: altered(s, put(date="Tue, 24 Nov 2026 06:00:00 -0000")), 400),
    "S14": Row("no digest", lambda s: altered(s, put(digest=None))),
    "S15": Row("a digest that is not signed", lambda s: covering(s, "(request-target) host date")),
    "S16": Row("another body", lambda s: altered(s, put(), body=lambda said: said + b" ")),
    "S17-two": Row("two digests",
        lambda s: altered(s, lambda h: h.update(Digest=f"SHA-256={'A' * 43}=,{h['Digest']}"))),
    "S17-md5": Row("a digest of another kind first",
        lambda s: altered(s, lambda h: h.update(Digest=f"SHA-512={'A' * 86}=="))),
    "S17-junk": Row("a digest with junk in it",
        lambda s: altered(s, lambda h: h.update(Digest=h["Digest"].replace("=", "=!!", 1)))),
    "S18": Row("two kinds of digest that differ",
        lambda s: altered(s, put(content_digest=f"sha-256=:{'A' * 43}=:"))),
    "S19-cover": Row("a header signed twice",
        lambda s: altered(s, text(SIGNATURE, "date digest", "date date digest")), 400),
    "S19-key": Row("two key ids",
        lambda s: altered(s, lambda h: h.update(
            Signature=f'keyId="{s.mallory.key_id}",' + h["Signature"])), 400),
    "S20-signature": Row("two signatures", lambda s: twice(s, "signature", 'keyId="x"'), 400),
    "S20-host": Row("two hosts", lambda s: twice(s, "host", "alpha.test"), 400),
    "S20-date": Row("two dates", lambda s: twice(s, "date", SOME_DAY), 400),
    "S20-digest": Row("two digests", lambda s: twice(s, "digest", "SHA-256=AA=="), 400),
    "S20-type": Row("two types", lambda s: twice(s, "content-type", "text/plain"), 400),
    "S22": Row("a line break in the list of headers",
        lambda s: altered(s, text(SIGNATURE, "host date", "ho:st date")), 400),
    "S23": Row("signed for another inbox", lambda s: (pairs(true(s, url=f"{BOARD}/inbox")[0]),
                                                      true(s)[1])),
    "S24": Row("the target is not signed", lambda s: covering(s, "host date digest")),
    "S26": Row("signed for another host",
        lambda s: covering(s, "(request-target) host date digest", host="other.test"), 421),
    "S29-none": Row("algorithm none",
        lambda s: altered(s, text(SIGNATURE, "rsa-sha256", "none"))),
    "S29-hmac": Row("algorithm hmac-sha256",
        lambda s: altered(s, text(SIGNATURE, "rsa-sha256", "hmac-sha256"))),
    "S29-sha1": Row("algorithm rsa-sha1",
        lambda s: altered(s, text(SIGNATURE, "rsa-sha256", "rsa-sha1"))),
    "S29-ed": Row("algorithm ed25519 of an RSA key",
        lambda s: altered(s, text(SIGNATURE, "rsa-sha256", "ed25519"))),
    "S36-metadata": Row("a key at an address", lambda s: claims(s, "https://169.254.169.254/k")),
    "S36-http": Row("a key over http", lambda s: claims(s, "http://evil.test/k")),
    "S36-file": Row("a key in a file", lambda s: claims(s, "file:///etc/passwd")),
    "S36-acct": Row("a key of a handle", lambda s: claims(s, "acct:mal@evil.test")),
    "S36-did": Row("a key of a did", lambda s: claims(s, "did:key:z6Mk")),
    "S36-user": Row("a key behind a password", lambda s: claims(s, "https://a:b@evil.test/k")),
    "S36-long": Row("a key with a long name",
        lambda s: claims(s, "https://evil.test/" + "k" * 2040)),
    "S36-private": Row("a key in a private network",
        lambda s: claims(s, "https://private.example/k")),
    "S36-mapped": Row("a key at a mapped address", lambda s: claims(s, "https://mapped.example/k")),
    "S37": Row("a key of ours that did not sign", lambda s: claims(s, f"{ANNA}#main-key")),
    "S45-method": Row("the method is not signed",
        lambda s: altered(s, text("Signature-Input", '"@method" ', ""), FORM)),
    "S45-target": Row("the target is not signed, RFC 9421",
        lambda s: altered(s, text("Signature-Input", '"@target-uri" ', ""), FORM)),
    "S45-digest": Row("the digest is not signed, RFC 9421",
        lambda s: altered(s, text("Signature-Input", '"content-digest" ', ""), FORM)),
    "S46-none": Row("no created",
        lambda s: altered(s, lambda h: h.update({"Signature-Input": re.sub(
            r";created=\d+", "", h["Signature-Input"])}), FORM)),
    "S46-huge": Row("created in 10^30 seconds",
        lambda s: altered(s, lambda h: h.update({"Signature-Input": re.sub(
            r"created=\d+", "created=1" + "0" * 30, h["Signature-Input"])}), FORM), 400),
    "S47": Row("another's bytes under one's own label",
        lambda s: altered(s, lambda h: h.update({
            "Signature-Input": h["Signature-Input"].replace(s.vic.key_id, s.mallory.key_id)
            + ", " + h["Signature-Input"].replace("sig1", "sig2")}), FORM), 400),
    "S48-sf": Row("a parameter of a component",
        lambda s: altered(s, text("Signature-Input", '"content-digest"', '"content-digest";sf'),
                          FORM), 400),
    "S48-derived": Row("a component that nobody knows",
        lambda s: altered(s, text("Signature-Input", '"@method"', '"@foo"'), FORM)),
    "S48-twice": Row("a component twice",
        lambda s: altered(s, text("Signature-Input", '"@method"', '"@method" "@method"'), FORM),
        400),
    "S50": Row("alg hmac-sha256",
        lambda s: altered(s, text("Signature-Input", "rsa-v1_5-sha256", "hmac-sha256"), FORM)),
    "S51": Row("both dialects, two signers",
        lambda s: altered(s, lambda h: h.update({
            "Signature-Input": f'sig1=("@method");created=1;keyid="{s.mallory.key_id}"'})), 400),
    "S57-none": Row("a signature of nothing", lambda s: covering(s, ""), 400),
    "S57-space": Row("a signature of a space",
        lambda s: altered(s, text(SIGNATURE, "(request-target) host date digest content-type",
                                  " ")), 400),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
async def test_no_forged_signature_is_taken(scene: Scene, row: Row) -> None:
    before = await scene.tables.look()
    headers, body = row.made(scene)

    answer = await scene.ask("POST", INBOX, headers, body)

    after = await scene.tables.look()
    assert (row.status, before) == (answer.status_code, after)
    assert [] == [asked for asked in scene.tried if not_theirs(asked)] + scene.dialled


def not_theirs(asked: str) -> bool:
    """Whether the question went elsewhere than to a server of the scene.

    Names of private addresses may be asked for: no socket may be opened for them.
    """
    hosts = ("evil.test", "victim.test", "lemmy.test", *PLACES)
    return not asked.startswith(tuple(f"GET https://{host}/" for host in hosts))
