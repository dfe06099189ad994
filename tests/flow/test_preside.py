"""Moderators at work over two forums and with strangers: what is removed, moved, reported."""

from dataclasses import dataclass

import pytest

from fediforum.errors import Conflict, Forbidden
from fediforum.flow import preside, reshape, setup, speak
from fediforum.forum.known import Known
from fediforum.forum.model import Post, PostState, Tie
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.store.reading import profile
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from tests.flow.hands import settle_down
from tests.flow.stranger import PUBLIC, Stranger
from tests.flow.two_forums import Network


async def known(node: Node, *iris: Iri) -> Known:
    async with node.database.connection() as conn:
        return await load_known(conn, iris, node.home)


async def state(node: Node, iri: str) -> PostState:
    return (await known(node, Iri(iri))).posts[Iri(iri)].state


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
        return [await state(node, iri) for iri in (self.opening, self.reply, self.below)]


@pytest.fixture
async def scene(alpha: Node, beta: Node) -> Scene:
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha, beta)
    reply = await speak.reply(beta, opening.id, "bob", "Bier helpt.")
    await settle_down(alpha, beta)
    below = await speak.reply(alpha, reply.id, "anna", "Zout ook.")
    await settle_down(alpha, beta)
    return Scene(alpha, beta, opening.id, reply.id, below.id)


SHOWN, REMOVED = PostState.SHOWN, PostState.REMOVED


async def test_removal_takes_answers_along_at_who_follows_too_and_they_come_back(
    scene: Scene,
) -> None:
    await preside.remove_post(scene.alpha, scene.reply, "grof", replies=True)
    await scene.settle()
    removed = [await scene.states(node) for node in (scene.alpha, scene.beta)]
    await preside.restore_post(scene.alpha, scene.reply)
    await scene.settle()

    assert [[SHOWN, REMOVED, REMOVED]] * 2 == removed
    assert [[SHOWN] * 3] * 2 == [await scene.states(node) for node in (scene.alpha, scene.beta)]


async def test_ban_with_removal_is_undone_with_what_it_removed(scene: Scene) -> None:
    await preside.ban(scene.alpha, "@bob@beta.test", "tuin", "spam", remove=True)
    await scene.settle()
    removed = [await scene.states(node) for node in (scene.alpha, scene.beta)]
    with pytest.raises(Forbidden):
        await speak.reply(scene.beta, scene.opening, "bob", "En toch.")
    await preside.unban(scene.alpha, "@bob@beta.test", "tuin")
    await scene.settle()

    assert [[SHOWN, REMOVED, SHOWN]] * 2 == removed
    assert [[SHOWN] * 3] * 2 == [await scene.states(node) for node in (scene.alpha, scene.beta)]


async def test_locked_reply_is_locked_elsewhere_and_opens_again(scene: Scene) -> None:
    await preside.lock(scene.alpha, scene.reply, "genoeg")
    await scene.settle()
    closed = [(await known(node, scene.below)).posts[scene.below].locked
              for node in (scene.alpha, scene.beta)]  # fmt: skip
    await preside.unlock(scene.alpha, scene.reply)
    await scene.settle()

    assert [True, True] == closed
    assert not (await known(scene.beta, scene.below)).posts[scene.below].locked


async def test_thread_that_moves_moves_at_who_follows_both_boards_and_says_so(
    scene: Scene, network: Network
) -> None:
    kitchen = (await setup.create_board(scene.alpha, "keuken", "De keuken")).id
    await speak.follow(scene.beta, "@keuken@alpha.test", "desk")
    await scene.settle()

    await preside.move_thread(scene.alpha, scene.opening, "keuken")
    await scene.settle()

    for node in (scene.alpha, scene.beta):
        world = await known(node, scene.opening)
        thread = world.thread_of(world.posts[scene.opening])
        assert thread is not None
        assert (kitchen, False) == (thread.board, thread.removed)
    update = [each for each in network.posted_to("beta.test") if "Update" in str(each)][-1]
    assert f"'audience': '{kitchen}'" in str(update)


async def test_thread_that_moves_keeps_every_word_and_whom_it_calls(scene: Scene) -> None:
    """Its source may have been cut for others, and says nobody's id."""
    await setup.create_member(scene.alpha, "cora", "Cora")
    essay = "@cora zei het al. " + "Slakken eten sla. " * 3_000
    said = await speak.open_thread(scene.alpha, "tuin", "anna", "Slakken", essay)
    await setup.create_board(scene.alpha, "keuken", "De keuken")
    before = (await known(scene.alpha, said.id)).posts[said.id]

    await preside.move_thread(scene.alpha, said.id, "keuken")

    after = (await known(scene.alpha, said.id)).posts[said.id]
    kitchen, garden = scene.alpha.home.board("keuken"), scene.alpha.home.board("tuin")
    assert (before.content, before.source, kitchen) == (after.content, after.source, after.board)
    called = {kitchen if iri == garden else iri for iri in before.mentions}
    assert scene.alpha.home.member("cora") in called
    assert called == set(after.mentions)


async def test_thread_that_goes_where_nobody_follows_is_shown_no_more(scene: Scene) -> None:
    await setup.create_board(scene.alpha, "keuken", "De keuken")

    await preside.move_thread(scene.alpha, scene.opening, "keuken")
    await scene.settle()

    assert REMOVED is await state(scene.beta, scene.opening)


