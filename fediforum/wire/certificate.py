"""Until when the certificate of a server holds: asked over TLS, and of nothing else."""

import asyncio
import ssl
from datetime import UTC, datetime

from fediforum.errors import Temporary
from fediforum.wire.client import HttpClient


async def certificate_ends(client: HttpClient, host: str, *, seconds: float) -> datetime:
    """Until when the certificate that a host shows is good. Raises Temporary, and Blocked.

    ``host`` may name a port; only what the client may call is dialled.
    """
    try:
        async with asyncio.timeout(seconds):
            writer = await client.connect(host)
    except TimeoutError as problem:
        raise Temporary("connect timeout", subject=host) from problem
    try:
        shown = writer.get_extra_info("peercert")
    finally:
        writer.close()
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC)
