"""Polls: from elsewhere and from here, with what was chosen so far."""

from typing import Any

import httpx
import pytest

from fediforum.flow import setup
from fediforum.node import Node
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network
from tests.web.conftest import AS2
from tests.web.pages.markup import Markup


@pytest.fixture
def piet(network: Network, clock: Clock) -> Stranger:
    """Somebody at another server."""
    return Stranger("piet", "delta.test", network, clock)


def options(*counts: tuple[str, int]) -> list[dict[str, Any]]:
    return [
        {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": votes}}
        for name, votes in counts
    ]


async def shown(client: httpx.AsyncClient, board: str = "/b/tuin") -> list[str]:
    """The answers of the newest poll of the board, as its page tells them."""
    html = {"accept": "text/html", "accept-language": "nl"}
    feed = (await client.get(f"{board}.atom", headers=html)).text
    page = feed.rpartition('type="text/html" href="')[2].partition('"')[0]
    answer = await client.get(page, headers=html, follow_redirects=True)
    assert 200 == answer.status_code
    told = iter(Markup(answer.text).words("li"))
    return [f"{words} {next(told)}" for words in told if words in ("Bier", "Zout")]


def question(alice: Stranger, alpha: Node, **more: Any) -> dict[str, Any]:
    """A poll in Mastodon's shape, for the board tuin."""
    board = alpha.home.board("tuin")
    note = dict(alice.note("Wat helpt tegen slakken?", to=(board,)))
    note |= {"type": "Question", "oneOf": options(("Bier", 3), ("Zout", 1)), "votersCount": 4}
    note |= {"tag": [{"type": "Mention", "href": board, "name": "@tuin@alpha.test"}], **more}
    alice.documents[note["id"]] = note
    return note


async def test_poll_from_elsewhere_is_shown_with_its_counts(
    alpha: Node, client: httpx.AsyncClient, alice: Stranger, clock: Clock
) -> None:
    poll = question(alice, alpha)
    await alice.post(alice.creates(poll))
    await settle_down(alpha)
    before = await shown(client)

    clock.later(minutes=5)
    tallied = poll | {"oneOf": options(("Bier", 5), ("Zout", 2)), "votersCount": 7}
    await alice.post(alice.does("Update", tallied, to=poll["to"], cc=poll["cc"]))
    await settle_down(alpha)

    assert ["Bier 3 stemmen", "Zout 1 stem"] == before
    assert ["Bier 5 stemmen", "Zout 2 stemmen"] == await shown(client)


async def test_votes_in_a_poll_of_ours_are_counted_once_a_voter(
    alpha: Node, client: httpx.AsyncClient, alice: Stranger, piet: Stranger
) -> None:
    token = await setup.create_token(alpha, "anna")
    said = await client.post(
        "/ap/members/anna/outbox",
        json={
            "type": "Question",
            "name": "Slakken",
            "content": "<p>Wat helpt?</p>",
            "oneOf": options(("Bier", 0), ("Zout", 0)),
            "to": ["as:Public"],
            "cc": [alpha.home.board("tuin")],
        },
        headers={"authorization": f"Bearer {token}", "content-type": AS2},
    )
    assert 201 == said.status_code
    poll = (await client.get(said.headers["location"])).json()["object"]["id"]

    for who, chosen in ((alice, "Bier"), (alice, "Bier"), (alice, "Zout"), (piet, "Bier")):
        vote = {
            "id": f"{who.id}#vote-{chosen}",
            "type": "Note",
            "name": chosen,
            "attributedTo": who.id,
            "inReplyTo": poll,
            "to": [alpha.home.member("anna")],
        }
        await who.post(who.does("Create", vote, to=vote["to"]))
    await settle_down(alpha)

    document = (await client.get(poll)).json()
    counted = {each["name"]: each["replies"]["totalItems"] for each in document["oneOf"]}
    assert ["Bier 2 stemmen", "Zout 0 stemmen"] == await shown(client)
    assert ("Question", poll) == (document["type"], document["id"])
    assert {"Bier": 2, "Zout": 0} == counted
    assert 1 == len((await client.get(f"{poll}/context")).json()["orderedItems"])
