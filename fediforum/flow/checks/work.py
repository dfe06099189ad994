"""The work: whether what arrives is acted on, what is owed is taken, and nothing is lost."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from fediforum.flow.checks.check import Check, fail, ok, warn
from fediforum.forum.remedies import State, state_of
from fediforum.limits import INTAKE_LAG_SECONDS, PICTURES_TOTAL
from fediforum.node import Node
from fediforum.store.actors import key_made
from fediforum.store.crawls import Drift, latest_drift
from fediforum.store.instance import instance
from fediforum.store.intake import backlog
from fediforum.store.media import MediaUsage, media_usage
from fediforum.store.reading.neighbours import Neighbour, neighbours
from fediforum.store.search import behind, indexed

DRIFT_TOLERATED = 0.01
GIGABYTE = 1024**3
NEARLY = 0.9
OURS = {State.BLOCKED, State.OK, State.SLOW}


async def work_checks(node: Node) -> AsyncIterator[Check]:
    """What the tables say of the work."""
    now = node.clock()
    async with node.database.connection() as conn:
        count, lag = await backlog(conn)
        others = await neighbours(conn, now)
        drifts = await latest_drift(conn)
        pictures = await media_usage(conn)
        number, unindexed = await indexed(conn), await behind(conn)
        made = await key_made(conn, node.home.instance)
        forum = await instance(conn, node.settings.base)
    yield intake_check(count, lag)
    yield delivery_check(others, now)
    yield drift_check(drifts)
    yield media_check(pictures)
    yield search_check(number, unindexed=unindexed)
    if made is not None:
        yield ok("keys", f"the forum's own are of {made:%Y-%m-%d}, {(now - made).days} days old")
    if forum is not None:
        yield contact_check(forum.contact_mail)


def intake_check(count: int, lag: float) -> Check:
    found = f"{count} arrived and wait, the oldest for {lag:.0f} s"
    if lag <= INTAKE_LAG_SECONDS:
        return ok("intake", found)
    return fail("intake", found, "Run `fediforum worker`, or more of them.")


def delivery_check(others: Sequence[Neighbour], now: datetime) -> Check:
    """Which servers do not take what they are owed."""
    waiting = sum(each.waiting for each in others)
    failing = [each for each in others if state_of(each.standing, now) not in OURS]
    found = f"{waiting} wait for {sum(each.waiting > 0 for each in others)} hosts"
    if not failing:
        return ok("delivery", found)
    since = min((each.failing_since or each.oldest or now for each in failing), default=now)
    found += f", {len(failing)} failing, the oldest since {since:%Y-%m-%d}"
    return warn("delivery", found, "fediforum federation status --failing")


def search_check(number: int, *, unindexed: bool) -> Check:
    """Whether all posts can be found that may be."""
    found = f"{number} posts can be found"
    if not unindexed:
        return ok("search", found)
    remedy = (
        "`fediforum init` has workers see to it; `fediforum search reindex` does it now, while the "
        "forum runs."
    )
    return warn("search", f"{found}; not all of the older ones", remedy)


def media_check(usage: MediaUsage) -> Check:
    """How much of the room for pictures of other servers is taken."""
    own, others, most = (
        size / GIGABYTE for size in (usage.own_bytes, usage.others_bytes, PICTURES_TOTAL)
    )
    found = f"{own:.1f} GB of ours, {others:.1f} GB of {most:.1f} GB of others"
    if others < most * NEARLY:
        return ok("pictures", found)
    remedy = "Those shown longest ago go by themselves; `fediforum media prune` lets more go."
    return warn("pictures", found, remedy)


def drift_check(drifts: Sequence[Drift]) -> Check:
    """How much of what other servers listed last night is here."""
    if not drifts:
        return ok("completeness", "no thread with posts from elsewhere was looked at")
    known = sum(each.known for each in drifts)
    missing = sum(each.missing for each in drifts)
    found = f"{known} posts of {len(drifts)} servers were looked for, {missing} are missing"
    if missing <= known * DRIFT_TOLERATED:
        return ok("completeness", found)
    worst = max(drifts, key=lambda each: each.missing)
    found += f", {worst.missing} of them of {worst.host}"
    return warn("completeness", found, f"fediforum federation audit {worst.host}")


def contact_check(mail: str) -> Check:
    """Whether somebody can be written to: this forum sends no mail by itself."""
    if mail:
        return ok("contact", f"readers are told to write to {mail}")
    remedy = 'fediforum site set contact "Your name" --mail you@example.org'
    return warn("contact", "no address that readers and admins can write to", remedy)
