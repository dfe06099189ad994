"""Who may search for what is said: of an actor as a whole, and of one post (FEP-5feb, FEP-268d)."""

import json
from typing import Any

import pytest

from fediforum.vocab.iri import PUBLIC
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import read_actor, read_object
from tests.vocab.shared_corpus import documents

AUTHOR = "https://example.com/users/1"


def recorded(name: str) -> dict[str, Any]:
    """One of the examples that the proposals give."""
    found: dict[str, Any] = json.loads(dict(documents())[f"fep-examples/{name}.json"])
    return {"inbox": f"{AUTHOR}/inbox", **found}


@pytest.mark.parametrize(
    ("name", "expected"), [("fep-268d-01", True), ("fep-268d-02", False), ("fep-268d-03", False)]
)
def test_post_says_whether_everybody_may_search_for_it(name: str, expected: bool) -> None:
    thing = read_object(recorded(name))

    assert isinstance(thing, Object)
    assert expected is thing.searchable


@pytest.mark.parametrize("nothing", [{}, {"searchableBy": None}, {"searchableBy": []}])
def test_post_that_says_nothing_is_as_its_author_has_it(nothing: dict[str, Any]) -> None:
    note = {"id": f"{AUTHOR}/1", "type": "Note", "attributedTo": AUTHOR, **nothing}

    thing = read_object(note)

    assert isinstance(thing, Object)
    assert thing.searchable is None


@pytest.mark.parametrize("name", ["fep-268d-04", "fep-5feb-01"])
def test_actor_says_whether_all_of_theirs_may_be_searched(name: str) -> None:
    assert read_actor(recorded(name)).indexable


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, False),
        ({"indexable": None}, False),
        ({"indexable": "true"}, False),
        ({"indexable": True, "searchableBy": AUTHOR}, False),
        ({"indexable": True, "searchableBy": []}, True),
        ({"indexable": False, "searchableBy": ["as:Public", AUTHOR]}, True),
        ({"indexable": False, "searchableBy": PUBLIC}, True),
    ],
)
def test_nobody_is_searched_who_does_not_say_so_and_the_finer_word_counts(
    said: dict[str, Any], expected: bool
) -> None:
    person = {"id": AUTHOR, "type": "Person", "inbox": f"{AUTHOR}/inbox", **said}

    assert expected is read_actor(person).indexable
