"""What a clean-up finds, and what it did."""

from typing import NotRequired

from typing_extensions import TypedDict

from fediforum.cli.shapes.moderation import Effect, Heard


class WaveHost(TypedDict):
    """How many of the posts are by people of a server."""

    host: str
    posts: int


class WavePost(TypedDict):
    """A post of the wave, and by what it is told: words, text or link."""

    id: str
    short: str
    handle: str
    by: str
    words: str


class Told(TypedDict):
    """How many posts are told by the same words, by much of them, by a link."""

    words: int
    text: int
    link: int


class Wave(TypedDict):
    """Posts like one post, itself among them; ``spared`` are by people who were here before.
    ``limited``: there are more than go at once.
    """

    short: str
    since: str
    looked_at: int
    posts: int
    authors: int
    hosts: list[WaveHost]
    by: Told
    samples: list[WavePost]
    spared: int
    limited: bool


class CleanedUp(Wave):
    """What was removed, or would be; ``operation`` names it. ``told``: servers hear it later."""

    changed: bool
    dry_run: bool
    operation: NotRequired[str]
    effects: NotRequired[list[Effect]]
    told: NotRequired[list[Heard]]
