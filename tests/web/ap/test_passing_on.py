"""What a board and a thread pass on can be looked up for ever, not only while it is kept."""

from typing import Any

import httpx
import pytest

from fediforum.flow import speak
from fediforum.flow.speak import Said
from fediforum.node import Node
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network
from tests.vocab.shape_contract import breaches
from tests.web.conftest import AS2


async def forget_what_was_sent(alpha: Node) -> None:
    async with alpha.database.transaction() as conn:
        await conn.execute("DELETE FROM delivery")
        await conn.execute("DELETE FROM emission")


async def listed(client: httpx.AsyncClient, opening: Said) -> list[dict[str, Any]]:
    """All that the board and the thread say in their outboxes."""
    short = opening.id.rpartition("/")[2]
    said: list[dict[str, Any]] = []
    for path in ("/ap/boards/tuin/outbox?page=1", f"/ap/threads/{short}/outbox?page=1"):
        said += (await client.get(path)).json()["orderedItems"]
    return said


@pytest.fixture
async def answered(alpha: Node, alice: Stranger, clock: Clock, opening: Said) -> str:
    """The id of a reply from elsewhere, in a thread that holds one from here too."""
    clock.later(minutes=1)
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)
    await speak.reply(alpha, opening.id, "anna", "Bier.")
    note = alice.note("Koffiedik!", to=(alpha.home.board("tuin"),), parent=opening.id)
    await alice.post(alice.creates(note))
    await settle_down(alpha)
    return str(note["id"])


async def test_what_an_outbox_lists_can_be_looked_up_for_ever(
    alpha: Node, client: httpx.AsyncClient, opening: Said, answered: str
) -> None:
    await forget_what_was_sent(alpha)

    announces = await listed(client, opening)
    served = [await client.get(each["id"]) for each in announces]

    assert 4 == len(announces)
    assert answered in [each["object"] for each in announces]
    for each, answer in zip(announces, served, strict=True):
        assert (200, AS2) == (answer.status_code, answer.headers["content-type"]), each
        found = answer.json()
        if isinstance(each["object"], dict):
            listed_as = each["object"]["object"].pop("replies")
            assert f"{found['object']['object'].pop('replies')['id']}/written" == listed_as
        for name in ("id", "type", "actor", "object", "to", "cc"):
            assert each[name] == found[name], name
        assert [] == list(breaches(found))


async def test_what_was_passed_on_can_be_looked_up_as_it_was_sent(
    alpha: Node, client: httpx.AsyncClient, network: Network, answered: str
) -> None:
    await speak.open_thread(alpha, "tuin", "anna", "Kool", "Rupsen!")
    await settle_down(alpha)
    sent = [dict(each) for each in network.posted_to("gamma.test") if each["type"] == "Announce"]
    await forget_what_was_sent(alpha)

    assert {str, dict} == {type(each["object"]) for each in sent}
    for each in sent:
        found = (await client.get(each["id"])).json()
        assert (each["id"], each["actor"]) == (found.get("id"), found.get("actor")), each


async def test_what_was_taken_back_is_not_told_by_who_passed_it_on(
    alpha: Node, client: httpx.AsyncClient, opening: Said, answered: str
) -> None:
    announces = await listed(client, opening)
    await forget_what_was_sent(alpha)
    await speak.delete(alpha, opening.id, "anna")

    ids = [each["id"] for each in announces if opening.id in str(each["object"])]
    outcomes = {(await client.get(iri)).status_code for iri in ids}

    assert len(ids) >= 2
    assert {410} == outcomes


async def test_nobody_can_guess_what_was_passed_on(
    alpha: Node, client: httpx.AsyncClient, opening: Said
) -> None:
    short = opening.id.rpartition("/")[2]

    for key in (f"{short}{13 * '0'}", f"{short}{short}", 26 * "0", f"{short}"[:12] + 14 * "z"):
        assert 404 == (await client.get(f"/ap/activities/{key}")).status_code, key
