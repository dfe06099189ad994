"""Bytes that hurt: each row is POSTed under a true signature, so that nothing else stops it."""

import gzip
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from fediforum import limits
from tests.attacks.scene import BASE, BOARD, INBOX, Scene, body_of, signed
from tests.flow.hands import settle_down
from tests.flow.stranger import AS2, PUBLIC

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEBI = 1024 * 1024


def create(s: Scene, **more: object) -> dict[str, Any]:
    note = s.mallory.note("Bommen.", to=(BOARD,), parent=s.opening.id)
    return s.mallory.creates({**note, **more})


def raw(s: Scene, extra: str) -> bytes:
    """A Create with something more, written as it stands."""
    return body_of(create(s))[:-1] + b"," + extra.encode() + b"}"


UNREADABLE: dict[str, Callable[[Scene], bytes]] = {
    "R06-33": lambda s: raw(s, '"x":' + "[" * 33 + "]" * 33),
    "R06-deep": lambda s: raw(s, '"x":' + "[" * 100_000 + "]" * 100_000),
    "R06-open": lambda _: b'{"x":' * 100_000,
    "R07": lambda s: raw(s, '"x":[' + "[]," * 300_000 + "[]]"),
    "R08-digits": lambda s: raw(s, '"x":' + "9" * 5000),
    "R08-infinite": lambda s: raw(s, '"x":1e999'),
    "R08-exponent": lambda s: raw(s, '"x":1e100000'),
    "R08-nan": lambda s: raw(s, '"x":NaN'),
    "R08-minus": lambda s: raw(s, '"x":-Infinity'),
    "R08-wide": lambda s: raw(s, '"x":9223372036854775808'),
    "R09": lambda s: raw(s, f'"actor":"{s.vic.id}"'),
    "R09-deep": lambda s: raw(s, '"x":{"a":1,"a":2}'),
    "R10-bom": lambda s: b"\xef\xbb\xbf" + body_of(create(s)),
    "R10-utf16": lambda s: body_of(create(s)).decode().encode("utf-16"),
    "R10-cesu": lambda s: raw(s, '"x":"').replace(b'"x":"', b'"x":"\xed\xa0\x80"'),
    "R11-zero": lambda s: raw(s, '"x":"\\u0000"'),
    "R11-key": lambda s: raw(s, '"\\u0000":"x"'),
    "R11-half": lambda s: raw(s, '"x":"\\ud800"'),
    "R13": lambda s: body_of({**create(s), "id": "https://evil.test/" + "x" * 8000}),
    "R13-object": lambda s: body_of(create(s, id="https://evil.test/" + "x" * 8000)),
    "R16-graph": lambda s: raw(s, '"@graph":[{"actor":"x"}]'),
    "R16-included": lambda s: raw(s, '"@included":[{"id":"x"}]'),
    "R16-reverse": lambda s: raw(s, '"@reverse":{"actor":"x"}'),
    "R31": lambda s: raw(s, ",".join(f'"k{n}":1' for n in range(65_000))),
    "W-list": lambda s: b"[" + body_of(create(s)) + b"]",
    "W-text": lambda _: b'"Create"',
    "W-null": lambda _: b"null",
    "W-empty": lambda _: b"",
}


