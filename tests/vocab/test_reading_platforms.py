"""Odd shapes of activities, each as a program writes it that is named beside it."""

from typing import Any

import pytest

from fediforum.vocab.activities import (
    Accept,
    Add,
    AnyActivity,
    Create,
    Delete,
    Flag,
    Like,
    Undo,
    Unknown,
)
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import read_activity

ANN = "https://alpha.test/ann"
NOTE = "https://alpha.test/notes/1"
LIKE = "https://alpha.test/likes/1"
POLL = "https://beta.test/polls/1"
STAMP = "https://beta.test/stamps/1"


def said(verb: str, thing: Any, **more: Any) -> AnyActivity:
    return read_activity(
        {"id": "https://alpha.test/acts/1", "type": verb, "actor": ANN, "object": thing, **more}
    )


def brought(thing: dict[str, Any]) -> Object:
    found = said("Create", {"id": NOTE, "type": "Note", "attributedTo": ANN, **thing})
    assert isinstance(found, Create)
    assert isinstance(found.object, Object)
    return found.object


def test_smithereen_lists_the_one_stamp_that_it_gives() -> None:
    asked = {"id": f"{NOTE}#quote", "type": "QuoteRequest", "actor": ANN, "object": NOTE,
             "instrument": POLL}  # fmt: skip

    found = said("Accept", asked, result=[STAMP])

    assert isinstance(found, Accept)
    assert STAMP == found.result


def test_smithereen_names_the_option_as_context_of_a_choice() -> None:
    vote = brought(
        {"id": f"{ANN}#pollVotes/3", "name": "yes", "inReplyTo": POLL, "context": f"{POLL}#o/7"}
    )

    assert ("yes", POLL, "") == (vote.name, vote.in_reply_to, vote.content)


def test_pleroma_embeds_the_posts_that_it_reports() -> None:
    post = {"type": "Note", "id": NOTE, "actor": {"id": ANN, "type": "Person"}, "content": "x"}

    found = said("Flag", [ANN, post], state="open", context="c", content="rude")

    assert isinstance(found, Flag)
    assert ((ANN, NOTE), "rude") == (found.object, found.content)


@pytest.mark.parametrize(
    "thing",
    [
        LIKE,
        [LIKE],
        {"id": LIKE},
        {"id": LIKE, "type": "Like"},
        {"type": "Link", "href": LIKE},
    ],
)
def test_what_is_undone_may_be_only_named(thing: Any) -> None:
    """By Pleroma, Akkoma, Mitra, lotide; the longer forms by who compacts what it stores."""
    found = said("Undo", thing)

    assert isinstance(found, Undo)
    assert (LIKE, None) == (found.object, found.undone)


@pytest.mark.parametrize(
    "thing",
    [
        NOTE,
        {"id": NOTE, "type": ["Tombstone"]},
        {"type": "Link", "href": NOTE},
        # Hubzilla brings the whole post, with its author twice.
        {"id": NOTE, "type": "Note", "actor": {"id": ANN}, "attributedTo": {"id": ANN}},
    ],
)
def test_what_is_deleted_is_known_by_its_id(thing: Any) -> None:
    found = said("Delete", thing)

    assert isinstance(found, Delete)
    assert NOTE == found.object


def test_hubzilla_likes_as_an_answer_and_by_an_actor_with_a_name() -> None:
    found = said("Like", NOTE, actor={"id": ANN, "name": "Ann"}, inReplyTo=NOTE)

    assert isinstance(found, Like)
    assert (ANN, NOTE) == (found.actor, found.object)


def test_hubzilla_adds_whole_activities_to_a_conversation() -> None:
    like = {"id": LIKE, "type": "Like", "actor": ANN, "object": NOTE}
    conversation = {"id": f"{NOTE}/conversation", "type": "Collection", "attributedTo": ANN}

    found = said("Add", like, target=conversation)

    assert isinstance(found, Add)
    assert isinstance(found.added, Like)
    assert (LIKE, NOTE, conversation["id"]) == (found.object, found.added.object, found.target)


def test_owncast_writes_single_values_where_others_list() -> None:
    picture = {"type": "Image", "url": "https://alpha.test/preview.gif", "content": "Live"}

    found = brought({"to": PUBLIC, "audience": PUBLIC, "attachment": picture})

    assert ((PUBLIC,), [picture["url"]]) == (found.to, [one.url for one in found.attachment])


def test_bridgy_fed_puts_ids_into_ids_and_lists_pages() -> None:
    iri = "https://bsky.brid.gy/convert/ap/at://did:plc:abc/app.bsky.feed.post/3l2s"
    page = "https://bsky.app/profile/ann/post/3l2s"
    canonical = {"type": "Link", "rel": "canonical", "href": "at://did:plc:abc/post/3l2s"}

    found = brought({"id": iri, "url": [page, canonical]})

    assert (iri, page) == (found.id, found.url)


def test_portable_objects_are_read_under_the_gateway_that_serves_them() -> None:
    """FEP-ef61, as Mitra and Streams do it for everybody else."""
    iri = "https://alpha.test/.well-known/apgateway/did:key:z6MkvUie7gDQ/objects/1"

    assert iri == brought({"id": iri, "attributedTo": ANN}).id


@pytest.mark.parametrize("verb", ["Listen", "Read", "Bite", "Invite", "Join", "TentativeAccept"])
def test_verbs_that_concern_no_forum_are_left_alone(verb: str) -> None:
    found = said(verb, NOTE)

    assert isinstance(found, Unknown)
    assert (verb, Iri(NOTE)) == (found.type, found.object)
