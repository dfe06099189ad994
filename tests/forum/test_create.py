"""Create: which threads are opened, and what is no news; polls; boards elsewhere."""

from dataclasses import replace

import pytest

from fediforum.forum.judge import judge
from fediforum.forum.model import Posting, PostState, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules import create as rule
from fediforum.forum.verdict import Accepted, Needs, Refused, Verdict
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.objects import Object
from tests.forum.verdicts import emits, from_bob, the_post, the_thread
from tests.people import (
    ALICE,
    BOB,
    CORA,
    DAAN,
    GARDENING,
    HOME,
    KITCHEN,
    LEMMY_TEA,
    MALLORY,
    MINUTE,
    NOW,
    SLUGS,
    SLUGS_THREAD,
    TEA,
    TEA_AUTHOR,
    TEA_THREAD,
    as_member,
    calls,
    created,
    ids,
    known,
    local,
    said,
    signed,
    tie,
)  # fmt: skip

# -- threads -------------------------------------------------------------------------------------


def test_mention_of_a_board_opens_a_thread() -> None:
    thing = said(BOB, cc=(GARDENING.id,), tag=calls(GARDENING))

    verdict = from_bob(thing)

    thread, post = the_thread(verdict), the_post(verdict)
    assert (GARDENING.id, thing.id, HOME.context(thread.short)) == (
        thread.board, thread.root, thread.context,
    )  # fmt: skip
    assert (thread.id, GARDENING.id, PostState.SHOWN) == (post.thread, post.board, post.state)


def test_audience_opens_a_thread() -> None:
    verdict = from_bob(said(BOB, audience=GARDENING.id))

    assert GARDENING.id == the_thread(verdict).board


def test_audience_is_asked_before_other_addresses() -> None:
    thing = said(BOB, cc=(KITCHEN.id,), audience=GARDENING.id)

    assert GARDENING.id == the_thread(from_bob(thing)).board


def test_board_elsewhere_need_not_be_named_by_what_it_passes_on_of_its_own_server() -> None:
    """A channel of PeerTube and a blog of WordPress are not."""
    film = replace(said(TEA_AUTHOR), id=Iri("https://lemmy.test/films/1"))
    far = said(BOB)

    def told(thing: Object, board: Iri | None) -> Verdict:
        by = Fetched(thing.id, board=board)
        return judge(created(thing), known(), by, NOW, ids())

    assert LEMMY_TEA.id == the_thread(told(film, LEMMY_TEA.id)).board
    assert rule.NO_BOARD == told(film, None)
    assert rule.NO_BOARD == told(far, LEMMY_TEA.id)


def test_title_is_the_name() -> None:
    named = replace(said(BOB, cc=(GARDENING.id,)), name="Beans  and  peas")

    assert the_thread(from_bob(named)).title == "Beans and peas"


def test_title_of_a_nameless_post_is_its_first_sentence() -> None:
    verdict = from_bob(said(BOB, cc=(GARDENING.id,)))

    assert the_thread(verdict).title == "Who eats my beans?"


def test_heading_that_repeats_the_title_is_not_shown_twice() -> None:
    thing = replace(
        said(BOB, cc=(GARDENING.id,), content="<h2>Beans</h2><p>They grow.</p>"), name="Beans"
    )

    assert the_post(from_bob(thing)).content == "<p>They grow.</p>"


def test_unlisted_post_is_filed_and_marked() -> None:
    verdict = from_bob(said(BOB, to=(BOB.followers or BOB.id,), cc=(PUBLIC, GARDENING.id)))

    assert not the_post(verdict).public


@pytest.mark.parametrize("to", [(), (Iri("https://beta.test/users/bob/followers"),)])
def test_post_that_is_not_public_is_never_filed(to: tuple[Iri, ...]) -> None:
    opening = said(BOB, to=(*to, GARDENING.id))
    reply = said(BOB, to=(*to, GARDENING.id), parent=SLUGS)

    assert [from_bob(opening), from_bob(reply)] == [rule.NOT_PUBLIC, rule.NOT_PUBLIC]


def test_post_that_names_no_board_is_ignored() -> None:
    assert from_bob(said(BOB)) == rule.NO_BOARD


def test_post_for_a_board_elsewhere_that_we_do_not_follow_is_ignored() -> None:
    thing = said(BOB, cc=(LEMMY_TEA.id,))

    assert from_bob(thing, relations={}) == rule.NO_BOARD
    assert LEMMY_TEA.id == the_thread(from_bob(thing)).board


@pytest.mark.parametrize(
    ("context", "kept"),
    [
        ("https://beta.test/contexts/1", True),
        ("https://lemmy.test/topic/1", True),
        ("https://alpha.test/contexts/1", False),
        (HOME.context(SLUGS_THREAD.short), False),
    ],
    ids=["author", "board", "stranger", "ours"],
)
def test_context_of_a_thread_elsewhere_is_its_authors_or_its_boards(
    context: str, kept: bool
) -> None:
    thing = replace(said(BOB, cc=(LEMMY_TEA.id,)), context=Iri(context))

    assert (context if kept else None) == the_thread(from_bob(thing)).context


