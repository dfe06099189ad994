"""What a reader points at when they report it: a post, a thread, a board, somebody, any page."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from fediforum.forum.home import SHORT, Home
from fediforum.store.database import Conn, Sql
from fediforum.store.reading.finding import find_post
from fediforum.store.reading.pages import post as post_by_id
from fediforum.store.reading.views import PostView
from fediforum.vocab.iri import Iri

PAGE_CHARS = 300
ACTOR_PAGE = re.compile(r"/(?P<kind>[bu])/@?(?P<name>[^/?#@]+)(@(?P<host>[^/?#]+))?(/.*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """``page`` is a path here, "" for nothing in particular; ``about`` the id of what it shows.

    ``hosts`` are the other servers whose moderators could do something about it.
    """

    page: str = ""
    about: Iri | None = None
    board: Iri | None = None
    title: str = ""
    post: PostView | None = None
    hosts: tuple[str, ...] = ()


ACTOR = Sql("""
    SELECT actor.id, coalesce(nullif(actor.name, ''), preferred_username) AS title, host, local
    FROM actor
    LEFT JOIN board ON board.actor_pk = actor.pk
    WHERE lower(preferred_username) = lower($1) AND host = $2
      AND (board.actor_pk IS NOT NULL) = $3 AND gone IS NULL
    LIMIT 1
""")


async def reported(conn: Conn, text: str, home: Home) -> Reported:
    """Return what is meant by a post's short id, or by the path or address of a page here.

    Nothing, where a browser would be led away by it: to these a backslash is a slash.
    """
    path = text.strip()
    path = f"/p/{path}" if SHORT.fullmatch(path) else path.removeprefix(home.base)
    path = path[:PAGE_CHARS]
    plain = unquote(path.partition("?")[0])
    if not path.startswith("/") or path.startswith("//") or "\\" in path:
        return Reported()
    if not path.isprintable() or not plain.isprintable():
        return Reported()
    if path.startswith(("/p/", "/t/")):
        return await reported_post(conn, path, home)
    named = ACTOR_PAGE.fullmatch(plain)
    if named is None:
        return Reported(page=path)
    name, host, board = named["name"], named["host"] or home.host, named["kind"] == "b"
    row = await conn.fetchrow(ACTOR, name, host.lower(), board)
    if row is None:
        return Reported(page=path)
    return Reported(
        page=path,
        about=row["id"],
        board=row["id"] if board else None,
        title=row["title"],
        hosts=() if board or row["local"] else (row["host"],),
    )


REMOVED = Sql("SELECT removed FROM thread WHERE id = $1")


async def reported_post(conn: Conn, path: str, home: Home) -> Reported:
    iri = await find_post(conn, f"{home.base}{path}", home)
    found = await post_by_id(conn, iri) if iri is not None else None
    if found is None or not found.shown or await conn.fetchval(REMOVED, found.thread):
        return Reported(page=path)
    abroad = {} if found.board.local else {found.board.host: None}
    abroad |= {} if found.author.local else {found.author.host: None}
    return Reported(
        page=f"/p/{found.short}",
        about=found.id,
        board=found.board.id,
        title=found.thread_title,
        post=found,
        hosts=tuple(abroad),
    )
