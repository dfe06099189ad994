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
from fediforum.forum.compose.moderation import (
    add,
    ban,
    block,
    dismiss,
    flag,
    lock,
    move_thread,
    remove,
    resolve,
)  # fmt: skip
from fediforum.forum.compose.posts import created, delete, edit, found, note, reply, thread

__all__ = [
    "add", "adopt", "ban", "block", "boost", "created", "deed_of", "delete", "dislike",
    "dismiss", "edit", "flag", "follow", "found", "like", "lock", "move_thread", "note",
    "profile", "remove", "reply", "resolve", "thread", "undo", "unfollow", "withdraw",
]  # fmt: skip
