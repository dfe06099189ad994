"""What is done here in a conversation, as a command, a form or a client has it done.

Posts are named as in the tables: ``{opening}``, or by their id. ``calls`` is what a new post is
called from then on.
"""

from fediforum.flow import speak
from fediforum.forum import compose
from fediforum.forum.model import Board, Thread, Tie
from fediforum.vocab.iri import Iri
from tests.federation.conversations.stage import Stage
from tests.federation.conversations.steps import Deed

REASON = "spam"


def opens(title: str, text: str, *, calls: str, by: str = "frida", board: str = "general") -> Deed:
    async def deed(stage: Stage) -> None:
        said = await speak.open_thread(stage.place.node, stage.iri(board), by, title, text)
        stage.names[calls] = said.id
        stage.names[f"{calls} thread"] = (await stage.thread(said.id)).id

    return deed


def answers(post: str, text: str, *, calls: str, by: str = "frida") -> Deed:
    async def deed(stage: Stage) -> None:
        said = await speak.reply(stage.place.node, stage.iri(post), by, text)
        stage.names[calls] = said.id

    return deed


def edits(post: str, text: str, *, by: str = "frida") -> Deed:
    async def deed(stage: Stage) -> None:
        await speak.edit(stage.place.node, stage.iri(post), by, text)

    return deed


def deletes(post: str, *, by: str = "frida") -> Deed:
    async def deed(stage: Stage) -> None:
        await speak.delete(stage.place.node, stage.iri(post), by)

    return deed


def likes(post: str, *, by: str = "frida") -> Deed:
    async def deed(stage: Stage) -> None:
        await speak.like(stage.place.node, stage.iri(post), by)

    return deed


def dislikes(post: str, *, by: str = "frida") -> Deed:
    async def deed(stage: Stage) -> None:
        await speak.dislike(stage.place.node, stage.iri(post), by)

    return deed


def takes_back(post: str, *, by: str = "frida", tie: Tie = Tie.VOTE) -> Deed:
    async def deed(stage: Stage) -> None:
        await speak.take_back(stage.place.node, stage.iri(post), by, tie)

    return deed


def boosts(post: str, *, by: str = "frida") -> Deed:
    async def deed(stage: Stage) -> None:
        await speak.boost(stage.place.node, stage.iri(post), by)

    return deed


def reports(post: str, *, by: str = "frida") -> Deed:
    async def deed(stage: Stage) -> None:
        await speak.flag(stage.place.node, stage.iri(post), by, REASON)

    return deed


def follows(whom: str, *, by: str = "desk") -> Deed:
    async def deed(stage: Stage) -> None:
        said = await speak.follow(stage.place.node, stage.iri(whom), by)
        stage.names["our follow"] = said.activity

    return deed


def unfollows(whom: str, *, by: str = "desk") -> Deed:
    async def deed(stage: Stage) -> None:
        await speak.unfollow(stage.place.node, stage.iri(whom), by)

    return deed


# -- the moderators ----------------------------------------------------------------------------


async def about(stage: Stage, post: str) -> tuple[Thread, Board]:
    thread = await stage.thread(post)
    return thread, await stage.board(thread.board)


def removes(post: str) -> Deed:
    async def deed(stage: Stage) -> None:
        _, board = await about(stage, post)
        desk, found = await stage.member("{desk}"), await stage.post(post)
        await stage.act(compose.delete(desk, found, board, reason=REASON, **stage.new))

    return deed


def restores(post: str) -> Deed:
    async def deed(stage: Stage) -> None:
        _, board = await about(stage, post)
        desk, found = await stage.member("{desk}"), await stage.post(post)
        inner = compose.delete(desk, found, board, reason=REASON, **stage.new)
        await stage.act(compose.undo(desk.id, inner, to=inner.to, **stage.new))

    return deed


def locks(post: str) -> Deed:
    async def deed(stage: Stage) -> None:
        _, board = await about(stage, post)
        desk, found = await stage.member("{desk}"), await stage.post(post)
        await stage.act(compose.lock(desk, found, board, REASON, **stage.new))

    return deed


def unlocks(post: str) -> Deed:
    async def deed(stage: Stage) -> None:
        _, board = await about(stage, post)
        desk, found = await stage.member("{desk}"), await stage.post(post)
        inner = compose.lock(desk, found, board, REASON, **stage.new)
        await stage.act(compose.undo(desk.id, inner, to=inner.to, **stage.new))

    return deed


def pins(post: str, *, out: bool = False) -> Deed:
    async def deed(stage: Stage) -> None:
        _, board = await about(stage, post)
        desk, act = await stage.member("{desk}"), compose.remove if out else compose.add
        assert board.featured is not None
        thing = Iri(stage.iri(post))
        await stage.act(act(desk, thing, board.featured, board, **stage.new))

    return deed


def appoints(whom: str, *, out: bool = False) -> Deed:
    async def deed(stage: Stage) -> None:
        board, desk = await stage.board(), await stage.member("{desk}")
        act = compose.remove if out else compose.add
        assert board.moderators is not None
        thing = Iri(stage.iri(whom))
        await stage.act(act(desk, thing, board.moderators, board, **stage.new))

    return deed


def bans(whom: str) -> Deed:
    async def deed(stage: Stage) -> None:
        board, desk = await stage.board(), await stage.member("{desk}")
        await stage.act(compose.ban(desk, Iri(stage.iri(whom)), board, REASON, **stage.new))

    return deed


def unbans(whom: str) -> Deed:
    async def deed(stage: Stage) -> None:
        board, desk = await stage.board(), await stage.member("{desk}")
        inner = compose.ban(desk, Iri(stage.iri(whom)), board, REASON, **stage.new)
        await stage.act(compose.undo(desk.id, inner, to=inner.to, **stage.new))

    return deed


def moves(post: str, board: str) -> Deed:
    async def deed(stage: Stage) -> None:
        thread, origin = await about(stage, post)
        desk, target = await stage.member("{desk}"), await stage.board(board)
        await stage.act(compose.move_thread(desk, thread, origin, target, **stage.new))

    return deed
