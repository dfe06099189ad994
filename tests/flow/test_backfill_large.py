"""A thousand replies on twenty servers, one in ten of whose deliveries was lost, and all come."""

import random
from collections import Counter

import pytest

from fediforum.flow.act import Spoken, act
from fediforum.flow.backfill import BackfillReport, backfill
from fediforum.flow.budget import Budget
from fediforum.forum.provenance import Signed
from fediforum.node import Node
from fediforum.store.heard import ids_here, whole
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import write_json
from fediforum.vocab.reading import read_activity
from tests.flow.stranger import Stranger
from tests.flow.talk import Talk, followed_board
from tests.flow.two_forums import Clock, Network

SERVERS, REPLIES, LOST = 20, 1_000, 0.1


@pytest.fixture
async def talk(alpha: Node, network: Network, clock: Clock) -> Talk:
    """The thread; each delivery to the board's server or the parent's is lost one time in ten."""
    board = await followed_board(alpha, network, clock)
    people = [Stranger(f"m{n}", f"s{n}.test", network, clock) for n in range(SERVERS)]
    talk = Talk(board, people[0], clock)
    chance = random.Random(20)
    while len(talk.notes) <= REPLIES:
        parent = chance.choice(list(talk.notes)[-30:])
        kept, listed = (chance.random() >= LOST for _ in range(2))
        # What reached nobody but its author's server is known to nobody.
        talk.say(chance.choice(people), f"Antwoord {len(talk.notes)}.", parent,
                 kept=kept, listed=listed or not kept)  # fmt: skip
    talk.serve()
    return talk


async def deliver(alpha: Node, talk: Talk, chance: random.Random) -> None:
    """What of the thread is delivered to alpha, one in ten never."""
    sent = [iri for iri in talk.notes if iri == talk.opening or chance.random() >= LOST]
    for start in range(0, len(sent), 50):
        batch = []
        for iri in sent[start : start + 50]:
            who = talk.author[iri]
            document = who.creates({**talk.notes[iri], "replies": f"{iri}/replies"})
            by = Signed(Iri(who.id), Iri(who.key_id))
            raw = write_json(document)
            batch.append(Spoken(activity=read_activity(document), by=by, raw=raw))
        await act(alpha, batch, Budget.backfill())


def asked_twice(network: Network, talk: Talk) -> dict[str, int]:
    return {url: n for url, n in Counter(network.gets).items() if url in talk.notes and n > 1}


def posts_fetched(network: Network, talk: Talk) -> list[str]:
    return [url for url in network.gets if url in talk.notes]


async def walked(alpha: Node, network: Network, talk: Talk) -> BackfillReport:
    """One pass, which has every post, asks for none twice, and says how much it asked."""
    network.gets.clear()

    report = await backfill(alpha, Iri(talk.opening), Budget.backfill())

    assert report.thread is not None
    async with alpha.database.connection() as conn:
        here, there = await ids_here(conn, report.thread), await whole(conn, report.thread)
    assert set(talk.notes) == here
    assert (REPLIES, ()) == (there.here, there.missing)
    assert ({}, 0, True) == (asked_twice(network, talk), report.twice, report.done)
    assert len(network.gets) == report.requests
    print(f"{REPLIES} replies on {SERVERS} servers: {report.requests} requests, "
          f"{report.seen} posts read, "
          f"{len(posts_fetched(network, talk))} of them fetched")  # fmt: skip
    return report


async def test_one_pass_has_all_of_a_thread_of_which_a_tenth_was_not_delivered(
    alpha: Node, network: Network, talk: Talk
) -> None:
    await deliver(alpha, talk, random.Random(3))

    await walked(alpha, network, talk)

    # Posts that waited here for what they answer are filed without being asked for.
    assert len(posts_fetched(network, talk)) < 2 * LOST * REPLIES


async def test_one_pass_has_all_of_a_thread_of_which_nothing_was_delivered(
    alpha: Node, network: Network, talk: Talk
) -> None:
    known_to_board = set(talk.arrived)

    report = await walked(alpha, network, talk)

    assert set(talk.notes) - known_to_board
    assert REPLIES + 1 == report.seen
    # Each post, each author, the pages of the context: no list of replies, all are written out.
    assert report.requests <= REPLIES + 1 + SERVERS + 30

    again = await walked(alpha, network, talk)

    assert (0, []) == (again.seen, posts_fetched(network, talk))
