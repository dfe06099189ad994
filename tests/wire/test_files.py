"""A file from elsewhere is bounded in bytes and time, and comes from no address of ours."""

import asyncio

import pytest

from fediforum.errors import Blocked, Gone, Missing, Permanent, Temporary
from fediforum.wire import Guard, fetch_picture
from tests.wire.loopback_peer import reply, running_client, running_peer


async def drip(writer: asyncio.StreamWriter) -> None:
    """An answer that comes a byte at a time, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 100000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.01)


async def test_file_comes_with_the_address_that_served_it_and_without_a_signature() -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/a.png", reply(302, Location=peer.url("/b.png", "beta.test")))
        peer.answer("/b.png", reply(200, b"bytes", "text/html"))

        found = await fetch_picture(client, peer.url("/a.png"), max_bytes=5)

    assert (b"bytes", peer.url("/b.png", "beta.test")) == (found.content, found.url)
    assert all(b"signature" not in dict(request.headers) for request in peer.received)


async def test_more_bytes_than_asked_for_are_refused() -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/a.png", reply(200, b"x" * 1001))

        with pytest.raises(Permanent):
            await fetch_picture(client, peer.url("/a.png"), max_bytes=1000)


async def test_server_that_drips_is_left_alone_in_time() -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/a.png", drip)

        with pytest.raises(Temporary):
            await fetch_picture(client, peer.url("/a.png"), max_bytes=10**6, seconds=0.3)


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data",
        "http://beta.test/a.png",
        "file:///etc/passwd",
        "https://anna@beta.test/",
    ],
)
async def test_no_redirect_leads_to_a_closed_address(location: str) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/a.png", reply(302, Location=location))

        with pytest.raises(Blocked):
            await fetch_picture(client, peer.url("/a.png"), max_bytes=1000)

    assert 1 == len(peer.received)


async def test_name_that_leads_to_a_private_address_is_never_dialled() -> None:
    async with running_peer() as peer, running_client(Guard()) as client:
        with pytest.raises(Blocked):
            await fetch_picture(client, peer.url("/a.png"), max_bytes=1000)

    assert 0 == peer.connections


@pytest.mark.parametrize(
    ("status", "problem"), [(404, Missing), (410, Gone), (403, Permanent), (503, Temporary)]
)
async def test_what_is_not_given_is_told_apart(status: int, problem: type[Exception]) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/a.png", reply(status))

        with pytest.raises(problem):
            await fetch_picture(client, peer.url("/a.png"), max_bytes=1000)