def test_closed_board_takes_nothing() -> None:
    closed = {GARDENING.id: replace(GARDENING, removed=True)}

    assert from_bob(said(BOB, cc=(GARDENING.id,)), boards=closed) == rule.CLOSED


@pytest.mark.parametrize(
    ("posting", "expected"),
    [(Posting.FOLLOWERS, rule.MEMBERS_ONLY), (Posting.MODERATORS, rule.MODERATORS_ONLY)],
)
def test_board_says_who_may_open_a_thread(posting: Posting, expected: Refused) -> None:
    strict = {GARDENING.id: replace(GARDENING, posting=posting)}
    thing = created(said(BOB, cc=(GARDENING.id,)))
    follows = tie(Tie.FOLLOW, BOB.id, GARDENING.id, "accepted")
    moderates = tie(Tie.ROLE, BOB.id, GARDENING.id, "moderator")

    stranger = judge(thing, known(boards=strict), signed(BOB), NOW, ids())
    insider = judge(thing, known(follows, moderates, boards=strict), signed(BOB), NOW, ids())

    assert expected == stranger
    assert isinstance(insider, Accepted)


@pytest.mark.parametrize("scope", [GARDENING.id, HOME.instance])
def test_banned_author_is_refused(scope: Iri) -> None:
    ban = tie(Tie.BAN, BOB.id, scope)
    opening, reply = said(BOB, cc=(GARDENING.id,)), said(BOB, cc=(ALICE.id,), parent=SLUGS)

    verdicts = [judge(created(t), known(ban), signed(BOB), NOW, ids()) for t in (opening, reply)]

    assert verdicts == [rule.BANNED, rule.BANNED]


def test_ban_that_is_over_binds_nobody() -> None:
    ban = replace(tie(Tie.BAN, BOB.id, GARDENING.id), until=NOW - MINUTE)

    verdict = judge(created(said(BOB, cc=(GARDENING.id,))), known(ban), signed(BOB), NOW, ids())

    assert isinstance(verdict, Accepted)


# -- ids -----------------------------------------------------------------------------------------


def test_known_post_is_not_made_again() -> None:
    thing = replace(said(ALICE, cc=(GARDENING.id,)), id=SLUGS)

    assert judge(created(thing), known(), signed(ALICE), NOW, ids()) == rule.KNOWN


def test_id_of_somebody_elses_post_is_refused() -> None:
    other = replace(ALICE, id=Iri("https://alpha.test/users/eve"))
    world = known()
    world = replace(world, members={**world.members, other.id: other})
    thing = replace(said(ALICE, cc=(GARDENING.id,)), id=SLUGS, attributed_to=other.id)

    verdict = judge(created(thing), world, signed(other), NOW, ids())

    assert verdict == rule.NOT_THEIRS


def test_deleted_id_never_comes_back() -> None:
    thing = said(BOB, cc=(GARDENING.id,))

    assert from_bob(thing, gone=frozenset({thing.id})) == rule.DELETED


def test_what_is_no_post_is_ignored() -> None:
    assert from_bob(replace(said(BOB, cc=(GARDENING.id,)), type="Place")) == rule.NO_POST


# -- from here to boards elsewhere -----------------------------------------------------------------


def test_post_into_a_board_elsewhere_is_pending_and_sent_to_it() -> None:
    thing = said(CORA, to=(PUBLIC, LEMMY_TEA.id), audience=LEMMY_TEA.id)

    verdict = judge(created(thing), known(), local(CORA), NOW, ids())

    [emit] = emits(verdict)
    assert the_post(verdict).state == PostState.PENDING
    assert (CORA.id, True) == (emit.signer, LEMMY_TEA.id in emit.audience.actors)


def test_reply_in_a_board_elsewhere_is_pending_and_sent_to_it() -> None:
    thing = said(CORA, to=(PUBLIC, LEMMY_TEA.id), parent=TEA)

    verdict = judge(created(thing), known(), local(CORA), NOW, ids())

    [emit] = emits(verdict)
    assert (PostState.PENDING, TEA_THREAD.id) == (the_post(verdict).state, emit.lane)
    assert {LEMMY_TEA.id, TEA_THREAD.author} <= emit.audience.actors


def test_board_elsewhere_that_is_not_known_is_looked_up() -> None:
    far = Iri("https://lemmy.test/c/coffee")
    thing = said(CORA, audience=far)

    assert Needs(frozenset({far})) == judge(created(thing), known(), local(CORA), NOW, ids())


def test_nothing_is_said_of_strangers() -> None:
    thing = said(MALLORY, cc=(GARDENING.id,))
    members = {as_member(GARDENING).id: as_member(GARDENING), DAAN.id: DAAN}

    verdict = judge(created(thing), known(members=members), signed(MALLORY), NOW, ids())

    assert Needs(frozenset({MALLORY.id})) == verdict
