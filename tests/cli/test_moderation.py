"""Moderation by command: remove and restore, close, pin, move, ban, appoint, settle, describe."""

from pathlib import Path
from typing import Any

import pytest

from fediforum.cli.opening import with_node
from fediforum.flow.reporting import Complaint, complain
from fediforum.forum.model import Matter, Report
from fediforum.node import Node
from fediforum.store.reading import reported
from tests.cli.saying import Command

OPEN = ("thread", "create", "tuin", "--as", "anna", "--title", "Slakken", "--json")


@pytest.fixture
def opening(alpha: Command) -> str:
    made: str = alpha(*OPEN, text="Overal.").data["id"]
    return made


def shown(alpha: Command, thread: str) -> dict[str, Any]:
    said = alpha("thread", "show", thread, "--json")
    assert 0 == said.code, said.err
    return said.data


def test_a_removed_thread_is_shown_no_more_and_comes_back(alpha: Command, opening: str) -> None:
    removed = alpha("mod", "remove", opening, "--reason", "reclame")
    gone = alpha("thread", "show", opening)
    restored = alpha("mod", "restore", opening, "--json")

    assert (0, 3, 0) == (removed.code, gone.code, restored.code)
    assert opening == restored.data["id"]
    assert 1 == len(shown(alpha, opening)["posts"])


@pytest.mark.parametrize(
    "deed",
    [("mod", "remove", "{}", "-m", "x"), ("thread", "lock", "{}"), ("thread", "pin", "{}"),
     ("mod", "appoint", "bea", "tuin")],
    ids=" ".join,
)  # fmt: skip
def test_what_is_so_already_is_left_and_is_a_conflict_where_that_matters(
    alpha: Command, opening: str, deed: tuple[str, ...]
) -> None:
    words = [word.format(opening) for word in deed]

    first, again = alpha(*words, "--json"), alpha(*words, "--json")
    strict = alpha(*words, "--strict")

    assert [(0, True), (0, False)] == [(said.code, said.data["changed"]) for said in (first, again)]
    assert 6 == strict.code


def test_a_board_is_edited_to_what_it_is_by_leaving_it_and_needs_a_title(alpha: Command) -> None:
    words = ("board", "edit", "tuin", "--title", "De \x1b[31m\u202etuin", "--json")

    first, again = alpha(*words), alpha(*words)

    assert [(0, "De [31mtuin")] * 2 == [(said.code, said.data["title"]) for said in (first, again)]
    assert 2 == alpha("board", "edit", "tuin", "--title", " \u202e").code


def test_who_is_no_moderator_does_not_delete_by_removing(alpha: Command, opening: str) -> None:
    refused = alpha("mod", "remove", opening, "-m", "x", "--as", "anna")

    assert 4 == refused.code
    assert 1 == len(shown(alpha, opening)["posts"])


def test_answers_are_removed_with_a_post_if_asked(alpha: Command, opening: str) -> None:
    reply = alpha("reply", opening, "--as", "bea", "--json", text="Bier.").data["id"]
    alpha("reply", reply, "--as", "anna", text="Zout.")

    alpha("mod", "remove", reply, "-m", "x", "--replies")
    without = len(shown(alpha, opening)["posts"])
    alpha("mod", "restore", reply)

    assert (1, 3) == (without, len(shown(alpha, opening)["posts"]))


def test_a_locked_thread_takes_no_replies_until_it_is_unlocked(
    alpha: Command, opening: str
) -> None:
    alpha("thread", "lock", opening, "--reason", "klaar")
    locked = shown(alpha, opening)["locked"]
    refused = alpha("reply", opening, "--as", "bea", text="Nog iets.")
    alpha("thread", "unlock", opening)

    assert (True, 4) == (locked, refused.code)
    assert 0 == alpha("reply", opening, "--as", "bea", text="Nog iets.").code


def test_a_pinned_thread_stands_at_the_head_of_its_board(alpha: Command, opening: str) -> None:
    alpha(*OPEN, text="Een later draadje.")
    alpha("thread", "pin", opening)
    pinned = alpha("board", "show", "tuin", "--json").data["newest"][0]["opening"]
    alpha("thread", "unpin", opening)

    assert opening == pinned
    assert opening != alpha("board", "show", "tuin", "--json").data["newest"][0]["opening"]


