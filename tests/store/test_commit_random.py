"""Commit, whatever the order: counters stay true, and a batch equals one by one."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import HealthCheck, given, settings, strategies as some

from fediforum.content import SafeHtml
from fediforum.forum.effects import Effect, Erase, Put, Relate, Unrelate
from fediforum.forum.model import Grave, PostState, Relation, Tie
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Conn, Database
from tests.store.scene import (
    ALICE,
    BOB,
    CAROL,
    HOME,
    KEUKEN,
    NOW,
    TUIN,
    opening,
    post,
    post_id,
    thread,
)  # fmt: skip
from tests.store.test_commit import assert_counted, everything

PEOPLE = (ALICE, BOB, CAROL)
WRITERS = {1: ALICE, 2: ALICE, 3: BOB, 4: CAROL, 5: BOB, 6: CAROL}
THREADS = (thread(1), thread(2, KEUKEN))

people = some.sampled_from(PEOPLE)
numbers = some.sampled_from(sorted(WRITERS))
threads = some.sampled_from(THREADS)


@some.composite
def posts(draw: some.DrawFn) -> Effect:
    number = draw(some.sampled_from((3, 4, 5, 6)))
    inside = draw(some.sampled_from((*THREADS, None)))
    above = draw(numbers.filter(lambda other: other != number))
    state = draw(some.sampled_from((PostState.SHOWN, PostState.PENDING, PostState.REMOVED)))
    made = post(number, inside, post_id(above, WRITERS[above]), WRITERS[number], state)
    return Put(replace(made, content=SafeHtml(draw(some.sampled_from(("a", "b"))))))


@some.composite
def ties(draw: some.DrawFn) -> Effect:
    kind = draw(some.sampled_from((Tie.VOTE, Tie.SHARE, Tie.FOLLOW)))
    number = draw(numbers)
    b = TUIN.id if kind is Tie.FOLLOW else post_id(number, WRITERS[number])
    a = draw(people).id
    if draw(some.booleans()):
        return Unrelate(kind, a, b)
    value = draw(some.sampled_from(("up", "down", "🌻"))) if kind is Tie.VOTE else "accepted"
    return Relate(Relation(kind=kind, a=a, b=b, value=value))


@some.composite
def changed(draw: some.DrawFn) -> Effect:
    board = draw(some.sampled_from((TUIN, KEUKEN)))
    return Put(replace(draw(threads), board=board.id, removed=draw(some.booleans())))


graves = numbers.map(lambda n: Put(Grave(id=post_id(n, WRITERS[n]), by=WRITERS[n].id, at=NOW)))
erasures = people.map(lambda who: Erase(who.id, NOW))
effects = some.one_of(posts(), posts(), ties(), ties(), changed(), graves, erasures)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=some.lists(some.lists(effects, min_size=1, max_size=2), max_size=12))
async def test_counters_are_true_and_a_batch_equals_one_by_one(
    database: Database, acts: list[list[Effect]]
) -> None:
    async with database.connection() as conn:
        whole = conn.transaction()
        await whole.start()
        try:
            one_by_one, together = await both_ways(conn, [tuple(each) for each in acts])
        finally:
            await whole.rollback()

    assert one_by_one == together


async def both_ways(conn: Conn, acts: Sequence[tuple[Effect, ...]]) -> tuple[object, object]:
    """What these acts come to one by one and as a batch, counted all the while."""
    await commit(conn, [Acted((*map(Put, PEOPLE), *map(Put, (TUIN, KEUKEN))))], HOME, NOW)
    await commit(conn, [Acted(opening(1)), Acted(opening(2, KEUKEN))], HOME, NOW)
    single = conn.transaction()
    await single.start()
    for each in acts:
        await commit(conn, [Acted(each)], HOME, NOW)
        await assert_counted(conn)
    one_by_one = await everything(conn)
    await single.rollback()

    await commit(conn, [Acted(each) for each in acts], HOME, NOW)
    await assert_counted(conn)
    return one_by_one, await everything(conn)
