"""The shelf: files that are named by what is in them, in the data directory.

Whatever keeps files elsewhere (an object store) needs these four functions and no more.
"""

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

KIND = "webp"
NAME = re.compile(rf"[0-9a-f]{{32}}\.{KIND}")


def name_for(content: bytes) -> str:
    """Return the name under which a file of that content lies: half of its SHA-256."""
    return f"{hashlib.sha256(content).hexdigest()[:32]}.{KIND}"


class Shelf:
    """Files below a directory, in folders of the first two letters of their names.

    Every process of a forum sees the same shelf; where they run on several machines, the
    directory has to be shared.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def put(self, content: bytes) -> str:
        """Have a file of that content; its name. It is whole, or not there."""
        name = name_for(content)
        await asyncio.to_thread(self.write, self.place(name), content)
        return name

    async def get(self, name: str) -> bytes | None:
        """Return what is in a file; None where there is none of that name."""
        if not NAME.fullmatch(name):
            return None
        return await asyncio.to_thread(read, self.place(name))

    async def remove(self, name: str, before: datetime) -> None:
        """Have no file of that name, unless it was put here since that moment."""
        if NAME.fullmatch(name) and old(self.place(name), before):
            await asyncio.to_thread(self.place(name).unlink, missing_ok=True)

    async def names(self, before: datetime) -> tuple[str, ...]:
        """Return the names of all files that were put here before a moment."""
        return await asyncio.to_thread(lambda: tuple(self.older(before)))

    def place(self, name: str) -> Path:
        return self.folder / name[:2] / name

    def write(self, place: Path, content: bytes) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        # What is left of a process that is killed here goes with the next tidying.
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # no name may outlive its content when the power fails
        os.replace(file.name, place)

    def older(self, before: datetime) -> Iterator[str]:
        for place in self.folder.glob("??/*"):
            if not old(place, before):
                continue
            if NAME.fullmatch(place.name):
                yield place.name
            else:  # what a process that was killed left half written
                place.unlink(missing_ok=True)


def old(place: Path, before: datetime) -> bool:
    """Whether a file is there that was put before a moment; others may be taking it away."""
    try:
        return datetime.fromtimestamp(place.stat().st_mtime, UTC) < before
    except FileNotFoundError:
        return False


def read(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None
