"""The journal: what an operation changed is written down by the database, and can be put back."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import HealthCheck, given, settings, strategies as some

from fediforum.forum.effects import Effect, Put, Relate, Shut, Sweep, Unrelate, Unsweep
from fediforum.forum.journal import Operation
from fediforum.forum.model import PostState, Relation, Tie
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Conn, Database, Sql
from fediforum.store.journal import Change, changes_of, journalled
from fediforum.store.obstacles import changed_since, standing_on
from fediforum.store.undoing import put_back
from tests.store.rows import all_rows, differences
from tests.store.scene import (
    ALICE,
    BOB,
    CAROL,
    DESK,
    HOME,
    KEUKEN,
    NOW,
    TUIN,
    carry_out,
    opening,
    post,
    post_id,
    stage,
    thread,
    vote,
)  # fmt: skip
from tests.store.test_commit import assert_counted

ONE, TWO = thread(1), thread(2, KEUKEN)
FIRST, REPLY, BELOW = post_id(1), post_id(3, BOB), post_id(4, CAROL)
REPLIES = (Put(post(3, ONE, FIRST, BOB)), Put(post(4, ONE, REPLY, CAROL)))
SCENE = (*opening(1), *opening(2, KEUKEN), *REPLIES, Relate(vote(ALICE, REPLY)))
BAN = Relation(kind=Tie.BAN, a=BOB.id, b=TUIN.id, value="spam")
LINES = Sql("SELECT count(*) FROM journal")


def operation(number: int) -> Operation:
    return Operation(id=f"op_{number}", at=NOW, by=DESK.id, act="remove", subject=REPLY)


async def operate(conn: Conn, number: int, *effects: Effect) -> str:
    async with journalled(conn, operation(number)):
        await commit(conn, [Acted(effects)], HOME, NOW)
    return operation(number).id


async def undo(conn: Conn, name: str) -> None:
    await put_back(conn, await changes_of(conn, name))


def removed(number: int) -> Put:
    writer = {3: BOB, 4: CAROL}[number]
    above = {3: FIRST, 4: REPLY}[number]
    return Put(post(number, ONE, above, writer, PostState.REMOVED))


async def test_only_what_changed_is_written_down(database: Database) -> None:
    await stage(database, *SCENE)
    async with database.transaction() as conn:
        name = await operate(conn, 1, removed(3), Relate(BAN))

        found = await changes_of(conn, name)

    assert [
        Change("post", {"id": REPLY}, {"state": "shown"}, {"state": "removed"}),
        ("relation", None, "spam"),
    ] == [found[0], (found[1].kind, found[1].before, (found[1].after or {}).get("value"))]


async def test_nothing_is_written_down_outside_an_operation(database: Database) -> None:
    await stage(database, *SCENE, removed(3))

    async with database.connection() as conn:
        assert 0 == await conn.fetchval(LINES)


async def test_numbers_are_right_whatever_happened_meanwhile(database: Database) -> None:
    await stage(database, *SCENE)
    async with database.transaction() as conn:
        name = await operate(conn, 1, Put(replace(ONE, removed=True)), removed(3))
        await carry_out(conn, Put(post(5, ONE, FIRST, ALICE)), Relate(vote(CAROL, REPLY)))
        await undo(conn, name)

        await assert_counted(conn)


async def test_later_act_stands_on_an_earlier_one_by_name(database: Database) -> None:
    await stage(database, *SCENE)
    async with database.transaction() as conn:
        first = await operate(conn, 1, Relate(BAN))
        second = await operate(conn, 2, Relate(replace(BAN, value="erger")))

        later = await standing_on(conn, first)
        free = await standing_on(conn, second)

    assert (second, None) == (later.id if later else None, free)


async def test_what_was_undone_stands_on_nothing_until_that_is_undone_too(
    database: Database,
) -> None:
    await stage(database, *SCENE)
    stands = []
    async with database.transaction() as conn:
        first = await operate(conn, 1, Relate(BAN))
        latest = await operate(conn, 2, Unrelate(Tie.BAN, BAN.a, BAN.b))
        for number in range(3, 8):
            stands.append(await standing_on(conn, first) is not None)
            undoing = replace(operation(number), act="undo", undoes=latest)
            async with journalled(conn, undoing):
                await undo(conn, latest)
            latest = undoing.id

    assert [True, False, True, False, True] == stands


async def test_row_that_holds_what_it_was_given_has_not_changed(database: Database) -> None:
    await stage(database, *SCENE)
    async with database.transaction() as conn:
        first = await operate(conn, 1, Relate(BAN))
        second = await operate(conn, 2, Unrelate(Tie.BAN, BAN.a, BAN.b))
        await undo(conn, second)

        assert () == await changed_since(conn, await changes_of(conn, first))


async def test_change_by_no_operation_is_seen_too(database: Database) -> None:
    await stage(database, *SCENE)
    async with database.transaction() as conn:
        name = await operate(conn, 1, removed(3))
        await carry_out(conn, *REPLIES[:1])

        (found,) = await changed_since(conn, await changes_of(conn, name))

    assert ("post", {"id": REPLY}) == (found.kind, found.key)


# -- whatever the acts -------------------------------------------------------------------------

replies = some.sampled_from((3, 4))
threads = some.sampled_from((ONE, TWO))
effects = some.one_of(
    replies.map(lambda number: removed(number)),
    some.sampled_from(REPLIES),
    some.builds(
        lambda each, board, locked, gone: Put(
            replace(each, board=board.id, locked=locked, lock_reason="ja" * locked, removed=gone)
        ),
        threads,
        some.sampled_from((TUIN, KEUKEN)),
        some.booleans(),
        some.booleans(),
    ),
    some.builds(Shut, some.sampled_from((REPLY, BELOW)), some.booleans()),
    some.builds(
        lambda value: Relate(replace(BAN, value=value)), some.sampled_from(("spam", "erger"))
    ),
    some.just(Unrelate(Tie.BAN, BAN.a, BAN.b)),
    some.just(Sweep(cause="x", by=BOB.id)),
    some.just(Sweep(cause="x", under=FIRST)),
    some.just(Unsweep("x", "terug")),
    some.just(Relate(Relation(kind=Tie.PIN, a=FIRST, b=TUIN.id))),
    some.just(Put(replace(TUIN, title="Anders"))),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=some.lists(some.lists(effects, min_size=1, max_size=3), min_size=1, max_size=6))
async def test_undone_in_reverse_every_row_is_what_it_was(
    database: Database, acts: list[list[Effect]]
) -> None:
    async with database.connection() as conn:
        whole = conn.transaction()
        await whole.start()
        try:
            steps, back = await there_and_back(conn, acts)
        finally:
            await whole.rollback()

    assert [[]] * len(steps) == [
        differences(was, now) for was, now in zip(steps, reversed(back), strict=True)
    ]


async def there_and_back(
    conn: Conn, acts: Sequence[Sequence[Effect]]
) -> tuple[list[dict[str, list[str]]], list[dict[str, list[str]]]]:
    """All rows before each act; and after each was undone, the last first."""
    people = (DESK, ALICE, BOB, CAROL, TUIN, KEUKEN)
    await carry_out(conn, *(Put(each) for each in people))
    await carry_out(conn, *SCENE)
    steps, back = [], []
    for number, act in enumerate(acts):
        steps.append(dict(await all_rows(conn)))
        await operate(conn, number, *act)
    for number in reversed(range(len(acts))):
        name = operation(number).id
        changed = await changes_of(conn, name)
        assert () == await changed_since(conn, changed)
        await put_back(conn, changed)
        back.append(dict(await all_rows(conn)))
        await assert_counted(conn)
    return steps, back
