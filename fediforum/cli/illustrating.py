"""Taking in the pictures of a text: their files are read here, and made anew by ``flow``.

Loaded when a command runs, not before.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from fediforum.cli.pictures import Gallery
from fediforum.content import picture_line, pictures_placed, with_sources
from fediforum.errors import FediforumError, Malformed, TooLarge
from fediforum.flow.pictures import take_in
from fediforum.limits import PICTURE_BYTES
from fediforum.node import Node
from fediforum.vocab.iri import Iri

Facts = dict[str, Any]


async def illustrated(
    node: Node, text: str, pictures: Gallery, then: Callable[[str], Awaitable[Facts]]
) -> Facts:
    """What ``then`` comes to with the text, once its pictures are here and it says where.

    Raises Malformed for a picture that does not say what is to be seen on it, and for a file that
    is no picture.
    """
    addresses: dict[str, Iri] = {}
    for placed in pictures_placed(text):
        ours = placed.src.startswith(f"{node.home.base}/media/")
        if not placed.alt and not ours:
            raise Malformed(
                f"Say what is to be seen on {placed.src}, for who cannot see it: ![…]({placed.src})"
            )
        if "://" not in placed.src and placed.src not in addresses:
            file = beside(pictures.folder, placed.src)
            addresses[placed.src] = await taken(node, file)
    lines = [
        picture_line(await taken(node, each.file), each.alt, each.caption)
        for each in pictures.below
    ]
    return await then("\n\n".join([with_sources(text, addresses).rstrip("\n"), *lines]))


def beside(folder: Path | None, src: str) -> Path:
    """The file that a text names, which stands in the folder of the text or below it."""
    if folder is None:
        raise Malformed(f"Where {src} is can only be known of a text that is read with --file.")
    file = (folder / unquote(src)).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise Malformed(f"{src} is not beside the text.")
    return file


async def taken(node: Node, file: Path) -> Iri:
    raw = await asyncio.to_thread(read, file)
    try:
        return await take_in(node, raw)
    except FediforumError as problem:
        raise type(problem)(f"{file}: {problem}") from problem


def read(file: Path) -> bytes:
    try:
        if file.stat().st_size > PICTURE_BYTES:
            raise TooLarge(f"{file} is larger than {PICTURE_BYTES // 1024 // 1024} MiB.")
        return file.read_bytes()
    except OSError as problem:
        raise Malformed(f"{file}: {problem.strerror or problem}.") from problem
