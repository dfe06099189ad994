"""Commands for posts: answer, change, take back, see how they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fediforum.cli.answering import answers
from fediforum.cli.opening import with_node
from fediforum.cli.output import As, AsJson, File, Strict, answer, named, shown, shown_lines
from fediforum.cli.pictures import Alts, Captions, Pictures, gallery
from fediforum.cli.shapes import content
from fediforum.cli.targets import Post
from fediforum.cli.text import read_text

if TYPE_CHECKING:
    from fediforum.node import Node

UNCONFIRMED = 75

app = typer.Typer(help="Posts, which threads are made of.", no_args_is_help=True)

Title = Annotated[
    str | None, typer.Option("--title", metavar="T", help="Another title, for an opening post.")
]


Quote = Annotated[
    str | None,
    typer.Option("--quote", metavar="POST", callback=named, help="A post here that it quotes."),
]
Note = Annotated[
    bool, typer.Option("--note", help="Let it stand apart, as said by a moderator of the board.")
]


@answers(content.Said)
def reply(
    post: Post,
    member: As,
    file: File = None,
    quote: Quote = None,
    note: Note = False,
    picture: Pictures = None,
    alt: Alts = None,
    caption: Captions = None,
    as_json: AsJson = False,
) -> None:
    """Answer a post; the text is Markdown.

    Example: echo "Zo is het." | fediforum reply POST --as anna
    """
    pictures = gallery(file, picture, alt, caption)
    text = read_text(file)
    from fediforum.cli import deeds
    from fediforum.cli.illustrating import illustrated

    async def work(node: Node) -> dict[str, Any]:
        return await illustrated(
            node,
            text,
            pictures,
            lambda said: deeds.reply(node, post, member, said, quote, note=note),
        )

    made = with_node(work)
    answer(made, [made["url"]], as_json=as_json)


@app.command()
@answers(content.Said)
def edit(
    post: Post,
    member: As,
    file: File = None,
    title: Title = None,
    picture: Pictures = None,
    alt: Alts = None,
    caption: Captions = None,
    as_json: AsJson = False,
) -> None:
    """Let a post say something else.

    Example: fediforum post edit POST --as anna --file better.md
    """
    from fediforum.cli import deeds
    from fediforum.cli.illustrating import illustrated

    pictures = gallery(file, picture, alt, caption)
    text = read_text(file, lambda: with_node(lambda node: deeds.source_of(node, post)))

    async def work(node: Node) -> dict[str, Any]:
        return await illustrated(
            node, text, pictures, lambda said: deeds.edit(node, post, member, said, title)
        )

    changed = with_node(work)
    answer(changed, [changed["url"]], as_json=as_json)


@app.command()
@answers(content.Deleted)
def delete(post: Post, member: As, strict: Strict = False, as_json: AsJson = False) -> None:
    """Take a post back for good; its place in the thread stays.

    Example: fediforum post delete POST --as anna
    """
    from fediforum.cli import deeds

    gone = with_node(lambda node: deeds.delete(node, post, member, strict=strict))
    word = "is deleted" if gone["changed"] else "was deleted already: unchanged"
    answer(gone, [f"{gone['id']} {word}."], as_json=as_json)


@app.command("revoke-quote")
@answers(content.Said)
def revoke_quote(
    post: Post,
    quoting: Annotated[str, typer.Argument(metavar="QUOTING", help="The post that quotes it.")],
    member: As,
    as_json: AsJson = False,
) -> None:
    """Take back that another post may quote this one; there a link is left.

    Example: fediforum post revoke-quote POST https://elsewhere.example/notes/1 --as anna
    """
    from fediforum.cli import deeds

    facts = with_node(lambda node: deeds.revoke_quote(node, post, quoting, member))
    answer(facts, [f"{facts['id']} is no longer quoted there."], as_json=as_json)


@app.command()
@answers(content.PostShown)
def show(post: Post, as_json: AsJson = False) -> None:
    """Show a post and how it stands.

    Example: fediforum post show POST
    """
    from fediforum.cli import views

    facts = with_node(lambda node: views.post(node, post))
    answer(facts, lines_of(facts), as_json=as_json)


@app.command()
@answers(content.PostShown)
def confirm(post: Post, as_json: AsJson = False) -> None:
    """Look whether a post has come to stand in the board elsewhere that it is for.

    Example: fediforum post confirm POST
    """
    from fediforum.cli import deeds

    facts = with_node(lambda node: deeds.confirm(node, post))
    answer(facts, [facts["standing"] or f"It stands there: {facts['url']}"], as_json=as_json)
    if facts["standing"]:
        raise typer.Exit(UNCONFIRMED)


def lines_of(facts: Mapping[str, Any]) -> list[str]:
    head = f"{shown(facts['handle'])}  {facts['published']}  {facts['url']}"
    standing = [shown(facts["standing"])] if facts["standing"] else []
    text = shown_lines(facts["text"])
    return [shown(facts["title"]), head, *standing, "", text, *options_of(facts)]


def options_of(facts: Mapping[str, Any]) -> list[str]:
    """The options of a poll, numbered as they are chosen by; none of another post."""
    return [
        f"{number}. {shown(each['name'])}: {each['votes']}"
        for number, each in enumerate(facts["options"], 1)
    ]
