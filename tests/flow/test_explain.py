"""What is explained of what came, of what was turned away, and of what is judged anew."""

from datetime import timedelta

import pytest

from fediforum import limits
from fediforum.cli.explaining import explained
from fediforum.errors import Conflict, Missing
from fediforum.flow import setup, speak
from fediforum.flow.replay import replay, replay_refused
from fediforum.flow.resolving import steps
from fediforum.node import Node
from fediforum.store.rebuffs import forget_rebuffs
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import write_json
from fediforum.wire import generate_rsa
from tests.blocking import block_host
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network


async def lines(node: Node, what: str) -> str:
    await node.rebuffs.write()
    return "\n".join((await explained(node, what))["lines"])


async def thread(node: Node) -> Iri:
    return (await speak.open_thread(node, "tuin", "anna", "Slakken", "Ze zijn overal.")).id


async def test_the_path_of_a_reply_is_told_from_its_signature_to_what_is_owed(
    alpha: Node, beta: Node, alice: Stranger
) -> None:
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    opening = await thread(alpha)
    note = alice.note("Bier helpt.", to=(alpha.home.board("tuin"),), parent=opening)
    create = alice.creates(note)
    await alice.post(create)
    await settle_down(alpha, beta)

    told = await lines(alpha, create["id"])
    of_the_note = await explained(alpha, note["id"])

    assert f"as Create {create['id']}" in told
    assert f"signed: by {alice.id}, vouched for by a signature (cavage) of the key" in told
    assert "we speak with it" in told
    assert "dedupe: the first of its kind" in told
    assert "verdict: accepted" in told
    assert f"stored: as post {note['id']}, shown" in told
    assert "owed because of it:" in told
    assert ["accepted"] == [each["verdict"] for each in of_the_note["arrived"]]
    assert of_the_note["stands"][0]["thread"]


async def test_a_page_of_ours_is_explained_as_the_post_that_it_shows(
    alpha: Node, alice: Stranger
) -> None:
    opening = await thread(alpha)
    short = opening.rpartition("/")[2]

    by_page = await explained(alpha, f"https://alpha.test/t/{short}")

    assert opening in by_page["ids"]
    assert {"post", "thread"} <= {each["what"] for each in by_page["stands"]}
    assert "arrived: it was said here." == by_page["lines"][0]


async def test_a_refusal_of_the_law_is_told_with_its_meaning_and_remedy(
    alpha: Node, alice: Stranger
) -> None:
    like = alice.does("Like", "https://alpha.test/ap/posts/0123456789abc")
    await alice.post(like)
    await settle_down(alpha)

    told = await lines(alpha, like["id"])

    assert "verdict: ignored: the post is not known" in told
    assert "which means: It is about a post that is not here." in told
    assert "what to do: Nothing: that is as it should be." in told


async def test_what_comes_twice_is_told_to_have_come_before(alpha: Node, alice: Stranger) -> None:
    follow = alice.does("Follow", alpha.home.board("tuin"))
    await alice.post(follow)
    await settle_down(alpha)
    await alice.post(follow)
    await settle_down(alpha)

    told = await lines(alpha, follow["id"])

    assert told.index("the first of its kind") < told.index("the same had come before")
    assert "verdict: ignored: seen before" in told


@pytest.mark.parametrize("ill", ["signature", "blocked", "unsigned", "foreign"])
async def test_what_is_turned_away_at_the_inbox_can_be_explained(
    alpha: Node, alice: Stranger, network: Network, clock: Clock, ill: str
) -> None:
    follow = alice.does("Follow", alpha.home.board("tuin"))
    expected = {
        "signature": "answered 401",
        "blocked": "answered 403",
        "unsigned": "answered 401",
        "foreign": "answered 403",
    }
    if ill == "signature":
        alice.key = generate_rsa()
    if ill == "blocked":
        async with alpha.database.transaction() as conn:
            await block_host(conn, alice.base.removeprefix("https://"), "spam", clock())
    if ill == "foreign":
        follow = {**follow, "actor": "https://gamma.test/users/eva"}
    if ill == "unsigned":
        await network.send("POST", "https://alpha.test/inbox", {}, write_json(follow))
    else:
        await alice.post(follow)

    told = await lines(alpha, follow["id"])

    assert expected[ill] in told
    assert "which means: " in told
    assert "what to do: " in told
    assert "stored: nothing stands here" in told


