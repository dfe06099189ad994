"""The description of the data (OpenAPI 3.1), made from the shapes and the endpoints."""

from collections.abc import Sequence
from functools import cache

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum import __version__
from fediforum.limits import LISTED
from fediforum.node import Node
from fediforum.web.addresses import QUERY, Addresses
from fediforum.web.api import finding, lists, log, shapes, threads
from fediforum.web.api.endpoints import JSON, Endpoint, given
from fediforum.web.named import USUAL
from fediforum.web.visit import visiting

COMPONENTS = "#/components/schemas/{model}"
ENDPOINTS: tuple[Endpoint, ...] = (
    *lists.endpoints,
    *log.endpoints,
    *threads.endpoints,
    *finding.endpoints,
)

PLACES = {
    "board": "A board's name, or name@host for one elsewhere.",
    "thread": "A thread's short id; anything behind a hyphen is decoration.",
    "post": "A post's short id.",
    "member": "A member's name, or @name@host for somebody from elsewhere.",
    "tag": "A hashtag without #.",
}
QUESTIONS = {
    "page": ("Which page; 1 if none is named.", {"type": "integer", "minimum": 1}),
    "behind": (
        "The short id of the row that the list goes on behind; else it begins at its beginning.",
        {"type": "string"},
    ),
    "words": ("What to look for.", {"type": "string"}),
    "board": ("In which board: its name, or name@host.", {"type": "string"}),
    "author": ("By whom: name, or name@host.", {"type": "string"}),
    "from_day": ("Written on that day or later.", {"type": "string", "format": "date"}),
    "to_day": ("Written on that day or earlier.", {"type": "string", "format": "date"}),
    "tag": ("With that hashtag.", {"type": "string"}),
    "many": (
        f"How many rows at most; more than {LISTED} are given to nobody.",
        {"type": "integer", "minimum": 1, "default": USUAL},
    ),
}


@cache
def description(base: str, title: str, language: str) -> dict[str, object]:
    """Return the whole of it for the forum at ``base``, whose addresses are in ``language``."""
    addresses = Addresses(language)
    models: list[TypeAdapter[object]] = [TypeAdapter(each.shape) for each in ENDPOINTS] + [
        TypeAdapter(shapes.Problem)
    ]
    named = [*(each.name for each in ENDPOINTS), "problem"]
    told, defined = TypeAdapter.json_schemas(
        [(name, "serialization", model) for name, model in zip(named, models, strict=True)],
        ref_template=COMPONENTS,
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": __version__,
            "summary": "What can be read at this forum, as data.",
            "description": "Everything is public and needs no key. Every answer has an ETag; "
            "please send it back in If-None-Match. The same addresses without .json are pages.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": base}],
        "paths": {
            each.at(addresses): {
                "get": operation(each, told[each.name, "serialization"], addresses)
            }
            for each in ENDPOINTS
        },
        "components": {"schemas": defined["$defs"]},
    }


def operation(endpoint: Endpoint, schema: object, addresses: Addresses) -> dict[str, object]:
    problem = {"application/problem+json": {"schema": {"$ref": COMPONENTS.format(model="Problem")}}}
    answers: dict[str, object] = {
        "200": {"description": endpoint.says, "content": {JSON: {"schema": schema}}},
        "304": {"description": "You have it already."},
        "400": {"description": "That is no question.", "content": problem},
        "404": {"description": "There is nothing there.", "content": problem},
    }
    if endpoint.bounded:
        answers["429"] = {"description": "Too many at once; wait.", "content": problem}
    if endpoint.gone:
        answers["410"] = {"description": "It was taken away.", "content": problem}
    return {
        "operationId": endpoint.name,
        "summary": endpoint.says,
        "parameters": [*placed(endpoint.at(addresses)), *questions(endpoint.asked, addresses)],
        "responses": answers,
    }


def placed(path: str) -> Sequence[dict[str, object]]:
    """The parameters that stand in braces in the path."""
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": told,
            "schema": {"type": "string"},
        }
        for name, told in PLACES.items()
        if f"{{{name}}}" in path
    ]


def questions(asked: Sequence[str], addresses: Addresses) -> Sequence[dict[str, object]]:
    return [
        {
            "name": addresses.spelled(QUERY[name]),
            "in": "query",
            "required": False,
            "description": QUESTIONS[name][0],
            "schema": QUESTIONS[name][1],
        }
        for name in asked
    ]


async def openapi(request: Request) -> Response:
    node: Node = request.app.state.node
    async with visiting(request) as visit:
        forum = visit.forum
    return given(request, description(node.home.base, forum.title, forum.language))


routes = [
    Route(lists.OPENAPI, openapi),
    *(route for endpoint in ENDPOINTS for route in endpoint.routes),
]
