"""Hold: which new posts wait for a moderator, and how they are let in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fediforum.content import fingerprint
from fediforum.errors import Malformed
from fediforum.forum.domains import Domain, Domains, Policy
from fediforum.forum.effects import Put
from fediforum.forum.holding import TRUST, Lately, Record, Rule, read_setting
from fediforum.forum.judge import judge
from fediforum.forum.known import Known
from fediforum.forum.model import Post, PostState, Relation, Tie
from fediforum.forum.provenance import Fetched, Local
from fediforum.forum.rules import create, delete
from fediforum.forum.rules.hold import NOBODY, NOT_ADMITTED
from fediforum.forum.verdict import Accepted, Refused, Verdict
from fediforum.forum.writing import content_of
from fediforum.vocab.activities import Delete, Update
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Object
from tests.forum.verdicts import ask, effects, emits, the_post, things
from tests.people import (
    ALICE,
    BOB,
    CORA,
    DESK,
    GARDENING,
    HOME,
    KITCHEN,
    NOW,
    SLUGS,
    SLUGS_THREAD,
    act_id,
    calls,
    created,
    ids,
    known,
    member,
    said,
    tie,
)

WORDS = "<p>Vandaag nog uw goedkope horloges en tassen bestellen bij de winkel!</p>"


def reply(content: str = WORDS, name: str = "n1") -> Object:
    return said(BOB, name=name, cc=(ALICE.id,), parent=SLUGS, content=content)


def world(*relations: Relation, record: Record = NOBODY, **rules: str) -> Known:
    """Bob's record, and what is set for the forum; ``first_post`` is the rule first-post."""
    set_ = {(None, name.replace("_", "-")): value for name, value in rules.items()}
    return known(*relations, records={BOB.id: record}, rules=set_)


def wrote(times: int, *, shown: bool = True) -> Record:
    one = Lately(GARDENING.id, SLUGS_THREAD.id, shown, NOW - timedelta(days=1))
    return Record(lately=(one,) * times)


def why(verdict: Verdict) -> str:
    """The rule that a post waits for; "" where it is shown."""
    post = the_post(verdict)
    return post.reason if post.state is PostState.HELD else ""


def links(count: int) -> str:
    return "".join(f'<p><a href="https://shop.test/{n}">x</a></p>' for n in range(count))


def test_a_post_that_waits_stands_nowhere_and_nobody_hears_of_it() -> None:
    verdict = ask(created(reply()), BOB, world(first_post="on"))

    [effect] = effects(verdict)
    assert isinstance(effect, Put)
    post = the_post(verdict)
    assert (PostState.HELD, None, None, GARDENING.id, SLUGS, Rule.FIRST_POST) == (
        post.state, post.thread, post.seq, post.board, post.parent, post.reason,
    )  # fmt: skip


def test_nobody_hears_of_what_a_post_quotes_that_waits() -> None:
    theirs = replace(reply(), quote=SLUGS)
    ours = replace(said(CORA, cc=(ALICE.id,), parent=SLUGS, content=WORDS), quote=SLUGS)
    records = {BOB.id: NOBODY, CORA.id: NOBODY}
    now = known(records=records, rules={(None, "first-post"): "on"})

    waiting = [
        ask(created(theirs), BOB, now),
        judge(created(ours), now, Local(CORA.id), NOW, ids()),
    ]

    assert [PostState.HELD] * 2 == [the_post(each).state for each in waiting]
    assert [1, 1] == [len(effects(each)) for each in waiting]


def test_a_thread_that_waits_is_not_opened() -> None:
    thing = said(BOB, to=(*said(BOB).to, GARDENING.id))
    verdict = ask(created(thing), BOB, world(first_post="on"))

    assert [PostState.HELD] == [each.state for each in things(verdict) if isinstance(each, Post)]
    assert 1 == len(things(verdict))


OLD = NOW - timedelta(days=400)
KNOWN_WELL = Record(began=OLD, met=OLD, host_met=OLD, followed=True)
CASES: tuple[tuple[str, dict[str, str], Record], ...] = (
    ("", {}, NOBODY),
    (Rule.FIRST_POST, {"first_post": "on"}, NOBODY),
    (Rule.FIRST_POST, {"first_post": "on"}, wrote(3, shown=False)),
    ("", {"first_post": "on"}, wrote(1)),
    (Rule.YOUNG_AUTHOR, {"young_author": "7"}, NOBODY),
    (Rule.YOUNG_AUTHOR, {"young_author": "7"}, replace(KNOWN_WELL, began=NOW)),
    ("", {"young_author": "7"}, KNOWN_WELL),
    (Rule.YOUNG_HOST, {"young_host": "7"}, replace(KNOWN_WELL, host_met=NOW)),
    ("", {"young_host": "7"}, KNOWN_WELL),
    (Rule.WORDS, {"words": "wijn\ngoedk*p* horloge*"}, NOBODY),
    ("", {"words": "wijn"}, NOBODY),
    (Rule.STRANGERS, {"strangers": "2027-01-01T00:00:00+00:00"}, NOBODY),
    ("", {"strangers": "2026-01-01T00:00:00+00:00"}, NOBODY),
    ("", {"strangers": "2027-01-01T00:00:00+00:00"}, wrote(1)),
)


