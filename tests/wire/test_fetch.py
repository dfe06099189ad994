"""A document is what its own origin serves at its id, as AS2, and nothing else is."""

import json

import pytest

from fediforum.errors import Blocked, Gone, Missing, Permanent, Temporary
from fediforum.wire import (
    Dialect,
    NotShown,
    Signer,
    fetch_changed,
    fetch_document,
    parse_claim,
    verify,
)  # fmt: skip
from tests.wire.loopback_peer import Peer, reply, running_client, running_peer
from tests.wire.signed_requests import KEY_ID, NOW, private, public

AS2 = "application/activity+json"
SIGNER = Signer(KEY_ID, private("rsa"))


def note(iri: str, kind: str = AS2, **headers: str) -> bytes:
    return reply(200, json.dumps({"id": iri, "type": "Note"}).encode(), kind, **headers)


def dialects(peer: Peer) -> list[Dialect]:
    """Verify what came, and say how it was signed."""
    found = []
    for request in peer.received:
        claim = parse_claim(request, NOW)
        verify(claim, public("rsa"), NOW)
        found.append(claim.dialect)
    return found


@pytest.mark.parametrize(
    "kind",
    [
        AS2,
        "application/activity+json; charset=utf-8",
        'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
        'application/ld+json;charset=utf-8;profile="https://www.w3.org/ns/activitystreams"',
    ],
)
async def test_a_document_is_fetched_with_a_signature(kind: str) -> None:
    async with running_peer() as peer, running_client() as client:
        iri = peer.url("/ap/posts/1?x=%7E")
        peer.answer("/ap/posts/1", note(iri, kind))

        fetched = await fetch_document(client, iri, signer=SIGNER)

    assert fetched.iri == iri
    assert fetched.document["type"] == "Note"
    assert dialects(peer) == ["cavage"]


@pytest.mark.parametrize(
    "kind",
    ["text/html", "text/plain", "application/json", "application/ld+json", "", "image/png"],
)
async def test_what_an_upload_could_be_is_no_document(kind: str) -> None:
    """FEP-96ff."""
    async with running_peer() as peer, running_client() as client:
        peer.answer("/1", note(peer.url("/1"), kind))

        with pytest.raises(Permanent):
            await fetch_document(client, peer.url("/1"), signer=None)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (404, Missing),
        (410, Gone),
        (401, NotShown),
        (403, NotShown),
        (304, Permanent),
        (429, Temporary),
        (500, Temporary),
        (503, Temporary),
        (204, Permanent),
    ],
)
async def test_a_status_says_whether_to_come_back(status: int, expected: type[Exception]) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/1", reply(status))

        with pytest.raises(expected):
            await fetch_document(client, peer.url("/1"), signer=None)


async def test_a_401_is_knocked_at_once_more_in_the_other_dialect() -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/1", reply(401), note(peer.url("/1")))

        await fetch_document(client, peer.url("/1"), signer=SIGNER)

    assert dialects(peer) == ["cavage", "rfc9421"]


async def test_a_redirect_is_signed_anew_for_its_host() -> None:
    async with running_peer() as peer, running_client() as client:
        final = peer.url("/2", "beta.test")
        peer.answer("/1", reply(301, Location=final))
        peer.answer("/2", note(final))

        fetched = await fetch_document(client, peer.url("/1"), signer=SIGNER)

    assert fetched.iri == final
    assert dialects(peer) == ["cavage", "cavage"]
    assert [request.host for request in peer.received] == [
        f"alpha.test:{peer.port}",
        f"beta.test:{peer.port}",
    ]


@pytest.mark.parametrize(
    "location",
    [
        "http://alpha.test/2",
        "https://169.254.169.254/",
        "https://[::1]/",
        "https://alpha.example:22/",
        "file:///etc/passwd",
        "gopher://alpha.test/",
    ],
)
async def test_a_redirect_does_not_lead_out_of_bounds(location: str) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/1", reply(302, Location=location))

        with pytest.raises(Blocked):
            await fetch_document(client, peer.url("/1"), signer=None)

    assert peer.connections == 1


async def test_redirects_end_after_three() -> None:
    async with running_peer() as peer, running_client() as client:
        for number in range(9):
            peer.answer(f"/{number}", reply(302, Location=f"/{number + 1}"))

        with pytest.raises(Permanent):
            await fetch_document(client, peer.url("/0"), signer=None)

    assert peer.connections == 4


