"""A poll in an opening post: what may be chosen, how many, and until when (FEP-9967)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fediforum.vocab.objects import Object, Option

ENDLESS = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """``names`` are the options; ``many`` of them may be chosen, or one."""

    names: tuple[str, ...]
    many: bool = False
    closes: datetime | None = None


def with_poll(post: Object, poll: Poll | None) -> Object:
    """The post as a Question, in the shape that Mastodon takes; without a poll as it was."""
    if poll is None:
        return post
    options = tuple(Option(name) for name in poll.names)
    asked = replace(
        post,
        type="Question",
        one_of=() if poll.many else options,
        any_of=options if poll.many else (),
        end_time=poll.closes,
        voters=0,
    )
    return with_end(asked)


def with_end(post: Object) -> Object:
    """A poll that closes, if only in a year: PieFed loses one that has no end."""
    if post.type != "Question" or post.end_time is not None or post.published is None:
        return post
    return replace(post, end_time=post.published + ENDLESS)
