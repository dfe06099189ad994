"""What is asked and answered: consent of authors, accepted answers, choices in polls."""

from datetime import datetime

from fediforum.content import render
from fediforum.forum.compose.posts import public_act
from fediforum.forum.home import Ids
from fediforum.forum.model import Board, Member, Post
from fediforum.vocab.activities import Add, ChooseAnswer, Create, PollVote, Remove
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Mention, Object

WORDS = {
    "nl": "{author} Iemand noemde {board} onder jouw bericht. Wil je dat dit gesprek in dat forum"
    " komt te staan? Antwoord dan “ja”. Bij “nee”, of als je niets zegt, gebeurt er niets, en wij"
    " vragen het niet nog eens.",
    "en": "{author} Somebody called {board} under your post. Would you like this conversation to"
    " stand in that forum? Then answer “yes”. If you say “no”, or nothing, nothing happens, and we"
    " will not ask again.",
}


def question(
    desk: Member, author: Member, post: Iri, board: Board, *, new: Ids, now: datetime
) -> Create:
    """The desk asks an author, in private, whether their post may stand in a board."""
    words = WORDS.get((board.language or "")[:2], WORDS["en"])
    handle = f"@{author.handle}"
    source = words.format(author=handle, board=f"@{board.handle}")
    pages = {
        handle: str(author.url or author.id),
        f"@{board.handle}": new.home.board_page(board.name),
    }
    iri = new.home.post(new.short)
    note = Object(
        id=iri,
        type="Note",
        attributed_to=desk.id,
        content=render(source, pages, f"{new.home.base}/tag/").html,
        in_reply_to=post,
        to=(author.id,),
        tag=(Mention(author.id, handle),),
        published=now,
        language=board.language,
    )
    return Create(
        id=new.derived(iri, "Create", desk.id), actor=desk.id, to=(author.id,), audience=board.id,
        published=now, object=note,
    )  # fmt: skip


def choose_answer(
    author: Member, reply: Post, board: Board, *, new: Ids, now: datetime
) -> ChooseAnswer:
    """A reply answers the question of its thread, says who asked it or a moderator."""
    to, cc = public_act(author, board)
    return ChooseAnswer(
        id=new.home.activity(new.short), actor=author.id, to=to, cc=cc, audience=board.id,
        published=now, object=reply.id,
    )  # fmt: skip


def choice(
    author: Member, poll: Post, name: str, poll_author: Member, *, new: Ids, now: datetime
) -> Create:
    """A choice in a poll, as microblogs have it: a Note with a name, for the asker alone.

    It has no date: PieFed would file it as a comment.
    """
    iri = new.home.post(new.short)
    note = Object(
        id=iri, type="Note", attributed_to=author.id, name=name, in_reply_to=poll.id,
        to=(poll_author.id,),
    )  # fmt: skip
    return Create(
        id=new.derived(iri, "Create", author.id), actor=author.id, to=note.to, published=now,
        object=note,
    )  # fmt: skip


def poll_vote(
    author: Member, poll: Post, name: str, board: Board, *, new: Ids, now: datetime
) -> PollVote:
    """A choice in a poll, as PieFed has it: told to the board."""
    return PollVote(
        id=new.home.activity(new.short), actor=author.id, to=(board.id,), audience=board.id,
        published=now, object=poll.id, choice=name,
    )  # fmt: skip


def take_out(author: Member, post: Post, board: Board, *, new: Ids, now: datetime) -> Remove:
    """An author takes a post out of a board, without deleting it."""
    to, cc = public_act(author, board)
    return Remove(
        id=new.home.activity(new.short), actor=author.id, to=to, cc=cc, audience=board.id,
        published=now, object=post.id, target=board.id,
    )  # fmt: skip


def put_back(author: Member, post: Post, board: Board, *, new: Ids, now: datetime) -> Add:
    """The contrary of ``take_out``."""
    to, cc = public_act(author, board)
    return Add(
        id=new.home.activity(new.short), actor=author.id, to=to, cc=cc, audience=board.id,
        published=now, object=post.id, target=board.id,
    )  # fmt: skip
