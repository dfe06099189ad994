"""A board on a server that is not a forum of ours, which can behave as each software does."""

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fediforum.flow import boards
from fediforum.node import Node
from fediforum.vocab.json import Json, read_json, write_json
from tests.flow.hands import settle_down
from tests.flow.stranger import AS2, PUBLIC, Stranger
from tests.flow.two_forums import Clock, Network

TYPE = f"{AS2}#type"


class Group(Stranger):
    """The board ``!name@host`` with one author there; ``heard`` is what was POSTed to it."""

    def __init__(self, name: str, host: str, network: Network, clock: Clock) -> None:
        self.author = Stranger("ted", host, network, clock)
        super().__init__(name, host, network, clock)
        self.host, self.name = host, name
        self.software = "lemmy"
        self.namesake = False
        self.heard: list[dict[str, Any]] = []
        del self.documents[self.id]
        self.documents |= self.author.documents
        self.id = f"{self.base}/c/{name}"
        self.key_id = f"{self.id}#main-key"
        self.documents[self.id] = self.person(name) | {
            "type": "Group",
            "name": "Over thee",
            "summary": "<p>Alles over thee.</p>",
            "outbox": f"{self.id}/outbox",
            "featured": f"{self.id}/featured",
            "attributedTo": f"{self.id}/moderators",
        }
        self.lists("lemmy", [])
        self.pins()
        self.moderated_by()
        network.apps[host] = Starlette(
            routes=[
                Route("/inbox", self.take, methods=["POST"]),
                Route("/.well-known/webfinger", self.webfinger),
                Route("/.well-known/nodeinfo", self.nodeinfo_links),
                Route("/nodeinfo/2.1", self.nodeinfo),
                Route("/{path:path}", self.serve),
            ]
        )

    # -- its doors -------------------------------------------------------------------------------

    async def take(self, request: Request) -> Response:
        answer = await super().take(request)
        if answer.status_code == 202:
            self.heard.append(dict(read_json(await request.body())))
        return answer

    async def serve(self, request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        found = self.documents.get(self.base + request.url.path + query, 404)
        if isinstance(found, int):
            return Response(status_code=found)
        # PieFed's outbox says no more than that it is JSON.
        plain = self.software == "piefed" and found.get("type") == "OrderedCollection"
        kind = "application/json" if plain else "application/activity+json"
        return Response(write_json(found), media_type=kind)

    async def webfinger(self, request: Request) -> Response:
        ids = [(self.id, "Group")]
        if self.namesake:
            ids.insert(0, (self.author.id, "Person"))
        links = [
            {
                "rel": "self",
                "type": "application/activity+json",
                "href": iri,
                "properties": {TYPE: kind},
            }
            for iri, kind in ids
        ]
        return JSONResponse({"subject": request.query_params["resource"], "links": links})

    async def nodeinfo_links(self, _: Request) -> Response:
        rel = "http://nodeinfo.diaspora.software/ns/schema/2.1"
        return JSONResponse({"links": [{"rel": rel, "href": f"{self.base}/nodeinfo/2.1"}]})

    async def nodeinfo(self, _: Request) -> Response:
        return JSONResponse({"software": {"name": self.software, "version": "1"}})

    # -- what it holds ---------------------------------------------------------------------------

    def page(self, title: str) -> dict[str, Any]:
        """A thread of its author's, with a conversation that lists it."""
        iri = f"{self.base}/post/{next(self.numbers)}"
        page: dict[str, Any] = {
            "@context": AS2,
            "id": iri,
            "type": "Page",
            "name": title,
            "attributedTo": self.author.id,
            "content": f"<p>{title}</p>",
            "to": [self.id, PUBLIC],
            "cc": [],
            "audience": self.id,
            "context": f"{iri}/context",
            "published": self.clock().isoformat(),
        }
        self.documents[iri] = page
        self.documents[f"{iri}/context"] = self.collection(f"{iri}/context", [iri])
        return page

    def reply(self, page: dict[str, Any], content: str) -> dict[str, Any]:
        """An answer to a thread, listed in its conversation."""
        iri = f"{self.base}/comment/{next(self.numbers)}"
        note = page | {
            "id": iri,
            "type": "Note",
            "content": f"<p>{content}</p>",
            "inReplyTo": page["id"],
        }
        del note["name"]
        self.documents[iri] = note
        conversation = self.documents[page["context"]]
        assert isinstance(conversation, dict)
        conversation["orderedItems"].append(iri)
        return note

    def collection(self, iri: str, items: list[Any]) -> dict[str, Any]:
        return {
            "@context": AS2,
            "id": iri,
            "type": "OrderedCollection",
            "totalItems": len(items),
            "orderedItems": items,
        }

    def pins(self, *pages: Json) -> None:
        """It has pinned these; Lemmy writes them out."""
        iri = f"{self.id}/featured"
        self.documents[iri] = self.collection(iri, list(pages))

    def moderated_by(self, *who: str) -> None:
        iri = f"{self.id}/moderators"
        self.documents[iri] = self.collection(iri, list(who))

    def lists(self, form: str, pages: list[dict[str, Any]]) -> None:
        """Its outbox names these, in the form of that software."""
        outbox = f"{self.id}/outbox"
        match form:
            case "lemmy" | "piefed":
                items = [
                    self.announces(self.creates(page, actor=page["attributedTo"])) for page in pages
                ]
                self.documents[outbox] = self.collection(outbox, items)
            case "nodebb":
                for number, page in enumerate(pages, 1):
                    activity = self.announces(self.creates(page, actor=page["attributedTo"]))
                    here = self.collection(f"{outbox}?page={number}", [activity])
                    here |= {"type": "OrderedCollectionPage", "partOf": outbox}
                    if number < len(pages):
                        here["next"] = f"{outbox}?page={number + 1}"
                    self.documents[f"{outbox}?page={number}"] = here
                self.documents[outbox] = {
                    "id": outbox,
                    "type": "OrderedCollection",
                    "first": f"{outbox}?page=1",
                    "last": f"{outbox}?page={len(pages)}",
                }
            case "microblog":
                items = [self.announces(page["id"]) for page in pages]
                self.documents[outbox] = self.collection(outbox, items)
            case _:
                self.documents[outbox] = self.collection(outbox, [])

    # -- what it does ----------------------------------------------------------------------------

    def creates(self, note: Json, *, actor: str | None = None) -> dict[str, Any]:
        who = actor or note["attributedTo"]
        return self.does("Create", note, to=note["to"], cc=note["cc"], actor=who)

    def announces(self, thing: object) -> dict[str, Any]:
        return self.does("Announce", thing, to=[PUBLIC], cc=[f"{self.id}/followers"])

    async def announce(self, thing: object, host: str) -> int:
        return await self.post(self.announces(thing), host)

    def echo(self, sent: dict[str, Any], form: str) -> object:
        """What comes back of an activity that was sent to it."""
        thing = sent["object"]
        match form:
            case "id":
                return thing["id"]
            case "update":
                return sent | {"type": "Update", "id": f"{sent['id']}-2"}
            case "array":
                authors = [{"type": "Person", "id": thing["attributedTo"]}]
                return sent | {"object": [thing | {"attributedTo": authors, "to": thing["to"][0]}]}
            case _:
                return sent

    def accepts(self, follow: Json) -> dict[str, Any]:
        return self.does("Accept", follow, to=[follow["actor"]])

    async def is_followed_by(self, node: Node) -> None:
        """The forum follows it, and it has accepted."""
        await boards.follow_board(node, f"!{self.name}@{self.host}")
        await settle_down(node)
        await self.post(self.accepts(self.heard[-1]), node.home.host)
        await settle_down(node)
