"""Whether a thread is whole is said by command, with what is missing and why."""

import asyncio
from datetime import UTC, datetime

import pytest

from fediforum.forum.whole import SaidBy, Tried, Why
from fediforum.store.crawls import Drift, save_drift
from fediforum.store.database import open_database
from fediforum.store.heard import hear, note_tried
from fediforum.vocab.iri import Iri
from tests.cli.saying import Command

LOST = Iri("https://beta.test/notes/1")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def thread(alpha: Command) -> str:
    made = alpha(
        "thread", "create", "tuin", "--as", "anna", "--title", "Bonen", "--json", text="Hoe?"
    )
    return str(made.data["thread"])


@pytest.fixture
def heard(database_url: str, thread: str) -> None:
    """Another server says that a reply stands in the thread, and does not show it."""

    async def work() -> None:
        async with open_database(database_url) as database, database.transaction() as conn:
            await hear(conn, Iri(thread), [(LOST, SaidBy.CONTEXT)], NOW)
            await note_tried(conn, Iri(thread), [Tried(LOST, Why.REFUSED)], NOW)

    asyncio.run(work())


def test_thread_of_which_all_is_here_is_whole(alpha: Command, thread: str) -> None:
    said = alpha("thread", "verify", thread)

    assert (0, "0 replies, all that are known.\n") == (said.code, said.out)


@pytest.mark.usefixtures("heard")
def test_thread_of_which_a_reply_is_missing_is_not(alpha: Command, thread: str) -> None:
    said = alpha("thread", "verify", thread)
    told = alpha("thread", "verify", thread, "--json")

    assert 5 == said.code == told.code
    assert "0 of 1 replies are here, 1 are missing." in said.out
    assert "its server does not show it to us" in said.out
    assert (LOST, "refused", 1) == tuple(
        told.data["missing"][0][key] for key in ("id", "why", "tries")
    )
    assert (0, 1, False) == (told.data["here"], told.data["known"], told.data["whole"])


@pytest.mark.usefixtures("heard")
def test_thread_shows_how_whole_it_is(alpha: Command, thread: str) -> None:
    shown = alpha("thread", "show", thread, "--json").data["completeness"]

    assert (0, 1, [LOST]) == (shown["here"], shown["known"], [m["id"] for m in shown["missing"]])


@pytest.mark.usefixtures("heard")
def test_what_is_missing_is_asked_for_here_and_now_or_by_a_worker(
    alpha: Command, thread: str
) -> None:
    later = alpha("thread", "backfill", thread)
    now = alpha("thread", "backfill", thread, "--wait", "--json")

    assert (0, "") == (later.code, later.out)
    assert "A worker will fetch" in later.err
    # Nobody answers at beta.test.
    assert (5, "unreachable") == (now.code, now.data["missing"][0]["why"])


def test_thread_that_is_not_here_is_said_to_be_missing(alpha: Command) -> None:
    said = alpha("thread", "verify", "https://beta.test/posts/9")

    assert said.code not in (0, 5)
    assert "federation fetch" in said.err


@pytest.mark.parametrize(("missing", "mark"), [(0, "ok"), (1, "ok"), (30, "warn")])
def test_doctor_says_how_far_we_drift(
    alpha: Command, database_url: str, missing: int, mark: str
) -> None:
    drift = Drift(NOW.date(), "beta.test", 5, 100, missing)

    async def work() -> None:
        async with open_database(database_url) as database, database.transaction() as conn:
            await save_drift(conn, [drift])

    asyncio.run(work())
    checks = {each["what"]: each for each in alpha("doctor", "--json").data["checks"]}
    told = alpha("federation", "drift", "--json").data["hosts"]

    assert mark == checks["completeness"]["mark"]
    assert f"{missing} are missing" in checks["completeness"]["found"]
    assert [("beta.test", 100, missing)] == [
        (each["host"], each["known"], each["missing"]) for each in told
    ]
    assert "beta.test" in alpha("federation", "drift").out
