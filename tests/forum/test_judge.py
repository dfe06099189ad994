"""judge: the questions that every verb is asked, and that nothing makes it raise."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from fediforum.forum import judge as law
from fediforum.forum.effects import Emit, Errand
from fediforum.forum.judge import judge
from fediforum.forum.known import Known
from fediforum.forum.model import Tie
from fediforum.forum.provenance import (
    Announced,
    Fetched,
    Local,
    Proven,
    Provenance,
    Signed,
    vouches,
)  # fmt: skip
from fediforum.forum.verdict import Accepted, Ignored, Needs, Refused
from fediforum.vocab.activities import (
    REQUESTS,
    VERBS,
    Accept,
    Add,
    Announce,
    AnyActivity,
    Block,
    Create,
    Delete,
    EmojiReact,
    Flag,
    Follow,
    Like,
    Move,
    Reject,
    Remove,
    Undo,
    Unknown,
    Update,
)  # fmt: skip
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import PUBLIC, Iri, host_of
from fediforum.vocab.objects import Mention, Object, Option
from tests.blocking import blocking
from tests.people import (
    ALICE,
    ANSWER,
    BOB,
    CORA,
    CORAS,
    CORAS_THREAD,
    DESK,
    GARDENING,
    HOME,
    LEMMY_TEA,
    MALLORY,
    NOW,
    SLUGS,
    SLUGS_THREAD,
    TEA,
    TEA_AUTHOR,
    act_id,
    created,
    ids,
    known,
    said,
    signed,
    tie,
)  # fmt: skip

LIKE = Like(id=act_id(BOB), actor=BOB.id, object=SLUGS)


def test_blocked_server_is_refused_whatever_it_says() -> None:
    verdict = judge(LIKE, known(domains=blocking("beta.test")), signed(BOB), NOW, ids())

    assert verdict == law.BLOCKED


@pytest.mark.parametrize(
    ("host", "shut"), [("beta.test", True), ("test", True), ("ta.test", False)]
)
def test_block_of_a_server_covers_those_beneath_it_and_no_other(host: str, shut: bool) -> None:
    assert shut == known(domains=blocking(host)).shuns("https://beta.test/users/bob")


def test_object_of_a_blocked_server_is_refused_from_whoever_brings_it() -> None:
    thing = replace(said(BOB, cc=(GARDENING.id,)), id=Iri("https://evil.test/n/1"))

    verdict = judge(created(thing), known(domains=blocking("evil.test")), signed(BOB), NOW, ids())

    assert verdict == law.BLOCKED


def test_signer_must_be_the_actor() -> None:
    assert judge(LIKE, known(), signed(MALLORY), NOW, ids()) == law.NOT_VOUCHED


def test_id_of_another_server_is_refused() -> None:
    borrowed = replace(LIKE, id=Iri("https://alpha.test/activities/1"))

    assert judge(borrowed, known(), signed(BOB), NOW, ids()) == law.FOREIGN_ID


def test_unknown_actor_is_looked_up_first() -> None:
    verdict = judge(LIKE, known(members={}), signed(BOB), NOW, ids())

    assert Needs(frozenset({BOB.id})) == verdict


def test_actor_that_is_gone_is_ignored() -> None:
    members = {BOB.id: replace(BOB, gone=True)}

    verdicts = [
        judge(LIKE, known(members=members), signed(BOB), NOW, ids()),
        judge(LIKE, known(gone=frozenset({BOB.id})), signed(BOB), NOW, ids()),
    ]

    assert verdicts == [law.GONE, law.GONE]


@pytest.mark.parametrize("verb", ["create", "update", "like", "follow", "announce"])
def test_suspended_actor_is_refused_by_every_verb(verb: str) -> None:
    thing = said(BOB, cc=(GARDENING.id,))
    said_by_bob: dict[str, AnyActivity] = {
        "create": created(thing),
        "update": Update(id=act_id(BOB), actor=BOB.id, object=thing),
        "like": LIKE,
        "follow": Follow(id=act_id(BOB), actor=BOB.id, object=GARDENING.id),
        "announce": Announce(id=act_id(BOB), actor=BOB.id, object=SLUGS),
    }
    members = {BOB.id: replace(BOB, suspended=True)}

    verdict = judge(said_by_bob[verb], known(members=members), signed(BOB), NOW, ids())

    assert verdict == law.SUSPENDED


def test_stranger_that_leaves_is_nobodys_business() -> None:
    leaving = Delete(id=act_id(BOB), actor=BOB.id, object=BOB.id)

    assert judge(leaving, known(members={}), signed(BOB), NOW, ids()) == law.STRANGER_LEAVES


def test_what_was_undone_before_it_came_does_not_happen() -> None:
    verdict = judge(LIKE, known(gone=frozenset({LIKE.id})), signed(BOB), NOW, ids())

    assert verdict == law.UNDONE


def test_verb_that_we_do_not_speak_is_ignored() -> None:
    view = Unknown(id=act_id(BOB), actor=BOB.id, type="View", object=SLUGS)

    assert Ignored("we do not speak the verb View") == judge(view, known(), signed(BOB), NOW, ids())


# -- whom the way it came proves -------------------------------------------------------------------

NOTE = said(BOB)
FORGED_AUTHOR = replace(NOTE, attributed_to=ALICE.id)
FORGED_ID = replace(NOTE, id=Iri("https://alpha.test/notes/1"))
BOB_NOW = Actor(id=BOB.id, type="Person", preferred_username="bob", inbox=BOB.inbox)
EVE = replace(BOB_NOW, id=Iri("https://beta.test/users/eve"))


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (signed(BOB), (True, False, False, True, False)),
        (signed(MALLORY), (False, False, False, False, False)),
        (Signed(EVE.id, EVE.id), (False, False, False, False, False)),
        (Local(BOB.id), (True, False, False, True, False)),
        (Fetched(NOTE.id), (True, False, False, True, False)),
        (Fetched(Iri("https://evil.test/n")), (False, False, False, False, False)),
        (Announced(LEMMY_TEA.id), (False, False, False, False, False)),
        (Proven(BOB.id, BOB.id), (True, False, False, False, False)),
        (Proven(EVE.id, EVE.id), (False, False, False, False, False)),
        (Announced(LEMMY_TEA.id, Proven(BOB.id, BOB.id)), (True, False, False, False, False)),
    ],
    ids=str,
)
def test_vouching(by: Provenance, expected: tuple[bool, ...]) -> None:
    """FEP-fe34."""
    acts = (
        Create(id=act_id(BOB), actor=BOB.id, object=NOTE),
        Create(id=act_id(BOB), actor=BOB.id, object=FORGED_AUTHOR),
        Create(id=act_id(BOB), actor=BOB.id, object=FORGED_ID),
        Update(id=act_id(BOB), actor=BOB.id, object=BOB_NOW),
        Update(id=act_id(BOB), actor=BOB.id, object=EVE),
    )

    assert expected == tuple(vouches(by, act) for act in acts)


# -- properties ----------------------------------------------------------------------------------

BAN = tie(Tie.BAN, MALLORY.id, GARDENING.id)
WORLD = known(
    BAN,
    tie(Tie.FOLLOW, BOB.id, GARDENING.id, "accepted", act_id(BOB, "f")),
    tie(Tie.VOTE, BOB.id, SLUGS, "up", act_id(BOB, "v")),
    tie(Tie.SHARE, BOB.id, SLUGS, "", act_id(BOB, "s")),
    tie(Tie.ROLE, ALICE.id, GARDENING.id, "moderator"),
    tie(Tie.FOLLOW, CORA.id, BOB.id, "pending", act_id(CORA, "p")),
)
ACTORS = (
    ALICE.id, BOB.id, MALLORY.id, CORA.id, DESK.id, GARDENING.id, LEMMY_TEA.id, TEA_AUTHOR.id,
    Iri("https://new.test/users/nia"),
)  # fmt: skip
IRIS = st.sampled_from(
    (
        *ACTORS, SLUGS, ANSWER, CORAS, TEA, SLUGS_THREAD.id, CORAS_THREAD.id, HOME.instance,
        HOME.context(SLUGS_THREAD.short), Iri(f"{GARDENING.id}/featured"),
        Iri(f"{GARDENING.id}/moderators"), Iri("https://new.test/notes/1"), act_id(BOB, "f"),
        act_id(BOB, "v"), act_id(BOB, "s"), act_id(CORA, "p"), Iri(f"{HOME.base}/ap/nothing"),
        Iri("https://beta.test/notes/new"), HOME.post("0neverhere000"),
    )
)  # fmt: skip
ADDRESSES = st.lists(IRIS | st.just(PUBLIC), max_size=3).map(tuple)
TEXT = st.sampled_from(("", "tea", "<p>Hello <b>there</b></p>", "🐌"))
TIMES = st.sampled_from((None, NOW, NOW.replace(year=2020), datetime(9999, 12, 31, tzinfo=UTC)))
OBJECTS = st.builds(
    Object,
    id=IRIS,
    type=st.sampled_from(("Note", "Page", "Question", "Tombstone")),
    attributed_to=st.sampled_from(ACTORS),
    content=TEXT,
    name=st.none() | TEXT,
    in_reply_to=st.none() | IRIS,
    audience=st.none() | IRIS,
    to=ADDRESSES,
    cc=ADDRESSES,
    tag=st.lists(st.builds(Mention, href=IRIS), max_size=2).map(tuple),
    published=TIMES,
    updated=TIMES,
    one_of=st.sampled_from(((), (Option("tea"),))),
)
ACTOR_DOCUMENTS = st.builds(
    Actor, id=st.sampled_from(ACTORS), type=st.sampled_from(("Person", "Group")), inbox=IRIS,
    preferred_username=st.just("x"),
)  # fmt: skip


def activities(inner: st.SearchStrategy[AnyActivity]) -> st.SearchStrategy[AnyActivity]:
    shared = {
        "id": IRIS | st.just(Iri("")), "actor": st.sampled_from(ACTORS), "to": ADDRESSES,
        "cc": ADDRESSES, "audience": st.none() | IRIS, "signed": st.booleans(),
    }  # fmt: skip
    maybe = st.none() | inner
    own: dict[type[AnyActivity], dict[str, st.SearchStrategy[object]]] = {
        Create: {"object": OBJECTS},
        Update: {"object": OBJECTS | ACTOR_DOCUMENTS},
        Delete: {"object": IRIS, "summary": st.none() | TEXT},
        Accept: {"object": st.none() | IRIS, "answered": maybe},
        Reject: {"object": st.none() | IRIS, "answered": maybe},
        Announce: {"object": IRIS | OBJECTS | inner | st.lists(inner, max_size=3).map(tuple)},
        Like: {"object": IRIS, "content": st.none() | TEXT},
        EmojiReact: {"object": IRIS, "content": st.none() | TEXT},
        Undo: {"object": st.none() | IRIS, "undone": maybe},
        Flag: {"object": st.lists(IRIS, min_size=1, max_size=3).map(tuple), "content": TEXT},
        Block: {"object": IRIS, "target": st.none() | IRIS, "end_time": TIMES},
        Add: {"object": IRIS, "target": st.none() | IRIS},
        Remove: {"object": IRIS, "target": st.none() | IRIS},
        Move: {"object": IRIS, "target": st.none() | IRIS},
        **{verb: {"object": IRIS, "instrument": IRIS} for verb in REQUESTS},
        Unknown: {"type": st.just("View"), "object": st.none() | IRIS},
    }
    return st.one_of(
        *(st.builds(verb, **shared, **own.get(verb, {"object": IRIS})) for verb in VERBS)
    )


ANY = activities(activities(st.just(LIKE)))


def vouched(activity: AnyActivity, how: str) -> tuple[AnyActivity, Provenance]:
    """The activity by somebody who may say it, so that the rules are reached at all."""
    if activity.id and host_of(activity.id) != host_of(activity.actor):
        activity = replace(activity, id=Iri(""))
    if isinstance(activity, Create) or (
        isinstance(activity, Update) and isinstance(activity.object, Object)
    ):
        thing = activity.object
        assert isinstance(thing, Object)
        if host_of(thing.id) != host_of(activity.actor):
            thing = replace(thing, id=Iri(f"https://{host_of(activity.actor)}/notes/new"))
        activity = replace(activity, object=replace(thing, attributed_to=activity.actor))
    if isinstance(activity, Undo) and activity.undone is not None and how != "stolen":
        activity = replace(activity, undone=replace(activity.undone, actor=activity.actor))
    if HOME.ours(activity.actor):
        return activity, Local(activity.actor)
    if how == "fetched":
        return activity, Fetched(activity.actor)
    return activity, Signed(activity.actor, activity.actor)


SETTINGS = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


@SETTINGS
@given(ANY, st.sampled_from(("signed", "fetched", "stolen")), st.booleans())
def test_judge_never_raises_and_judging_twice_changes_nothing_more(
    activity: AnyActivity, how: str, empty: bool
) -> None:
    said_so, by = vouched(activity, how)
    world = Known(members=WORLD.members) if empty else WORLD

    first = judge(said_so, world, by, NOW, ids())
    assert isinstance(first, get_args(Accepted | Ignored | Refused | Needs))

    if isinstance(first, Accepted):
        after = world.after(first.effects)
        second = judge(said_so, after, by, NOW, ids())
        if isinstance(second, Accepted):
            assert after == after.after(second.effects)
            # What goes out again is the same activity, or an answer that is due each time.
            assert emitted(second) <= emitted(first) | {"Accept", "Reject", "Follow", "Update"}


def emitted(verdict: Accepted) -> set[str]:
    sent = {type(e.activity).__name__ for e in verdict.effects if isinstance(e, Emit)}
    return sent | {e.kind for e in verdict.effects if isinstance(e, Errand)}


@SETTINGS
@given(ANY)
def test_whoever_cannot_vouch_changes_nothing(activity: AnyActivity) -> None:
    by = Signed(Iri("https://evil.test/users/else"), Iri("https://evil.test/k"))

    assert judge(activity, WORLD, by, NOW, ids()) == law.NOT_VOUCHED


@SETTINGS
@given(ANY)
def test_every_emission_is_signed_here_and_speaks_in_an_actors_own_name(
    activity: AnyActivity,
) -> None:
    said_so, by = vouched(activity, "signed")

    verdict = judge(said_so, WORLD, by, NOW, ids())

    for effect in getattr(verdict, "effects", ()):
        if isinstance(effect, Emit):
            assert HOME.ours(effect.signer)
            assert effect.form == "relayed" or HOME.ours(effect.activity.actor)
            assert effect.form != "plain" or effect.signer == effect.activity.actor
