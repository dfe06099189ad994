"""Plans of a search: every question goes by an index, on 20,000 posts."""

import pytest

from fediforum.store import search
from fediforum.store.database import Conn, Database, Sql
from fediforum.store.reading import nearby, searching
from tests.store.scene import HOME, NOW, TUIN, stage
from tests.store.test_plans import ANALYZE, FILL, scanned

FILL_SEARCH = Sql("""
    INSERT INTO search (post_pk, published, title, words)
    SELECT
        pk, published, CASE WHEN seq = 1 THEN to_tsvector('fediforum', 't' || thread_pk) END,
        to_tsvector('fediforum', 'soep w' || pk % 1000 || repeat(' brood', (pk % 9 = 0)::int))
            || array_to_tsvector(ARRAY['a:' || pk % 200, 'b:1', repeat('z', 900)])
    FROM post
""")
NAME_THREADS = Sql("UPDATE thread SET title = 'Over onderwerp ' || pk")
NEWEST = (500, 1_000, NOW, 20, 0)
ASKED: tuple[tuple[Sql, tuple[object, ...]], ...] = (
    (searching.MATCH, ("'w7'", "'w7'", None, None, *NEWEST)),
    (searching.MATCH, ("'soep'", "'soep'", None, None, *NEWEST)),
    (searching.MATCH, ("'soep' & 'brood'", "('soep' & 'brood') & ('a:7')", None, None, *NEWEST)),
    (searching.MATCH, ("", "'b:1'", NOW, NOW, *NEWEST)),
    (searching.MATCH, ("", "", None, None, *NEWEST)),
    (searching.AUTHORS_NAMED, ("m7", "h7.test", 20)),
    (searching.AUTHORS_CALLED, ("m777", 500, 20)),
    (nearby.NAMED, ("m777", [HOME.desk], 200, 5)),
    (nearby.ALIKE, ("onderwerp 77", 5)),
    (search.FACTS, (["https://p.test/4007"],)),
    (search.WRITTEN_BY, ("https://h7.test/m7", 2**62, 500)),
    (search.STRETCH, (9_000, 500, False)),
)


@pytest.fixture
async def filled(database: Database) -> Database:
    await stage(database)
    async with database.connection() as conn:
        await conn.execute(FILL, NOW, TUIN.id)
        await conn.execute(FILL_SEARCH)
        await conn.execute(NAME_THREADS)
        await conn.execute(ANALYZE)
    return database


async def read_whole(conn: Conn, statement: Sql, given: tuple[object, ...]) -> set[str]:
    async with conn.transaction():
        await conn.execute(searching.SET_BOUNDS, "5000")
        return await scanned(conn, statement, *given)


async def test_what_is_searched_goes_by_an_index(filled: Database) -> None:
    async with filled.connection() as conn:
        found = {
            (number, table)
            for number, (statement, given) in enumerate(ASKED)
            for table in await read_whole(conn, statement, given)
        }

    assert found == set()
