"""Like, Dislike, EmojiReact: one vote of each actor on each post; the newest counts."""

from fediforum.forum import audience, notices
from fediforum.forum.case import Case
from fediforum.forum.effects import Relate
from fediforum.forum.model import Relation, Tie
from fediforum.forum.verdict import Accepted, Ignored, Refused, Verdict
from fediforum.limits import REACTION_CHARS
from fediforum.vocab.activities import Dislike, EmojiReact, Like

UP, DOWN = "up", "down"

NO_POST = Ignored("the post is not known")
NOT_SHOWN = Ignored("the post is not shown")
KNOWN = Ignored("that vote is known")
BANNED = Refused("you are banned from the board")
SHUT_OUT = Refused("the author has blocked you")
ANOTHER_BOARD = Ignored("the post is in another board")


def react(activity: Like | Dislike | EmojiReact, case: Case) -> Verdict:
    """Judge a vote: on a post that is shown, by somebody who may speak in its board."""
    post = case.post(activity.object)
    if post is None:
        return NO_POST
    if not post.visible:
        return NOT_SHOWN
    filed = case.filed(post)
    if case.by_board is not None and (filed is None or filed.board.id != case.by_board):
        return ANOTHER_BOARD
    if filed is not None and case.banned(activity.actor, filed.board):
        return BANNED
    if case.blocked(post.author, activity.actor):
        return SHUT_OUT
    value = value_of(activity)
    before = case.known.relation(Tie.VOTE, activity.actor, post.id)
    if before is not None and before.value == value:
        return KNOWN
    vote = Relation(
        kind=Tie.VOTE, a=activity.actor, b=post.id, value=value, activity=activity.id or None
    )
    if filed is not None and filed.board.local:
        return Accepted((Relate(vote), *notices.reacted(activity, filed, case)))
    if case.local and not post.local:
        board = filed.board.id if filed is not None else post.author
        return Accepted((Relate(vote), *audience.voted_elsewhere(activity, board, post)))
    return Accepted((Relate(vote),))


def value_of(activity: Like | Dislike | EmojiReact) -> str:
    """``up``, ``down`` or an emoji. A Like with an emoji in ``content`` is Misskey's reaction."""
    if isinstance(activity, Dislike):
        return DOWN
    emoji = (activity.content or "").strip()
    return emoji[:REACTION_CHARS] if emoji and emoji not in {UP, DOWN} else UP
