"""Boards elsewhere by command: asked, listed, and how posts in them stand."""

from pathlib import Path

import pytest

from fediforum.cli import deeds, views
from fediforum.cli.board import followed
from fediforum.flow import speak
from fediforum.vocab.iri import Iri
from tests.cli.saying import Command
from tests.flow.group import Group
from tests.flow.hands import settle_down
from tests.flow.stage import clock, network, quick_setup
from tests.flow.two_forums import Clock, Network, forum as open_forum

__all__ = ["clock", "network", "quick_setup"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("board", "follow", "tuin"), 6),
        (("board", "follow", "moes"), 3),
        (("board", "follow", "!moes@127.0.0.1"), 2),
        (("board", "follow", "https://127.0.0.1/c/moes"), 7),
        (("board", "unfollow", "!moes"), 3),
        (("post", "confirm", "onzin"), 3),
        (("post", "show", "onzin"), 3),
    ],
)
def test_what_is_no_board_elsewhere_is_said_in_plain_words(
    alpha: Command, words: tuple[str, ...], code: int
) -> None:
    said = alpha(*words)

    assert (code, "") == (said.code, said.out)
    assert "Traceback" not in said.err


def test_boards_here_are_listed_as_such(alpha: Command) -> None:
    said, table = alpha("board", "list", "--json"), alpha("board", "list")

    assert [(True, None)] == [(each["here"], each["follow"]) for each in said.data["boards"]]
    assert table.out.strip().endswith("\there")


def test_post_that_simply_stands_is_shown_and_confirmed(alpha: Command) -> None:
    words = ("thread", "create", "tuin", "--as", "anna", "--title", "Slakken", "--json")
    made = alpha(*words, text="Overal.").data

    shown, confirmed = alpha("post", "show", made["id"]), alpha("post", "confirm", made["id"])

    assert (0, 0) == (shown.code, confirmed.code)
    assert "Overal." in shown.out
    assert "waiting" not in shown.out


async def test_admin_sees_how_a_board_and_a_post_in_it_stand(
    database_url: str, tmp_path: Path, network: Network, clock: Clock
) -> None:
    tea = Group("tea", "delta.test", network, clock)
    tea.lists("lemmy", [tea.page("Groene thee")])
    told: list[str] = []
    async with open_forum("alpha.test", database_url, tmp_path, network, clock) as node:
        asked = await deeds.follow_board(node, "!tea@delta.test", again=False)
        brought = await deeds.bring(node, Iri(tea.id), lambda text, _: told.append(text))
        await deeds.make_member(node, "bob", "Bob", strict=True)
        said = await speak.open_thread(node, "tea@delta.test", "bob", "Munt", "Binnen?")
        await settle_down(node)
        (board,) = await views.boards(node)
        before = await views.post(node, said.id)
        (sent,) = [each for each in tea.heard if each["type"] == "Create"]
        await tea.post(tea.does("Reject", sent, summary="Nee"), "alpha.test")
        await settle_down(node)
        after = await views.post(node, said.id)

    assert ("pending", True) == (asked["follow"], asked["changed"])
    assert (1, 2) == (brought["threads"], board["threads"])
    assert ["Threads found: 1, new here: 1.", "Threads read: 1 of 1"] == [
        told[0],
        told[-1].partition(",")[0],
    ]
    assert f"asked since {board['asked']}, no answer yet" == followed(board)
    assert "waiting for delta.test to take it in" == before["standing"]
    assert "refused by delta.test: Nee" == after["standing"]
