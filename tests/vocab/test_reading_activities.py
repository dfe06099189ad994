"""Laws of reading activities; each odd shape is one that some software sends."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.vocab.activities import (
    Accept,
    Add,
    Announce,
    Block,
    Create,
    Delete,
    Dislike,
    EmojiReact,
    Flag,
    Follow,
    Like,
    QuoteRequest,
    Reject,
    Undo,
    Unknown,
    Update,
    subject_of,
)
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import PUBLIC
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import ld_signature_expires, read_activity

ANN = "https://alpha.test/ann"
BOB = "https://beta.test/bob"
POST = "https://alpha.test/posts/1"
ID = "https://alpha.test/activities/1"
NOTE = {"id": POST, "type": "Note", "attributedTo": ANN, "content": "<p>Hi</p>"}
LIKE = {"id": ID, "type": "Like", "actor": ANN, "object": POST}


def said(verb: str, **properties: Any) -> Any:
    return read_activity({"id": ID, "type": verb, "actor": ANN, **properties})


def test_actor_and_object_may_be_bare_listed_or_embedded() -> None:
    for actor in (ANN, [ANN], {"type": "Person", "id": ANN}):
        for thing in (POST, [POST], {"id": POST}, {"type": "Link", "href": POST}):
            like = said("Like", actor=actor, object=thing)

            assert (ANN, POST) == (like.actor, like.object)


@pytest.mark.parametrize("verb", ["Create", "Update"])
def test_post_that_names_nobody_is_for_whom_its_activity_names(verb: str) -> None:
    named = {"to": "as:Public", "cc": [BOB]}
    own = {**NOTE, "to": [BOB]}

    assert ((PUBLIC,), (BOB,)) == sent_to(said(verb, object=NOTE, **named))
    assert ((BOB,), ()) == sent_to(said(verb, object=own, **named))
    assert ((), ()) == sent_to(said(verb, object={**NOTE, "to": []}, **named))


def sent_to(activity: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return activity.object.to, activity.object.cc


@pytest.mark.parametrize("actor", [None, "", 1, "1", [], {}, [ANN, BOB], "acct:ann@alpha.test"])
def test_an_activity_without_one_actor_is_malformed(actor: Any) -> None:
    with pytest.raises(Malformed):
        said("Like", actor=actor, object=POST)


@pytest.mark.parametrize("thing", [None, "", 9, [], {}, [POST, POST], "urn:uuid:1", {"id": 4}])
def test_a_verb_without_one_object_is_malformed(thing: Any) -> None:
    with pytest.raises(Malformed):
        said("Like", object=thing)


@pytest.mark.parametrize("verb", ["Accept", "Add", "Follow", "Reject", "Remove", "View"])
def test_some_verbs_may_lack_an_id(verb: str) -> None:
    activity = read_activity({"type": verb, "actor": ANN, "object": BOB})

    assert "" == activity.id


@pytest.mark.parametrize("verb", ["Announce", "Block", "Create", "Delete", "Like", "Undo", "Move"])
@pytest.mark.parametrize("found", [{}, {"id": None}, {"id": 7}, {"id": "x"}, {"id": {"id": ID}}])
def test_other_verbs_need_an_id(verb: str, found: Mapping[str, Any]) -> None:
    thing = {"id": POST, "type": "Note", "attributedTo": ANN}

    with pytest.raises(Malformed):
        read_activity({"type": verb, "actor": ANN, "object": thing, **found})


@pytest.mark.parametrize("verb", ["Follow", "PollVote"])
def test_an_id_that_is_there_must_be_one(verb: str) -> None:
    with pytest.raises(Malformed):
        read_activity({"id": "javascript:1", "type": verb, "actor": ANN, "object": BOB})


def test_addresses_keep_ids_only_and_know_public_by_every_name() -> None:
    like = said("Like", object=POST, to="as:Public", cc=[2, None, BOB, {"id": BOB}, "Public"])

    assert (PUBLIC,) == like.to
    assert (BOB, PUBLIC) == like.cc


def test_addresses_beyond_the_limit_are_cut() -> None:
    like = said("Like", object=POST, to=[f"https://alpha.test/{n}" for n in range(1000)])

    assert limits.ADDRESSEES == len(like.to)


def test_a_type_may_be_listed_and_prefixed() -> None:
    for type_ in ("litepub:EmojiReact", ["http://litepub.social/ns#EmojiReact", "x:Other"]):
        assert isinstance(said("x", type=type_, object=POST, content="🌱"), EmojiReact)


def test_two_verbs_at_once_are_malformed() -> None:
    with pytest.raises(Malformed):
        said("x", type=["Like", "Dislike"], object=POST)


def test_what_is_verb_and_actor_at_once_is_malformed() -> None:
    document = {"id": ID, "type": "Announce", "actor": ANN, "object": {"type": ["Note", "Person"]}}

    with pytest.raises(Malformed):
        read_activity(document)


@pytest.mark.parametrize("verb", ["Question", "View", "Offer", "https://x.test#Y"])
def test_a_verb_that_we_do_not_speak_is_unknown(verb: str) -> None:
    activity = said("x", type=verb, object=POST)

    assert isinstance(activity, Unknown)
    assert (verb, POST) == (activity.type, activity.object)


def test_a_create_brings_its_post() -> None:
    create = said("Create", object=NOTE)

    assert isinstance(create, Create)
    assert (POST, ANN) == (create.object.id, create.object.attributed_to)


def test_a_post_without_author_is_by_the_actor_who_creates_it() -> None:
    create = said("Create", object={"id": POST, "type": "Note"})

    assert ANN == create.object.attributed_to


@pytest.mark.parametrize("verb", ["Create", "Update"])
@pytest.mark.parametrize("thing", [POST, [POST], {"id": POST}])
def test_a_create_that_only_names_its_post_says_what_to_fetch(verb: str, thing: Any) -> None:
    activity = said(verb, object=thing)

    assert isinstance(activity, Unknown)
    assert (verb, POST, POST) == (activity.type, activity.object, subject_of(activity))


@pytest.mark.parametrize("type_", ["Place", "Emoji", "OrderedCollection", "Tombstone"])
def test_a_create_of_what_is_no_post_asks_for_nothing(type_: str) -> None:
    activity = said("Create", object={"id": POST, "type": type_})

    assert isinstance(activity, Unknown)
    assert activity.object is None


@pytest.mark.parametrize("id_", [None, 5, [], "", "#x", "urn:x", "http://alpha.test/1"])
def test_a_created_post_needs_an_id(id_: Any) -> None:
    with pytest.raises(Malformed):
        said("Create", object={**NOTE, "id": id_})


def test_an_update_brings_a_post_or_an_actor() -> None:
    person = {"id": ANN, "type": "Person", "inbox": ANN + "/inbox"}

    assert isinstance(said("Update", object=NOTE).object, Object)
    assert isinstance(said("Update", object=person).object, Actor)
    assert isinstance(said("Update", object=NOTE), Update)


@pytest.mark.parametrize("thing", [POST, {"id": POST, "type": "Tombstone"}, NOTE, [POST]])
def test_a_delete_names_what_goes_however_it_is_written(thing: Any) -> None:
    delete = said("Delete", object=thing)

    assert isinstance(delete, Delete)
    assert (POST, None, False) == (delete.object, delete.summary, delete.with_replies)


def test_a_removal_has_a_summary_even_if_empty() -> None:
    removal = said("Delete", object=POST, summary="", withReplies=True)

    assert ("", True) == (removal.summary, removal.with_replies)


def test_an_answer_may_embed_name_or_half_say_what_it_answers() -> None:
    follow = {"id": ID, "type": "Follow", "actor": BOB, "object": ANN, "to": None}

    embedded = said("Accept", object=follow)
    named = said("Accept", object=ID)
    unreadable = said("Reject", object={**follow, "actor": 9})

    assert isinstance(embedded, Accept)
    assert isinstance(embedded.answered, Follow)
    assert (BOB, ANN) == (embedded.answered.actor, embedded.answered.object)
    assert (ID, None) == (named.object, named.answered)
    assert (ID, None) == (unreadable.object, unreadable.answered)


def test_a_rejection_of_nothing_nameable_is_read_quietly() -> None:
    reject = said("Reject", object={"type": "Announce", "object": NOTE})

    assert isinstance(reject, Reject)
    assert (None, None) == (reject.object, reject.answered)


def test_what_is_undone_is_by_whoever_undoes_it_unless_it_says_otherwise() -> None:
    undo = said("Undo", object={"type": "Like", "object": POST})
    other = said("Undo", object={**LIKE, "actor": BOB})

    assert isinstance(undo.undone, Like)
    assert (ANN, "") == (undo.undone.actor, undo.undone.id)
    assert BOB == other.undone.actor


def test_an_undo_by_bare_id_names_it() -> None:
    undo = said("Undo", object=ID)

    assert isinstance(undo, Undo)
    assert (ID, None) == (undo.object, undo.undone)


def test_undoing_without_end_is_read_without_end() -> None:
    document: Any = LIKE
    for _ in range(20):
        document = {"id": ID, "type": "Undo", "actor": ANN, "object": document}

    undo = read_activity(document)

    assert isinstance(undo, Undo)


def test_an_announce_is_a_boost_or_wraps_an_activity() -> None:
    boost = said("Announce", object=POST)
    embedded = said("Announce", object=NOTE)
    wrapped = said("Announce", object={"id": ID, "type": "Create", "actor": BOB, "object": NOTE})

    assert POST == boost.object
    assert isinstance(embedded.object, Object)
    assert isinstance(wrapped.object, Create)
    assert POST == subject_of(boost) == subject_of(embedded) == subject_of(wrapped)


def test_a_boosted_post_that_cannot_be_read_is_boosted_by_its_id() -> None:
    boost = said("Announce", object={**NOTE, "attributedTo": 7})

    assert POST == boost.object


def test_an_announced_activity_that_cannot_be_read_is_malformed() -> None:
    with pytest.raises(Malformed):
        said("Announce", object={"id": ID, "type": "Like", "object": POST})


def test_announces_nest_twice_and_no_deeper() -> None:
    inner = {"id": ID, "type": "Announce", "actor": BOB, "object": POST}

    twice = said("Announce", object=inner)

    assert isinstance(twice.object, Announce)
    with pytest.raises(Malformed):
        said("Announce", object={**inner, "object": inner})


def votes(number: int) -> list[Any]:
    kinds = ("Like", "Dislike")
    return [
        {"id": f"{ID}{n}", "type": kinds[n % 2], "actor": f"{BOB}{n}", "object": POST}
        for n in range(number)
    ]


@pytest.mark.parametrize("collection", [False, True])
def test_a_batch_of_votes_is_announced_at_once(collection: bool) -> None:
    thing = {"type": "OrderedCollection", "orderedItems": votes(4)} if collection else votes(4)

    announce = said("Announce", object=thing)

    assert [Like, Dislike, Like, Dislike] == [type(vote) for vote in announce.object]


def test_in_a_batch_only_readable_votes_count() -> None:
    odd = [{"type": "Like"}, 7, POST, {"id": ID, "type": "Create", "actor": BOB, "object": NOTE}]

    announce = said("Announce", object=[*votes(1), *odd])

    assert 1 == len(announce.object)


@pytest.mark.parametrize("thing", [[POST, POST], [7, 8], votes(limits.VOTES + 1)])
def test_several_things_that_are_no_batch_of_votes_are_malformed(thing: Any) -> None:
    with pytest.raises(Malformed):
        said("Announce", object=thing)


def test_a_reaction_is_under_content_or_in_misskeys_own_word() -> None:
    """FEP-c0e0."""
    assert "🌱" == said("Like", object=POST, content="🌱").content
    assert "🌱" == said("Like", object=POST, _misskey_reaction="🌱").content
    assert said("Like", object=POST, content={}).content is None


def test_a_report_names_posts_and_authors_and_says_why() -> None:
    mastodon = said("Flag", object=[BOB, {"id": POST}], content="spam")
    lemmy = said("Flag", object=POST, summary="spam")
    flood = said("Flag", object=[f"{POST}{n}" for n in range(5000)], content="x" * 10**6)

    assert (BOB, POST) == mastodon.object
    assert "spam" == mastodon.content == lemmy.content
    assert limits.OBJECTS == len(flood.object)
    assert len(flood.content) <= limits.SUMMARY
    assert isinstance(lemmy, Flag)


def test_a_ban_says_where_from_and_until_when() -> None:
    ends = datetime(2026, 4, 1, tzinfo=UTC)

    for word in ("endTime", "expires"):
        ban = said("Block", object=BOB, target=ANN, removeData=True, **{word: "2026-04-01"})

        assert isinstance(ban, Block)
        assert (ANN, ends, True) == (ban.target, ban.end_time, ban.remove_data)


def test_pinning_may_lack_a_target_and_hashtags_are_no_pins() -> None:
    moderator = said("Add", object=BOB, target=None)
    hashtag = said("Add", object={"type": "Hashtag", "href": "https://alpha.test/tags/x"})

    assert isinstance(moderator, Add)
    assert moderator.target is None
    assert isinstance(hashtag, Unknown)


@pytest.mark.parametrize("instrument", [POST, NOTE, {**NOTE, "quote": BOB}])
def test_a_request_to_quote_names_the_quoting_post(instrument: Any) -> None:
    request = said("QuoteRequest", object=BOB, instrument=instrument)

    assert isinstance(request, QuoteRequest)
    assert (BOB, POST) == (request.object, request.instrument)


def test_an_ld_signature_is_noticed_and_its_end_is_known() -> None:
    signature = {"type": "RsaSignature2017", "signatureValue": "x", "expires": "2026-04-01"}

    assert said("Like", object=POST, signature=signature).signed
    assert not said("Like", object=POST, signature={"type": "RsaSignature2017"}).signed
    assert not said("Like", object=POST, proof=signature).signed
    assert datetime(2026, 4, 1, tzinfo=UTC) == ld_signature_expires({"signature": signature})
