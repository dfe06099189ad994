"""Commands for the forum as a whole: set it up, run it, look whether it is well."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.opening import be_quiet, demand_forum, forum_settings
from fediforum.cli.output import AsJson, answer, complain, note, say, write_object
from fediforum.cli.shapes import forum

if TYPE_CHECKING:
    from fediforum.demo.story import Step

Title = Annotated[str, typer.Option("--title", metavar="T", help="What the forum is called.")]
Language = Annotated[
    str, typer.Option("--lang", metavar="L", help="The language of its pages: nl or en.")
]
Once = Annotated[bool, typer.Option("--once", help="End after the last step.")]

TRY_OUT_TITLE = "Try-out"
NEXT = (
    'Next: fediforum board create NAME --title "…"',
    '      fediforum member create NAME --display "…"',
    "      fediforum up",
)


def add_to(app: typer.Typer) -> None:
    """Let these be commands without a noun."""
    for command in (init, up, serve, worker, demo, doctor):
        app.command()(command)


@answers(forum.Begun)
def init(title: Title = "", lang: Language = "nl", as_json: AsJson = False) -> None:
    """Make the database, the keys and the desk; harmless to run again.

    The base URL is written into the database and can never be another after that.

    Example: FEDIFORUM_URL=https://forum.example fediforum init
    """
    import asyncio

    from fediforum.flow.setup import init as begin
    from fediforum.flow.site import read_language
    from fediforum.vocab.iri import host_of

    settings = forum_settings()
    be_quiet()
    lang = read_language(lang)
    begun = asyncio.run(begin(settings, title=title or host_of(settings.base), language=lang))
    data = {
        "id": f"{begun.base}/ap/instance",
        "url": f"{begun.base}/",
        "fresh": begun.fresh,
        "migrated": list(begun.migrated),
        "federates": settings.federates,
        "data": str(settings.data),
    }
    if begun.fresh:
        lines = [f"{begun.base} begins, in {settings.data}.", *NEXT]
    else:
        lines = [f"{begun.base} was here already; nothing is lost.", *begun.migrated]
    if not settings.federates:
        lines.append("FEDIFORUM_URL is not set: this is a try-out that federates with nobody.")
    answer(data, lines, as_json=as_json)


@answers(forum.Says)
def up(as_json: AsJson = False) -> None:
    """Run all of the forum: database, web and workers, until SIGTERM or Ctrl-C.

    Without FEDIFORUM_URL it is a try-out on localhost, in a directory of its own.

    Example: fediforum up
    """
    import asyncio

    from fediforum import run
    from fediforum.flow.setup import init as begin

    settings = forum_settings()
    if settings.federates:
        demand_forum(settings)
    else:
        run.set_up_logging(settings.log_level)
        begun = asyncio.run(begin(settings, title=TRY_OUT_TITLE))
        if begun.fresh:
            note(f"A try-out begins in {settings.data}; delete that directory to be rid of it.")
    run.up(settings, teller(as_json))


@answers(forum.Says)
def serve(as_json: AsJson = False) -> None:
    """Run the doors of the forum; any number of these may run.

    Example: FEDIFORUM_BIND=127.0.0.1:8001 fediforum serve
    """
    from fediforum import run

    settings = forum_settings()
    demand_forum(settings)
    run.serve(settings, teller(as_json))


@answers(forum.Says)
def worker(as_json: AsJson = False) -> None:
    """Run the hands of the forum, which act and deliver; any number of these may run.

    Example: fediforum worker
    """
    from fediforum import run

    settings = forum_settings()
    demand_forum(settings)
    run.worker(settings, teller(as_json))


def teller(as_json: bool) -> Callable[[str], None]:
    """How a running process says things: a line for people, or an object a line."""

    def tell(text: str) -> None:
        answer({"says": text}, [text], as_json=as_json)

    return tell


@answers(forum.Demo)
def demo(once: Once = False, as_json: AsJson = False) -> None:
    """Show in under a minute how two forums and a microblog server federate on this machine.

    Everything happens in a temporary directory, and is gone afterwards.

    Example: fediforum demo
    """
    from fediforum.demo.show import show

    steps: list[Step] = []

    def hear(step: Step) -> None:
        steps.append(step)
        if not as_json:
            say(step_line(step))
            if step.why:
                complain(step.why)

    def reading(pages: list[str]) -> None:
        if as_json:
            write_object(
                {"ok": True, "steps": [step.facts() for step in steps], "pages": list(pages)}
            )
            return
        if not once:
            say("\nRead along, until Ctrl-C:")
            for page in pages:
                say(f"  {page}")

    if not as_json:
        say("Two forums and a microblog server begin, on this machine alone …")
    if not show(hear, reading, note, once=once):
        if as_json:
            write_object({"ok": False, "steps": [step.facts() for step in steps], "pages": []})
        raise typer.Exit(1)


def step_line(step: Step) -> str:
    """A step on one line: when it was so, a mark, how long it took, and what it was."""
    mark = "✓" if step.ok else "✗"
    return f"{step.at:%H:%M:%S} {mark} {step.seconds:5.2f} s  {step.word:<9} {step.what}"


@answers(forum.Examined)
def doctor(as_json: AsJson = False) -> None:
    """Check the set-up, and say what to do about what is wrong.

    Example: fediforum doctor
    """
    import asyncio

    from fediforum.cli.doctor import examined, facts_of, failures, lines_of, summary

    be_quiet()
    checks = asyncio.run(examined())
    answer(facts_of(checks), lines_of(checks), as_json=as_json)
    note(summary(checks))
    if failures(checks):
        raise typer.Exit(1)
