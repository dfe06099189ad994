"""Announce: boosts, and what a board elsewhere is believed about (FEP-1b12)."""

from dataclasses import replace

import pytest

from fediforum.forum.effects import Errand, Unrelate
from fediforum.forum.model import PostState, Tie
from fediforum.forum.rules import announce, confirm, flag, moderate, react, undo as undo_rule
from fediforum.vocab.activities import (
    Add,
    Announce,
    AnyActivity,
    Block,
    Create,
    Delete,
    Dislike,
    Flag,
    Follow,
    Like,
    Lock,
    Remove,
    Undo,
    Unknown,
    Update,
)  # fmt: skip
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Object
from tests.blocking import blocking
from tests.forum.verdicts import ask, effects, emits, ended, errands, relations, things
from tests.people import (
    ALICE,
    ANSWER,
    BOB,
    CORA,
    DESK,
    GARDENING,
    LEMMY_TEA,
    MALLORY,
    SLUGS,
    TEA,
    TEA_AUTHOR,
    TEA_POST,
    TEA_THREAD,
    act_id,
    as_member,
    created,
    known,
    post,
    said,
    tie,
)  # fmt: skip

TEA_ACTOR = as_member(LEMMY_TEA)
MODERATOR = Iri("https://lemmy.test/u/mod")
FAR = Iri("https://gamma.test/notes/7")


def passes_on(thing: "Iri | Object | AnyActivity | tuple[AnyActivity, ...]") -> Announce:
    return Announce(id=act_id(TEA_ACTOR), actor=LEMMY_TEA.id, object=thing)


@pytest.mark.parametrize(("verb", "thing"), [("Create", FAR), ("Update", FAR), ("Update", TEA)])
def test_what_a_board_only_names_as_new_or_edited_is_looked_up(verb: str, thing: Iri) -> None:
    follows = known(tie(Tie.FOLLOW, DESK.id, LEMMY_TEA.id, "accepted"))
    inner = Unknown(id=act_id(TEA_AUTHOR), actor=TEA_AUTHOR.id, type=verb, object=thing)

    verdict = ask(passes_on(inner), TEA_ACTOR, follows)

    assert [Errand("fetch", thing, {"board": LEMMY_TEA.id})] == errands(verdict)


@pytest.mark.parametrize(("verb", "thing"), [("View", FAR), ("Create", ANSWER)])
def test_what_no_board_says_is_not_looked_up(verb: str, thing: Iri) -> None:
    follows = known(tie(Tie.FOLLOW, DESK.id, LEMMY_TEA.id, "accepted"))
    inner = Unknown(id=act_id(TEA_AUTHOR), actor=TEA_AUTHOR.id, type=verb, object=thing)

    assert announce.NOT_BELIEVED == ask(passes_on(inner), TEA_ACTOR, follows)


# -- boosts --------------------------------------------------------------------------------------


def test_boost_is_counted_once() -> None:
    boost = Announce(id=act_id(BOB), actor=BOB.id, object=ANSWER)
    before = tie(Tie.SHARE, BOB.id, ANSWER)

    assert [(BOB.id, ANSWER)] == [(r.a, r.b) for r in relations(ask(boost, BOB))]
    assert announce.KNOWN == ask(boost, BOB, known(before))


def test_boost_of_something_unknown_is_ignored_from_whom_we_do_not_follow() -> None:
    boost = Announce(id=act_id(BOB), actor=BOB.id, object=FAR)

    assert announce.NOT_KNOWN == ask(boost, BOB)


def test_what_a_followed_board_boosts_is_fetched_from_its_own_id() -> None:
    forged = replace(said(ALICE), id=FAR, attributed_to=Iri("https://gamma.test/u/gus"))

    for thing in (FAR, forged):
        assert (Errand("fetch", FAR, {"board": LEMMY_TEA.id}),) == effects(
            ask(passes_on(thing), TEA_ACTOR)
        )


def test_boost_of_what_comes_from_a_blocked_server_is_ignored() -> None:
    world = known(domains=blocking("gamma.test"))

    assert announce.BLOCKED == ask(passes_on(FAR), TEA_ACTOR, world)


