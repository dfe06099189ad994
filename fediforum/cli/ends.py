"""How a command ends: the exit code that stands for an error, and what is said of it on stderr.

0 done, 1 failed, 2 usage, 3 not found, 4 refused, 5 in part, 6 conflict, 7 unreachable,
75 try again, 130 broken off. Under ``--json`` an error is an object on stderr, so that what is
on stdout is always data.
"""

import json
from collections.abc import Iterator, Sequence

# Typer carries a click of its own, and has no public name for what that raises.
from typer._click.exceptions import ClickException, NoArgsIsHelpError, UsageError

from fediforum.cli.output import VERSION, complain, note
from fediforum.errors import (
    Conflict,
    FediforumError,
    FetchFailed,
    Forbidden,
    Gone,
    Malformed,
    Missing,
    Temporary,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
)

FAILED = 1
USAGE = 2
REFUSED = 4
PARTIAL = 5
BROKEN_OFF = 130
CODES: Sequence[tuple[tuple[type[FediforumError], ...], int]] = (
    ((Malformed, TooLarge), USAGE),
    ((Missing, Gone), 3),
    ((Forbidden, Unauthenticated), REFUSED),
    ((Conflict,), 6),
    ((Temporary, TooMany), 75),
    ((FetchFailed, Unavailable), 7),
)
MEANINGS = {
    0: "done",
    FAILED: "failed",
    USAGE: "usage",
    3: "missing",
    REFUSED: "refused",
    PARTIAL: "partial",
    6: "conflict",
    7: "unreachable",
    75: "temporary",
    BROKEN_OFF: "broken off",
}


def end_badly(problem: Exception, *, as_json: bool) -> int:
    """Say what went wrong; its exit code. What is a mistake of ours is raised."""
    match problem:
        case NoArgsIsHelpError():
            note(problem.format_message())
            return USAGE
        case ClickException():
            return tell(told_by_parser(problem), USAGE, as_json=as_json)
        case FediforumError():
            return tell(told_by_forum(problem), code_of(problem), as_json=as_json)
        case OSError():
            return tell(told_by_system(problem), FAILED, as_json=as_json)
        case ExceptionGroup():
            # The parts of a process run side by side; what ended them is said once.
            first, *others = leaves(problem)
            if any(not isinstance(each, FediforumError | OSError) for each in (first, *others)):
                raise problem
            return end_badly(first, as_json=as_json)
        case _:
            raise problem


def tell(text: str, code: int, *, as_json: bool) -> int:
    """Say on stderr what went wrong; the code, for the process to end with."""
    if as_json:
        error = {"code": MEANINGS[code], "exit": code, "message": text}
        note(json.dumps({"v": VERSION, "error": error}, ensure_ascii=False))
    else:
        complain(text)
    return code


def told_by_parser(problem: ClickException) -> str:
    """What is wrong with the words of a command, on one line."""
    text = " ".join(problem.format_message().split())
    if isinstance(problem, UsageError) and problem.ctx is not None:
        stop = "" if text.endswith((".", "?")) else "."
        return f"{text}{stop} See: {problem.ctx.command_path} --help"
    return text


def told_by_forum(problem: FediforumError) -> str:
    about = problem.subject if isinstance(problem, FetchFailed) else None
    text = str(problem)
    return f"{text} ({about})" if about and about not in text else text


def told_by_system(problem: OSError) -> str:
    """What the operating system would not do: for the admin, whose files and sockets they are."""
    about = f"{problem.filename}: " if problem.filename else ""
    return f"{about}{problem.strerror or problem}."


def code_of(problem: FediforumError) -> int:
    """The exit code that stands for an error.

    >>> code_of(Missing()), code_of(FediforumError())
    (3, 1)
    """
    return next((code for kinds, code in CODES if isinstance(problem, kinds)), FAILED)


def leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[Exception]:
    for problem in group.exceptions:
        if isinstance(problem, BaseExceptionGroup):
            yield from leaves(problem)
        elif isinstance(problem, Exception):
            yield problem
