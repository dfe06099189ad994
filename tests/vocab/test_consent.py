"""Policies and stamps: what an author allows, in the words of FEP-044f and of GoToSocial."""

from dataclasses import replace
from typing import Any

import pytest

from fediforum.errors import Malformed
from fediforum.vocab.collections import Collection
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.objects import Authorization, Object
from fediforum.vocab.reading import read_authorization, read_object
from fediforum.vocab.writing import freshen, write

BOB = Iri("https://beta.test/bob")
NOTE = Iri("https://beta.test/notes/1")
STAMP = Iri("https://beta.test/stamps/1")
OTHER = Iri("https://alpha.test/notes/2")
FOLLOWERS = "https://beta.test/bob/followers"


def note(**more: Any) -> Object:
    document = {"id": NOTE, "type": "Note", "attributedTo": BOB, "to": [PUBLIC], **more}
    found = read_object(document)
    assert isinstance(found, Object)
    return found


@pytest.mark.parametrize("word", ["automaticApproval", "always"])
@pytest.mark.parametrize("free", [PUBLIC, [FOLLOWERS, "as:Public"]])
def test_what_everybody_may_do_is_not_asked_for(word: str, free: Any) -> None:
    assert () == note(interactionPolicy={"canReply": {word: free}}).asks


@pytest.mark.parametrize("word", ["manualApproval", "approvalRequired"])
def test_what_only_some_may_do_is_asked_for(word: str) -> None:
    policy = {
        "canReply": {word: [PUBLIC], "automaticApproval": [FOLLOWERS]},
        "canLike": {"always": [FOLLOWERS]},
        "canAnnounce": {},
    }

    assert ("reply", "like", "announce") == note(interactionPolicy=policy).asks


@pytest.mark.parametrize("policy", [None, "x", [], {"canReply": "x"}, {"canReply": [3]}])
def test_policy_that_cannot_be_read_is_none(policy: Any) -> None:
    assert () == note(interactionPolicy=policy).asks


@pytest.mark.parametrize("word", ["replyAuthorization", "approvedBy", "replyApproval"])
def test_allowed_reply_names_its_stamp_in_three_ways(word: str) -> None:
    assert STAMP == note(**{word: STAMP}).reply_authorization


def test_thread_that_is_closed_says_so_and_no_other_says_anything() -> None:
    """PieFed takes a thread whose author edits it for open, unless it is told otherwise."""
    thread = Object(id=NOTE, type="Note", attributed_to=BOB, to=(PUBLIC,))
    document = write(replace(thread, comments_enabled=False))

    served = [
        freshen(document, replies=Collection(id=OTHER), likes=0, shares=0, closed=closed)
        for closed in (True, False)
    ]

    assert [False, False, None, None] == [
        each.get("commentsEnabled")
        for each in (document, *served, write(replace(thread, comments_enabled=True)))
    ]


def test_post_that_is_closed_says_that_only_its_author_may_answer() -> None:
    thing = Object(id=NOTE, type="Note", attributed_to=BOB, to=(PUBLIC,), asks=("reply",))

    policy = write(thing)["interactionPolicy"]

    assert {"automaticApproval": [BOB]} == policy["canReply"]
    assert {"automaticApproval": [PUBLIC]} == policy["canQuote"]


@pytest.mark.parametrize(
    ("what", "whereto"), [("interactingObject", "interactionTarget"), ("object", "target")]
)
def test_stamp_is_read_in_both_spellings(what: str, whereto: str) -> None:
    document = {
        "id": STAMP,
        "type": "QuoteAuthorization",
        "attributedTo": BOB,
        what: OTHER,
        whereto: NOTE,
    }

    assert Authorization(STAMP, "QuoteAuthorization", BOB, OTHER, NOTE) == read_authorization(
        document
    )


@pytest.mark.parametrize("missing", ["id", "attributedTo", "interactingObject"])
def test_stamp_that_does_not_say_who_allows_what_is_malformed(missing: str) -> None:
    document = write(Authorization(STAMP, "QuoteAuthorization", BOB, OTHER, NOTE))

    with pytest.raises(Malformed):
        read_authorization({key: value for key, value in document.items() if key != missing})
