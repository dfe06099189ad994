"""Held edits: what says something else that a rule is for waits in its place, and all behind it."""

from dataclasses import replace

import pytest

from fediforum.content import SafeHtml
from fediforum.forum.domains import Domain, Domains, Policy
from fediforum.forum.holding import Rule
from fediforum.forum.judge import judge
from fediforum.forum.known import Known
from fediforum.forum.model import PostState, Relation, Tie
from fediforum.forum.provenance import Local
from fediforum.forum.rules import create
from fediforum.forum.verdict import Refused, Verdict
from fediforum.vocab.activities import Update
from fediforum.vocab.iri import Iri
from tests.forum.test_hold import let_in, links, wrote
from tests.forum.verdicts import ask, effects, emits, the_post
from tests.people import (
    ALICE,
    ANSWER,
    BOB,
    CORA,
    GARDENING,
    NOW,
    SLUGS,
    SLUGS_POST,
    SLUGS_THREAD,
    act_id,
    created,
    ids,
    known,
    said,
    tie,
)


def edited(content: str, now: Known) -> Verdict:
    thing = replace(said(ALICE, content=content, to=(*said(ALICE).to, GARDENING.id)),
                    id=SLUGS, updated=NOW)  # fmt: skip
    return ask(Update(id=act_id(ALICE, "edit"), actor=ALICE.id, object=thing), ALICE, now)


def test_an_edit_that_brings_links_has_the_post_wait_in_its_place() -> None:
    verdict = edited(links(9), known())

    after = known().after(effects(verdict))
    assert (PostState.HELD, 1) == (after.posts[SLUGS].state, after.posts[SLUGS].seq)
    assert after.threads[SLUGS_THREAD.id].removed
    assert [] == emits(verdict)


def test_an_edit_of_one_who_wrote_often_or_that_brings_no_more_links_is_seen_at_once() -> None:
    often = replace(known(), records={ALICE.id: wrote(5)})
    many = known(posts={**known().posts, SLUGS: replace(SLUGS_POST, content=SafeHtml(links(9)))})

    assert PostState.SHOWN is the_post(edited(links(9), often)).state
    assert PostState.SHOWN is the_post(edited(links(8), many)).state


NEW = replace(
    said(ALICE, content=links(9), to=(*said(ALICE).to, GARDENING.id)),
    id=SLUGS, updated=NOW, name="Anders",
)  # fmt: skip


def behind(*relations: Relation) -> Known:
    """What is known while an edit by alice, who opened the thread, waits."""
    now = known(*relations)
    return now.after(effects(ask(Update(id=act_id(ALICE, "e"), actor=ALICE.id, object=NEW), ALICE)))


def test_an_edit_that_waited_is_seen_and_told_once_a_moderator_says_yes() -> None:
    verdict = let_in(NEW, behind())

    after = behind().after(effects(verdict))
    assert (PostState.SHOWN, False, "Anders") == (
        after.posts[SLUGS].state,
        after.threads[SLUGS_THREAD.id].removed,
        after.threads[SLUGS_THREAD.id].title,
    )
    assert emits(verdict)


def test_an_edit_is_not_let_in_for_who_was_banned_meanwhile() -> None:
    banned = behind(tie(Tie.BAN, ALICE.id, GARDENING.id, "spam"))

    verdict = let_in(NEW, banned)

    assert Refused("its author is banned from the board: spam") == verdict


@pytest.mark.parametrize("parent", [SLUGS, ANSWER])
def test_who_answers_where_an_edit_waits_waits_too_and_is_let_in_after_it(parent: Iri) -> None:
    thing = said(BOB, name="n9", cc=(ALICE.id,), parent=parent, content="<p>Bier helpt.</p>")
    waiting = ask(created(thing), BOB, behind())
    meanwhile = behind().after(effects(waiting))
    afterwards = meanwhile.after(effects(let_in(NEW, meanwhile)))

    post = the_post(waiting)
    assert (PostState.HELD, Rule.CONVERSATION, None) == (post.state, post.reason, post.thread)
    assert create.CONVERSATION_WAITS == let_in(thing, meanwhile)
    assert PostState.SHOWN is the_post(let_in(thing, afterwards)).state


def test_member_here_is_told_that_the_conversation_waits() -> None:
    thing = said(CORA, cc=(ALICE.id,), parent=ANSWER, content="<p>Bier helpt.</p>")

    assert create.CONVERSATION_WAITS == judge(created(thing), behind(), Local(CORA.id), NOW, ids())


def test_an_edit_from_a_server_that_is_held_waits_whatever_it_brings() -> None:
    held = Domains({"alpha.test": (Domain(name="alpha.test", policy=Policy.HOLD),)})

    post = the_post(edited("<p>Heel anders.</p>", known(domains=held)))

    assert (PostState.HELD, Rule.DOMAIN) == (post.state, post.reason)
