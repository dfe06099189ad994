"""Viewings: how often threads were read, counted in memory and written down now and then.

Only numbers are kept, of nobody. What a process has counted and not written when it is killed is
lost: some seconds of readers. No change that a page would show: a thread's version stays.
"""

from collections import Counter
from collections.abc import Mapping

import structlog

from fediforum.errors import FediforumError, Missing
from fediforum.store.database import Conn, Database, Sql
from fediforum.store.tallying import Tally
from fediforum.vocab.iri import Iri

log = structlog.get_logger(__name__)

EVERY_SECONDS = 5.0
THREADS = 50_000  # that are counted at once; of more, the rest is not counted

# In the order of their keys, so that two processes never wait for each other.
ADD = Sql("""
    WITH held AS (
        SELECT thread.pk, seen.views
        FROM unnest($1::text[], $2::bigint[]) AS seen (short, views)
        JOIN thread ON thread.short = seen.short
        ORDER BY thread.pk
        FOR NO KEY UPDATE OF thread
    )
    UPDATE thread
    SET views = thread.views + held.views
    FROM held
    WHERE thread.pk = held.pk
""")
SET = Sql("UPDATE thread SET views = $2 WHERE id = $1")


async def add_views(conn: Conn, seen: Mapping[str, int]) -> None:
    """Count further what was seen, by the short ids of the threads."""
    await conn.execute(ADD, list(seen), list(seen.values()))


async def set_views(conn: Conn, thread: Iri, views: int) -> None:
    """Let a thread's count begin at a number, as when it comes from another forum.

    Raises Missing where there is no such thread.
    """
    if await conn.execute(SET, thread, views) == "UPDATE 0":
        raise Missing(subject=thread)


class ViewCounter(Tally):
    """Counts how often threads were read, and writes it down every few seconds."""

    def __init__(self, database: Database, seconds: float = EVERY_SECONDS) -> None:
        super().__init__(seconds)
        self.database = database
        self.seen: Counter[str] = Counter()

    def count(self, short: str) -> None:
        """The thread of that short id was read once more."""
        if short in self.seen or len(self.seen) < THREADS:
            self.seen[short] += 1
            self.begun.set()

    async def write(self) -> None:
        seen, self.seen = self.seen, Counter()
        if not seen:
            return
        try:
            async with self.database.transaction() as conn:
                await add_views(conn, seen)
        except FediforumError as problem:
            log.warning("could not count readers", threads=len(seen), reason=str(problem))
            self.seen.update(seen)
            self.begun.set()
