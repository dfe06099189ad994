"""Known: what is known after something has happened."""

from dataclasses import replace

from fediforum.forum.effects import Erase, Put, Relate, Unrelate
from fediforum.forum.model import Grave, PostState, Tie
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri
from tests.blocking import blocking
from tests.people import (
    ALICE,
    ANSWER,
    ANSWER_POST,
    BOB,
    CORA,
    GARDENING,
    NOW,
    SLUGS,
    SLUGS_POST,
    SLUGS_THREAD,
    act_id,
    known,
    tie,
)  # fmt: skip


def test_what_is_put_is_known_by_its_id() -> None:
    edited = replace(SLUGS_POST, name="New", create=act_id(ALICE))
    locked = replace(SLUGS_THREAD, locked=True)

    after = known().after([Put(edited), Put(locked)])

    assert (edited, locked) == (after.posts[SLUGS], after.threads[SLUGS_THREAD.id])
    assert {act_id(ALICE): SLUGS} == after.creates


def test_relation_takes_the_place_of_the_one_before() -> None:
    up = tie(Tie.VOTE, BOB.id, SLUGS, "up", act_id(BOB, "1"))
    down = tie(Tie.VOTE, BOB.id, SLUGS, "down", act_id(BOB, "2"))

    after = known(up).after([Relate(down)])

    assert (down, down) == (after.relation(Tie.VOTE, BOB.id, SLUGS), after.deeds[act_id(BOB, "2")])


def test_relation_that_ends_is_found_by_nothing() -> None:
    up = tie(Tie.VOTE, BOB.id, SLUGS, "up", act_id(BOB, "1"))

    after = known(up).after([Unrelate(Tie.VOTE, BOB.id, SLUGS)])

    assert (None, None) == (
        after.relation(Tie.VOTE, BOB.id, SLUGS), after.deeds.get(act_id(BOB, "1")),
    )  # fmt: skip


def test_ending_what_never_was_changes_nothing() -> None:
    assert known() == known().after([Unrelate(Tie.VOTE, BOB.id, SLUGS)])


def test_grave_leaves_a_place_and_no_words() -> None:
    after = known().after([Put(Grave(id=ANSWER, by=CORA.id, at=NOW))])

    buried = after.posts[ANSWER]
    assert ("", PostState.DELETED) == (buried.content, buried.state)
    assert (ANSWER_POST.seq, ANSWER_POST.thread) == (buried.seq, buried.thread)
    assert ANSWER in after.gone


def test_whoever_left_has_said_and_done_nothing() -> None:
    world = known(tie(Tie.VOTE, ALICE.id, ANSWER), tie(Tie.VOTE, BOB.id, ANSWER))

    after = world.after([Erase(ALICE.id, NOW)])

    assert PostState.DELETED == after.posts[SLUGS].state
    assert PostState.SHOWN == after.posts[ANSWER].state
    assert (None, True) == (
        after.relation(Tie.VOTE, ALICE.id, ANSWER), after.members[ALICE.id].gone,
    )  # fmt: skip
    assert after.relation(Tie.VOTE, BOB.id, ANSWER) is not None


def test_actor_document_does_not_lift_a_suspension() -> None:
    world = known(members={BOB.id: replace(BOB, suspended=True)})
    actor = Actor(id=BOB.id, type="Person", preferred_username="rob", inbox=BOB.inbox)

    after = world.after([Put(actor)])

    assert ("rob", True) == (after.members[BOB.id].name, after.members[BOB.id].suspended)


def test_gathered_values_are_never_changed_in_place() -> None:
    world = known()
    world.after([Put(Grave(id=SLUGS, by=ALICE.id, at=NOW)), Erase(CORA.id, NOW)])

    assert known() == world


def test_server_is_shunned_on_label_boundaries() -> None:
    world = known(domains=blocking("evil.test"))

    assert [True, True, True, False] == [
        world.shuns(Iri(iri))
        for iri in (
            "https://evil.test/1", "https://a.EVIL.test./1", "https://evil.test:8443/1",
            "https://notevil.test/1",
        )
    ]  # fmt: skip
    assert not world.shuns(GARDENING.id)
