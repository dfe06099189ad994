"""Where others want us to look: no address that is not public is ever dialled for them.

Each way in which somebody else's word makes us fetch is tried with each kind of bad address.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from fediforum.errors import FediforumError
from fediforum.flow import speak
from fediforum.flow.budget import Budget
from fediforum.flow.errands import run_errand
from fediforum.flow.find import who
from fediforum.flow.visit import visit
from fediforum.forum.effects import Errand
from fediforum.store.errands import errand_job
from fediforum.vocab.iri import Iri
from tests.attacks.scene import BASE, BOARD, PLACES, Scene
from tests.blocking import block_host, unblock_host
from tests.flow.hands import settle_down
from tests.flow.stranger import PUBLIC

pytestmark = pytest.mark.asyncio(loop_scope="module")

BAD = {
    "F01-address": "https://127.0.0.1/x",
    "F01-short": "https://127.1/x",
    "F01-number": "https://2130706433/x",
    "F01-hex": "https://0x7f000001/x",
    "F02-loopback": "https://[::1]/x",
    "F02-mapped": "https://[::ffff:127.0.0.1]/x",
    "F03-nat64": "https://[64:ff9b::7f00:1]/x",
    "F05-private": "https://private.example/x",
    "F06-metadata": "https://metadata.example/x",
    "F06-unique": "https://unique.example/x",
    "F07-loopback": "https://loopback.example/x",
    "F07-mapped": "https://mapped.example/x",
    "F10-http": "http://evil.test/x",
    "F10-file": "file:///etc/passwd",
    "F16-port": "https://private.example:6379/x",
    "F18-user": "https://a:b@evil.test/x",
    "F18-zero": "https://127.0.0.1%00.evil.test/x",
    "F23-ours": f"{BASE}/ap/posts/0000000000000",
    "I42-local": "https://localhost/x",
    "I42-onion": "https://abcdefgh.onion/x",
}
Way = Callable[[Scene, str], Awaitable[None]]


async def answered(s: Scene, url: str) -> None:
    """A reply to a post that is said to stand there."""
    note = s.mallory.note("Lees dit.", to=(BOARD,), parent=url)
    await s.mallory.post(s.mallory.creates(note))
    await settle_down(s.node)


async def boosted(s: Scene, url: str) -> None:
    """A post there, announced by a board that we follow."""
    await s.rust.post(s.rust.does("Announce", url, to=[PUBLIC]))
    await settle_down(s.node)


async def passed_on(s: Scene, url: str) -> None:
    """A post there, passed on within its Create by a board that we follow."""
    note = {**s.gus.note("x", to=(s.rust.id,)), "id": url, "attributedTo": url}
    create = {**s.gus.creates(note), "actor": url}
    await s.rust.post(s.rust.does("Announce", create, to=[PUBLIC]))
    await settle_down(s.node)


async def moved(s: Scene, url: str) -> None:
    """Somebody moves there."""
    await s.mallory.post(s.mallory.does("Move", s.mallory.id, target=url))
    await settle_down(s.node)


async def relayed(s: Scene, url: str) -> None:
    """Somebody passes on, LD-signed, what was said there."""
    note = {**s.mallory.note("x", to=(BOARD,)), "id": url, "attributedTo": url}
    create = {**s.mallory.creates(note), "actor": url, "id": url + "/1"}
    create["signature"] = {"type": "RsaSignature2017", "creator": url, "signatureValue": "x"}
    await s.mallory.post(create)
    await settle_down(s.node)


async def redirected(s: Scene, url: str) -> None:
    """An address at evil.test leads there."""
    detour(s, lambda _: RedirectResponse(url))
    with pytest.raises(FediforumError):
        await visit(s.node, "https://detour.test/users/one")


async def named(s: Scene, url: str) -> None:
    """WebFinger says that somebody's actor is there."""
    link = {"rel": "self", "type": "application/activity+json", "href": url}
    document = {"subject": "acct:one@detour.test", "links": [link]}
    detour(s, lambda _: JSONResponse(document))
    with pytest.raises(FediforumError):
        assert await who(s.node, "@one@detour.test", Budget.interactive()) is None
        raise FediforumError


