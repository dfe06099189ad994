"""Certificates: looked at where the client may call, and nowhere else."""

import asyncio
from datetime import UTC, datetime

import pytest

from fediforum.errors import Blocked, Temporary
from fediforum.wire import Guard, HttpClient, certificate_ends
from fediforum.wire.guard import public
from tests.wire.loopback_peer import running_client, running_peer
from tests.wire.test_guard import Listener, answers_of_dns


async def test_a_certificate_says_until_when_it_is_good() -> None:
    async with running_peer() as peer, running_client() as client:
        ends = await certificate_ends(client, f"alpha.test:{peer.port}", seconds=5)

    assert ends > datetime.now(UTC)


async def test_a_name_that_leads_to_a_closed_address_is_not_dialled_for_its_certificate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listener = Listener()
    server = await asyncio.start_server(listener.visit, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answers_of_dns(monkeypatch, "127.0.0.1")
    monkeypatch.setattr(Guard, "may_dial", lambda _, __, address: public(address))

    async with server, HttpClient(user_agent="t", guard=Guard(("evil.example",))) as client:
        with pytest.raises(Blocked):
            await certificate_ends(client, f"evil.example:{port}", seconds=5)

    assert listener.visits == 0


async def test_who_is_not_spoken_with_is_not_dialled_for_its_certificate() -> None:
    async def nobody(_: str) -> bool:
        return False

    async with running_peer() as peer, running_client() as client:
        client.welcome = nobody
        with pytest.raises(Blocked):
            await certificate_ends(client, f"alpha.test:{peer.port}", seconds=5)

    assert peer.connections == 0


async def test_a_certificate_that_cannot_be_looked_at_says_why() -> None:
    async with running_peer(names=("beta.test",)) as peer, running_client() as client:
        with pytest.raises(Temporary, match="no valid certificate"):
            await certificate_ends(client, f"alpha.test:{peer.port}", seconds=5)
        peer_port = peer.port
    async with running_client() as client:
        with pytest.raises(Temporary, match="connection refused"):
            await certificate_ends(client, f"alpha.test:{peer_port}", seconds=5)
