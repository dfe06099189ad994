"""Domains: what a decision about a server comes to is told first, and can be taken back whole."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from fediforum import limits
from fediforum.errors import AlreadySo, Forbidden, Malformed
from fediforum.flow import preside, speak
from fediforum.flow.domains import (
    Done,
    Plan,
    about,
    by_hand,
    carry_out,
    foresee,
    lifting,
    named,
    one,
    upkeep,
)
from fediforum.flow.undoing import undo_operation
from fediforum.forum.domains import Domain, Policy
from fediforum.forum.model import PostState
from fediforum.node import Node
from fediforum.store.deliveries import hosts_due
from fediforum.store.domains import blocked_host, decisions
from fediforum.store.known import load_known
from fediforum.store.reading import feeds, pages
from fediforum.store.reading.operations import entries
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.store.rows import all_rows, differences

TRUTH = {
    "followers": """
        SELECT count(*) FROM relation
        WHERE kind = 'follow' AND value = 'accepted' AND starts_with(a, 'https://gamma.test/')
          AND b LIKE '%/ap/boards/%'""",
    "followed": """
        SELECT count(*) FROM relation
        WHERE kind = 'follow' AND starts_with(b, 'https://gamma.test/')""",
    "posts": """
        SELECT count(*) FROM post
        WHERE state = 'shown' AND starts_with(author, 'https://gamma.test/')""",
    "threads": "SELECT count(*) FROM thread WHERE starts_with(author, 'https://gamma.test/')",
    "members": "SELECT count(*) FROM actor WHERE host = 'gamma.test'",
    "pending": "SELECT count(*) FROM delivery WHERE host = 'gamma.test' AND settled IS NULL",
}


async def decide(node: Node, name: str, policy: Policy = Policy.BLOCK, **more: object) -> Done:
    return await carry_out(node, one(node, by_hand(named(name), policy, reason="spam", **more)))  # type: ignore[arg-type]


@pytest.fixture
async def lively(alpha: Node, alice: Stranger) -> Iri:
    """Anna's opening post; alice of gamma.test answered it, opened a thread and follows tuin."""
    tuin = alpha.home.board("tuin")
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    note = alice.note("Bier helpt.", to=(tuin,), parent=opening.id)
    thread = {**alice.note("Wie heeft stekjes?", to=(tuin,)), "name": "Stekjes"}
    alice.documents[thread["id"]] = thread
    for said in (alice.does("Follow", tuin), alice.creates(note), alice.creates(thread)):
        assert 202 == await alice.post(said)
    await settle_down(alpha)
    await speak.follow(alpha, alice.id, "anna")
    await speak.reply(alpha, opening.id, "anna", "Zout ook.")
    return opening.id


async def states(node: Node) -> list[str]:
    async with node.database.connection() as conn:
        rows = await conn.fetch("SELECT state FROM post ORDER BY pk")
    return [row["state"] for row in rows]


async def test_what_is_foreseen_is_what_the_database_holds(alpha: Node, lively: Iri) -> None:
    plan = one(alpha, by_hand("gamma.test", Policy.BLOCK))

    foreseen = asdict(await foresee(alpha, plan))

    async with alpha.database.connection() as conn:
        truth = {name: await conn.fetchval(statement) for name, statement in TRUTH.items()}
    assert {"hosts": 1, **truth} == foreseen
    assert all(truth.values()), truth


async def test_a_plan_that_changes_nothing_for_a_server_concerns_it_not(
    alpha: Node, lively: Iri
) -> None:
    await decide(alpha, "gamma.test")

    again = await foresee(alpha, one(alpha, by_hand("gamma.test", Policy.BLOCK)))
    other = await foresee(alpha, one(alpha, by_hand("amma.test", Policy.BLOCK)))

    assert (0, 0) == (again.hosts, other.hosts)
    assert 2 == (await about(alpha, "gamma.test")).posts  # they are still here


@pytest.mark.parametrize("policy", [Policy.BLOCK, Policy.LIMIT, Policy.HOLD])
async def test_undoing_a_decision_leaves_every_row_as_it_was(
    alpha: Node, lively: Iri, policy: Policy
) -> None:
    async with alpha.database.connection() as conn:
        before = await all_rows(conn)
    done = await decide(alpha, "gamma.test", policy, until=alpha.clock() + timedelta(days=1))
    async with alpha.database.connection() as conn:
        between = await all_rows(conn)

    await undo_operation(alpha, done.operation.id)

    async with alpha.database.connection() as conn:
        after = await all_rows(conn)
    assert before != between
    assert before == after, differences(before, after)


async def test_undoing_an_import_leaves_every_row_as_it_was(alpha: Node, lively: Iri) -> None:
    given = [
        Domain(name=name, policy=Policy.BLOCK, source="list.csv")
        for name in ("gamma.test", "b.test", "c.test")
    ]
    async with alpha.database.connection() as conn:
        before = await all_rows(conn)

    done = await carry_out(alpha, Plan("domain import", "list.csv", given=given))
    assert ["shown", "shut", "shut", "shown"] == await states(alpha)
    await undo_operation(alpha, done.operation.id)

    async with alpha.database.connection() as conn:
        after = await all_rows(conn)
    assert before == after, differences(before, after)


async def test_what_is_put_back_while_its_server_is_blocked_stays_hidden(
    alpha: Node, lively: Iri, alice: Stranger
) -> None:
    removed = await preside.remove_post(alpha, Iri(f"{alice.base}/notes/1"), "grof")
    await decide(alpha, "gamma.test")

    with pytest.raises(Forbidden):
        await preside.restore_post(alpha, Iri(f"{alice.base}/notes/1"))
    await undo_operation(alpha, removed.operation or "")

    assert ["shown", "shut", "shut", "shown"] == await states(alpha)


