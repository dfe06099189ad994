"""Servers that follow a board, and what each of them gets of a verdict.

Audiences are resolved here as the store does: one inbox a server and emission.
"""

from dataclasses import dataclass, field

from fediforum.forum.audience import peers_of
from fediforum.forum.effects import Audience, Emit, Form
from fediforum.forum.judge import judge
from fediforum.forum.known import Known
from fediforum.forum.provenance import Provenance
from fediforum.forum.verdict import Accepted
from fediforum.vocab.activities import Announce, AnyActivity, Create, Received
from fediforum.vocab.iri import Iri, host_of
from tests.people import CORA, GARDENING, NOW, SLUGS_THREAD, ids, known


@dataclass(frozen=True)
class Server:
    """A server where somebody follows these things."""

    host: str
    software: str | None
    follows: frozenset[Iri] = field(default_factory=frozenset)
    refuses_relay: bool = False


BOARD = frozenset({GARDENING.id})
THREAD = frozenset({SLUGS_THREAD.id})
MASTODON = Server("m.test", "mastodon", BOARD)
LEMMY = Server("l.test", "lemmy", BOARD)
NODEBB = Server("n.test", "nodebb", BOARD)
UNKNOWN = Server("u.test", None, BOARD)
DEAF = Server("d.test", None, BOARD, refuses_relay=True)
BOTH = Server("both.test", "mastodon", BOARD | THREAD)
THREAD_ONLY = Server("t.test", "mastodon", THREAD)
PIEFED_THREAD = Server("p.test", "piefed", THREAD)
AUTHORS = Server("a.test", "mastodon", BOARD | {CORA.id})
ALPHA = Server("alpha.test", "mastodon", BOARD)
SERVERS = (
    MASTODON, LEMMY, NODEBB, UNKNOWN, DEAF, THREAD_ONLY, PIEFED_THREAD, AUTHORS, ALPHA,
)  # fmt: skip


def reaches(audience: Audience, server: Server) -> bool:
    if audience.without is not None and reaches(audience.without, server):
        return False
    if audience.relay and server.refuses_relay:
        return False
    if audience.unrelayed and not server.refuses_relay:
        return False
    if audience.software and server.software not in audience.software:
        return False
    named = audience.actors | audience.personal
    if any(host_of(iri) == server.host for iri in named):
        return True
    among = peers_of(server.software) in audience.among
    return among and bool(audience.followers_of & server.follows)


def shape(emit: Emit) -> str:
    activity = emit.activity
    name = type(activity).__name__
    if isinstance(activity, Announce):
        wraps = "it" if isinstance(activity.object, Received | Create) else "id"
        name = f"Announce {wraps}"
    if emit.form is not Form.PLAIN:
        name = f"{emit.form} {name}"
    signer = {GARDENING.id: "board", SLUGS_THREAD.id: "thread"}.get(emit.signer, "author")
    return f"{name} by {signer}"


def heard(activity: AnyActivity, by: Provenance, world: Known | None = None) -> dict[str, set[str]]:
    """Which server gets what."""
    verdict = judge(activity, world or known(), by, NOW, ids())
    assert isinstance(verdict, Accepted), verdict
    emits = [effect for effect in verdict.effects if isinstance(effect, Emit)]
    got: dict[str, set[str]] = {}
    for server in SERVERS:
        shapes = [shape(emit) for emit in emits if reaches(emit.audience, server)]
        assert len(set(shapes)) == len(shapes), f"{server.host} gets one thing twice: {shapes}"
        got[server.host] = set(shapes)
    return got


def got_by(
    server: Server, activity: AnyActivity, by: Provenance, world: Known | None = None
) -> list[str]:
    """What one server gets, in order."""
    verdict = judge(activity, world or known(), by, NOW, ids())
    assert isinstance(verdict, Accepted), verdict
    return [
        shape(effect)
        for effect in verdict.effects
        if isinstance(effect, Emit) and reaches(effect.audience, server)
    ]
