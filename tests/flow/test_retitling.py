"""A moderator calls a thread otherwise: its followers hear so, its author's words stay."""

import pytest

from fediforum.errors import AlreadySo, Forbidden, Malformed
from fediforum.flow import speak
from fediforum.flow.find import find_place
from fediforum.flow.retitling import retitle
from fediforum.flow.undoing import undo_operation
from fediforum.node import Node
from tests.flow.hands import settle_down
from tests.flow.two_forums import Clock, Network


async def title_of(node: Node, iri: str) -> tuple[str, str | None]:
    place = await find_place(node, iri)
    return place.thread.title, place.post.name


async def test_thread_is_called_otherwise_and_who_follows_it_hears_so_and_of_its_undoing(
    alpha: Node, beta: Node, network: Network
) -> None:
    said = await speak.open_thread(alpha, "tuin", "anna", "Hulp!!", "Slakken eten mijn sla.")
    place = await find_place(alpha, said.id)
    await speak.follow(beta, place.thread.id, "bob")
    await settle_down(alpha, beta)

    called = await retitle(alpha, said.id, "Slakken in de sla", "duidelijker")
    await settle_down(alpha, beta)
    now = await title_of(alpha, said.id)
    [told] = [each for each in network.posted_to("beta.test") if each["type"] == "Update"]
    assert called.operation is not None
    await undo_operation(alpha, called.operation)
    await settle_down(alpha, beta)

    assert ("Slakken in de sla", "Hulp!!") == now
    assert (place.thread.id, "Slakken in de sla") == (told["actor"], told["object"]["name"])
    assert "slakken-in-de-sla" in called.url
    assert ("Hulp!!", "Hulp!!") == await title_of(alpha, said.id)
    last = [each for each in network.posted_to("beta.test") if each["type"] == "Update"][-1]
    assert "Hulp!!" == last["object"]["name"]


async def test_what_a_moderator_called_a_thread_stays_whatever_its_author_calls_it(
    alpha: Node, clock: Clock
) -> None:
    said = await speak.open_thread(alpha, "tuin", "anna", "Hulp!!", "Slakken eten mijn sla.")
    await retitle(alpha, said.id, "Slakken in de sla")

    clock.later(minutes=1)
    await speak.edit(alpha, said.id, "anna", "Ze eten alles.")
    kept = await title_of(alpha, said.id)
    clock.later(minutes=1)
    await speak.edit(alpha, said.id, "anna", "Ze eten alles.", title="Slakken eten alles")

    assert ("Slakken in de sla", "Hulp!!") == kept
    assert ("Slakken in de sla", "Slakken eten alles") == await title_of(alpha, said.id)


async def test_only_moderators_retitle_and_only_to_a_title(alpha: Node) -> None:
    said = await speak.open_thread(alpha, "tuin", "anna", "Hulp!!", "Slakken eten mijn sla.")

    with pytest.raises(Forbidden):
        await retitle(alpha, said.id, "Anders", "", "anna")
    with pytest.raises(Malformed):
        await retitle(alpha, said.id, " \u202e ")
    with pytest.raises(AlreadySo):
        await retitle(alpha, said.id, "Hulp!!")
