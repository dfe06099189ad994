"""The darkroom: where pictures are made anew, each in a process that is killed if it takes long."""

import asyncio
import json
import os
import sys
from dataclasses import dataclass

import structlog

from fediforum import limits
from fediforum.errors import Malformed, TooLarge, Unavailable

log = structlog.get_logger(__name__)

# Who decodes a stranger's bytes knows none of the forum's settings.
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("FEDIFORUM_")}
AT_ONCE = 2
REFUSED = 3
LONG = 200


@dataclass(frozen=True, slots=True)
class Print:
    """A picture in one size, in pixels, as a new WebP file."""

    width: int
    height: int
    content: bytes


class Darkroom:
    """A few processes at once; whoever comes waits for a place."""

    def __init__(self, seconds: float = limits.PICTURE_SECONDS) -> None:
        self.seconds = seconds
        self.places = asyncio.Semaphore(AT_ONCE)

    async def develop(self, raw: bytes, *, small: bool = False) -> tuple[Print, ...]:
        """Return a picture in at most three sizes, the largest first; nothing of ``raw`` is in it.

        Raises TooLarge, and Malformed for what is no picture that we read, or takes too long;
        Unavailable where no process can be had.
        """
        if len(raw) > limits.PICTURE_BYTES:
            raise TooLarge("That picture is larger than we read.")
        async with self.places:
            code, out, said = await self.run(raw, small)
        if code == REFUSED:
            raise Malformed(f"That picture is not taken: {said}.")
        if code != 0:
            log.info("gave up a picture", code=code, said=said)
            raise Malformed("That picture is not taken: it takes too much to be read.")
        return tuple(prints(out))

    async def run(self, raw: bytes, small: bool) -> tuple[int, bytes, str]:
        try:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "fediforum.media.develop",
                *(["small"] if small else []),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=PLAIN,
            )
        except OSError as problem:
            raise Unavailable("No process can be started to read pictures.") from problem
        try:
            async with asyncio.timeout(self.seconds):
                out, said = await child.communicate(raw)
        except TimeoutError:
            raise Malformed("That picture is not taken: it takes too long to be read.") from None
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        return child.returncode or 0, out, said.decode("utf-8", "replace")[-LONG:]


def prints(out: bytes) -> list[Print]:
    head, _, contents = out.partition(b"\n")
    made, start = [], 0
    for file in json.loads(head):
        content = contents[start : start + file["bytes"]]
        made.append(Print(file["width"], file["height"], content))
        start += file["bytes"]
    return made
