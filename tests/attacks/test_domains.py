"""Domains: whoever is shut out comes in by no door, however spelled and whoever brings them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.responses import RedirectResponse

from fediforum.errors import FediforumError
from fediforum.flow import speak
from fediforum.flow.budget import Budget
from fediforum.flow.domains import Plan, by_hand, carry_out, named, one
from fediforum.flow.errands import run_errand
from fediforum.flow.find import who
from fediforum.flow.introduce import fetch
from fediforum.flow.undoing import undo_operation
from fediforum.forum.domains import Policy
from fediforum.forum.effects import Errand
from fediforum.store.errands import errand_job
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import write_json
from tests.attacks.scene import BOARD, Scene, signed
from tests.flow.hands import settle_down
from tests.flow.stranger import PUBLIC, Stranger

pytestmark = pytest.mark.asyncio(loop_scope="module")

INTAKE = "SELECT count(*) FROM intake"
OPEN_TO = "SELECT count(*) FROM delivery WHERE host = $1 AND settled IS NULL"


@asynccontextmanager
async def decided(
    scene: Scene, name: str, policy: Policy = Policy.BLOCK, *, exact: bool = False
) -> AsyncIterator[None]:
    """It is so for the length of the block."""
    plan = one(scene.node, by_hand(named(name, exact=exact), policy, reason="spam", exact=exact))
    done = await carry_out(scene.node, plan)
    try:
        yield
    finally:
        await undo_operation(scene.node, done.operation.id)
        scene.node.welcome.forget()


@asynccontextmanager
async def listed_only(scene: Scene) -> AsyncIterator[None]:
    done = await carry_out(scene.node, Plan("domain mode", "allowlist", listed_only=True))
    try:
        yield
    finally:
        await undo_operation(scene.node, done.operation.id)
        scene.node.welcome.forget()


async def arrived(scene: Scene) -> int:
    async with scene.node.database.connection() as conn:
        return int(await conn.fetchval(INTAKE))


async def page_of(scene: Scene, path: str) -> str:
    answer = await scene.ask("GET", f"https://alpha.test{path}", {"accept": "text/html"})
    moved = answer.headers.get("location")
    return await page_of(scene, moved.removeprefix("https://alpha.test")) if moved else answer.text


@pytest.mark.parametrize(
    ("name", "host", "status"),
    [
        ("evil.test", "evil.test", 403),
        ("EVIL.test.", "evil.test", 403),
        ("*.evil.test", "a.evil.test", 403),
        ("evil.test:443", "www.evil.test", 403),
        ("bücher.test", "xn--bcher-kva.test", 403),
        ("xn--bcher-kva.test", "a.xn--bcher-kva.test", 403),
        ("evil.test", "notevil.test", 202),
        ("evil.test", "evil.test.good.test", 202),
    ],
)
async def test_a_block_covers_every_spelling_and_all_under_it(
    scene: Scene, name: str, host: str, status: int
) -> None:
    """M01."""
    somebody = scene.stranger(host)
    before = await arrived(scene)

    async with decided(scene, name):
        assert status == await somebody.post(somebody.does("Like", scene.opening.id))

    assert before + (status == 202) == await arrived(scene)


@pytest.mark.parametrize("name", ["github.io", "co.uk", "test"])
async def test_what_strangers_share_is_blocked_only_by_itself(scene: Scene, name: str) -> None:
    """M01."""
    with pytest.raises(FediforumError, match="--exact"):
        named(name)

    async with decided(scene, name, exact=True):
        assert 202 == await scene.vic.post(scene.vic.does("Like", scene.opening.id))


async def test_an_allowed_name_is_spoken_with_though_what_is_above_it_is_not(scene: Scene) -> None:
    good = scene.stranger("good.evil.test")

    async with decided(scene, "evil.test"), decided(scene, "good.evil.test", Policy.ALLOW):
        assert 202 == await good.post(good.does("Like", scene.opening.id))
        assert 403 == await scene.mallory.post(scene.mallory.does("Like", scene.opening.id))


async def brought(scene: Scene, who: Stranger, document: dict[str, object]) -> list[str]:
    """What is made of what an honest server POSTs while evil.test is blocked."""
    newest = await scene.tables.newest()
    async with decided(scene, "evil.test"):
        assert 202 == await who.post(document)
        scene.tried.clear()
        await settle_down(scene.node)
        assert [] == [each for each in scene.tried if "evil.test" in each]
    return await scene.tables.verdicts(newest)


async def test_what_is_blocked_comes_in_by_no_boost(scene: Scene) -> None:
    """M02: a board that we follow passes it on, by its id or whole."""
    note = scene.mallory.note("Koop bitcoin.", to=(scene.rust.id,))

    for thing in (note["id"], scene.mallory.creates(note)):
        said = scene.rust.does("Announce", thing, to=[PUBLIC])
        assert ["ignored"] == await brought(scene, scene.rust, said)
    assert await scene.post_state(note["id"]) is None


async def test_what_is_blocked_comes_in_within_nothing(scene: Scene) -> None:
    """M02: an object that another brings as theirs, or as their author's."""
    note = scene.mallory.note("Koop bitcoin.", to=(BOARD,))

    said = {**scene.vic.creates(note), "object": note}
    assert ["refused"] == await brought(scene, scene.vic, said)
    assert await scene.post_state(note["id"]) is None


