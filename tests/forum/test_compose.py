"""compose: what somebody here wants, as activities that the law accepts."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from fediforum.forum import compose
from fediforum.forum.actors import board_actor
from fediforum.forum.compose.posts import long_enough
from fediforum.forum.effects import Peers
from fediforum.forum.model import Post, PostState, Tie
from fediforum.forum.rules import update
from fediforum.forum.verdict import Ignored
from fediforum.vocab.activities import (
    Announce,
    AnyActivity,
    Create,
    Dislike,
    Follow,
    Like,
    Undo,
    Update,
)
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.objects import Hashtag, Mention, Object, Source
from tests.forum.verdicts import ask, effects, emits, ended, things
from tests.people import (
    ALICE,
    ANSWER,
    ANSWER_POST,
    BOB,
    CORA,
    CORAS,
    CORAS_POST,
    CORAS_THREAD,
    DAAN,
    DESK,
    FRESH,
    GARDENING,
    HOME,
    KITCHEN,
    LEMMY_TEA,
    NOW,
    SLUGS,
    SLUGS_POST,
    SLUGS_THREAD,
    TEA_AUTHOR,
    TEA_POST,
    TEA_THREAD,
    act_id,
    as_member,
    ids,
    known,
    tie,
)  # fmt: skip

BEANS = compose.thread(CORA, GARDENING, "Beans & peas", "They *grow*. #Beans", new=ids(), now=NOW)


def test_opening_post_carries_its_title_twice() -> None:
    """As ``name`` for forums, as a heading for microblogs; never in ``source``."""
    post = BEANS.object

    assert ("Note", "Beans & peas") == (post.type, post.name)
    assert post.content.startswith("<h2>Beans &amp; peas</h2><p>They <em>grow</em>.")
    assert Source("They *grow*. #Beans") == post.source


@pytest.mark.parametrize("type_", ["Note", "Page", "Article"])
def test_opening_post_is_of_the_type_that_the_board_chose(type_: str) -> None:
    """FEP-b2b8."""
    board = replace(GARDENING, starter_type=type_)

    post = compose.thread(CORA, board, "Beans", "They grow.", new=ids(), now=NOW).object

    assert (type_, "Beans") == (post.type, post.name)


def test_ids_of_a_post_are_one_kind() -> None:
    post = BEANS.object

    assert (HOME.post(FRESH), HOME.post_page(FRESH), HOME.context(FRESH)) == (
        post.id, post.url, post.context,
    )  # fmt: skip
    assert BEANS.id == ids().derived(post.id, "Create", CORA.id)


def test_board_is_mentioned_in_every_post_and_never_in_its_text() -> None:
    reply = compose.reply(
        CORA, SLUGS_POST, SLUGS_THREAD, GARDENING, ALICE, "Yes", new=ids(), now=NOW
    )

    for post in (BEANS.object, reply.object):
        assert Mention(GARDENING.id, "@tuin@forum.test") in post.tag
        assert ((PUBLIC,), GARDENING.id) == (post.to, post.audience)
        assert {GARDENING.id, GARDENING.followers, CORA.followers} <= set(post.cc)
        assert "tuin" not in post.content
        assert SLUGS_THREAD.id not in {tag.href for tag in post.tag if isinstance(tag, Mention)}


def test_board_elsewhere_stands_in_to() -> None:
    post = compose.thread(CORA, LEMMY_TEA, "Tea", "Hot.", new=ids(), now=NOW).object

    assert ((PUBLIC, LEMMY_TEA.id), None) == (post.to, post.context)


def test_reply_calls_whom_it_answers_and_has_no_name() -> None:
    post = compose.reply(
        CORA, SLUGS_POST, SLUGS_THREAD, GARDENING, ALICE, "Yes", new=ids(), now=NOW
    ).object

    assert (SLUGS, None, SLUGS_THREAD.context) == (post.in_reply_to, post.name, post.context)
    assert Mention(ALICE.id, "@alice@alpha.test") in post.tag
    assert ALICE.id in post.cc


def test_nobody_calls_themself() -> None:
    post = compose.reply(
        CORA, ANSWER_POST, SLUGS_THREAD, GARDENING, CORA, "And", new=ids(), now=NOW
    ).object

    assert CORA.id not in {tag.href for tag in post.tag if isinstance(tag, Mention)}


def test_whoever_is_called_is_addressed_and_linked() -> None:
    post = compose.thread(
        CORA, GARDENING, "T", "Ask @bob@beta.test, not @eve.", new=ids(), now=NOW,
        called={"@bob@beta.test": BOB},
    ).object  # fmt: skip

    assert Mention(BOB.id, "@bob@beta.test") in post.tag
    assert BOB.id in post.cc
    assert 'href="https://beta.test/@bob"' in post.content


def test_hashtags_are_tagged() -> None:
    assert Hashtag("Beans", HOME.tag_page("Beans")) in BEANS.object.tag


def test_long_title_is_cut_and_of_a_long_source_the_beginning_sent() -> None:
    source = f"{'A line. ' * 8}\n\n" * 600
    post = compose.thread(CORA, GARDENING, "word " * 100, source, new=ids(), now=NOW).object

    sent = compose.as_sent(post)

    assert post.name is not None
    assert len(post.name) <= 200
    assert Source(source) == post.source
    assert sent.source is not None
    assert len(sent.source.content) <= 32_000
    assert sent.source.content.endswith(f"[…]({post.url})")
    assert replace(sent, source=None) == replace(post, source=None)
    assert 600 == post.content.count("<p>")


def test_edit_keeps_what_must_not_change() -> None:
    change = compose.edit(
        CORA, CORAS_POST, CORAS_THREAD, GARDENING, None, "New text", new=ids(), now=NOW
    )

    post = change.object
    assert isinstance(post, Object)
    assert (CORAS, CORAS_POST.published, NOW, "Beans") == (
        post.id, post.published, post.updated, post.name,
    )  # fmt: skip


def test_edit_of_a_closed_thread_says_that_it_is_closed() -> None:
    closed = replace(CORAS_THREAD, locked=True)

    change = compose.edit(CORA, CORAS_POST, closed, GARDENING, None, "New text", new=ids(), now=NOW)

    assert isinstance(change.object, Object)
    assert change.object.comments_enabled is False


TEDS = tie(Tie.FOLLOW, CORA.id, TEA_AUTHOR.id, "pending", act_id(CORA, "f"))
VOTE = tie(Tie.VOTE, CORA.id, SLUGS, "down", act_id(CORA, "v"))


@pytest.mark.parametrize(
    "activity",
    [
        BEANS,
        compose.reply(CORA, SLUGS_POST, SLUGS_THREAD, GARDENING, ALICE, "Yes", new=ids(), now=NOW),
        compose.reply(CORA, TEA_POST, TEA_THREAD, LEMMY_TEA, TEA_AUTHOR, "Yes", new=ids(), now=NOW),
        compose.edit(CORA, CORAS_POST, CORAS_THREAD, GARDENING, None, "New", new=ids(), now=NOW),
        compose.delete(CORA, CORAS_POST, GARDENING, new=ids(), now=NOW),
        compose.like(CORA, SLUGS_POST, GARDENING, new=ids(), now=NOW),
        compose.boost(CORA, SLUGS_POST, new=ids(), now=NOW),
        compose.follow(CORA, BOB.id, new=ids(), now=NOW),
        compose.unfollow(CORA, TEDS, new=ids(), now=NOW),
        compose.withdraw(CORA, VOTE, new=ids(), now=NOW),
        compose.flag(CORA, (SLUGS, ALICE.id), "spam", GARDENING, new=ids(), now=NOW),
        compose.block(CORA, BOB.id, new=ids(), now=NOW),
        compose.lock(DESK, SLUGS_POST, GARDENING, "enough", new=ids(), now=NOW),
        compose.ban(DESK, BOB.id, GARDENING, "rude", new=ids(), now=NOW),
        compose.add(
            DESK, SLUGS, Iri(f"{GARDENING.id}/featured"), GARDENING, new=ids(), now=NOW
        ),
        compose.move_thread(DESK, SLUGS_THREAD, GARDENING, KITCHEN, new=ids(), now=NOW),
        compose.delete(DESK, SLUGS_POST, GARDENING, new=ids(), now=NOW, reason=""),
    ],
    ids=lambda activity: type(activity).__name__,
)  # fmt: skip
def test_law_accepts_what_is_composed(activity: AnyActivity) -> None:
    who = {CORA.id: CORA, DESK.id: DESK}[activity.actor]

    assert effects(ask(activity, who, known(TEDS, VOTE)))


def test_page_shows_what_was_composed_without_its_heading() -> None:
    posts = [thing for thing in things(ask(BEANS, CORA)) if isinstance(thing, Post)]

    assert [True] == [post.content.startswith("<p>They <em>grow</em>.") for post in posts]
    assert [FRESH] == [post.short for post in posts]


@pytest.mark.parametrize("vote", [compose.like, compose.dislike])
def test_vote_is_addressed_to_its_board(vote: Callable[..., Like | Dislike]) -> None:
    """NodeBB boosts votes at boards that they do not name, under a key that is not its own."""
    activity = vote(CORA, SLUGS_POST, GARDENING, new=ids(), now=NOW)

    assert ((SLUGS_POST.author,), (GARDENING.id,)) == (activity.to, activity.cc)


def test_deletion_at_a_board_without_followers_names_only_ids() -> None:
    """NodeBB's categories do not say where their followers are listed."""
    board = replace(LEMMY_TEA, followers=Iri(""))

    activity = compose.delete(CORA, CORAS_POST, board, new=ids(), now=NOW)

    assert ((PUBLIC, board.id), (board.id,)) == (activity.to, activity.cc)


