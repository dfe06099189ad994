"""Privacy: what is for some only, or was taken back, is in no answer of any door."""

import itertools
import re
from typing import Any

import httpx
import pytest

from fediforum.flow import speak
from fediforum.flow.speak import Said
from fediforum.node import Node
from fediforum.web.addresses import WORDS
from tests.flow.hands import settle_down
from tests.flow.stranger import PUBLIC, Stranger
from tests.flow.two_forums import Clock
from tests.web.conftest import AS2, BASE

CANARY = "kanariepiet"
ACCEPTS = (AS2, "application/ld+json", "text/html", "application/atom+xml", "*/*")
STARTS = (
    "/", "/b/tuin", "/u/anna", "/u/@alice@gamma.test", "/tag/kanariepiet", "/feed.atom",
    "/b/tuin.atom", "/ap/boards/tuin", "/ap/members/anna", "/ap/instance",
    "/.well-known/nodeinfo", "/nodeinfo/2.1",
)  # fmt: skip
LINK = re.compile(rf"(?:{re.escape(BASE)}|(?<=[\"'=(>]))(/[A-Za-z0-9@_][^\"'\s<>\\)]*)")


async def crawl(client: httpx.AsyncClient, *more: str) -> dict[tuple[str, str], httpx.Response]:
    """Every address that can be reached from the start, in every form that can be asked for."""
    waiting = [*STARTS, *more]
    known = set(waiting)
    answers: dict[tuple[str, str], httpx.Response] = {}
    while waiting and len(answers) < 2_000:
        path = waiting.pop()
        for accept in ACCEPTS:
            answer = await client.get(path, headers={"accept": accept})
            answers[(path, accept)] = answer
            for found in LINK.findall(answer.text):
                path_found = found.partition("#")[0].replace("&amp;", "&")
                if path_found not in known and not path_found.startswith("/static/"):
                    known.add(path_found)
                    waiting.append(path_found)
    return answers


def told(answers: dict[tuple[str, str], httpx.Response], word: str = CANARY) -> list[Any]:
    return [
        asked
        for asked, answer in answers.items()
        if word in (answer.text + answer.headers.get("location", "")).replace(f"/tag/{word}", "")
        # what a tag is called stands in its own address
        and not re.fullmatch(rf"/tag/{word}(\.\w+)?(\?.*)?", asked[0])
    ]


async def test_crawl_finds_what_is_public(
    client: httpx.AsyncClient, alpha: Node, opening: Said
) -> None:
    """The crawler sees enough to be believed when it finds nothing."""
    answers = await crawl(client)

    short = opening.id.rpartition("/")[2]
    paths = {path for path, _ in answers}
    assert {f"/ap/posts/{short}", f"/ap/posts/{short}/context", "/ap/boards/tuin/outbox"} <= paths
    assert any(path.startswith(f"/t/{short}") for path in paths)
    assert len(told(answers, "Slakken")) > 5
    assert [] == [asked for asked, answer in answers.items() if answer.status_code >= 500]


@pytest.mark.parametrize(
    "audience",
    [
        {"to": ["https://gamma.test/users/alice/followers"], "cc": []},
        {"to": [f"{BASE}/ap/members/anna"], "cc": []},
        {"to": [f"{BASE}/ap/boards/tuin"], "cc": [f"{BASE}/ap/boards/tuin/followers"]},
        {"to": [], "cc": []},
        {"to": ["https://www.w3.org/ns/activitystreams#public"], "cc": [f"{BASE}/ap/boards/tuin"]},
        {"to": [f"{BASE}/ap/boards/tuin"], "cc": [], "bto": [PUBLIC], "bcc": [PUBLIC]},
    ],
    ids=["followers", "direct", "to the board only", "nobody", "misspelt", "hidden"],
)
async def test_post_that_is_not_public_is_shown_nowhere(
    client: httpx.AsyncClient,
    alpha: Node,
    alice: Stranger,
    opening: Said,
    audience: dict[str, list[str]],
) -> None:
    notes = [
        {**alice.note(f"Een {CANARY}.", to=(), parent=parent), **audience}
        for parent in (opening.id, None)
    ]
    for note in notes:
        alice.documents[note["id"]] = note
        await alice.post(alice.does("Create", note, **audience))
    await settle_down(alpha)
    async with alpha.database.connection() as conn:
        shorts = [row["short"] for row in await conn.fetch("SELECT short FROM post")]

    answers = await crawl(
        client, *(f"/{place}/{short}" for short in shorts for place in ("p", "t", "ap/posts"))
    )

    assert [] == told(answers)
    counts = (await client.get(f"{opening.id}/replies")).json()["totalItems"]
    assert 0 == counts


