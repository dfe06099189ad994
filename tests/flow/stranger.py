"""Somebody on a server that is not a forum of ours: documents by hand, signatures by our wire."""

import itertools
from datetime import datetime
from typing import Any, Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.vocab.json import Json, write_json
from fediforum.wire import PrivateKey, generate_rsa, public_key, sign, write_pem
from tests.flow.two_forums import Clock, Network

AS2 = "https://www.w3.org/ns/activitystreams"
PUBLIC = f"{AS2}#Public"
KEY = generate_rsa()


class Stranger:
    """A person at a host; what ``documents`` holds is served there, an int is a status."""

    def __init__(self, name: str, host: str, network: Network, clock: Clock) -> None:
        self.base = f"https://{host}"
        self.id = f"{self.base}/users/{name}"
        self.key_id = f"{self.id}#main-key"
        self.key: PrivateKey = KEY
        self.network = network
        self.clock = clock
        self.numbers = itertools.count(1)
        self.documents: dict[str, dict[str, Any] | int] = {}
        self.etags: dict[str, str] = {}
        self.answers: list[int] = []
        self.retry_after: str | None = None
        self.documents[self.id] = self.person(name)
        network.apps[host] = Starlette(
            routes=[
                Route("/inbox", self.take, methods=["POST"]),
                Route("/{path:path}", self.serve),
            ]
        )

    def person(self, name: str) -> dict[str, Any]:
        pem = write_pem(public_key(self.key, key_id=self.key_id, owner=self.id))
        return {
            "@context": [AS2, "https://w3id.org/security/v1"],
            "id": self.id,
            "type": "Person",
            "preferredUsername": name,
            "inbox": f"{self.base}/inbox",
            "followers": f"{self.id}/followers",
            "endpoints": {"sharedInbox": f"{self.base}/inbox"},
            "publicKey": {"id": self.key_id, "owner": self.id, "publicKeyPem": pem},
        }

    def neighbour(self, name: str) -> Self:
        """Somebody else at the same host, which serves what either of them has."""
        other = type(self)(name, self.base.removeprefix("https://"), self.network, self.clock)
        other.documents |= self.documents
        self.documents = other.documents
        other.numbers = self.numbers
        return other

    def runs(self, software: str) -> None:
        """Their server says in its NodeInfo that it runs that."""
        link = {
            "rel": "http://nodeinfo.diaspora.software/ns/schema/2.0",
            "href": f"{self.base}/nodeinfo/2.0",
        }
        self.documents[f"{self.base}/.well-known/nodeinfo"] = {"links": [link]}
        said = {"version": "2.0", "software": {"name": software, "version": "1"}}
        self.documents[f"{self.base}/nodeinfo/2.0"] = said

    async def serve(self, request: Request) -> Response:
        found = self.documents.get(self.base + request.url.path, 404)
        if isinstance(found, int):
            return Response(status_code=found)
        etag = self.etags.get(self.base + request.url.path)
        if etag is not None and etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304)
        headers = {"etag": etag} if etag is not None else {}
        return Response(write_json(found), headers=headers, media_type="application/activity+json")

    async def take(self, _: Request) -> Response:
        headers = {"retry-after": self.retry_after} if self.retry_after is not None else {}
        status = self.answers.pop(0) if self.answers else 202
        return Response(status_code=status, headers=headers)

    # -- what is said ----------------------------------------------------------------------------

    def does(self, verb: str, thing: object, **more: object) -> dict[str, Any]:
        """An activity of theirs under a new id."""
        return {
            "@context": AS2,
            "id": f"{self.base}/activities/{next(self.numbers)}",
            "type": verb,
            "actor": self.id,
            "object": thing,
            **more,
        }

    def note(self, content: str, *, to: tuple[str, ...], parent: str | None = None) -> Json:
        """A public post of theirs, which they serve from now on."""
        iri = f"{self.base}/notes/{next(self.numbers)}"
        note: dict[str, Any] = {
            "@context": AS2,
            "id": iri,
            "type": "Note",
            "attributedTo": self.id,
            "content": f"<p>{content}</p>",
            "to": [PUBLIC],
            "cc": list(to),
            "published": self.clock().isoformat(),
        }
        if parent is not None:
            note["inReplyTo"] = parent
        self.documents[iri] = note
        return note

    def creates(self, note: Json) -> dict[str, Any]:
        return self.does("Create", note, to=note["to"], cc=note["cc"])

    async def post(
        self, document: Json | bytes, host: str = "alpha.test", *, now: datetime | None = None
    ) -> int:
        """POST a document to a forum, signed; the status that came back."""
        body = document if isinstance(document, bytes) else write_json(document)
        url = f"https://{host}/inbox"
        headers = sign(
            "POST",
            url,
            body,
            key_id=self.key_id,
            private_key=self.key,
            now=now or self.clock(),
        )
        answer = await self.network.send("POST", url, headers, body)
        return answer.status
