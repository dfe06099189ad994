"""Forms: only from our own pages, within bounds, and as they were typed."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fediforum.errors import FediforumError
from fediforum.limits import FORM, FORM_FIELDS
from fediforum.web.forms import read_form

BASE = "https://alpha.test"
ENCODED = "application/x-www-form-urlencoded"


async def sent(body: bytes, kind: str = ENCODED, **headers: str) -> tuple[int, object]:
    """What a form of that body became: its fields, or the status of what was wrong."""

    async def read(request: Request) -> Response:
        try:
            return JSONResponse(await read_form(request, BASE))
        except FediforumError as problem:
            return JSONResponse(None, problem.status)

    app = Starlette(routes=[Route("/", read, methods=["POST"])])
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=BASE, headers=named | {"content-type": kind}
    ) as client:
        answer = await client.post("/", content=body)
    return answer.status_code, answer.json()


async def test_what_is_typed_arrives_as_it_was_typed() -> None:
    body = b"name=+Jo%C3%ABl+&text=a%0D%0Ab&empty=&name=again"

    status, fields = await sent(body, sec_fetch_site="same-origin")

    assert 200 == status
    assert {"name": " Joël ", "text": "a\nb", "empty": ""} == fields


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec_fetch_site": "same-origin", "origin": BASE}, 200),
        ({"sec_fetch_site": "none"}, 200),
        ({"origin": BASE}, 200),
        ({}, 200),
        ({"sec_fetch_site": "cross-site", "origin": BASE}, 403),
        ({"sec_fetch_site": "same-site", "origin": "https://www.alpha.test"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "https://alpha.test.evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
async def test_a_form_of_another_site_is_refused(headers: dict[str, str], status: int) -> None:
    assert status == (await sent(b"do=it", **headers))[0]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"a=" + b"x" * FORM, ENCODED, 413),
        (b"&".join([b"a=1"] * (FORM_FIELDS + 1)), ENCODED, 400),
        (b"a=%ff%fe", ENCODED, 400),
        (b"a=\xc3\xab", ENCODED, 400),
        (b'{"a": 1}', "application/json", 415),
        (b"a=1", "text/plain", 415),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415),
    ],
)
async def test_what_is_no_form_is_not_read(body: bytes, kind: str, status: int) -> None:
    assert status == (await sent(body, kind, origin=BASE))[0]
