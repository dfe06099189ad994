"""Transfers: the posts of one thread come to stand in another, in their order, at its end."""

from collections.abc import Sequence

from fediforum.forum.effects import Transfer
from fediforum.store.counts import Counts
from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

ROOM = Sql("""
    UPDATE thread AS target
    SET next_seq = target.next_seq + moving.posts
    FROM (
        SELECT count(*)::integer AS posts
        FROM post
        JOIN thread ON thread.pk = post.thread_pk
        WHERE thread.id = $1 AND post.seq IS NOT NULL
    ) AS moving
    WHERE target.id = $2
    RETURNING target.next_seq - moving.posts AS first
""")
GO_OVER = Sql("""
    UPDATE post
    SET thread_pk = target.pk,
        seq = moving.place + $3,
        board = board.id,
        parent = CASE WHEN post.id = source.root THEN target.root ELSE post.parent END
    FROM thread AS source, thread AS target, actor AS board, (
        SELECT
            post.pk,
            CASE WHEN seq IS NOT NULL THEN row_number() OVER (ORDER BY seq) END - 1 AS place
        FROM post
        JOIN thread ON thread.pk = post.thread_pk
        WHERE thread.id = $1
    ) AS moving
    WHERE source.id = $1 AND target.id = $2 AND board.pk = target.board_pk
      AND post.pk = moving.pk
    RETURNING post.id, post.state = 'shown' AS shown, post.id = source.root AS opened, target.root
""")


async def transfer_all(conn: Conn, transfers: Sequence[Transfer], counts: Counts) -> frozenset[Iri]:
    """Have the posts of these threads stand in others, what opened one as a reply; which they are.

    Places never move: what goes leaves a gap, and what comes stands after all that was there.
    """
    moved: set[Iri] = set()
    for each in transfers:
        first = await conn.fetchval(ROOM, each.source, each.target)
        rows = await conn.fetch(GO_OVER, each.source, each.target, first)
        for row in rows:
            moved.add(row["id"])
            if row["shown"]:
                counts.show(each.source, None, opening=row["opened"], by=-1)
                above = row["root"] if row["opened"] else None
                counts.show(each.target, above, opening=False, by=1)
        counts.touch(each.source)
        counts.touch(each.target)
    return frozenset(moved)