def test_boost_by_somebody_here_goes_to_their_followers_and_the_author() -> None:
    boost = Announce(id=act_id(CORA), actor=CORA.id, object=SLUGS)

    [emit] = emits(ask(boost, CORA))

    assert (frozenset({ALICE.id}), frozenset({CORA.id})) == (
        emit.audience.actors,
        emit.audience.followers_of,
    )


# -- our own, coming back --------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["wrapped", "boosted"])
def test_post_of_ours_stands_once_its_board_has_announced_it(form: str) -> None:
    thing = said(CORA, to=(LEMMY_TEA.id,))
    mine = post(thing.id, CORA, short="0freshfreshf1", within=TEA_THREAD, group=LEMMY_TEA)
    pending = replace(mine, state=PostState.PENDING)
    world = known()
    world = replace(world, posts={**world.posts, mine.id: pending})
    back = passes_on(created(thing) if form == "wrapped" else thing.id)

    assert [mine] == things(ask(back, TEA_ACTOR, world))


def test_vote_of_ours_that_comes_back_counts_no_second_time() -> None:
    like = Like(id=act_id(CORA), actor=CORA.id, object=TEA)

    assert confirm.OURS == ask(passes_on(like), TEA_ACTOR)


# -- what a board is believed about --------------------------------------------------------------


def test_reaction_in_a_board_is_believed_from_the_board() -> None:
    like = Like(id=Iri("https://gamma.test/l/1"), actor=Iri("https://gamma.test/u/g"), object=TEA)

    [vote] = relations(ask(passes_on(like), TEA_ACTOR))

    assert (like.actor, TEA, "up") == (vote.a, vote.b, vote.value)


def test_reaction_on_a_post_of_another_board_is_not() -> None:
    like = Like(id=Iri("https://gamma.test/l/1"), actor=Iri("https://gamma.test/u/g"), object=SLUGS)

    assert react.ANOTHER_BOARD == ask(passes_on(like), TEA_ACTOR)


def test_row_of_votes_is_counted_one_by_one() -> None:
    gus, gia = Iri("https://gamma.test/u/gus"), Iri("https://gamma.test/u/gia")
    votes = (
        Like(id=Iri("https://gamma.test/l/1"), actor=gus, object=TEA),
        Dislike(id=Iri("https://gamma.test/l/2"), actor=gia, object=TEA),
        Like(id=Iri("https://gamma.test/l/3"), actor=gus, object=TEA),
        Like(id=Iri("https://gamma.test/l/4"), actor=gus, object=SLUGS),
        Delete(id=Iri("https://gamma.test/l/5"), actor=gus, object=TEA),
    )

    found = relations(ask(passes_on(votes), TEA_ACTOR))

    assert [(gus, "up"), (gia, "down")] == [(vote.a, vote.value) for vote in found]


def test_vote_is_taken_back_through_the_board() -> None:
    gus = Iri("https://gamma.test/u/gus")
    vote = tie(Tie.VOTE, gus, TEA, "up")
    like = Like(id=Iri(""), actor=gus, object=TEA)
    undo = Undo(id=Iri("https://gamma.test/u/1"), actor=gus, undone=like)

    assert [(gus, TEA)] == [(e.a, e.b) for e in ended(ask(passes_on(undo), TEA_ACTOR, known(vote)))]


def test_what_a_board_adds_to_a_conversation_is_passed_on_by_it() -> None:
    """So forums of Hubzilla and Streams do it (FEP-171b); whoever else adds it says nothing."""
    gus, context = Iri("https://gamma.test/u/gus"), Iri(f"{TEA}/conversation")
    like = Like(id=Iri("https://gamma.test/likes/1"), actor=gus, object=TEA)
    add = Add(id=act_id(TEA_ACTOR), actor=TEA_ACTOR.id, object=like.id, target=context, added=like)
    by_bob = replace(add, id=act_id(BOB), actor=BOB.id)

    assert [(gus, TEA)] == [(vote.a, vote.b) for vote in relations(ask(add, TEA_ACTOR))]
    assert moderate.NO_TARGET == ask(by_bob, BOB)
    assert moderate.NO_TARGET == ask(add, TEA_ACTOR, known(relations={}))