async def test_report_reaches_the_board_and_its_outcome_who_reported(
    scene: Scene, network: Network
) -> None:
    await speak.flag(scene.beta, scene.opening, "bob", "reclame")
    await scene.settle()
    [report] = await preside.reports(scene.alpha)

    await preside.settle(scene.alpha, report.id, "weg")
    await scene.settle()

    assert ("reclame", (scene.opening,)) == (report.reason, report.about)
    assert [] == list(await preside.reports(scene.alpha))
    [told] = await preside.reports(scene.beta, settled=True)
    assert "weg" == told.outcome
    with pytest.raises(Conflict):
        await preside.settle(scene.alpha, report.id, "weg")


async def test_appointed_moderator_acts_from_elsewhere_and_no_longer(scene: Scene) -> None:
    await preside.appoint(scene.alpha, "@bob@beta.test", "tuin")
    await scene.settle()
    await preside.lock(scene.beta, scene.opening, "klaar", "bob")
    await scene.settle()
    world = await known(scene.alpha, scene.opening)
    thread = world.thread_of(world.posts[scene.opening])
    await preside.appoint(scene.alpha, "@bob@beta.test", "tuin", undo=True)
    await scene.settle()

    bob = scene.beta.home.member("bob")
    assert thread is not None
    assert (True, bob) == (thread.locked, thread.locked_by)
    world = await known(scene.alpha, bob, scene.alpha.home.board("tuin"))
    assert None is world.relation(Tie.ROLE, bob, scene.alpha.home.board("tuin"))


async def test_board_that_is_described_anew_is_so_elsewhere(scene: Scene) -> None:
    board = scene.alpha.home.board("tuin")

    await reshape.edit_board(scene.alpha, board, title="De moestuin", sidebar="Over *groente*.")
    await scene.settle()

    world = await known(scene.beta, board)
    assert "De moestuin" == world.boards[board].title
    async with scene.alpha.database.connection() as conn:
        found = await profile(conn, board)
    assert found is not None
    assert ("Over *groente*.", "<p>Over <em>groente</em>.</p>") == (
        found.source,
        found.summary.strip(),
    )


async def test_board_is_not_described_anew_where_nobody_can_be_told(
    alpha: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise Conflict

    monkeypatch.setattr(reshape, "within", fails)
    board = alpha.home.board("tuin")
    before = (await known(alpha, board)).boards[board]

    with pytest.raises(Conflict):
        await reshape.edit_board(alpha, board, title="De moestuin")

    assert before == (await known(alpha, board)).boards[board]


# -- strangers -----------------------------------------------------------------------------------


async def opened(alpha: Node, alice: Stranger) -> Json:
    note = alice.note("Wie kent mijn bonen? Ik niet.", to=(alpha.home.board("tuin"),))
    await alice.post(alice.creates(note))
    await settle_down(alpha)
    return note


async def post_of(alpha: Node, note: Json) -> Post:
    return (await known(alpha, Iri(note["id"]))).posts[Iri(note["id"])]


async def test_post_that_is_undeleted_is_read_again_where_it_stands(
    alpha: Node, alice: Stranger
) -> None:
    note = await opened(alpha, alice)
    deletion = alice.does("Delete", note["id"], to=[PUBLIC])
    alice.documents[note["id"]] = 404
    await alice.post(deletion)
    await settle_down(alpha)
    gone = await post_of(alpha, note)
    undo = alice.does("Undo", {**deletion, "id": f"{alice.base}/fresh"}, to=[PUBLIC])
    await alice.post(undo)
    await settle_down(alpha)
    still_gone = await post_of(alpha, note)

    alice.documents[note["id"]] = dict(note)
    await alice.post({**undo, "id": f"{alice.base}/again"})
    await settle_down(alpha)

    assert (PostState.DELETED, PostState.DELETED) == (gone.state, still_gone.state)
    back = await post_of(alpha, note)
    assert (SHOWN, gone.seq, gone.thread) == (back.state, back.seq, back.thread)
    assert "bonen" in back.content


async def test_stranger_who_is_banned_at_home_is_banned_here_with_what_they_wrote(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    note = await opened(alpha, alice)
    admin = Stranger("admin", "gamma.test", network, alice.clock)
    admin.documents |= alice.documents
    ban = admin.does("Block", alice.id, target="https://gamma.test/", removeData=True)
    await admin.post({**ban, "id": "https://gamma.test/bans/1"})
    await settle_down(alpha)
    removed = (await post_of(alpha, note)).state
    lifted = admin.does("Undo", {**ban, "id": "https://gamma.test/bans/2"})
    await admin.post({**lifted, "id": "https://gamma.test/bans/3"})
    await settle_down(alpha)

    assert (REMOVED, SHOWN) == (removed, (await post_of(alpha, note)).state)


async def test_report_about_a_stranger_reaches_their_server_without_the_reporter(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    note = await opened(alpha, alice)

    await speak.flag(alpha, note["id"], "anna", "reclame")
    await settle_down(alpha)

    [flag] = [each for each in network.posted_to("gamma.test") if each["type"] == "Flag"]
    assert (alpha.home.desk, [alice.id, note["id"]], "reclame") == (
        flag["actor"],
        flag["object"],
        flag["content"],
    )
    assert "anna" not in str(flag)
