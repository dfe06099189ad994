"""The documents of our own actors."""

from dataclasses import replace

from fediforum.forum.actors import board_actor, instance_actor, member_actor, thread_actor
from fediforum.forum.model import Posting
from fediforum.vocab.actors import Key
from fediforum.vocab.iri import Iri
from tests.people import CORA, DESK, GARDENING, HOME, SLUGS_THREAD

KEYS = (
    Key(Iri(f"{GARDENING.id}#main-key"), GARDENING.id, pem="PEM"),
    Key(Iri(f"{GARDENING.id}#ed25519-key"), GARDENING.id, multibase="z6Mk"),
)


def test_board_is_a_group_that_may_be_found() -> None:
    actor = board_actor(GARDENING, HOME, KEYS)

    assert ("Group", "tuin", "Gardening", True) == (
        actor.type, actor.preferred_username, actor.name, actor.discoverable,
    )  # fmt: skip
    assert (HOME.shared_inbox, "tuin@forum.test") == (actor.shared_inbox, actor.webfinger)
    assert f"{GARDENING.id}/moderators" == actor.moderators


def test_board_says_that_only_moderators_open_threads() -> None:
    strict = replace(GARDENING, posting=Posting.MODERATORS)

    assert board_actor(strict, HOME, KEYS).posting_restricted_to_mods


def test_thread_publishes_its_boards_keys_as_its_own() -> None:
    actor = thread_actor(SLUGS_THREAD, GARDENING, HOME, KEYS)

    assert (
        Key(Iri(f"{SLUGS_THREAD.id}#main-key"), SLUGS_THREAD.id, pem="PEM"),
        Key(Iri(f"{SLUGS_THREAD.id}#ed25519-key"), SLUGS_THREAD.id, multibase="z6Mk"),
    ) == actor.keys


def test_thread_is_a_group_that_is_not_put_forward() -> None:
    actor = thread_actor(SLUGS_THREAD, GARDENING, HOME, KEYS)

    assert ("Group", f"t{SLUGS_THREAD.short}", False) == (
        actor.type, actor.preferred_username, actor.discoverable,
    )  # fmt: skip
    assert HOME.thread_join_page(SLUGS_THREAD.short) == actor.url


def test_member_is_a_person_at_their_page() -> None:
    actor = member_actor(CORA, HOME, ())

    assert ("Person", HOME.member_page("cora"), True) == (
        actor.type, actor.url, actor.discoverable,
    )  # fmt: skip
    assert not member_actor(DESK, HOME, ()).discoverable


def test_instance_answers_at_the_shared_inbox() -> None:
    actor = instance_actor(HOME, "Forum", ())

    assert ("Application", HOME.shared_inbox) == (actor.type, actor.inbox)


def test_every_address_of_an_actor_is_short_and_has_no_fragment() -> None:
    """PieFed cuts ids at 100 characters; Mastodon looks up what is before a ``#``."""
    actor = thread_actor(SLUGS_THREAD, GARDENING, HOME, ())

    for iri in (actor.id, actor.inbox, actor.outbox, actor.followers, actor.following):
        assert iri is not None
        assert (True, False) == (len(iri) <= 100, "#" in iri)
