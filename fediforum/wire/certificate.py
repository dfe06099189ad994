"""Until when the certificate of a server holds: asked over TLS, and of nothing else."""

import asyncio
import ssl
from datetime import UTC, datetime

from fediforum.errors import Temporary
from fediforum.wire.client import HttpClient, how

HTTPS = 443


async def certificate_ends(client: HttpClient, host: str, *, seconds: float) -> datetime:
    """Until when the certificate that a host shows is good. Raises Temporary, and Blocked.

    ``host`` may name a port; the guard of the client decides what may be dialled.
    """
    name, _, port = host.partition(":")
    address = client.guard.target(f"https://{host}/").host
    try:
        async with asyncio.timeout(seconds):
            _, writer = await asyncio.open_connection(
                client.guard.known(address) or address,
                int(port or HTTPS),
                ssl=client.tls,
                server_hostname=name,
            )
    except (OSError, TimeoutError) as problem:
        raise Temporary(how(problem), subject=host) from problem
    try:
        shown = writer.get_extra_info("peercert")
    finally:
        writer.close()
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC)
