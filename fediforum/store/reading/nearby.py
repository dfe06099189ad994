"""Nearby: who and what else goes by the words of a search, and what may have been meant.

Names and titles are found by a part of them, or with a slip in it (trigrams). Titles count as
their author's words: one who may not be found is not found by a title either.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fediforum.content.asking import Term
from fediforum.forum.home import Home
from fediforum.store.database import Conn, Sql
from fediforum.store.reading.views import (
    Author,
    Place,
    ThreadView,
    author_from,
    place_from,
    thread_view,
)

PEOPLE = 5
BOARDS = 5
TITLES = 5
CANDIDATES = 50
ALIKE_NAMES = 200
SHORTEST = 3  # letters; below that everything is alike


@dataclass(frozen=True, slots=True)
class Nearby:
    """People and boards by name, and, where little was found, titles that are alike and the
    question as it may have been ``meant``.
    """

    people: tuple[Author, ...] = ()
    boards: tuple[Place, ...] = ()
    titles: tuple[ThreadView, ...] = ()
    meant: str = ""


NAMED = Sql("""
    SELECT
        actor.id AS member_id, preferred_username AS member_name, host AS member_host,
        actor.name AS member_display, local AS member_local, url AS member_url,
        indexable AS member_indexable, false AS member_gone
    FROM (
        (
            SELECT pk
            FROM actor
            WHERE local AND $1 <% folded(name || ' ' || preferred_username)
            LIMIT $3
        )
        UNION ALL
        (
            SELECT pk
            FROM actor
            WHERE NOT local AND discoverable AND $1 <% folded(name || ' ' || preferred_username)
            LIMIT $3
        )
    ) AS alike
    JOIN actor ON actor.pk = alike.pk
    WHERE type <> 'Group' AND gone IS NULL AND NOT suspended AND hushed = ''
      AND word_similarity($1, folded(actor.name || ' ' || preferred_username)) > 0.65
      AND NOT actor.id = ANY($2::text[])
      AND EXISTS (
          SELECT
          FROM post
          WHERE author = actor.id AND state = 'shown' AND thread_pk IS NOT NULL
      )
    ORDER BY
        word_similarity($1, folded(actor.name || ' ' || preferred_username)) DESC,
        local DESC, actor.pk
    LIMIT $4
""")
BOARDS_NAMED = Sql("""
    SELECT
        actor.id AS board_id, preferred_username AS board_name, host AS board_host,
        actor.name AS board_title, local AS board_local
    FROM board
    JOIN actor ON actor.pk = board.actor_pk
    WHERE NOT removed AND gone IS NULL AND hushed = ''
      AND (local OR EXISTS (
          SELECT FROM relation WHERE kind = 'follow' AND a = $2 AND b = actor.id
      ))
      AND $1 <% folded(actor.name || ' ' || preferred_username)
    ORDER BY
        word_similarity($1, folded(actor.name || ' ' || preferred_username)) DESC,
        NOT local, place
    LIMIT $3
""")
ALIKE = Sql("""
    SELECT thread_view.*
    FROM (
        SELECT thread.pk, word_similarity($1, folded(thread.title)) AS likeness
        FROM thread
        JOIN post ON post.id = thread.root
        JOIN search ON search.post_pk = post.pk
        JOIN actor AS author ON author.id = post.author
        WHERE NOT removed AND $1 <% folded(thread.title)
          AND post.state = 'shown'
          AND coalesce(post.searchable, post.public AND (author.local OR author.indexable))
        ORDER BY likeness DESC, thread.last_post_at DESC
        LIMIT $2
    ) AS found
    JOIN thread_view ON thread_view.pk = found.pk
    ORDER BY likeness DESC, last_post_at DESC
""")
# A word that stands nowhere, and the word of a title, a hashtag or a board that is most like it.
MEANT = Sql("""
    SELECT asked.said, best.word
    FROM unnest($1::text[]) AS asked (said)
    CROSS JOIN LATERAL (
        SELECT word
        FROM (
            SELECT thread.title
            FROM thread
            JOIN post ON post.id = thread.root
            JOIN search ON search.post_pk = post.pk
            WHERE NOT removed AND folded(asked.said) <% folded(thread.title)
            LIMIT $2
        ) AS near
        CROSS JOIN regexp_split_to_table(folded(near.title), '[^[:alnum:]]+') AS word
        WHERE similarity(word, folded(asked.said)) >= 0.3 AND length(word) > 2
        ORDER BY similarity(word, folded(asked.said)) DESC, word
        LIMIT 1
    ) AS best
    WHERE word <> folded(asked.said)
      AND NOT EXISTS (SELECT FROM search WHERE words @@ search_query(asked.said))
""")


async def nearby(
    conn: Conn, text: str, terms: Sequence[Term], home: Home, *, little: bool
) -> Nearby:
    """Return what goes by those words; ``little``: whether the search itself found little."""
    plain = [term.said for term in terms if not term.without]
    sought = " ".join(plain)
    if len(sought) < SHORTEST:
        return Nearby()
    ours = [home.desk, home.instance]
    people = await conn.fetch(NAMED, sought, ours, ALIKE_NAMES, PEOPLE)
    boards = await conn.fetch(BOARDS_NAMED, sought, home.desk, BOARDS)
    titles = await conn.fetch(ALIKE, sought, TITLES) if little else ()
    meant = await corrected(conn, text, plain) if little else ""
    return Nearby(
        people=tuple(author_from(row, "member") for row in people),
        boards=tuple(map(place_from, boards)),
        titles=tuple(map(thread_view, titles)),
        meant=meant,
    )


async def corrected(conn: Conn, text: str, plain: Sequence[str]) -> str:
    """Return the question with the words that stand nowhere put right; empty if none could be."""
    single = [said for said in plain if " " not in said and len(said) > SHORTEST]
    found = {row["said"]: row["word"] for row in await conn.fetch(MEANT, single, CANDIDATES)}
    lower = text.lower()
    for said, word in found.items():
        place = lower.find(said)
        if place < 0 or len(lower) != len(text):
            return ""
        text = text[:place] + word + text[place + len(said) :]
        lower = text.lower()
    return text if found else ""
