"""Laws of reading collections and telling kinds apart."""

from typing import Any

import pytest

from fediforum.errors import Malformed
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.vocab.reading import ballot, kind_of, listed, read_collection, read_ways

ID = "https://alpha.test/outbox"
POST = "https://alpha.test/1"
PAGE = "https://alpha.test/outbox?page=1"


@pytest.mark.parametrize("key", ["items", "orderedItems"])
def test_items_are_ids_or_documents_and_nothing_else(key: str) -> None:
    document = {"id": ID, "type": "OrderedCollection", key: [POST, {"id": POST}, 7, None, "x"]}

    assert (POST, {"id": POST}) == read_collection(document).items


def test_one_item_may_stand_without_a_list() -> None:
    assert (POST,) == read_collection({"id": ID, "type": "Collection", "items": POST}).items


def test_an_embedded_first_page_is_read_with_the_whole() -> None:
    page = {"id": PAGE, "type": "CollectionPage", "items": [POST], "next": PAGE + "2"}

    found = read_collection({"id": ID, "type": "Collection", "first": page})

    assert ((POST,), None, PAGE + "2") == (found.items, found.first, found.next)


def test_a_first_page_without_items_is_to_be_fetched() -> None:
    page = {"id": PAGE, "type": "CollectionPage", "items": []}

    assert PAGE == read_collection({"id": ID, "type": "Collection", "first": page}).first
    assert PAGE == read_collection({"id": ID, "type": "Collection", "first": PAGE}).first


def test_an_embedded_first_page_that_is_empty_leads_to_the_next() -> None:
    """What Mastodon writes in a post that its author has not answered."""
    page = {"type": "CollectionPage", "next": PAGE + "2", "items": []}

    found = read_collection({"id": ID, "type": "Collection", "first": page})

    assert ((), None, PAGE + "2") == (found.items, found.first, found.next)


def test_a_topic_of_an_older_nodebb_is_listed_elsewhere() -> None:
    topic = {"id": ID, "type": "Conversation", "posts": PAGE}

    assert "collection" == kind_of(topic)
    assert PAGE == read_collection(topic).first


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (POST, POST),
        ({"id": POST, "type": "Note"}, {"id": POST, "type": "Note"}),
        ({"type": "Create", "actor": ID, "object": POST}, POST),
        ({"type": "Add", "actor": ID, "object": {"type": "Create", "object": [POST]}}, POST),
        ({"type": "Like", "actor": ID, "object": POST}, None),
        ({"type": ["Note", "Person"], "id": POST}, {"type": ["Note", "Person"], "id": POST}),
        ("no address", None),
        ({"type": "Create", "object": 7}, None),
    ],
)
def test_a_list_of_activities_lists_what_they_bring(
    item: Iri | Json, expected: Iri | Json | None
) -> None:
    assert expected == listed(item)


def test_an_activity_that_wraps_itself_for_ever_lists_nothing() -> None:
    item: Json = {"type": "Create", "object": POST}
    for _ in range(20):
        item = {"type": "Announce", "object": item}

    assert listed(item) is None


def test_a_post_says_where_its_conversation_is_listed() -> None:
    page = {"type": "CollectionPage", "next": PAGE + "2", "items": [POST]}
    replies = {"id": ID, "type": "Collection", "first": page}

    found = read_ways({"id": POST, "replies": replies, "contextHistory": ID})

    assert found.replies is not None
    assert ((POST,), PAGE + "2", ID) == (found.replies.items, found.replies.next, found.history)


@pytest.mark.parametrize("replies", [None, 7, ID, {"type": "Note"}, {"@graph": []}, [[]]])
def test_replies_that_are_not_written_out_are_none(replies: Any) -> None:
    assert read_ways({"id": POST, "replies": replies}).replies is None


def test_a_collection_may_lack_an_id() -> None:
    assert read_collection({"type": "OrderedCollection", "orderedItems": []}).id is None


@pytest.mark.parametrize(
    ("given", "expected"), [(10**18, 10**9), (-1, 0), ("7", None), (2.5, None)]
)
def test_totals_are_claims_within_reason(given: Any, expected: int | None) -> None:
    document = {"id": ID, "type": "Collection", "totalItems": given}

    assert expected == read_collection(document).total_items


def test_a_post_is_no_collection() -> None:
    with pytest.raises(Malformed):
        read_collection({"id": POST, "type": "Note"})


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"type": "Page"}, "object"),
        ({"type": ["as:Note"]}, "object"),
        ({"type": "Question", "actor": POST}, "object"),
        ({"type": "Tombstone"}, "tombstone"),
        ({"type": "Group"}, "actor"),
        ({"type": "Feed", "inbox": ID}, "actor"),
        ({"type": "Like"}, "activity"),
        ({"type": "PollVote", "actor": POST}, "activity"),
        ({"type": "OrderedCollectionPage"}, "collection"),
        ({"orderedItems": []}, "collection"),
        ({"subject": "acct:ann@alpha.test", "links": []}, "other"),
        ({}, "other"),
    ],
)
def test_a_kind_is_told_by_type_and_else_by_shape(document: Json, kind: str) -> None:
    """FEP-2277."""
    assert kind == kind_of(document)


def test_two_kinds_at_once_are_malformed() -> None:
    with pytest.raises(Malformed):
        kind_of({"type": ["Note", "Person"]})


def test_several_choices_in_one_create_are_a_create_each() -> None:
    """So GoToSocial votes in a poll with more than one choice."""
    notes = [{"id": f"https://g.test/votes/{n}", "type": "Note", "name": n} for n in ("a", "b")]
    create = {"id": "https://g.test/1", "type": "Create", "actor": "https://g.test/u"}

    found = ballot({**create, "cc": ["https://g.test/u/followers"] * 9, "object": notes})

    assert [
        {**create, "id": f"https://g.test/votes/{note['name']}/create", "object": note}
        for note in notes
    ] == list(found)
    assert () == ballot({**create, "object": notes[0]})
    assert () == ballot({**create, "type": "Like", "object": notes})
