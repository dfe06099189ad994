"""A neighbourhood: servers of many kinds that follow a board, and what each makes of its post.

Each server runs one software, says so in its NodeInfo, and has one reader. What is POSTed to it
is kept in the words of the volume contract; what a microblog would put into its reader's home
timeline is kept apart: posts by whom they follow (no replies), and what those boost.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.vocab.json import Json, read_json, write_json
from fediforum.wire import Answer
from tests.federation.recordings import AS2, Document, Web

TYPE = "application/activity+json"


@dataclass(slots=True)
class Neighbour:
    """A server of one software, with one reader; ``follows`` are the ids that they follow."""

    host: str
    software: str | None
    follows: frozenset[str] = frozenset()
    heard: list[str] = field(default_factory=list)
    notes: dict[str, Document] = field(default_factory=dict)
    originals: list[str] = field(default_factory=list)
    boosts: list[str] = field(default_factory=list)

    @property
    def reader(self) -> str:
        return f"https://{self.host}/users/reader"

    def person(self, web: Web) -> Document:
        return {
            "@context": [AS2, "https://w3id.org/security/v1"],
            "id": self.reader,
            "type": "Person",
            "preferredUsername": "reader",
            "inbox": f"{self.reader}/inbox",
            "followers": f"{self.reader}/followers",
            "endpoints": {"sharedInbox": f"https://{self.host}/inbox"},
            "publicKey": web.key_of(self.reader),
        }

    def doors(self, web: "Neighbourhood") -> Starlette:
        async def inbox(request: Request) -> Response:
            await self.take(read_json(await request.body()), signer_of(request.headers), web)
            return Response(status_code=202)

        async def person(_: Request) -> Response:
            return Response(write_json(self.person(web)), media_type=TYPE)

        async def note(request: Request) -> Response:
            found = self.notes.get(str(request.url).replace("http://", "https://"))
            return Response(
                write_json(found or {}), media_type=TYPE, status_code=200 if found else 404
            )

        async def links(_: Request) -> Response:
            link = {
                "rel": "http://nodeinfo.diaspora.software/ns/schema/2.0",
                "href": f"https://{self.host}/nodeinfo/2.0",
            }
            return Response(write_json({"links": [link]}), media_type="application/json")

        async def nodeinfo(_: Request) -> Response:
            if self.software is None:
                return Response(status_code=404)
            said = {"version": "2.0", "software": {"name": self.software, "version": "1"}}
            return Response(write_json(said), media_type="application/json")

        return Starlette(
            routes=[
                Route("/inbox", inbox, methods=["POST"]),
                Route("/users/reader/inbox", inbox, methods=["POST"]),
                Route("/users/reader", person),
                Route("/users/reader/notes/{number}", note),
                Route("/.well-known/nodeinfo", links),
                Route("/nodeinfo/2.0", nodeinfo),
            ]
        )

    async def take(self, activity: Json, signer: str, web: "Neighbourhood") -> None:
        """Keep what came in the words of the contract, and show what a home timeline would."""
        if activity["type"] in ("Accept", "Reject"):
            self.heard.append(activity["type"])
            return
        self.heard.append(form(activity, signer))
        if activity["actor"] not in self.follows:
            return
        thing = activity["object"]
        if activity["type"] == "Create" and not thing.get("inReplyTo"):
            self.originals.append(thing["id"])
        if activity["type"] == "Announce":
            boosted = await boosted_by(thing, web)
            # Both of its Announces bring a server of unknown software the same boost.
            if boosted is not None and not (self.software is None and boosted in self.boosts):
                self.boosts.append(boosted)


async def boosted_by(thing: Json | str, web: "Neighbourhood") -> str | None:
    """The post that a microblog takes an Announce for a boost of, having looked it up."""
    if isinstance(thing, dict) and thing["type"] != "Create":
        return None
    found = await web.get(thing if isinstance(thing, str) else str(thing["id"]))
    note = found.get("object") if found.get("type") == "Create" else found
    return str(note["id"]) if isinstance(note, dict) and "id" in note else None


def signer_of(headers: Mapping[str, str]) -> str:
    """Whoever signed the request, by the key's id."""
    return headers["signature"].partition('keyId="')[2].partition("#")[0]


def form(activity: Json, signer: str) -> str:
    """What came, in a few words: by whom it was sent is said where that is not its actor."""
    thing = activity.get("object")
    inner = f"{{{thing['type']}}}" if isinstance(thing, dict) and "actor" in thing else ""
    relayed = "" if signer == activity["actor"] else " relayed"
    kind = next((mark for mark in ("boards", "threads") if f"/{mark}/" in signer), "members")
    by = {"boards": "board", "threads": "thread", "members": "author"}[kind]
    return f"{activity['type']}{inner}{relayed} by {by}"


@dataclass
class Neighbourhood(Web):
    """The servers around a forum."""

    neighbours: dict[str, Neighbour] = field(default_factory=dict)

    def settle(self, neighbour: Neighbour) -> None:
        self.neighbours[neighbour.host] = neighbour
        self.apps[neighbour.host] = neighbour.doors(self)

    async def get(self, url: str) -> Json:
        answer: Answer = await self.send("GET", url, {"accept": TYPE}, None)
        return read_json(answer.body) if answer.status == 200 else {}

    def heard(self) -> dict[str, Counter[str]]:
        """What each server was sent since it was last asked, in the words of the contract."""
        said = {host: Counter(each.heard) for host, each in self.neighbours.items()}
        for each in self.neighbours.values():
            each.heard.clear()
        return said
