"""What is looked up elsewhere: found posts, graves, software, moves, and the shelf."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fediforum.errors import Unavailable
from fediforum.flow import errands, preside, site, speak
from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.backfill import backfill
from fediforum.flow.budget import Budget
from fediforum.flow.errands import ATTEMPTS, run_errand
from fediforum.flow.visit import visit
from fediforum.forum import compose
from fediforum.forum.effects import Errand
from fediforum.forum.model import Post, PostState, Tie
from fediforum.forum.provenance import Local
from fediforum.node import Node
from fediforum.store.errands import enqueue_errands, errand_job
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down
from tests.flow.stranger import AS2, Stranger
from tests.flow.two_forums import Clock, Network


async def post(node: Node, iri: str) -> Post:
    async with node.database.connection() as conn:
        return (await load_known(conn, {Iri(iri)}, node.home)).posts[Iri(iri)]


async def jobs(node: Node) -> list[tuple[bytes, timedelta]]:
    async with node.database.connection() as conn:
        rows = await conn.fetch(
            "SELECT payload, execute_after - now() AS later FROM pgqueuer.pgqueuer"
            " WHERE entrypoint = 'errand' ORDER BY id"
        )
    return [(row["payload"], row["later"]) for row in rows]


async def run(node: Node, kind: str, subject: str, **details: str) -> None:
    await run_errand(
        node, errand_job(Errand(kind=kind, subject=Iri(subject), details=details)).payload
    )


async def open_thread(alpha: Node) -> Iri:
    return (await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")).id


async def test_reply_to_a_reply_that_is_not_known_waits_on_the_shelf_until_it_comes(
    alpha: Node, alice: Stranger
) -> None:
    board = alpha.home.board("tuin")
    opening = await open_thread(alpha)
    parent = alice.note("Bier helpt.", to=(board,), parent=opening)
    child = alice.note("Koffie ook.", to=(board,), parent=parent["id"])

    await alice.post(alice.creates(child))
    await settle_down(alpha)

    first, second = await post(alpha, parent["id"]), await post(alpha, child["id"])
    assert (2, 3) == (first.seq, second.seq)
    assert (PostState.SHOWN, PostState.SHOWN) == (first.state, second.state)


async def test_post_that_is_gone_at_home_goes_here(alpha: Node, alice: Stranger) -> None:
    opening = await open_thread(alpha)
    note = alice.note("Bier helpt.", to=(alpha.home.board("tuin"),), parent=opening)
    await alice.post(alice.creates(note))
    await settle_down(alpha)

    await run(alpha, "gone", note["id"])
    still = await post(alpha, note["id"])
    alice.documents[note["id"]] = 410
    await run(alpha, "gone", note["id"])
    gone = await post(alpha, note["id"])

    assert (PostState.SHOWN, PostState.DELETED) == (still.state, gone.state)


async def test_actor_is_only_buried_when_its_server_has_said_so_twice(
    alpha: Node, alice: Stranger
) -> None:
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)
    alice.documents[alice.id] = 410

    await run(alpha, "gone", alice.id)
    async with alpha.database.connection() as conn:
        once = (await load_known(conn, {Iri(alice.id)}, alpha.home)).members[Iri(alice.id)]
    ((payload, later),) = await jobs(alpha)
    await run_errand(alpha, payload)
    async with alpha.database.connection() as conn:
        twice = (await load_known(conn, {Iri(alice.id)}, alpha.home)).members[Iri(alice.id)]

    assert (False, True) == (once.gone, twice.gone)
    assert later > timedelta(minutes=59)


async def test_errand_to_a_server_that_is_away_is_done_again_later_and_given_up_in_the_end(
    alpha: Node, alice: Stranger
) -> None:
    alice.documents[alice.id] = 503

    await run(alpha, "actor", alice.id)
    waits = []
    for _ in range(ATTEMPTS + 1):
        found = await jobs(alpha)
        if not found:
            break
        ((payload, later),) = found
        waits.append(later)
        async with alpha.database.connection() as conn:
            await conn.execute("DELETE FROM pgqueuer.pgqueuer")
        await run_errand(alpha, payload)

    assert ATTEMPTS - 1 == len(waits)
    assert waits == sorted(waits)


async def test_errand_that_our_own_database_held_up_is_done_again_at_once(
    alpha: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def held_up(_: Node, __: Errand) -> None:
        raise Unavailable("The database does not answer now.")

    monkeypatch.setattr(errands, "KINDS", {"actor": held_up})

    await run(alpha, "actor", "https://gamma.test/users/alice")

    [(_, later)] = await jobs(alpha)
    assert later < timedelta(seconds=10)


async def test_errand_that_cannot_succeed_is_not_done_again(alpha: Node, alice: Stranger) -> None:
    alice.documents[alice.id] = {"@context": AS2, "id": alice.id, "type": "Note"}

    await run(alpha, "actor", alice.id)
    await run(alpha, "actor", f"{alice.base}/nobody")
    await run(alpha, "actor", alpha.home.member("anna"))
    await run(alpha, "dance", alice.id)

    assert [] == await jobs(alpha)


async def test_second_errand_of_a_kind_and_subject_is_dropped(alpha: Node) -> None:
    errand = Errand(kind="actor", subject=Iri("https://gamma.test/users/alice"))

    async with alpha.database.transaction() as conn:
        await enqueue_errands(conn, [errand])
        await enqueue_errands(conn, [errand])

    assert 1 == len(await jobs(alpha))


async def test_lemmy_lets_go_of_a_thread(alpha: Node, beta: Node, network: Network) -> None:
    network.software["beta.test"] = "lemmy"
    opening = await open_thread(alpha)
    place = alpha.home.place(opening)
    assert place is not None
    thread = alpha.home.thread(place.key)

    await speak.follow(beta, thread, "desk")
    await settle_down(alpha, beta)

    follows = []
    for node in (alpha, beta):
        async with node.database.connection() as conn:
            known = await load_known(conn, {beta.home.desk, thread}, node.home)
        follow = known.relation(Tie.FOLLOW, beta.home.desk, thread)
        follows.append(follow.value if follow is not None else None)
    assert [None, "refused"] == follows


async def test_follow_moves_along_only_if_the_new_actor_names_the_old_one(
    alpha: Node, alice: Stranger, network: Network, clock: Clock
) -> None:
    """FEP-7628."""
    new = Stranger("alice", "delta.test", network, clock)
    await speak.follow(alpha, alice.id, "anna")
    alice.documents[alice.id] = {**alice.person("alice"), "movedTo": new.id}
    anna = alpha.home.member("anna")

    async def follows(whom: str) -> bool:
        async with alpha.database.connection() as conn:
            known = await load_known(conn, {anna, Iri(whom)}, alpha.home)
        return known.relation(Tie.FOLLOW, anna, Iri(whom)) is not None

    await run(alpha, "move", alice.id, target=new.id)
    one_sided = await follows(new.id)
    new.documents[new.id] = {**new.person("alice"), "alsoKnownAs": [alice.id]}
    await run(alpha, "move", alice.id, target=new.id)

    assert not one_sided
    assert (False, True) == (await follows(alice.id), await follows(new.id))


@pytest.fixture
async def conversation(alpha: Node, beta: Node) -> Iri:
    """A thread of six posts in tuin, at alpha; beta knows nothing of it, but follows the board."""
    opening = await open_thread(alpha)
    parent = opening
    for number in range(5):
        parent = (await speak.reply(alpha, parent, "anna", f"antwoord {number}")).id
    await settle_down(alpha)
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    return parent


async def test_conversation_is_brought_here_from_its_last_reply_up(
    alpha: Node, beta: Node, conversation: Iri
) -> None:
    report = await backfill(beta, conversation, Budget.backfill(50))

    assert (6, 6, 0) == (report.seen, report.saved, report.refused)
    last = await post(beta, conversation)
    assert 6 == last.seq


async def test_backfill_stops_when_its_budget_is_spent(
    alpha: Node, beta: Node, conversation: Iri
) -> None:
    report = await backfill(beta, conversation, Budget.backfill(2))

    assert (2, False) == (report.seen, report.done)


async def test_visit_brings_an_actor_or_a_conversation(
    alpha: Node, beta: Node, conversation: Iri
) -> None:
    actor = await visit(beta, "anna@alpha.test")
    thread = await visit(beta, conversation)

    assert (alpha.home.member("anna"), "actor") == (actor.id, actor.kind)
    assert (conversation, "post") == (thread.id, thread.kind)
    assert thread.report is not None
    assert 6 == thread.report.seen


async def removed(alpha: Node, alice: Stranger) -> Iri:
    """A reply of anna's that the desk removed; alice, on a microblog, follows the board."""
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    opening = await open_thread(alpha)
    answer = (await speak.reply(alpha, opening, "anna", "Grof.")).id
    await settle_down(alpha)
    async with alpha.database.connection() as conn:
        known = await load_known(conn, {answer, alpha.home.board("tuin")}, alpha.home)
    delete = compose.delete(
        known.members[alpha.home.desk],
        known.posts[answer],
        known.boards[alpha.home.board("tuin")],
        new=ids(alpha),
        now=alpha.clock(),
        reason="grof",
    )
    await act(alpha, [Spoken(activity=delete, by=Local(alpha.home.desk))], Budget.none())
    await settle_down(alpha)
    return answer


