"""Ballots: votes go to servers that take many at once in one Announce a board (FEP-4248)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog

from fediforum import limits
from fediforum.errors import FediforumError
from fediforum.flow.act import ids
from fediforum.flow.pause import pause
from fediforum.forum.audience import followers
from fediforum.forum.effects import Peers
from fediforum.forum.notices import GATHERERS
from fediforum.node import Node
from fediforum.store.ballots import boards_waiting, collect
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Conn
from fediforum.store.emissions import Emission
from fediforum.store.known import load_known
from fediforum.vocab.activities import Announce
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.json import read_json, write_json
from fediforum.vocab.reading import object_document
from fediforum.vocab.writing import gathered, provable
from fediforum.wire import create_proof

EVERY_SECONDS = 5.0

log = structlog.get_logger(__name__)


async def gathering(node: Node, stopping: asyncio.Event) -> None:
    """Votes are sent together every few seconds until ``stopping`` is set."""
    never = asyncio.Event()
    while not stopping.is_set():
        try:
            await send_ballots(node)
        except FediforumError as problem:
            log.warning("gathering paused", reason=str(problem))
        await pause(EVERY_SECONDS, never, stopping)


async def send_ballots(node: Node) -> None:
    """Votes that wait are owed to whoever takes many at once."""
    async with node.database.connection() as conn:
        boards = await boards_waiting(conn)
    for board in boards:
        while await send_some(node, board):
            pass


async def send_some(node: Node, board: Iri) -> bool:
    """Owe one Announce of a board's votes; whether there were any, which now wait no longer."""

    async def work(conn: Conn) -> bool:
        now = node.clock()
        bodies = await collect(conn, board, limits.VOTES)
        known = await load_known(conn, {board}, node.home)
        if not bodies or board not in known.boards:
            return False
        heard = followers(known.boards[board], {Peers.FORUM})
        iri = node.home.activity(ids(node).short)
        emission = Emission(
            activity=iri,
            write=partial(together, node, conn, board, iri, bodies, now),
            signer=board,
            lane=board,
            audience=replace(heard, software=GATHERERS),
            vote=True,
        )
        await commit(conn, [Acted(effects=(), emissions=(emission,))], node.home, now)
        log.info("sent votes together", board=board, votes=len(bodies))
        return True

    return await node.database.in_transaction(work)


async def together(
    node: Node, conn: Conn, board: Iri, iri: Iri, bodies: Sequence[bytes], now: datetime
) -> bytes:
    """One Announce of all those votes; a single one goes out in its own."""
    if len(bodies) == 1:
        return bodies[0]
    announce = Announce(
        id=iri, actor=board, to=(PUBLIC, board), cc=(Iri(f"{board}/followers"),), published=now,
        object=iri,
    )  # fmt: skip
    votes = [vote for body in bodies if (vote := object_document(read_json(body))) is not None]
    key_id, key = await node.keyring.prover(conn, board)
    document = provable(gathered(announce, votes))
    return write_json(create_proof(document, key_id=key_id, private_key=key, created=now))
