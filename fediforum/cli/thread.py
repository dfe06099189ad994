"""Commands for threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fediforum.cli.answering import answers
from fediforum.cli.ends import PARTIAL
from fediforum.cli.opening import with_node
from fediforum.cli.output import (
    As,
    AsJson,
    AsLines,
    File,
    answer,
    answer_list,
    named,
    note,
    say,
    shown,
    table,
    write_object,
)
from fediforum.cli.pictures import Alts, Captions, Pictures, gallery
from fediforum.cli.post import Quote, options_of
from fediforum.cli.progress import progress
from fediforum.cli.shapes import content
from fediforum.cli.targets import Board, Thread
from fediforum.cli.text import read_text
from fediforum.cli.times import span
from fediforum.errors import Malformed

if TYPE_CHECKING:
    from fediforum.node import Node

app = typer.Typer(help="Threads, which people answer.", no_args_is_help=True)

Options = Annotated[
    list[str] | None, typer.Option("--poll", metavar="A", help="An option of a poll; say several.")
]
Many = Annotated[bool, typer.Option("--many", help="More than one may be chosen.")]
Closes = Annotated[
    str | None, typer.Option("--closes", metavar="3d", help="When the poll closes: m, h, d or w.")
]
Title = Annotated[str, typer.Option("--title", metavar="T", help="What it is about.")]


@app.command()
@answers(content.ThreadOpened)
def create(
    board: Board,
    member: As,
    title: Title,
    file: File = None,
    quote: Quote = None,
    poll: Options = None,
    many: Many = False,
    closes: Closes = None,
    picture: Pictures = None,
    alt: Alts = None,
    caption: Captions = None,
    as_json: AsJson = False,
) -> None:
    """Open a thread; its text is Markdown.

    Example: fediforum thread create tuin --as anna --title "Slakken" --file slakken.md
    """
    if not poll and (many or closes is not None):
        raise Malformed("--many and --closes are about a poll: give its options with --poll.")
    asked = (poll, many, span(closes)) if poll else None
    pictures = gallery(file, picture, alt, caption)
    text = read_text(file)
    from fediforum.cli import deeds
    from fediforum.cli.illustrating import illustrated

    async def work(node: Node) -> dict[str, Any]:
        return await illustrated(
            node,
            text,
            pictures,
            lambda said: deeds.open_thread(node, board, member, title, said, quote, asked),
        )

    made = with_node(work)
    told = f"It waits until {made['waits']} takes it in: `fediforum post show` says when."
    if made["handle"] is not None:
        told = f"Follow it as @{made['handle']}."
    answer(made, [made["url"], told], as_json=as_json)


@app.command("list")
@answers(content.Threads)
def list_(
    board: Annotated[
        str,
        typer.Option("--board", metavar="BOARD", callback=named, help="Only those of one board."),
    ] = "",
    as_json: AsJson = False,
    as_lines: AsLines = False,
) -> None:
    """List the newest threads.

    Example: fediforum thread list --board tuin
    """
    from fediforum.cli import views

    threads = with_node(lambda node: views.threads(node, board))
    rows = [(each["short"], each["board"], each["title"], each["replies"]) for each in threads]
    heads = ("thread", "board", "title", "replies")
    answer_list("threads", threads, heads, rows, as_json=as_json, as_lines=as_lines)


@app.command()
@answers(content.ThreadShown)
def show(thread: Thread, as_json: AsJson = False) -> None:
    """Show a thread, oldest post first.

    Example: fediforum thread show https://forum.example/t/0123456789abc-slakken
    """
    from fediforum.cli import views

    facts = with_node(lambda node: views.thread(node, thread))
    if as_json:
        write_object(facts)
        return
    named = f"@{facts['handle']}" if facts["handle"] is not None else f"in {facts['board']}"
    say(f"{shown(facts['title'])}  {shown(named)}\n{facts['url']}")
    for post in facts["posts"]:
        say(f"\n{shown(post['handle'])}  {post['published']}  {post['url']}")
        if post["standing"]:
            say(f"({shown(post['standing'])})")
        say(post["text"])
        for line in options_of(post):
            say(line)


@app.command()
@answers(content.ThreadRead)
def edit(
    thread: Thread,
    views: Annotated[
        int, typer.Option("--views", metavar="N", min=0, help="How often it was read until now.")
    ],
    as_json: AsJson = False,
) -> None:
    """Say how often a thread was read before it stood here; counting goes on from there.

    Example: fediforum thread edit https://forum.example/t/0123456789abc --views 2775
    """
    from fediforum.cli import deeds

    facts = with_node(lambda node: deeds.begin_views(node, thread, views))
    answer(facts, [f"{facts['id']} was read {facts['views']} times."], as_json=as_json)


@app.command()
@answers(content.ThreadVerified)
def verify(thread: Thread, as_json: AsJson = False) -> None:
    """Compare a thread with what other servers list of it now; ends with 5 where any is missing.

    Example: fediforum thread verify https://lemmy.example/post/7
    """
    from fediforum.cli import wholeness

    tell_whole(with_node(lambda node: wholeness.verify(node, thread)), as_json=as_json)


@app.command()
@answers(content.ThreadFilled)
def backfill(
    thread: Thread,
    wait: Annotated[bool, typer.Option("--wait", help="Fetch it here and now.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch what is missing of a thread; with --wait, ends with 5 where any is missing still.

    Example: fediforum thread backfill https://lemmy.example/post/7 --wait
    """
    from fediforum.cli import wholeness

    with progress() as told:
        facts = with_node(lambda node: wholeness.fill(node, thread, wait=wait, told=told))
    if wait:
        note(f"{facts['fetched']} posts read, with {facts['requests']} requests.")
        tell_whole(facts, as_json=as_json)
    elif as_json:
        write_object(facts)
    else:
        note("A worker will fetch what is missing.")


def tell_whole(facts: dict[str, Any], *, as_json: bool) -> None:
    from fediforum.cli import wholeness

    if as_json:
        write_object(facts)
    else:
        say(wholeness.sentence(facts))
        rows = [
            (shown(each["id"]), each["said_by"], each["reason"], each["tried"] or "never")
            for each in facts["missing"]
        ]
        if rows:
            table(("missing", "said by", "why", "tried"), rows)
    if not facts["whole"]:
        raise typer.Exit(PARTIAL)
