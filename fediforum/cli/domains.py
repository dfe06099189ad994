"""What the commands about other servers do; loaded when one runs, not before."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from fediforum.errors import AlreadySo, Missing
from fediforum.flow import domains as flow, subscribing
from fediforum.flow.domains import Plan
from fediforum.forum import blocklists
from fediforum.forum.blocklists import Format, Listed
from fediforum.forum.domains import BY_HAND, Domain, Policy
from fediforum.node import Node
from fediforum.store import domains as store
from fediforum.store.database import Conn
from fediforum.store.peers import load_peer
from fediforum.store.subscriptions import Subscription, subscriptions

Facts = dict[str, Any]
HAND = "hand"
FORMATS = {"iftas": Format.MASTODON, **{form.value: form for form in Format}}


def at(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment is not None else None


def facts(decided: Domain) -> Facts:
    return {
        "domain": decided.name,
        "policy": decided.policy.value,
        "source": decided.source,
        "priority": decided.priority,
        "exact": decided.exact,
        "reason": decided.reason,
        "comment": decided.comment,
        "obfuscated": decided.obfuscated,
        "since": at(decided.since),
        "until": at(decided.until),
    }


async def listed(node: Node, policy: str | None, source: str | None) -> Sequence[Facts]:
    """All that is decided; of one policy, or by one source (``hand``: by hand)."""
    async with node.database.connection() as conn:
        by = await source_called(conn, source)
        only = Policy(policy) if policy is not None else None
        found = await store.decisions(conn, policy=only, source=by, now=node.clock())
    return [facts(each) for each in found]


async def source_called(conn: Conn, text: str | None) -> str | None:
    """The source that a keeper names; ``hand`` is what was set by hand. Raises Missing."""
    if text is None or text == HAND:
        return BY_HAND if text else None
    known = await store.sources(conn) | {each.url for each in await subscriptions(conn)}
    if text not in known:
        names = ", ".join([HAND, *sorted(known)])
        raise Missing(f"Nothing was decided by that source. There are: {names}.")
    return text


async def mode_in(node: Node) -> str:
    async with node.database.connection() as conn:
        return "allowlist" if await store.listed_only(conn) else "open"


async def shown(node: Node, text: str) -> Facts:
    """What holds for a name, and what this forum has to do with it."""
    name = flow.named(text, exact=True)
    now = node.clock()
    async with node.database.connection() as conn:
        decided = await store.in_force(conn, [name], now)
        standing = [each for several in decided.by_name.values() for each in several]
        peer = await load_peer(conn, name)
    holds = decided.decision(name, now)
    heard_of = peer.software or peer.asked or peer.reached or peer.health.failures
    return {
        "domain": name,
        "policy": decided.policy(name, now).value,
        "holds": facts(holds) if holds is not None else None,
        "decisions": [facts(each) for each in standing],
        "impact": asdict(await flow.about(node, name)),
        "health": {
            "software": peer.software,
            "reached": at(peer.reached),
            "failures": peer.health.failures,
            "dead": peer.health.dead,
        }
        if heard_of
        else None,
    }


# -- by hand -----------------------------------------------------------------------------------


async def foreseen(node: Node, plan: Plan) -> Facts:
    """What a plan would come to."""
    return {"impact": asdict(await flow.foresee(node, plan))}


async def done(node: Node, plan: Plan, *, strict: bool) -> Facts:
    """What came of a plan. Raises AlreadySo where ``strict``."""
    try:
        came = await flow.carry_out(node, plan)
    except AlreadySo as problem:
        if strict:
            raise
        return {"changed": False, "says": str(problem)}
    return {"changed": True, "names": len(came.names), "operation": came.operation.id}


# -- lists -------------------------------------------------------------------------------------


def read(node: Node, text: str, form: str | None, policy: Policy, source: str) -> Listed:
    """What a list decides. Raises Malformed."""
    written = FORMATS[form] if form is not None else blocklists.told_apart(text)
    return blocklists.read_list(text, written, node.home.host, policy=policy, source=source)


def list_facts(listed: Listed, source: str, form: str) -> Facts:
    return {
        "source": source,
        "format": form,
        "entries": len(listed.decisions),
        "hidden": listed.hidden,
        "without": listed.without,
        "unread": [asdict(each) for each in listed.unread],
    }


async def written(node: Node, form: str, source: str | None) -> Facts:
    """All that is decided as a list, or what one source decided."""
    async with node.database.connection() as conn:
        by = await source_called(conn, source)
        found = await store.decisions(conn, source=by, now=node.clock())
    text, left = blocklists.write_list(found, FORMATS[form])
    entries = len({each.name for each in found}) - left
    return {"format": form, "entries": entries, "left": left, "text": text}


async def all_lists(node: Node) -> Sequence[Facts]:
    """The lists that are subscribed to."""
    async with node.database.connection() as conn:
        return [subscription_facts(each) for each in await subscriptions(conn)]


def subscription_facts(given: Subscription) -> Facts:
    return {
        "url": given.url,
        "policy": given.policy.value,
        "priority": given.priority,
        "format": given.format.value,
        "retracted": "keep" if given.keep else "lift",
        "adopt": given.adopt,
        "entries": given.entries,
        "skipped": given.skipped,
        "read": at(given.read),
        "problem": given.problem,
    }


async def refreshed(node: Node, *, due: bool) -> Sequence[Facts]:
    """What came of reading the lists anew."""
    return [
        {
            "url": each.url,
            "names": len(each.done.names) if each.done is not None else 0,
            "operation": each.done.operation.id if each.done is not None else None,
            "problem": each.problem,
        }
        for each in await subscribing.refresh(node, due=due)
    ]
