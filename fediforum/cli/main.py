"""The command ``fediforum``: its nouns put together, and errors turned into exit codes.

0 done, 1 failed, 2 usage, 3 not found, 4 refused, 5 in part, 6 conflict, 7 unreachable,
75 try again.
"""

import sys
from collections.abc import Iterator, Sequence

import typer

from fediforum import __version__
from fediforum.cli import (
    asides,
    board,
    federation,
    media,
    member,
    moderation,
    node,
    post,
    search,
    site,
    thread,
    token,
)
from fediforum.cli.output import complain
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
CODES: Sequence[tuple[tuple[type[FediforumError], ...], int]] = (
    ((Malformed, TooLarge), 2),
    ((Missing, Gone), 3),
    ((Forbidden, Unauthenticated), 4),
    ((Conflict,), 6),
    ((Temporary, TooMany), 75),
    ((FetchFailed, Unavailable), 7),
)

app = typer.Typer(
    name="fediforum",
    help="A forum whose threads live on the open social web.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fediforum {__version__}")
        raise typer.Exit


@app.callback()
def everything(
    _: bool = typer.Option(
        False, "--version", callback=version, is_eager=True, help="Say which version this is."
    ),
) -> None:
    """A forum whose threads live on the open social web."""


node.add_to(app)
app.command("reply")(post.reply)
for name, aside in (
    ("withdraw", asides.withdraw),
    ("accept", asides.accept),
    ("choose", asides.choose),
    ("admit", asides.admit),
):
    post.app.command(name)(aside)
thread.app.command("late")(asides.late)
board.app.command("edit")(asides.edit)
for deed in (
    moderation.lock, moderation.unlock, moderation.pin, moderation.unpin, moderation.move
):  # fmt: skip
    thread.app.command(deed.__name__)(deed)
for noun, commands in (
    ("board", board.app),
    ("member", member.app),
    ("thread", thread.app),
    ("post", post.app),
    ("mod", moderation.mod),
    ("report", moderation.report),
    ("search", search.app),
    ("federation", federation.app),
    ("token", token.app),
    ("media", media.app),
    ("site", site.app),
):
    app.add_typer(commands, name=noun)


def run() -> None:
    """End the process with what came of its words."""
    raise SystemExit(main(sys.argv[1:]))


def main(words: Sequence[str]) -> int:
    """Do what the words say; the exit code. Errors are said in plain words on stderr."""
    if any(map(has_raw_bytes, words)):
        return failed(Malformed("The words of a command must be UTF-8."))
    try:
        app(args=list(words), prog_name="fediforum")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except FediforumError as problem:
        return failed(problem)
    except OSError as problem:
        return failed(system_said(problem))
    except ExceptionGroup as group:
        # The parts of a process run side by side; what ended them is said once.
        problems = [
            system_said(problem) if isinstance(problem, OSError) else problem
            for problem in leaves(group)
        ]
        known = [problem for problem in problems if isinstance(problem, FediforumError)]
        if len(known) < len(problems):
            raise
        return failed(known[0])
    return 0


def has_raw_bytes(word: str) -> bool:
    """Whether Python could not decode all of an argument (PEP 383)."""
    return any("\udc80" <= letter <= "\udcff" for letter in word)


def system_said(problem: OSError) -> FediforumError:
    """What the operating system would not do: for the admin, whose files and sockets they are."""
    about = f"{problem.filename}: " if problem.filename else ""
    return FediforumError(f"{about}{problem.strerror or problem}.")


def failed(problem: FediforumError) -> int:
    about = problem.subject if isinstance(problem, FetchFailed) else None
    text = str(problem)
    complain(f"{text} ({about})" if about and about not in text else text)
    return code_of(problem)


def code_of(problem: FediforumError) -> int:
    """The exit code that stands for an error.

    >>> code_of(Missing()), code_of(FediforumError())
    (3, 1)
    """
    return next((code for kinds, code in CODES if isinstance(problem, kinds)), FAILED)


def leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for problem in group.exceptions:
        if isinstance(problem, BaseExceptionGroup):
            yield from leaves(problem)
        else:
            yield problem
