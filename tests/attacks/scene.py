"""The scene of every attack: a forum with its real doors, some honest people, and mallory.

Each attack is answered with a status and must leave the database as it was; whatever a forum
would have called on the way is on record. Hosts that have no app on the network are called for
real, through the guard; ``dialled`` holds the addresses that a socket was asked to connect to.
"""

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import pytest

from fediforum.flow import setup, speak
from fediforum.flow.gate import Gate
from fediforum.flow.keyring import Keyring
from fediforum.flow.speak import Said
from fediforum.node import Node
from fediforum.vocab.json import Json, write_json
from fediforum.web.app import create_app
from fediforum.wire import Answer, Dialect, HttpClient, PrivateKey, generate_rsa, sign
from tests.flow.hands import settle_down
from tests.flow.stranger import PUBLIC, Stranger
from tests.flow.two_forums import Clock, Network, Wire

BASE = "https://alpha.test"
BOARD = f"{BASE}/ap/boards/tuin"
ANNA = f"{BASE}/ap/members/anna"
INBOX = f"{BASE}/inbox"
KEYS = tuple(generate_rsa() for _ in range(3))
ANOTHER_KEY = generate_rsa()
# What is written down of anything that was let in, whatever becomes of it.
ON_RECORD = frozenset({"intake", "intake_default", "seen", "seen_default", "peer"})
# What is known of whoever has shown who they are.
INTRODUCED = frozenset({"actor", "key", "board", "peer"})
PLACES = {
    "private.example": "10.0.0.1",
    "loopback.example": "127.0.0.1",
    "metadata.example": "169.254.169.254",
    "mapped.example": "::ffff:127.0.0.1",
    "unique.example": "fd00:ec2::254",
}

TABLES = """
    SELECT format('%I.%I', schemaname, tablename) AS name
    FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT IN ('rebuff', 'rebuffed')
       OR tablename = 'pgqueuer'
"""
DIGEST = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} AS t"
VERDICTS = "SELECT coalesce(verdict, 'open') FROM intake WHERE id > $1 ORDER BY id"

Headers = Mapping[str, str] | list[tuple[str, str]] | list[tuple[bytes, bytes]]


@dataclass
class Recording(Network):
    """A network that knows what the forum has asked of others."""

    tried: list[str] = field(default_factory=list)


class OpenWire(Wire):
    """The network of the test for its own hosts; for all others the real client and its guard."""

    async def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        max_bytes: int,
        seconds: float,
    ) -> Answer:
        target = self.guard.target(url)
        assert isinstance(self.network, Recording)
        self.network.tried.append(f"{method} {target.url}")
        if target.host in self.network.apps or target.host.endswith(".test"):
            return await self.network.send(method, target.url, headers, body)
        return await HttpClient._send(self, method, url, headers, body, max_bytes, seconds)


class Person(Stranger):
    """A stranger who may be a Group, and whose documents may be served as anything."""

    def group(self) -> "Person":
        self.documents[self.id] = {
            **self.person("rust"),
            "type": "Group",
            "attributedTo": f"{self.id}/moderators",
        }
        return self


