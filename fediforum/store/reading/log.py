"""The log: what moderators did, as everybody may read it, or as whoever moderates does."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from fediforum.store.database import Conn, Sql
from fediforum.store.reading.views import Author, Place, Row, author_from, page_of, place_from
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Author):
    """Somebody whom a line of the log names; ``shut``: their server is blocked."""

    shut: bool

    @property
    def public(self) -> bool:
        """Whether everybody may read that it was them."""
        return not self.gone and not self.shut


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A post that something was done about, and where it stands.

    ``open``: one can go there; ``shown``: what it says can be read there, and by whom it is.
    """

    id: Iri
    short: str
    opening: bool
    page: int
    thread_short: str
    thread_slug: str
    thread_title: str
    open: bool
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """An act of moderation as a line of the log.

    ``by`` whom, if they are known; ``post`` or ``whom`` it is about, if either; ``named`` is a
    post's short id, also of one in no thread. ``posts`` counts those that it hid or showed;
    ``undone`` is when it was taken back and by which operation, unless that was too.
    """

    operation: str
    at: datetime
    act: str
    subject: str
    reason: str
    by: Named | None
    board: Place | None
    post: Spot | None
    named: str | None
    whom: Named | None
    posts: int
    undone: datetime | None
    undone_by: str | None
    undoes: str | None

    @property
    def short(self) -> str:
        """What its name has to itself, by which lists go on."""
        return self.operation.partition("_")[2]


LINES = Sql("""
    SELECT
        operation.id AS operation, operation.at, operation.act, operation.subject,
        operation.reason, operation.undoes,
        operation.by AS by_id, by.preferred_username AS by_name, by.host AS by_host,
        by.name AS by_display, by.local AS by_local, by.url AS by_url,
        by.indexable AS by_indexable, by.gone IS NOT NULL AS by_gone,
        by.hushed = 'block' AS by_shut,
        board.id AS board_id, board.preferred_username AS board_name, board.host AS board_host,
        board.name AS board_title, board.local AS board_local,
        whom.id AS whom_id, whom.preferred_username AS whom_name, whom.host AS whom_host,
        whom.name AS whom_display, whom.local AS whom_local, whom.url AS whom_url,
        whom.indexable AS whom_indexable, whom.gone IS NOT NULL AS whom_gone,
        whom.hushed = 'block' AS whom_shut,
        post.short AS post_short, post.seq AS post_seq, post.id = thread.root AS opening,
        post.state IN ('shown', 'pending') AND NOT thread.removed AS post_shown,
        thread.short AS thread_short, thread.slug AS thread_slug, thread.title AS thread_title,
        thread.removed AS thread_removed,
        (
            SELECT count(DISTINCT key)
            FROM journal
            WHERE journal.operation = operation.id AND kind = 'post' AND after ? 'state'
        )::integer AS posts,
        undone.at AS undone, undone.id AS undone_by
    FROM operation
    LEFT JOIN actor AS by ON by.id = operation.by
    LEFT JOIN actor AS board ON board.id = operation.board
    LEFT JOIN actor AS whom ON whom.id = operation.subject
    LEFT JOIN post ON post.id = operation.subject
    LEFT JOIN thread ON thread.pk = post.thread_pk
    LEFT JOIN operation AS undone ON undone.undoes = operation.id AND stands(undone.id)
    WHERE ($1::text[] IS NULL OR operation.act = ANY($1))
      AND ($2::text[] IS NULL OR operation.board = ANY($2))
      AND (NOT $3 OR operation.board IS NULL OR board.local)
      AND ($4::text[] IS NULL OR operation.id = ANY($4))
      AND ($5::text IS NULL OR operation.by = $5)
      AND ($6::text IS NULL OR
          (operation.at, operation.id) < (SELECT at, id FROM operation WHERE id = $6))
    ORDER BY operation.at DESC, operation.id DESC
    LIMIT $7
""")


async def log_lines(
    conn: Conn,
    *,
    limit: int,
    acts: Collection[str] | None = None,
    boards: Collection[Iri] | None = None,
    ours: bool = False,
    operations: Collection[str] | None = None,
    by: Iri | None = None,
    after: str | None = None,
) -> tuple[Logged, ...]:
    """Return acts of moderation, the latest first.

    None: whatever the act, the board, the name of the operation, the moderator. ``ours`` leaves out
    boards elsewhere; ``after`` names the operation that the list goes on behind.
    """
    rows = await conn.fetch(
        LINES,
        list(acts) if acts is not None else None,
        list(boards) if boards is not None else None,
        ours,
        list(operations) if operations is not None else None,
        by,
        after,
        limit,
    )
    return tuple(map(logged_from, rows))


def logged_from(row: Row) -> Logged:
    return Logged(
        operation=row["operation"],
        at=row["at"],
        act=row["act"],
        subject=row["subject"],
        reason=row["reason"],
        by=named_from(row, "by"),
        board=place_from(row) if row["board_name"] is not None else None,
        post=spot_from(row) if row["thread_short"] is not None else None,
        named=row["post_short"],
        whom=named_from(row, "whom"),
        posts=row["posts"],
        undone=row["undone"],
        undone_by=row["undone_by"],
        undoes=row["undoes"],
    )


def named_from(row: Row, prefix: str) -> Named | None:
    if row[f"{prefix}_name"] is None:
        return None
    return Named(**asdict(author_from(row, prefix)), shut=row[f"{prefix}_shut"])


def spot_from(row: Row) -> Spot:
    return Spot(
        id=row["subject"],
        short=row["post_short"],
        opening=row["opening"],
        page=page_of(row["post_seq"] or 1),
        thread_short=row["thread_short"],
        thread_slug=row["thread_slug"],
        thread_title=row["thread_title"],
        open=not row["thread_removed"],
        shown=row["post_shown"],
    )
