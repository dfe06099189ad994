"""Create of a reply: where it is filed, and when it waits on the shelf."""

from dataclasses import replace
from datetime import timedelta

from fediforum.forum.effects import Errand
from fediforum.forum.judge import judge
from fediforum.forum.model import Post, PostState, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules import create as rule
from fediforum.forum.verdict import Accepted
from fediforum.limits import SHELF_PER_HOST
from fediforum.vocab.iri import Iri
from tests.blocking import blocking
from tests.forum.verdicts import effects, from_bob, the_post, things
from tests.people import (
    ALICE,
    ANSWER,
    BOB,
    CORA,
    GARDENING,
    HOME,
    NOW,
    SLUGS,
    SLUGS_POST,
    SLUGS_THREAD,
    created,
    ids,
    known,
    said,
    signed,
    tie,
)  # fmt: skip

# -- replies -------------------------------------------------------------------------------------


def test_reply_is_filed_under_its_parent() -> None:
    verdict = from_bob(said(BOB, cc=(ALICE.id,), parent=SLUGS))

    post = the_post(verdict)
    assert (SLUGS_THREAD.id, SLUGS, GARDENING.id) == (post.thread, post.parent, post.board)
    assert [Post] == [type(thing) for thing in things(verdict)]


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
    assert Errand("backfill", LOST, {"depth": "1"}) in effects(verdict)


def test_reply_that_concerns_nobody_here_is_not_kept() -> None:
    assert from_bob(said(BOB, cc=(ALICE.id,), parent=LOST)) == rule.UNRELATED


def test_parent_at_a_blocked_server_is_never_asked_for() -> None:
    thing = said(BOB, cc=(GARDENING.id,), parent=LOST)

    assert rule.PARENT_BLOCKED == from_bob(thing, domains=blocking("gamma.test"))


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
