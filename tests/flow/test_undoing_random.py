"""Whatever moderators do, in whatever order it is taken back: in the end all is as it was, and
whoever was told of an act was told of its undoing.

A few sequences, the same each time; thousands with FEDIFORUM_WHOLE=1, others each time but in CI.
"""

import os
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, given, settings, strategies as some

from fediforum.errors import Conflict, FediforumError
from fediforum.flow import preside, reshape, site
from fediforum.flow.rehearse import rehearse
from fediforum.flow.undoing import undo_operation
from fediforum.node import Node
from fediforum.store.instance import Instance
from fediforum.store.reading.operations import heard_of
from tests.flow.test_undoing import BOB, Scene, rows, scene
from tests.flow.two_forums import Clock
from tests.store.rows import differences
from tests.store.test_commit import assert_counted

__all__ = ["scene"]

WHOLE, CI = "FEDIFORUM_WHOLE" in os.environ, "FEDIFORUM_CI" in os.environ
POSTS = ("opening", "reply", "below")
BOARDS = ("tuin", "keuken")

posts, boards = some.sampled_from(POSTS), some.sampled_from(BOARDS)
people = some.sampled_from((BOB, "anna"))
words = some.sampled_from(("", "spam", "grof"))
Step = tuple[object, ...]
steps = some.one_of(
    some.tuples(some.just("remove"), posts, words, some.booleans()),
    some.tuples(some.just("restore"), posts),
    some.tuples(some.just("lock"), posts, words),
    some.tuples(some.just("unlock"), posts),
    some.tuples(some.just("pin"), some.booleans()),
    some.tuples(some.just("move"), boards),
    some.tuples(some.just("ban"), people, some.sampled_from(("", *BOARDS)), words, some.booleans()),
    some.tuples(some.just("unban"), people, some.sampled_from(("", *BOARDS))),
    some.tuples(some.just("appoint"), people, boards, some.booleans()),
    some.tuples(some.just("edit"), boards, words),
    some.tuples(some.just("set"), words),
)


async def take(node: Node, scene: Scene, step: Step) -> str | None:
    """One act; the operation that it was, None where it made no difference or may not be."""
    try:
        return await taken(node, scene, step)
    except FediforumError:
        return None


async def taken(node: Node, scene: Scene, step: Step) -> str | None:
    match step:
        case "remove", str(post), str(why), bool(tree):
            said = await preside.remove_post(node, getattr(scene, post), why, replies=tree)
        case "restore", str(post):
            said = await preside.restore_post(node, getattr(scene, post))
        case "lock", str(post), str(why):
            said = await preside.lock(node, getattr(scene, post), why)
        case "unlock", str(post):
            said = await preside.unlock(node, getattr(scene, post))
        case "pin", bool(undo):
            said = await preside.pin(node, scene.opening, undo=undo)
        case "move", str(board):
            said = await preside.move_thread(node, scene.opening, board)
        case "ban", str(whom), str(board), str(why), bool(content):
            span = timedelta(days=7) if why else None
            said = await preside.ban(node, whom, board, why, length=span, remove=content)
        case "unban", str(whom), str(board):
            said = await preside.unban(node, whom, board)
        case "appoint", str(whom), str(board), bool(undo):
            said = await preside.appoint(node, whom, board, undo=undo)
        case "edit", str(board), str(text):
            place = node.home.board(board)
            return (await reshape.edit_board(node, place, sidebar=text)).operation
        case "set", str(text):
            tagline = text

            def altered(forum: Instance) -> Instance:
                return replace(forum, tagline=tagline)

            return (await site.change(node, "tagline", altered)).operation
        case _:
            raise AssertionError(step)
    return said.operation


@settings(
    max_examples=2000 if WHOLE else 15,
    derandomize=not WHOLE or CI,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sequence=some.lists(steps, min_size=1, max_size=7), order=some.randoms())
async def test_all_is_as_it_was_in_whatever_order_acts_are_undone(
    scene: Scene, clock: Clock, sequence: list[Step], order: Random
) -> None:
    async def there_and_back(node: Node) -> None:
        before = await rows(node)
        named = []
        for step in sequence:
            clock.later(seconds=1)
            named.append(await take(node, scene, step))
        done = [operation for operation in named if operation is not None]
        left = list(done)
        order.shuffle(left)
        while left:
            refused = [each for each in left if not await undone(node, each)]
            assert len(refused) < len(left), f"each stands in the way of another: {refused}"
            left = refused
            async with node.database.connection() as conn:
                await assert_counted(conn)

        assert [] == differences(before, await rows(node))

    await rehearse(scene.alpha, there_and_back)
    # What was taken back leaves dead rows behind, which nobody else clears here.
    async with scene.alpha.database.connection() as conn:
        await conn.execute("VACUUM")


async def undone(node: Node, operation: str) -> bool:
    """Whether it could be undone; then whoever had been told is told."""
    try:
        back = await undo_operation(node, operation)
    except Conflict as problem:
        if "Undo that first" in str(problem):
            return False
        raise
    async with node.database.connection() as conn:
        told = {each.host for each in await heard_of(conn, operation)}
        again = {each.host for each in await heard_of(conn, back.by.id)}
    assert told <= again, f"{back.undone.act} {back.undone.subject}: {told} {again}"
    return True
