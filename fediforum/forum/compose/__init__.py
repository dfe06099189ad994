"""What somebody here wants to do, as the activity that says so.

Values in, values out: whether it is allowed is for ``judge`` to say, in the same way as for
everybody else.
"""

from fediforum.forum.compose.acts import (
    boost,
    deed_of,
    dislike,
    follow,
    like,
    profile,
    undo,
    unfollow,
    withdraw,
)  # fmt: skip
from fediforum.forum.compose.client import adopt
from fediforum.forum.compose.contrary import contrary
from fediforum.forum.compose.letters import outcome, question, worded
from fediforum.forum.compose.moderation import (
    add,
    ban,
    ban_here,
    block,
    boost_anew,
    dismiss,
    flag,
    lift,
    lock,
    merge,
    move_thread,
    remove,
    resolve,
    retitle,
    unboost,
)  # fmt: skip
from fediforum.forum.compose.polls import Poll
from fediforum.forum.compose.posts import (
    as_sent,
    ask_to_answer,
    created,
    delete,
    edit,
    found,
    note,
    refile,
    reply,
    restate,
    revoke,
    thread,
)  # fmt: skip
from fediforum.forum.compose.questions import (
    choice,
    choose_answer,
    poll_vote,
    put_back,
    take_out,
)  # fmt: skip

__all__ = [
    "Poll", "add", "adopt", "as_sent", "ask_to_answer", "ban", "ban_here", "block", "boost",
    "boost_anew", "choice", "choose_answer", "contrary", "created", "deed_of", "delete", "dislike",
    "dismiss", "edit", "flag", "follow", "found", "lift", "like", "lock", "merge", "move_thread",
    "note", "outcome", "poll_vote", "profile", "put_back", "question", "refile", "remove", "reply",
    "resolve", "restate", "retitle", "revoke", "take_out", "thread", "unboost", "undo", "unfollow",
    "withdraw", "worded",
]  # fmt: skip
