"""Whatever is asked, by whatever method and with whatever headers: no answer is a 500."""

import string
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from starlette.routing import Route

from fediforum.flow import setup
from fediforum.flow.speak import Said
from fediforum.node import Node
from fediforum.web.app import create_app
from tests.web.conftest import AS2

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")
NASTY = (
    "", ".", "..", "%2e%2e", "%00", "%ff", "%f0%9f%8d%84", "%", "%25", "a" * 1000,
    "'; DROP TABLE post", "$1", "\\", "%5c..", "0000000000000", "-1", "tuin", "anna",
    "desk", "instance", "1e9", "²",
    "%ed%a0%80", "@anna@alpha.test", "@@", "tuin@", "{key}", "//", "*", "%0d%0aX: y",
)  # fmt: skip
QUERIES = (
    "page", "pagina", "after", "resource", "uri", "taal", "q", "rel", "is_follower", "max_id",
)  # fmt: skip
HEADERS = (
    "accept", "if-none-match", "if-modified-since", "range", "content-type", "signature",
    "signature-input", "digest", "date", "authorization", "accept-language", "cookie",
    "content-digest", "x-forwarded-for", "collection-synchronization", "expect",
)  # fmt: skip
GIVEN = (
    "", "*", '"', '"x', "W/", "bytes=0-,-1", AS2, "q=9", "Bearer", "Basic =", "0", "-1", "a;b=c;",
    'keyId="https://gamma.test/users/alice#main-key",headers="date",signature="AA=="',
    'sig1=("@method");created=99999999999999;keyid="https://gamma.test/k"', "sig1=:AA==:",
    "SHA-256=AA==", "sha-256=:AA==:", "Mon, 99 Foo 2024 00:00:00 GMT", "\xff", "é", "x" * 4000,
    "identity", "nl;q=x,en;q=1e9", "100-continue",
)  # fmt: skip


def paths(app_routes: list[str], short: str) -> st.SearchStrategy[str]:
    """The address of any door, with anything where a name should stand; or of no door."""
    piece = st.one_of(
        st.sampled_from((*NASTY, short)), st.text(string.ascii_lowercase + "%/.-_@~", max_size=20)
    )

    def filled(template: str) -> st.SearchStrategy[str]:
        pieces = template.replace("}", "{").split("{")
        names = pieces[1::2]
        return st.tuples(*(piece for _ in names)).map(
            lambda given: "".join(
                part if number % 2 == 0 else given[number // 2]
                for number, part in enumerate(pieces)
            )
        )

    doors = st.sampled_from(app_routes).flatmap(filled)
    none = st.lists(piece, max_size=5).map(lambda parts: "/" + "/".join(parts))
    return st.one_of(doors, doors, none)


def doors(alpha: Node) -> Iterator[str]:
    for route in create_app(alpha).routes:
        if isinstance(route, Route):
            yield route.path


async def test_every_door_answers_everything_without_a_failure(
    alpha: Node, client: httpx.AsyncClient, opening: Said
) -> None:
    """Hypothesis draws the requests; they are then made, one by one, of one forum."""
    short = opening.id.rpartition("/")[2]
    drawn: list[tuple[str, str, list[tuple[str, str]], bytes]] = []

    @settings(
        max_examples=400,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.sampled_from((*METHODS, "GET", "GET", "GET", "GET")),
        paths(list(doors(alpha)), short),
        st.lists(st.tuples(st.sampled_from(QUERIES), st.sampled_from((*NASTY, short))), max_size=3),
        st.lists(st.tuples(st.sampled_from(HEADERS), st.sampled_from(GIVEN)), max_size=4),
        st.sampled_from((b"", b"{}", b"[]", b"\xff", b'{"type":"Note","content":1}')),
    )
    def draw(
        method: str,
        path: str,
        query: list[tuple[str, str]],
        headers: list[tuple[str, str]],
        body: bytes,
    ) -> None:
        asked = "&".join(f"{name}={value}" for name, value in query)
        drawn.append((method, f"{path}?{asked}" if asked else path, headers, body))

    draw()
    broken = {}
    for method, target, headers, body in drawn:
        answer = await ask(client, method, target, headers, body)
        if answer is not None and answer.status_code == 500:
            broken[f"{method} {target}"] = headers

    assert {} == broken


async def ask(
    client: httpx.AsyncClient, method: str, target: str, headers: list[tuple[str, str]], body: bytes
) -> httpx.Response | None:
    """The answer; None for what even httpx cannot say."""
    raw = [(name.encode(), value.encode("utf-8", "surrogateescape")) for name, value in headers]
    try:
        request = client.build_request(method, target, headers=raw, content=body)
    except (httpx.InvalidURL, ValueError):
        return None
    if request.url.host != "alpha.test":
        return None
    return await client.send(request)


async def test_client_s_outbox_answers_everything_without_a_failure(
    alpha: Node, client: httpx.AsyncClient, opening: Said
) -> None:
    token = await setup.create_token(alpha, "anna")
    headers = {"authorization": f"Bearer {token}", "content-type": AS2}
    odd = st.one_of(
        st.none(), st.booleans(), st.integers(-5, 5), st.just([]), st.just({}),
        st.sampled_from([opening.id, "as:Public", "https://gamma.test/1", "x", "\u202e"]),
        st.lists(st.sampled_from([opening.id, 1, None, {}]), max_size=3),
    )  # fmt: skip
    verbs = st.sampled_from(
        ["Create", "Update", "Delete", "Follow", "Accept", "Reject", "Announce", "Like", "Dislike",
         "EmojiReact", "Undo", "Flag", "Block", "Lock", "Add", "Remove", "Move", "QuoteRequest",
         "Note", "Article", "Page", "Question", "Person", "Nothing"]
    )  # fmt: skip
    words = st.sampled_from(
        ["object", "target", "to", "cc", "content", "name", "inReplyTo", "tag", "attachment",
         "published", "actor", "id", "instrument", "source", "oneOf", "endTime", "summary"]
    )  # fmt: skip
    inner = st.builds(lambda verb, rest: {**rest, "type": verb}, verbs, st.dictionaries(words, odd))
    said = st.builds(
        lambda verb, rest: {**rest, "type": verb},
        verbs,
        st.dictionaries(words, st.one_of(odd, inner)),
    )
    drawn: list[dict[str, object]] = []

    @settings(
        max_examples=150,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(said)
    def draw(document: dict[str, object]) -> None:
        drawn.append(document)

    draw()
    broken = []
    for document in drawn:
        answer = await client.post("/ap/members/anna/outbox", json=document, headers=headers)
        if answer.status_code >= 500 and answer.status_code not in (502, 503):
            broken.append(document)

    assert [] == broken


@pytest.mark.parametrize("path", ["/ap/boards/tuin", "/"])
async def test_body_of_a_get_counts_for_nothing(client: httpx.AsyncClient, path: str) -> None:
    plain = await client.get(path)

    fat = await client.request("GET", path, content=b'{"page": 7}')

    assert (plain.status_code, plain.content) == (fat.status_code, fat.content)