def test_deletion_names_nobody_twice() -> None:
    post = replace(CORAS_POST, mentions=(GARDENING.id, BOB.id))

    activity = compose.delete(CORA, post, GARDENING, new=ids(), now=NOW)

    assert (GARDENING.id, GARDENING.followers, BOB.id) == activity.cc


def test_vote_is_taken_back_as_what_it_was() -> None:
    undo = compose.withdraw(CORA, VOTE, new=ids(), now=NOW)

    assert isinstance(undo.undone, Dislike)
    assert (VOTE.activity, VOTE.activity) == (undo.object, undo.undone.id)
    assert [Tie.VOTE] == [e.kind for e in ended(ask(undo, CORA, known(VOTE)))]


def test_follower_is_dismissed_under_the_id_of_their_follow() -> None:
    follows = tie(Tie.FOLLOW, BOB.id, SLUGS_THREAD.id, "accepted", act_id(BOB, "f"))

    no = compose.dismiss(SLUGS_THREAD.id, follows, new=ids(), now=NOW)

    assert isinstance(no.answered, Follow)
    assert (act_id(BOB, "f"), SLUGS_THREAD.id) == (no.answered.id, no.actor)


def test_found_post_comes_by_a_create_without_a_name() -> None:
    create = compose.found(BEANS.object)

    assert ("", CORA.id, BEANS.object) == (create.id, create.actor, create.object)


