"""Delivers one activity to one inbox, and says what came of it.

When to try again, or never, is decided in ``forum/retry.py`` from the outcome given here.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fediforum import limits
from fediforum.errors import Blocked, FetchFailed, Malformed
from fediforum.wire.cavage import read_date
from fediforum.wire.claim import Dialect
from fediforum.wire.client import Answer, HttpClient, Unanswered, Unreached
from fediforum.wire.signatures import Signer, sign


@dataclass(frozen=True, slots=True)
class Delivered:
    """The inbox took it; ``dialect`` is the signature that it believed."""

    status: int
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class Rejected:
    """The inbox answered and did not take it; ``retry_after`` in seconds, if it said so."""

    status: int
    retry_after: int | None
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer. With ``after_send`` the inbox may have taken it all the same."""

    reason: str
    after_send: bool
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class PeerGone:
    """The inbox says that it is gone for good (410)."""

    status: int
    dialect: Dialect


Outcome = Delivered | Rejected | Unreachable | PeerGone


async def post_activity(
    client: HttpClient,
    inbox: str,
    body: bytes,
    *,
    signer: Signer,
    dialect: Dialect = "cavage",
    extra: Mapping[str, str] | None = None,
    seconds: float = limits.DELIVERY_SECONDS,
) -> Outcome:
    """POST a body, signed now; on 400 or 401 knock once more in the other dialect.

    ``extra`` headers are sent with it, and signed.

    Never raises for what the other server does. Redirects are refusals: what is signed for
    one door is not carried to another.
    """
    first = await _post(client, inbox, body, signer, dialect, extra, seconds)
    if not (isinstance(first, Rejected) and first.status in {400, 401}):
        return first
    other: Dialect = "rfc9421" if dialect == "cavage" else "cavage"
    second = await _post(client, inbox, body, signer, other, extra, seconds)
    # Two refusals say no more than one; the first is in the dialect that most peers explain.
    return first if isinstance(second, Rejected) and second.status in {400, 401} else second


def read_retry_after(value: str, now: datetime) -> int | None:
    """Read ``Retry-After`` as seconds from now, never negative; None if it cannot be read.

    >>> read_retry_after("120", datetime(2026, 8, 1))
    120
    """
    if re.fullmatch(r"\d{1,9}", value):
        return int(value)
    try:
        return max(0, int((read_date(value) - now).total_seconds()))
    except Malformed:
        return None


async def _post(
    client: HttpClient,
    inbox: str,
    body: bytes,
    signer: Signer,
    dialect: Dialect,
    extra: Mapping[str, str] | None,
    seconds: float,
) -> Outcome:
    try:
        url = client.guard.target(inbox).url
        # RSA takes a fifth of a millisecond and lets go of the interpreter meanwhile.
        headers = await asyncio.to_thread(
            sign,
            "POST",
            url,
            body,
            key_id=signer.key_id,
            private_key=signer.private_key,
            dialect=dialect,
            now=client.clock(),
            extra=extra,
        )
        answer = await client.post(url, headers, body, seconds=seconds)
    except Blocked:
        return Unreachable("blocked", after_send=False, dialect=dialect)
    except Unreached as problem:
        sent = isinstance(problem, Unanswered)
        return Unreachable(problem.how, after_send=sent, dialect=dialect)
    except FetchFailed:
        return Unreachable("not reached", after_send=False, dialect=dialect)
    return _outcome(answer, dialect, client.clock())


def _outcome(answer: Answer, dialect: Dialect, now: datetime) -> Outcome:
    if 200 <= answer.status < 300:
        return Delivered(answer.status, dialect)
    if answer.status == 410:
        return PeerGone(answer.status, dialect)
    later = read_retry_after(answer.headers.get("retry-after", ""), now)
    return Rejected(answer.status, later, dialect)
