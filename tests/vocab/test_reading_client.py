"""A client says what, never who or under which id."""

from typing import Any

import pytest

from fediforum.errors import Malformed
from fediforum.vocab.activities import AnyActivity, Create, Flag, Like, Update
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import read_said

ANN = Iri("https://alpha.test/ap/members/ann")
ACT = Iri("https://alpha.test/ap/activities/1")
POST = Iri("https://alpha.test/ap/posts/1")
OTHER = "https://victim.test/1"


def said(document: Any) -> AnyActivity | Object:
    return read_said(document, actor=ANN, activity_id=ACT, object_id=POST)


def test_a_bare_post_is_by_the_member_under_our_id() -> None:
    note = said({"type": "Note", "id": OTHER, "attributedTo": OTHER, "content": "Hi"})

    assert isinstance(note, Object)
    assert (POST, ANN, "Hi") == (note.id, note.attributed_to, note.content)


def test_a_created_post_is_by_the_member_under_our_id() -> None:
    note = {"type": "Note", "id": OTHER, "attributedTo": OTHER}

    create = said({"type": "Create", "id": OTHER, "actor": OTHER, "object": note})

    assert isinstance(create, Create)
    assert (ACT, ANN, POST, ANN) == (
        create.id,
        create.actor,
        create.object.id,
        create.object.attributed_to,
    )


def test_an_update_keeps_the_id_of_what_it_changes() -> None:
    update = said({"type": "Update", "object": {"type": "Note", "id": OTHER}})

    assert isinstance(update, Update)
    assert OTHER == update.object.id


def test_other_verbs_keep_what_they_name() -> None:
    like = said({"type": "Like", "actor": OTHER, "object": OTHER})
    flag = said({"type": "Flag", "object": [OTHER, POST], "content": "spam"})

    assert isinstance(like, Like)
    assert (ANN, OTHER) == (like.actor, like.object)
    assert isinstance(flag, Flag)
    assert (OTHER, POST) == flag.object


@pytest.mark.parametrize("type_", ["Person", "OrderedCollection", "Tombstone", "Place", None])
def test_what_is_neither_activity_nor_post_is_malformed(type_: str | None) -> None:
    with pytest.raises(Malformed):
        said({"type": type_, "id": OTHER})
