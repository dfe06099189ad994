"""A thread's page says how much of it is here, where any of it comes from elsewhere."""

import httpx
import pytest

from fediforum.flow import setup, speak
from fediforum.flow.backfill import backfill
from fediforum.flow.budget import Budget
from fediforum.node import Node
from fediforum.store.crawls import thread_among
from fediforum.vocab.iri import Iri
from tests.flow.stranger import Stranger
from tests.flow.talk import Talk, followed_board
from tests.flow.two_forums import Clock, Network
from tests.web.pages.markup import Markup


@pytest.fixture
async def talk(node: Node, network: Network, clock: Clock) -> Talk:
    """A thread elsewhere with twenty-five replies by people of five servers."""
    board = await followed_board(node, network, clock)
    people = [Stranger(f"m{n}", f"s{n}.test", network, clock) for n in range(5)]
    talk = Talk(board, people[0], clock)
    for number in range(25):
        talk.say(people[number % 5], f"Nummer {number}.", talk.opening)
    talk.serve()
    return talk


async def told(node: Node, reader: httpx.AsyncClient, talk: Talk) -> str:
    """What the head of the thread's page says once the thread was walked."""
    await backfill(node, Iri(talk.opening), Budget.backfill())
    async with node.database.connection() as conn:
        thread = await thread_among(conn, [Iri(talk.opening)])
    answer = await reader.get(f"/t/{str(thread).rpartition('/')[2]}", follow_redirects=True)
    return " ".join(" ".join(Markup(answer.text).words("p")).split())


async def test_thread_of_which_all_is_here_says_so(
    node: Node, reader: httpx.AsyncClient, talk: Talk
) -> None:
    assert "25 reacties, allemaal hier" in await told(node, reader, talk)


async def test_thread_of_which_some_is_missing_says_how_much_and_why(
    node: Node, reader: httpx.AsyncClient, talk: Talk
) -> None:
    first, second = [iri for iri in talk.notes if "s3.test" in iri][:2]
    talk.author[first].documents[first] = talk.author[second].documents[second] = 403

    said = await told(node, reader, talk)

    assert "23 van de 25 reacties hier: 2 nog niet opgehaald (s3.test weigert)" in said
    assert "allemaal" not in said


async def test_each_reason_is_said_once(
    node: Node, reader: httpx.AsyncClient, network: Network, talk: Talk
) -> None:
    first, hidden = [iri for iri in talk.notes if "s3.test" in iri][:2]
    talk.author[first].documents[first] = 403
    talk.author[hidden].documents[hidden] = {**talk.notes[hidden], "to": [talk.board.id], "cc": []}
    network.dead.add("s4.test")

    said = await told(node, reader, talk)

    assert (
        "18 van de 25 reacties hier: 6 nog niet opgehaald (s3.test weigert, s4.test antwoordt "
        "niet), 1 niet openbaar"
    ) in said


async def test_thread_of_people_here_says_nothing_of_it(
    node: Node, reader: httpx.AsyncClient
) -> None:
    await setup.create_board(node, "tuin", "De tuin")
    await setup.create_member(node, "bob", "Bob")
    opened = await speak.open_thread(node, "tuin", "bob", "Munt", "Hoe houd je die binnen?")
    await speak.reply(node, opened.id, "bob", "In een pot.")

    page = await reader.get(opened.url.removeprefix(node.home.base), follow_redirects=True)

    assert "1 reactie" in page.text
    head = page.text.partition('<article class="essay"')[0]
    assert "hier" not in " ".join(Markup(head).words("p"))
