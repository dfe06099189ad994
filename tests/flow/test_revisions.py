"""Edits, by whoever makes them and however they come: what was said before can still be read."""

from fediforum.flow import speak
from fediforum.node import Node
from fediforum.store.revisions import Version, earlier_versions
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock


async def versions(node: Node, post: str) -> list[Version]:
    async with node.database.connection() as conn:
        return list(await earlier_versions(conn, Iri(post)))


async def test_edit_by_a_member_here_keeps_what_they_said_before(alpha: Node, clock: Clock) -> None:
    opened = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "moet nu weg")
    clock.later(minutes=5)

    await speak.edit(alpha, opened.id, "anna", "Nu heb ik tijd voor een heel verhaal.")

    [before] = await versions(alpha, opened.id)
    assert "moet nu weg" in before.content
    assert before.replaced is not None
    assert before.said < before.replaced


async def test_edit_elsewhere_keeps_what_was_said_here_and_a_deletion_keeps_nothing(
    alpha: Node, alice: Stranger, clock: Clock
) -> None:
    note = alice.note("moet nu weg", to=(alpha.home.board("tuin"),))
    await alice.post(alice.creates(note))
    await settle_down(alpha)
    clock.later(minutes=5)
    later = {**note, "content": "<p>een heel verhaal</p>", "updated": clock().isoformat()}
    update = alice.does("Update", later)

    await alice.post(update)
    await settle_down(alpha)
    await alice.post(update)
    await settle_down(alpha)
    kept = await versions(alpha, note["id"])
    await alice.post(alice.does("Delete", note["id"]))
    await settle_down(alpha)

    assert ["moet nu weg" in each.content for each in kept] == [True]
    assert [] == await versions(alpha, note["id"])
