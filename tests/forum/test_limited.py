"""What comes from a server that is limited, or answers one that is blocked."""

from dataclasses import replace

from fediforum.forum.domains import Domain, Policy, domains
from fediforum.forum.effects import Emit
from fediforum.forum.judge import judge
from fediforum.forum.model import PostState
from fediforum.forum.provenance import Local
from fediforum.forum.rules import create as rule
from fediforum.forum.verdict import Accepted, Verdict
from fediforum.vocab.activities import AnyActivity, Like, Undo, Update
from tests.forum.verdicts import the_post
from tests.people import (
    ALICE,
    BOB,
    CORA,
    GARDENING,
    NOW,
    POSTS,
    SLUGS,
    act_id,
    created,
    ids,
    known,
    said,
    signed,
)  # fmt: skip

LIMITED = domains(
    Domain(name="alpha.test", policy=Policy.LIMIT), Domain(name="beta.test", policy=Policy.LIMIT)
)
LIKE = Like(id=act_id(BOB), actor=BOB.id, object=SLUGS)


def judged(activity: AnyActivity, *, limited: bool) -> Verdict:
    world = known(domains=LIMITED) if limited else known()
    by = signed(ALICE if activity.actor == ALICE.id else BOB)
    return judge(activity, world, by, NOW, ids())


def told(verdict: Verdict) -> bool:
    assert isinstance(verdict, Accepted)
    return any(isinstance(effect, Emit) for effect in verdict.effects)


def test_what_a_limited_server_says_is_filed_and_passed_on_to_nobody() -> None:
    reply = created(said(BOB, cc=(ALICE.id,), parent=SLUGS))
    opening = created(said(BOB, cc=(GARDENING.id,), name="n2"))
    edit = Update(
        id=act_id(ALICE), actor=ALICE.id, object=said(ALICE, id=SLUGS, content="<p>Meer</p>")
    )

    for activity in (reply, opening, LIKE, edit):
        assert [True, False] == [told(judged(activity, limited=each)) for each in (False, True)]
    assert PostState.SHOWN is the_post(judged(reply, limited=True)).state


def test_what_is_taken_back_at_a_limited_server_is_taken_back_everywhere() -> None:
    undo = Undo(id=act_id(BOB, "undo"), actor=BOB.id, object=LIKE.id, undone=LIKE)
    voted = judged(LIKE, limited=False)
    assert isinstance(voted, Accepted)

    world = replace(known(), domains=LIMITED).after(voted.effects)

    assert told(judge(undo, world, signed(BOB), NOW, ids()))


def test_nobody_answers_a_post_of_a_server_that_is_blocked() -> None:
    shut = {post.id: post for post in POSTS}
    shut[SLUGS] = replace(shut[SLUGS], state=PostState.SHUT)
    world = known(posts=shut)
    ours, theirs = (created(said(who, cc=(ALICE.id,), parent=SLUGS)) for who in (CORA, BOB))

    assert rule.PARENT_SHUT == judge(ours, world, Local(CORA.id), NOW, ids())
    assert rule.PARENT_BLOCKED == judge(theirs, world, signed(BOB), NOW, ids())
