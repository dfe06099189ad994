"""Fetches a text that another server keeps for everybody, such as a block list, if it changed."""

import asyncio
from dataclasses import dataclass

from fediforum.errors import Permanent, Temporary
from fediforum.wire.client import HttpClient
from fediforum.wire.fetch import check_status, follow, repeatable

_ACCEPT = "text/csv, application/json, text/plain, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class FetchedText:
    """What was served, and by which ETag it is asked for again."""

    text: str
    etag: str | None


async def fetch_text(
    client: HttpClient, url: str, *, etag: str | None, max_bytes: int, seconds: float
) -> FetchedText | None:
    """Give the text that is served at ``url``, in nobody's name; None where it is still the same.

    Raises ``Missing``, ``Gone``, ``Blocked``, ``Temporary``, ``Permanent``.
    """
    headers = {"Accept": _ACCEPT} | ({"If-None-Match": etag} if etag is not None else {})
    try:
        async with asyncio.timeout(seconds):
            answer = await follow(client, url, headers, max_bytes=max_bytes, seconds=seconds)
    except TimeoutError:
        raise Temporary(subject=url) from None
    if answer.status == 304 and etag is not None:
        return None
    check_status(answer, url)
    try:
        return FetchedText(answer.body.decode("utf-8-sig"), repeatable(answer.headers.get("etag")))
    except UnicodeDecodeError:
        raise Permanent("What is served there is no text in UTF-8.", subject=url) from None
