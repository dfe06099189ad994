"""Pictures: ours are taken in, those of other servers fetched, and both made anew.

No reader waits for another server: what a post shows is fetched by a job when the post is filed,
and is the link of its description until it is here. Nobody is shown a byte that came from
elsewhere, and who reads what is seen by nobody but us.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

import structlog

from fediforum import limits
from fediforum.content import pictures_placed
from fediforum.errors import (
    FediforumError,
    Forbidden,
    Gone,
    Missing,
    Permanent,
    Temporary,
    Unavailable,
)
from fediforum.flow.introduce import federates, speaks_with
from fediforum.flow.later import put_off
from fediforum.forum.effects import Errand
from fediforum.media.darkroom import Print
from fediforum.node import Node
from fediforum.store.instance import instance
from fediforum.store.media import (
    File,
    Wanted,
    files_of,
    not_had,
    save_picture,
    tried_of_host,
    wanted,
)
from fediforum.store.pruning import prune, unnamed
from fediforum.vocab.iri import Iri, host_of
from fediforum.vocab.objects import Attachment
from fediforum.wire import fetch_picture

log = structlog.get_logger(__name__)

PROXY = "proxy"
A_DAY = timedelta(days=1)
FRESH = timedelta(hours=1)  # a file this young may belong to a picture that is not written down yet
NAMES = 5_000
MEDIA_TYPE = "image/webp"


async def take_in(node: Node, raw: bytes) -> Iri:
    """A picture of somebody here is kept; the address that posts give it by.

    Until a post shows it nobody can see it, and after a day it is gone. Raises Malformed for
    what is no picture, TooLarge.
    """
    prints = await node.darkroom.develop(raw)
    files = await put_away(node, prints)
    url = Iri(f"{node.home.base}/media/{files[0].name}")
    async with node.database.transaction() as conn:
        await save_picture(conn, url, files, node.clock(), local=True)
    return url


async def put_away(node: Node, prints: Iterable[Print]) -> tuple[File, ...]:
    """The files of a picture lie on the shelf, before anything is said of them."""
    return tuple(
        [
            File(await node.shelf.put(each.content), each.width, each.height, len(each.content))
            for each in prints
        ]
    )


async def pictures_named(node: Node, source: str) -> Mapping[str, Attachment]:
    """The pictures of ours that a Markdown source shows, as they hang on its post."""
    placed = [each for each in pictures_placed(source) if each.src.startswith(node.home.base)]
    if not placed:
        return {}
    async with node.database.connection() as conn:
        files = await files_of(conn, [each.src for each in placed])
    return {
        each.src: Attachment(
            type="Image",
            url=Iri(each.src),
            media_type=MEDIA_TYPE,
            name=each.alt or None,
            width=files[each.src][0].width,
            height=files[each.src][0].height,
        )
        for each in placed
        if each.src in files
    }


async def fetch_one(node: Node, errand: Errand) -> None:
    """The picture at that address is here, or it is known that it cannot be had.

    Raises Temporary where it is worth asking again, Unavailable where we ourselves failed.
    """
    federates(node)
    now = node.clock()
    async with node.database.connection() as conn:
        forum = await instance(conn, node.home.base)
        asked = await wanted(conn, errand.subject)
        host = host_of(errand.subject)
        many = await tried_of_host(conn, host, now - A_DAY) >= limits.PICTURES_PER_HOST_DAY
    if asked is None or forum is None or forum.pictures != PROXY:
        return
    if many:
        log.info("put off a picture: its server has had many", host=host)
        await put_off(node, errand, A_DAY)
        return
    try:
        files = await put_away(node, await brought(node, asked))
    except Temporary as problem:
        await give_up(node, asked, problem, for_good=False)
        raise
    except Unavailable:
        raise
    except (FediforumError, ValueError) as problem:
        await give_up(node, asked, problem, for_good=True)
        return
    async with node.database.transaction() as conn:
        await save_picture(conn, asked.url, files, now)
    log.info("fetched a picture", url=asked.url, bytes=sum(each.bytes for each in files))


async def brought(node: Node, asked: Wanted) -> tuple[Print, ...]:
    """The picture, fetched and made anew; nothing is asked of a server that is blocked."""
    host = host_of(asked.url)
    await speaks_with(node, host)
    async with node.pace.turn(host, limits.FETCH_RATE_STRANGE_HOST):
        found = await fetch_picture(node.http, asked.url, max_bytes=limits.PICTURE_BYTES)
    if (served := host_of(found.url)) != host:
        await speaks_with(node, served)
    return await node.darkroom.develop(found.content, small=asked.small)


async def give_up(node: Node, asked: Wanted, problem: Exception, *, for_good: bool) -> None:
    known = isinstance(problem, Forbidden | Gone | Missing | Permanent)
    reason = str(problem) if known or isinstance(problem, FediforumError) else "not an address"
    log.info("a picture could not be had", url=asked.url, reason=reason, for_good=for_good)
    async with node.database.transaction() as conn:
        await not_had(
            conn,
            asked.url,
            reason,
            node.clock(),
            for_good=for_good,
            most=limits.PICTURE_TRIES,
        )


async def make_room(node: Node, most_bytes: int = limits.PICTURES_TOTAL) -> tuple[int, int]:
    """Pictures that nobody shows are gone, and others take no more than that; how many, in how
    many files.
    """
    async with node.database.transaction() as conn:
        gone = await prune(conn, node.clock(), most_bytes)
    removed = 0
    before = node.clock() - FRESH
    names = await node.shelf.names(before)
    for start in range(0, len(names), NAMES):
        async with node.database.connection() as conn:
            idle = await unnamed(conn, names[start : start + NAMES])
        for name in idle:
            await node.shelf.remove(name, before)
        removed += len(idle)
    if gone or removed:
        log.info("made room", pictures=gone, files=removed)
    return gone, removed
