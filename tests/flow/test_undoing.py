"""Acts of moderation are taken back: here every row is what it was, and others are told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from fediforum.errors import AlreadySo, Conflict, Missing, Unavailable
from fediforum.flow import preside, reshape, setup, speak
from fediforum.flow.rehearse import rehearse
from fediforum.flow.undoing import undo_operation
from fediforum.forum.model import PostState
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.store.reading.operations import effects_of, entries
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down
from tests.flow.two_forums import Network
from tests.store.rows import all_rows, differences

Rows = dict[str, list[str]]


async def rows(node: Node) -> Rows:
    async with node.database.connection() as conn:
        return dict(await all_rows(conn))


@dataclass(frozen=True, slots=True)
class Scene:
    """Alpha's thread by anna, bob's reply from beta, and anna's reply under that."""

    alpha: Node
    beta: Node
    opening: Iri
    reply: Iri
    below: Iri

    async def settle(self) -> None:
        await settle_down(self.alpha, self.beta)

    async def states(self, node: Node) -> list[PostState]:
        iris = [self.opening, self.reply, self.below]
        async with node.database.connection() as conn:
            posts = (await load_known(conn, iris, node.home)).posts
        return [posts[iri].state for iri in iris]


@pytest.fixture
async def scene(alpha: Node, beta: Node) -> Scene:
    await setup.create_board(alpha, "keuken", "De keuken")
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha, beta)
    reply = await speak.reply(beta, opening.id, "bob", "Bier helpt.")
    await settle_down(alpha, beta)
    below = await speak.reply(alpha, reply.id, "anna", "Zout ook.")
    await settle_down(alpha, beta)
    await speak.edit(alpha, below.id, "anna", "Zout ook, soms.")
    await settle_down(alpha, beta)
    return Scene(alpha, beta, opening.id, reply.id, below.id)


BOB = "@bob@beta.test"
Act = Callable[[Scene], Awaitable[str | None]]


async def remove(scene: Scene) -> str | None:
    return (await preside.remove_post(scene.alpha, scene.below, "grof")).operation


async def remove_tree(scene: Scene) -> str | None:
    done = await preside.remove_post(scene.alpha, scene.reply, "grof", replies=True)
    return done.operation


async def remove_thread(scene: Scene) -> str | None:
    return (await preside.remove_post(scene.alpha, scene.opening, "reclame")).operation


async def lock(scene: Scene) -> str | None:
    return (await preside.lock(scene.alpha, scene.opening, "klaar")).operation


async def lock_branch(scene: Scene) -> str | None:
    return (await preside.lock(scene.alpha, scene.reply, "klaar")).operation


async def pin(scene: Scene) -> str | None:
    return (await preside.pin(scene.alpha, scene.opening)).operation


async def move(scene: Scene) -> str | None:
    return (await preside.move_thread(scene.alpha, scene.opening, "keuken")).operation


async def ban(scene: Scene) -> str | None:
    return (await preside.ban(scene.alpha, BOB, "tuin", "spam")).operation


async def ban_with_content(scene: Scene) -> str | None:
    return (await preside.ban(scene.alpha, BOB, "tuin", "spam", remove=True)).operation


async def ban_from_all(scene: Scene) -> str | None:
    return (await preside.ban(scene.alpha, BOB, "", "spam", remove=True)).operation


async def appoint(scene: Scene) -> str | None:
    return (await preside.appoint(scene.alpha, BOB, "tuin")).operation


async def edit_board(scene: Scene) -> str | None:
    board = scene.alpha.home.board("tuin")
    edited = await reshape.edit_board(scene.alpha, board, title="Moestuin", sidebar="Groente.")
    return edited.operation


ACTS = (
    *(remove, remove_tree, remove_thread, lock, lock_branch, pin, move, ban, ban_with_content),
    *(ban_from_all, appoint, edit_board),
)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
async def test_undone_act_leaves_both_forums_as_they_were(scene: Scene, act: Act) -> None:
    before = await rows(scene.alpha)
    there = await scene.states(scene.beta)
    operation = await act(scene)
    assert operation is not None
    changed = differences(before, await rows(scene.alpha))
    await scene.settle()

    await undo_operation(scene.alpha, operation)
    back = differences(before, await rows(scene.alpha))
    await scene.settle()

    assert changed
    assert [] == back
    assert there == await scene.states(scene.beta)
    assert [] == differences(before, await rows(scene.alpha))


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
async def test_undoing_is_undone_too(scene: Scene, act: Act) -> None:
    operation = await act(scene)
    assert operation is not None
    await scene.settle()
    done = await rows(scene.alpha)
    undone = await undo_operation(scene.alpha, operation)
    await scene.settle()

    await undo_operation(scene.alpha, undone.by.id)

    assert [] == differences(done, await rows(scene.alpha))