async def test_a_decision_is_an_operation_with_its_reason(alpha: Node) -> None:
    done = await decide(alpha, "gamma.test")

    async with alpha.database.connection() as conn:
        found = (await entries(conn, most=1))[0].operation
    assert (done.operation.id, "domain block", "gamma.test", "spam") == (
        found.id, found.act, found.subject, found.reason,
    )  # fmt: skip


async def test_counts_follow_what_is_hidden_and_come_back(alpha: Node, lively: Iri) -> None:
    counted = "SELECT threads, posts FROM board JOIN actor ON pk = actor_pk WHERE local"
    async with alpha.database.connection() as conn:
        before = [tuple(row) for row in await conn.fetch(counted)]

        await decide(alpha, "gamma.test")
        blocked = [tuple(row) for row in await conn.fetch(counted)]
        plan, _ = await lifting(alpha, "gamma.test", "")
        await carry_out(alpha, plan)

        assert ([(2, 4)], [(1, 2)]) == (before, blocked)
        assert before == [tuple(row) for row in await conn.fetch(counted)]


async def test_what_is_owed_to_a_blocked_server_waits_until_that_is_lifted(
    alpha: Node, lively: Iri
) -> None:
    done = await decide(alpha, "gamma.test")
    async with alpha.database.connection() as conn:
        held = await hosts_due(conn, alpha.clock())

    await undo_operation(alpha, done.operation.id)

    async with alpha.database.connection() as conn:
        assert ((), ("gamma.test",)) == (held, await hosts_due(conn, alpha.clock()))


async def test_a_block_for_a_time_ends_to_the_second_and_is_then_forgotten(
    alpha: Node, lively: Iri, alice: Stranger
) -> None:
    until = alpha.clock() + timedelta(hours=1)
    await decide(alpha, "gamma.test", until=until)
    like = alice.does("Like", lively)
    assert 403 == await alice.post(like)

    alpha.clock.now = until - timedelta(seconds=1)  # type: ignore[attr-defined]
    async with alpha.database.connection() as conn:
        assert await blocked_host(conn, "gamma.test", alpha.clock())
    alpha.clock.now = until  # type: ignore[attr-defined]
    alpha.welcome.forget()
    assert 202 == await alice.post({**like, "id": f"{alice.base}/activities/later"})
    await upkeep(alpha)

    assert PostState.SHUT not in await states(alpha)
    async with alpha.database.connection() as conn:
        assert () == await decisions(conn, now=alpha.clock())
        assert 0 == await conn.fetchval("SELECT count(*) FROM domain")


async def test_running_processes_see_a_decision_within_two_seconds(
    alpha: Node, alice: Stranger
) -> None:
    ticks = [0.0]
    alpha.welcome.answers.clock = lambda: ticks[0]
    assert await alpha.welcome("gamma.test")
    async with alpha.database.transaction() as conn:  # another process decides
        await conn.execute(
            "INSERT INTO domain (name, policy, since, by) VALUES ('gamma.test', 'block', now(), '')"
        )

    ticks[0] = 1.5

    assert not await alpha.welcome("gamma.test")


async def test_what_is_limited_is_read_where_it_stands_and_nothing_leads_there(
    alpha: Node, lively: Iri, alice: Stranger
) -> None:
    await decide(alpha, "gamma.test", Policy.LIMIT)
    tuin = alpha.home.board("tuin")
    note = alice.note("Nog eens: bier.", to=(tuin,), parent=lively)
    async with alpha.database.connection() as conn:
        sent = await conn.fetchval("SELECT count(*) FROM emission")

    assert 202 == await alice.post(alice.creates(note))
    await settle_down(alpha)

    async with alpha.database.connection() as conn:
        front = await pages.front(conn, alpha.home.desk)
        listed = await feeds.site_posts(conn)
        threads = await pages.newest_threads(conn)
        known = await load_known(conn, [Iri(note["id"])], alpha.home)
        words = await conn.fetchval(
            "SELECT count(*) FROM search JOIN post ON pk = post_pk WHERE NOT local"
        )
        assert sent == await conn.fetchval("SELECT count(*) FROM emission")
    assert PostState.SHOWN is known.posts[Iri(note["id"])].state
    assert {"alpha.test"} == {post.host for post in (*front.newest, *listed)}
    assert ["Slakken"] == [thread.title for thread in threads]
    assert 0 == words


async def test_what_shuts_out_this_forum_is_refused(alpha: Node) -> None:
    for name in ("alpha.test", "ALPHA.test."):
        with pytest.raises(Malformed):
            one(alpha, by_hand(named(name), Policy.BLOCK))
    one(alpha, by_hand(named("a.alpha.test"), Policy.BLOCK))


async def test_a_remark_is_one_line_within_bounds() -> None:
    given = by_hand("gamma.test", Policy.BLOCK, reason="spam\nb.test\x00", comment="a\r\n\x1bb")

    assert ("spam b.test", "a b") == (given.reason, given.comment)
    with pytest.raises(Malformed):
        by_hand("gamma.test", Policy.BLOCK, reason="\n" * (limits.DOMAIN_REASON_CHARS + 1))


async def test_what_is_so_already_is_said_to_be(alpha: Node) -> None:
    await decide(alpha, "gamma.test")

    with pytest.raises(AlreadySo):
        await decide(alpha, "gamma.test")
    with pytest.raises(AlreadySo):
        await lifting(alpha, "delta.test", "")
