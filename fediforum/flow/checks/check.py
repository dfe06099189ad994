"""One check: what was looked at, how it was found, and exactly what to do if it is not well."""

from dataclasses import dataclass
from enum import StrEnum

GUIDE = "deploy/README.md"


class Mark(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it was found, and what to do where that is not well."""

    mark: Mark
    what: str
    found: str
    remedy: str = ""

    @property
    def docs(self) -> str:
        """Where more is said about it; empty of what is well."""
        if self.mark is Mark.OK:
            return ""
        return f"{GUIDE}#doctor-{self.what.replace(' ', '-')}"


def ok(what: str, found: str) -> Check:
    return Check(Mark.OK, what, found)


def warn(what: str, found: str, remedy: str) -> Check:
    return Check(Mark.WARN, what, found, remedy)


def fail(what: str, found: str, remedy: str = "") -> Check:
    return Check(Mark.FAIL, what, found, remedy)