async def test_removal_is_made_final_after_a_week_in_the_authors_name(
    alpha: Node, alice: Stranger, network: Network, clock: Clock
) -> None:
    answer = await removed(alpha, alice)

    before = await post(alpha, answer)
    ((payload, later),) = await jobs(alpha)
    clock.later(days=7)
    await run_errand(alpha, payload)
    await settle_down(alpha)

    assert (PostState.REMOVED, PostState.DELETED) == (
        before.state,
        (await post(alpha, answer)).state,
    )
    assert later > timedelta(days=6)
    said = [each for each in network.posted_to("gamma.test") if each["type"] == "Delete"]
    assert [(alpha.home.member("anna"), answer)] == [
        (each["actor"], each["object"]) for each in said
    ]


async def test_week_begins_anew_where_a_post_was_put_back_and_removed_again(
    alpha: Node, alice: Stranger, clock: Clock
) -> None:
    answer = await removed(alpha, alice)
    ((payload, _),) = await jobs(alpha)
    clock.later(days=5)
    await preside.restore_post(alpha, answer)
    await preside.remove_post(alpha, answer, "toch")
    clock.later(days=2)

    await run_errand(alpha, payload)

    assert PostState.REMOVED == (await post(alpha, answer)).state


async def test_admin_says_how_long_a_removal_can_be_taken_back(
    alpha: Node, alice: Stranger, clock: Clock
) -> None:
    await site.change(alpha, "grace", lambda forum: replace(forum, grace=timedelta(days=2)))
    answer = await removed(alpha, alice)
    ((payload, later),) = await jobs(alpha)
    clock.later(days=2)

    await run_errand(alpha, payload)

    assert timedelta(days=1) < later < timedelta(days=3)
    assert PostState.DELETED == (await post(alpha, answer)).state


async def test_post_that_was_put_back_in_time_stays(alpha: Node, alice: Stranger) -> None:
    answer = await removed(alpha, alice)
    ((payload, _),) = await jobs(alpha)
    async with alpha.database.connection() as conn:
        await conn.execute("UPDATE post SET state = 'shown' WHERE id = $1", answer)

    await run_errand(alpha, payload)

    assert PostState.SHOWN == (await post(alpha, answer)).state
