"""What is asked and answered: accepted answers, choices in polls, posts taken out by authors."""

from datetime import datetime

from fediforum.forum.compose.posts import public_act
from fediforum.forum.home import Ids
from fediforum.forum.model import Board, Member, Post
from fediforum.vocab.activities import Add, ChooseAnswer, Create, PollVote, Remove
from fediforum.vocab.objects import Object


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
