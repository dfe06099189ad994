"""Polls: a choice of an actor in a poll, in Mastodon's form (a Note) or PieFed's (PollVote)."""

from dataclasses import replace

from fediforum.forum import audience, notices
from fediforum.forum.case import Case
from fediforum.forum.effects import Effect, Errand, Put, Relate
from fediforum.forum.model import Post, Relation, Tie
from fediforum.forum.verdict import Accepted, Ignored, Refused, Verdict
from fediforum.vocab.activities import Create, PollVote
from fediforum.vocab.objects import Object

NO_POLL = Ignored("that is no poll that we know")
NO_SUCH_CHOICE = Refused("there is no such choice in the poll")
ANOTHER_BOARD = Ignored("the poll is in another board")
BANNED = Refused("its author is banned from the board")
SHUT_OUT = Refused("the author of the poll has blocked its author")
CLOSED = Refused("the poll is closed")
VOTED = Ignored("that vote is known")


def chooses(thing: Object, parent: Post) -> bool:
    """Whether a Note is a vote in a poll: it has an option's name and no text (Mastodon's form)."""
    return (
        bool(parent.options)
        and not thing.content.strip()
        and any(option.name == thing.name for option in parent.options)
    )


def poll_vote(activity: PollVote, case: Case) -> Verdict:
    """Judge PieFed's vote: it names the poll and the option's text."""
    poll = case.post(activity.object)
    if poll is None or not poll.options:
        return NO_POLL
    if all(option.name != activity.choice for option in poll.options):
        return NO_SUCH_CHOICE
    return choose(activity, activity.choice, poll, case)


def choose(activity: Create | PollVote, name: str, poll: Post, case: Case) -> Verdict:
    """Count a vote in a poll, once a voter and option.

    Of a poll elsewhere its own server says how it stands. PieFed's never does, and each server
    counts the votes that the board passes on.
    """
    voter = activity.actor
    if not poll.visible:
        return NO_POLL
    filed = case.filed(poll)
    if case.by_board is not None and (filed is None or filed.board.id != case.by_board):
        return ANOTHER_BOARD
    if poll.closes is not None and poll.closes < case.now:
        return CLOSED
    if filed is not None and case.banned(voter, filed.board):
        return BANNED
    if case.blocked(poll.author, voter):
        return SHUT_OUT
    before = case.known.relation(Tie.CHOICE, voter, poll.id)
    chosen = tuple(before.value.split("\n")) if before is not None else ()
    if name in chosen or (chosen and not poll.many):
        return VOTED
    relation = Relation(
        kind=Tie.CHOICE, a=voter, b=poll.id, value="\n".join((*chosen, name)), activity=activity.id
    )
    effects: list[Effect] = [Relate(relation)]
    if poll.local or isinstance(activity, PollVote):
        counted = tuple(
            replace(option, votes=option.votes + 1) if option.name == name else option
            for option in poll.options
        )
        effects.append(Put(replace(poll, options=counted)))
    if poll.local:
        effects.append(Errand("tally", poll.id))
    elif case.local and isinstance(activity, PollVote) and filed is not None:
        effects += audience.asked(activity, filed.board.id, poll.id)
    elif case.local:
        effects += audience.asked(activity, poll.author, poll.id)
    if isinstance(activity, PollVote) and filed is not None and filed.board.local:
        effects += notices.told_gatherers(activity, filed, case)
    return Accepted(tuple(effects))