@pytest.mark.parametrize(("expected", "rules", "record"), CASES)
def test_rules_hold_back_what_they_say(
    expected: str, rules: dict[str, str], record: Record
) -> None:
    assert expected == why(ask(created(reply()), BOB, world(record=record, **rules)))


def test_more_links_than_usual_wait_without_anybody_having_set_it() -> None:
    assert "" == why(ask(created(reply(links(4))), BOB, world()))
    assert Rule.LINKS == why(ask(created(reply(links(5))), BOB, world()))


def test_the_same_words_wait_once_they_came_three_times_whoever_says_them() -> None:
    told = fingerprint(content_of(reply(), HOME))
    assert told is not None

    twice = replace(world(), alike={told: 2})
    thrice = replace(world(), alike={told: 3})

    assert "" == why(ask(created(reply()), BOB, twice))
    assert Rule.DUPLICATES == why(ask(created(reply()), BOB, thrice))


def test_within_one_batch_the_same_words_add_up() -> None:
    now = world()
    states = []
    for number in range(5):
        thing = reply(name=f"n{number}")
        verdict = ask(created(thing), BOB, now)
        states.append(why(verdict))
        now = now.after(effects(verdict))

    assert ["", "", "", Rule.DUPLICATES, Rule.DUPLICATES] == states


def test_who_calls_many_members_here_and_is_followed_by_nobody_waits() -> None:
    many = [member(f"m{n}", HOME.host) for n in range(11)]
    thing = replace(reply(), tag=calls(*many))

    assert Rule.MENTIONS == why(ask(created(thing), BOB, world()))
    assert "" == why(ask(created(thing), BOB, world(record=Record(followed=True))))
    assert "" == why(ask(created(replace(thing, tag=calls(*many[:10]))), BOB, world()))


def test_moderators_those_who_are_trusted_and_those_who_wrote_often_do_not_wait() -> None:
    spam = created(reply(links(9)))

    for relation in (
        tie(Tie.ROLE, BOB.id, GARDENING.id, "moderator"),
        tie(Tie.TRUST, BOB.id, GARDENING.id),
        tie(Tie.TRUST, BOB.id, HOME.instance),
    ):
        assert "" == why(ask(spam, BOB, world(relation)))
    assert "" == why(ask(spam, BOB, world(record=wrote(5))))
    assert Rule.LINKS == why(ask(spam, BOB, world(record=wrote(4))))
    assert Rule.LINKS == why(ask(spam, BOB, world(tie(Tie.TRUST, BOB.id, KITCHEN.id))))
    assert Rule.LINKS == why(ask(spam, BOB, world(record=wrote(9), trust="off")))


def test_a_board_has_rules_of_its_own_instead() -> None:
    own = {(None, "first-post"): "on", (GARDENING.id, "first-post"): "off"}
    loose = replace(world(), rules=own)

    assert "" == why(ask(created(reply()), BOB, loose))


def test_a_board_elsewhere_says_itself_what_waits() -> None:
    thing = said(CORA, parent=Iri("https://lemmy.test/post/1"), content=links(9))

    assert PostState.PENDING is the_post(ask(created(thing), CORA, known())).state


# -- what becomes of it ------------------------------------------------------------------------


def holding(thing: Object) -> Known:
    start = world(first_post="on")
    return start.after(effects(ask(created(thing), BOB, start)))


def let_in(thing: Object, now: Known, moderator: Iri = DESK.id) -> Verdict:
    found = replace(created(thing), id=Iri(""))
    return judge(found, now, Fetched(thing.id, admitted=moderator), NOW, ids())


def test_a_moderator_s_yes_files_it_as_any_new_post() -> None:
    thing = reply()
    before = ask(created(thing), BOB, world())

    verdict = let_in(thing, holding(thing))

    post = the_post(verdict)
    assert (PostState.SHOWN, SLUGS_THREAD.id, "") == (post.state, post.thread, post.reason)
    told = {(emit.signer, emit.audience) for emit in emits(before)}
    assert told == {(emit.signer, emit.audience) for emit in emits(verdict)}


def test_nobody_but_a_moderator_lets_it_in() -> None:
    thing = reply()

    assert NOT_ADMITTED == let_in(thing, holding(thing), BOB.id)


def test_a_post_that_waits_and_comes_again_goes_on_waiting() -> None:
    thing = reply()

    assert create.KNOWN == ask(created(thing), BOB, holding(thing))