@pytest.mark.parametrize("location", ["", "/1", "x" * 9000, "\xff", "https://[x"])
async def test_a_redirect_to_nowhere_is_a_failed_fetch(location: str) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/1", reply(302, Location=location))

        with pytest.raises((Permanent, Temporary, Missing)):
            await fetch_document(client, peer.url("/1"), signer=None)


async def test_a_document_by_another_id_is_asked_for_at_that_id() -> None:
    async with running_peer() as peer, running_client() as client:
        iri = peer.url("/ap/posts/1", "beta.test")
        peer.answer("/page", reply(200, json.dumps({"id": iri, "lie": True}).encode(), AS2))
        peer.answer("/ap/posts/1", note(iri))

        fetched = await fetch_document(client, peer.url("/page"), signer=None)

    assert (fetched.iri, "lie" in fetched.document) == (iri, False)


async def test_a_document_that_its_own_id_does_not_confirm_is_refused() -> None:
    async with running_peer() as peer, running_client() as client:
        forged = note(peer.url("/ap/posts/1", "beta.test"))
        peer.answer("/page", forged)
        peer.answer("/ap/posts/1", note(peer.url("/ap/posts/2", "beta.test")))

        with pytest.raises(Permanent):
            await fetch_document(client, peer.url("/page"), signer=None)


async def test_an_open_redirect_does_not_lend_its_origin() -> None:
    async with running_peer() as peer, running_client() as client:
        iri = peer.url("/go")
        peer.answer("/go", reply(302, Location=peer.url("/forged", "gamma.test")))
        peer.answer("/forged", note(iri))

        with pytest.raises(Permanent):
            await fetch_document(client, iri, signer=None)


async def test_a_redirect_within_the_origin_keeps_the_id() -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/1", reply(301, Location="/2"))
        peer.answer("/2", note(peer.url("/1")))

        fetched = await fetch_document(client, peer.url("/1"), signer=None)

    assert fetched.iri == peer.url("/1")


@pytest.mark.parametrize("own", [None, "/elsewhere/on/it"])
async def test_a_list_is_where_it_is_served(own: str | None) -> None:
    """NodeBB's outboxes have no id, PieFed's contexts one that is not found."""
    async with running_peer() as peer, running_client() as client:
        document = {"type": "OrderedCollectionPage", "orderedItems": []}
        if own is not None:
            document["id"] = peer.url(own)
        peer.answer("/outbox", reply(200, json.dumps(document).encode(), AS2))

        fetched = await fetch_document(client, peer.url("/outbox"), signer=None)

    assert peer.url("/outbox") == fetched.iri


async def test_a_list_that_its_owner_names_may_be_mere_json_and_nothing_else_may() -> None:
    """PieFed's outboxes are."""
    async with running_peer() as peer, running_client() as client:
        plain = "application/json"
        peer.answer("/outbox", reply(200, b'{"type":"OrderedCollection"}', plain))
        peer.answer("/upload", note(peer.url("/upload"), plain))
        peer.answer("/page", reply(200, b'{"type":"OrderedCollection"}', "text/html"))

        found = await fetch_changed(client, peer.url("/outbox"), etag=None, signer=None, plain=True)

        assert found is not None
        assert "OrderedCollection" == found.document["type"]
        for path in ("/upload", "/page"):
            with pytest.raises(Permanent):
                await fetch_changed(client, peer.url(path), etag=None, signer=None, plain=True)
        with pytest.raises(Permanent):
            await fetch_document(client, peer.url("/outbox"), signer=None)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"id":1}', b'{"type":"Note"}', b"\xff"])
async def test_what_is_no_json_with_an_id_is_no_document(body: bytes) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/1", reply(200, body, AS2))

        with pytest.raises(Permanent):
            await fetch_document(client, peer.url("/1"), signer=None)


async def test_what_has_not_changed_is_not_sent_again() -> None:
    async with running_peer() as peer, running_client() as client:
        iri = peer.url("/list")
        peer.answer("/list", note(iri, etag="bare-one"))
        found = await fetch_document(client, iri, signer=None)
        peer.answer("/list", reply(304))

        again = await fetch_changed(client, iri, etag=found.etag, signer=None)

        assert again is None
        assert "bare-one" == peer.received[-1].header("if-none-match")