# -- what a client says --------------------------------------------------------------------------

CLIENTS = Object(
    id=Iri("https://client.test/1"),
    type="Note",
    attributed_to=ALICE.id,
    content="<p>Hi</p><script>x</script>",
    to=(PUBLIC,),
    in_reply_to=ANSWER,
)


def test_bare_object_is_wrapped_under_our_ids_and_its_true_author() -> None:
    activity = compose.adopt(CLIENTS, DAAN, new=ids(), now=NOW, board=GARDENING, parent_author=CORA)

    assert isinstance(activity, Create)
    post = activity.object
    assert (HOME.post(FRESH), DAAN.id, "<p>Hi</p>", NOW) == (
        post.id, post.attributed_to, post.content, post.published,
    )  # fmt: skip
    assert {GARDENING.id, CORA.id} <= set(post.cc)
    assert effects(ask(activity, DAAN))


def test_clients_markdown_is_rendered() -> None:
    said = replace(CLIENTS, content="", source=Source("*Hi*"), in_reply_to=None, name="T")

    activity = compose.adopt(said, DAAN, new=ids(), now=NOW, board=GARDENING)

    assert isinstance(activity, Create)
    assert "<h2>T</h2><p><em>Hi</em></p>" == activity.object.content.replace("\n", "")


def test_clients_ids_count_for_nothing() -> None:
    like = Like(id=Iri("https://client.test/2"), actor=ALICE.id, object=SLUGS)
    undo = Undo(id=Iri("https://client.test/3"), actor=ALICE.id, undone=like)

    adopted = [compose.adopt(one, DAAN, new=ids(), now=NOW) for one in (like, undo)]

    assert [(HOME.activity(FRESH), DAAN.id)] * 2 == [(one.id, one.actor) for one in adopted]
    assert isinstance(adopted[1], Undo)
    assert adopted[1].undone is not None
    assert DAAN.id == adopted[1].undone.actor


