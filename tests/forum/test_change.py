"""Update and Delete: who may change what, and what stays."""

from dataclasses import replace

import pytest

from fediforum.forum import compose
from fediforum.forum.effects import Erase, Errand
from fediforum.forum.judge import judge
from fediforum.forum.model import Grave, Member, Post, Posting, PostState, Thread, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules import create, delete, update
from fediforum.forum.verdict import Verdict
from fediforum.vocab.activities import Announce, AnyActivity, Delete, Update
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Object, Option
from tests.forum.verdicts import ask, effects, emits, errands, the_post, things
from tests.people import (
    ALICE,
    ANSWER,
    ANSWER_POST,
    BOB,
    CORA,
    DESK,
    GARDENING,
    KITCHEN,
    LEMMY_TEA,
    MALLORY,
    MINUTE,
    NOW,
    SLUGS,
    SLUGS_POST,
    SLUGS_THREAD,
    TEA,
    TEA_AUTHOR,
    TEA_POST,
    TEA_THREAD,
    act_id,
    as_member,
    calls,
    ids,
    known,
    said,
    tie,
)  # fmt: skip


def new_slugs(**more: object) -> Object:
    thing = replace(said(ALICE, content="<p>Snails.</p>"), id=SLUGS, updated=NOW)
    return replace(thing, **more)  # type: ignore[arg-type]


def edit(thing: Object) -> Update:
    return Update(id=act_id(ALICE), actor=ALICE.id, object=thing)


def test_edit_changes_what_is_said_and_nothing_else() -> None:
    moved = new_slugs(in_reply_to=TEA, audience=LEMMY_TEA.id, published=NOW)

    post = the_post(ask(edit(moved), ALICE))

    assert replace(SLUGS_POST, content=post.content, updated=NOW, mentions=()) == post
    assert "<p>Snails.</p>" == post.content


def test_new_name_of_the_opening_post_is_the_threads_new_title() -> None:
    thread, _ = things(ask(edit(new_slugs(name="Snails!")), ALICE))

    assert isinstance(thread, Thread)
    assert ("Snails!", "snails") == (thread.title, thread.slug)


def test_title_that_was_found_in_the_text_follows_the_text() -> None:
    thread, _ = things(ask(edit(new_slugs(content="<p>Hedgehogs. They eat them.</p>")), ALICE))

    assert isinstance(thread, Thread)
    assert "Hedgehogs." == thread.title


def test_edit_that_is_older_than_what_is_known_is_ignored() -> None:
    posts = {SLUGS: replace(SLUGS_POST, updated=NOW)}
    verdicts = [
        ask(edit(new_slugs(updated=when)), ALICE, known(posts=posts))
        for when in (NOW, NOW - MINUTE)
    ]

    assert [update.OLDER, update.OLDER] == verdicts


def test_edit_that_is_not_dated_is_as_new_as_the_activity_that_brings_it() -> None:
    posts = {SLUGS: replace(SLUGS_POST, updated=NOW - MINUTE)}
    undated = edit(new_slugs(updated=None))

    post = the_post(ask(replace(undated, published=NOW), ALICE, known(posts=posts)))

    assert ("<p>Snails.</p>", NOW) == (post.content, post.updated)
    late = replace(undated, published=NOW - 2 * MINUTE)
    assert update.OLDER == ask(late, ALICE, known(posts=posts))


def test_new_title_alone_is_an_edit() -> None:
    again = new_slugs(name="Snails!", content=SLUGS_POST.content, updated=None)

    thread, post = things(ask(edit(again), ALICE))

    assert isinstance(thread, Thread)
    assert isinstance(post, Post)
    assert ("Snails!", "Snails!") == (thread.title, post.name)


def test_edit_by_a_server_whose_clock_is_behind_is_taken() -> None:
    # A reply is never shown as older than what it answers, so its date here may be a later one.
    posts = {SLUGS: replace(SLUGS_POST, published=NOW)}

    post = the_post(ask(edit(new_slugs(updated=NOW - MINUTE / 2)), ALICE, known(posts=posts)))

    assert "<p>Snails.</p>" == post.content


def test_edit_by_another_of_the_same_server_is_refused() -> None:
    eve = replace(ALICE, id=Iri("https://alpha.test/users/eve"))
    thing = new_slugs(attributed_to=eve.id)
    said_so = Update(id=act_id(ALICE), actor=eve.id, object=thing)

    assert create.NOT_THEIRS == ask(said_so, eve, replace(known(), members={eve.id: eve}))


