"""The commands for what passes between servers: what they say, and how they refuse."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from fediforum.store.database import Conn, open_database
from tests.cli.owed import owe
from tests.cli.saying import Command


def do(database_url: str, work: Callable[[Conn], Awaitable[object]]) -> None:
    async def within() -> None:
        async with open_database(database_url) as database, database.transaction() as conn:
            await work(conn)

    asyncio.run(within())


@pytest.fixture
def owing(alpha: Command, database_url: str) -> Command:
    """A forum that owes one POST to a server that has been down for two days."""

    do(database_url, owe)
    return alpha


def test_status_names_state_lag_success_error_and_next_try(owing: Command) -> None:
    said = owing("federation", "status", "--failing")

    assert 0 == said.code
    assert "oud.test\tdown\t2 d\t0%\tconnect timeout\tin 5 h\n" == said.out
    assert "oud.test: Nobody answers at their address. Nothing: it is tried again" in said.err


def test_status_of_one_server_tells_all_that_is_known(owing: Command) -> None:
    facts = owing("federation", "status", "oud.test", "--json").data["hosts"][0]
    told = owing("federation", "status", "https://OUD.test/@piet").out

    assert ("down", "mastodon", 1) == (facts["state"], facts["software"], facts["waiting"])
    assert "connect timeout" == facts["error"]["name"]
    assert 1 == len(facts["queued"])
    assert "last 24 hours: 0 of 1 taken" in told
    assert "what to do: Nothing: it is tried again by itself" in told


def test_the_queue_is_shown_by_server_and_by_delivery(owing: Command) -> None:
    bare = owing("federation", "queue", "--json").data
    listed = owing("federation", "queue", "list", "--json").data
    of_host = owing("federation", "queue", "list", "oud.test", "--json").data
    number = of_host["deliveries"][0]["id"]
    shown = owing("federation", "queue", "show", str(number))

    assert bare == listed
    assert "oud.test" == bare["hosts"][0]["host"]
    assert "retrying" == of_host["deliveries"][0]["state"]
    assert "says: Like" in shown.out
    assert '"object": "https://oud.test/1"' in shown.out


def test_nothing_is_dropped_unless_it_is_said_to_be_meant(owing: Command) -> None:
    tried = owing("federation", "queue", "drop", "oud.test", "--dry-run")
    unsure = owing("federation", "queue", "drop", "oud.test")
    dropped = owing("federation", "queue", "drop", "oud.test", "--yes", "--json")
    again = owing("federation", "queue", "retry", "oud.test", "--json")

    assert (0, 4, 0) == (tried.code, unsure.code, dropped.code)
    assert "1 would never be sent: oud.test.\n" == tried.out
    assert 1 == dropped.data["dropped"]
    assert 0 == again.data["reopened"]  # what was dropped is owed again by its number only


def test_a_server_is_paused_and_resumed(owing: Command) -> None:
    paused = owing("federation", "queue", "pause", "oud.test")
    status = owing("federation", "status", "--json").data["hosts"][0]
    resumed = owing("federation", "queue", "resume", "oud.test", "--json")
    twice = owing("federation", "queue", "resume", "oud.test", "--json")

    assert "queue resume oud.test" in paused.out
    assert ("paused", None) == (status["state"], status["next_try"])
    assert (True, False) == (resumed.data["changed"], twice.data["changed"])


def test_a_retry_has_what_waits_be_due_now(owing: Command) -> None:
    said = owing("federation", "queue", "retry", "oud.test", "--json")
    status = owing("federation", "status", "oud.test", "--json").data["hosts"][0]

    assert (1, 0) == (said.data["hastened"], said.data["reopened"])
    assert 0 == status["failures"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("status", "nobody.example"), 3),
        (("status", "no/host\x1b[31m"), 3),
        (("status", "?"), 2),
        (("queue", "retry"), 2),
        (("queue", "retry", "x.example", "--failed"), 2),
        (("queue", "retry", "9" * 40), 2),
        (("queue", "show", "4711"), 3),
        (("queue", "show", "onzin"), 2),
        (("queue", "retry", "4711"), 3),
        (("queue", "pause", "a b"), 2),
        (("receipts", "onzin"), 3),
        (("explain", "https://nobody.example/1"), 3),
        (("explain", ""), 2),
        (("replay",), 2),
        (("replay", "4711"), 3),
        (("replay", "--refused", "--since", "onzin"), 2),
        (("resolve", "onzin"), 2),
        (("resolve", "piet@127.0.0.1"), 2),
    ],
)
def test_nonsense_is_refused_without_a_traceback(
    alpha: Command, words: tuple[str, ...], code: int
) -> None:
    said = alpha("federation", *words)

    assert (code, "") == (said.code, said.out)
    assert "Traceback" not in said.err
    assert "\x1b" not in said.err + said.out


def test_a_forum_in_which_nothing_happened_has_nothing_to_tell(alpha: Command) -> None:
    assert [] == alpha("federation", "status", "--json").data["hosts"]
    assert [] == alpha("federation", "audit", "--json").data["hosts"]
    assert [] == alpha("federation", "replay", "--refused", "--json").data["replayed"]
    assert 0 == alpha("federation", "queue", "retry", "--failed").code


def test_only_what_blocks_a_server_is_told_as_its_block(owing: Command) -> None:
    limited = owing("domain", "limit", "oud.test", "-m", "luid", "--yes")
    loud = owing("federation", "status", "oud.test", "--json").data["hosts"][0]
    lifted = owing("domain", "lift", "oud.test", "--yes")
    listed = owing("domain", "mode", "allowlist", "--yes")
    unlisted = owing("federation", "status", "oud.test", "--json").data["hosts"][0]

    assert [0, 0, 0] == [limited.code, lifted.code, listed.code]
    assert (None, "") == (loud["blocked_by"], loud["block_reason"])
    assert ("blocked", "domain mode") == (unlisted["state"], unlisted["blocked_by"])
