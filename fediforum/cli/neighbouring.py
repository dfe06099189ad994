"""How other servers are and what they are owed, as plain facts and as rows.

Loaded when a command runs, not before.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from fediforum.cli import views
from fediforum.cli.times import lasting, until
from fediforum.cli.views import written
from fediforum.errors import Missing
from fediforum.flow.owing import activity_in, demand_known
from fediforum.forum.outcomes import explain_error
from fediforum.forum.remedies import State, cause_of, state_of
from fediforum.node import Node
from fediforum.store import owing
from fediforum.store.owing import Debt
from fediforum.store.reading.neighbours import Neighbour, blocked_by, neighbours, ties
from fediforum.store.rebuffs import Rebuff, latest_rebuffs
from fediforum.vocab.activities import AnyActivity, inner_of
from fediforum.vocab.json import read_json

Facts = dict[str, Any]

SHOWN = 20
FEW = 5
LISTED = 200
STATUS = ("host", "state", "lag", "24h ok", "last error", "next try")


async def status(node: Node, *, failing: bool) -> list[Facts]:
    """How each server is, those in trouble first; with ``failing`` only those."""
    now = node.clock()
    async with node.database.connection() as conn:
        found = await neighbours(conn, now)
    facts = [neighbour_facts(each, now) for each in found]
    order = [str(state) for state in State]
    facts.sort(key=lambda each: (order.index(each["state"]), each["host"]))
    well = {State.OK, State.BLOCKED} if failing else frozenset()
    return [each for each in facts if each["state"] not in well]


async def status_of(node: Node, host: str) -> Facts:
    """As in ``status``, and all else that is known of one server. Raises Missing."""
    now = node.clock()
    async with node.database.connection() as conn:
        found = await neighbours(conn, now, host)
        bound = await ties(conn, host)
        block = await blocked_by(conn, host, now)
        queued = await owing.waiting(conn, host, SHOWN)
        away = await latest_rebuffs(conn, host, FEW)
    if not found and block is None and not bound.members and not bound.turned_away:
        raise Missing(f"Nothing is known of a server {host}.")
    known = neighbour_facts(found[0] if found else Neighbour(host=host), now)
    if block is not None:
        known["state"] = str(State.BLOCKED)
    return {
        **known,
        "blocked_by": block,
        "followers_there": bound.followers,
        "followed_there": bound.followed,
        "members_known": bound.members,
        "posts_here": bound.posts,
        "turned_away": bound.turned_away,
        "turned_away_latest": [rebuff_facts(each) for each in away],
        "queued": [debt_facts(each) for each in queued],
    }


def rebuff_facts(each: Rebuff) -> Facts:
    """One request in that server's name that was turned away, and what that means."""
    return {
        "at": moment(each.at),
        "activity": each.activity,
        "status": each.status,
        "reason": each.reason,
        "meaning": explain_error(each.kind).meaning,
    }


def neighbour_facts(each: Neighbour, now: datetime) -> Facts:
    state = state_of(each.standing, now)
    cause = cause_of(each.response, each.host) if each.response else None
    return {
        "host": each.host,
        "state": str(state),
        "software": each.software,
        "version": each.version,
        "dialect": each.dialect,
        "waiting": each.waiting,
        "lag_seconds": int((now - each.oldest).total_seconds()) if each.oldest else 0,
        "tried_24h": each.tried,
        "delivered_24h": each.delivered,
        "ok_24h": round(each.delivered / each.tried, 3) if each.tried else None,
        "failures": each.failures,
        "failing_since": moment(each.failing_since),
        "reached": moment(each.reached),
        "heard": moment(each.heard),
        "paused": moment(each.paused),
        "relays_again": moment(each.no_relay_until),
        "block_reason": each.block_reason,
        "error": cause_facts(each.response, each.host) if cause is not None else None,
        "next_try": moment(next_try(each)),
        "stopped": stopped(state, each),
    }


def next_try(each: Neighbour) -> datetime | None:
    """When it is tried again: not before its rest is over, and never while it is left alone."""
    if each.blocked or each.dead or each.paused is not None or each.due is None:
        return None
    return max(each.due, each.down_until) if each.down_until is not None else each.due


def stopped(state: State, each: Neighbour) -> str:
    """The command that has it go on, where nothing goes on by itself."""
    match state:
        case State.BLOCKED:
            return f"fediforum domain show {each.host}"
        case State.PAUSED:
            return f"fediforum federation queue resume {each.host}"
        case State.DEAD:
            return f"fediforum federation queue retry {each.host}"
        case State.REFUSED if not each.waiting:
            return f"fediforum federation queue retry {each.host}"
        case _:
            return ""


