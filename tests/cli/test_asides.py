"""Polls, withdrawals and answers by command."""

from typing import Any

import pytest

from tests.cli.saying import Command

OPEN = ("thread", "create", "tuin", "--as", "anna", "--title", "Slakken", "--json")


def thread_of(alpha: Command, thread: str) -> dict[str, Any]:
    said = alpha("thread", "show", thread, "--json")
    assert 0 == said.code, said.err
    return said.data


def test_poll_is_asked_and_a_choice_is_made_once(alpha: Command) -> None:
    made = alpha(*OPEN, "--poll", "Bier", "--poll", "Koffie", "--closes", "3d", text="Wat?").data

    first = alpha("post", "choose", made["id"], "Bier", "--as", "bea", "--json")
    second = alpha("post", "choose", made["id"], "2", "--as", "bea")
    unknown = alpha("post", "choose", made["id"], "Zout", "--as", "anna")

    shown = alpha("post", "show", made["id"])

    assert (0, made["id"]) == (first.code, first.data["id"])
    assert (6, 3) == (second.code, unknown.code)
    assert ["1. Bier: 1", "2. Koffie: 0"] == shown.out.splitlines()[-2:]


@pytest.mark.parametrize(
    "options",
    [("--poll", "Bier"), ("--poll", "Bier", "--poll", " Bier "),
     ("--poll", "A", "--poll", "B", "--closes", "soon"), ("--many",), ("--closes", "3d")],
)  # fmt: skip
def test_poll_that_cannot_be_is_not_asked(alpha: Command, options: tuple[str, ...]) -> None:
    assert 2 == alpha(*OPEN, *options, text="Wat?").code


def test_post_is_withdrawn_and_put_back(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal.").data
    reply = alpha("reply", made["id"], "--as", "bea", "--json", text="Bier.").data

    out = alpha("post", "withdraw", reply["id"], "--as", "bea")
    without = thread_of(alpha, made["id"])
    back = alpha("post", "withdraw", reply["id"], "--as", "bea", "--undo")
    again = thread_of(alpha, made["id"])

    assert (0, 0) == (out.code, back.code)
    assert (1, 2) == (len(without["posts"]), len(again["posts"]))


def test_nobody_withdraws_what_another_wrote(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal.").data

    said = alpha("post", "withdraw", made["id"], "--as", "bea")

    assert 4 == said.code
    assert "Only whoever wrote a post may withdraw it" in said.err


def test_post_that_is_not_withdrawn_is_put_back_by_leaving_it(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal.").data
    back = ("post", "withdraw", made["id"], "--as", "anna", "--undo")

    assert (0, False) == (alpha(*back, "--json").code, alpha(*back, "--json").data["changed"])
    assert 6 == alpha(*back, "--strict").code


def test_answer_is_accepted_where_questions_are_asked(alpha: Command) -> None:
    made = alpha(*OPEN, text="Wat helpt?").data
    reply = alpha("reply", made["id"], "--as", "bea", "--json", text="Bier.").data
    before = alpha("post", "accept", reply["id"], "--as", "anna")
    alpha("board", "edit", "tuin", "--questions")

    accepted = alpha("post", "accept", reply["id"], "--as", "anna")
    shown = thread_of(alpha, made["id"])
    alpha("post", "accept", reply["id"], "--as", "anna", "--undo")

    assert (4, 0) == (before.code, accepted.code)
    assert [reply["id"]] == shown["answers"]
    assert [] == thread_of(alpha, made["id"])["answers"]


def test_nothing_comes_late_to_a_thread_that_is_open(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal.").data

    listed = alpha("thread", "late", made["id"], "--json")
    admitted = alpha("post", "admit", made["id"])

    assert (0, []) == (listed.code, listed.data["posts"])
    assert 6 == admitted.code
    assert 0 == thread_of(alpha, made["id"])["late"]
