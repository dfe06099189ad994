"""The site: what the forum says of itself, how it looks, and the pages that it writes itself.

All of it is read anew for each page, so what is changed here is seen at once.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from fediforum.content import render
from fediforum.errors import AlreadySo, Malformed, Misconfigured, Missing
from fediforum.flow.act import ids
from fediforum.flow.setup import label
from fediforum.forum import colours
from fediforum.forum.home import Home
from fediforum.forum.journal import Act, Operation, operation_id
from fediforum.media.logo import drawn
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.instance import Instance, instance, save_instance
from fediforum.store.journal import journalled
from fediforum.store.logos import Logo, save_logo, sweep_logos
from fediforum.store.sitepages import SitePage, drop_site_page, save_site_page
from fediforum.vocab.iri import Iri

LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MAIL = re.compile(r"[^\s@<>\"']{1,64}@[^\s@<>\"']{1,255}")
ADDRESS = re.compile(r"https?://[^\s<>\"']{1,500}")
PICTURES = ("proxy", "link")
WRITTEN = ("about", "rules", "terms", "privacy", "contact", "accessibility", "federation")
OF_BOARDS = ("rules",)
PAGE_CHARS = 100_000
MOST_GRACE_DAYS = 90


async def the_site(node: Node, conn: Conn) -> Instance:
    """What the forum says of itself."""
    forum = await instance(conn, node.home.base)
    if forum is None:
        raise Misconfigured("There is no forum here yet: run `fediforum init`.")
    return forum


@dataclass(frozen=True, slots=True)
class Changed:
    """The forum as it is now, and the operation that made it so."""

    forum: Instance
    operation: str


async def change(node: Node, what: str, altered: Callable[[Instance], Instance]) -> Changed:
    """The forum says this of itself; ``what`` is the name of it. Raises AlreadySo where it did."""
    operation = settled(node, Act.SET, what)

    async def work(conn: Conn) -> Changed:
        before = await the_site(node, conn)
        after = altered(before)
        if after == before:
            raise AlreadySo("It is so already.")
        async with journalled(conn, operation):
            await save_instance(conn, after)
        return Changed(after, operation.id)

    return await node.database.in_transaction(work)


async def give_logo(node: Node, raw: bytes | None) -> Changed:
    """The forum has this logo, or none. Raises as ``media.logo.drawn`` does, and AlreadySo."""
    made = logo_of(raw) if raw is not None else None
    operation = settled(node, Act.SET, "logo")

    async def work(conn: Conn) -> Changed:
        before = await the_site(node, conn)
        after = replace(before, logo=made.name if made is not None else None)
        if after == before:
            raise AlreadySo("It is so already.")
        async with journalled(conn, operation):
            if made is not None:
                await save_logo(conn, made)
            await save_instance(conn, after)
            await sweep_logos(conn)
        return Changed(after, operation.id)

    return await node.database.in_transaction(work)


def settled(node: Node, act: Act, what: str, board: Iri | None = None) -> Operation:
    """The operation by which the desk settles something that concerns nobody elsewhere."""
    return Operation(
        id=operation_id(ids(node).short),
        at=node.clock(),
        by=node.home.desk,
        act=act,
        subject=what,
        board=board,
    )


def logo_of(raw: bytes) -> Logo:
    """The logo that a file holds, under a name that nothing else has."""
    made = drawn(raw)
    kind = "png" if made.media_type == "image/png" else "svg"
    return Logo(
        name=f"logo.{hashlib.sha256(made.content).hexdigest()[:12]}.{kind}",
        media_type=made.media_type,
        width=made.width,
        height=made.height,
        content=made.content,
    )


def icon_of(home: Home, logo: Logo | None) -> Iri | None:
    """Where other servers find a logo: a picture, as microblogs take no drawings."""
    if logo is None or logo.media_type != "image/png":
        return None
    return home.logo(logo.name)


async def write_page(
    node: Node, name: str, source: str, language: str, board: Iri | None = None
) -> tuple[SitePage, str]:
    """The forum, or a board, has this to say on that page in that language; by which operation."""
    check_page(name, board)
    if len(source) > PAGE_CHARS:
        raise Malformed(f"A page has at most {PAGE_CHARS:,} characters.")
    page = SitePage(
        name=name,
        language=read_language(language),
        source=source,
        html=render(source, {}, f"{node.home.base}/tag/").html,
        updated=node.clock(),
        board=board,
    )

    operation = settled(node, Act.WRITE, name, board)

    async def work(conn: Conn) -> None:
        async with journalled(conn, operation):
            await save_site_page(conn, page)

    await node.database.in_transaction(work)
    return page, operation.id


async def drop_page(node: Node, name: str, language: str, board: Iri | None = None) -> str:
    """The page says what it says by itself again; by which operation.

    Raises Missing where nobody had written it.
    """
    operation = settled(node, Act.DROP, name, board)

    async def work(conn: Conn) -> None:
        async with journalled(conn, operation):
            if not await drop_site_page(conn, name, language, board):
                raise Missing("Nobody has written that page in that language.")

    await node.database.in_transaction(work)
    return operation.id


def check_page(name: str, board: Iri | None) -> None:
    names = WRITTEN if board is None else OF_BOARDS
    if name not in names:
        raise Malformed(f"That is no page that can be written. There are: {', '.join(names)}.")


# -- what may be said --------------------------------------------------------------------------


def read_title(text: str) -> str:
    if not (title := label(text)):
        raise Malformed("A forum needs a name.")
    return title


def read_language(text: str) -> str:
    """The language as BCP 47 writes it."""
    if not LANGUAGE.fullmatch(text):
        raise Malformed(f"{text!r} is no language. Write it as nl, or en-GB.")
    return text


def read_pictures(text: str) -> str:
    if text not in PICTURES:
        raise Malformed(f"Pictures of others are shown by {' or '.join(PICTURES)}.")
    return text


def read_mail(text: str) -> str:
    """An e-mail address, or "" for none."""
    if text and not MAIL.fullmatch(text):
        raise Malformed(f"{text!r} is no e-mail address.")
    return text


def read_address(text: str) -> str:
    """A web address, or "" for none."""
    if text and not ADDRESS.fullmatch(text):
        raise Malformed(f"{text!r} is no web address. Write it as https://…")
    return text


def read_grace(text: str) -> timedelta:
    """For how long a removed post of a member here can be put back: 0 to 90 days."""
    if not text.isdecimal() or len(text) > 2 or int(text) > MOST_GRACE_DAYS:
        raise Malformed(f"Say for how many days, from 0 to {MOST_GRACE_DAYS}.")
    return timedelta(days=int(text))


def read_yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise Malformed("Say yes or no.")
    return text == "yes"


def read_accents(light: str, dark: str | None) -> tuple[str | None, str | None]:
    """The accents for light and dark pages; ``none`` for ours. Raises as ``colours`` does."""
    return (None, None) if light == "none" else colours.accents(light, dark)
