"""Withdrawn posts, accepted answers and late replies: as pages and documents show them."""

import httpx

from fediforum.flow import asides, speak
from fediforum.flow.act import ids
from fediforum.flow.budget import Budget
from fediforum.flow.reshape import edit_board
from fediforum.forum import compose
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.web.conftest import AS2

HTML = {"accept": "text/html", "accept-language": "nl"}


async def page(client: httpx.AsyncClient, post: str) -> str:
    short = post.rpartition("/")[2]
    answer = await client.get(f"/t/{short}", headers=HTML, follow_redirects=True)
    assert 200 == answer.status_code
    return answer.text


async def replied(alpha: Node, alice: Stranger, opening: Iri, text: str) -> Iri:
    note = alice.note(text, to=(alpha.home.board("tuin"),), parent=opening)
    await alice.post(alice.creates(note))
    await settle_down(alpha)
    return Iri(note["id"])


async def closed(alpha: Node, opening: Iri) -> None:
    async with alpha.database.connection() as conn:
        known = await load_known(conn, {opening}, alpha.home)
    desk, board = known.members[alpha.home.desk], known.boards[alpha.home.board("tuin")]
    lock = compose.lock(
        desk, known.posts[opening], board, "Genoeg", new=ids(alpha), now=alpha.clock()
    )
    await speak.say(alpha, lock, Budget.none())


async def test_withdrawn_post_is_still_its_authors_and_no_longer_the_board_s(
    alpha: Node, client: httpx.AsyncClient
) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Overal.")
    reply = await speak.reply(alpha, opening.id, "anna", "Ook in de sla.")

    await asides.withdraw(alpha, reply.id, "anna")
    served = await client.get(reply.id.removeprefix(alpha.home.base), headers={"accept": AS2})
    context = await client.get(
        f"{opening.id.removeprefix(alpha.home.base)}/context", headers={"accept": AS2}
    )
    shown = await page(client, opening.id)

    document = served.json()
    board = alpha.home.board("tuin")
    assert 200 == served.status_code
    assert "Ook in de sla" in document["content"]
    assert {"audience", "context", "conversation"}.isdisjoint(document)
    assert board not in [*document["to"], *document["cc"], *(t["href"] for t in document["tag"])]
    assert reply.id not in context.json()["orderedItems"]
    assert "teruggetrokken" in shown
    assert "Ook in de sla" not in shown


async def test_late_replies_are_counted_and_not_shown(
    alpha: Node, client: httpx.AsyncClient, alice: Stranger
) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Overal.")
    await replied(alpha, alice, opening.id, "Bier.")
    await closed(alpha, opening.id)
    late = await replied(alpha, alice, opening.id, "Te laat.")

    shown = await page(client, opening.id)
    async with alpha.database.connection() as conn:
        known = await load_known(conn, {late}, alpha.home)
    own = await client.get(f"/p/{known.posts[late].short}", headers=HTML)

    assert "1 reactie kwam daarna." in shown
    assert "Te laat." not in shown
    assert 404 == own.status_code


async def test_accepted_answer_is_marked_and_can_be_found_from_the_top(
    alpha: Node, client: httpx.AsyncClient
) -> None:
    await edit_board(alpha, alpha.home.board("tuin"), questions=True)
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken?", "Wat helpt?")
    reply = await speak.reply(alpha, opening.id, "anna", "Bier.")

    await asides.accept_answer(alpha, reply.id, "anna")
    shown = await page(client, opening.id)
    served = await client.get(reply.id.removeprefix(alpha.home.base), headers={"accept": AS2})
    board = await client.get("/ap/boards/tuin", headers={"accept": AS2})

    short = reply.id.rpartition("/")[2]
    assert f'<a href="/p/{short}">Beantwoord door <bdi>Anna</bdi></a>' in shown
    assert '<b class="mark">antwoord</b>' in shown
    assert served.json()["answer"] is True
    assert board.json()["questionAnswer"] is True
