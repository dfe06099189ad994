"""Words for the tables of conversations: what a platform says, what is done here, what it lacks.

A table is a Platform: its steps in the order in which they happen, for a board here and, where the
platform has boards, for one of its own. An activity and a direction that no step covers must be
named in ``none`` with the reason.
"""

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tests.vocab.shared_corpus import documents

if TYPE_CHECKING:
    from tests.federation.conversations.stage import Stage

Document = dict[str, Any]
Way = Literal["in", "out"]
Where = Literal["here", "there"]
Check = Callable[["Stage", Document], Awaitable[None]]
Deed = Callable[["Stage"], Awaitable[None]]

ACTIVITIES = (
    "follow", "unfollow", "thread", "reply", "vote", "downvote", "unvote", "edit", "delete",
    "removal", "restore", "lock", "unlock", "pin", "unpin", "moderator", "ban", "unban",
    "report", "resolve", "board", "move", "poll", "answer", "quote", "boost",
)  # fmt: skip
WAYS: tuple[Way, ...] = ("in", "out")
AS2 = "https://www.w3.org/ns/activitystreams"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A document of the corpus, or what it announces (``inner``).

    ``inside``: the recorded Announce that it is put into.
    """

    file: str
    inside: str | None = None
    inner: bool = False

    def document(self) -> Document:
        found = read(self.file)
        if self.inner:
            found = {"@context": found["@context"], **found["object"]}
        if self.inside is None:
            return found
        inner = {name: value for name, value in found.items() if name != "@context"}
        return {**read(self.inside), "object": inner}

    def __str__(self) -> str:
        name = f"what {self.file} announces" if self.inner else self.file
        return name if self.inside is None else f"{name} in {self.inside}"


@dataclass(frozen=True, slots=True)
class FromSource:
    """A document that nobody recorded, written from the program that makes it; ``where`` there."""

    said: Document
    where: str

    def document(self) -> Document:
        return deepcopy(self.said)

    def __str__(self) -> str:
        return f"from source: {self.where}"


@dataclass(frozen=True, slots=True)
class FromObject:
    """An activity that nobody recorded around an object that was."""

    said: FromSource
    thing: "Recorded | FromSource | FromObject"

    def document(self) -> Document:
        recorded = self.thing.document()
        inner = {name: value for name, value in recorded.items() if name != "@context"}
        return {**self.said.document(), "object": inner}

    def __str__(self) -> str:
        return f"{self.thing} in an activity {self.said}"


@dataclass(frozen=True, slots=True)
class Announcing:
    """What nobody recorded, in an Announce as it was recorded."""

    said: FromSource | FromObject
    inside: str

    def document(self) -> Document:
        inner = {name: value for name, value in self.said.document().items() if name != "@context"}
        return {**read(self.inside), "object": inner}

    def __str__(self) -> str:
        return f"{self.said} in {self.inside}"


@dataclass(frozen=True, slots=True)
class Echo:
    """Our own activity, as it was sent to the platform last, in an Announce as it was recorded."""

    inside: str
    takes: str = "Create"

    def __str__(self) -> str:
        return f"ours in {self.inside}"


Source = Recorded | FromSource | FromObject | Announcing | Echo


def read(file: str) -> Document:
    found = json.loads(dict(documents())[file])
    assert isinstance(found, dict), file
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One activity, one way. ``sent`` is all that the platform's host hears because of it,
    ``told`` all that a Lemmy hears that follows the same board; None is not looked at.

    Coming in: ``source`` is what the platform says, with ``aim`` (old id or host to ours) and
    ``put`` (path to value, where something was scrubbed) exchanged; what is ``gone`` is answered
    410 there from now on. ``signer`` signs it, if not who speaks. Going out: ``deed`` is what is
    done here; what is sent must be built as ``like`` is, a document of the platform itself.
    Either way: ``serves`` is what its server answers at an address from now on.
    """

    does: str
    way: Way
    source: Source | None = None
    aim: Mapping[str, str] = field(default_factory=dict)
    put: Mapping[str, Any] = field(default_factory=dict)
    verdict: str = "accepted"
    gone: Sequence[str] = ()
    serves: Mapping[str, "Recorded | FromSource"] = field(default_factory=dict)
    signer: str | None = None
    deed: Deed | None = None
    like: str | None = None
    then: Sequence[Check] = ()
    sent: Sequence[str] | None = None
    told: Sequence[str] | None = None

    def __str__(self) -> str:
        return f"{self.does} {self.way} ({self.source or self.like or 'ours'})"


def heard(does: str, said: str | Source, *then: Check, **more: Any) -> Step:
    """The platform says it; then all of that holds."""
    source = Recorded(said) if isinstance(said, str) else said
    return Step(does=does, way="in", source=source, then=then, **more)


def done(does: str, deed: Deed, *then: Check, **more: Any) -> Step:
    """It is done here; then all of that holds."""
    return Step(does=does, way="out", deed=deed, then=then, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A platform and the conversations with it.

    ``software`` is its name in NodeInfo. ``host`` is where everything of it is said to live:
    ``aim`` exchanges what was recorded elsewhere. ``actors`` are recorded documents of actors,
    served at these ids; ``inbox`` is the shared one, unless it is /inbox. ``board`` is the id of
    its board that we follow. ``none`` says why there is nothing: "in thread", "out lock unlock" to
    the reason; ``todo`` what the platform has and is not done here yet ("here in thread").
    """

    name: str
    software: str
    host: str
    aim: Mapping[str, str] = field(default_factory=dict)
    inbox: str = ""
    actors: Mapping[str, str | Recorded | FromSource] = field(default_factory=dict)
    here: Sequence[Step] = ()
    none_here: Mapping[str, str] = field(default_factory=dict)
    board: str = ""
    there: Sequence[Step] = ()
    none_there: Mapping[str, str] = field(default_factory=dict)
    no_boards: str = ""
    todo: Mapping[str, str] = field(default_factory=dict)

    def steps(self, where: Where) -> Sequence[Step]:
        return self.here if where == "here" else self.there

    def lacks(self, where: Where) -> dict[tuple[str, Way], str]:
        """Which activity it does not have in which direction, and why."""
        if where == "there" and self.no_boards:
            return {(does, way): self.no_boards for does in ACTIVITIES for way in WAYS}
        given = self.none_here if where == "here" else self.none_there
        return {cell: reason for words, reason in given.items() for cell in cells(words)}

    def owes(self, where: Where) -> dict[tuple[str, Way], str]:
        """Which activity it has in which direction that is not done here yet."""
        return {
            cell: reason
            for words, reason in self.todo.items()
            if words.startswith(where)
            for cell in cells(words.removeprefix(where).strip())
        }


def cells(words: str) -> Iterator[tuple[str, Way]]:
    """The cells that "in lock unlock" or "both poll" names."""
    way, *does = words.split()
    for each in does:
        assert each in ACTIVITIES, each
        for direction in WAYS:
            if way in (direction, "both"):
                yield each, direction
