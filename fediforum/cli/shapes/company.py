"""The company of a board: who is new, who comes often, whom nobody answered."""

from typing_extensions import TypedDict


class Newcomer(TypedDict):
    """Somebody who wrote here for the first time, and that post."""

    author: str
    handle: str
    id: str
    url: str
    title: str
    words: str
    published: str


class Newcomers(TypedDict):
    """Newcomers, the latest first."""

    newcomers: list[Newcomer]


class AloneThread(TypedDict):
    """A thread that nobody but whoever opened it has answered."""

    id: str
    short: str
    url: str
    title: str
    author: str
    handle: str
    created: str


class Unanswered(TypedDict):
    """Threads without an answer, the latest first."""

    threads: list[AloneThread]


class Regular(TypedDict):
    """Somebody who writes often: on how many days, how much, first and last."""

    author: str
    handle: str
    days: int
    posts: int
    first: str
    last: str


class Regulars(TypedDict):
    """Regulars, those with the most days first."""

    regulars: list[Regular]
