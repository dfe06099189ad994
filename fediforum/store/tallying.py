"""Tallying: what is counted in memory, and written down every few seconds and when it is left."""

import asyncio
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Tally(ABC):
    """Something that counts. Use it as a context manager; an idle one does nothing.

    Whoever counts sets ``begun``; ``write`` sets it again where something is left to write.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.closing = asyncio.Event()
        self.begun = asyncio.Event()
        self.group = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        await self.group.__aenter__()
        self.group.create_task(self.run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self.begun.set()
        await self.group.__aexit__(kind, error, trace)

    async def run(self) -> None:
        """Write down what was counted, until closed."""
        while not self.closing.is_set():
            await self.begun.wait()
            self.begun.clear()
            try:
                async with asyncio.timeout(self.seconds):
                    await self.closing.wait()
            except TimeoutError:
                pass
            await self.write()

    @abstractmethod
    async def write(self) -> None:
        """Write it down now; what cannot be written is kept for the next time."""