def test_a_thread_moves_to_another_board(alpha: Command, opening: str) -> None:
    alpha("board", "create", "keuken", "--title", "De keuken")

    said = alpha("thread", "move", opening, "keuken")

    assert (0, "keuken@alpha.test") == (said.code, shown(alpha, opening)["board"])


def test_somebody_who_is_banned_writes_no_more(alpha: Command, opening: str) -> None:
    alpha("reply", opening, "--as", "bea", text="Koop nu!")
    banned = alpha(
        "mod", "ban", "bea", "-m", "x", "--board", "tuin", "--for", "7d", "--remove-content"
    )
    left = len(shown(alpha, opening)["posts"])
    refused = alpha("reply", opening, "--as", "bea", text="Koop nu!")
    alpha("mod", "unban", "bea", "--board", "tuin")

    assert (0, 1, 4) == (banned.code, left, refused.code)
    assert 2 == len(shown(alpha, opening)["posts"])


def test_a_ban_everywhere_holds_in_every_board(alpha: Command, opening: str) -> None:
    alpha("mod", "ban", "bea", "-m", "x")
    refused = alpha("reply", opening, "--as", "bea", text="Hallo.")
    alpha("mod", "unban", "bea")

    assert 4 == refused.code
    assert 0 == alpha("reply", opening, "--as", "bea", text="Hallo.").code


def test_a_length_that_is_none_is_refused(alpha: Command) -> None:
    assert 2 == alpha("mod", "ban", "bea", "-m", "x", "--for", "lang").code


def test_a_moderator_is_appointed_and_dismissed(alpha: Command, opening: str) -> None:
    before = alpha("thread", "lock", opening, "--as", "bea").code
    alpha("mod", "appoint", "bea", "tuin")
    may = alpha("thread", "lock", opening, "--as", "bea").code
    alpha("mod", "dismiss", "bea", "tuin")

    assert (4, 0, 4) == (before, may, alpha("thread", "unlock", opening, "--as", "bea").code)


def test_no_reports_are_an_empty_list(alpha: Command) -> None:
    assert [] == alpha("report", "list", "--json").data["reports"]
    assert 3 == alpha("report", "show", "niets").code


def test_a_board_is_described_anew(alpha: Command, tmp_path: Path) -> None:
    file = tmp_path / "sidebar.md"
    file.write_text("Over *groente*.")

    said = alpha(
        "board", "edit", "tuin", "--title", "Moestuin", "--sidebar", str(file), "--posting",
        "moderators", "--json",
    )  # fmt: skip

    assert ("Moestuin", "moderators") == (said.data["title"], said.data["posting"])
    assert 4 == alpha(*OPEN, text="Mag dit?").code
    assert 2 == alpha("board", "edit", "tuin", "--posting", "niemand").code


def test_report_of_a_reader_is_shown_with_how_to_answer_it_and_settled(
    alpha: Command, opening: str
) -> None:
    async def complaint(node: Node) -> Report:
        async with node.database.connection() as conn:
            what = await reported(conn, "/b/tuin", node.home)
        said = Complaint(
            what=what, kind=Matter.UNKIND, words="Boos.\nHeel boos.", contact="a@b.test"
        )
        return await complain(node, said)

    made = with_node(complaint)

    [listed] = alpha("report", "list", "--json").data["reports"]
    shown = alpha("report", "show", str(made.reference)).out
    settled = alpha("report", "settle", listed["short"], "--reason", "gesproken", "--json")

    assert (True, "unkind", "/b/tuin") == (listed["reader"], listed["kind"], listed["page"])
    assert "a reader" in alpha("report", "list", "--all").out
    assert ["a@b.test" in shown, "boos." in shown] == [True, True]
    assert "gesproken" == settled.data["outcome"]
    assert 6 == alpha("report", "forward", listed["short"]).code


@pytest.mark.parametrize("words", [("mod", "remove"), ("mod", "ban")])
def test_what_takes_something_from_somebody_is_not_done_without_a_reason(
    alpha: Command, words: tuple[str, ...]
) -> None:
    refused = alpha(*words, "bea")

    assert 2 == refused.code
    assert "--reason" in refused.err