def test_vote_that_is_only_named_is_taken_back_through_the_board() -> None:
    gus = Iri("https://gamma.test/u/gus")
    like, follow = Iri("https://gamma.test/likes/1"), Iri("https://gamma.test/follows/1")
    vote = tie(Tie.VOTE, gus, TEA, "up", like)
    other = tie(Tie.FOLLOW, gus, LEMMY_TEA.id, "accepted", follow)
    undo = Undo(id=Iri("https://gamma.test/u/1"), actor=gus, object=like)
    by_another = replace(undo, actor=BOB.id)
    of_another = replace(undo, object=follow)
    world = known(vote, other)

    assert [(gus, TEA)] == [(e.a, e.b) for e in ended(ask(passes_on(undo), TEA_ACTOR, world))]
    assert undo_rule.NOT_YOURS == ask(passes_on(by_another), TEA_ACTOR, world)
    assert announce.NOT_BELIEVED == ask(passes_on(of_another), TEA_ACTOR, world)


def test_post_of_the_boards_own_server_is_believed() -> None:
    thing = replace(said(TEA_AUTHOR, cc=(LEMMY_TEA.id,)), audience=LEMMY_TEA.id)

    assert thing.id in {
        getattr(one, "id", None) for one in things(ask(passes_on(created(thing)), TEA_ACTOR))
    }


@pytest.mark.parametrize("verb", [Create, Update])
def test_post_of_another_server_is_fetched_instead(verb: type[Create] | type[Update]) -> None:
    thing = said(BOB, cc=(LEMMY_TEA.id,), parent=TEA)
    inner = verb(id=act_id(BOB), actor=BOB.id, object=thing)

    assert [Errand("fetch", thing.id, {"board": LEMMY_TEA.id})] == errands(
        ask(passes_on(inner), TEA_ACTOR)
    )


def test_forged_author_on_the_boards_own_server_is_not_believed() -> None:
    thing = replace(said(TEA_AUTHOR, cc=(LEMMY_TEA.id,)), attributed_to=ALICE.id)
    inner = Create(id=act_id(TEA_AUTHOR), actor=TEA_AUTHOR.id, object=thing)

    assert [] == things(ask(passes_on(inner), TEA_ACTOR))


def test_lock_pin_ban_and_moderators_are_the_boards_own() -> None:
    gus = Iri("https://gamma.test/u/gus")
    acts = (
        Lock(id=Iri(""), actor=MODERATOR, object=TEA, summary="enough"),
        Add(id=Iri(""), actor=MODERATOR, object=TEA, target=Iri(f"{LEMMY_TEA.id}/featured")),
        Block(id=Iri(""), actor=MODERATOR, object=gus, target=LEMMY_TEA.id),
        Add(id=Iri(""), actor=MODERATOR, object=gus, target=Iri(f"{LEMMY_TEA.id}/moderators")),
    )

    lock, *rest = [ask(passes_on(act), TEA_ACTOR) for act in acts]

    [locked] = things(lock)
    closed = replace(TEA_THREAD, locked=True, lock_reason="enough", locked_by=MODERATOR)
    assert closed == locked
    assert [(Tie.PIN, TEA), (Tie.BAN, gus), (Tie.ROLE, gus)] == [
        (r.kind, r.a) for verdict in rest for r in relations(verdict)
    ]


def test_lock_and_ban_in_a_board_here_are_not() -> None:
    lock = Lock(id=Iri(""), actor=MODERATOR, object=SLUGS)
    ban = Block(id=Iri(""), actor=MODERATOR, object=BOB.id, target=GARDENING.id)
    role = Add(id=Iri(""), actor=MODERATOR, object=BOB.id, target=Iri(f"{GARDENING.id}/moderators"))

    found = [ask(passes_on(act), TEA_ACTOR) for act in (lock, ban, role)]

    assert [
        moderate.NOT_A_MODERATOR, announce.NOT_BELIEVED, moderate.NOT_A_MODERATOR,
    ] == found  # fmt: skip


def test_board_describes_itself_and_nobody_else() -> None:
    def document(who: Iri) -> Actor:
        return Actor(id=who, type="Group", preferred_username="tea", inbox=Iri(f"{who}/inbox"))

    own, other = (
        passes_on(Update(id=Iri(""), actor=MODERATOR, object=document(who)))
        for who in (LEMMY_TEA.id, ALICE.id)
    )

    assert document(LEMMY_TEA.id) in things(ask(own, TEA_ACTOR))
    assert announce.NOT_BELIEVED == ask(other, TEA_ACTOR)


