"""Create: what is filed, where, and what is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fediforum.forum.effects import Emit, Errand, Put
from fediforum.forum.judge import judge
from fediforum.forum.model import Post, Posting, PostState, Thread, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules import create as rule
from fediforum.forum.verdict import Accepted, Needs, Refused, Verdict
from fediforum.limits import SHELF_PER_HOST
from fediforum.vocab.activities import Create
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.objects import Object, Option
from tests.people import (
    ALICE,
    ANSWER,
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
    SLUGS_POST,
    SLUGS_THREAD,
    TEA,
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


def puts(verdict: Verdict, kind: type) -> list[object]:
    assert isinstance(verdict, Accepted), verdict
    return [e.thing for e in verdict.effects if isinstance(e, Put) and isinstance(e.thing, kind)]


def the_post(verdict: Verdict) -> Post:
    [post] = puts(verdict, Post)
    assert isinstance(post, Post)
    return post


def the_thread(verdict: Verdict) -> Thread:
    [thread] = puts(verdict, Thread)
    assert isinstance(thread, Thread)
    return thread


def emits(verdict: Verdict) -> list[Emit]:
    assert isinstance(verdict, Accepted), verdict
    return [effect for effect in verdict.effects if isinstance(effect, Emit)]


def from_bob(thing: Object, **more: object) -> Verdict:
    return judge(created(thing), known(**more), signed(BOB), NOW, ids())


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


# -- replies -------------------------------------------------------------------------------------


def test_reply_is_filed_under_its_parent() -> None:
    verdict = from_bob(said(BOB, cc=(ALICE.id,), parent=SLUGS))

    post = the_post(verdict)
    assert (SLUGS_THREAD.id, SLUGS, GARDENING.id) == (post.thread, post.parent, post.board)
    assert puts(verdict, Thread) == []


def test_reply_needs_no_mention_when_it_answers_somebody_here() -> None:
    assert SLUGS_THREAD.id == the_post(from_bob(said(BOB, parent=ANSWER))).thread


def test_reply_to_somebody_elsewhere_that_addresses_nobody_is_not_filed() -> None:
    assert from_bob(said(BOB, parent=SLUGS)) == rule.NOT_ADDRESSED


def test_author_may_go_on_from_their_own_post() -> None:
    verdict = judge(created(said(ALICE, parent=SLUGS)), known(), signed(ALICE), NOW, ids())

    assert SLUGS_THREAD.id == the_post(verdict).thread


def test_reply_may_name_its_parent_by_its_create_or_thread() -> None:
    parents = (SLUGS_THREAD.id, HOME.context(SLUGS_THREAD.short), Iri("https://alpha.test/c/1"))
    creates = {parents[2]: SLUGS}

    found = {
        the_post(from_bob(said(BOB, cc=(ALICE.id,), parent=parent), creates=creates)).parent
        for parent in parents
    }

    assert {SLUGS} == found


def test_reply_to_locked_thread_is_refused() -> None:
    locked = {SLUGS_THREAD.id: replace(SLUGS_THREAD, locked=True)}

    assert from_bob(said(BOB, cc=(ALICE.id,), parent=SLUGS), threads=locked) == rule.LOCKED


def test_moderator_may_answer_in_a_locked_thread() -> None:
    locked = {SLUGS_THREAD.id: replace(SLUGS_THREAD, locked=True)}
    role = tie(Tie.ROLE, BOB.id, GARDENING.id, "moderator")
    reply = created(said(BOB, cc=(ALICE.id,), parent=SLUGS))

    verdict = judge(reply, known(role, threads=locked), signed(BOB), NOW, ids())

    assert isinstance(verdict, Accepted)


def test_reply_to_whoever_blocked_its_author_is_refused() -> None:
    block = tie(Tie.BLOCK, CORA.id, BOB.id)

    verdict = judge(created(said(BOB, parent=ANSWER)), known(block), signed(BOB), NOW, ids())

    assert verdict == rule.SHUT_OUT


def test_reply_is_not_dated_before_its_parent_nor_after_now() -> None:
    early = replace(said(BOB, parent=ANSWER), published=NOW - timedelta(days=9))
    late = replace(said(BOB, parent=ANSWER), published=NOW + timedelta(days=9))

    dates = [the_post(from_bob(thing)).published for thing in (early, late)]

    assert [SLUGS_POST.published, NOW] == dates


def test_name_of_a_reply_is_not_its_title() -> None:
    thing = replace(said(BOB, parent=ANSWER), name="Slugs")

    assert the_post(from_bob(thing)).name is None


# -- the shelf -----------------------------------------------------------------------------------

LOST = Iri("https://gamma.test/notes/9")


def test_reply_to_an_unknown_post_waits_on_the_shelf() -> None:
    verdict = from_bob(said(BOB, cc=(GARDENING.id,), parent=LOST))

    post = the_post(verdict)
    assert (post.state, post.thread, post.parent) == (PostState.SHELVED, None, LOST)
    assert isinstance(verdict, Accepted)
    assert Errand("fetch", LOST) in verdict.effects


def test_reply_that_concerns_nobody_here_is_not_kept() -> None:
    assert from_bob(said(BOB, cc=(ALICE.id,), parent=LOST)) == rule.UNRELATED


def test_parent_at_a_blocked_server_is_never_asked_for() -> None:
    thing = said(BOB, cc=(GARDENING.id,), parent=LOST)

    assert rule.PARENT_BLOCKED == from_bob(thing, blocked=frozenset({"gamma.test"}))


def test_post_that_answers_itself_is_refused() -> None:
    thing = said(BOB, cc=(GARDENING.id,))

    assert rule.ITSELF == from_bob(replace(thing, in_reply_to=thing.id))


def test_page_of_another_server_is_not_taken_for_the_posts() -> None:
    pages = (Iri("https://beta.test/@bob/1"), Iri("https://evil.test/@bob/1"))

    found = [the_post(from_bob(said(BOB, parent=ANSWER, url=page))).url for page in pages]

    assert [pages[0], None] == found


def test_shelf_of_a_server_has_an_end() -> None:
    thing = said(BOB, cc=(GARDENING.id,), parent=LOST)

    assert from_bob(thing, shelved={"beta.test": SHELF_PER_HOST}) == rule.SHELF_FULL


def test_shelved_reply_is_filed_once_its_parent_is_known() -> None:
    thing = said(BOB, cc=(GARDENING.id,), parent=SLUGS)
    first = from_bob(thing, posts={})
    waiting = the_post(first)
    world = known()
    world = replace(world, posts={**world.posts, waiting.id: waiting})

    verdict = judge(created(thing), world, Fetched(thing.id), NOW, ids("1other1other1"))

    post = the_post(verdict)
    assert (SLUGS_THREAD.id, waiting.short, PostState.SHOWN) == (
        post.thread, post.short, post.state,
    )  # fmt: skip


def test_reply_to_a_shelved_post_waits_too() -> None:
    shelved = replace(SLUGS_POST, state=PostState.SHELVED, thread=None, seq=None)
    world = known()
    thing = said(BOB, cc=(CORA.id,), parent=SLUGS)

    verdict = from_bob(thing, posts={**world.posts, SLUGS: shelved})

    assert the_post(verdict).state == PostState.SHELVED


def test_reply_to_what_was_never_here_is_refused() -> None:
    gone = HOME.post("0neverhere000")

    assert from_bob(said(BOB, cc=(CORA.id,), parent=gone)) == rule.MISSING_PARENT


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


# -- polls ---------------------------------------------------------------------------------------


def poll_vote(name: str) -> Create:
    thing = said(BOB, to=(CORA.id,), parent=ANSWER, content="")
    return created(replace(thing, name=name))


def test_vote_in_a_poll_is_counted_once() -> None:
    options = (Option("tea", 1), Option("coffee", 0))
    world = known()
    poll = replace(world.posts[ANSWER], options=options)
    world = replace(world, posts={**world.posts, ANSWER: poll})

    first = judge(poll_vote("tea"), world, signed(BOB), NOW, ids())
    assert isinstance(first, Accepted)
    after = world.after(first.effects)
    second = judge(poll_vote("coffee"), after, signed(BOB), NOW, ids())

    assert (Option("tea", 2), Option("coffee", 0)) == after.posts[ANSWER].options
    assert second == rule.VOTED


def test_vote_in_a_closed_poll_is_refused() -> None:
    world = known()
    poll = replace(world.posts[ANSWER], options=(Option("tea"),), closes=NOW - MINUTE)
    world = replace(world, posts={**world.posts, ANSWER: poll})

    assert judge(poll_vote("tea"), world, signed(BOB), NOW, ids()) == rule.POLL_CLOSED


def test_nothing_is_said_of_strangers() -> None:
    thing = said(MALLORY, cc=(GARDENING.id,))
    members = {as_member(GARDENING).id: as_member(GARDENING), DAAN.id: DAAN}

    verdict = judge(created(thing), known(members=members), signed(MALLORY), NOW, ids())

    assert Needs(frozenset({MALLORY.id})) == verdict
