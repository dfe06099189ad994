"""Finding: which thing here somebody means by an id, an address or a short id."""

import re
from dataclasses import dataclass

from fediforum.errors import Malformed
from fediforum.forum.home import SHORT, Home, Kind
from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

# Of ours: /t/0123456789abc-a-slug?pagina=2#p0123456789abd, /p/…, and the ids under /ap/.
PAGE = re.compile(rf"/(?P<kind>[tp])/(?P<short>{SHORT.pattern})(-[^/?#]*)?(/[^?#]*)?(\?[^#]*)?")
SHORT_LENGTH = 13
BEGINNING = re.compile(r"[0-9a-hjkmnp-tv-z]{4,12}")
CANDIDATES = 5
ANCHOR = re.compile(rf"#p(?P<short>{SHORT.pattern})")
HANDLE = re.compile(rf"@?t(?P<short>{SHORT.pattern})(@[^@/]+)?")

POST_BY_SHORT = Sql("SELECT id FROM post WHERE short = $1")
POST_BY_NAME = Sql("""
    SELECT id FROM post WHERE id = $1
    UNION ALL
    SELECT id FROM post WHERE url = $1
    UNION ALL
    SELECT id FROM post WHERE create_id = $1
    LIMIT 1
""")


async def find_post(conn: Conn, text: str, home: Home) -> Iri | None:
    """Return the id of the post that an id, an address, a page of ours or a short id names.

    A thread's page or handle names its opening post, unless its anchor names another.
    """
    short = short_of(text.strip(), home)
    if short is not None:
        found: Iri | None = await conn.fetchval(POST_BY_SHORT, short)
    else:
        found = await conn.fetchval(POST_BY_NAME, text.strip())
    return found


THREAD_BY_SHORT = Sql("SELECT id FROM thread WHERE short = $1")
THREAD_OF_POST = Sql("""
    SELECT thread.id
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    WHERE post.id = $1
""")


async def find_thread(conn: Conn, text: str, home: Home) -> Iri | None:
    """Return the id of the thread that is named, itself or by any of its posts."""
    short = short_of(text.strip(), home)
    found: Iri | None = None
    if short is not None:
        found = await conn.fetchval(THREAD_BY_SHORT, short)
    if found is None and (named := await find_post(conn, text, home)) is not None:
        found = await conn.fetchval(THREAD_OF_POST, named)
    return found


def short_of(text: str, home: Home) -> str | None:
    """Return the short id that a text of ours holds; None if it is somebody else's address.

    >>> home = Home("https://a.test")
    >>> short_of("https://a.test/t/0123456789abc-tuin", home)
    '0123456789abc'
    >>> short_of("https://a.test/t/0123456789abc-tuin?pagina=2#p0123456789abd", home)
    '0123456789abd'
    >>> short_of("t0123456789abc@a.test", home), short_of("https://b.test/t/0123456789abc", home)
    ('0123456789abc', None)
    """
    if SHORT.fullmatch(text):
        return text
    if handle := HANDLE.fullmatch(text):
        return handle["short"]
    place = home.place(text)
    if place is not None and place.kind in (Kind.POST, Kind.THREAD) and SHORT.fullmatch(place.key):
        return place.key
    path, hash_, anchor = text.removeprefix(home.base).partition("#")
    if (page := PAGE.fullmatch(path)) is None:
        return None
    below = ANCHOR.fullmatch(hash_ + anchor)
    return below["short"] if below else page["short"]


SHORTS_BETWEEN = Sql("""
    SELECT post.short, thread.title
    FROM post
    LEFT JOIN thread ON thread.pk = post.thread_pk
    WHERE post.short BETWEEN $1 AND $2
    ORDER BY post.short DESC
    LIMIT $3
""")


async def unabbreviated(conn: Conn, text: str) -> str:
    """Return the short id that begins so; what is no beginning of one, as it is.

    Raises Malformed, naming the newest that may be meant, where more than one begins so.
    """
    begins = text.strip()
    if not BEGINNING.fullmatch(begins):
        return text
    first, last = (begins.ljust(SHORT_LENGTH, letter) for letter in "0z")
    found = await conn.fetch(SHORTS_BETWEEN, first, last, CANDIDATES + 1)
    if len(found) > 1:
        named = ", ".join(f"{row['short']} ({row['title']})" for row in found[:CANDIDATES])
        more = " …" if len(found) > CANDIDATES else ""
        raise Malformed(f"More than one begins with {begins}: {named}{more}")
    return str(found[0]["short"]) if found else text


BOARD_BY_NAME = Sql("""
    SELECT actor.id
    FROM actor
    JOIN board ON board.actor_pk = actor.pk
    WHERE lower(preferred_username) = lower($1) AND host = $2
    LIMIT 1
""")
BOARD_BY_ID = Sql("""
    SELECT actor.id
    FROM actor
    JOIN board ON board.actor_pk = actor.pk
    WHERE actor.id = $1
""")


async def find_board(conn: Conn, text: str, home: Home) -> Iri | None:
    """Return the id of the board that a name, a handle, a page of ours or an id names."""
    named = text.strip().removeprefix(f"{home.base}/b/")
    if named.startswith("https://"):
        by_id: Iri | None = await conn.fetchval(BOARD_BY_ID, named)
        return by_id
    name, _, host = named.lstrip("@!").partition("@")
    found: Iri | None = await conn.fetchval(BOARD_BY_NAME, name, host or home.host)
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """A board or somebody, as their page is named."""

    name: str
    host: str
    local: bool
    board: bool


ACTOR_BY_ID = Sql("""
    SELECT preferred_username AS name, host, local, board.actor_pk IS NOT NULL AS board
    FROM actor
    LEFT JOIN board ON board.actor_pk = actor.pk
    WHERE actor.id = $1
""")
ACTOR_BY_NAME = Sql("""
    SELECT preferred_username AS name, host, local, board.actor_pk IS NOT NULL AS board
    FROM actor
    LEFT JOIN board ON board.actor_pk = actor.pk
    WHERE lower(preferred_username) = lower($1) AND host = $2
    ORDER BY (board.actor_pk IS NOT NULL) <> $3, gone IS NOT NULL
    LIMIT 1
""")
ACTOR_PAGE = re.compile(r"/(?P<kind>[bu])/(?P<name>[^/?#]+)")


async def find_actor(conn: Conn, text: str, home: Home) -> Named | None:
    """Return the board or whoever else is meant by an id, a handle or a page of ours.

    Where a board and somebody go by one name, ``!name@host`` is the board.
    """
    row = await conn.fetchrow(ACTOR_BY_ID, text)
    if row is None:
        page = ACTOR_PAGE.match(text.removeprefix(home.base)) if home.ours(text) else None
        called = page["name"] if page is not None else text
        board = page["kind"] == "b" if page is not None else called.startswith("!")
        name, at, host = called.lstrip("@!").partition("@")
        if page is None and not at:
            return None
        row = await conn.fetchrow(ACTOR_BY_NAME, name, (host or home.host).lower(), board)
    return None if row is None else Named(**row)