@pytest.mark.parametrize("made", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_what_cannot_be_read_in_one_way_is_refused_at_little_cost(
    scene: Scene, made: Callable[[Scene], bytes]
) -> None:
    before, body = await scene.tables.look(), made(scene)

    began = time.process_time()
    status = await scene.mallory.post(body)
    spent = time.process_time() - began

    assert (400, before, []) == (status, await scene.tables.look(), scene.tried)
    assert spent < 2


HEADERS: dict[str, tuple[dict[str, str], bytes | None, int]] = {
    "R01": ({}, b"x" * (MEBI + 1), 413),
    "R02-length": ({"Content-Length": "ten"}, None, 400),
    "R02-minus": ({"Content-Length": "-5"}, None, 400),
    "R03-gzip": ({"Content-Encoding": "gzip"}, gzip.compress(b"{}"), 415),
    "R03-br": ({"Content-Encoding": "br"}, None, 415),
    "R05-one": ({"X-Long": "x" * (limits.HEADER_ONE + 1)}, None, 431),
    "R05-many": ({f"X-{n}": "x" for n in range(limits.HEADER_COUNT)}, None, 431),
    "W01": ({"Host": "evil.example"}, None, 421),
    "W03": ({"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "127.0.0.1"}, None, 202),
    "W09-plain": ({"Content-Type": "text/plain"}, None, 415),
    "W09-form": ({"Content-Type": "application/x-www-form-urlencoded"}, None, 415),
    "W09-none": ({"Content-Type": ""}, None, 415),
    "W13": ({"X-HTTP-Method-Override": "DELETE"}, None, 202),
}


@pytest.mark.parametrize(("headers", "body", "status"), HEADERS.values(), ids=HEADERS.keys())
async def test_headers_that_lie_are_not_believed(
    scene: Scene, headers: dict[str, str], body: bytes | None, status: int
) -> None:
    body = body or body_of(scene.mallory.does("Follow", BOARD))
    given = {**signed(scene.mallory, body), **headers}
    before = await scene.tables.look()

    answer = await scene.ask("POST", INBOX, given, body)

    changed = await scene.changes(before)
    assert status == answer.status_code
    assert "evil.example" not in answer.text + str(answer.headers)
    assert changed == set() or status == 202
    await settle_down(scene.node)


CLIQUE = [{"id": f"_:b{a}", "x": [f"_:b{b}" for b in range(9) if b != a]} for a in range(9)]
HEAVY: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "R12-year-1": lambda s: create(s, published="0001-01-01T00:00:00+14:00"),
    "R12-year-9999": lambda s: create(s, published="9999-12-31T23:59:59-14:00"),
    "R12-year-10000": lambda s: create(s, published="10000-01-01T00:00:00Z"),
    "R12-week": lambda s: create(s, published="2026-W01-1", updated="2026-W01-1"),
    "R12-number": lambda s: create(s, published=1e15),
    "R14-private": lambda s: {
        **create(s), "@context": [AS2, "http://169.254.169.254/", "https://private.example/c"]},
    "R14-many": lambda s: {
        **create(s), "@context": [AS2, *(f"https://evil.test/c/{n}" for n in range(900))]},
    "R14-import": lambda s: {
        **create(s), "@context": [AS2, {"@import": "https://evil.test/c", "@version": 1.1}]},
    "R15": lambda s: {
        **create(s), "@context": [AS2, *({f"t{n}": f"https://e.test/{n}"} for n in range(2000))]},
    "S54": lambda s: {
        **create(s), "signature": {"type": "RsaSignature2017", "creator": s.vic.id,
                                   "signatureValue": "x", "y": CLIQUE}},
    "R18-div": lambda s: create(s, content="<div>" * 50_000),
    "R18-list": lambda s: create(s, content="<ul><li>" * 30_000),
    "R18-and": lambda s: create(s, content="&" * 250_000),
    "R18-open": lambda s: create(s, content="<" * 250_000),
    "R18-quotes": lambda s: create(s, content="<a " + "a='b' " * 40_000),
    "R19": lambda s: create(
        s, content="<math><semantics><annotation>x</annotation></semantics></math>"),
    "R20-mentions": lambda s: create(s, content="@" + "a_" * 60_000),
    "R20-title": lambda s: {**create(s, name="a." * 60_000), "cc": [BOARD]},
    "R21": lambda s: create(s, name="ﷺ" * 9000, content="a" + "\u0301" * 100_000),
    "R17-to": lambda s: {
        **create(s), "to": [PUBLIC, *(f"https://evil.test/{n}" for n in range(5000))]},
    "R17-tags": lambda s: create(
        s, tag=[{"type": "Mention", "href": f"https://evil.test/{n}"} for n in range(5000)]),
    "R17-attachments": lambda s: create(
        s, attachment=[{"type": "Image", "url": f"https://e.test/{n}.png"} for n in range(5000)]),
    "I52": lambda s: create(
        s, replies={"type": "Collection", "id": "https://evil.test/r", "totalItems": -10**15}),
}  # fmt: skip


@pytest.mark.parametrize("made", HEAVY.values(), ids=HEAVY.keys())
async def test_what_is_heavy_neither_hurts_nor_makes_us_call_anybody(
    scene: Scene, made: Callable[[Scene], dict[str, Any]]
) -> None:
    document = made(scene)

    began = time.process_time()
    status = await scene.mallory.post(document)
    await settle_down(scene.node)
    spent = time.process_time() - began

    asked = [each for each in scene.tried if each != f"POST {scene.vic.base}/inbox"]
    page = await scene.ask("GET", scene.opening.url, {"accept": "text/html"})
    context = await scene.ask("GET", f"{scene.opening.id}/context", {"accept": "application/json"})
    assert status in (202, 400)
    assert (200, 200) == (page.status_code, context.status_code)
    assert [] == [each for each in asked if each.startswith("GET")] + scene.dialled
    assert spent < 2
    json.loads(context.text)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/activity+json", "application/activity+json"),
        ("text/html", "text/html"),
        ("*/*", "text/html"),
    ],
)
async def test_one_address_in_two_forms_is_not_mixed_up_by_a_cache(
    scene: Scene, accept: str, kind: str
) -> None:
    """W05, W06."""
    answer = await scene.ask("GET", scene.opening.url, {"accept": accept})

    assert answer.headers["content-type"].startswith(kind)
    assert "accept" in answer.headers["vary"].lower()


@pytest.mark.parametrize(
    "path",
    ["/static/..%2f..%2fetc/passwd", "/static/%2e%2e/%2e%2e/etc/passwd", "/static/..%5c..%5cx",
     "/static/%00", "/static/%c0%ae%c0%ae/x", "//evil.example/%2f..", "/b/..%2f..%2f",
     "/.git/HEAD"],
)  # fmt: skip
async def test_no_path_leads_out(scene: Scene, path: str) -> None:
    """W11, C16."""
    answer = await scene.ask("GET", BASE + path)

    assert answer.status_code in (400, 404)
    assert "location" not in answer.headers


async def test_a_reply_to_what_only_some_may_see_stays_unseen(scene: Scene) -> None:
    """P05, P06: what is not for everybody is filed nowhere, also when a board passes it on."""
    secret = {**scene.gus.note("Geheim.", to=(scene.rust.id,)), "to": [scene.rust.id], "cc": []}
    scene.gus.documents[secret["id"]] = secret

    await scene.gus.post(scene.gus.creates(secret))
    await scene.rust.post(scene.rust.does("Announce", scene.gus.creates(secret), to=[PUBLIC]))
    await scene.rust.post(scene.rust.does("Announce", secret["id"], to=[PUBLIC]))
    await settle_down(scene.node)

    assert await scene.post_state(secret["id"]) is None
