"""Which software a host says it runs, asked of that host only."""

import json

import pytest

from fediforum.errors import FetchFailed, Missing, Permanent
from fediforum.wire import Software, read_software
from tests.wire.loopback_peer import Peer, reply, running_client, running_peer

INDEX = "/.well-known/nodeinfo"
SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"


def index(*links: tuple[str, str]) -> bytes:
    entries = [{"rel": SCHEMA + version, "href": href} for version, href in links]
    return reply(200, json.dumps({"links": entries}).encode())


def nodeinfo(name: object, version: object) -> bytes:
    return reply(200, json.dumps({"software": {"name": name, "version": version}}).encode())


def host(peer: Peer) -> str:
    return f"alpha.test:{peer.port}"


async def test_the_newest_version_is_read() -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer(INDEX, index(("2.0", peer.url("/2.0")), ("2.1", peer.url("/2.1"))))
        peer.answer("/2.1", nodeinfo("Lemmy", "0.19.5"))

        found = await read_software(client, host(peer))

    assert found == Software("lemmy", "0.19.5")


async def test_names_are_bounded_and_plain() -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer(INDEX, index(("2.0", peer.url("/2.0"))))
        peer.answer("/2.0", nodeinfo("x\u202e\n" + "y" * 1000, 5))

        found = await read_software(client, host(peer))

    assert found == Software("x" + "y" * 63, "")


@pytest.mark.parametrize(
    "href", ["http://127.0.0.1/", "data:,x", "https://beta.test/2.0", "https://alpha.test/2.0"]
)
async def test_a_link_to_elsewhere_is_not_followed(href: str) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer(INDEX, index(("2.0", href)))

        with pytest.raises(Permanent):
            await read_software(client, host(peer))

    assert peer.connections == 1


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"links":[1,{"rel":[]}]}', b"rubbish"])
async def test_an_index_that_cannot_be_read_is_a_failed_fetch(body: bytes) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer(INDEX, reply(200, body))

        with pytest.raises(FetchFailed):
            await read_software(client, host(peer))


async def test_a_host_without_nodeinfo_is_missing() -> None:
    async with running_peer() as peer, running_client() as client:
        with pytest.raises(Missing):
            await read_software(client, host(peer))