@pytest.mark.parametrize(
    "inner",
    [
        Follow(id=Iri(""), actor=BOB.id, object=GARDENING.id),
        Flag(id=Iri(""), actor=BOB.id, object=(TEA,)),
        Undo(id=Iri(""), actor=BOB.id, undone=Follow(id=Iri(""), actor=BOB.id, object=TEA)),
        Undo(id=Iri(""), actor=BOB.id, object=act_id(BOB)),
    ],
)
def test_board_is_not_believed_about_other_affairs(inner: AnyActivity) -> None:
    verdict = ask(passes_on(inner), TEA_ACTOR)

    assert verdict in (announce.NOT_BELIEVED, flag.NOT_HERE)


def test_board_that_we_do_not_follow_is_not_believed() -> None:
    like = Like(id=Iri(""), actor=BOB.id, object=TEA)

    assert announce.NOT_FOLLOWED == ask(passes_on(like), TEA_ACTOR, known(relations={}))


def test_server_that_follows_a_board_here_speaks_for_the_votes_of_its_own_people() -> None:
    """So a category of Discourse sends them; what is not a vote its author must say."""
    reader = Iri("https://lemmy.test/u/reader")
    like = Like(id=Iri("https://lemmy.test/likes/1"), actor=reader, object=SLUGS)
    lock = Lock(id=Iri("https://lemmy.test/locks/1"), actor=reader, object=SLUGS)
    world = known(relations={})

    voted = ask(passes_on(like), TEA_ACTOR, world)
    undo = Undo(id=Iri(""), actor=reader, object=like.id, undone=like)
    taken_back = ask(passes_on(undo), TEA_ACTOR, world.after(effects(voted)))

    assert [(Tie.VOTE, reader, SLUGS)] == [(each.kind, each.a, each.b) for each in relations(voted)]
    assert [Unrelate(Tie.VOTE, reader, SLUGS)] == ended(taken_back)
    assert announce.NOT_FOLLOWED == ask(passes_on(lock), TEA_ACTOR, world)


def test_only_boards_pass_on_what_others_do() -> None:
    like = Like(id=Iri(""), actor=BOB.id, object=TEA)
    said_so = Announce(id=act_id(MALLORY), actor=MALLORY.id, object=like)

    assert announce.NOT_A_BOARD == ask(said_so, MALLORY)


def test_what_a_blocked_server_did_does_not_come_in_by_a_board() -> None:
    like = Like(id=Iri(""), actor=MALLORY.id, object=TEA)
    world = known(domains=blocking("evil.test"))

    assert announce.BLOCKED == ask(passes_on(like), TEA_ACTOR, world)


@pytest.mark.parametrize("state", [{"suspended": True}, {"gone": True}])
def test_whoever_is_shut_out_votes_and_reports_by_no_board(state: dict[str, bool]) -> None:
    mallory = replace(MALLORY, **state)  # type: ignore[arg-type]
    moderates = tie(Tie.ROLE, CORA.id, LEMMY_TEA.id, "moderator")
    world = known(moderates, members={**known().members, mallory.id: mallory})

    for inner in (
        Like(id=Iri(""), actor=MALLORY.id, object=TEA),
        Flag(id=Iri(""), actor=MALLORY.id, object=(TEA,)),
    ):
        assert announce.BLOCKED == ask(passes_on(inner), TEA_ACTOR, world)


def test_board_gives_no_act_the_id_of_anothers() -> None:
    like = Like(id=act_id(BOB, "stamp"), actor=Iri("https://gamma.test/u/g"), object=TEA)

    [vote] = relations(ask(passes_on(like), TEA_ACTOR))

    assert vote.activity is None


def test_post_in_a_board_that_a_member_elsewhere_takes_out_is_unpinned() -> None:
    pin = tie(Tie.PIN, TEA, LEMMY_TEA.id)
    out = Remove(
        id=Iri(""), actor=MODERATOR, object=TEA_POST.id, target=Iri(f"{LEMMY_TEA.id}/featured")
    )

    assert [Tie.PIN] == [e.kind for e in ended(ask(passes_on(out), TEA_ACTOR, known(pin)))]