@dataclass
class Scene:
    """A forum with the board tuin, and everybody who takes part before mallory comes.

    ``vic`` has followed the board, answered anna and liked her post; ``eve`` lives at the same
    server. The forum follows ``rust``, a board elsewhere, in which ``gus`` has posted.
    """

    node: Node
    network: Recording
    clock: Clock
    opening: Said
    vic: Person
    eve: Person
    mallory: Person
    rust: Person
    gus: Person
    reply: Json
    like: Json
    page: Json
    dialled: list[str] = field(default_factory=list)

    @property
    def tried(self) -> list[str]:
        """What the forum has asked of others since the attack began."""
        return self.network.tried

    @property
    def tables(self) -> "Tables":
        return Tables(self.node)

    def begin(self) -> None:
        """Nothing is remembered in memory of the attacks before."""
        self.tried.clear()
        self.dialled.clear()
        self.node.gate = Gate()
        self.node.welcome.forget()
        self.node.keyring = Keyring(self.node.home, self.node.vault)

    async def contents(self) -> dict[str, tuple[str, str]]:
        """What stands in every post, and who wrote it."""
        async with self.node.database.connection() as conn:
            rows = await conn.fetch("SELECT id, author, content FROM post")
        return {row["id"]: (row["author"], row["content"]) for row in rows}

    async def changes(self, before: dict[str, str]) -> set[str]:
        """The tables that are not as they were."""
        after = await self.tables.look()
        return {name for name, digest in after.items() if digest != before.get(name)}

    async def keys_of(self, iri: str) -> list[tuple[str, str]]:
        """The keys that are believed to be somebody's."""
        async with self.node.database.connection() as conn:
            rows = await conn.fetch("SELECT id, public FROM key WHERE owner = $1 ORDER BY id", iri)
        return [(row["id"], row["public"]) for row in rows]

    async def post_state(self, iri: str) -> tuple[str, str] | None:
        """The state and the content of a post, None where there is none."""
        async with self.node.database.connection() as conn:
            row = await conn.fetchrow("SELECT state, content FROM post WHERE id = $1", iri)
        return None if row is None else (row["state"], row["content"])

    async def votes(self, by: str, on: str) -> list[str]:
        async with self.node.database.connection() as conn:
            rows = await conn.fetch(
                "SELECT value FROM relation WHERE kind = 'vote' AND a = $1 AND b = $2", by, on
            )
        return [row["value"] for row in rows]

    async def follows(self, by: str, whom: str) -> int:
        async with self.node.database.connection() as conn:
            found = await conn.fetchval(
                "SELECT count(*) FROM relation WHERE kind = 'follow' AND a = $1 AND b = $2",
                by,
                whom,
            )
        return int(found)

    async def heard_of(self, iri: str) -> list[str]:
        """The activities that told others of a post: each once."""
        async with self.node.database.connection() as conn:
            rows = await conn.fetch("SELECT activity, body FROM emission ORDER BY id")
        return [row["activity"] for row in rows if iri.encode() in row["body"]]

    async def lanes_to(self, inbox: str) -> set[str]:
        """The hosts in whose name something was owed to an inbox."""
        async with self.node.database.connection() as conn:
            rows = await conn.fetch(
                "SELECT host FROM delivery JOIN emission ON emission.id = delivery.emission"
                " WHERE inbox = $1 AND body LIKE '%Bladluis%'::bytea",
                inbox,
            )
        return {row["host"] for row in rows}

    async def knock(self, headers: Headers, body: bytes) -> int:
        """POST to the inbox just so; the status that came back."""
        return (await self.ask("POST", INBOX, headers, body)).status_code

    async def ask(
        self, method: str, url: str, headers: Headers | None = None, body: bytes | None = None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.network.apps["alpha.test"], client=("192.0.2.9", 4))
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.request(method, url, headers=headers, content=body)

    def stranger(self, host: str, name: str = "mal") -> Person:
        """Somebody whom nobody has met before."""
        return Person(name, host, self.network, self.clock)


@dataclass
class Tables:
    """What every table holds, in one number each; but for the notes of what was turned away."""

    node: Node

    async def look(self) -> dict[str, str]:
        async with self.node.database.connection() as conn:
            names = [row["name"] for row in await conn.fetch(TABLES)]
            union = " UNION ALL ".join(f"({DIGEST.format(name)})" for name in names)
            found = [row[0] for row in await conn.fetch(union)]
        return {
            name.removeprefix("public.").removeprefix("pgqueuer."): digest
            for name, digest in zip(names, found, strict=True)
        }

    async def newest(self) -> int:
        async with self.node.database.connection() as conn:
            return int(await conn.fetchval("SELECT coalesce(max(id), 0) FROM intake"))

    async def verdicts(self, after: int) -> list[str]:
        async with self.node.database.connection() as conn:
            return [row[0] for row in await conn.fetch(VERDICTS, after)]


