"""What is done here in a conversation, as a command, a form or a client has it done.

Posts are named as in the tables: ``{opening}``, or by their id. ``calls`` is what a new post is
called from then on.
"""

from fediforum.flow import asides, preside, speak
from fediforum.flow.boards import follow_board, follow_of
from fediforum.flow.confirm import confirm
from fediforum.flow.reshape import edit_board
from fediforum.forum.compose.polls import Poll
from fediforum.forum.effects import Errand
from fediforum.forum.model import Tie
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
    """A member follows somebody; the desk a board elsewhere."""

    async def deed(stage: Stage) -> None:
        node, iri = stage.place.node, stage.iri(whom)
        if by == "desk":
            asked = (await follow_board(node, iri)).board.id
            follow = await follow_of(node, asked)
            assert follow is not None
            stage.names["our follow"] = str(follow.activity)
        else:
            stage.names["our follow"] = (await speak.follow(node, iri, by)).activity

    return deed


def unfollows(whom: str, *, by: str = "desk") -> Deed:
    async def deed(stage: Stage) -> None:
        await speak.unfollow(stage.place.node, stage.iri(whom), by)

    return deed


# -- the moderators ----------------------------------------------------------------------------


def both(*deeds: Deed) -> Deed:
    """All of it at once, before anything is sent."""

    async def deed(stage: Stage) -> None:
        for each in deeds:
            await each(stage)

    return deed


def looks_again(post: str, *, minutes: int) -> Deed:
    """So long after the last step it is looked whether a board elsewhere has the post."""

    async def deed(stage: Stage) -> None:
        stage.place.clock.later(minutes=minutes)
        await confirm(stage.place.node, Errand("confirm", Iri(stage.iri(post))))

    return deed


def removes(post: str) -> Deed:
    async def deed(stage: Stage) -> None:
        await preside.remove_post(stage.place.node, stage.iri(post), REASON)

    return deed


def restores(post: str) -> Deed:
    async def deed(stage: Stage) -> None:
        await preside.restore_post(stage.place.node, stage.iri(post))

    return deed


def locks(post: str) -> Deed:
    async def deed(stage: Stage) -> None:
        await preside.lock(stage.place.node, stage.iri(post), REASON)

    return deed


def unlocks(post: str) -> Deed:
    async def deed(stage: Stage) -> None:
        await preside.unlock(stage.place.node, stage.iri(post))

    return deed


def pins(post: str, *, out: bool = False) -> Deed:
    async def deed(stage: Stage) -> None:
        await preside.pin(stage.place.node, stage.iri(post), undo=out)

    return deed


def appoints(whom: str, *, out: bool = False) -> Deed:
    async def deed(stage: Stage) -> None:
        stage.meet(whom)
        await preside.appoint(stage.place.node, stage.iri(whom), "general", undo=out)

    return deed


def bans(whom: str) -> Deed:
    async def deed(stage: Stage) -> None:
        stage.meet(whom)
        await preside.ban(stage.place.node, stage.iri(whom), "general", REASON)

    return deed


def unbans(whom: str) -> Deed:
    async def deed(stage: Stage) -> None:
        await preside.unban(stage.place.node, stage.iri(whom), "general")

    return deed


def moves(post: str, board: str = "kitchen") -> Deed:
    async def deed(stage: Stage) -> None:
        await preside.move_thread(stage.place.node, stage.iri(post), board)

    return deed


def settles(report: str) -> Deed:
    async def deed(stage: Stage) -> None:
        await preside.settle(stage.place.node, report, "It is removed.")

    return deed


def reshapes(title: str) -> Deed:
    async def deed(stage: Stage) -> None:
        await edit_board(stage.place.node, Iri(stage.names["board"]), title=title)

    return deed


# -- what not every platform knows -------------------------------------------------------------


def asks(title: str, *options: str, calls: str, many: bool = False) -> Deed:
    """A poll is opened."""

    async def deed(stage: Stage) -> None:
        node, poll = stage.place.node, Poll(names=options, many=many)
        said = await speak.open_thread(node, "general", "frida", title, "Which?", poll=poll)
        stage.names[calls] = said.id

    return deed


def quotes(post: str, *, calls: str) -> Deed:
    async def deed(stage: Stage) -> None:
        node, quoted = stage.place.node, stage.iri(post)
        said = await speak.open_thread(node, "general", "frida", "See", "Read.", quote=quoted)
        stage.names[calls] = said.id

    return deed


def chooses(poll: str, option: str) -> Deed:
    async def deed(stage: Stage) -> None:
        await asides.choose(stage.place.node, stage.iri(poll), "frida", option)

    return deed


def accepts(reply: str, *, by: str = "frida") -> Deed:
    """An answer is accepted, in a board where questions are asked."""

    async def deed(stage: Stage) -> None:
        node = stage.place.node
        await edit_board(node, node.home.board("general"), questions=True)
        await asides.accept_answer(node, stage.iri(reply), by)

    return deed