@pytest.mark.parametrize("bound", ["REBUFFS_PER_HOST_DAY", "REBUFFS_DAY"])
async def test_a_flood_of_bad_requests_is_counted_and_not_kept(
    alpha: Node, alice: Stranger, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(limits, bound, 3)
    for _ in range(8):
        await alice.post({"id": f"{alice.base}/x", "type": "Like"})
        await alpha.rebuffs.write()

    async with alpha.database.connection() as conn:
        rows = await conn.fetchval("SELECT count(*) FROM rebuff")
        times = await conn.fetchval("SELECT sum(times) FROM rebuffed")

    assert (3, 8) == (rows, times)


async def test_the_bound_holds_for_all_processes_together(
    alpha: Node, alice: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REBUFFS_PER_HOST_DAY", 3)
    for _ in range(3):
        for _ in range(2):
            await alice.post({"id": f"{alice.base}/x", "type": "Like"})
        await alpha.rebuffs.write()
        alpha.rebuffs.today.clear()  # as another process, which has counted nothing yet

    async with alpha.database.connection() as conn:
        assert 3 == await conn.fetchval("SELECT count(*) FROM rebuff")


async def test_what_was_turned_away_is_forgotten_after_its_time(
    alpha: Node, alice: Stranger, clock: Clock
) -> None:
    await alice.post({"id": f"{alice.base}/x", "type": "Like"})
    await alpha.rebuffs.write()
    clock.later(days=1)

    async with alpha.database.transaction() as conn:
        await forget_rebuffs(conn, clock())
        left = await conn.fetchval("SELECT count(*) FROM rebuff")

    assert 0 == left


async def test_nothing_is_made_up_about_what_never_came(alpha: Node) -> None:
    with pytest.raises(Missing):
        await explained(alpha, "https://beta.test/activities/4711")


# -- judged anew ---------------------------------------------------------------------------------


async def intake_id(node: Node) -> int:
    async with node.database.connection() as conn:
        return int(await conn.fetchval("SELECT max(id) FROM intake"))


async def test_what_could_not_be_taken_is_taken_when_it_is_replayed(
    alpha: Node, alice: Stranger
) -> None:
    await alice.post(alice.does("Follow", alpha.home.board("moes")))
    await settle_down(alpha)
    number = await intake_id(alpha)
    await setup.create_board(alpha, "moes", "Moestuin")

    done = await replay(alpha, number)

    assert ("ignored", "accepted") == (done.before, done.verdict)
    assert 1 == await follows(alpha)


async def follows(node: Node) -> int:
    async with node.database.connection() as conn:
        return int(await conn.fetchval("SELECT count(*) FROM relation WHERE kind = 'follow'"))


async def test_what_was_accepted_is_never_replayed(
    alpha: Node, alice: Stranger, clock: Clock
) -> None:
    follow = alice.does("Follow", alpha.home.board("tuin"))
    await alice.post(follow)
    await settle_down(alpha)
    number = await intake_id(alpha)
    await alice.post(alice.does("Undo", follow))
    await settle_down(alpha)
    clock.later(minutes=5)

    with pytest.raises(Conflict, match="was accepted"):
        await replay(alpha, number)

    assert 0 == await follows(alpha)


@pytest.mark.parametrize("verdict", ["ignored", "failed"])
async def test_a_copy_of_what_was_accepted_does_nothing_when_it_is_replayed(
    alpha: Node, alice: Stranger, clock: Clock, verdict: str
) -> None:
    follow = alice.does("Follow", alpha.home.board("tuin"))
    for document in (follow, follow, alice.does("Undo", follow)):
        await alice.post(document)
        await settle_down(alpha)
        clock.later(minutes=5)
    async with alpha.database.transaction() as conn:
        number = await conn.fetchval("SELECT id FROM intake WHERE reason = 'seen before'")
        await conn.execute("UPDATE intake SET verdict = $2 WHERE id = $1", number, verdict)

    done = await replay(alpha, number)

    assert (verdict, "ignored", "seen before") == (done.before, done.verdict, done.reason)
    assert 0 == await follows(alpha)


async def test_all_that_was_refused_is_replayed_in_its_order(alpha: Node, alice: Stranger) -> None:
    async with alpha.database.transaction() as conn:
        await conn.execute("UPDATE board SET removed = true")
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)
    async with alpha.database.transaction() as conn:
        await conn.execute("UPDATE board SET removed = false")
        await conn.execute("UPDATE intake SET verdict = 'refused'")

    done = await replay_refused(alpha, alpha.clock() - timedelta(days=2))

    assert ["accepted"] == [each.verdict for each in done]


async def test_a_row_that_is_not_there_is_missing_and_one_in_work_is_left(
    alpha: Node, alice: Stranger
) -> None:
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    async with alpha.database.transaction() as conn:
        await conn.execute("UPDATE intake SET lease_until = now() + interval '1 minute'")

    with pytest.raises(Missing):
        await replay(alpha, 4711)
    with pytest.raises(Conflict):
        await replay(alpha, await intake_id(alpha))


async def test_an_open_row_is_not_replayed_ahead_of_an_older_one_of_its_lane(
    alpha: Node, alice: Stranger
) -> None:
    for _ in range(2):
        await alice.post(alice.does("Follow", alpha.home.board("tuin")))

    with pytest.raises(Conflict, match="an older row is open"):
        await replay(alpha, await intake_id(alpha))


# -- who goes by a handle ------------------------------------------------------------------------


async def test_a_handle_is_resolved_step_by_step(alpha: Node, beta: Node) -> None:
    found = [step async for step in steps(alpha, "bob@beta.test")]

    assert [True] * 5 == [step.ok for step in found]
    assert "https://beta.test/ap/members/bob, inbox" in found[-1].found


@pytest.mark.parametrize(
    ("handle", "step"),
    [("eva@beta.test", "webfinger"), ("eva@nobody.test", "webfinger")],
)
async def test_the_step_that_fails_is_named_with_its_remedy(
    alpha: Node, beta: Node, handle: str, step: str
) -> None:
    found = [each async for each in steps(alpha, handle)]

    assert (False, step) == (found[-1].ok, found[-1].what)
    assert found[-1].remedy
