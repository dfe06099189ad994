"""Merge: the posts of one thread go on in another, by who moderates both."""

from dataclasses import replace

from fediforum.forum import compose
from fediforum.forum.effects import Effect, Put, Sweep, Transfer, Unsweep
from fediforum.forum.known import Known
from fediforum.forum.model import Board, Tie
from fediforum.forum.rules import merge
from fediforum.forum.rules.moderate import NOT_A_MODERATOR
from fediforum.forum.verdict import Verdict
from fediforum.vocab.activities import Announce, Move
from fediforum.vocab.iri import Iri
from tests.forum.verdicts import ask, effects
from tests.people import (
    ALICE,
    BOB,
    CORAS_THREAD,
    DESK,
    GARDENING,
    KITCHEN,
    LEMMY_TEA,
    NOW,
    SLUGS_THREAD,
    TEA,
    TEA_AUTHOR,
    act_id,
    as_member,
    board,
    ids,
    known,
    post,
    thread,
    tie,
)

MODERATES = tie(Tie.ROLE, ALICE.id, GARDENING.id, "moderator")


def merging(by: object = DESK, world: Known | None = None) -> Verdict:
    said = compose.merge(DESK, CORAS_THREAD, SLUGS_THREAD, GARDENING, new=ids(), now=NOW)
    who = ALICE if by is ALICE else DESK
    return ask(replace(said, actor=who.id, id=act_id(who, "m")), who, world or known())


def test_thread_ends_and_its_posts_go_over() -> None:
    ended = replace(CORAS_THREAD, removed=True, into=SLUGS_THREAD.id)

    found: tuple[Effect, ...] = effects(merging())

    assert Put(ended) in found
    assert Transfer(CORAS_THREAD.id, SLUGS_THREAD.id) in found


def test_whoever_moderates_one_of_the_boards_only_merges_nothing() -> None:
    apart = replace(CORAS_THREAD, board=KITCHEN.id)
    world = known(MODERATES)
    world = replace(world, threads={**world.threads, apart.id: apart})

    assert NOT_A_MODERATOR == merging(ALICE, world)


def announced(host: str) -> Verdict:
    """A board of lemmy.test passes on that a thread of it goes on in one of a board of ``host``."""
    other: Board = board("coffee", host, title="Coffee")
    root = Iri(f"https://{host}/post/9")
    there = thread("0c0ffee0c0ffe", other, root, TEA_AUTHOR, "Coffee")
    opening = post(root, TEA_AUTHOR, short="0c0ffee0c0ffe", within=there, seq=1, group=other)
    world = known(tie(Tie.FOLLOW, DESK.id, other.id, "accepted"))
    world = replace(
        world,
        boards={**world.boards, other.id: other},
        members={**world.members, other.id: as_member(other)},
        threads={**world.threads, there.id: there},
        posts={**world.posts, root: opening},
    )
    actor = as_member(LEMMY_TEA)
    said = Move(id=act_id(TEA_AUTHOR), actor=TEA_AUTHOR.id, object=TEA, target=root)

    return ask(Announce(id=act_id(actor), actor=actor.id, object=said), actor, world)


def test_board_elsewhere_merges_what_is_on_its_own_server_alone() -> None:
    assert any(isinstance(effect, Transfer) for effect in effects(announced("lemmy.test")))
    assert merge.NO_BOARD == announced("other.test")


def test_thread_that_ended_does_not_come_back_with_what_opened_it() -> None:
    merged = known().after(effects(merging()))

    swept = merged.after([Sweep(cause="x", by=CORAS_THREAD.author)])
    back = swept.after([Unsweep("x", "terug")])

    assert [True] * 3 == [each.threads[CORAS_THREAD.id].removed for each in (merged, swept, back)]
    assert BOB.id in back.members
