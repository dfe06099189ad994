"""Flag, Resolve, Warn: who hears of a report, and who settles it."""

from dataclasses import replace

from fediforum.forum import compose
from fediforum.forum.judge import judge
from fediforum.forum.model import Report, Tie
from fediforum.forum.rules import flag, moderate
from fediforum.vocab.activities import Announce, Create, Flag, Resolve, Warn
from fediforum.vocab.iri import Iri
from tests.forum.verdicts import ask, emits, things
from tests.people import (
    ALICE,
    ANSWER,
    BOB,
    CORA,
    DESK,
    GARDENING,
    LEMMY_TEA,
    MALLORY,
    NOW,
    SLUGS,
    TEA,
    TEA_AUTHOR,
    act_id,
    as_member,
    ids,
    known,
    signed,
    tie,
)  # fmt: skip

SPAM = Flag(id=act_id(BOB), actor=BOB.id, object=(SLUGS,), content="spam")
REPORT = Report(
    id=SPAM.id, by=BOB.id, about=(SLUGS,), board=GARDENING.id, reason="spam", at=NOW
)  # fmt: skip


def test_report_is_filed_with_the_board_of_its_post() -> None:
    said_so = Flag(id=act_id(BOB), actor=BOB.id, object=(ALICE.id, SLUGS), content="spam")

    assert [replace(REPORT, about=(ALICE.id, SLUGS))] == things(ask(said_so, BOB))


def test_report_about_nothing_here_is_ignored() -> None:
    said_so = Flag(id=act_id(BOB), actor=BOB.id, object=(Iri("https://new.test/n"),))

    assert flag.NOT_HERE == ask(said_so, BOB)


def test_report_in_our_board_is_passed_by_the_desk_to_the_server_of_the_author() -> None:
    plain, told = emits(ask(SPAM, BOB))

    assert isinstance(told.activity, Flag)
    assert isinstance(plain.activity, Flag)
    assert ((SLUGS,), frozenset({"piefed"})) == (plain.activity.object, plain.audience.software)
    assert plain.audience == told.audience.without
    assert (DESK.id, (ALICE.id, SLUGS), "spam") == (
        told.activity.actor,
        told.activity.object,
        told.activity.content,
    )
    assert frozenset({ALICE.id}) == told.audience.personal
    assert BOB.id not in repr(told.activity)


def test_server_that_reports_its_own_member_is_not_told_so_again() -> None:
    neighbour = replace(BOB, id=Iri("https://alpha.test/users/nell"), host="alpha.test")
    said_so = replace(SPAM, id=act_id(neighbour), actor=neighbour.id)
    world = known()
    world = replace(world, members={**world.members, neighbour.id: neighbour})

    assert [] == emits(ask(said_so, neighbour, world))


def test_report_about_a_post_of_ours_stays_here() -> None:
    assert [] == emits(ask(replace(SPAM, object=(ANSWER,)), BOB))


def test_moderators_elsewhere_hear_of_a_report_from_the_board() -> None:
    world = known(tie(Tie.ROLE, MALLORY.id, GARDENING.id, "moderator"))

    wrap, *_ = emits(ask(SPAM, BOB, world))

    assert (GARDENING.id, frozenset({MALLORY.id})) == (wrap.signer, wrap.audience.actors)
    assert isinstance(wrap.activity, Announce)


def test_report_from_here_goes_to_the_board_elsewhere_as_one_post() -> None:
    said_so = compose.flag(CORA, (TEA,), "spam", LEMMY_TEA, new=ids(), now=NOW)
    by_hand = replace(said_so, to=(), object=(TEA_AUTHOR.id, TEA))

    for said in (said_so, by_hand):
        listed, told = emits(ask(said, CORA))

        assert isinstance(told.activity, Flag)
        assert isinstance(listed.activity, Flag)
        assert (frozenset({LEMMY_TEA.id}), (TEA,), (LEMMY_TEA.id,)) == (
            told.audience.personal,
            told.activity.object,
            told.activity.to,
        )
        assert ((TEA_AUTHOR.id, TEA), frozenset({"nodebb"})) == (
            listed.activity.object,
            listed.audience.software,
        )


# -- outcomes ------------------------------------------------------------------------------------


def resolved(who: Iri, name: str = "r") -> Resolve:
    return Resolve(id=Iri(f"{who}/{name}"), actor=who, resolved=replace(SPAM, id=Iri(f"{who}/new")))


def test_report_is_settled_by_a_moderator_and_found_by_what_it_says() -> None:
    world = known(tie(Tie.ROLE, ALICE.id, GARDENING.id, "moderator"))

    [settled] = things(ask(resolved(ALICE.id), ALICE, world))

    assert isinstance(settled, Report)
    assert (BOB.id, (SLUGS,), NOW) == (settled.by, settled.about, settled.settled)


def test_nobody_else_settles_a_report() -> None:
    assert moderate.NOT_A_MODERATOR == ask(resolved(MALLORY.id), MALLORY)


def test_resolve_that_does_not_say_of_what_is_ignored() -> None:
    bare = Resolve(id=act_id(ALICE), actor=ALICE.id, object=SPAM.id)

    assert flag.NO_REPORT == ask(bare, ALICE)


def test_whoever_reported_from_elsewhere_hears_the_outcome() -> None:
    said_so = compose.resolve(DESK, REPORT, "weg", new=ids(), now=NOW)

    verdict = ask(said_so, DESK)

    [settled], [told, note] = things(verdict), emits(verdict)
    assert isinstance(settled, Report)
    assert ("weg", frozenset({BOB.id})) == (settled.outcome, told.audience.actors)
    assert "lemmy" in told.audience.software
    assert isinstance(note.activity, Create)
    assert (DESK.id, (BOB.id,)) == (note.activity.actor, note.activity.object.to)
    assert note.activity.object.content.strip().endswith("looked at. weg</p>")
    assert "lemmy" not in note.audience.software


def test_server_that_reported_in_its_own_name_gets_no_note() -> None:
    """Mastodon keeps to itself who among its members reported."""
    server = replace(BOB, type="Application")
    world = known()
    world = replace(world, members={**world.members, server.id: server})
    said_so = compose.resolve(DESK, REPORT, "weg", new=ids(), now=NOW)

    [told] = emits(ask(said_so, DESK, world))

    assert (GARDENING.id, "lemmy" in told.audience.software) == (told.signer, True)


def test_followed_board_settles_reports_about_its_own_posts_only() -> None:
    tea = as_member(LEMMY_TEA)
    own = replace(resolved(tea.id), resolved=replace(SPAM, object=(TEA,)))
    by = signed(tea)
    wrap = Announce(id=Iri(f"{tea.id}/1"), actor=tea.id, object=own)
    foreign = Announce(id=Iri(f"{tea.id}/2"), actor=tea.id, object=resolved(tea.id))

    assert 1 == len(things(judge(wrap, known(), by, NOW, ids())))
    assert moderate.NOT_A_MODERATOR == judge(foreign, known(), by, NOW, ids())


def test_board_elsewhere_settles_nothing_that_is_named_beside_its_own_post() -> None:
    tea = as_member(LEMMY_TEA)
    both = replace(resolved(tea.id), resolved=replace(SPAM, object=(TEA, SLUGS, ALICE.id)))

    [settled] = things(ask(both, tea))

    assert isinstance(settled, Report)
    assert (TEA,) == settled.about


def test_warning_changes_nothing() -> None:
    assert flag.WARNED == ask(Warn(id=act_id(BOB), actor=BOB.id, object=SLUGS), BOB)
