"""Whoever reads along reads the same pages, with addresses that lead to where they are."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from fediforum.demo.mirror import Mirror

BASE, HERE = "https://alpha.test:8443", "http://127.0.0.1:9"


async def page(request: Request) -> Response:
    host = request.headers["host"]
    return HTMLResponse(
        f'<a href="{BASE}/b/tuin">{host}</a>', headers={"strict-transport-security": "max-age=9"}
    )


async def text(_: Request) -> Response:
    return PlainTextResponse(BASE)


async def onward(_: Request) -> Response:
    return RedirectResponse(f"{BASE}/t/1", 303)


@pytest.fixture
def reader() -> httpx.AsyncClient:
    app = Starlette(
        routes=[
            Route("/", page, methods=["GET", "POST"]),
            Route("/text", text),
            Route("/onward", onward),
        ]
    )
    transport = httpx.ASGITransport(Mirror(app, BASE, {BASE: HERE}))
    return httpx.AsyncClient(transport=transport, base_url=HERE)


async def test_addresses_in_a_page_lead_to_where_it_is_read(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/")

    assert f'<a href="{HERE}/b/tuin">alpha.test:8443</a>' == answer.text
    assert "strict-transport-security" not in answer.headers


async def test_a_redirection_leads_to_where_it_is_read(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/onward")

    assert (303, f"{HERE}/t/1") == (answer.status_code, answer.headers["location"])


async def test_what_is_no_page_stays_as_it_is(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/text")

    assert BASE == answer.text


async def test_nothing_can_be_changed_there(reader: httpx.AsyncClient) -> None:
    answer = await reader.post("/", content=b"x")

    assert 405 == answer.status_code
