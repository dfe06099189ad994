"""The volume contract (decision 11), row by row: who hears of what, in which form.

Each server of ``tests/forum/hearing.py`` runs one software and follows one thing; a row here
says what it gets.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from fediforum.forum.audience import peers_of
from fediforum.forum.effects import Emit, Peers
from fediforum.forum.judge import judge
from fediforum.forum.model import PostState, Tie
from fediforum.forum.provenance import Fetched, Provenance
from fediforum.forum.verdict import Accepted
from fediforum.vocab.activities import (
    Announce,
    AnyActivity,
    Create,
    Delete,
    Like,
    Lock,
    Undo,
    Update,
)  # fmt: skip
from fediforum.vocab.iri import PUBLIC, Iri
from tests.forum.hearing import BOARD, BOTH, Server, heard, reaches, shape
from tests.people import (
    ALICE,
    ANSWER,
    BOB,
    CORA,
    CORAS,
    DESK,
    GARDENING,
    NOW,
    SLUGS,
    SLUGS_POST,
    SLUGS_THREAD,
    act_id,
    calls,
    created,
    ids,
    known,
    local,
    said,
    signed,
    tie,
)  # fmt: skip


def thread_by(author: object) -> Create:
    who = CORA if author is CORA else BOB
    return created(said(who, cc=(GARDENING.id,), tag=calls(GARDENING)))


def reply_by(who: object, *, signature: bool = False) -> Create:
    author = CORA if who is CORA else BOB
    thing = said(author, cc=(GARDENING.id, ALICE.id), tag=calls(GARDENING, ALICE), parent=SLUGS)
    return created(thing, signature=signature)


ID, IT, TOLD = "Announce id by board", "Announce it by board", "Announce it by board"
BY_THREAD = "Announce id by thread"
LINKED, RELAYED = "linked Create by board", "relayed Create by board"
CREATE = "Create by author"


def test_opening_post_of_ours() -> None:
    got = heard(thread_by(CORA), local(CORA))

    assert {
        "m.test": {ID}, "l.test": {IT}, "n.test": {ID}, "u.test": {ID, IT}, "d.test": {ID, IT},
        "t.test": set(), "p.test": set(), "a.test": {CREATE, ID}, "alpha.test": {ID},
    } == got  # fmt: skip


def test_opening_post_from_elsewhere() -> None:
    got = heard(thread_by(BOB), signed(BOB))

    assert {
        "m.test": {ID}, "l.test": {IT}, "n.test": {ID}, "u.test": {ID, IT}, "d.test": {ID, IT},
        "t.test": set(), "p.test": set(), "a.test": {ID}, "alpha.test": {ID},
    } == got  # fmt: skip


def test_reply_of_ours_is_relayed_and_never_boosted_by_the_board() -> None:
    got = heard(reply_by(CORA), local(CORA))

    assert {
        "m.test": {LINKED}, "l.test": {IT}, "n.test": {ID}, "u.test": {LINKED}, "d.test": {IT},
        "t.test": {BY_THREAD}, "p.test": {BY_THREAD}, "a.test": {CREATE}, "alpha.test": {CREATE},
    } == got  # fmt: skip


def test_signed_reply_from_elsewhere_is_relayed_as_it_came() -> None:
    got = heard(reply_by(BOB, signature=True), signed(BOB))

    assert {
        "m.test": {RELAYED}, "l.test": {IT}, "n.test": {ID}, "u.test": {RELAYED}, "d.test": {IT},
        "t.test": {BY_THREAD}, "p.test": {BY_THREAD}, "a.test": {RELAYED}, "alpha.test": {RELAYED},
    } == got  # fmt: skip


@pytest.mark.parametrize("by", [signed(BOB), Fetched(Iri("https://beta.test/notes/n1"))], ids=str)
def test_reply_without_ld_signature_is_left_for_microblogs_to_find(by: Provenance) -> None:
    got = heard(reply_by(BOB), by)

    assert {
        "m.test": set(), "l.test": {IT}, "n.test": {ID}, "u.test": set(), "d.test": set(),
        "t.test": {BY_THREAD}, "p.test": {BY_THREAD}, "a.test": set(), "alpha.test": set(),
    } == got  # fmt: skip


def test_reply_that_is_found_late_is_boosted_to_nobody() -> None:
    """A thread backfilled at first sight does not fill the timelines of who follows it."""
    old = replace(SLUGS_POST, published=NOW - timedelta(days=9))
    world = known()
    world = replace(world, posts={**world.posts, SLUGS: old})
    create = reply_by(BOB)
    thing = replace(create.object, published=NOW - timedelta(days=2))

    got = heard(replace(create, object=thing), Fetched(thing.id), world)

    assert (set(), {IT}, {ID}) == (got["t.test"], got["l.test"], got["n.test"])


@pytest.mark.parametrize(("verb", "nodebb"), [("Update", "author"), ("Delete", "board")])
def test_edit_and_delete_of_ours(verb: str, nodebb: str) -> None:
    """NodeBB takes an edit from its author, and a deletion from the board: never both."""
    thing = replace(said(CORA, cc=(ALICE.id,), content="<p>New</p>"), id=ANSWER, updated=NOW)
    acts: dict[str, AnyActivity] = {
        "Update": Update(id=act_id(CORA), actor=CORA.id, to=(PUBLIC,), object=thing),
        "Delete": Delete(id=act_id(CORA), actor=CORA.id, to=(PUBLIC,), object=ANSWER),
    }
    mine = f"{verb} by author"

    got = heard(acts[verb], local(CORA))

    assert {
        "m.test": {mine}, "l.test": {TOLD}, "u.test": {mine, TOLD},
        "n.test": {mine if nodebb == "author" else TOLD},
        "d.test": {mine, TOLD}, "t.test": {mine}, "p.test": {mine}, "a.test": {mine},
        "alpha.test": {mine},
    } == got  # fmt: skip


@pytest.mark.parametrize("signature", [True, False])
def test_edit_from_elsewhere_goes_to_microblogs_only_if_signed(signature: bool) -> None:
    thing = replace(said(ALICE, content="<p>New</p>"), id=SLUGS, updated=NOW)
    update = Update(id=act_id(ALICE), actor=ALICE.id, object=thing, signed=signature)
    board, to_thread = "relayed Update by board", "relayed Update by thread"

    got = heard(update, signed(ALICE))

    relay = {board} if signature else set()
    assert {
        "m.test": relay, "l.test": {TOLD}, "n.test": {TOLD}, "u.test": {*relay, TOLD},
        "d.test": {TOLD}, "t.test": {to_thread} if signature else set(),
        "p.test": {to_thread} if signature else set(), "a.test": relay, "alpha.test": set(),
    } == got  # fmt: skip


def test_server_that_follows_board_and_thread_gets_an_edit_once() -> None:
    theirs = replace(said(ALICE, content="<p>New</p>"), id=SLUGS, updated=NOW)
    ours = replace(said(CORA, content="<p>New</p>"), id=ANSWER, updated=NOW)
    edits = (
        (Update(id=act_id(ALICE), actor=ALICE.id, object=theirs, signed=True), signed(ALICE)),
        (Update(id=act_id(CORA), actor=CORA.id, object=ours), local(CORA)),
    )

    for activity, by in edits:
        verdict = judge(activity, known(), by, NOW, ids())
        assert isinstance(verdict, Accepted)
        sent = [e for e in verdict.effects if isinstance(e, Emit) and reaches(e.audience, BOTH)]
        assert 1 == len(sent)


def test_vote_of_ours_goes_to_forums_and_to_the_author() -> None:
    like = Like(id=act_id(CORA), actor=CORA.id, object=SLUGS)

    got = heard(like, local(CORA))

    assert {
        "m.test": set(), "l.test": {TOLD}, "n.test": {"Like by author"}, "u.test": set(),
        "d.test": set(), "t.test": set(), "p.test": set(), "a.test": set(),
        "alpha.test": {"Like by author"},
    } == got  # fmt: skip


def test_vote_from_elsewhere_goes_to_forums_only() -> None:
    got = heard(Like(id=act_id(BOB), actor=BOB.id, object=ANSWER), signed(BOB))

    assert {host: {TOLD} if host in {"l.test", "n.test"} else set() for host in got} == got


def test_no_server_hears_of_a_vote_twice() -> None:
    """An author whose server follows the board as a forum hears it from the board alone."""
    like = Like(id=act_id(CORA), actor=CORA.id, object=SLUGS)
    at_lemmy = Server("alpha.test", "lemmy", BOARD)

    verdict = judge(like, known(), local(CORA), NOW, ids())

    assert isinstance(verdict, Accepted)
    got = [
        shape(e) for e in verdict.effects if isinstance(e, Emit) and reaches(e.audience, at_lemmy)
    ]
    assert got == [TOLD]


def test_moderation_is_told_to_forums_only() -> None:
    got = heard(Lock(id=act_id(DESK), actor=DESK.id, object=SLUGS), local(DESK))

    assert {host: {TOLD} if host in {"l.test", "n.test"} else set() for host in got} == got


def test_removed_opening_post_is_taken_back_from_timelines() -> None:
    removal = Delete(id=act_id(DESK), actor=DESK.id, object=SLUGS, summary="spam")
    undo = "Undo by board"

    got = heard(removal, local(DESK))

    assert {
        "m.test": {undo}, "l.test": {TOLD}, "n.test": {TOLD}, "u.test": {undo}, "d.test": {undo},
        "t.test": set(), "p.test": set(), "a.test": {undo},
        "alpha.test": {undo, "Create by author"},  # the desk's letter to whoever wrote it
    } == got  # fmt: skip


def test_removed_reply_is_taken_back_by_the_thread() -> None:
    removal = Delete(id=act_id(DESK), actor=DESK.id, object=ANSWER, summary="spam")

    got = heard(removal, local(DESK))

    assert {"Undo by thread"} == got["t.test"]
    assert (set(), {TOLD}) == (got["m.test"], got["l.test"])


def test_restored_thread_is_announced_under_a_new_id() -> None:
    removed = replace(SLUGS_POST, state=PostState.REMOVED)
    world = known()
    world = replace(world, posts={**world.posts, SLUGS: removed})
    removal = Delete(id=act_id(DESK, "rem"), actor=DESK.id, object=SLUGS, summary="spam")
    undo = Undo(id=act_id(DESK, "und"), actor=DESK.id, undone=removal)

    verdict = judge(undo, world, local(DESK), NOW, ids())

    assert isinstance(verdict, Accepted)
    ids_sent = {e.activity.id for e in verdict.effects if isinstance(e, Emit)}
    assert ids().derived(SLUGS, "Announce", GARDENING.id) not in ids_sent
    assert ids().derived(undo.id, "Announce", GARDENING.id) in ids_sent


def test_announces_have_the_same_id_each_time() -> None:
    """Judged twice, sent once: ids follow from what is announced."""
    twice = [judge(thread_by(BOB), known(), signed(BOB), NOW, ids()) for _ in range(2)]

    assert twice[0] == twice[1]


def test_what_was_fetched_is_wrapped_in_a_create_with_an_id_of_ours() -> None:
    thing = said(BOB, cc=(ALICE.id,), parent=SLUGS)
    nameless = replace(created(thing), id=Iri(""))

    verdict = judge(nameless, known(), Fetched(thing.id), NOW, ids())

    assert isinstance(verdict, Accepted)
    inner = [
        e.activity.object
        for e in verdict.effects
        if isinstance(e, Emit) and isinstance(e.activity, Announce)
    ]
    creates = [one for one in inner if isinstance(one, Create)]
    assert creates
    assert all(one.id.startswith("https://forum.test/ap/activities/") for one in creates)


def test_everything_about_a_thread_is_in_its_lane() -> None:
    verdict = judge(reply_by(CORA), known(), local(CORA), NOW, ids())

    assert isinstance(verdict, Accepted)
    assert {SLUGS_THREAD.id} == {e.lane for e in verdict.effects if isinstance(e, Emit)}


@pytest.mark.parametrize(
    ("software", "expected"),
    [
        ("mastodon", Peers.MICROBLOG), ("Misskey", Peers.MICROBLOG), ("lemmy", Peers.FORUM),
        ("fediforum", Peers.FORUM), ("nodebb", Peers.NODEBB), ("else", Peers.UNKNOWN),
        (None, Peers.UNKNOWN),
    ],
)  # fmt: skip
def test_software_is_one_of_four_kinds(software: str | None, expected: Peers) -> None:
    assert expected == peers_of(software)


def test_follower_of_the_author_never_gets_the_relay() -> None:
    follows = tie(Tie.FOLLOW, BOB.id, CORA.id, "accepted")
    both = Server("beta.test", "mastodon", BOARD | {CORA.id})

    verdict = judge(reply_by(CORA), known(follows), local(CORA), NOW, ids())

    assert isinstance(verdict, Accepted)
    got = [shape(e) for e in verdict.effects if isinstance(e, Emit) and reaches(e.audience, both)]
    assert got == [CREATE]


def test_boost_is_addressed_to_all_and_names_the_author() -> None:
    verdict = judge(thread_by(CORA), known(), local(CORA), NOW, ids())

    assert isinstance(verdict, Accepted)
    [boost] = [
        e.activity
        for e in verdict.effects
        if isinstance(e, Emit)
        and isinstance(e.activity, Announce)
        and isinstance(e.activity.object, str)
    ]
    assert ((PUBLIC,), (GARDENING.followers, CORA.id)) == (boost.to, boost.cc)
    assert boost.object != CORAS
