"""Onward: where a reader goes on as themselves, at their own server, with what they read here.

They say where that is; their server's WebFinger says which of its pages does it; where it does
not, what its program is known for. Nothing is stored: what servers offer is remembered by each
process for a day, what failed for a minute. What is sent to a server is the id of a thing that is
shown here, and whom it leads to is only ever that server.
"""

import asyncio
from dataclasses import replace

from fediforum import limits
from fediforum.errors import FediforumError, Forbidden, Gone, Malformed, Missing, Permanent
from fediforum.flow.introduce import federates, speaks_with
from fediforum.flow.ways import (
    INTERACT,
    PAGES,
    SERVING,
    SHARES,
    WRITING,
    Deed,
    Found,
    NoWayOn,
    Why,
    page_of,
)
from fediforum.node import Node
from fediforum.store.peers import load_peer
from fediforum.vocab.iri import Iri
from fediforum.wire import read_software
from fediforum.wire.intents import Whereabouts, ask_offers, read_whereabouts

# Where it is enough to know what somebody's server runs: nobody can ask it, or not now.
GUESSED = (Why.SILENT, Why.BUSY)


async def go_on(
    node: Node, typed: str, deed: Deed, thing: Iri, *, text: str, address: str
) -> tuple[Whereabouts, str]:
    """Where somebody is at home, and the address there at which they do the deed to the thing.

    ``text`` is what a new conversation begins with; ``address`` is whence they ask. Raises
    NoWayOn with the reason.
    """
    home = await at_home(node, typed)
    found = await known_of(node, home, deed, address)
    guard, offers = node.http.guard, found.offers
    if deed is Deed.BEGIN:
        relation, name = WRITING
        told = offers.address(relation, name, text, guard) if offers is not None else None
        if written := told or page_of(SHARES, home, found, name, text, guard):
            return home, written
    for relation, name in SERVING[deed] if offers is not None else ():
        if offers is not None and (shown := offers.address(relation, name, thing, guard)):
            return home, shown
    if page := page_of(PAGES, home, found, "uri", thing, guard, other=INTERACT):
        return home, page
    raise NoWayOn(Why.DOORLESS, home)


async def at_home(node: Node, typed: str) -> Whereabouts:
    """Where somebody says that they are at home, if it is somewhere that we speak with."""
    try:
        home = read_whereabouts(typed, node.http.guard)
    except Malformed:
        raise NoWayOn(Why.UNREADABLE) from None
    if home.host == node.home.host:
        raise NoWayOn(Why.OURS, home)
    try:
        federates(node)
        await speaks_with(node, home.host)
    except Forbidden:
        raise NoWayOn(Why.BLOCKED, home) from None
    return home


async def known_of(node: Node, home: Whereabouts, deed: Deed, address: str) -> Found:
    """What is known of somebody's server, which is asked for what is not. Raises NoWayOn."""
    state, key = node.ways, str(home)
    found = state.found.get(key)
    if found is not None and found.serves(deed):
        return found
    if found is None and (why := state.failures.get(key)) is not None:
        raise NoWayOn(why, home)
    try:
        with state.turn(address, home):
            async with asyncio.timeout(limits.ONWARD_SECONDS):
                found = await ask(node, home, deed, found)
    except (TimeoutError, NoWayOn) as problem:
        why = problem.why if isinstance(problem, NoWayOn) else Why.SILENT
        if why in GUESSED and (program := await known_program(node, home.host)):
            return Found(None, program)
        if why is not Why.BUSY:
            state.failures.put(key, why)
        raise NoWayOn(why, home) from None
    state.found.put(key, found)
    return found


async def ask(node: Node, home: Whereabouts, deed: Deed, found: Found | None) -> Found:
    """Ask somebody's server what it offers, and what it runs where that is needed."""
    silent = False
    if found is None:
        try:
            offers = await ask_offers(node.http, home, seconds=limits.ONWARD_SECONDS)
            found = Found(offers)
        except (Missing, Gone, Permanent, Malformed):
            found = Found(None)  # many know their people only, and not themselves
        except FediforumError:
            found, silent = Found(None), True
    if found.serves(deed):
        return found
    offers_some = found.offers is not None and (found.offers.actor or found.offers.templates)
    program = await program_of(node, found.offers.host if found.offers else home.host)
    if not program and not offers_some:
        raise NoWayOn(Why.SILENT if silent else Why.UNKNOWN, home)
    return replace(found, program=program)


async def program_of(node: Node, host: str) -> str:
    """The program that a server runs, as we know or as it says; "" where nobody knows."""
    if known := await known_program(node, host):
        return known
    try:
        return (await read_software(node.http, host, seconds=limits.ONWARD_SECONDS)).name
    except FediforumError:
        return ""


async def known_program(node: Node, host: str) -> str:
    async with node.database.connection() as conn:
        return (await load_peer(conn, host)).software or ""
