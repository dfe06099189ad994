"""Domains: what is decided about other servers, as acts of the keeper that can be taken back.

Each act is one operation: what it comes to is counted first (``foresee``), and what pages show
follows in the same transaction. Running processes see it within a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fediforum import limits
from fediforum.errors import AlreadySo, Malformed
from fediforum.flow.act import fresh_short
from fediforum.forum.blocklists import plain
from fediforum.forum.domains import BY_HAND, Domain, Policy, after
from fediforum.forum.effects import Errand
from fediforum.forum.journal import Operation, operation_id
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.deliveries import drop_held
from fediforum.store.domains import (
    decide,
    decisions_about,
    forget_old,
    in_force,
    next_end,
    retract,
    set_listed_only,
)
from fediforum.store.errands import enqueue_errands
from fediforum.store.hushing import hush, under
from fediforum.store.journal import journalled
from fediforum.store.reading.impact import Impact, impact, known_hosts
from fediforum.store.subscriptions import Subscription, drop_subscription, save_subscription
from fediforum.vocab.domains import domains_above, read_domain, shared_suffix
from fediforum.vocab.iri import Iri

# What was being written while nobody knew of a decision is seen to when it is there.
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be decided, and by which names and sources nothing any more.

    ``listed_only``: whether this forum is to speak with those alone that are listed; None: as now.
    """

    act: str
    subject: str
    reason: str = ""
    given: Sequence[Domain] = ()
    without: Sequence[tuple[str, str]] = ()
    listed_only: bool | None = None

    @property
    def names(self) -> frozenset[str]:
        return frozenset({each.name for each in self.given} | {name for name, _ in self.without})


@dataclass(frozen=True, slots=True)
class Done:
    """What an act came to: the names about which something else is decided now, the operation."""

    names: frozenset[str]
    operation: Operation


def named(text: str, *, exact: bool = False) -> str:
    """The name in the one spelling. Raises Malformed for what strangers share, unless ``exact``."""
    name = read_domain(text)
    if shared_suffix(name) and not exact:
        raise Malformed(
            f"Strangers to each other have names under {name}. Name the one that you mean, or say "
            "--exact for that name alone."
        )
    return name


def one(node: Node, given: Domain) -> Plan:
    """The plan to decide this by hand. Raises Malformed where it would shut out this forum."""
    own = node.home.host.partition(":")[0]
    covers = given.name == own if given.exact else given.name in domains_above(own)
    if given.name == own or (covers and given.policy is not Policy.ALLOW):
        raise Malformed(f"{given.name} covers this forum itself.")
    return Plan(f"domain {given.policy}", given.name, given.reason, (given,))


async def lifting(node: Node, name: str, reason: str) -> tuple[Plan, tuple[Domain, ...]]:
    """The plan to decide nothing about a name any more, and what lists still say about it.

    Raises AlreadySo where nothing was decided by hand, or by a file.
    """
    async with node.database.connection() as conn:
        standing = await decisions_about(conn, [name])
    lists = tuple(each for each in standing if "://" in each.source)
    mine = [(each.name, each.source) for each in standing if each not in lists]
    if not mine:
        said = f" {lists[0].source} does: `domain allow` outweighs it." if lists else ""
        raise AlreadySo(f"Nothing was decided here about {name}.{said}")
    return Plan("domain lift", name, reason, without=mine), lists


# -- what it would come to ---------------------------------------------------------------------


async def foresee(node: Node, plan: Plan) -> Impact:
    """What this forum has to do with the servers with which the plan has it deal otherwise."""
    async with node.database.connection() as conn:
        return await impact(conn, await touched(conn, plan, node.clock()))


async def touched(conn: Conn, plan: Plan, now: datetime) -> Sequence[str]:
    """The hosts that are known and would be dealt with otherwise."""
    known = await known_hosts(conn)
    hosts = known if plan.listed_only is not None else under(known, plan.names)
    before = await in_force(conn, hosts, now)
    later = after(before, plan.given, plan.without)
    if plan.listed_only is not None:
        later = type(later)(later.by_name, plan.listed_only)
    return [host for host in hosts if before.policy(host) is not later.policy(host)]


async def about(node: Node, name: str) -> Impact:
    """What this forum has to do with everything under a name."""
    async with node.database.connection() as conn:
        return await impact(conn, under(await known_hosts(conn), {name}))


# -- and doing it ------------------------------------------------------------------------------


async def carry_out(node: Node, plan: Plan) -> Done:
    """The plan is so, as an operation. Raises AlreadySo where it was."""

    async def work(conn: Conn) -> Done:
        return await enter(node, conn, plan)

    done = await node.database.in_transaction(work)
    node.welcome.forget()
    return done


async def enter(
    node: Node,
    conn: Conn,
    plan: Plan,
    subscribed: Subscription | None = None,
    *,
    drop: bool = False,
) -> Done:
    """As ``carry_out``, within a transaction. With it a list is ``subscribed`` to in this way; or,
    with ``drop``, that which the plan is about is not any more.
    """
    now = node.clock()
    operation = Operation(
        id=operation_id(fresh_short(now)),
        at=now,
        by=node.home.desk,
        act=plan.act,
        subject=plan.subject,
        reason=plan.reason,
    )
    changed = news = False
    async with journalled(conn, operation):
        if subscribed is not None:
            news = await save_subscription(conn, subscribed)
        if drop:
            await drop_subscription(conn, plan.subject)
        names = await retract(conn, plan.without) if plan.without else frozenset()
        names |= await decide(conn, plan.given, operation.by, now)
        if plan.listed_only is not None:
            changed = await set_listed_only(conn, plan.listed_only)
    if not (names or changed or drop or news):
        raise AlreadySo("It is so already.")
    await hush(conn, None if changed else names, now)
    await look_again(node, conn, operation.id, A_MINUTE)
    await look_at_end(node, conn, now)
    return Done(names, operation)


async def look_again(node: Node, conn: Conn, cause: str, later: timedelta) -> None:
    errand = Errand("hush", Iri(node.home.base), {"cause": cause})
    await enqueue_errands(conn, [errand], after=later)


async def look_at_end(node: Node, conn: Conn, now: datetime) -> None:
    """When the next decision runs out, what pages show follows."""
    end = await next_end(conn, now)
    if end is not None:
        await look_again(node, conn, f"until {end:%Y%m%dT%H%M%S}", end - now + timedelta(seconds=1))


async def settle(node: Node, _: Errand) -> None:
    """Pages show what is decided now about every server."""
    await upkeep(node)


async def upkeep(node: Node) -> None:
    """What has run out is forgotten, pages follow, what a block has long held is dropped."""
    now = node.clock()

    async def work(conn: Conn) -> None:
        await forget_old(conn, now)
        await hush(conn, None, now)
        await drop_held(conn, now - timedelta(days=limits.BLOCK_FINAL_DAYS), now)
        await look_at_end(node, conn, now)

    await node.database.in_transaction(work)


def by_hand(
    name: str,
    policy: Policy,
    *,
    reason: str = "",
    comment: str = "",
    until: datetime | None = None,
    exact: bool = False,
    obfuscated: bool = False,
) -> Domain:
    """A decision of the keeper's own, its remarks on one line each.

    Raises Malformed for a remark that is too long.
    """
    if max(len(reason), len(comment)) > limits.DOMAIN_REASON_CHARS:
        raise Malformed(f"A reason has at most {limits.DOMAIN_REASON_CHARS} characters.")
    return Domain(
        name=name,
        policy=policy,
        source=BY_HAND,
        reason=plain(reason),
        comment=plain(comment),
        until=until,
        exact=exact,
        obfuscated=obfuscated,
    )
