"""What the commands for the forum itself do; loaded when one runs, not before."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from fediforum.errors import AlreadySo, Malformed, Missing
from fediforum.flow import preside, setup, site as flow
from fediforum.flow.reshape import Looks
from fediforum.node import Node
from fediforum.store.instance import Instance
from fediforum.store.sitepages import SitePage, site_page, site_pages
from fediforum.vocab.iri import Iri

Facts = dict[str, Any]


async def site(node: Node) -> Facts:
    """What the forum says of itself."""
    async with node.database.connection() as conn:
        return facts(await flow.the_site(node, conn))


def facts(forum: Instance) -> Facts:
    return {
        "name": forum.title,
        "tagline": forum.tagline,
        "language": forum.language,
        "maker": {"name": forum.maker, "url": forum.maker_url},
        "contact": {"name": forum.contact, "mail": forum.contact_mail},
        "logo": forum.logo,
        "accent": {"light": forum.accent, "dark": forum.accent_dark},
        "pictures": forum.pictures,
        "blocks": forum.blocks_shown,
        "training": forum.training,
        "grace": forum.grace.days,
    }


def said(value: object) -> str:
    """A value in words.

    >>> said({"name": "John", "url": ""}), said(True), said(None)
    ('John', 'yes', '')
    """
    match value:
        case dict():
            return "  ".join(said(each) for each in value.values() if each)
        case bool():
            return "yes" if value else "no"
        case None:
            return ""
        case _:
            return str(value)


async def change(
    node: Node,
    what: str,
    value: str,
    raw: bytes | None,
    url: str | None,
    mail: str | None,
    dark: str | None,
) -> Facts:
    """The forum says this of itself. Raises Malformed for what cannot be."""
    options = (("url", url, "maker"), ("mail", mail, "contact"), ("dark", dark, "accent"))
    for option, given, belongs in options:
        if given is not None and what != belongs:
            raise Malformed(f"--{option} is for a {belongs}.")
    with suppress(AlreadySo):
        if what == "logo":
            done = await flow.give_logo(node, raw)
        else:
            altered = read_change(what, value, url, mail, dark)
            done = await flow.change(node, what, altered)
        return {**facts(done.forum), "changed": True, "operation": done.operation}
    return {**await site(node), "changed": False, "operation": None}


def read_change(
    what: str, value: str, url: str | None, mail: str | None, dark: str | None
) -> Callable[[Instance], Instance]:
    """What the words of the command change; what they do not speak of stays. Raises Malformed."""
    match what:
        case "name":
            title = flow.read_title(value)
            return lambda forum: replace(forum, title=title)
        case "tagline":
            return lambda forum: replace(forum, tagline=setup.label(value))
        case "language":
            language = flow.read_language(value)
            return lambda forum: replace(forum, language=language)
        case "maker":
            address = flow.read_address(url) if url is not None else None
            return lambda forum: replace(
                forum,
                maker=setup.label(value),
                maker_url=forum.maker_url if address is None else address,
            )
        case "contact":
            written = flow.read_mail(mail) if mail is not None else None
            return lambda forum: replace(
                forum,
                contact=setup.label(value),
                contact_mail=forum.contact_mail if written is None else written,
            )
        case "accent":
            light, deep = flow.read_accents(value, dark)
            return lambda forum: replace(forum, accent=light, accent_dark=deep)
        case "pictures":
            pictures = flow.read_pictures(value)
            return lambda forum: replace(forum, pictures=pictures)
        case "blocks":
            shown = flow.read_yes(value)
            return lambda forum: replace(forum, blocks_shown=shown)
        case "training":
            welcome = flow.read_yes(value)
            return lambda forum: replace(forum, training=welcome)
        case "grace":
            grace = flow.read_grace(value)
            return lambda forum: replace(forum, grace=grace)
        case _:
            raise Malformed(f"{what!r} cannot be set; see `fediforum site set --help`.")


def looks(logo: str | None, raw: bytes | None, accent: str | None, dark: str | None) -> Looks:
    """How a board is to look; what is None stays. Raises Malformed as ``read_change`` does."""
    if dark is not None and accent is None:
        raise Malformed("--dark goes with --accent.")
    return Looks(
        accents=flow.read_accents(accent, dark) if accent is not None else None,
        logo=flow.logo_of(raw) if raw is not None else None,
        changes_logo=logo is not None,
    )


# -- pages -------------------------------------------------------------------------------------


async def write_page(
    node: Node, name: str, text: str, language: str | None, board: str | None
) -> Facts:
    """The page says this."""
    of = await board_called(node, board)
    asked = language or await own_language(node)
    page, operation = await flow.write_page(node, name, text, asked, of)
    return {**page_facts(node, page), "operation": operation}


async def the_page(node: Node, name: str, language: str | None, board: str | None) -> Facts:
    """What was written on a page. Raises Missing."""
    of = await board_called(node, board)
    asked = language or await own_language(node)
    async with node.database.connection() as conn:
        page = await site_page(conn, name, asked, of)
    if page is None or (language is not None and page.language != language):
        raise Missing("Nobody has written that page: it says what it says by itself.")
    return {**page_facts(node, page), "text": page.source}


async def pages(node: Node) -> list[Facts]:
    """All pages that were written."""
    async with node.database.connection() as conn:
        found = await site_pages(conn)
    return [page_facts(node, page) for page in found]


async def drop_page(node: Node, name: str, language: str | None, board: str | None) -> Facts:
    """The page says what it says by itself again."""
    of = await board_called(node, board)
    asked = language or await own_language(node)
    operation = await flow.drop_page(node, name, asked, of)
    return {"name": name, "language": asked, "board": of, "operation": operation}


async def board_called(node: Node, name: str | None) -> Iri | None:
    return (await preside.own_board(node, name)).id if name is not None else None


async def own_language(node: Node) -> str:
    async with node.database.connection() as conn:
        return (await flow.the_site(node, conn)).language


def named(board: Iri | None) -> str:
    """What a board here is called in commands; "" for the forum itself.

    >>> named(Iri("https://forum.example/ap/boards/tuin")), named(None)
    ('tuin', '')
    """
    return board.rpartition("/")[2] if board is not None else ""


def page_facts(node: Node, page: SitePage) -> Facts:
    place = node.home.place(page.board) if page.board is not None else None
    under = f"/b/{place.key}" if place is not None else ""
    return {
        "name": page.name,
        "language": page.language,
        "board": page.board,
        "url": f"{node.home.base}{under}/{page.name}",
        "updated": f"{page.updated:%Y-%m-%dT%H:%M:%SZ}",
    }