async def templated(s: Scene, url: str) -> None:
    """host-meta says that WebFinger is there."""
    template = f'<XRD><Link rel="lrdd" template="{url}?r={{uri}}"/></XRD>'

    def serve(request: Request) -> Response:
        if request.url.path.endswith("host-meta"):
            return Response(template, media_type="application/xrd+xml")
        return Response(status_code=404)

    detour(s, serve)
    with pytest.raises(FediforumError):
        await who(s.node, "@one@detour.test", Budget.interactive())


async def described(s: Scene, url: str) -> None:
    """NodeInfo is said to be there."""
    link = {"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": url}
    detour(s, lambda _: JSONResponse({"links": [link]}))
    job = errand_job(Errand(kind="nodeinfo", subject=Iri("https://detour.test")))
    await run_errand(s.node, job.payload)


async def surrounded(s: Scene, url: str) -> None:
    """A conversation is said to go on there: by its context, its replies and its parent."""
    note = s.mallory.note("Draadje.", to=(BOARD,))
    note = {**note, "context": url, "replies": url, "inReplyTo": url}
    s.mallory.documents[note["id"]] = note
    with suppress(FediforumError):
        await visit(s.node, note["id"])
    await settle_down(s.node)


async def delivered(s: Scene, url: str) -> None:
    """Somebody follows whose inbox is there."""
    host = f"box{sum(map(ord, url))}.test"
    lurer = s.stranger(host, "lur")
    lurer.documents[lurer.id] = {**lurer.person("lur"), "inbox": url, "endpoints": {}}
    await lurer.post(lurer.does("Follow", BOARD))
    await settle_down(s.node)


def detour(s: Scene, serve: Callable[[Request], Response]) -> None:
    """Whatever is asked of detour.test is answered so."""

    async def answer(request: Request) -> Response:
        return serve(request)

    s.network.apps["detour.test"] = Starlette(routes=[Route("/{path:path}", answer)])


WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (
        answered, boosted, passed_on, moved, relayed, redirected, named, templated, described,
        surrounded, delivered,
    )
}  # fmt: skip


@pytest.mark.parametrize("url", BAD.values(), ids=BAD.keys())
async def test_no_word_of_others_leads_us_to_a_closed_address(scene: Scene, url: str) -> None:
    led: dict[str, list[str]] = {}

    for name, way in WAYS.items():
        if url.startswith(BASE) and way in (redirected, templated):
            continue  # a GET of a page of ours does no harm, and nothing is believed of it
        scene.begin()
        await way(scene, url)
        led[name] = [asked for asked in scene.tried if leads_to(asked, url)] + scene.dialled

    assert {name: [] for name in led} == led


def leads_to(asked: str, url: str) -> bool:
    """Whether that address was asked; a name only counts once a socket was opened for it."""
    host = url.partition("://")[2].partition("/")[0]
    return host not in PLACES and url in asked


async def test_no_crowd_of_followers_makes_us_storm_one_inbox(scene: Scene) -> None:
    """I31: whoever they are, and wherever they live, an inbox hears each thing once."""
    for number in range(4):
        fan = scene.stranger(f"a-fan{number}.test")
        inbox = "https://victim.test/inbox"
        fan.documents[fan.id] = {**fan.person("mal"), "inbox": inbox, "endpoints": {}}
        await fan.post(fan.does("Follow", BOARD))
    await settle_down(scene.node)
    scene.tried.clear()

    await speak.open_thread(scene.node, "tuin", "anna", "Bladluis", "Overal bladluis.")
    await settle_down(scene.node)

    sent = [post.body for post in scene.network.posts if post.url == "https://victim.test/inbox"]
    assert len(set(sent)) == len(sent)
    assert {"victim.test"} == await scene.lanes_to("https://victim.test/inbox")


# -- documents that are not what they say ----------------------------------------------------------


def served(s: Scene, document: dict[str, Any], kind: str = "application/activity+json") -> None:
    def serve(request: Request) -> Response:
        return JSONResponse(document, media_type=kind)

    detour(s, serve)


