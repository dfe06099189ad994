"""Whatever the order and however often: what is said of one post ends in one state."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings, strategies as st

from fediforum.forum.judge import judge
from fediforum.forum.known import Known
from fediforum.forum.model import Tie
from fediforum.forum.verdict import Accepted
from fediforum.vocab.activities import AnyActivity, Create, Delete, Like, Undo, Update
from fediforum.vocab.iri import Iri
from tests.people import ALICE, ANSWER, BOB, GARDENING, MINUTE, NOW, calls, ids, known, said, signed

FIRST = replace(
    said(BOB, cc=(GARDENING.id,), tag=calls(GARDENING), content="<p>One</p>"),
    published=NOW - timedelta(hours=1),
)
SECOND = replace(FIRST, content="<p>Two</p>", updated=NOW - 30 * MINUTE)
THIRD = replace(FIRST, content="<p>Three</p>", updated=NOW - 20 * MINUTE)


def act_of(name: str) -> Iri:
    return Iri(f"https://beta.test/activities/{name}")


CREATE = Create(id=act_of("c"), actor=BOB.id, object=FIRST)
AGAIN = Create(id=act_of("c2"), actor=BOB.id, object=FIRST)
EDIT = Update(id=act_of("u1"), actor=BOB.id, object=SECOND)
LAST_EDIT = Update(id=act_of("u2"), actor=BOB.id, object=THIRD)
DELETE = Delete(id=act_of("d"), actor=BOB.id, object=FIRST.id)
LIKE = Like(id=act_of("l"), actor=BOB.id, object=ANSWER)
UNDO = Undo(id=act_of("ul"), actor=BOB.id, object=LIKE.id, undone=LIKE)
STOLEN = Delete(id=Iri("https://alpha.test/a/d"), actor=ALICE.id, object=FIRST.id)


def after(acts: list[AnyActivity], world: Known) -> Known:
    """Judged in this order; what was seen before is dropped, as the store does."""
    seen: set[Iri] = set()
    for number, activity in enumerate(acts):
        if activity.id in seen:
            continue
        seen.add(activity.id)
        who = ALICE if activity.actor == ALICE.id else BOB
        verdict = judge(activity, world, signed(who), NOW, ids(f"0fresh{number:07d}"))
        if isinstance(verdict, Accepted):
            world = world.after(verdict.effects)
    return world


def schedules(acts: tuple[AnyActivity, ...]) -> st.SearchStrategy[list[AnyActivity]]:
    """Every order of them, some twice or thrice."""
    more = st.lists(st.sampled_from(acts), max_size=4)
    return more.flatmap(lambda extra: st.permutations([*acts, *extra]))


@settings(max_examples=150, deadline=None)
@given(schedules((CREATE, AGAIN, EDIT, LAST_EDIT, STOLEN)))
def test_newest_edit_stands_whatever_the_order(acts: list[AnyActivity]) -> None:
    post = after(acts, known()).posts[FIRST.id]

    assert ("<p>Three</p>", THIRD.updated) == (post.content, post.updated)


@settings(max_examples=150, deadline=None)
@given(schedules((CREATE, AGAIN, EDIT, LAST_EDIT, DELETE)))
def test_deleted_is_deleted_whatever_the_order(acts: list[AnyActivity]) -> None:
    world = after(acts, known())

    assert FIRST.id in world.gone
    assert "" == (world.posts[FIRST.id].content if FIRST.id in world.posts else "")


@settings(max_examples=50, deadline=None)
@given(schedules((LIKE, UNDO)))
def test_vote_that_was_taken_back_is_not_counted_whatever_the_order(
    acts: list[AnyActivity],
) -> None:
    assert after(acts, known()).relation(Tie.VOTE, BOB.id, ANSWER) is None
