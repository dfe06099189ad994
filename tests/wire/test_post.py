"""What comes of a delivery, by what the other server does."""

import asyncio
from datetime import timedelta

import pytest

from fediforum.wire import (
    Delivered,
    Dialect,
    Guard,
    HttpClient,
    Outcome,
    PeerGone,
    Rejected,
    Signer,
    Unreachable,
    parse_claim,
    post_activity,
    verify,
)
from fediforum.wire.cavage import write_date
from fediforum.wire.post import read_retry_after
from tests.wire.loopback_peer import Answering, reply, running_client, running_peer
from tests.wire.signed_requests import KEY_ID, NOW, private, public

SIGNER = Signer(KEY_ID, private("rsa"))
BODY = b'{"type":"Like"}'


async def silence(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3)


async def deliver(
    *answers: Answering, dialect: Dialect = "cavage"
) -> tuple[Outcome, list[Dialect]]:
    """Deliver to a peer that answers so; the outcome, and the dialects that it verified."""
    async with running_peer() as peer, running_client() as client:
        peer.answer("/inbox", *answers)
        outcome = await post_activity(
            client, peer.url("/inbox"), BODY, signer=SIGNER, dialect=dialect, seconds=0.5
        )
    dialects = []
    for request in peer.received:
        claim = parse_claim(request, NOW)
        verify(claim, public("rsa"), NOW)
        assert (request.body, request.header("content-type")) == (BODY, "application/activity+json")
        dialects.append(claim.dialect)
    return outcome, dialects


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_a_taken_activity_is_delivered(status: int) -> None:
    outcome, dialects = await deliver(reply(status))

    assert (outcome, dialects) == (Delivered(status, "cavage"), ["cavage"])


@pytest.mark.parametrize("status", [400, 401])
async def test_a_refused_signature_is_tried_in_the_other_dialect(status: int) -> None:
    outcome, dialects = await deliver(reply(status), reply(202))

    assert (outcome, dialects) == (Delivered(202, "rfc9421"), ["cavage", "rfc9421"])


async def test_a_peer_known_for_the_other_dialect_gets_it_first() -> None:
    outcome, dialects = await deliver(reply(401), reply(202), dialect="rfc9421")

    assert (outcome, dialects) == (Delivered(202, "cavage"), ["rfc9421", "cavage"])


async def test_two_refused_signatures_are_one_rejection() -> None:
    outcome, dialects = await deliver(reply(401))

    assert (outcome, len(dialects)) == (Rejected(401, None, "cavage"), 2)


@pytest.mark.parametrize("status", [403, 404, 413, 301, 308, 500])
async def test_a_rejection_is_not_tried_again_here(status: int) -> None:
    outcome, dialects = await deliver(reply(status, Location="https://beta.test/inbox"))

    assert (outcome, len(dialects)) == (Rejected(status, None, "cavage"), 1)


async def test_a_peer_may_say_when_to_come_back() -> None:
    outcome, _ = await deliver(reply(429, Retry_After="120"))

    assert outcome == Rejected(429, 120, "cavage")


async def test_a_peer_may_be_gone() -> None:
    outcome, _ = await deliver(reply(410))

    assert outcome == PeerGone(410, "cavage")


async def test_a_time_out_after_the_body_was_sent_is_told() -> None:
    outcome, dialects = await deliver(silence)

    assert isinstance(outcome, Unreachable)
    assert (outcome.after_send, len(dialects)) == (True, 1)


async def test_a_peer_that_is_not_there_was_sent_nothing() -> None:
    async with running_peer() as peer:
        inbox = peer.url("/inbox")
    async with running_client() as client:
        outcome = await post_activity(client, inbox, BODY, signer=SIGNER)

    assert outcome == Unreachable("connection refused", after_send=False, dialect="cavage")


async def test_it_is_told_that_nobody_has_that_name() -> None:
    async with running_client(Guard(("invalid",))) as client:
        outcome = await post_activity(client, "https://nobody.invalid/inbox", BODY, signer=SIGNER)

    assert outcome == Unreachable("no such name", after_send=False, dialect="cavage")


async def test_it_is_told_that_a_certificate_is_not_believed() -> None:
    guard = Guard(("test",), {"alpha.test": "127.0.0.1"})
    async with running_peer() as peer, HttpClient(user_agent="test", guard=guard) as client:
        outcome = await post_activity(client, peer.url("/inbox"), BODY, signer=SIGNER)

    assert outcome == Unreachable("no valid certificate", after_send=False, dialect="cavage")


@pytest.mark.parametrize("inbox", ["http://alpha.test/inbox", "https://127.0.0.1/inbox"])
async def test_an_inbox_out_of_bounds_is_not_called(inbox: str) -> None:
    async with running_client() as client:
        outcome = await post_activity(client, inbox, BODY, signer=SIGNER)

    assert outcome == Unreachable("blocked", after_send=False, dialect="cavage")


async def test_a_long_answer_does_no_harm() -> None:
    outcome, _ = await deliver(reply(202, b"x" * 1_000_000))

    assert outcome == Delivered(202, "cavage")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9" * 20, None),
        (write_date(NOW + timedelta(minutes=2)), 120),
        (write_date(NOW - timedelta(minutes=2)), 0),
    ],
)
def test_retry_after_is_read_or_left(value: str, expected: int | None) -> None:
    assert read_retry_after(value, NOW) == expected
