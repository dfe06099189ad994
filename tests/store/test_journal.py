"""The journal: what was done can be read back as it was noted."""

from dataclasses import replace

from fediforum.store.database import Database
from fediforum.store.journal import Entry, entries, record
from tests.store.scene import DESK, NOW, moment, thread


async def test_what_was_done_is_read_back_newest_first(database: Database) -> None:
    first = Entry(
        operation="1",
        at=NOW,
        by=DESK.id,
        act="lock",
        subject=thread(1).id,
        reason="klaar",
        before={"locked": False},
        after={"locked": True},
    )
    second = replace(first, operation="2", at=moment(1), act="init", before=None, after=None)
    async with database.connection() as conn:
        await record(conn, first)
        await record(conn, second)

        assert await entries(conn) == (second, first)
