"""What two forums do to each other's posts, people and boards, verb by verb."""

from dataclasses import dataclass

import pytest

from fediforum.errors import Forbidden
from fediforum.flow import setup, speak
from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.budget import Budget
from fediforum.forum import compose
from fediforum.forum.known import Known
from fediforum.forum.model import Board, Member, Post, PostState, Thread, Tie
from fediforum.forum.provenance import Local
from fediforum.forum.verdict import Accepted
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.vocab.activities import AnyActivity
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down


async def known(node: Node, *iris: Iri) -> Known:
    async with node.database.connection() as conn:
        return await load_known(conn, iris, node.home)


async def tie(node: Node, kind: Tie, a: Iri, b: Iri) -> str | None:
    found = (await known(node, a, b)).relation(kind, a, b)
    return found.value if found is not None else None


@dataclass(frozen=True, slots=True)
class Scene:
    """Alpha's board tuin with anna's thread, which beta follows; bob of beta has answered."""

    alpha: Node
    beta: Node
    board: Board
    desk: Member
    bob: Iri
    opening: Post
    reply: Post
    thread: Thread

    async def settle(self) -> None:
        await settle_down(self.alpha, self.beta)

    async def does(self, node: Node, activity: AnyActivity) -> None:
        spoken = Spoken(activity=activity, by=Local(activity.actor))
        (verdict,) = await act(node, [spoken], Budget.none())
        assert isinstance(verdict, Accepted), verdict
        await self.settle()

    async def thread_at_beta(self) -> Thread:
        world = await known(self.beta, self.opening.id)
        found = world.thread_of(world.posts[self.opening.id])
        assert found is not None
        return found


@pytest.fixture
async def scene(alpha: Node, beta: Node) -> Scene:
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha, beta)
    reply = await speak.reply(beta, opening.id, "bob", "Bier helpt.")
    await settle_down(alpha, beta)
    board, desk = alpha.home.board("tuin"), alpha.home.desk
    world = await known(alpha, opening.id, reply.id, board, desk)
    thread = world.thread_of(world.posts[opening.id])
    assert thread is not None
    return Scene(
        alpha=alpha,
        beta=beta,
        board=world.boards[board],
        desk=world.members[desk],
        bob=beta.home.member("bob"),
        opening=world.posts[opening.id],
        reply=world.posts[reply.id],
        thread=thread,
    )


async def test_dislike_and_boost_reach_the_author_and_are_taken_back(scene: Scene) -> None:
    post, bob = scene.opening.id, scene.bob

    await speak.dislike(scene.beta, post, "bob")
    await speak.boost(scene.beta, post, "bob")
    await scene.settle()
    there = [await tie(scene.alpha, kind, bob, post) for kind in (Tie.VOTE, Tie.SHARE)]
    await speak.take_back(scene.beta, post, "bob")
    await speak.take_back(scene.beta, post, "bob", Tie.SHARE)
    await scene.settle()

    assert ["down", ""] == there
    assert [None, None] == [
        await tie(scene.alpha, kind, bob, post) for kind in (Tie.VOTE, Tie.SHARE)
    ]


async def test_vote_at_the_board_reaches_who_follows_it(scene: Scene) -> None:
    await speak.like(scene.alpha, scene.reply.id, "anna")
    await scene.settle()

    anna = scene.alpha.home.member("anna")
    assert "up" == await tie(scene.beta, Tie.VOTE, anna, scene.reply.id)


async def test_report_reaches_the_moderators_of_the_board(scene: Scene) -> None:
    await speak.flag(scene.beta, scene.opening.id, "bob", "reclame")
    await scene.settle()

    async with scene.alpha.database.connection() as conn:
        reports = await conn.fetch("SELECT by, board, reason FROM report")
    assert [(scene.bob, scene.board.id, "reclame")] == [tuple(row) for row in reports]


async def test_unfollowed_board_sends_nothing_any_more(scene: Scene) -> None:
    await speak.unfollow(scene.beta, "@tuin@alpha.test", "desk")
    await scene.settle()
    said = await speak.open_thread(scene.alpha, "tuin", "anna", "Rozen", "Wanneer snoeien?")
    await scene.settle()

    assert None is await tie(scene.alpha, Tie.FOLLOW, scene.beta.home.desk, scene.board.id)
    assert {} == (await known(scene.beta, said.id)).posts


async def test_follower_who_is_sent_away_follows_no_longer(scene: Scene) -> None:
    desk, board = scene.beta.home.desk, scene.board.id
    relation = (await known(scene.alpha, desk, board)).relation(Tie.FOLLOW, desk, board)
    assert relation is not None

    new, now = ids(scene.alpha), scene.alpha.clock()
    await scene.does(scene.alpha, compose.dismiss(board, relation, new=new, now=now))

    assert None is await tie(scene.alpha, Tie.FOLLOW, desk, board)
    assert "refused" == await tie(scene.beta, Tie.FOLLOW, desk, board)


