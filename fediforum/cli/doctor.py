"""Looking whether a forum is well: one check a line, with what to do about it.

Loaded when ``doctor`` runs. Nothing is changed here, and nothing is asked of other servers:
the forum is looked at from outside by its own public address.
"""

import os
import stat
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from enum import StrEnum

from fediforum.cli.opening import forum_settings
from fediforum.errors import FediforumError
from fediforum.keys import Vault
from fediforum.limits import INTAKE_LAG_SECONDS, PICTURES_TOTAL
from fediforum.node import Node, node_over, open_store, utc_now
from fediforum.settings import Settings
from fediforum.store.crawls import Drift, latest_drift
from fediforum.store.database import Database
from fediforum.store.deliveries import queue_overview
from fediforum.store.health import database_clock
from fediforum.store.instance import instance
from fediforum.store.intake import backlog
from fediforum.store.media import MediaUsage, media_usage
from fediforum.store.schema import pending
from fediforum.store.search import behind, indexed
from fediforum.wire import fetch_document, resolve

OLDEST_POSTGRESQL = 15
CLOCK_SECONDS = 30
DRIFT_TOLERATED = 0.01
LOOK_SECONDS = 10
GIGABYTE = 1024**3
NEARLY = 0.9


class Mark(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it was found, and what to do where that is not well."""

    mark: Mark
    what: str
    found: str
    remedy: str = ""


async def examine() -> list[Check]:
    """Every check that could be made; one that fails may leave those after it unmade."""
    try:
        settings = forum_settings()
    except FediforumError as problem:
        return [Check(Mark.FAIL, "settings", str(problem), "Change what is named there.")]
    checks = [settings_check(settings), data_check(settings), key_check(settings)]
    if settings.database_url is None and any(check.mark is Mark.FAIL for check in checks):
        # To open the database would be to make one.
        return checks
    async with AsyncExitStack() as stack:
        try:
            database, cluster = await stack.enter_async_context(open_store(settings))
        except FediforumError as problem:
            return [*checks, Check(Mark.FAIL, "database", str(problem))]
        checks += [check async for check in database_checks(database, settings)]
        if any(check.mark is Mark.FAIL for check in checks):
            return checks
        try:
            node = await stack.enter_async_context(node_over(settings, database, cluster))
        except FediforumError as problem:
            return [*checks, Check(Mark.FAIL, "start", str(problem), "Change what is named there.")]
        checks += [check async for check in queue_checks(node)]
        if settings.federates:
            checks += [check async for check in outside_checks(node)]
    return checks


def settings_check(settings: Settings) -> Check:
    if not settings.federates:
        return Check(
            Mark.WARN,
            "settings",
            "FEDIFORUM_URL is not set: a try-out that federates with nobody",
            "Set FEDIFORUM_URL to the public address, for ever, and run `fediforum init`.",
        )
    if settings.private_hosts:
        return Check(
            Mark.WARN,
            "settings",
            f"{settings.base}, with private hosts {' '.join(settings.private_hosts)}",
            "FEDIFORUM_PRIVATE_HOSTS is for test networks only.",
        )
    return Check(Mark.OK, "settings", settings.base)


def data_check(settings: Settings) -> Check:
    path = settings.data
    if not path.is_dir():
        remedy = "Run `fediforum init`, or set FEDIFORUM_DATA."
        return Check(Mark.FAIL, "data", f"{path} is not there", remedy)
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        remedy = "Run fediforum as whoever that directory belongs to."
        return Check(Mark.FAIL, "data", f"{path} may not be written", remedy)
    return Check(Mark.OK, "data", str(path))


def key_check(settings: Settings) -> Check:
    path = settings.secret_file
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            remedy = f"chmod 600 {path}"
            return Check(Mark.FAIL, "key file", f"others may open {path} ({mode:04o})", remedy)
        Vault.read(path)
    except FileNotFoundError:
        remedy = "Put back the copy that you kept."
        if not (settings.data / "database").exists():
            remedy = (
                "Run `fediforum init`; if the forum has begun, put back the copy that you kept."
            )
        return Check(Mark.FAIL, "key file", f"{path} is not there", remedy)
    except (OSError, FediforumError) as problem:
        return Check(Mark.FAIL, "key file", str(problem), "Put back the copy that you kept.")
    return Check(Mark.OK, "key file", f"{path}; keep a copy elsewhere")


async def database_checks(database: Database, settings: Settings) -> AsyncIterator[Check]:
    async with database.connection() as conn:
        version = conn.get_server_version()
        name = f"PostgreSQL {version.major}.{version.micro}"  # asyncpg reads 18.4 as 18.0.4
        if version.major < OLDEST_POSTGRESQL:
            remedy = f"Use PostgreSQL {OLDEST_POSTGRESQL} or later."
            yield Check(Mark.FAIL, "database", f"{name} is too old", remedy)
            return
        try:
            waiting = await pending(conn)
        except FediforumError as problem:
            yield Check(Mark.FAIL, "database", str(problem))
            return
        try:
            forum = await instance(conn, settings.base) if not waiting else None
        except FediforumError as problem:
            remedy = "Set FEDIFORUM_URL back to the address that the forum began with."
            yield Check(Mark.FAIL, "base URL", str(problem), remedy)
            return
        if waiting:
            found = f"{name}, {len(waiting)} migrations behind"
            yield Check(Mark.FAIL, "database", found, "Run `fediforum init`.")
            return
        yield Check(Mark.OK, "database", f"{name}, schema up to date")
        if forum is None:
            yield Check(Mark.FAIL, "base URL", "no forum here yet", "Run `fediforum init`.")
            return
        yield Check(Mark.OK, "base URL", f"{forum.base}, since {forum.created:%Y-%m-%d}")
        off = abs((await database_clock(conn) - utc_now()).total_seconds())
    mark = Mark.OK if off <= CLOCK_SECONDS else Mark.FAIL
    remedy = "" if mark is Mark.OK else "Let both machines keep time by NTP."
    found = f"{off:.1f} s off the database's (limit {CLOCK_SECONDS} s)"
    yield Check(mark, "clock", found, remedy)


async def queue_checks(node: Node) -> AsyncIterator[Check]:
    async with node.database.connection() as conn:
        count, lag = await backlog(conn)
        hosts = await queue_overview(conn)
        drifts = await latest_drift(conn)
        pictures = await media_usage(conn)
        number, unindexed = await indexed(conn), await behind(conn)
    found = f"{count} arrived and wait, the oldest for {lag:.0f} s"
    if lag > INTAKE_LAG_SECONDS:
        yield Check(Mark.FAIL, "intake", found, "Run `fediforum worker`, or more of them.")
    else:
        yield Check(Mark.OK, "intake", found)
    failing = [host for host in hosts if host.dead or host.down_until is not None]
    found = f"{sum(host.waiting for host in hosts)} wait for {len(hosts)} hosts"
    if failing:
        remedy = "fediforum federation queue"
        yield Check(Mark.WARN, "delivery", f"{found}, {len(failing)} do not answer", remedy)
    else:
        yield Check(Mark.OK, "delivery", found)
    yield drift_check(drifts)
    yield media_check(pictures)
    yield search_check(number, unindexed=unindexed)


def search_check(number: int, *, unindexed: bool) -> Check:
    """Whether all posts can be found that may be."""
    found = f"{number} posts can be found"
    if not unindexed:
        return Check(Mark.OK, "search", found)
    remedy = (
        "`fediforum init` has workers see to it; `fediforum search reindex` does it now, while the "
        "forum runs."
    )
    return Check(Mark.WARN, "search", f"{found}; not all of the older ones", remedy)


def media_check(usage: MediaUsage) -> Check:
    """How much of the room for pictures of other servers is taken."""
    own, others, most = (
        size / GIGABYTE for size in (usage.own_bytes, usage.others_bytes, PICTURES_TOTAL)
    )
    found = f"{own:.1f} GB of ours, {others:.1f} GB of {most:.1f} GB of others"
    if others < most * NEARLY:
        return Check(Mark.OK, "pictures", found)
    remedy = "Those shown longest ago go by themselves; `fediforum media prune` lets more go."
    return Check(Mark.WARN, "pictures", found, remedy)


def drift_check(drifts: Sequence[Drift]) -> Check:
    """How much of what other servers listed last night is here."""
    if not drifts:
        return Check(Mark.OK, "completeness", "no thread with posts from elsewhere was looked at")
    known = sum(each.known for each in drifts)
    missing = sum(each.missing for each in drifts)
    found = f"{known} posts of {len(drifts)} servers were looked for, {missing} are missing"
    if missing <= known * DRIFT_TOLERATED:
        return Check(Mark.OK, "completeness", found)
    worst = max(drifts, key=lambda each: each.missing)
    found += f", {worst.missing} of them of {worst.host}"
    return Check(Mark.WARN, "completeness", found, "fediforum federation drift")


async def outside_checks(node: Node) -> AsyncIterator[Check]:
    home = node.home
    try:
        await fetch_document(node.http, home.instance, signer=None, seconds=LOOK_SECONDS)
        yield Check(Mark.OK, "address", f"{home.instance} answers, over TLS")
    except FediforumError as problem:
        remedy = f"Start `fediforum up`, and let {home.base} lead to it with a valid certificate."
        yield Check(Mark.FAIL, "address", f"{home.instance}: {problem}", remedy)
        return
    try:
        await fetch_document(node.http, home.base + "/", signer=None, seconds=LOOK_SECONDS)
    except FediforumError as problem:
        remedy = "Let the proxy pass the Accept header on as it came, and keep no answer for it."
        yield Check(Mark.WARN, "proxy", f"{home.base}/ as AS2: {problem}", remedy)
    else:
        yield Check(Mark.OK, "proxy", "the Accept header comes through")
    try:
        found = await resolve(node.http, home.handle("desk"), seconds=LOOK_SECONDS)
        yield Check(Mark.OK, "webfinger", f"{found.handle} is {found.actor}")
    except FediforumError as problem:
        remedy = f"Let {home.base}/.well-known/webfinger lead to fediforum too."
        yield Check(Mark.FAIL, "webfinger", str(problem), remedy)
