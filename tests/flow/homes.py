"""Servers that readers are at home at: what their WebFinger says, program by program.

The shapes are those of the programs' own sources and of recorded answers; each document is made
anew here, for ``piet`` at a host that a test names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

INTENT = "https://w3id.org/fep/3b86/"
SUBSCRIBE = "http://ostatus.org/schema/1.0/subscribe"
NODEINFO = "http://nodeinfo.diaspora.software/ns/schema/2.0"
AS2 = "application/activity+json"
LD = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'

# What each program says beside who piet is; {base} is its address.
SAYS: Mapping[str, Mapping[str, str]] = {
    "mastodon": {
        SUBSCRIBE: "{base}/authorize_interaction?uri={uri}",
        f"{INTENT}Create": "{base}/share?text={content}",
        f"{INTENT}Object": "{base}/authorize_interaction?uri={object}",
    },
    "mastodon-4.5": {SUBSCRIBE: "{base}/authorize_interaction?uri={uri}"},
    "pleroma": {SUBSCRIBE: "{base}/ostatus_subscribe?acct={uri}"},
    "akkoma": {
        SUBSCRIBE: "{base}/ostatus_subscribe?acct={uri}",
        f"{INTENT}Follow": "{base}/activitypub/externalInteraction?uri={object}",
        f"{INTENT}Create": "{base}/share?url={object}",
    },
    "friendica": {SUBSCRIBE: "{base}/contact/follow?url={uri}"},
    "misskey": {SUBSCRIBE: "{base}/authorize-follow?acct={uri}"},
    "gotosocial": {},
    "lemmy": {SUBSCRIBE: "{base}/activitypub/externalInteraction?uri={uri}"},
    "lemmy-0.19.3": {},
    "mbin": {},
    "piefed": {f"{INTENT}Create": "{base}/share?url={object}"},
    "nodebb": {
        f"{INTENT}Object": "{base}/ap?resource={object}",
        f"{INTENT}Create": "{base}/intents/create?toPid={inReplyTo}&cid={audience}",
        f"{INTENT}Like": "{base}/intents/like?pid={object}",
        f"{INTENT}Follow": "{base}/intents/follow?uid={object}",
    },
    "peertube": {SUBSCRIBE: "{base}/remote-interaction?uri={uri}"},
    "hubzilla": {SUBSCRIBE: "{base}/follow?f=&url={uri}"},
    "mitra": {SUBSCRIBE: "{base}/authorize_interaction?uri={uri}"},
    "wordpress": {SUBSCRIBE: "{base}/wp-json/activitypub/1.0/interactions?uri={uri}"},
    "emissary": {
        f"{INTENT}Like": "{base}/@piet/intents/like?id={object}&ok={on-success}",
        f"{INTENT}Announce": "{base}/@piet/intents/announce?id={object}&ok={on-success}",
        f"{INTENT}Create": "{base}/@piet/intents/create?text={content}&re={inReplyTo}",
    },
}
# Programs that answer for their host as well as for its people.
KNOWS_ITSELF = {"mastodon", "mastodon-4.5", "mitra"}


@dataclass
class AtHome:
    """A server of that program; what it was asked is counted."""

    program: str
    host: str
    links: list[dict[str, object]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    nodeinfo: bool = True

    @property
    def base(self) -> str:
        return f"https://{self.host}"

    def jrd(self) -> dict[str, object]:
        links: list[dict[str, object]] = [
            {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html",
             "href": f"{self.base}/@piet"},
            {"rel": "self", "type": AS2, "href": f"{self.base}/users/piet"},
        ]  # fmt: skip
        if self.program == "hubzilla":
            links.insert(0, {"rel": "self", "type": LD, "href": f"{self.base}/channel/piet"})
        for relation, template in SAYS.get(self.program, {}).items():
            said = template.replace("{base}", self.base)
            nulls = {"type": None, "href": None} if self.program.startswith("lemmy") else {}
            links.append({"rel": relation, "template": said, **nulls})
        return {"subject": f"acct:piet@{self.host}", "links": [*links, *self.links]}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/webfinger", self.webfinger),
                Route("/.well-known/nodeinfo", self.where_nodeinfo),
                Route("/nodeinfo/2.0", self.what_it_runs),
                Route("/{page:path}", self.page),
            ]
        )

    async def webfinger(self, request: Request) -> Response:
        resource = request.query_params["resource"]
        self.asked.append(resource)
        known = {f"acct:piet@{self.host}"}
        if self.program in KNOWS_ITSELF:
            known.add(self.base)
        if resource not in known:
            return JSONResponse({}, 404)
        return JSONResponse(self.jrd(), media_type="application/jrd+json")

    async def where_nodeinfo(self, _: Request) -> Response:
        self.asked.append("nodeinfo")
        if not self.nodeinfo:
            return JSONResponse({}, 404)
        href = f"{self.base}/nodeinfo/2.0"
        return JSONResponse({"links": [{"rel": NODEINFO, "href": href}]})

    async def what_it_runs(self, _: Request) -> Response:
        software = {"name": self.program.partition("-")[0], "version": "1.0"}
        return JSONResponse({"version": "2.0", "software": software})

    async def page(self, request: Request) -> Response:
        """What a browser comes to that is sent here: which page that is."""
        if request.url.path.startswith("/.well-known/"):
            return JSONResponse({}, 404)
        return HTMLResponse(f"<!doctype html><title>{self.host}</title><h1>Thuis</h1>")
