"""Which URLs are asked for, and which addresses are dialled: none of this machine's or its nets."""

import asyncio
import socket
import threading
import time
from typing import Any

import pytest

from fediforum.errors import Blocked, Misconfigured, Temporary
from fediforum.wire import Guard, HttpClient, read_hosts
from fediforum.wire.client import GuardedResolver
from fediforum.wire.guard import public

OPEN = Guard()
PRIVATE = Guard(("test",), {"alpha.test": "127.0.0.1"})

CLOSED_ADDRESSES = (
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "0.1.2.3",
    "255.255.255.255",
    "224.0.0.1",
    "240.0.0.1",
    "100.64.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "192.88.99.1",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "192.31.196.1",
    "192.52.193.1",
    "192.175.48.1",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a9fe:a9fe",
    "2002:7f00:1::",
    "2001::1",
    "::ffff:0:127.0.0.1",
    "ff02::1",
    "fec0::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2001:db8::1",
    "2620:4f:8000::1",
    "2606:4700::1%eth0",
    "rubbish",
    "127.1",
    "2130706433",
)
PUBLIC_ADDRESSES = ["93.184.216.34", "172.32.0.1", "2606:4700::1", "2a00:1450::1"]

REFUSED_URLS = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://127.0.0.1。/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://localhost/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://abc.onion/",
    "https://1.0.0.127.in-addr.arpa/",
    "https://alpha.example:22/",
    "https://alpha.example:443/",
    "https://alpha.example:/",
    "https://alpha.example:99999/",
    "http://alpha.example/",
    "ftp://alpha.example/",
    "file:///etc/passwd",
    "gopher://alpha.example/",
    "data:text/plain,x",
    "//alpha.example/",
    "https:/alpha.example/",
    "https://user:pw@alpha.example/",
    "https://alpha.example@evil.example/",
    "https://alpha.example\\@evil.example/",
    "https://127.0.0.1%00.evil.example/",
    "https://Alpha.example/",
    "https://alpha.example./",
    "https://-alpha.example/",
    "https://alpha.example/a b",
    "https://alpha.example/a\r\nHost: evil",
    "https://alpha.example/a\tb",
    "https://alpha.example/\x00",
    "https://alpha.example/../b",
    "https://alpha.example/a/./b",
    "https://alpha.example/%2e%2e/b",
    "https://alpha.example/" + "a" * 2048,
    "",
]


@pytest.mark.parametrize("address", CLOSED_ADDRESSES)
def test_an_address_that_is_not_of_the_open_internet_is_closed(address: str) -> None:
    assert not public(address)
    assert not OPEN.may_dial("alpha.example", address)


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_an_address_of_the_open_internet_is_open(address: str) -> None:
    assert OPEN.may_dial("alpha.example", address)


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_a_url_that_could_mean_two_things_is_refused(url: str) -> None:
    with pytest.raises(Blocked):
        OPEN.target(url)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://alpha.example", "https://alpha.example/"),
        ("https://alpha.example?a=1", "https://alpha.example/?a=1"),
        ("https://al_pha.example/", "https://al_pha.example/"),
        ("https://alpha.example/?p=12#x", "https://alpha.example/?p=12"),
        ("https://alpha.example/%7Ebob", "https://alpha.example/~bob"),
        ("https://alpha.example/caf%c3%a9", "https://alpha.example/caf%C3%A9"),
        ("https://alpha.example/café", "https://alpha.example/caf%C3%A9"),
        ("https://alpha.example/a%2Fb?c=d+e", "https://alpha.example/a%2Fb?c=d+e"),
    ],
)
def test_a_url_is_sent_in_one_spelling(url: str, sent: str) -> None:
    target = OPEN.target(url)

    assert target.url == sent
    assert OPEN.target(sent).url == sent


def test_a_port_is_for_private_hosts_only() -> None:
    assert PRIVATE.target("https://alpha.test:8443/x").port == 8443
    with pytest.raises(Blocked):
        PRIVATE.target("https://alpha.example:8443/x")


def test_a_suffix_ends_at_a_dot() -> None:
    assert PRIVATE.private("a.b.test")
    assert not PRIVATE.private("attest")
    assert not PRIVATE.private("test.example")


