"""Collections: whole threads and their replies, as other servers walk through them."""

import hashlib
from datetime import timedelta
from typing import Any

import httpx
import pytest

from fediforum.flow import speak
from fediforum.flow.speak import Said
from fediforum.node import Node
from fediforum.vocab.reading import read_collection
from fediforum.web.ap import listing
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock
from tests.web.conftest import AS2, BASE


async def get(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer = await client.get(path)
    assert (200, AS2) == (answer.status_code, answer.headers["content-type"]), path
    document: dict[str, Any] = answer.json()
    return document


async def said_in_order(alpha: Node, clock: Clock, opening: Said, *texts: str) -> list[Said]:
    """Replies by anna to the opening post, a minute apart."""
    said = []
    for text in texts:
        clock.later(minutes=1)
        said.append(await speak.reply(alpha, opening.id, "anna", text))
    return said


def etag_of(*ids: str) -> str:
    """What NodeBB reckons of a context by itself."""
    digests = (hashlib.sha256(iri.encode()).digest() for iri in ids)
    total = bytes(32)
    for digest in digests:
        total = bytes(a ^ b for a, b in zip(total, digest, strict=True))
    return f'"{total.hex()}"'


# -- contexts ------------------------------------------------------------------------------------


async def test_context_is_the_thread_oldest_first_and_belongs_to_the_board(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, opening: Said
) -> None:
    """FEP-2931."""
    first, second = await said_in_order(alpha, clock, opening, "Een.", "Twee.")

    context = await get(client, f"{opening.id}/context")

    board = alpha.home.board("tuin")
    assert ("OrderedCollection", f"{opening.id}/context", 3) == (
        context["type"],
        context["id"],
        context["totalItems"],
    )
    assert [opening.id, first.id, second.id] == context["orderedItems"]
    assert (board, board) == (context["attributedTo"], context["audience"])
    assert "Slakken in de sla" == context["name"]
    assert context["url"].startswith(f"{BASE}/t/")
    assert "first" not in context
    assert "inbox" not in context


async def test_every_post_of_ours_names_its_context_twice(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, opening: Said
) -> None:
    (reply,) = await said_in_order(alpha, clock, opening, "Een.")

    for said in (opening, reply):
        document = await get(client, said.id)
        assert 2 * [f"{opening.id}/context"] == [document["context"], document["conversation"]]


async def test_context_may_be_kept_by_nobody_without_asking(
    client: httpx.AsyncClient, opening: Said
) -> None:
    for part in ("context", "replies"):
        answer = await client.get(f"{opening.id}/{part}")
        assert (part, "no-cache") == (part, answer.headers["cache-control"])
        assert "last-modified" not in answer.headers


async def test_etag_of_a_context_follows_from_its_ids_alone(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, opening: Said
) -> None:
    before = await client.get(f"{opening.id}/context")
    (reply,) = await said_in_order(alpha, clock, opening, "Een.")
    headers = {"if-none-match": before.headers["etag"]}
    after = await client.get(f"{opening.id}/context", headers=headers)
    headers = {"if-none-match": f'W/"x", W/{after.headers["etag"]}'}
    again = await client.get(f"{opening.id}/context", headers=headers)

    assert etag_of(opening.id) == before.headers["etag"]
    assert (200, etag_of(opening.id, reply.id)) == (after.status_code, after.headers["etag"])
    assert (304, b"", after.headers["etag"], "no-cache") == (
        again.status_code,
        again.content,
        again.headers["etag"],
        again.headers["cache-control"],
    )


async def test_what_is_deleted_leaves_context_and_replies_at_once(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, opening: Said
) -> None:
    first, second = await said_in_order(alpha, clock, opening, "Een.", "Twee.")

    await speak.delete(alpha, first.id, "anna")

    context = await get(client, f"{opening.id}/context")
    replies = await get(client, f"{opening.id}/replies")
    assert [opening.id, second.id] == context["orderedItems"]
    assert (2, 1) == (context["totalItems"], replies["totalItems"])
    assert [second.id] == items_of(replies["first"])


async def test_context_of_a_deleted_opening_post_still_lists_its_replies(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, opening: Said
) -> None:
    (reply,) = await said_in_order(alpha, clock, opening, "Een.")

    await speak.delete(alpha, opening.id, "anna")

    assert [reply.id] == (await get(client, f"{opening.id}/context"))["orderedItems"]


async def test_reply_has_no_context_of_its_own(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, opening: Said
) -> None:
    """FEP-11dd."""
    (reply,) = await said_in_order(alpha, clock, opening, "Een.")

    for path in (f"{reply.id}/context", f"{BASE}/ap/posts/0000000000000/context"):
        assert 404 == (await client.get(path)).status_code


async def test_thread_from_elsewhere_has_its_collections_here(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, alice: Stranger
) -> None:
    board = alpha.home.board("tuin")
    note = alice.note("Wie heeft er last van slakken?", to=(board,))
    await alice.post(alice.creates(note))
    await settle_down(alpha)
    async with alpha.database.connection() as conn:
        short = await conn.fetchval("SELECT short FROM thread WHERE root = $1", note["id"])
    clock.later(minutes=1)
    reply = await speak.reply(alpha, note["id"], "anna", "Ik.")

    context = await get(client, f"/ap/posts/{short}/context")
    replies = await get(client, f"/ap/posts/{short}/replies")

    assert [note["id"], reply.id] == context["orderedItems"]
    assert [reply.id] == items_of(replies["first"])
    assert f"{BASE}/ap/posts/{short}/context" == context["id"]
    assert context["id"] == (await get(client, reply.id))["context"]


async def test_thread_of_a_board_elsewhere_has_no_context_of_ours(
    alpha: Node, client: httpx.AsyncClient, opening: Said
) -> None:
    """Only who keeps a board can say what is in its threads."""
    async with alpha.database.transaction() as conn:
        await conn.execute("UPDATE actor SET local = false WHERE preferred_username = 'tuin'")

    assert 404 == (await client.get(f"{opening.id}/context")).status_code
    assert 200 == (await client.get(opening.id)).status_code


# -- replies -------------------------------------------------------------------------------------


def items_of(page: dict[str, Any]) -> list[str]:
    found: list[str] = page.get("items", page.get("orderedItems", []))
    return found


async def test_replies_of_an_opening_post_are_the_whole_thread_direct_ones_first(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, opening: Said
) -> None:
    """FEP-7458."""
    (direct,) = await said_in_order(alpha, clock, opening, "Een.")
    (below,) = await said_in_order(alpha, clock, direct, "Daaronder.")
    (later,) = await said_in_order(alpha, clock, opening, "Twee.")

    replies = await get(client, f"{opening.id}/replies")
    inner = await get(client, f"{direct.id}/replies")
    page = await get(client, f"{opening.id}/replies?page=1")
    inlined = (await get(client, opening.id))["replies"]

    assert [direct.id, later.id, below.id] == items_of(replies["first"])
    assert 3 == replies["totalItems"]
    assert [below.id] == items_of(inner["first"])
    assert items_of(replies["first"]) == items_of(page)
    assert replies["first"]["id"] == page["id"]
    assert {key: value for key, value in replies.items() if key != "@context"} == inlined


async def test_collection_pages_stand_on_the_host_of_their_post(
    client: httpx.AsyncClient, opening: Said
) -> None:
    """Mastodon reads no others."""
    replies = await get(client, f"{opening.id}/replies")

    assert f"{opening.id}/replies" == replies["id"] == replies["first"]["partOf"]
    assert replies["first"]["id"].startswith(f"{BASE}/")


async def test_page_that_is_not_there_is_missing(client: httpx.AsyncClient, opening: Said) -> None:
    pages = ("0", "2", "-1", "1e1", "x", "", "99999999999999999999", "%00", "1 ", "²", "١")

    outcomes = {}
    for part in ("replies", "context"):
        for page in pages:
            answer = await client.get(f"{opening.id}/{part}?page={page}")
            outcomes[(part, page)] = answer.status_code

    assert set(outcomes.values()) <= {400, 404}


# -- more than fit on a page ---------------------------------------------------------------------

MANY = 1_201


@pytest.fixture
async def long(alpha: Node, clock: Clock, opening: Said) -> list[str]:
    """A thread of many posts, put straight into the store; their ids, oldest first."""
    async with alpha.database.transaction() as conn:
        await conn.execute(
            """
            INSERT INTO post (
                id, short, host, local, thread_pk, seq, parent, author, content, published
            )
            SELECT
                'https://gamma.test/notes/' || n, lpad(n::text, 13, '0'), 'gamma.test', false,
                thread.pk, n + 1, thread.root, 'https://gamma.test/users/alice', '',
                $2::timestamptz + n * interval '1 second'
            FROM thread, generate_series(1, $1::integer) AS n
            """,
            MANY - 1,
            clock() + timedelta(seconds=1),
        )
    return [opening.id, *(f"https://gamma.test/notes/{n}" for n in range(1, MANY))]


async def walk(client: httpx.AsyncClient, start: str) -> list[list[str]]:
    """Every page from there on, by its ``next``."""
    pages = []
    onward: str | None = start
    while onward is not None:
        page = await get(client, onward)
        assert onward == page["id"]
        pages.append(items_of(page))
        onward = page.get("next")
    return pages


async def test_long_context_is_read_by_the_page_and_no_post_is_lost(
    client: httpx.AsyncClient, opening: Said, long: list[str]
) -> None:
    context = await get(client, f"{opening.id}/context")
    pages = await walk(client, context["first"])
    last = await get(client, context["last"])

    assert "orderedItems" not in context
    assert MANY == context["totalItems"]
    assert [500, 500, 201] == [len(page) for page in pages]
    assert long == [iri for page in pages for iri in page]
    assert (pages[-1], f"{opening.id}/context?page=2") == (items_of(last), last["prev"])
    assert etag_of(*long) == (await client.get(f"{opening.id}/context")).headers["etag"]


async def test_long_replies_have_500_at_once_and_no_post_is_lost(
    client: httpx.AsyncClient, opening: Said, long: list[str]
) -> None:
    """Mastodon stops at the first page that has five."""
    replies = await get(client, f"{opening.id}/replies")
    pages = await walk(client, replies["first"]["id"])

    assert (MANY - 1, 500) == (replies["totalItems"], len(items_of(replies["first"])))
    assert long[1:] == [iri for page in pages for iri in page]


async def test_our_own_reader_reads_every_collection(
    client: httpx.AsyncClient, opening: Said, long: list[str]
) -> None:
    parts = ("context", "context?page=1", "replies", "replies?page=2", "likes", "shares")

    read = {part: read_collection(await get(client, f"{opening.id}/{part}")) for part in parts}

    assert dict.fromkeys(parts, True) == {part: one.id is not None for part, one in read.items()}


# -- of actors -----------------------------------------------------------------------------------


async def test_followers_are_a_number_with_a_first_page_that_names_nobody(
    alpha: Node, client: httpx.AsyncClient, alice: Stranger
) -> None:
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)

    followers = await get(client, "/ap/boards/tuin/followers")
    page = await get(client, followers["first"])

    assert (1, []) == (followers["totalItems"], items_of(page))


async def test_moderators_are_ids_and_the_desk_is_one_of_them(
    alpha: Node, client: httpx.AsyncClient
) -> None:
    moderators = await get(client, "/ap/boards/tuin/moderators")

    assert "OrderedCollection" == moderators["type"]
    assert alpha.home.desk in moderators["orderedItems"]


async def test_collections_of_nobody_are_missing(client: httpx.AsyncClient) -> None:
    paths = [
        f"/ap/{kind}/nobody/{part}"
        for kind in ("boards", "members", "threads", "posts", "nothings")
        for part in ("followers", "following", "featured", "moderators", "outbox", "context")
    ]

    outcomes = {}
    for path in paths:
        outcomes[path] = (await client.get(path)).status_code

    assert dict.fromkeys(paths, 404) == outcomes


def test_etag_of_no_ids_is_all_noughts() -> None:
    assert etag_of() == listing.ids_etag(())
