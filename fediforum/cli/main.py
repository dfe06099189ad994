"""The command ``fediforum``: its nouns put together, and what they come to as an exit code."""

import os
import sys
from collections.abc import Sequence
from functools import cache

import typer
from typer.core import TyperGroup

from fediforum import __version__
from fediforum.cli import (
    asides,
    blocklist,
    board,
    cleanup,
    company,
    config,
    desk,
    domain,
    federation,
    holding,
    media,
    member,
    moderation,
    node,
    operation,
    post,
    report,
    retitling,
    search,
    shell,
    site,
    slowing,
    stats,
    thread,
    token,
)
from fediforum.cli.ends import BROKEN_OFF, end_badly, tell
from fediforum.cli.output import say
from fediforum.errors import Malformed

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
        say(f"fediforum {__version__}")
        raise typer.Exit


@app.callback()
def everything(
    _: bool = typer.Option(
        False, "--version", callback=version, is_eager=True, help="Say which version this is."
    ),
) -> None:
    """A forum whose threads live on the open social web."""


node.add_to(app)
shell.add_to(app)
app.command()(stats.stats)
app.command("reply")(post.reply)
for name, aside in (
    ("withdraw", asides.withdraw),
    ("accept", asides.accept),
    ("choose", asides.choose),
    ("admit", asides.admit),
):
    post.app.command(name)(aside)
thread.app.command("late")(asides.late)
blocklist.add_to(domain.app)
for command in (holding.queue, holding.approve, holding.reject, holding.trust, holding.freeze):
    moderation.mod.command(command.__name__)(command)
moderation.mod.command("cleanup")(cleanup.cleanup)
moderation.mod.add_typer(holding.rule, name="rule")
board.app.command("slow")(slowing.slow_board)
for listing in (company.newcomers, company.unanswered, company.regulars):
    board.app.command(listing.__name__)(listing)
thread.app.command("slow")(slowing.slow_thread)
thread.app.command("retitle")(retitling.retitle)
thread.app.command("merge")(retitling.merge)
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
    ("report", report.app),
    ("op", operation.app),
    ("desk", desk.app),
    ("search", search.app),
    ("federation", federation.app),
    ("domain", domain.app),
    ("token", token.app),
    ("media", media.app),
    ("site", site.app),
    ("config", config.app),
):
    app.add_typer(commands, name=noun)


def run() -> None:
    """End the process with what came of its words."""
    raise SystemExit(main(sys.argv[1:]))


def main(words: Sequence[str]) -> int:
    """Do what the words say; the exit code. Errors are said in plain words on stderr."""
    if shell.COMPLETE in os.environ:
        shell.begin_completion()
    as_json = not {"--json", "--jsonl"}.isdisjoint(words)
    try:
        if any(map(has_raw_bytes, words)):
            raise Malformed("The words of a command must be UTF-8.")
        code = tree()(args=list(words), prog_name="fediforum", standalone_mode=False)
    except SystemExit as end:
        code = end.code
    except typer.Abort:
        code = BROKEN_OFF
    except Exception as problem:
        return end_badly(problem, as_json=as_json)
    if code == BROKEN_OFF:
        return tell("Broken off.", BROKEN_OFF, as_json=as_json)
    return code if isinstance(code, int) else 0


@cache
def tree() -> TyperGroup:
    """All nouns and verbs."""
    made = typer.main.get_command(app)
    assert isinstance(made, TyperGroup)
    return made


def has_raw_bytes(word: str) -> bool:
    """Whether Python could not decode all of an argument (PEP 383)."""
    return any("\udc80" <= letter <= "\udcff" for letter in word)
