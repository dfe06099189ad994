"""What is written keeps the shape contract, explains its words, and is read as it was meant."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from pyld.documentloader.frozen import BUNDLED_CONTEXTS

from fediforum.vocab.activities import Announce, Create, Delete, Like, Received, Undo
from fediforum.vocab.actors import Actor
from fediforum.vocab.collections import Collection, CollectionPage
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.json import Json, read_json, write_json
from fediforum.vocab.objects import Attachment, Authorization, Hashtag, Mention, Object, Tombstone
from fediforum.vocab.reading import (
    read_activity,
    read_actor,
    read_collection,
    read_document,
    read_object,
)
from fediforum.vocab.writing import wrap, write
from fediforum.vocab.writing.context import AS2, SECURITY, TERMS
from fediforum.vocab.writing.documents import Written
from tests.vocab.shape_contract import breaches
from tests.vocab.written_values import (
    activities,
    actors,
    collections,
    everything,
    iris,
    objects,
    pages,
    tombstones,
)

laws = settings(deadline=None, max_examples=25)

ANN = Iri("https://alpha.test/ap/members/ann")
BOARD = Iri("https://alpha.test/ap/boards/gardening")
POST = Iri("https://alpha.test/ap/posts/1")


def note(**changes: Any) -> Object:
    given = {"id": POST, "type": "Note", "attributed_to": ANN, "content": "<p>Hi</p>"}
    return Object(**{**given, **changes})


def over_the_wire(document: Json) -> Json:
    return read_json(write_json(document))


@given(objects)
@laws
def test_a_post_is_read_as_it_was_written(thing: Object) -> None:
    assert thing == read_object(over_the_wire(write(thing)))


@given(tombstones)
@laws
def test_a_tombstone_is_read_as_it_was_written(thing: Tombstone) -> None:
    assert thing == read_object(over_the_wire(write(thing)))


@given(actors)
@laws
def test_an_actor_is_read_as_it_was_written(actor: Actor) -> None:
    assert actor == read_actor(over_the_wire(write(actor)))


@given(activities)
@laws
def test_an_activity_is_read_as_it_was_written(activity: Any) -> None:
    assert activity == read_activity(over_the_wire(write(activity)))


@given(collections | pages)
@laws
def test_a_collection_lists_what_was_written(collection: Collection | CollectionPage) -> None:
    read = read_collection(over_the_wire(write(collection)))

    first = getattr(collection, "first", None)
    inner = first.items if isinstance(first, CollectionPage) else ()
    assert (*(collection.items or ()), *inner) == read.items
    assert (collection.id, collection.total_items) == (read.id, read.total_items)
    assert getattr(collection, "part_of", None) == read.part_of


@given(everything)
@laws
def test_all_that_is_written_keeps_the_shape_contract_and_explains_its_words(
    thing: Written,
) -> None:
    document = write(thing)

    as2, security, inline = document["@context"]
    explained = bundled(AS2) | bundled(SECURITY) | inline.keys()
    assert [] == list(breaches(document))
    assert (AS2, SECURITY, dict) == (as2, security, type(inline))
    assert set() == set(words_in(document)) - explained - {"@context", "View"}


@cache
def bundled(context: str) -> set[str]:
    return set(json.loads(BUNDLED_CONTEXTS[context].read_text())["@context"])


def words_in(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from words_in(each)
    elif isinstance(part, dict):
        yield from part
        if isinstance(part.get("type"), str):
            yield part["type"]
        for key, value in part.items():
            if key not in {"@context", "contentMap"}:
                yield from words_in(value)


def test_no_term_of_ours_leads_to_a_context_elsewhere() -> None:
    assert all("@context" not in str(meaning) for meaning in TERMS.values())


def test_public_posts_may_be_quoted_and_others_may_not() -> None:
    assert "interactionPolicy" in write(note(cc=(PUBLIC,)))
    assert "interactionPolicy" not in write(note(to=(ANN,)))


def test_the_context_of_a_thread_is_its_conversation_too() -> None:
    context = Iri("https://alpha.test/ap/posts/1/context")

    document = write(note(context=context))

    assert (context, context) == (document["context"], document["conversation"])


def test_a_vote_in_a_poll_has_a_name_and_no_content() -> None:
    document = write(note(content="", name="Slugs", in_reply_to=Iri("https://beta.test/1")))

    assert {"content", "contentMap", "mediaType"}.isdisjoint(document)


def test_counts_are_written_out_as_collections() -> None:
    document = write(note(likes=3, shares=0))

    likes = {"id": f"{POST}/likes", "type": "Collection", "likesOf": POST, "totalItems": 3}
    assert likes == document["likes"]
    assert 0 == document["shares"]["totalItems"]


def test_replies_are_written_out_in_the_post_that_a_create_brings() -> None:
    page = CollectionPage(
        id=Iri(f"{POST}/replies?page=1"), part_of=Iri(f"{POST}/replies"), items=(BOARD,)
    )
    replies = Collection(id=Iri(f"{POST}/replies"), total_items=1, first=page)
    create = Create(id=Iri("https://alpha.test/ap/activities/1"), actor=ANN, object=note())

    document = write(create, replies=replies)

    assert [BOARD] == document["object"]["replies"]["first"]["orderedItems"]


def test_hashtags_and_mentions_keep_their_signs() -> None:
    tags = (Mention(BOARD, "@gardening@alpha.test"), Hashtag("lettuce"))

    document = write(note(tag=tags))

    assert ["@gardening@alpha.test", "#lettuce"] == [tag["name"] for tag in document["tag"]]


@pytest.mark.parametrize(
    ("attachment", "expected"),
    [
        (
            Attachment("Image", POST, media_type="image/png", name="A slug", width=9, height=9),
            {
                "type": "Image",
                "url": POST,
                "mediaType": "image/png",
                "name": "A slug",
                "width": 9,
                "height": 9,
            },
        ),
        (
            Attachment("Video", POST, media_type="video/mp4"),
            {"type": "Document", "url": POST, "mediaType": "video/mp4"},
        ),
        (Attachment("Audio", POST, name="Rain"), {"type": "Link", "href": POST}),
        (Attachment("Link", POST, name="Rain"), {"type": "Link", "href": POST}),
    ],
)
def test_attachments_have_one_of_three_shapes(attachment: Attachment, expected: Json) -> None:
    assert [expected] == write(note(attachment=(attachment,)))["attachment"]


def test_a_delete_by_the_author_has_no_summary_and_a_removal_has_even_an_empty_one() -> None:
    mine = Delete(id=POST, actor=ANN, object=POST)
    removal = Delete(id=POST, actor=ANN, object=POST, summary="")

    assert "summary" not in write(mine)
    assert "" == write(removal)["summary"]


def test_what_is_undone_is_embedded() -> None:
    like = Like(id=Iri("https://alpha.test/ap/activities/1"), actor=ANN, object=POST)
    undo = Undo(
        id=Iri("https://alpha.test/ap/activities/2"), actor=ANN, object=like.id, undone=like
    )

    document = write(undo)

    assert ("Like", POST) == (document["object"]["type"], document["object"]["object"])


def test_a_received_document_is_wrapped_key_for_key() -> None:
    received = {
        "@context": ["https://www.w3.org/ns/activitystreams", {"x": "https://x.test#"}],
        "id": "https://beta.test/1",
        "x:proof": [1, {"b": 2, "a": 1}],
    }
    announce = Announce(id=POST, actor=BOARD, to=(PUBLIC,), object=Received())

    document = wrap(announce, received)

    assert list(received.items()) == list(document["object"].items())
    assert ("Announce", BOARD, [PUBLIC]) == tuple(document[key] for key in ("type", "actor", "to"))


def test_received_is_never_written_as_itself() -> None:
    with pytest.raises(AssertionError):
        write(Announce(id=POST, actor=BOARD, object=Received()))


def test_a_stamp_names_both_posts_and_the_author() -> None:
    stamp = Iri("https://alpha.test/ap/stamps/1")

    document = write(Authorization(stamp, "QuoteAuthorization", ANN, BOARD, POST))

    assert "QuoteAuthorization" == document["type"]
    assert tuple(
        document[key] for key in ("attributedTo", "interactingObject", "interactionTarget")
    ) == (ANN, BOARD, POST)


@given(iris, objects)
@laws
def test_read_document_knows_its_kind(iri: Iri, thing: Object) -> None:
    create = Create(id=iri, actor=ANN, object=thing)

    assert thing == read_document(over_the_wire(write(thing)))
    assert create == read_document(over_the_wire(write(create)))
