"""The sink: a process that answers every POST with 202, for as many servers as names lead to it.

It also serves a conversation elsewhere. Run with: port, certificate, the PEM of the key of who
speaks there. It does as little as HTTPS allows, since it shares the machine.
"""

import asyncio
import json
import re
import ssl
import sys
from pathlib import Path

from benchmarks.conversation import Conversation

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
ASKED = re.compile(rb"GET (\S+) .*?\r\nhost: *(\S+)\r\n", re.IGNORECASE | re.DOTALL)
TAKEN = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n"
NOTHING = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
FOUND = b"HTTP/1.1 200 OK\r\ncontent-type: application/activity+json\r\ncontent-length: %d\r\n\r\n"


class Sink:
    """Answers one connection after the other."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it is closed."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = LENGTH.search(head)
                if length is not None:
                    await reader.readexactly(int(length[1]))
                writer.write(TAKEN if head.startswith(b"POST ") else self.found(head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()

    def found(self, head: bytes) -> bytes:
        asked = ASKED.match(head)
        if asked is None:
            return NOTHING
        document = self.conversation.at(f"https://{asked[2].decode()}{asked[1].decode()}")
        if document is None:
            return NOTHING
        body = json.dumps(document).encode()
        return FOUND % len(body) + body


async def main(port: str, certificate: str, pem: str) -> None:
    """Answer until killed."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    sink = Sink(Conversation(int(port), pem))
    server = await asyncio.start_server(sink.take, "127.0.0.1", int(port), ssl=tls, backlog=512)
    await server.serve_forever()


if __name__ == "__main__":
    port, certificate, key = sys.argv[1:]
    asyncio.run(main(port, certificate, Path(key).read_text()))
