"""Commands for searching."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from fediforum.cli.answering import answers
from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, answer, named, note, shown, table, write_object
from fediforum.cli.progress import progress
from fediforum.cli.shapes import content
from fediforum.cli.times import moment
from fediforum.errors import Malformed

VERB = "for"


class Asking(TyperGroup):
    """A noun whose verb may be left out: what is no verb is what to search for."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        said = args if args and args[0] in self.commands else [VERB, *args]
        return super().resolve_command(ctx, said)


app = typer.Typer(cls=Asking, help="Searching what is written here.", no_args_is_help=True)

Words = Annotated[
    list[str], typer.Argument(metavar="WORDS", help='Words, -without, "in this order", #tag.')
]
Author = Annotated[
    str, typer.Option("--author", metavar="A", callback=named, help="A name or handle.")
]
Board = Annotated[
    str, typer.Option("--board", metavar="B", callback=named, help="A board's name or handle.")
]
Tag = Annotated[str, typer.Option("--tag", metavar="T", callback=named, help="A hashtag.")]
After = Annotated[
    str,
    typer.Option("--after", metavar="DAY", callback=named, help="From this day on (ISO, or 7d)."),
]
Before = Annotated[
    str,
    typer.Option("--before", metavar="DAY", callback=named, help="Up to this day (ISO, or 7d)."),
]
Page = Annotated[
    int, typer.Option("--page", metavar="N", min=1, help="Which page, 20 posts on each.")
]
Anew = Annotated[bool, typer.Option("--anew", help="All posts, also those that are indexed.")]
Below = Annotated[
    int | None, typer.Option("--below", metavar="N", min=0, help="Go on from where it broke off.")
]


@app.command(VERB, context_settings={"ignore_unknown_options": True})  # -without
@answers(content.Found)
def for_(
    words: Words,
    author: Author = "",
    board: Board = "",
    tag: Tag = "",
    after: After = "",
    before: Before = "",
    page: Page = 1,
    as_json: AsJson = False,
) -> None:
    """Show posts that have these words, as readers find them; "for" may be left out.

    Example: fediforum search for slakken sla --board tuin
    """
    from fediforum.cli import searching
    from fediforum.store.reading import SearchQuery

    if odd := [word for word in words if word.startswith("--")]:
        raise Malformed(f"There is no option {odd[0]} here.")
    query = SearchQuery(
        text=" ".join(words),
        author=author,
        board=board,
        tag=tag,
        after=day(after),
        before=day(before),
        page=page,
    )
    facts = with_node(lambda node: searching.find(node, query))
    if as_json:
        write_object(facts)
        return
    for told in remarks(facts):
        note(told)
    rows = [
        (each["published"][:10], each["handle"], each["title"], each["snippet"], each["url"])
        for each in facts["hits"]
    ]
    table(("day", "author", "thread", "text", "url"), rows)


def remarks(facts: dict[str, Any]) -> list[str]:
    """What is to be said beside the posts."""
    told = [f"Nothing here goes by that {field}." for field in facts["unknown"]]
    if facts["gave_up"]:
        told.append("That was too much to look through: add a word, a board or a day.")
    if facts["loosened"]:
        told.append("No post has all of these words; these come near.")
    if facts["meant"]:
        told.append(f"Did you mean: {shown(facts['meant'])}")
    if facts["pages"] > 1:
        more = " or more" if facts["more"] else ""
        told.append(f"{facts['total']}{more} posts, page {facts['page']} of {facts['pages']}.")
    return told


def day(text: str) -> date | None:
    """The day that is meant. Raises Malformed for one that cannot be read."""
    return moment(text, datetime.now(UTC)).date() if text else None


@app.command()
@answers(content.Indexed)
def reindex(anew: Anew = False, below: Below = None, as_json: AsJson = False) -> None:
    """Have all posts found that may be, newest first, while the forum runs.

    Only what is not indexed yet is read, so it may be broken off and begun again; with --anew
    it goes on from the --below that it said last.

    Example: fediforum search reindex
    """
    from fediforum.cli import searching

    with progress() as told:
        facts = with_node(lambda node: searching.reindex(node, below=below, anew=anew, told=told))
    lines = [
        f"Looked at {facts['seen']} posts: {facts['found']} may be found.",
        f"{facts['indexed']} posts can be found now.",
    ]
    answer(facts, lines, as_json=as_json)
