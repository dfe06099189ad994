"""Rebuffing: what is noted of a request that an inbox turns away, so that it can be explained.

It is read only as long as its server has room in the day's notes: under a flood it is counted.
"""

import re

from fediforum.errors import FediforumError
from fediforum.node import Node
from fediforum.store.rebuffs import Rebuff
from fediforum.vocab.heading import heading_of
from fediforum.vocab.iri import Iri, host_of
from fediforum.wire import SignedRequest

KEY = re.compile(rb'keyid="(https://[^"]{1,2000})"', re.IGNORECASE)
SIGNED_IN = frozenset({b"signature", b"signature-input"})
REASON = 500
ID = 2048


def turned_away(node: Node, request: SignedRequest, problem: FediforumError) -> None:
    """Note a request that was answered with that error; nothing of it is believed."""
    key_id = claimed_key(request)
    host = host_in(key_id)
    if not node.rebuffs.room_for(host):
        node.rebuffs.count(host)
        return
    said = heading_of(request.body)
    node.rebuffs.note(
        Rebuff(
            at=node.clock(),
            host=host,
            key_id=key_id[:ID],
            activity=said.id[:ID],
            actor=said.actor[:ID],
            object=said.object[:ID],
            status=problem.status,
            kind=type(problem).__name__,
            reason=str(problem)[:REASON],
        )
    )


def claimed_key(request: SignedRequest) -> str:
    """The id of the key that the request says it is signed with; empty where it says none."""
    for name, value in request.headers:
        if name.lower() in SIGNED_IN and (found := KEY.search(value)):
            return found[1].decode("ascii", "replace")
    return ""


def host_in(iri: str) -> str:
    """The server of an id that a stranger gave; empty where it has none."""
    try:
        return host_of(Iri(iri))[:255] if iri else ""
    except FediforumError:
        return ""
