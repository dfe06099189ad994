"""What its own server says is gone goes; what that serves again comes back (FEP-4f05)."""

from fediforum.flow import speak
from fediforum.forum.effects import Errand
from fediforum.forum.model import Post, PostState
from fediforum.node import Node
from fediforum.store.errands import enqueue_errands
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from tests.flow.hands import settle_down
from tests.flow.stranger import AS2, Stranger
from tests.flow.two_forums import Clock


async def post_of(node: Node, note: Json) -> Post:
    async with node.database.connection() as conn:
        known = await load_known(conn, {Iri(note["id"])}, node.home)
    return known.posts[Iri(note["id"])]


async def answered(alpha: Node, alice: Stranger) -> Json:
    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    note = alice.note("Bier helpt.", to=(alpha.home.board("tuin"),), parent=said.id)
    await alice.post(alice.creates(note))
    await settle_down(alpha)
    return note


def tombstone(note: Json) -> dict[str, str]:
    return {"@context": AS2, "id": note["id"], "type": "Tombstone", "formerType": "Note"}


async def test_tombstone_that_is_served_empties_a_post_which_comes_back_by_an_edit(
    alpha: Node, alice: Stranger, clock: Clock
) -> None:
    note = await answered(alpha, alice)
    alice.documents[note["id"]] = tombstone(note)
    async with alpha.database.transaction() as conn:
        await enqueue_errands(conn, [Errand("fetch", Iri(note["id"]))])
    await settle_down(alpha)
    gone = await post_of(alpha, note)

    clock.later(minutes=5)
    again = {**note, "content": "<p>Koffie helpt.</p>", "updated": clock().isoformat()}
    alice.documents[note["id"]] = again
    await alice.post(alice.does("Update", again, to=note["to"], cc=note["cc"]))
    await settle_down(alpha)

    back = await post_of(alpha, note)
    assert (PostState.DELETED, "") == (gone.state, gone.content)
    assert (PostState.SHOWN, "<p>Koffie helpt.</p>") == (back.state, back.content)
    assert gone.seq == back.seq


async def test_edit_of_what_its_server_still_says_is_gone_brings_nothing_back(
    alpha: Node, alice: Stranger, clock: Clock
) -> None:
    note = await answered(alpha, alice)
    alice.documents[note["id"]] = tombstone(note)
    await alice.post(alice.does("Delete", note["id"]))
    await settle_down(alpha)

    clock.later(minutes=5)
    again = {**note, "content": "<p>Koffie helpt.</p>", "updated": clock().isoformat()}
    await alice.post(alice.does("Update", again, to=note["to"], cc=note["cc"]))
    await settle_down(alpha)

    assert PostState.DELETED is (await post_of(alpha, note)).state


async def test_deletion_that_a_moderator_of_the_authors_server_signs_is_looked_up(
    alpha: Node, alice: Stranger
) -> None:
    note = await answered(alpha, alice)
    moderator = alice.neighbour("mod")
    deletes = alice.does("Delete", note["id"])

    forged = await moderator.post(deletes)
    await settle_down(alpha)
    still = await post_of(alpha, note)
    alice.documents[note["id"]] = tombstone(note)
    true = await moderator.post(alice.does("Delete", note["id"]))
    await settle_down(alpha)

    assert (202, PostState.SHOWN) == (forged, still.state)
    assert (202, PostState.DELETED) == (true, (await post_of(alpha, note)).state)


async def test_edit_that_a_moderator_of_the_authors_server_signs_is_read_there(
    alpha: Node, alice: Stranger, clock: Clock
) -> None:
    note = await answered(alpha, alice)
    moderator = alice.neighbour("mod")
    clock.later(minutes=5)
    edited = {**note, "content": "<p>Koffie helpt.</p>", "updated": clock().isoformat()}
    alice.documents[note["id"]] = edited
    forged = {**edited, "content": "<p>Gif helpt.</p>"}

    status = await moderator.post(alice.does("Update", forged, to=note["to"], cc=note["cc"]))
    await settle_down(alpha)

    assert (202, "<p>Koffie helpt.</p>") == (status, (await post_of(alpha, note)).content)