async def test_lock_is_known_to_who_follows_the_board_and_is_undone(scene: Scene) -> None:
    new, now = ids(scene.alpha), scene.alpha.clock()
    lock = compose.lock(scene.desk, scene.opening, scene.board, "klaar", new=new, now=now)

    await scene.does(scene.alpha, lock)
    locked = await scene.thread_at_beta()
    new = ids(scene.alpha)
    await scene.does(scene.alpha, compose.undo(scene.desk.id, lock, to=lock.to, new=new, now=now))

    assert (True, "klaar") == (locked.locked, locked.lock_reason)
    assert not (await scene.thread_at_beta()).locked


async def test_pin_is_known_to_who_follows_the_board_and_is_taken_off(scene: Scene) -> None:
    post, featured, now = scene.opening.id, scene.board.featured, scene.alpha.clock()
    assert featured is not None

    new = ids(scene.alpha)
    await scene.does(
        scene.alpha, compose.add(scene.desk, post, featured, scene.board, new=new, now=now)
    )
    pinned = await tie(scene.beta, Tie.PIN, post, scene.board.id)
    new = ids(scene.alpha)
    await scene.does(
        scene.alpha, compose.remove(scene.desk, post, featured, scene.board, new=new, now=now)
    )

    assert pinned is not None
    assert None is await tie(scene.beta, Tie.PIN, post, scene.board.id)


async def test_moderator_who_is_appointed_is_known_to_who_follows_the_board(scene: Scene) -> None:
    new, now, moderators = ids(scene.alpha), scene.alpha.clock(), scene.board.moderators
    assert moderators is not None

    await scene.does(
        scene.alpha, compose.add(scene.desk, scene.bob, moderators, scene.board, new=new, now=now)
    )

    assert "moderator" == await tie(scene.beta, Tie.ROLE, scene.bob, scene.board.id)


async def test_removed_post_is_removed_at_who_follows_the_board_and_comes_back(
    scene: Scene,
) -> None:
    new, now = ids(scene.alpha), scene.alpha.clock()
    delete = compose.delete(scene.desk, scene.reply, scene.board, reason="grof", new=new, now=now)

    await scene.does(scene.alpha, delete)
    removed = [(await known(node, scene.reply.id)).posts for node in (scene.alpha, scene.beta)]
    new = ids(scene.alpha)
    await scene.does(
        scene.alpha, compose.undo(scene.desk.id, delete, to=delete.to, new=new, now=now)
    )
    back = [(await known(node, scene.reply.id)).posts for node in (scene.alpha, scene.beta)]

    assert [PostState.REMOVED] * 2 == [posts[scene.reply.id].state for posts in removed]
    assert [PostState.SHOWN] * 2 == [posts[scene.reply.id].state for posts in back]


async def test_banned_member_writes_in_the_board_no_more(scene: Scene) -> None:
    new, now = ids(scene.alpha), scene.alpha.clock()

    await scene.does(
        scene.alpha, compose.ban(scene.desk, scene.bob, scene.board, "spam", new=new, now=now)
    )
    told = await tie(scene.beta, Tie.BAN, scene.bob, scene.board.id)
    with pytest.raises(Forbidden, match="ban"):
        await speak.reply(scene.beta, scene.opening.id, "bob", "En zout.")

    assert told is not None


async def test_block_is_known_at_the_forum_of_who_is_blocked(scene: Scene) -> None:
    anna = (await known(scene.alpha, scene.opening.author)).members[scene.opening.author]
    new, now = ids(scene.alpha), scene.alpha.clock()

    await scene.does(scene.alpha, compose.block(anna, scene.bob, new=new, now=now))

    assert None is not await tie(scene.beta, Tie.BLOCK, anna.id, scene.bob)


async def test_thread_that_moves_stands_in_the_other_board_with_all_its_posts(
    scene: Scene,
) -> None:
    other = await setup.create_board(scene.alpha, "keuken", "De keuken")
    new, now = ids(scene.alpha), scene.alpha.clock()

    await scene.does(
        scene.alpha,
        compose.move_thread(scene.desk, scene.thread, scene.board, other, new=new, now=now),
    )

    world = await known(scene.alpha, scene.opening.id, scene.reply.id)
    assert {other.id} == {post.board for post in world.posts.values()}
    assert other.id == world.threads[scene.thread.id].board


async def test_deleted_thread_leaves_a_tombstone_at_who_follows_the_board(scene: Scene) -> None:
    await speak.delete(scene.alpha, scene.opening.id, "anna")
    await scene.settle()

    world = await known(scene.beta, scene.opening.id)
    post = world.posts[scene.opening.id]
    assert (PostState.DELETED, "") == (post.state, post.content)
