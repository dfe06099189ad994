"""Subscribing: block lists that others keep are read each day, and what they take back is lifted.

As GoToSocial has it: a list with a higher priority outweighs one with a lower, what was decided by
hand outweighs both, and each takes back only what it said itself.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from fediforum import limits
from fediforum.errors import (
    AlreadySo,
    FediforumError,
    Gone,
    Malformed,
    Missing,
    Permanent,
    Unavailable,
)
from fediforum.flow.domains import Done, Plan, enter
from fediforum.flow.introduce import federates, speaks_with
from fediforum.forum.blocklists import Format, Listed, read_list, told_apart
from fediforum.forum.domains import BY_HAND, Domain, Policy
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.domains import decisions
from fediforum.store.subscriptions import (
    Subscription,
    hold_subscription,
    save_subscription,
    subscriptions,
)
from fediforum.vocab.iri import host_of, read_iri
from fediforum.wire import fetch_text

log = structlog.get_logger(__name__)

DAILY = timedelta(hours=23)
UNKNOWN = "No list with that address is subscribed to."


@dataclass(frozen=True, slots=True)
class Reading:
    """A list as it was read just now; None: it is still the same."""

    subscription: Subscription
    listed: Listed | None


async def read(node: Node, given: Subscription, form: Format | None = None) -> Reading:
    """The list as its keeper serves it now. Raises as ``fetch_text``, and Malformed."""
    federates(node)
    await speaks_with(node, host_of(given.url))
    try:
        found = await fetch_text(
            node.http,
            given.url,
            etag=given.etag,
            max_bytes=limits.LIST_BYTES,
            seconds=limits.LIST_SECONDS,
        )
    except (Missing, Gone):
        raise Permanent("There is no list at that address.", subject=given.url) from None
    now = node.clock()
    given = replace(given, tried=now, read=now, problem="")
    if found is None:
        return Reading(given, None)
    given = replace(given, etag=found.etag, format=form or told_apart(found.text))
    # A long one takes seconds, in which the loop has others to serve.
    listed = await asyncio.to_thread(
        read_list,
        found.text,
        given.format,
        node.home.host,
        policy=given.policy,
        source=given.url,
        priority=given.priority,
    )
    if not listed.decisions:
        raise Malformed("It decides about nobody: a list that is suddenly empty is not believed.")
    return Reading(replace(given, skipped=listed.hidden + len(listed.unread)), listed)


def heeding(reading: Reading, standing: Sequence[Domain], mine: Sequence[Domain], act: str) -> Plan:
    """The plan that heeds a list: over what it decided before, and what was decided by hand."""
    given = reading.subscription
    if reading.listed is None:
        return Plan(act, given.url)
    wanted = {each.name for each in reading.listed.decisions}
    gone = [each for each in standing if each.name not in wanted]
    by_hand = {each.name: each for each in mine}
    decided = list(reading.listed.decisions)
    without = [(each.name, each.source) for each in gone]
    if given.keep:
        orphans = [each for each in gone if each.name not in by_hand]
        decided += [replace(each, source=BY_HAND, priority=0) for each in orphans]
    if given.adopt:
        alike = {(each.name, each.policy) for each in reading.listed.decisions}
        without += [
            (each.name, BY_HAND)
            for each in mine
            if (each.name, each.policy) in alike and each.until is None
        ]
    return Plan(act, given.url, given=tuple(decided), without=tuple(without))


async def plan_of(node: Node, reading: Reading, act: str) -> Plan:
    """As ``heeding``, over what is decided at this moment."""
    async with node.database.connection() as conn:
        return await plan_in(conn, reading, act)


async def plan_in(conn: Conn, reading: Reading, act: str) -> Plan:
    standing = await decisions(conn, source=reading.subscription.url)
    mine = await decisions(conn, source=BY_HAND)
    return heeding(reading, standing, mine, act)


async def heed(
    node: Node, reading: Reading, act: str, *, over: Subscription | None = None
) -> Done | None:
    """What the list says is so, and the list subscribed to; None where nothing is new.

    ``over``: as it was heeded when it was asked for. Where it no longer is, that was decided while
    it was read, and outweighs what was read: nothing is done.
    """

    async def work(conn: Conn) -> Done | None:
        now = await hold_subscription(conn, reading.subscription.url)
        if over is not None and (now is None or now.settings != over.settings):
            return None
        plan = await plan_in(conn, reading, act)
        try:
            async with conn.transaction():
                done = await enter(node, conn, plan, reading.subscription)
        except AlreadySo:
            await save_subscription(conn, reading.subscription)
            return None
        return done

    done = await node.database.in_transaction(work)
    node.welcome.forget()
    return done


async def offered(
    node: Node,
    url: str,
    *,
    policy: Policy,
    priority: int,
    form: Format | None,
    keep: bool,
    adopt: bool,
) -> Reading:
    """The list at an address, read to be subscribed to. Raises as ``read``."""
    given = Subscription(
        url=read_iri(url),
        policy=policy,
        priority=priority,
        format=form or Format.LINES,
        keep=keep,
        adopt=adopt,
        by=node.home.desk,
    )
    return await read(node, given, form)


async def the_subscription(node: Node, url: str) -> Subscription:
    """The list with that address. Raises Malformed, Missing."""
    async with node.database.connection() as conn:
        found = await subscriptions(conn, read_iri(url))
    if not found:
        raise Missing(UNKNOWN)
    return found[0]


async def leaving(node: Node, url: str, reason: str, *, keep: bool) -> Plan:
    """The plan to heed a list no more: what it alone decided is lifted, or kept as if by hand."""
    given = await the_subscription(node, url)
    async with node.database.connection() as conn:
        return await leaving_in(conn, given, reason, keep=keep)


async def leaving_in(conn: Conn, given: Subscription, reason: str, *, keep: bool) -> Plan:
    standing = await decisions(conn, source=given.url)
    mine = {each.name for each in await decisions(conn, source=BY_HAND)}
    kept = [replace(each, source=BY_HAND, priority=0) for each in standing if each.name not in mine]
    return Plan(
        "domain unsubscribe",
        given.url,
        reason,
        given=tuple(kept) if keep else (),
        without=tuple((each.name, each.source) for each in standing),
    )


async def leave(node: Node, url: str, reason: str, *, keep: bool) -> Done:
    """The list is subscribed to no more, and all that it decides by now is lifted, or kept.

    Raises Malformed, Missing.
    """
    address = read_iri(url)

    async def work(conn: Conn) -> Done:
        given = await hold_subscription(conn, address)
        if given is None:
            raise Missing(UNKNOWN)
        return await enter(node, conn, await leaving_in(conn, given, reason, keep=keep), drop=True)

    done = await node.database.in_transaction(work)
    node.welcome.forget()
    return done


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of reading a list anew; ``done`` None where nothing is new."""

    url: str
    done: Done | None
    problem: str = ""


async def refresh(node: Node, *, due: bool) -> tuple[Refreshed, ...]:
    """Every list, or those not read for a day, is read anew, the one that comes first first."""
    before = node.clock() - DAILY if due else None
    async with node.database.connection() as conn:
        lists = await subscriptions(conn, tried_before=before)
    return tuple([await refresh_one(node, each) for each in lists])


async def refresh_one(node: Node, given: Subscription) -> Refreshed:
    try:
        reading = await read(node, given)
        return Refreshed(given.url, await heed(node, reading, "domain refresh", over=given))
    except FediforumError as problem:
        said = f"{problem}"
        log.warning("could not read a list", url=given.url, reason=said)
        if not isinstance(problem, Unavailable):
            await note_problem(node, given.url, said)
        return Refreshed(given.url, None, said)


async def note_problem(node: Node, url: str, said: str) -> None:
    """Of a list that is still heeded it is known why it could not be read."""
    async with node.database.transaction() as conn:
        given = await hold_subscription(conn, url)
        if given is not None:
            await save_subscription(conn, replace(given, tried=node.clock(), problem=said))