def cause_facts(response: str, host: str) -> Facts:
    return {"response": response, **asdict(cause_of(response, host))}


def status_row(each: Facts, now: datetime) -> tuple[str, ...]:
    error, ok = each["error"], each["ok_24h"]
    upcoming = f"stopped ({each['stopped']})" if each["stopped"] else ""
    return (
        each["host"],
        each["state"],
        lag(each),
        "" if ok is None else f"{ok:.0%}",
        error["name"] if error else "",
        upcoming or until(parsed(each["next_try"]), now),
    )


def lag(each: Facts) -> str:
    """For how long the oldest of what waits has waited."""
    return lasting(timedelta(seconds=each["lag_seconds"])) if each["waiting"] else ""


def status_lines(each: Facts, now: datetime) -> list[str]:
    """One server for people, a line a fact."""
    error = each["error"]
    rows = (
        ("state", each["state"]),
        ("software", " ".join(filter(None, (each["software"], each["version"])))),
        ("signatures", each["dialect"]),
        ("followers there", each["followers_there"]),
        ("followed there", each["followed_there"]),
        ("members known", each["members_known"]),
        ("posts here", each["posts_here"]),
        ("last reached", each["reached"] or "never"),
        ("last heard", each["heard"] or "never"),
        ("last 24 hours", f"{each['delivered_24h']} of {each['tried_24h']} taken"),
        ("waiting", f"{each['waiting']}, the oldest for {lag(each)}" if lag(each) else 0),
        ("failing since", each["failing_since"] or ""),
        (
            "turned away",
            f"{each['turned_away']} requests in their name" if each["turned_away"] else "",
        ),
        ("blocked by", each["blocked_by"] or ""),
        ("last error", f"{error['name']}: {error['meaning']}" if error else ""),
        ("what to do", error["remedy"] if error else ""),
        ("next try", until(parsed(each["next_try"]), now)),
        ("goes on by", each["stopped"]),
    )
    lines = [f"{name}: {value}" for name, value in rows if value != ""]
    for away in each["turned_away_latest"]:
        lines.append(f"turned away {away['at']}: {away['status']}: {away['reason']}")
        lines.append(f"  which means: {away['meaning']}")
    return lines


# -- the queue -----------------------------------------------------------------------------------


async def queue(node: Node, host: str) -> Facts:
    """What waits, by server; with a host what waits for that one, the oldest first. Raises
    Missing.
    """
    facts = await views.queue(node)
    if not host:
        return {**facts, "deliveries": []}
    async with node.database.connection() as conn:
        await demand_known(conn, host)
        found = await owing.waiting(conn, host, LISTED)
    return {
        "intake": facts["intake"],
        "hosts": [each for each in facts["hosts"] if each["host"] == host],
        "deliveries": [debt_facts(each) for each in found],
    }


async def the_delivery(node: Node, number: int) -> Facts:
    """One delivery with what is sent. Raises Missing."""
    async with node.database.connection() as conn:
        found = await owing.debt(conn, number)
    if found is None:
        raise Missing(f"There is no delivery {number}.")
    row, body = found
    return {**debt_facts(row), "says": said_in(activity_in(body)), "body": read_json(body)}


def debt_facts(row: Debt) -> Facts:
    return {
        "id": row.id,
        "host": row.host,
        "inbox": row.inbox,
        "activity": row.activity,
        "signer": row.signer,
        "state": state_of_debt(row),
        "created": moment(row.created),
        "attempts": row.attempts,
        "first_try": moment(row.first_try),
        "next_try": moment(row.due) if row.settled is None else None,
        "settled": moment(row.settled),
        "error": cause_facts(row.response or "", row.host) if failed(row) else None,
    }


def failed(row: Debt) -> bool:
    return bool(row.response) and row.outcome != "delivered"


def state_of_debt(row: Debt) -> str:
    """How one delivery stands: its outcome, or what is going on with it."""
    if row.outcome is not None:
        return row.outcome
    if row.leased:
        return "being sent"
    return "retrying" if row.attempts else "waiting"


def said_in(activity: AnyActivity | None) -> str:
    """Which verbs a body holds, from the outside in: Announce of Create."""
    words: list[str] = []
    while activity is not None:
        words.append(type(activity).__name__)
        activity = inner_of(activity)
    return " of ".join(words)


def moment(then: datetime | None) -> str | None:
    return written(then) if then is not None else None


def parsed(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