def test_edit_of_an_unknown_post_brings_it() -> None:
    thing = said(ALICE, cc=(GARDENING.id,), tag=calls(GARDENING))

    kinds = [type(thing) for thing in things(ask(edit(thing), ALICE))]

    assert [Thread, Post] == kinds


def test_edit_of_a_deleted_post_has_its_server_asked_whether_it_is_back() -> None:
    """NodeBB restores what it deleted softly by an edit; old news must not."""
    buried = known(
        posts={SLUGS: replace(SLUGS_POST, state=PostState.DELETED)}, gone=frozenset({SLUGS})
    )

    assert [Errand("revive", SLUGS)] == list(effects(ask(edit(new_slugs()), ALICE, buried)))


def test_edit_of_what_was_deleted_before_it_came_is_ignored() -> None:
    world = known(gone=frozenset({SLUGS}), posts={})

    assert create.DELETED == ask(edit(new_slugs()), ALICE, world)


def test_poll_counts_come_without_an_edit() -> None:
    options = (Option("tea", 1),)
    posts = {SLUGS: replace(SLUGS_POST, options=options)}
    counted = new_slugs(updated=None, content="<p>Hello</p>", one_of=(Option("tea", 9),))

    post = the_post(ask(edit(counted), ALICE, known(posts=posts)))

    assert replace(SLUGS_POST, options=(Option("tea", 9),)) == post


def test_edit_of_a_removed_post_is_kept_and_told_nobody() -> None:
    posts = {SLUGS: replace(SLUGS_POST, state=PostState.REMOVED)}

    verdict = ask(edit(new_slugs()), ALICE, known(posts=posts))

    post = the_post(verdict)
    assert (PostState.REMOVED, []) == (post.state, emits(verdict))


def test_date_of_an_edit_far_ahead_does_not_bar_later_ones() -> None:
    post = the_post(ask(edit(new_slugs(updated=NOW.replace(year=9999))), ALICE))

    assert post.updated == NOW + 5 * MINUTE


# -- actors --------------------------------------------------------------------------------------


def document(who: Iri, kind: str, **more: object) -> Actor:
    actor = Actor(id=who, type=kind, preferred_username="x", inbox=Iri(f"{who}/inbox"))
    return replace(actor, **more)  # type: ignore[arg-type]


def test_actor_says_what_it_is_now() -> None:
    actor = document(BOB.id, "Service", name="Robert")

    assert [actor] == things(ask(Update(id=act_id(BOB), actor=BOB.id, object=actor), BOB))


def test_actor_does_not_become_a_group() -> None:
    actor = document(BOB.id, "Group")

    verdict = ask(Update(id=act_id(BOB), actor=BOB.id, object=actor), BOB)

    assert update.ANOTHER_TYPE == verdict


def test_board_elsewhere_says_what_it_is_now() -> None:
    tea = as_member(LEMMY_TEA)
    actor = document(tea.id, "Group", name="Tea!", posting_restricted_to_mods=True)

    _, group = things(ask(Update(id=act_id(tea), actor=tea.id, object=actor), tea))

    expected = replace(LEMMY_TEA, title="Tea!", posting=Posting.MODERATORS)
    assert replace(expected, shared_inbox=None) == group


# -- Delete --------------------------------------------------------------------------------------


def deletion(who: Member, what: Iri, summary: str | None = None) -> Delete:
    return Delete(id=act_id(who), actor=who.id, object=what, summary=summary)


def test_author_buries_their_post() -> None:
    expected = Grave(id=ANSWER, by=CORA.id, at=NOW, former_type="Note")

    assert [expected] == things(ask(deletion(CORA, ANSWER), CORA))


def test_title_goes_with_the_opening_post() -> None:
    grave, thread = things(ask(deletion(ALICE, SLUGS), ALICE))

    assert Grave(id=SLUGS, by=ALICE.id, at=NOW, former_type="Note") == grave
    assert replace(SLUGS_THREAD, title="…", slug="") == thread


def test_author_buries_what_was_removed_and_everybody_is_told() -> None:
    posts = {ANSWER: replace(ANSWER_POST, state=PostState.REMOVED)}

    verdict = ask(deletion(CORA, ANSWER), CORA, known(posts={**known().posts, **posts}))

    assert CORA.id in {emit.signer for emit in emits(verdict)}


def test_removal_of_what_was_written_here_is_made_final_later() -> None:
    assert [Errand("grace", ANSWER)] == errands(ask(deletion(DESK, ANSWER, "spam"), DESK))
    assert [] == errands(ask(deletion(DESK, SLUGS, "spam"), DESK))


