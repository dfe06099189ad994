"""What is meant by a word: an id, a page, a handle, a short id, or as much of one as is enough."""

import pytest

from tests.cli.saying import Command

OPEN = ("thread", "create", "tuin", "--as", "anna", "--json", "--title")


@pytest.fixture
def shorts(alpha: Command) -> tuple[str, str]:
    made = [alpha(*OPEN, title, text="Overal.").data["id"] for title in ("Slakken", "Egels")]
    first, second = (each.rpartition("/")[2] for each in made)
    return first, second


def test_a_thread_is_meant_by_as_much_of_its_short_id_as_is_enough(
    alpha: Command, shorts: tuple[str, str]
) -> None:
    first, second = shorts
    enough = next(n for n in range(4, 14) if first[:n] != second[:n])

    shown = [
        alpha(*words, first[:enough], "--json")
        for words in (("thread", "show"), ("post", "show"), ("thread", "late"), ("thread", "lock"))
    ]

    assert [0, 0, 0, 0] == [said.code for said in shown]
    assert "Slakken" == shown[0].data["title"] == shown[1].data["title"]


def test_what_may_mean_more_than_one_is_refused_and_they_are_named(
    alpha: Command, shorts: tuple[str, str]
) -> None:
    said = alpha("thread", "show", shorts[0][:4])

    assert (2, "") == (said.code, said.out)
    assert [True, True] == [f"{short} (" in said.err for short in shorts]
    assert 1 == said.err.count("\n")


@pytest.mark.parametrize("word", ["0000", "zzzzzzzzzzzz", "tuin"])
def test_a_beginning_of_nothing_is_not_there(alpha: Command, word: str) -> None:
    assert 3 == alpha("post", "show", word).code
