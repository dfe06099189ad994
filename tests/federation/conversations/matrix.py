"""The matrix of platform, activity and direction: what each conversation has shown, and what a
platform does not have."""

from collections.abc import Iterator, Mapping

from tests.federation.conversations.platforms import PLATFORMS
from tests.federation.conversations.steps import ACTIVITIES, WAYS, Platform, Way, Where

Cell = tuple[str, Where, str, Way]
PLACES: tuple[Where, ...] = ("here", "there")
HEADS = {"here": "A board here (in / out)", "there": "A board of theirs (in / out)"}
WIDTH = 13


def gaps(platform: Platform) -> Iterator[str]:
    """The cells for which neither steps nor a reason stand, or both."""
    for where in PLACES:
        covered = {(step.does, step.way) for step in platform.steps(where)}
        named = [*covered, *platform.lacks(where), *platform.owes(where)]
        for does in ACTIVITIES:
            for way in WAYS:
                if named.count((does, way)) != 1:
                    yield f"{platform.name}, board {where}: {does} {way}"


def cells(platform: Platform, where: Where, *, failed: str = "") -> Mapping[tuple[str, Way], str]:
    """What to print for each activity and direction; ``failed`` is the step that did not hold,
    ``"all"`` if nothing was played. What comes after it was not looked at.
    """
    found: dict[tuple[str, Way], str] = dict.fromkeys(platform.lacks(where), "none")
    found |= dict.fromkeys(platform.owes(where), "todo")
    reached = failed != "all"
    for step in platform.steps(where):
        cell = (step.does, step.way)
        if reached and f"{step.does} {step.way}" == failed:
            reached, found[cell] = False, "FAIL"
        elif reached:
            found.setdefault(cell, "pass")
        else:
            found.setdefault(cell, "?")
    return found


def table(held: Mapping[tuple[str, Where], str]) -> Iterator[str]:
    """The matrix as lines of text, with the reasons below it.

    ``held`` has the step at which a conversation failed, "" where all of it holds; one that is
    not in it was not played.
    """
    for where in PLACES:
        yield ""
        yield HEADS[where].ljust(30) + "".join(name.ljust(WIDTH) for name in PLATFORMS)
        columns = [
            cells(platform, where, failed=held.get((name, where), "all"))
            for name, platform in PLATFORMS.items()
        ]
        for does in ACTIVITIES:
            row = [" / ".join(column.get((does, way), "?") for way in WAYS) for column in columns]
            yield does.ljust(30) + "".join(cell.ljust(WIDTH) for cell in row)
    yield ""
    yield "none: the platform has none; todo: it has, and it is not done here yet"
    for name, platform in PLATFORMS.items():
        for where in PLACES:
            reasons: dict[str, list[str]] = {}
            for mark, given in (("none", platform.lacks(where)), ("todo", platform.owes(where))):
                for (does, way), reason in given.items():
                    reasons.setdefault(f"{mark}: {reason}", []).append(f"{does} {way}")
            for reason, which in reasons.items():
                what = "all" if len(which) == 2 * len(ACTIVITIES) else ", ".join(which)
                yield f"  {name}, board {where}, {reason} ({what})"


def sources() -> Iterator[str]:
    """Where each step comes from, a line a step."""
    for name, platform in PLATFORMS.items():
        for where in PLACES:
            for step in platform.steps(where):
                yield f"  {name}, board {where}: {step}"
