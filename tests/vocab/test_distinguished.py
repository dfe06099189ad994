"""Lemmy's word for a reply in which a moderator speaks as one: read, and written where it is so."""

from dataclasses import replace

import pytest

from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import read_object
from fediforum.vocab.writing import write

NOTE = {
    "id": "https://lemmy.test/comment/1",
    "type": "Note",
    "attributedTo": "https://lemmy.test/u/picard",
    "to": [PUBLIC],
    "content": "<p>Kalm aan.</p>",
}


@pytest.mark.parametrize(
    ("said", "told"),
    [({}, False), *(({"distinguished": each}, each is True) for each in (True, False, None, 1))],
)
def test_a_reply_says_whether_it_stands_apart(said: dict[str, object], told: bool) -> None:
    thing = read_object(NOTE | said)

    assert isinstance(thing, Object)
    assert told is thing.distinguished


def test_only_what_stands_apart_says_so() -> None:
    thing = Object(
        id=Iri("https://alpha.test/ap/posts/1"),
        type="Note",
        attributed_to=Iri("https://alpha.test/ap/members/cora"),
        content="<p>Kalm aan.</p>",
    )

    plain, apart = write(thing), write(replace(thing, distinguished=True))

    assert "distinguished" not in plain
    assert apart["distinguished"] is True
    assert "https://join-lemmy.org/ns#distinguished" == apart["@context"][2]["distinguished"]