def test_clients_bare_undo_is_spelled_out() -> None:
    bare = Undo(id=Iri(""), actor=CORA.id, object=VOTE.activity)

    undo = compose.adopt(bare, CORA, new=ids(), now=NOW, deed=VOTE)

    assert isinstance(undo, Undo)
    assert isinstance(undo.undone, Dislike)


def test_board_says_what_it_is_now_to_all_who_follow_it() -> None:
    change = compose.profile(board_actor(GARDENING, HOME, ()), new=ids(), now=NOW)

    own, wrap = emits(ask(change, as_member(GARDENING)))

    assert change == own.activity
    assert {GARDENING.id} == {own.signer, wrap.signer}
    assert {frozenset({GARDENING.id})} == {e.audience.followers_of for e in (own, wrap)}
    assert Peers.FORUM not in own.audience.among
    # Lemmy wants a person behind what changes a board.
    assert isinstance(wrap.activity, Announce)
    assert isinstance(wrap.activity.object, Update)
    assert (DESK.id, frozenset({Peers.FORUM})) == (
        wrap.activity.object.actor,
        wrap.audience.among,
    )


def test_client_says_nothing_of_keys_and_inboxes() -> None:
    said = Update(id=Iri(""), actor=CORA.id, object=board_actor(GARDENING, HOME, ()))

    activity = compose.adopt(said, CORA, new=ids(), now=NOW)

    assert isinstance(ask(activity, CORA), Ignored)


def test_client_boosts_a_post_by_its_id_and_not_by_its_own_copy() -> None:
    said = Announce(id=Iri(""), actor=CORA.id, object=replace(CLIENTS, id=SLUGS))

    activity = compose.adopt(said, CORA, new=ids(), now=NOW)

    assert isinstance(activity, Announce)
    assert SLUGS == activity.object


def test_client_cannot_choose_the_id_of_a_post() -> None:
    thing = replace(CLIENTS, id=HOME.post("0fakefakefak1"))
    said = Update(id=Iri(""), actor=CORA.id, object=thing)

    activity = compose.adopt(said, CORA, new=ids(), now=NOW, board=GARDENING)

    assert update.NOTHING == ask(activity, CORA)


def test_client_edits_the_post_it_names() -> None:
    thing = replace(CLIENTS, id=ANSWER, content="<p>Better</p>")
    change = Update(id=Iri(""), actor=CORA.id, object=thing)

    activity = compose.adopt(change, CORA, new=ids(), now=NOW, board=GARDENING)

    assert isinstance(activity, Update)
    assert (ANSWER, NOW) == (activity.object.id, activity.object.updated)
    [post] = things(ask(activity, CORA))
    assert isinstance(post, Post)
    assert ("<p>Better</p>", PostState.SHOWN) == (post.content, post.state)


def test_post_read_back_from_its_document_is_the_same() -> None:
    """What we serve and what we keep say the same thing."""
    from_document = next(thing for thing in things(ask(BEANS, CORA)) if isinstance(thing, Post))

    assert BEANS.object.source == from_document.source
    assert ("beans",) == from_document.hashtags


def test_short_answers_are_long_enough_for_nodebb_and_no_longer_when_edited() -> None:
    """It counts the source without its spaces, and loses what has fewer than 8 characters."""
    once = long_enough("Ja!")

    assert (8, "Ja!") == (len(once.strip()), once.rstrip("\u2060"))
    assert once == long_enough(once)
    assert ("", "Jazeker!") == (long_enough(""), long_enough("Jazeker!"))
