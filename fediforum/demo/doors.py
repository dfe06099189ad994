"""The stand-in's doors: inboxes, documents, discovery, and one page with its timelines."""

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from fediforum.content import SafeHtml, sanitise_remote
from fediforum.content.pieces import join, pieces
from fediforum.demo.microblog import Microblog, Person
from fediforum.errors import FediforumError
from fediforum.vocab import Tombstone, write
from fediforum.vocab.collections import Collection
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json, write_json
from fediforum.vocab.writing import write_jrd
from fediforum.wire import SignedRequest

AS2 = "application/activity+json"
NODEINFO = "http://nodeinfo.diaspora.software/ns/schema/2.0"
# It takes and shows what Mastodon would; forums decide by this name what they send.
SOFTWARE = {"name": "mastodon", "version": "0 (a stand-in)"}

PAGE = Environment(autoescape=True, undefined=StrictUndefined).from_string("""\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ host }}</title>
<meta name="viewport" content="width=device-width">
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 38rem; margin: 2rem auto; padding: 0 1rem;
         background: #191b22; color: #e8e8ef }
  a { color: #a9b4ff } article { border-top: 1px solid #3a3d4a; padding: .5rem 0 }
  small { color: #a0a3b0 } h2 { margin-top: 2.5rem }
</style></head><body>
<h1>{{ host }}</h1>
<p>A stand-in for a microblog server: what its people see at home.</p>
{% for person in people %}
<h2>{{ person.name }} <small>@{{ person.handle }}</small></h2>
{% for note in person.notes %}
<article><small>{{ note.how }}</small><div>{{ note.content }}</div>
<a href="{{ note.url }}">{{ note.when }}</a></article>
{% else %}<p>Nothing yet.</p>{% endfor %}
{% endfor %}
</body></html>
""")


def doors(server: Microblog) -> Starlette:
    """The application of a stand-in."""

    async def inbox(request: Request) -> Response:
        body = await request.body()
        await server.receive(
            SignedRequest(
                method=request.method,
                target=request.scope["raw_path"].decode(),
                headers=tuple(request.scope["headers"]),
                body=body,
                host=server.host,
            )
        )
        return Response(status_code=202)

    async def person(request: Request) -> Response:
        found = server.people.get(request.path_params["name"])
        return missing() if found is None else as2(write(found.actor))

    async def listing(request: Request) -> Response:
        iri = Iri(f"{server.base}{request.url.path}")
        return as2(write(Collection(id=iri, total_items=0, items=())))

    async def note(request: Request) -> Response:
        iri = Iri(f"{server.base}{request.url.path}")
        if iri in server.gone:
            return as2(write(Tombstone(iri, "Note", server.gone[iri])), 410)
        return as2(write(server.notes[iri])) if iri in server.notes else missing()

    async def webfinger(request: Request) -> Response:
        name, _, host = (
            request.query_params.get("resource", "").removeprefix("acct:").partition("@")
        )
        found = server.people.get(name)
        if found is None or host != server.host:
            return missing()
        return JSONResponse(write_jrd(found.actor, host), media_type="application/jrd+json")

    async def nodeinfo(_: Request) -> Response:
        return JSONResponse({"version": "2.0", "software": SOFTWARE, "protocols": ["activitypub"]})

    async def nodeinfo_links(_: Request) -> Response:
        link = {"rel": NODEINFO, "href": f"{server.base}/nodeinfo/2.0"}
        return JSONResponse({"links": [link]})

    async def page(_: Request) -> Response:
        people = [seen(server, each) for each in server.people.values()]
        return HTMLResponse(PAGE.render(host=server.host, people=people))

    return Starlette(
        routes=[
            Route("/", page),
            Route("/@{name}", page),
            Route("/inbox", inbox, methods=["POST"]),
            Route("/people/{name}/inbox", inbox, methods=["POST"]),
            Route("/people/{name}", person),
            Route("/people/{name}/{list:str}", listing),
            Route("/notes/{number}", note),
            Route("/.well-known/webfinger", webfinger),
            Route("/.well-known/nodeinfo", nodeinfo_links),
            Route("/nodeinfo/2.0", nodeinfo),
        ],
        exception_handlers={FediforumError: refused},
    )


async def refused(_: Request, problem: Exception) -> Response:
    status = problem.status if isinstance(problem, FediforumError) else 500
    return JSONResponse({"error": str(problem)}, status)


def missing() -> Response:
    return JSONResponse({"error": "There is nothing here by that name."}, 404)


def as2(document: Json, status: int = 200) -> Response:
    return Response(write_json(document), status, media_type=AS2)


def seen(server: Microblog, person: Person) -> dict[str, object]:
    """A timeline as the page shows it: newest first, each with how it came."""
    notes = []
    for iri, by in reversed([*person.home.items(), *((iri, None) for iri in person.called)]):
        known = server.notes.get(iri)
        if known is None:
            continue
        author = name_of(server, known.attributed_to)
        how = (
            f"{name_of(server, by)} boosted {author}"
            if by is not None
            else f"{author} mentions you"
        )
        notes.append(
            {
                "how": how,
                # Safe: it went through the same cleaning as everything that a forum shows.
                "content": Markup(without_pictures(known.content)),  # noqa: S704
                "url": known.url or iri,
                "when": f"{known.published:%H:%M:%S}" if known.published else "then",
            }
        )
    handle = f"{person.actor.preferred_username}@{server.host}"
    return {"name": person.actor.name, "handle": handle, "notes": notes}


def without_pictures(content: str) -> SafeHtml:
    """The words of a post: like a Mastodon, it shows no pictures among them."""
    return join(piece for piece in pieces(sanitise_remote(content)) if piece.tag != "img")


def name_of(server: Microblog, iri: Iri) -> str:
    actor = server.actors.get(iri)
    return actor.name or actor.preferred_username if actor is not None else str(iri)
