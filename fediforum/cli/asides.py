"""Commands on posts, threads and boards beside writing: withdraw, accept, choose, let in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.opening import with_node
from fediforum.cli.output import (
    As,
    AsJson,
    AsLines,
    Strict,
    answer,
    answer_list,
    appearance,
    note,
    say,
    shown,
)
from fediforum.cli.shapes import content
from fediforum.cli.targets import Board, Moderator, Post, Thread
from fediforum.cli.text import read_bytes, read_text
from fediforum.errors import AlreadySo, Malformed

if TYPE_CHECKING:
    from fediforum.flow.speak import Said
    from fediforum.node import Node

Back = Annotated[bool, typer.Option("--undo", help="Take that back.")]


@answers(content.Done)
def withdraw(
    post: Post, member: As, undo: Back = False, strict: Strict = False, as_json: AsJson = False
) -> None:
    """Take a post out of its board without deleting it, or, with --undo, put it back.

    Example: fediforum post withdraw POST --as anna
    """
    from fediforum.cli import doings

    word = "stands in its board again" if undo else "stands in its board no longer"
    did(
        lambda node: doings.withdraw(node, post, member, undo=undo),
        word,
        strict=strict,
        as_json=as_json,
    )


@answers(content.Done)
def accept(
    post: Post, member: As, undo: Back = False, strict: Strict = False, as_json: AsJson = False
) -> None:
    """Say that a reply answers the question of its thread: who asked it does, or a moderator.

    Example: fediforum post accept POST --as anna
    """
    from fediforum.flow import asides

    word = "no longer counts as an answer" if undo else "answers the question"
    did(
        lambda node: asides.accept_answer(node, post, member, undo=undo),
        word,
        strict=strict,
        as_json=as_json,
    )


@answers(content.Said)
def choose(
    post: Post,
    option: Annotated[str, typer.Argument(metavar="CHOICE", help="Its name, or its number.")],
    member: As,
    as_json: AsJson = False,
) -> None:
    """Choose in a poll.

    Example: fediforum post choose POST Slakken --as anna
    """
    from fediforum.cli import doings

    facts = with_node(lambda node: doings.choose(node, post, member, option))
    answer(facts, [f"Chosen in {facts['url']}."], as_json=as_json)


@answers(content.Said)
def admit(post: Post, member: Moderator = "desk", as_json: AsJson = False) -> None:
    """Let in a reply that came after its thread was closed; it stands at the end.

    Example: fediforum post admit POST
    """
    from fediforum.cli import doings

    facts = with_node(lambda node: doings.admit(node, post, member))
    answer(facts, [facts["url"]], as_json=as_json)


@answers(content.LatePosts)
def late(thread: Thread, as_json: AsJson = False, as_lines: AsLines = False) -> None:
    """List what came after a thread was closed, which is shown to nobody.

    Example: fediforum thread late THREAD
    """
    from fediforum.cli import doings

    facts = with_node(lambda node: doings.late(node, thread))
    if as_json or as_lines:
        answer_list("posts", facts, (), (), as_json=as_json, as_lines=as_lines)
        return
    if not facts:
        note("None.")
    for post in facts:
        say(f"{post['short']}  {shown(post['handle'])}  {post['published']}  {post['id']}")
        say(post["text"] + "\n")


@answers(content.BoardEdited)
def edit(
    board: Board,
    title: Annotated[
        str | None, typer.Option("--title", metavar="T", help="What people read above it.")
    ] = None,
    sidebar: Annotated[
        str | None,
        typer.Option("--sidebar", metavar="F", help="What it is about: Markdown, from file F."),
    ] = None,
    posting: Annotated[
        str | None,
        typer.Option(
            "--posting", metavar="W", help="anyone, followers or moderators open threads."
        ),
    ] = None,
    questions: Annotated[
        bool | None,
        typer.Option("--questions/--no-questions", help="Replies may be accepted as answers."),
    ] = None,
    tagline: Annotated[
        str | None,
        typer.Option("--tagline", metavar="T", help="What it is about, in one line."),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="L", help="What is written in: nl, en, …")
    ] = None,
    logo: Annotated[
        str | None, typer.Option("--logo", metavar="F", help="A PNG or SVG file, or none.")
    ] = None,
    accent: Annotated[
        str | None, typer.Option("--accent", metavar="C", help="Its colour, or none: the forum's.")
    ] = None,
    dark: Annotated[
        str | None, typer.Option("--dark", metavar="C", help="Its colour on dark pages.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what a board is called, what it is about, how it looks, who opens threads in it.

    Its followers hear of it, colours apart.

    Example: fediforum board edit tuin --accent '#3a6b35'
    """
    if sidebar is not None and tagline is not None:
        raise Malformed("What a board is about is told by --tagline or --sidebar, not by both.")
    text = read_text(sidebar) if sidebar is not None else tagline
    raw = read_bytes(logo) if logo is not None and logo != "none" else None
    from fediforum.cli import doings, sites

    looks = sites.looks(logo, raw, accent, dark)

    facts = with_node(
        lambda node: doings.edit_board(
            node,
            board,
            questions=questions,
            title=title,
            sidebar=text,
            posting=posting,
            language=language,
            looks=looks,
        )
    )
    word = "may be accepted as answers" if facts["questions"] else "are replies and no more"
    lines = [
        f"Replies in {shown(facts['title'])} {word}.",
        f"Threads are opened by {facts['posting']}.",
        *appearance(facts),
    ]
    answer(facts, lines, as_json=as_json)


def did(deed: Callable[[Node], Awaitable[Said]], word: str, *, strict: bool, as_json: bool) -> None:
    """Do it, and say of what it was done, or that it was so already."""

    async def tried(node: Node) -> Said | AlreadySo:
        try:
            return await deed(node)
        except AlreadySo as problem:
            if strict:
                raise
            return problem

    made = with_node(tried)
    if isinstance(made, AlreadySo):
        answer({"changed": False, "says": str(made)}, [f"Unchanged: {made}"], as_json=as_json)
        return
    facts = {"id": made.id, "url": made.url, "activity": made.activity, "changed": True}
    answer(facts, [f"{made.url} {word}."], as_json=as_json)