async def test_deleted_post_is_in_no_answer_any_more(
    client: httpx.AsyncClient, alpha: Node, alice: Stranger, clock: Clock, opening: Said
) -> None:
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)
    clock.later(minutes=1)
    reply = await speak.reply(alpha, opening.id, "anna", f"Een {CANARY}. #{CANARY}")
    clock.later(minutes=1)
    theirs = alice.note(f"Nog een {CANARY}.", to=(alpha.home.board("tuin"),), parent=opening.id)
    await alice.post(alice.creates(theirs))
    await settle_down(alpha)
    thread = await speak.open_thread(alpha, "tuin", "anna", f"De {CANARY}", f"Een {CANARY}.")
    await settle_down(alpha)
    before = await crawl(client)

    await speak.delete(alpha, reply.id, "anna")
    await speak.delete(alpha, thread.id, "anna")
    await alice.post(alice.does("Delete", theirs["id"], to=[PUBLIC]))
    await settle_down(alpha)
    after = await crawl(client, *{path for path, _ in before if CANARY not in path})

    assert len(told(before)) > 10
    assert [] == told(after)


async def test_removed_thread_is_in_no_answer(
    client: httpx.AsyncClient, alpha: Node, clock: Clock
) -> None:
    thread = await speak.open_thread(alpha, "tuin", "anna", f"De {CANARY}", f"Een {CANARY}.")
    clock.later(minutes=1)
    await speak.reply(alpha, thread.id, "anna", f"Nog een {CANARY}.")
    before = await crawl(client)
    async with alpha.database.transaction() as conn:
        await conn.execute("UPDATE thread SET removed = true")
    # A page's own address repeats the title that somebody linked to.
    paths = {path for path, _ in before if CANARY not in path}

    after = await crawl(client, *paths)

    short = thread.id.rpartition("/")[2]
    # The thread's actor is still somebody (decision 8); who follows it knows its name.
    spared = {f"/ap/threads/{short}", *(f"/t/{short}/{word}" for word in WORDS["join"])}
    assert [] == [asked for asked in told(after) if asked[0].partition("?")[0] not in spared]


async def test_private_answers_are_kept_by_no_cache(
    client: httpx.AsyncClient, alpha: Node, opening: Said
) -> None:
    short = opening.id.rpartition("/")[2]
    shared = ("/", "/b/tuin", "/u/anna", f"/t/{short}", f"/p/{short}", f"/t/{short}/join")

    for page, accept in itertools.product(shared, ("text/html", AS2)):
        answer = await client.get(page, headers={"accept": accept})
        assert "accept" in answer.headers.get("vary", "").lower(), (page, accept)
        if accept == AS2:
            assert "no-store" in answer.headers["cache-control"], page


async def test_nobody_s_address_is_kept(
    client: httpx.AsyncClient, alpha: Node, alice: Stranger
) -> None:
    """Of those who knock, the host is kept and no address (security: P14)."""
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)

    async with alpha.database.connection() as conn:
        for table in ("intake", "actor", "peer", "relation"):
            rows = await conn.fetch(f"SELECT * FROM {table}")
            assert "127.0.0.1" not in str([tuple(row) for row in rows]), table