async def test_a_parent_that_is_blocked_is_not_asked_for(scene: Scene) -> None:
    """M02: an honest answer to it brings it in no more than anything else."""
    above = scene.mallory.note("Koop bitcoin.", to=(BOARD,))
    below = scene.vic.note("Waarom?", to=(BOARD,), parent=above["id"])

    assert ["ignored"] == await brought(scene, scene.vic, scene.vic.creates(below))
    assert await scene.post_state(above["id"]) is None


async def test_a_key_of_a_blocked_server_signs_for_nobody(scene: Scene) -> None:
    """M03."""
    body = write_json(scene.vic.does("Like", scene.opening.id))

    async with decided(scene, "evil.test"):
        headers = signed(scene.vic, body, key_id=scene.mallory.key_id, key=scene.mallory.key)
        assert 403 == await scene.knock(headers, body)
        assert [] == scene.tried


async def test_a_redirect_to_who_is_blocked_is_not_followed(scene: Scene) -> None:
    """M04: it is not even called."""
    note = scene.mallory.note("Koop bitcoin.", to=(BOARD,))
    scene.network.apps["detour.test"] = RedirectResponse(note["id"])

    async with decided(scene, "evil.test"):
        with pytest.raises(FediforumError):
            await fetch(scene.node, Iri("https://detour.test/x"), Budget.interactive())

    assert [] == [each for each in scene.tried if "evil.test" in each]


ASKING = ("fetch", "actor", "gone", "nodeinfo", "picture", "outbox", "followers")


async def asked(scene: Scene, kind: str, subject: str) -> list[str]:
    """What evil.test is asked by an errand about that of theirs."""
    scene.tried.clear()
    scene.node.welcome.forget()
    errand = Errand(kind, Iri(subject), {"board": BOARD, "url": subject, "digest": "0" * 64})
    await run_errand(scene.node, errand_job(errand).payload)
    return [each for each in scene.tried if "evil.test" in each]


@pytest.mark.parametrize("kind", ASKING)
async def test_who_is_blocked_is_asked_nothing(scene: Scene, kind: str) -> None:
    """M05: whatever was on its way; when nothing is blocked, each of these asks."""
    before, later = (f"https://evil.test/{kind}/{number}" for number in (1, 2))
    if kind == "picture":
        shows = f"![Een kat]({before}) ![Een hond]({later})"
        await speak.open_thread(scene.node, "tuin", "anna", "Dieren", shows)

    async with decided(scene, "evil.test"):
        assert [] == await asked(scene, kind, before)
    assert [] != await asked(scene, kind, later)


async def test_nobody_is_looked_up_at_a_blocked_server(scene: Scene) -> None:
    """M05."""
    async with decided(scene, "evil.test"):
        with pytest.raises(FediforumError):
            await who(scene.node, "@nobody@evil.test", Budget.interactive())
        assert [] == scene.tried

    with pytest.raises(FediforumError):
        await who(scene.node, "@nobody@evil.test", Budget.interactive())
    assert [] != scene.tried


async def test_a_block_severs_hides_and_holds_at_once_and_lifting_it_brings_all_back(
    scene: Scene,
) -> None:
    """M05."""
    path = f"/t/{scene.opening.id.rpartition('/')[2]}"
    assert "Bier helpt." in await page_of(scene, path)
    assert "Bier helpt." in await page_of(scene, "/feed.atom")

    async with decided(scene, "victim.test"):
        assert "Bier helpt." not in await page_of(scene, path)
        assert "Bier helpt." not in await page_of(scene, "/feed.atom")
        assert "Bier helpt." not in await page_of(scene, "/search?q=bier")
        assert 404 == (await scene.ask("GET", "https://alpha.test/u/@vic@victim.test")).status_code
        context = await scene.ask(
            "GET", f"{scene.opening.id}/context", {"accept": "application/activity+json"}
        )
        assert scene.reply["id"] not in context.text
        assert 403 == await scene.vic.post(scene.vic.does("Like", scene.reply["id"]))
        assert 1 == await scene.follows(scene.vic.id, BOARD)  # kept while it can be undone

    assert "Bier helpt." in await page_of(scene, path)
    assert ("shown", scene.reply["content"]) == await scene.post_state(scene.reply["id"])


async def test_a_board_of_a_blocked_server_is_hidden_with_all_that_stands_in_it(
    scene: Scene,
) -> None:
    assert "Lenen en lenen laten." in await page_of(scene, "/b/rust@lemmy.test.atom")

    async with decided(scene, "lemmy.test"):
        assert 404 == (await scene.ask("GET", "https://alpha.test/b/rust@lemmy.test")).status_code
        assert "rust@lemmy.test" not in await page_of(scene, "/")
        assert ("shut", scene.page["content"]) == await scene.post_state(scene.page["id"])

    assert "Lenen en lenen laten." in await page_of(scene, "/b/rust@lemmy.test.atom")


async def test_where_only_the_listed_are_spoken_with_nobody_else_comes_in_or_is_asked(
    scene: Scene,
) -> None:
    """M13."""
    before = await arrived(scene)

    async with decided(scene, "victim.test", Policy.ALLOW), listed_only(scene):
        assert 403 == await scene.mallory.post(scene.mallory.does("Like", scene.opening.id))
        assert 403 == await scene.gus.post(scene.gus.does("Like", scene.opening.id))
        assert before == await arrived(scene)
        with pytest.raises(FediforumError):
            await fetch(scene.node, Iri(scene.gus.id), Budget.interactive())
        assert [] == scene.tried
        assert 202 == await scene.vic.post(scene.vic.does("Like", scene.opening.id))
    await settle_down(scene.node)
