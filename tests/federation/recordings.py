"""A web of recordings: what others' programs said, served and signed for a forum of a test.

Every recorded document is served at its own id, actors with a key of this test; whoever speaks
in the recordings without being recorded is given the plainest of documents. Nothing else is
there: it answers 404.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from fediforum.errors import Malformed
from fediforum.flow import setup, speak
from fediforum.node import Node
from fediforum.vocab.actors import ACTOR_TYPES
from fediforum.vocab.iri import Iri, host_of, read_iri, without_fragment
from fediforum.vocab.json import write_json
from fediforum.web.app import create_app
from fediforum.wire import Answer, PrivateKey, generate_rsa, public_key, sign, write_pem
from tests.flow.hands import settle_down
from tests.flow.two_forums import Clock, Network, Post, forum

HOST = "forum.example"
READER = "https://reader.test/users/eva"
AS2 = "https://www.w3.org/ns/activitystreams"
GROUPS = ("/c/", "/m/", "/category/", "/video-channels/", "/f/")
SETTLING = 20

ROWS = """
    SELECT body, coalesce(verdict, 'unsettled') AS verdict, coalesce(reason, '') AS reason
    FROM intake
    ORDER BY id
"""
UNSETTLED = "SELECT count(*) FROM intake WHERE settled IS NULL"

Document = dict[str, Any]


@cache
def key() -> PrivateKey:
    return generate_rsa()


def parsed(raw: bytes) -> Document:
    """The document as anybody would read it; empty where it is none."""
    try:
        found = json.loads(raw)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def speaker_of(document: Document) -> str:
    """Whoever says it, if that can be the id of somebody elsewhere; else a reader passes it on."""
    actor = document.get("actor")
    actor = actor.get("id") if isinstance(actor, dict) else actor
    if not isinstance(document.get("type"), str) or not isinstance(actor, str):
        return READER
    try:
        return READER if host_of(read_iri(actor)) == HOST else actor
    except Malformed:
        return READER


def key_id(actor: str) -> str:
    return f"{without_fragment(Iri(actor))}#key-of-the-test"


@dataclass
class Web(Network):
    """The network of a forum among recordings."""

    documents: dict[str, Document] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    inboxes: dict[str, str] = field(default_factory=dict)

    def record(self, document: Document) -> None:
        """Serve a document at its own id; the first of several of one id."""
        iri = document.get("id")
        if not isinstance(iri, str) or iri in self.documents:
            return
        if str(document.get("type")) in ACTOR_TYPES:
            document = {**document, "publicKey": self.key_of(iri)}
            document.pop("assertionMethod", None)
        self.documents[iri] = document

    def introduce(self, actor: str) -> None:
        """Somebody is there under that id, if nobody was."""
        host = host_of(Iri(actor))
        inbox = self.inboxes.get(host) or f"https://{host}/inbox"
        kind = "Group" if any(mark in actor for mark in GROUPS) else "Person"
        self.record(
            {
                "@context": [AS2, "https://w3id.org/security/v1"],
                "id": actor,
                "type": kind,
                "preferredUsername": "somebody",
                "inbox": f"{actor}/inbox",
                "followers": f"{actor}/followers",
                "endpoints": {"sharedInbox": inbox},
            }
        )

    def nodeinfo(self, url: str) -> Document | None:
        """What a host says that it runs, if the test says what that is."""
        host, _, path = url.removeprefix("https://").partition("/")
        if host not in self.software:
            return None
        schema, place = "http://nodeinfo.diaspora.software/ns/schema/2.0", "nodeinfo/2.0"
        told: dict[str, Document] = {
            ".well-known/nodeinfo": {"links": [{"rel": schema, "href": f"https://{host}/{place}"}]},
            place: {"version": "2.0", "software": {"name": self.software[host], "version": "1"}},
        }
        return told.get(path)

    def key_of(self, actor: str) -> Mapping[str, str]:
        public = public_key(key(), key_id=key_id(actor), owner=actor)
        return {"id": key_id(actor), "owner": actor, "publicKeyPem": write_pem(public)}

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        if url.split("/")[2] in self.apps:
            return await super().send(method, url, headers, body)
        if body is not None:
            self.posts.append(Post(url, body, 202))
            return Answer(url, 202, {}, b"")
        found = self.documents.get(url) or self.nodeinfo(url)
        if found is None or url in self.gone:
            return Answer(url, 410 if url in self.gone else 404, {}, b"")
        return Answer(url, 200, {"content-type": "application/activity+json"}, write_json(found))


@dataclass(frozen=True, slots=True)
class Came:
    """What became of one request: its status, and the verdict if it went on record."""

    status: int
    verdict: str = ""
    reason: str = ""


@dataclass(slots=True)
class Place:
    """A forum among recordings: board ``general``, and a thread by frida with one reply."""

    node: Node
    web: Web
    clock: Clock
    board: Iri
    opening: Iri
    reply: Iri

    def here(self, raw: bytes, **more: str) -> bytes:
        """The document aimed at this forum: what it calls by placeholders is called by its id."""
        names = {
            f"https://{HOST}/ap/posts/1001": self.opening,
            f"https://{HOST}/ap/posts/1002": self.reply,
            f"https://{HOST}/ap/users/": f"https://{HOST}/ap/members/",
        }
        for old, new in {**names, **more}.items():
            raw = raw.replace(old.encode(), new.encode())
        return raw

    async def post(
        self, raw: bytes, *, address: str = "127.0.0.1", signer: str | None = None
    ) -> int:
        """POST a document to the shared inbox; the status. Signed by whoever speaks in it."""
        actor = signer or speaker_of(parsed(raw))
        self.web.introduce(actor)
        url = f"https://{HOST}/inbox"
        headers = sign(
            "POST",
            url,
            raw,
            key_id=key_id(actor),
            private_key=key(),
            now=self.clock(),
        )
        transport = httpx.ASGITransport(self.web.apps[HOST], client=(address, 4711))
        async with httpx.AsyncClient(transport=transport) as client:
            answer = await client.post(url, headers=dict(headers), content=raw)
        return answer.status_code

    async def settle(self) -> None:
        """Everything that follows has happened, however often somebody had to be asked."""
        for _ in range(SETTLING):
            await settle_down(self.node, rounds=500)
            async with self.node.database.connection() as conn:
                if not await conn.fetchval(UNSETTLED):
                    return
            self.clock.later(minutes=5)
        raise AssertionError("what arrived is not settled")

    async def outcomes(self) -> dict[bytes, list[tuple[str, str]]]:
        """What became of every body on record, the first time and later."""
        found: dict[bytes, list[tuple[str, str]]] = {}
        async with self.node.database.connection() as conn:
            for row in await conn.fetch(ROWS):
                found.setdefault(bytes(row["body"]), []).append((row["verdict"], row["reason"]))
        return found

    async def say(self, raw: bytes, *, signer: str | None = None) -> Came:
        """Have one document arrive, and all that follows from it happen."""
        status = await self.post(raw, signer=signer)
        await self.settle()
        rows = (await self.outcomes()).get(raw, [("", "")])
        return Came(status, *rows[-1])

    def sent(self) -> list[Document]:
        """What this forum has POSTed to others."""
        return [parsed(post.body) for post in self.web.posts if post.url.split("/")[2] != HOST]

    async def follow_board(self, board: str) -> None:
        """This forum follows a board elsewhere, which has accepted."""
        self.web.introduce(board)
        said = await speak.follow(self.node, board, "desk")
        accept = {
            "@context": AS2,
            "id": f"{board}/accepts/desk",
            "type": "Accept",
            "actor": board,
            "object": said.activity,
        }
        assert await self.post(write_json(accept)) == 202
        await self.settle()


@asynccontextmanager
async def among_recordings(database_url: str, folder: Path) -> AsyncIterator[Place]:
    """Have a forum among recordings over the database at that address."""
    clock = Clock()
    web = Web()
    async with forum(HOST, database_url, folder, web, clock) as node:
        web.apps[HOST] = create_app(node)
        board = await setup.create_board(node, "general", "General")
        await setup.create_member(node, "frida", "Frida")
        opening = await speak.open_thread(
            node, "general", "frida", "Snails", "They are *all* over."
        )
        reply = await speak.reply(node, opening.id, "frida", "Still.")
        yield Place(node, web, clock, board.id, opening.id, reply.id)