async def test_a_parent_that_always_has_a_parent_is_followed_for_a_while(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R22."""
    monkeypatch.setattr("fediforum.forum.rules.create.ANCESTORS", 8)
    monkeypatch.setattr("fediforum.limits.ANCESTORS", 8)

    author = scene.stranger("detour.test", "me")

    def serve(request: Request) -> Response:
        number = request.url.path.rpartition("/")[2]
        found = endless(scene, int(number)) if number.isdigit() else author.person("me")
        return JSONResponse(found, media_type="application/activity+json")

    detour(scene, serve)
    assert 202 == await author.post(author.creates(endless(scene, 0)))

    await settle_down(scene.node)

    assert 8 == len([asked for asked in scene.tried if "/notes/" in asked])


def endless(s: Scene, number: int) -> dict[str, Any]:
    """One of the notes of detour.test, each of which answers the next."""
    place = "https://detour.test/notes/"
    note = s.mallory.note("Dieper.", to=(BOARD,), parent=f"{place}{number + 1}")
    return {**note, "id": f"{place}{number}", "attributedTo": "https://detour.test/users/me"}


async def test_a_document_of_another_is_read_at_its_own_id(scene: Scene) -> None:
    """I25."""
    served(scene, {**scene.reply, "content": "<p>Leugens.</p>"})
    before = await scene.contents()

    await visit(scene.node, "https://detour.test/x")
    await settle_down(scene.node)

    assert before == await scene.contents()
    assert f"GET {scene.reply['id']}" in scene.tried


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/json", "application/octet-stream", "application/ld+json",
     "text/html", 'application/ld+json; profile="https://evil.test/"'],
)  # fmt: skip
async def test_what_was_uploaded_is_no_document(scene: Scene, kind: str) -> None:
    """I27."""
    iri = "https://detour.test/media/1.json"
    note = {**scene.mallory.note("x", to=(BOARD,)), "id": iri, "attributedTo": iri + "/me"}
    served(scene, note, kind)
    before = await scene.tables.look()

    with pytest.raises(FediforumError):
        await visit(scene.node, iri)

    assert before == await scene.tables.look()


async def test_an_open_redirect_of_another_server_lends_no_name(scene: Scene) -> None:
    """I26: the document is vouched for by where it was at last, not by where it was asked for."""
    forged = {**scene.reply, "content": "<p>Leugens.</p>"}
    scene.mallory.documents["https://evil.test/forged"] = forged
    scene.network.apps["opener.test"] = Starlette(
        routes=[Route("/{path:path}", lambda _: RedirectResponse("https://evil.test/forged"))]
    )
    forged["id"] = "https://opener.test/notes/1"
    before = await scene.tables.look()

    with pytest.raises(FediforumError):
        await visit(scene.node, "https://opener.test/notes/1")

    assert before == await scene.tables.look()


@pytest.mark.parametrize("url", ["https://lemmy.test/users/gus", BOARD], ids=["F24", "F23"])
async def test_a_redirect_to_who_is_blocked_or_ourselves_brings_nothing(
    scene: Scene, url: str
) -> None:
    async with scene.node.database.transaction() as conn:
        await block_host(conn, "lemmy.test", "spam", scene.clock())
    detour(scene, lambda _: RedirectResponse(url))
    before = await scene.tables.look()

    with pytest.raises(FediforumError):
        await visit(scene.node, "https://detour.test/x")

    assert before == await scene.tables.look()
    async with scene.node.database.transaction() as conn:
        await unblock_host(conn, "lemmy.test")


async def test_who_is_blocked_is_asked_nothing(scene: Scene) -> None:
    """F24."""
    async with scene.node.database.transaction() as conn:
        await block_host(conn, "evil.test", "spam", scene.clock())
    nodeinfo = errand_job(Errand(kind="nodeinfo", subject=Iri("https://evil.test"))).payload

    for kind in ("fetch", "actor", "gone"):
        errand = Errand(kind=kind, subject=Iri("https://sub.evil.test/x"))
        await run_errand(scene.node, errand_job(errand).payload)
    await run_errand(scene.node, nodeinfo)
    with pytest.raises(FediforumError):
        await who(scene.node, "@nobody@evil.test", Budget.interactive())
    with pytest.raises(FediforumError):
        await visit(scene.node, "https://evil.test/x")

    assert [] == scene.tried
    async with scene.node.database.transaction() as conn:
        await unblock_host(conn, "evil.test")
