"""Reports: what one settles, and what it leaves open."""

from dataclasses import replace

import pytest

from fediforum.forum.effects import Put
from fediforum.forum.model import Report
from fediforum.store.database import Database
from fediforum.store.reports import listed_reports
from fediforum.vocab.iri import Iri
from tests.store.scene import ALICE, BOB, CAROL, NOW, TUIN, done, post_id, stage

ONE, TWO = post_id(1), post_id(2)
SPAM = Report(
    id=Iri("https://beta.test/flags/1"), by=BOB.id, about=(ALICE.id, ONE), board=TUIN.id,
    reason="spam", at=NOW,
)  # fmt: skip
SETTLED = replace(SPAM, settled=NOW, outcome="weg")


@pytest.mark.parametrize(
    ("by", "settled"),
    [
        (SETTLED, True),
        (replace(SETTLED, id=Iri("https://lemmy.test/flags/2"), about=(ONE, TWO)), True),
        (replace(SETTLED, about=(TWO,)), False),
        (replace(SETTLED, id=Iri("https://lemmy.test/flags/2"), by=CAROL.id), False),
    ],
    ids=["itself", "same-reporter", "another-post", "another-reporter"],
)
async def test_report_is_settled_by_what_is_said_of_the_same(
    database: Database, by: Report, settled: bool
) -> None:
    await stage(database)
    await done(database, Put(SPAM))

    await done(database, Put(by))

    async with database.connection() as conn:
        left_open = await listed_reports(conn, settled=False)
    assert settled is (not left_open)
