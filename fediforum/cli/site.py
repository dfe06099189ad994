"""Commands for the forum itself: what it says of itself, how it looks, its own pages."""

from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.opening import with_node
from fediforum.cli.output import (
    AsJson,
    AsLines,
    File,
    answer,
    answer_list,
    shown,
    shown_lines,
    table,
    write_object,
)
from fediforum.cli.shapes import forum
from fediforum.cli.text import read_bytes, read_text

app = typer.Typer(help="The forum itself: its name, its looks, its pages.", no_args_is_help=True)
page = typer.Typer(help="Pages that the forum writes itself.", no_args_is_help=True)
app.add_typer(page, name="page")

What = Annotated[
    str,
    typer.Argument(
        metavar="WHAT",
        help="name, tagline, language, maker, contact, logo, accent, pictures, blocks, training or "
        "grace.",
    ),
]
Value = Annotated[str, typer.Argument(metavar="VALUE", help="What it is from now on.")]
Url = Annotated[
    str | None, typer.Option("--url", metavar="U", help="Of a maker: where more is read.")
]
Mail = Annotated[
    str | None, typer.Option("--mail", metavar="M", help="Of a contact: where they are written to.")
]
Dark = Annotated[
    str | None, typer.Option("--dark", metavar="C", help="Of an accent: the one on dark pages.")
]
PageName = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="about, rules, terms, privacy, contact, accessibility or federation.",
    ),
]
Language = Annotated[
    str | None,
    typer.Option("--language", metavar="L", help="Which language it is in; else the forum's."),
]
OfBoard = Annotated[
    str | None, typer.Option("--board", metavar="B", help="The page of a board: its rules.")
]


@app.command()
@answers(forum.Site)
def show(as_json: AsJson = False) -> None:
    """Show what the forum says of itself.

    Example: fediforum site show
    """
    from fediforum.cli import sites

    facts = with_node(sites.site)
    if as_json:
        write_object(facts)
        return
    table(("what", "value"), [(name, sites.said(value)) for name, value in facts.items()])


@app.command("set")
@answers(forum.SiteChanged)
def set_(
    what: What,
    value: Value,
    url: Url = None,
    mail: Mail = None,
    dark: Dark = None,
    as_json: AsJson = False,
) -> None:
    """Change what the forum says of itself; pages show it at once.

    A logo is a file (PNG or SVG). `none` takes a logo or an accent away, "" an address; pictures
    of others are shown by `proxy` (through here) or `link`; blocks and training are `yes` or `no`;
    grace is for how many days a removed post of a member here may be put back (0 to 90).

    Example: fediforum site set accent '#1d4e89' --dark '#8fb7e6'
    """
    raw = read_bytes(value) if what == "logo" and value != "none" else None
    from fediforum.cli import sites

    facts = with_node(lambda node: sites.change(node, what, value, raw, url, mail, dark))
    word = "" if facts["changed"] else " already: unchanged"
    answer(facts, [f"{what}: {shown(sites.said(facts[what]))}{word}"], as_json=as_json)


@page.command("set")
@answers(forum.SitePageWritten)
def set_page(
    name: PageName,
    file: File = None,
    language: Language = None,
    board: OfBoard = None,
    as_json: AsJson = False,
) -> None:
    """Write a page of the forum, or the rules of a board, in Markdown.

    Example: fediforum site page set rules --file huisregels.md --language nl
    """
    text = read_text(file)
    from fediforum.cli import sites

    facts = with_node(lambda node: sites.write_page(node, name, text, language, board))
    answer(facts, [f"{name} ({facts['language']}): {facts['url']}"], as_json=as_json)


@page.command("show")
@answers(forum.SitePageShown)
def show_page(
    name: PageName, language: Language = None, board: OfBoard = None, as_json: AsJson = False
) -> None:
    """Show the Markdown of a page that was written.

    Example: fediforum site page show rules
    """
    from fediforum.cli import sites

    facts = with_node(lambda node: sites.the_page(node, name, language, board))
    answer(facts, [shown_lines(facts["text"])], as_json=as_json)


@page.command("list")
@answers(forum.SitePages)
def list_pages(as_json: AsJson = False, as_lines: AsLines = False) -> None:
    """List the pages that were written; the others say what they say by themselves.

    Example: fediforum site page list
    """
    from fediforum.cli import sites

    pages = with_node(sites.pages)
    rows = [
        (each["name"], each["language"], sites.named(each["board"]), each["updated"])
        for each in pages
    ]
    heads = ("page", "language", "board", "updated")
    answer_list("pages", pages, heads, rows, as_json=as_json, as_lines=as_lines)


@page.command("drop")
@answers(forum.SitePageDropped)
def drop_page(
    name: PageName, language: Language = None, board: OfBoard = None, as_json: AsJson = False
) -> None:
    """Have a page say what it says by itself again.

    Example: fediforum site page drop rules --language en
    """
    from fediforum.cli import sites

    facts = with_node(lambda node: sites.drop_page(node, name, language, board))
    answer(facts, [f"{name} ({facts['language']}) is not written any more."], as_json=as_json)
