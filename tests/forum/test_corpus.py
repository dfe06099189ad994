"""What real programs sent is judged, whatever it is: accepted, ignored or refused for a reason."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from fediforum.errors import Malformed
from fediforum.forum import compose
from fediforum.forum.judge import FOREIGN_ID, NOT_VOUCHED, judge
from fediforum.forum.known import Known
from fediforum.forum.model import Tie
from fediforum.forum.provenance import Fetched, Provenance, Signed
from fediforum.forum.verdict import Accepted, Ignored, Needs, Refused
from fediforum.vocab.activities import Activity, AnyActivity, inner_of, named_ids
from fediforum.vocab.iri import Iri, host_of
from fediforum.vocab.json import read_json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import read_document
from tests.people import DESK, LEMMY_TEA, NOW, ids, known, member, tie
from tests.vocab.shared_corpus import documents, real

BOARDS = ("/c/", "/m/", "/category/")
NOT_BOARDS = ("/followers", "/comment/", "/p/", "/post/", "/t/")


def spoken() -> Iterator[tuple[str, AnyActivity, Provenance]]:
    """Every recorded activity as signed by its actor; every recorded post as found at its id."""
    for name, raw in documents():
        if not real(name):
            continue
        try:
            found = read_document(read_json(raw))
        except Malformed:
            continue
        if isinstance(found, Activity):
            yield name, found, Signed(found.actor, found.actor)
        elif isinstance(found, Object):
            yield name, compose.found(found), Fetched(found.id)


def world_of(activity: AnyActivity) -> Known:
    """Its speakers are known, and the boards that it names are followed from here."""
    world = known()
    inner = inner_of(activity)
    speakers = {activity.actor} | ({inner.actor} if inner is not None else set())
    boards = {
        iri: replace(LEMMY_TEA, id=iri, host=host_of(iri), followers=Iri(f"{iri}/followers"))
        for iri in named_ids(activity)
        if any(mark in iri for mark in BOARDS) and not any(mark in iri for mark in NOT_BOARDS)
    }
    follows = [tie(Tie.FOLLOW, DESK.id, iri, "accepted") for iri in boards]
    members = {iri: replace(member("x", host_of(iri)), id=iri) for iri in speakers}
    return replace(
        world,
        members={**world.members, **members},
        boards={**world.boards, **boards},
        relations={**world.relations, **{(one.kind, one.a, one.b): one for one in follows}},
    )


def test_every_recorded_document_gets_a_verdict() -> None:
    outcomes: Counter[str] = Counter()

    for name, activity, by in spoken():
        verdict = judge(activity, world_of(activity), by, NOW, ids())
        outcomes[type(verdict).__name__] += 1
        # Only mbin's recordings are scrubbed so that nobody could speak for them.
        if verdict in (FOREIGN_ID, NOT_VOUCHED):
            outcomes[name.partition("/")[0]] += 1

    assert outcomes["Accepted"] > 100
    assert outcomes["Needs"] == 0
    verdicts = {kind.__name__ for kind in (Accepted, Ignored, Refused, Needs)}
    strays = {name: count for name, count in outcomes.items() if name not in verdicts}
    assert {} == {name: count for name, count in strays.items() if count > 8 and name != "mbin"}