async def test_act_on_which_a_later_one_stands_is_refused_by_name(scene: Scene) -> None:
    first = await lock(scene)
    second = (await preside.unlock(scene.alpha, scene.opening)).operation
    third = (await preside.lock(scene.alpha, scene.opening, "echt klaar")).operation

    with pytest.raises(Conflict, match=f"{third}.*Undo that first"):
        await undo_operation(scene.alpha, first or "")
    await undo_operation(scene.alpha, third or "")
    await undo_operation(scene.alpha, second or "")
    await undo_operation(scene.alpha, first or "")


async def test_act_stands_on_another_though_a_third_gave_it_the_same_value_again(
    scene: Scene,
) -> None:
    first = await lock(scene)
    second = (await preside.unlock(scene.alpha, scene.opening)).operation
    third = await lock(scene)

    with pytest.raises(Conflict, match=str(third)):
        await undo_operation(scene.alpha, first or "")
    with pytest.raises(Conflict, match=str(third)):
        await undo_operation(scene.alpha, second or "")


async def test_what_its_author_deleted_meanwhile_does_not_come_back(scene: Scene) -> None:
    operation = await remove(scene)
    await speak.delete(scene.alpha, scene.below, "anna")

    with pytest.raises(Conflict, match="has changed since"):
        await undo_operation(scene.alpha, operation or "")


async def test_operation_is_undone_once(scene: Scene) -> None:
    operation = await ban(scene)
    await undo_operation(scene.alpha, operation or "")

    with pytest.raises(AlreadySo):
        await undo_operation(scene.alpha, operation or "")


async def test_two_undone_one_after_the_other_about_one_member_are_both_told_later(
    scene: Scene,
) -> None:
    first = await ban_with_content(scene)
    await undo_operation(scene.alpha, first or "")
    second = await ban_with_content(scene)
    await undo_operation(scene.alpha, second or "")

    async with scene.alpha.database.connection() as conn:
        jobs = await conn.fetch("SELECT dedupe_key FROM pgqueuer.pgqueuer")
    keys = [job["dedupe_key"] for job in jobs if job["dedupe_key"]]
    assert 2 == len([key for key in keys if key.startswith("swept ") and "undone op_" in key])


async def test_unknown_operation_is_missing(alpha: Node) -> None:
    with pytest.raises(Missing):
        await undo_operation(alpha, "op_nothing")


async def test_reply_that_came_meanwhile_stays_and_is_counted(scene: Scene) -> None:
    operation = await ban_with_content(scene)
    await speak.reply(scene.alpha, scene.opening, "anna", "Intussen.")
    await undo_operation(scene.alpha, operation or "")

    async with scene.alpha.database.connection() as conn:
        replies = await conn.fetchval("SELECT replies FROM thread")
    assert 3 == replies


async def test_moderator_of_another_server_acts_here_and_it_stands_in_the_journal(
    scene: Scene,
) -> None:
    await appoint(scene)
    await scene.settle()
    await preside.remove_post(scene.beta, scene.below, "elders gezien", "bob")
    await scene.settle()

    async with scene.alpha.database.connection() as conn:
        found = await entries(conn, most=9, by=scene.beta.home.member("bob"))
    (latest,) = [each.operation for each in found]
    states = await scene.states(scene.alpha)
    await undo_operation(scene.alpha, latest.id)
    await scene.settle()

    assert ("remove", scene.below, "elders gezien") == (latest.act, latest.subject, latest.reason)
    assert latest.by.startswith("https://beta.test/")
    assert PostState.REMOVED == states[2]
    assert [PostState.SHOWN] * 3 == await scene.states(scene.alpha)
    assert [PostState.SHOWN] * 3 == await scene.states(scene.beta)


async def test_rehearsal_tells_what_would_happen_and_nothing_has(scene: Scene) -> None:
    before = await rows(scene.alpha)

    async def tried(node: Node) -> list[tuple[str, str | None, int]]:
        done = await preside.ban(node, BOB, "tuin", "spam", remove=True)
        async with node.database.connection() as conn:
            effects = await effects_of(conn, done.operation or "")
        return [(effect.kind, effect.after, effect.count) for effect in effects]

    told = await rehearse(scene.alpha, tried)

    assert {("ban", "here", 1), ("post", "removed", 1)} <= set(told)
    assert [] == differences(before, await rows(scene.alpha))


async def test_rehearsal_asks_nobody(scene: Scene, network: Network) -> None:
    asked = len(network.gets)

    with pytest.raises(Unavailable, match="federation fetch"):
        await rehearse(scene.alpha, lambda node: preside.ban(node, "@zoe@beta.test", "tuin", "x"))

    assert asked == len(network.gets)
