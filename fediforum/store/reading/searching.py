"""Searching: posts by their words, with the people, boards and titles that go by them.

Of what matches, the newest are ranked (``limits.SEARCH_RANKED``): those that say it in their
title first, then by how close the words stand together and, mildly, by age. Whatever may not be
found is not in the index (``store.search``); that its author still agrees is looked at again.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import asyncpg

from fediforum import limits
from fediforum.content import clean_title
from fediforum.content.asking import Asked, Term, read_question
from fediforum.forum.home import Home
from fediforum.store.database import Conn, Sql
from fediforum.store.reading.hits import Hit, hits
from fediforum.store.reading.nearby import Nearby, nearby
from fediforum.store.reading.views import Row
from fediforum.store.search import author_label, board_label, hashtag_label

HITS_A_PAGE = 20
FEW = 5
EARLIEST, LATEST = date(1970, 1, 1), date(9000, 1, 1)
TITLED = 500
ALIKE = 500
LOOSENED = ("", "begun", "some")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What is asked: ``text`` as typed, and fields that go before what is named in it.

    ``board`` and ``author`` are names or handles; ``after`` and ``before`` whole days, both
    among those that are meant.
    """

    text: str = ""
    board: str = ""
    author: str = ""
    tag: str = ""
    after: date | None = None
    before: date | None = None
    page: int = 1

    @property
    def asks(self) -> bool:
        """Whether anything is asked."""
        named = self.text.strip() or self.board or self.author or self.tag
        return bool(named or self.after or self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of what was found, best first, and what else goes by those words.

    ``total`` counts what was ranked; there is ``more`` than that where it was too much to count.
    ``loosened`` says how words were taken where nothing had all of them: "begun" (as beginnings
    of words) or "some" (any of them). ``unknown`` names the fields (author, board, tag) that
    nothing here is called; ``gave_up`` is True where it took too long.
    """

    query: SearchQuery
    hits: tuple[Hit, ...] = ()
    total: int = 0
    more: bool = False
    pages: int = 1
    loosened: str = ""
    unknown: tuple[str, ...] = ()
    gave_up: bool = False
    nearby: Nearby = field(default_factory=Nearby)

    @property
    def threads(self) -> tuple[tuple[Hit, ...], ...]:
        """The hits by the threads that they stand in, those with the best hit first."""
        together: dict[str, list[Hit]] = {}
        for hit in self.hits:
            together.setdefault(hit.post.thread_short, []).append(hit)
        return tuple(map(tuple, together.values()))


# To read a table from end to end is never right here, however soon it seems that enough is found.
SET_BOUNDS = Sql("""
    SELECT set_config('statement_timeout', $1, true),
           set_config('plan_cache_mode', 'force_custom_plan', true),
           set_config('enable_seqscan', 'off', true),
           set_config('pg_trgm.word_similarity_threshold', '0.45', true)
""")
# What was quoted is taken as it stands; of the rest, words that stand in every text say nothing,
# unless nothing else is asked.
READ = Sql("""
    WITH term AS (
        SELECT
            without,
            CASE WHEN exact THEN phraseto_tsquery('fediforum', said)
            ELSE search_query(said) END AS query,
            CASE WHEN exact THEN phraseto_tsquery('fediforum', said)
            WHEN said LIKE '% %' OR length(said) < 3 THEN search_query(said)
            ELSE to_tsquery('fediforum', said || ':*') || search_query(said) END AS begun,
            NOT exact AND (
                numnode(phraseto_tsquery('fediforum_nl', said)) = 0
                OR numnode(phraseto_tsquery('fediforum_en', said)) = 0
            ) AS small
        FROM unnest($1::text[], $2::boolean[], $3::boolean[]) AS asked (said, without, exact)
    ),
    told AS (
        SELECT *
        FROM term
        WHERE numnode(query) > 0
    ),
    kept AS (
        SELECT *
        FROM told
        WHERE NOT small OR without
          OR NOT EXISTS (SELECT FROM told WHERE NOT small AND NOT without)
    )
    SELECT
        string_agg('(' || query::text || ')', ' & ') FILTER (WHERE NOT without) AS wanted,
        string_agg('(' || begun::text || ')', ' & ') FILTER (WHERE NOT without) AS begun,
        string_agg('(' || begun::text || ')', ' | ') FILTER (WHERE NOT without) AS some,
        string_agg('!(' || query::text || ')', ' & ') FILTER (WHERE without) AS unwanted
    FROM kept
""")
MATCH = Sql("""
    WITH found AS MATERIALIZED (
        (
            SELECT post_pk, published, words, true AS titled
            FROM search
            WHERE title @@ $1::text::tsquery AND words @@ $2::text::tsquery
              AND published >= coalesce($3::timestamptz, '-infinity')
              AND published < coalesce($4::timestamptz, 'infinity')
            ORDER BY published DESC, post_pk DESC
            LIMIT $5
        )
        UNION ALL
        (
            SELECT post_pk, published, words, false
            FROM search
            WHERE ($2 = '' OR words @@ $2::text::tsquery)
              AND published >= coalesce($3::timestamptz, '-infinity')
              AND published < coalesce($4::timestamptz, 'infinity')
            ORDER BY published DESC, post_pk DESC
            LIMIT $6
        )
    ),
    once AS (
        SELECT DISTINCT ON (post_pk) post_pk, published, words, titled
        FROM found
        ORDER BY post_pk, titled DESC
    )
    SELECT post.pk, count(*) OVER () AS total, (SELECT count(*) FROM found) AS matched
    FROM once
    JOIN post ON post.pk = once.post_pk
    JOIN thread ON thread.pk = post.thread_pk
    JOIN actor AS author ON author.id = post.author
    WHERE post.state = 'shown' AND NOT thread.removed
      AND coalesce(post.searchable, post.public AND (author.local OR author.indexable))
    ORDER BY
        titled DESC,
        ts_rank_cd('{0.1, 0.2, 0.4, 1}', words, $1::text::tsquery, 1)
            * (1 + 1 / (1 + abs(
                extract(epoch FROM $7::timestamptz - once.published)::float8
            ) / 31557600)) DESC,
        once.published DESC,
        once.post_pk DESC
    LIMIT $8
    OFFSET $9
""")


async def search(conn: Conn, query: SearchQuery, home: Home, now: datetime) -> SearchPage:
    """Return a page of what is found; at most ``limits.SEARCH_PAGES`` of them, 20 posts each.

    Where nothing holds all words, what comes near is given instead: see ``SearchPage``. All of it
    takes no longer than ``limits.SEARCH_SECONDS``.
    """
    asked = read_question(clean_title(query.text), limits.SEARCH_TERMS, limits.SEARCH_CHARS)
    query = filled(query, asked)
    try:
        async with asyncio.timeout(limits.SEARCH_SECONDS), conn.transaction(readonly=True):
            await conn.execute(SET_BOUNDS, str(limits.SEARCH_SECONDS * 1000))
            return await answer(conn, query, asked.terms, home, now)
    except (asyncpg.QueryCanceledError, TimeoutError):
        return SearchPage(query=query, gave_up=True)


def filled(query: SearchQuery, asked: Asked) -> SearchQuery:
    """Return the query with what its text names where a field was left empty."""
    return replace(
        query,
        text=clean_title(query.text)[: limits.SEARCH_CHARS],
        author=clean_title(query.author)[: limits.SEARCH_CHARS] or asked.author,
        board=clean_title(query.board)[: limits.SEARCH_CHARS] or asked.board,
        tag=clean_title(query.tag)[: limits.SEARCH_CHARS].lstrip("#") or asked.tag,
        page=min(max(query.page, 1), limits.SEARCH_PAGES),
    )


async def answer(
    conn: Conn, query: SearchQuery, terms: Sequence[Term], home: Home, now: datetime
) -> SearchPage:
    labels, unknown = await labelled(conn, query, home)
    if unknown:
        beside = await nearby(conn, query.text, terms, home, little=True)
        return SearchPage(query=query, unknown=unknown, nearby=beside)
    read = await conn.fetchrow(
        READ,
        [term.said for term in terms],
        [term.without for term in terms],
        [term.exact for term in terms],
    )
    assert read is not None
    rows: list[Row] = []
    loosened, wanted = "", ""
    for loosened in LOOSENED:
        wanted = read[loosened or "wanted"] or ""
        rows = await matched(conn, query, (wanted, read["unwanted"], *labels), now)
        if rows or not wanted or query.page > 1:
            break
    total = rows[0]["total"] if rows else 0
    beside = Nearby()
    if query.page == 1:
        little = bool(loosened) or total < FEW
        beside = await nearby(conn, query.text, terms, home, little=little)
    more = bool(rows) and rows[0]["matched"] >= limits.SEARCH_RANKED
    return SearchPage(
        query=query,
        hits=await hits(conn, [row["pk"] for row in rows], wanted),
        total=total,
        more=more,
        pages=min(-(-total // HITS_A_PAGE) or 1, limits.SEARCH_PAGES),
        loosened=loosened if rows else "",
        nearby=beside,
    )


async def matched(
    conn: Conn, query: SearchQuery, parts: Sequence[str | None], now: datetime
) -> list[Row]:
    """Return the rows of one page; the first of ``parts`` are the words that are wanted."""
    whole = " & ".join(f"({part})" for part in parts if part)
    begins = midnight(query.after) if query.after is not None else None
    ends = None
    if query.before is not None:
        ends = midnight(min(query.before, LATEST) + timedelta(days=1))
    rows: list[Row] = await conn.fetch(
        MATCH,
        parts[0] or "",
        whole,
        begins,
        ends,
        TITLED,
        limits.SEARCH_RANKED,
        now,
        HITS_A_PAGE,
        (query.page - 1) * HITS_A_PAGE,
    )
    return rows


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins where this forum is."""
    return datetime.combine(min(max(day, EARLIEST), LATEST), time()).astimezone()


AUTHORS_NAMED = Sql("""
    SELECT pk
    FROM actor
    WHERE lower(preferred_username) = lower($1) AND ($2 = '' OR host = $2)
      AND type <> 'Group' AND gone IS NULL
    ORDER BY local DESC, pk
    LIMIT $3
""")
# A name that many have is compared with so many of them, whichever.
AUTHORS_CALLED = Sql("""
    SELECT pk
    FROM (
        SELECT pk, folded(name) AS called
        FROM actor
        WHERE $1 <% folded(name || ' ' || preferred_username)
          AND type <> 'Group' AND gone IS NULL
        LIMIT $2
    ) AS alike
    WHERE word_similarity(folded($1), called) >= 0.7
    ORDER BY called = folded($1) DESC, word_similarity(folded($1), called) DESC, pk
    LIMIT $3
""")
BOARD_PK = Sql("""
    SELECT actor.pk
    FROM actor
    JOIN board ON board.actor_pk = actor.pk
    WHERE NOT removed AND (
          lower(preferred_username) = lower($1) AND host = $2
          OR $2 = $3 AND folded(name) = folded($1)
      )
    ORDER BY lower(preferred_username) <> lower($1)
    LIMIT 1
""")


async def labelled(
    conn: Conn, query: SearchQuery, home: Home
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what the fields ask for, as parts of a query, and those that nothing is called."""
    parts: list[str] = []
    unknown: list[str] = []
    if query.author:
        name, _, host = query.author.lstrip("@").partition("@")
        rows = await conn.fetch(AUTHORS_NAMED, name, host.lower(), limits.SEARCH_AUTHORS)
        if not rows and not host:
            rows = await conn.fetch(AUTHORS_CALLED, name, ALIKE, limits.SEARCH_AUTHORS)
        parts.append(" | ".join(f"'{author_label(row['pk'])}'" for row in rows))
        if not rows:
            unknown.append("author")
    if query.board:
        name, _, host = query.board.lstrip("@!").partition("@")
        pk = await conn.fetchval(BOARD_PK, name, host.lower() or home.host, home.host)
        parts.append(f"'{board_label(pk)}'")
        if pk is None:
            unknown.append("board")
    if query.tag:
        tag = hashtag_label(query.tag)
        parts.append(f"'{tag}'")
        if tag == "#":
            unknown.append("tag")
    return tuple(parts), tuple(unknown)
