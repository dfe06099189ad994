"""Posts of members here in boards elsewhere: taken in by what the board passes on, or refused
(FEP-171b, FEP-400e).
"""

from dataclasses import replace

import pytest

from fediforum.forum.effects import Errand
from fediforum.forum.judge import judge
from fediforum.forum.known import Known
from fediforum.forum.model import Post, Posting, PostState, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules import confirm, create
from fediforum.forum.verdict import Refused, Verdict
from fediforum.vocab.activities import Announce, AnyActivity, Create, Like, Reject, Update
from fediforum.vocab.iri import PUBLIC, Iri
from tests.forum.verdicts import ask, effects, errands, relations, the_post, the_thread, things
from tests.people import (
    BOB,
    CORA,
    LEMMY_TEA,
    NOW,
    TEA,
    TEA_THREAD,
    act_id,
    as_member,
    created,
    ids,
    known,
    local,
    member,
    post,
    said,
    thread,
    tie,
)

TEA_ACTOR = as_member(LEMMY_TEA)
TO = (PUBLIC, LEMMY_TEA.id)
GAMMA = Iri("https://gamma.test/u/g")
THING = said(CORA, to=TO)
SHORT = "0freshfreshf1"
MINE = post(THING.id, CORA, short=SHORT, within=TEA_THREAD, group=LEMMY_TEA)
PENDING = replace(MINE, state=PostState.PENDING)
CREATE = Create(id=act_id(CORA, "create"), actor=CORA.id, object=THING)


def world(mine: Post = PENDING) -> Known:
    there = known()
    posts = {**there.posts, THING.id: mine}
    return replace(there, posts=posts, creates={CREATE.id: THING.id})


def passed_on(thing: AnyActivity | Iri) -> Verdict:
    activity = Announce(id=act_id(TEA_ACTOR), actor=LEMMY_TEA.id, object=thing)
    return ask(activity, TEA_ACTOR, world())


def says_no(
    answered: Create | None = None, object_: Iri | None = None, summary: str = ""
) -> Reject:
    return Reject(
        id=act_id(TEA_ACTOR),
        actor=LEMMY_TEA.id,
        answered=answered,
        object=object_,
        summary=summary,
    )


def test_post_in_a_board_elsewhere_is_pending_and_looked_up_later() -> None:
    verdict = ask(created(said(CORA, parent=TEA, to=TO)), CORA)

    mine = the_post(verdict)
    assert PostState.PENDING == mine.state
    assert [Errand("confirm", mine.id)] == errands(verdict)


@pytest.mark.parametrize(
    "thing",
    [
        CREATE,
        Update(id=act_id(CORA, "update"), actor=CORA.id, object=THING),
        THING.id,
        Like(
            id=Iri("https://gamma.test/l/1"), actor=Iri("https://gamma.test/u/g"), object=THING.id
        ),
        created(said(BOB, parent=THING.id, to=TO)),
    ],
    ids=["create", "update", "id", "vote", "answer"],
)
def test_what_cannot_be_without_the_post_takes_it_in(thing: AnyActivity | Iri) -> None:
    verdict = passed_on(thing)

    assert MINE in things(verdict)


def test_what_could_not_be_found_is_taken_in_all_the_same_once_it_is_announced() -> None:
    doubted = world(replace(PENDING, reason="it was not found there"))
    back = Announce(id=act_id(TEA_ACTOR), actor=LEMMY_TEA.id, object=CREATE)

    assert MINE == the_post(ask(back, TEA_ACTOR, doubted))


def test_what_was_found_in_the_lists_of_its_board_is_taken_in() -> None:
    found = Announce(id=Iri(""), actor=LEMMY_TEA.id, object=THING.id)

    verdict = judge(found, world(), Fetched(LEMMY_TEA.id), NOW, ids())

    assert MINE == the_post(verdict)


def test_board_that_is_not_followed_takes_in_what_was_sent_to_it() -> None:
    there = world()
    relations = {key: each for key, each in there.relations.items() if key[0] is not Tie.FOLLOW}
    back = Announce(id=act_id(TEA_ACTOR), actor=LEMMY_TEA.id, object=CREATE)

    assert MINE == the_post(ask(back, TEA_ACTOR, replace(there, relations=relations)))


def test_announce_by_another_takes_nothing_in() -> None:
    back = Announce(id=act_id(BOB), actor=BOB.id, object=THING.id)

    verdict = ask(back, BOB, world())

    assert [] == things(verdict)
    assert [Tie.SHARE] == [each.kind for each in relations(verdict)]


# -- refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "named"), [(CREATE, None), (None, THING.id), (None, CREATE.id)]
)
def test_board_refuses_a_post_and_its_reason_is_kept(
    answered: Create | None, named: Iri | None
) -> None:
    no = says_no(answered, named, summary="<p>Not <b>here</b>.</p>")

    mine = the_post(ask(no, TEA_ACTOR, world()))

    assert (PostState.REFUSED, "Not here.") == (mine.state, mine.reason)


def test_thread_that_is_refused_stands_in_no_list() -> None:
    opened = thread(SHORT, LEMMY_TEA, THING.id, CORA, "Mint")
    there = replace(world(replace(PENDING, thread=opened.id)), threads={opened.id: opened})

    verdict = ask(says_no(CREATE), TEA_ACTOR, there)

    assert the_thread(verdict).removed
    after = there.after(effects(verdict))
    back = Announce(id=act_id(TEA_ACTOR), actor=LEMMY_TEA.id, object=CREATE)
    assert not the_thread(ask(back, TEA_ACTOR, after)).removed


def test_server_of_the_board_may_speak_for_it_and_its_members_may_not() -> None:
    server, anybody = member("actor", "lemmy.test", kind="Application"), member("x", "lemmy.test")
    bot = member("bot", "lemmy.test", kind="Service")
    there = world()
    they = {who.id: who for who in (server, anybody, bot)}
    there = replace(there, members={**there.members, **they})

    verdicts = [
        ask(Reject(id=act_id(who), actor=who.id, answered=CREATE), who, there)
        for who in (server, anybody, bot)
    ]

    assert PostState.REFUSED == the_post(verdicts[0]).state
    assert [confirm.NOT_WAITING, confirm.NOT_WAITING] == verdicts[1:]


def test_post_that_stands_is_not_refused_afterwards() -> None:
    assert confirm.NOT_WAITING == ask(says_no(CREATE), TEA_ACTOR, world(MINE))


# -- before anything is sent ---------------------------------------------------------------------


def test_member_who_is_banned_there_is_told_why() -> None:
    there = known(tie(Tie.BAN, CORA.id, LEMMY_TEA.id, "too much tea"))

    verdict = ask(created(said(CORA, parent=TEA, to=TO)), CORA, there)

    assert Refused(f"{create.BANNED.reason}: too much tea") == verdict


def test_only_moderators_open_threads_where_only_they_may() -> None:
    closed = replace(LEMMY_TEA, posting=Posting.MODERATORS)
    there = known(boards={closed.id: closed})
    opening = created(said(CORA, to=TO))

    assert create.MODERATORS_ONLY == judge(opening, there, local(CORA), NOW, ids())