def test_the_hosts_file_is_for_private_hosts_only() -> None:
    guard = Guard(("test",), {"alpha.test": "127.0.0.1", "victim.example": "127.0.0.1"})

    assert (guard.known("alpha.test"), guard.known("victim.example")) == ("127.0.0.1", None)


def test_a_hosts_file_that_cannot_be_read_says_so() -> None:
    assert read_hosts("# ours\nAlpha.test 127.0.0.1\n\n") == {"alpha.test": "127.0.0.1"}
    with pytest.raises(Misconfigured, match="alpha"):
        read_hosts("alpha.test localhost")


class Listener:
    """A plain TCP listener on loopback that counts who comes."""

    def __init__(self) -> None:
        self.visits = 0

    async def visit(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        writer.close()


def answers_of_dns(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name have these addresses; a stand-in for a name server of an attacker."""

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                socket.IPPROTO_TCP,
                "",
                (address, port),
            )
            for address in addresses
        ]

    monkeypatch.setattr("socket.getaddrinfo", look_up)


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["10.0.0.1"]],
)
async def test_a_name_with_a_closed_address_is_never_dialled(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    listener = Listener()
    server = await asyncio.start_server(listener.visit, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answers_of_dns(monkeypatch, *addresses)
    # Only the name that is asked for is not private here, so that a port may be given at all.
    guard = Guard(("evil.example",))
    monkeypatch.setattr(Guard, "may_dial", lambda _, __, address: public(address))

    async with server, HttpClient(user_agent="t", guard=guard) as client:
        with pytest.raises(Blocked):
            await client.get(f"https://evil.example:{port}/", {}, max_bytes=10, seconds=5)

    assert listener.visits == 0


async def test_a_name_is_dialled_on_loopback_under_a_private_suffix_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listener = Listener()
    server = await asyncio.start_server(listener.visit, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answers_of_dns(monkeypatch, "127.0.0.1")

    async with server, HttpClient(user_agent="t", guard=Guard(("test",))) as client:
        with pytest.raises(Blocked):
            await client.get("https://alpha.example/", {}, max_bytes=10, seconds=5)
        assert listener.visits == 0
        with pytest.raises(Exception, match="answer") as caught:
            await client.get(f"https://alpha.test:{port}/", {}, max_bytes=10, seconds=5)

    assert not isinstance(caught.value, Blocked)
    assert listener.visits == 1


async def test_the_address_is_checked_again_where_the_socket_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def lie(self: GuardedResolver, host: str, port: int = 0, family: int = 0) -> list[Any]:
        flags = socket.AI_NUMERICHOST
        entry = {"hostname": host, "host": "127.0.0.1", "port": port}
        return [{**entry, "family": socket.AF_INET, "proto": 0, "flags": flags}]

    monkeypatch.setattr(GuardedResolver, "resolve", lie)

    async with HttpClient(user_agent="t") as client:
        with pytest.raises(Blocked):
            await client.get("https://alpha.example/", {}, max_bytes=10, seconds=5)


async def test_only_four_addresses_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    answers_of_dns(monkeypatch, *(f"93.184.216.{n}" for n in range(100)), "2606:4700::1")
    resolver = GuardedResolver(OPEN)

    found = await resolver.resolve("alpha.example", 443)
    await resolver.close()

    assert [entry["host"] for entry in found] == ["2606:4700::1", "93.184.216.0", "93.184.216.1"]


async def test_a_closed_client_leaves_no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    answers_of_dns(monkeypatch, "127.0.0.1")

    async with HttpClient(user_agent="t") as client:
        with pytest.raises(Blocked):
            await client.get("https://alpha.example/", {}, max_bytes=10, seconds=5)
        ours = [thread for thread in threading.enumerate() if "resolver" in thread.name]
    for thread in ours:
        thread.join(1)

    assert [thread.is_alive() for thread in ours] == [False]


async def test_a_slow_name_server_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: Any, **__: Any) -> list[Any]:
        time.sleep(0.3)
        return []

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    monkeypatch.setattr("fediforum.limits.DNS_SECONDS", 0.05)
    begun = time.monotonic()

    async with HttpClient(user_agent="t") as client:
        with pytest.raises(Temporary):
            await client.get("https://alpha.example/", {}, max_bytes=10, seconds=5)

    assert time.monotonic() - begun < 0.3
