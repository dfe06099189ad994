"""Documents with prefixed or expanded terms are put in plain words by a process of their own.

JSON-LD can be written so that reading it takes for ever; a process can be killed (decision 15).
Run as a program, this file is that process: frames of a length (4 bytes) and JSON, in and out.
"""

import asyncio
import struct
import sys
from typing import BinaryIO

import structlog

from fediforum import limits
from fediforum.errors import Malformed, Unavailable
from fediforum.vocab.json import Json, read_json, write_json
from fediforum.vocab.jsonld import expand_to_plain

log = structlog.get_logger(__name__)

START_SECONDS = 10.0
LENGTH = struct.Struct(">I")
READY = b"{}"


class Expander:
    """One child process, started when it is first needed, and again whenever it was killed."""

    def __init__(self, seconds: float = limits.JSONLD_SECONDS) -> None:
        self.seconds = seconds
        self.lock = asyncio.Lock()
        self.child: asyncio.subprocess.Process | None = None

    async def plain(self, raw: bytes) -> Json:
        """The document in plain words.

        Raises Malformed where it is too large, takes too long or is no JSON-LD that we read,
        Unavailable where no process can be had.
        """
        if len(raw) > limits.JSONLD:
            raise Malformed("a document with prefixed terms may be 64 KiB at most")
        async with self.lock:
            try:
                answer = await self.answer(await self.started(), raw)
            except asyncio.CancelledError:
                # Half an answer would be taken for the next document's.
                self.kill()
                raise
        if not answer:
            raise Malformed("the document's JSON-LD cannot be read")
        return read_json(answer)

    async def answer(self, child: asyncio.subprocess.Process, raw: bytes) -> bytes:
        try:
            async with asyncio.timeout(self.seconds):
                return await ask(child, raw)
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as problem:
            await self.close()
            log.info("gave up expanding", error=type(problem).__name__)
            raise Malformed("the document takes too long to be expanded") from problem

    async def started(self) -> asyncio.subprocess.Process:
        if self.child is not None and self.child.returncode is None:
            return self.child
        try:
            self.child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "fediforum.flow.expand",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            async with asyncio.timeout(START_SECONDS):
                await read_frame(self.child)
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as problem:
            await self.close()
            raise Unavailable("No process can be started to expand documents.") from problem
        return self.child

    def kill(self) -> None:
        if self.child is not None and self.child.returncode is None:
            self.child.kill()
        self.child = None

    async def close(self) -> None:
        """End the child process, if there is one."""
        child = self.child
        self.kill()
        if child is not None:
            await child.wait()
            # The pipes' transport is only let go of on the next turn of the loop.
            await asyncio.sleep(0)


async def ask(child: asyncio.subprocess.Process, raw: bytes) -> bytes:
    assert child.stdin is not None
    child.stdin.write(LENGTH.pack(len(raw)) + raw)
    await child.stdin.drain()
    return await read_frame(child)


async def read_frame(child: asyncio.subprocess.Process) -> bytes:
    assert child.stdout is not None
    (length,) = LENGTH.unpack(await child.stdout.readexactly(LENGTH.size))
    return await child.stdout.readexactly(length)


def serve(given: BinaryIO, taken: BinaryIO) -> None:
    """Answer frame by frame until the parent closes the pipe; an empty frame says no."""
    answer = READY
    while True:
        taken.write(LENGTH.pack(len(answer)) + answer)
        taken.flush()
        head = given.read(LENGTH.size)
        if len(head) < LENGTH.size:
            return
        (length,) = LENGTH.unpack(head)
        try:
            answer = write_json(expand_to_plain(given.read(length)))
        except (Malformed, RecursionError):
            answer = b""


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