def test_an_edit_of_what_waits_changes_it_and_nothing_else() -> None:
    thing = reply()
    later = replace(thing, content="<p>Anders</p>", updated=NOW)
    edit = Update(id=act_id(BOB, "edit"), actor=BOB.id, object=later)

    verdict = ask(edit, BOB, holding(thing))

    post = the_post(verdict)
    assert (PostState.HELD, "<p>Anders</p>", []) == (post.state, post.content, emits(verdict))


def test_a_moderator_s_no_removes_it_and_tells_nobody() -> None:
    thing = reply()
    removal = Delete(id=act_id(DESK), actor=DESK.id, object=thing.id, summary="reclame")

    verdict = ask(removal, DESK, holding(thing))

    post = the_post(verdict)
    assert (PostState.REMOVED, "reclame", None) == (post.state, post.reason, post.thread)
    assert [] == emits(verdict)
    other = replace(removal, id=act_id(CORA), actor=CORA.id)
    assert delete.NOT_YOURS == ask(other, CORA, holding(thing))


def test_its_author_may_take_back_what_waits() -> None:
    thing = reply()
    removal = Delete(id=act_id(BOB, "undo"), actor=BOB.id, object=thing.id)
    after = holding(thing).after(effects(ask(removal, BOB, holding(thing))))

    assert PostState.DELETED is after.posts[thing.id].state


def test_who_answers_what_waits_waits_with_it() -> None:
    thing = reply()
    below = said(ALICE, name="below", parent=thing.id)

    post = the_post(ask(created(below), ALICE, holding(thing)))

    assert (PostState.SHELVED, None, thing.id) == (post.state, post.thread, post.parent)


# -- slow mode ---------------------------------------------------------------------------------


def slow(minutes_ago: int, **more: object) -> Known:
    at = NOW - timedelta(minutes=minutes_ago)
    record = Record(lately=(Lately(GARDENING.id, SLUGS_THREAD.id, True, at),))
    board = replace(GARDENING, slow=600)
    boards = {**known().boards, board.id: board}
    return known(boards=boards, records={BOB.id: record, CORA.id: record}, **more)


def test_in_a_slow_board_who_writes_too_soon_waits() -> None:
    assert Rule.SLOW == why(ask(created(reply()), BOB, slow(9)))
    assert "" == why(ask(created(reply()), BOB, slow(10)))


def test_who_writes_too_soon_here_is_told_how_long_to_wait() -> None:
    thing = said(CORA, parent=SLUGS)

    verdict = ask(created(thing), CORA, slow(7))

    assert Refused("one post in 10 minutes: wait 3 minutes") == verdict
    assert isinstance(ask(created(thing), CORA, slow(10)), Accepted)


def test_a_slow_thread_slows_nobody_in_another() -> None:
    record = Record(lately=(Lately(GARDENING.id, Iri("https://forum.test/other"), True, NOW),))
    thread = replace(SLUGS_THREAD, slow=600)
    threads = {**known().threads, thread.id: thread}
    now = known(threads=threads, records={BOB.id: record})
    there = Record(lately=(replace(record.lately[0], thread=thread.id),))

    assert "" == why(ask(created(reply()), BOB, now))
    assert Rule.SLOW == why(ask(created(reply()), BOB, replace(now, records={BOB.id: there})))


def test_within_one_batch_two_posts_come_too_soon_after_each_other() -> None:
    start = slow(60)
    after: Known = start.after(effects(ask(created(reply()), BOB, start)))

    assert Rule.SLOW == why(ask(created(reply(name="n2")), BOB, after))


# -- settings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("nonsense", ("on",)),
        ("strangers", ("on",)),
        ("links", ("many",)),
        ("links", ("-1",)),
        ("links", ("99999999999",)),
        ("links", ("1", "2")),
        ("first-post", ("yes",)),
        (TRUST, ("21",)),
        ("words", ("***",)),
        ("words", tuple(map(str, range(201)))),
    ],
)
def test_a_setting_that_means_nothing_is_refused(name: str, values: tuple[str, ...]) -> None:
    with pytest.raises(Malformed):
        read_setting(name, values)


def test_words_are_kept_once_each() -> None:
    assert "koop  nu".replace("  ", " ") + "\nwijn" == read_setting(
        "words", ("koop   nu", "wijn", "wijn")
    )


def test_from_a_server_that_is_held_everybody_waits_but_who_is_trusted() -> None:
    held = Domains({"beta.test": (Domain(name="beta.test", policy=Policy.HOLD),)})
    often = replace(world(record=wrote(9)), domains=held)
    named = replace(world(tie(Tie.TRUST, BOB.id, HOME.instance)), domains=held)

    assert Rule.DOMAIN == why(ask(created(reply()), BOB, often))
    assert "" == why(ask(created(reply()), BOB, named))
