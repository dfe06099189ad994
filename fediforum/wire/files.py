"""Fetches the bytes of a file from another server. What they are is for whoever decodes them."""

import asyncio
from dataclasses import dataclass

from fediforum import limits
from fediforum.errors import Temporary
from fediforum.wire.client import HttpClient
from fediforum.wire.fetch import check_status, follow

_ACCEPT = "image/webp, image/avif, image/png, image/jpeg, image/gif"


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """What was served, and the address that served it at the end of all redirects."""

    url: str
    content: bytes


async def fetch_picture(
    client: HttpClient, url: str, *, max_bytes: int, seconds: float = limits.FETCH_SECONDS
) -> FetchedFile:
    """Give at most ``max_bytes`` that are served at ``url``, in nobody's name.

    Raises ``Missing``, ``Gone``, ``Blocked``, ``Temporary``, ``Permanent``.
    """
    try:
        async with asyncio.timeout(seconds):
            answer = await follow(
                client, url, {"Accept": _ACCEPT}, max_bytes=max_bytes, seconds=seconds
            )
    except TimeoutError:
        raise Temporary(subject=url) from None
    check_status(answer, url)
    return FetchedFile(answer.url, answer.body)
