"""A handle and an actor belong together only if both hosts say so."""

import json

import pytest

from fediforum.errors import Blocked, FetchFailed, Malformed, Missing, Permanent
from fediforum.wire import Guard, read_handle, resolve
from tests.wire.loopback_peer import Peer, reply, running_client, running_peer

PATH = "/.well-known/webfinger"


def jrd(subject: object, actor: object, **more: object) -> bytes:
    link = {"rel": "self", "type": "application/activity+json", "href": actor, **more}
    page = {"rel": "http://webfinger.net/rel/profile-page", "href": "https://x.test/"}
    document = {"subject": subject, "links": [page, link]}
    return reply(200, json.dumps(document).encode(), "application/jrd+json")


def acct(peer: Peer, name: str = "bob", host: str = "alpha.test") -> str:
    return f"{name}@{host}:{peer.port}"


async def test_a_handle_is_resolved() -> None:
    async with running_peer() as peer, running_client() as client:
        actor = peer.url("/ap/members/bob")
        peer.answer(PATH, jrd(f"acct:{acct(peer, 'Bob')}", actor))

        found = await resolve(client, f"@{acct(peer)}")

    assert (str(found.handle), found.actor) == (acct(peer, "Bob"), actor)
    assert peer.received[0].target == f"{PATH}?resource=acct:bob@alpha.test:{peer.port}"


async def test_a_page_is_resolved() -> None:
    async with running_peer() as peer, running_client() as client:
        actor = peer.url("/ap/members/bob")
        peer.answer(PATH, jrd(f"acct:{acct(peer)}", actor))

        found = await resolve(client, peer.url("/@bob"))

    assert (str(found.handle), found.actor, peer.connections) == (acct(peer), actor, 2)


async def test_a_handle_on_another_host_must_loop_back() -> None:
    async with running_peer() as peer, running_client() as client:
        actor = peer.url("/ap/members/bob")
        subject = f"acct:{acct(peer, host='beta.test')}"
        peer.answer(PATH, jrd(subject, actor))

        found = await resolve(client, acct(peer))

    assert (str(found.handle), found.actor) == (acct(peer, host="beta.test"), actor)


async def test_a_handle_that_the_other_host_denies_is_refused() -> None:
    async with running_peer() as peer, running_client() as client:
        claimed = f"acct:{acct(peer, 'index', 'beta.test')}"
        mine, theirs = peer.url("/mal"), peer.url("/index", "beta.test")
        peer.answer(PATH, jrd(claimed, mine), jrd(claimed, theirs))

        with pytest.raises(Permanent):
            await resolve(client, acct(peer, "mal"))


@pytest.mark.parametrize(
    "answer",
    [
        jrd(None, "https://alpha.test/1"),
        jrd(["acct:bob@alpha.test"], "https://alpha.test/1"),
        jrd("acct:bob@alpha.test", None),
        jrd("acct:bob@alpha.test", "https://alpha.test/1", type="text/html"),
        jrd("acct:bob@169.254.169.254", "https://alpha.test/1"),
        jrd("bob", "https://alpha.test/1"),
        reply(200, b"[]"),
        reply(200, b"x" * 300_000),
        reply(200, b'{"subject":"acct:bob@alpha.test","links":5}'),
    ],
)
async def test_an_answer_that_names_nobody_is_a_failed_fetch(answer: bytes) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer(PATH, answer)

        with pytest.raises(FetchFailed):
            await resolve(client, acct(peer))


async def test_an_unknown_name_is_missing() -> None:
    async with running_peer() as peer, running_client() as client:
        with pytest.raises(Missing):
            await resolve(client, acct(peer))


async def test_host_meta_is_asked_after_a_404() -> None:
    async with running_peer() as peer, running_client() as client:
        actor = peer.url("/ap/members/bob")
        template = peer.url("/finger?of={uri}", "beta.test")
        xrd = f'<XRD><Link rel="lrdd" template="{template}"/></XRD>'
        peer.answer("/.well-known/host-meta", reply(200, xrd.encode(), "application/xrd+xml"))
        peer.answer("/finger", jrd(f"acct:{acct(peer)}", actor))

        found = await resolve(client, acct(peer))

    assert found.actor == actor


@pytest.mark.parametrize("url", ["https://[x", "https:///", "https://", "https://a@alpha.test/"])
async def test_a_page_without_a_host_is_malformed(url: str) -> None:
    async with running_client() as client:
        with pytest.raises(Malformed):
            await resolve(client, url)


@pytest.mark.parametrize(
    "xrd",
    [
        '<Link rel="lrdd" template="http://127.0.0.1/{uri}"/>',
        '<Link rel="lrdd" template="https://169.254.169.254/{uri}"/>',
    ],
)
async def test_host_meta_does_not_lead_out_of_bounds(xrd: str) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/.well-known/host-meta", reply(200, xrd.encode()))

        with pytest.raises(Blocked):
            await resolve(client, acct(peer))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bob",
        "@bob",
        "bob@",
        "bob@localhost",
        "bob@127.0.0.1",
        "bob@a.example:22",
        "b b@a.test",
        "../x@a.test",
        "bob@a.test/x",
        "bob@a.test?x",
        "bob@u@a.test",
        "bob@[::1]",
        "acct:@a.test",
    ],
)
def test_what_is_no_handle_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        read_handle(text, Guard(("test",)))
