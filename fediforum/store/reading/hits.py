"""Hits: posts that were found, and the places in them where it says what was looked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from fediforum import limits
from fediforum.content import SafeHtml, plain_text, strip_leading_mentions, without_quote_line
from fediforum.content.snippets import Piece, marks_in, snippet, united
from fediforum.content.words import shadow
from fediforum.store.database import Conn, Sql
from fediforum.store.reading.views import PostView, post_view

SNIPPET = 200
SHOWN_CHARS = 20_000  # of a text, in which a snippet is looked for

POSTS = Sql("SELECT * FROM post_view WHERE pk = ANY($1::bigint[])")
HEADLINE = Sql("""
    SELECT ts_headline(configuration::regconfig, said, $3::text::tsquery, $4) AS marked
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (configuration, said, place)
    ORDER BY place
""")
OPTIONS = "HighlightAll=true, StartSel=\x01, StopSel=\x02"


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that was found, and the place in it; of one with a warning, only the warning."""

    post: PostView
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


async def hits(conn: Conn, pks: Sequence[int], wanted: str) -> tuple[Hit, ...]:
    """Return these posts in this order, with the places in which the words stand."""
    if not pks:
        return ()
    rows = {row["pk"]: post_view(row) for row in await conn.fetch(POSTS, pks)}
    posts = [rows[pk] for pk in pks if pk in rows]
    texts = [said(post) for post in posts]
    titles = [post.thread_title for post in posts]
    marks = await marked(conn, [*texts, *titles], [*map(configuration, posts)] * 2, wanted)
    return tuple(
        Hit(
            post=post,
            title=snippet(title, at_title, limits.TITLE_CHARS),
            snippet=snippet(text, at_text, SNIPPET),
        )
        for post, text, title, at_text, at_title in zip(
            posts, texts, titles, marks[: len(posts)], marks[len(posts) :], strict=True
        )
    )


def said(post: PostView) -> str:
    """Return the text that a snippet is taken from: nobody's warning is passed over."""
    if post.summary or post.sensitive:
        return post.summary or ""
    content = without_quote_line(post.content)
    if not post.opening:
        content = strip_leading_mentions(content)
    return plain_text(SafeHtml(content))[:SHOWN_CHARS]


def configuration(post: PostView) -> str:
    """Return the name of the configuration by which that post's words were stemmed."""
    code = (post.language or "nl")[:2].lower()
    return f"fediforum_{code}" if code in ("nl", "en") else "fediforum"


async def marked(
    conn: Conn, texts: Sequence[str], configurations: Sequence[str], wanted: str
) -> list[list[tuple[int, int]]]:
    """Return where in each text the words stand, as they are and by their stems."""
    if not wanted:
        return [[] for _ in texts]
    shadows = [shadow(text) for text in texts]
    plain = ["fediforum"] * len(texts)
    rows = await conn.fetch(
        HEADLINE, [*plain, *configurations], [*shadows, *shadows], wanted, OPTIONS
    )
    found = [list(marks_in(row["marked"])) for row in rows]
    return [
        united([*as_is, *by_stem])
        for as_is, by_stem in zip(found[: len(texts)], found[len(texts) :], strict=True)
    ]