def signed(
    who: Stranger,
    body: bytes,
    *,
    key_id: str | None = None,
    key: PrivateKey | None = None,
    url: str = INBOX,
    dialect: Dialect = "cavage",
    now: datetime | None = None,
) -> dict[str, str]:
    """The headers of a POST under their signature, or what passes for it."""
    return dict(
        sign(
            "POST",
            url,
            body,
            key_id=key_id or who.key_id,
            private_key=key or who.key,
            dialect=dialect,
            now=now or who.clock(),
        )
    )


async def set_up(node: Node, network: Recording, clock: Clock) -> Scene:
    """Everybody has met, and all that was sent has arrived."""
    await setup.create_board(node, "tuin", "De tuin")
    await setup.create_member(node, "anna", "Anna")
    network.apps["alpha.test"] = create_app(node)
    vic, eve = (Person(name, "victim.test", network, clock) for name in ("vic", "eve"))
    share_doors(network, "victim.test", vic, eve)
    rust, gus = (Person(name, "lemmy.test", network, clock) for name in ("rust", "gus"))
    rust.group()
    share_doors(network, "lemmy.test", rust, gus)
    mallory = Person("mal", "evil.test", network, clock)
    opening = await speak.open_thread(node, "tuin", "anna", "Slakken in de sla", "Wat nu?")
    reply = vic.note("Bier helpt.", to=(BOARD,), parent=opening.id)
    like = vic.does("Like", opening.id)
    await speak.follow(node, rust.id, "desk")
    page = gus.note("Lenen en lenen laten.", to=(rust.id,))
    for who, document in (
        (vic, vic.does("Follow", BOARD)),
        (eve, eve.does("Follow", BOARD)),
        (mallory, mallory.does("Follow", BOARD)),
        (vic, vic.creates(reply)),
        (vic, like),
        (rust, rust.does("Accept", {"type": "Follow", "actor": node.home.desk, "object": rust.id})),
        (gus, gus.does("Like", opening.id)),
        (rust, rust.does("Announce", gus.creates(page), to=[PUBLIC])),
    ):
        assert await who.post(document) == 202
    await settle_down(node)
    return Scene(node, network, clock, opening, vic, eve, mallory, rust, gus, reply, like, page)


def share_doors(network: Network, host: str, *people: Person) -> None:
    """Several people live at one server."""
    documents: dict[str, Any] = {}
    for person in people:
        documents.update(person.documents)
        person.documents = documents
        person.numbers = people[0].numbers
    network.apps[host] = network.apps[host]


def listen_in(scene: Scene, patch: pytest.MonkeyPatch) -> None:
    """No socket leaves but for the database's; names lead where ``PLACES`` says."""

    async def connect(self: Any, made: socket.socket, address: Any) -> None:
        if made.family == socket.AF_UNIX:
            await to_database(self, made, address)
            return
        scene.dialled.append(str(address[0]))
        raise OSError("nothing leaves here")

    def look_up(host: str, port: int, family: int) -> list[Any]:
        address = PLACES.get(host)
        if address is None:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        place = (address, port, 0, 0) if ":" in address else (address, port)
        return [(kind, socket.SOCK_STREAM, 6, "", place)]

    loop = type(asyncio.get_running_loop())
    to_database: Any = loop.sock_connect
    patch.setattr(loop, "sock_connect", connect)
    patch.setattr("fediforum.wire.client.GuardedResolver._look_up", staticmethod(look_up))


def body_of(document: Json) -> bytes:
    return write_json(document)


def like(s: Scene, who: Stranger | None = None) -> bytes:
    who = who or s.vic
    return body_of(who.does("Like", s.opening.id))


def pairs(headers: dict[str, str]) -> list[tuple[str, str]]:
    kept = [(name, value) for name, value in headers.items() if name.lower() != "content-type"]
    return [*kept, ("Content-Type", "application/activity+json")]


def key_of(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = person.person("x")["publicKey"]
    return found