def test_post_may_be_named_by_its_create() -> None:
    creates = {Iri("https://alpha.test/c/1"): SLUGS}
    said_so = deletion(ALICE, Iri("https://alpha.test/c/1"))

    grave, _ = things(ask(said_so, ALICE, known(creates=creates)))

    assert isinstance(grave, Grave)
    assert grave.id == SLUGS


@pytest.mark.parametrize("what", [SLUGS, ANSWER, TEA])
def test_nobody_deletes_what_another_wrote(what: Iri) -> None:
    assert delete.NOT_YOURS == ask(deletion(MALLORY, what), MALLORY)


def test_nobody_deletes_another_actor() -> None:
    assert delete.NOT_ITSELF == ask(deletion(MALLORY, BOB.id), MALLORY)


def test_delete_of_what_never_came_bars_it_only_at_its_own_server() -> None:
    own, other = Iri("https://beta.test/n/9"), Iri("https://alpha.test/n/9")

    assert [Grave(id=own, by=BOB.id, at=NOW)] == things(ask(deletion(BOB, own), BOB))
    assert delete.UNKNOWN == ask(deletion(BOB, other), BOB)


def test_delete_twice_is_once() -> None:
    assert delete.DELETED == ask(deletion(ALICE, SLUGS), ALICE, known(gone=frozenset({SLUGS})))


def test_moderator_hides_a_reply() -> None:
    expected = replace(ANSWER_POST, state=PostState.REMOVED, reason="spam")

    assert [expected] == things(ask(deletion(DESK, ANSWER, "spam"), DESK))


def test_moderator_who_was_dismissed_is_none() -> None:
    """Authority is looked at when the act is judged (I47)."""
    assert delete.NOT_YOURS == ask(deletion(BOB, SLUGS, "spam"), BOB, known())


def test_moderator_of_one_board_is_none_in_another() -> None:
    role = tie(Tie.ROLE, BOB.id, KITCHEN.id, "moderator")

    assert delete.NOT_YOURS == ask(deletion(BOB, SLUGS, "spam"), BOB, known(role))


def test_removed_opening_post_takes_its_thread_with_it() -> None:
    thread, post = things(ask(deletion(DESK, SLUGS, "spam"), DESK))

    assert replace(SLUGS_THREAD, removed=True) == thread
    assert replace(SLUGS_POST, state=PostState.REMOVED, reason="spam") == post


def test_actor_that_leaves_takes_everything_along() -> None:
    assert (Erase(BOB.id, NOW),) == effects(ask(deletion(BOB, BOB.id), BOB))


def test_board_elsewhere_is_believed_about_its_own_removals_only() -> None:
    tea = as_member(LEMMY_TEA)
    moderator = Iri("https://lemmy.test/u/mod")

    def passing_on(what: Iri, by: Iri = moderator) -> Announce:
        inner = Delete(id=Iri("https://lemmy.test/a/9"), actor=by, object=what, summary="spam")
        return Announce(id=act_id(tea), actor=tea.id, object=inner)

    thread, post = things(ask(passing_on(TEA), tea))

    assert replace(TEA_THREAD, removed=True) == thread
    assert replace(TEA_POST, state=PostState.REMOVED, reason="spam") == post
    assert delete.ANOTHER_BOARD == ask(passing_on(SLUGS), tea)
    by_author = ask(passing_on(TEA, TEA_AUTHOR.id), tea)
    assert [Errand("gone", TEA)] == errands(by_author)


def test_local_author_deletes_in_a_board_here() -> None:
    verdict = ask(deletion(CORA, ANSWER), CORA)

    assert ANSWER in {thing.id for thing in things(verdict) if isinstance(thing, Grave)}
    assert CORA.id in {emit.signer for emit in emits(verdict)}


def read(activity: AnyActivity) -> Verdict:
    return judge(activity, known(), Fetched(SLUGS), NOW, ids())


def test_known_post_that_is_read_again_at_its_own_id_is_an_edit() -> None:
    found = compose.found(new_slugs())

    post = the_post(read(found))

    assert "<p>Snails.</p>" == post.content


def test_each_edit_that_was_read_is_announced_under_an_id_of_its_own() -> None:
    first, second = (
        emits(read(compose.found(new_slugs(updated=moment)))) for moment in (NOW - MINUTE, NOW)
    )

    assert not {emit.activity.id for emit in first} & {emit.activity.id for emit in second}


def test_known_post_that_is_read_again_unchanged_is_ignored() -> None:
    same = replace(said(ALICE, content=SLUGS_POST.content), id=SLUGS)

    assert update.SAME == read(compose.found(same))
