"""What the commands for searching show and do; loaded when one runs, not before."""

from collections.abc import Callable, Sequence
from typing import Any

from fediforum.cli.views import post_facts
from fediforum.content.snippets import Piece
from fediforum.flow import indexing
from fediforum.node import Node
from fediforum.store import reading
from fediforum.store.reading.hits import Hit
from fediforum.store.search import indexed

Facts = dict[str, Any]


async def find(node: Node, query: reading.SearchQuery) -> Facts:
    """A page of what readers would find."""
    async with node.database.connection() as conn:
        page = await reading.search(conn, query, node.home, node.clock())
    near = page.nearby
    return {
        "total": page.total,
        "more": page.more,
        "page": page.query.page,
        "pages": page.pages,
        "loosened": bool(page.loosened),
        "unknown": list(page.unknown),
        "gave_up": page.gave_up,
        "meant": near.meant,
        "people": [each.handle for each in near.people],
        "boards": [f"{each.name}@{each.host}" for each in near.boards],
        "hits": [hit_facts(node, hit) for hit in page.hits],
    }


def hit_facts(node: Node, hit: Hit) -> Facts:
    return {
        "title": hit.post.thread_title,
        "thread": hit.post.thread,
        "board": f"{hit.post.board.name}@{hit.post.board.host}",
        "snippet": text_of(hit.snippet),
        **post_facts(node, hit.post),
    }


def text_of(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


async def reindex(
    node: Node, *, below: int | None, anew: bool, told: Callable[[str, float | None], None]
) -> Facts:
    """All that may be found is indexed; it is told how far that has come."""
    seen = found = 0
    async for progress in indexing.reindex(node, below=below, anew=anew):
        seen, found = progress.seen, progress.found
        if progress.below is not None:
            told(f"{seen} posts so far; the next are below {progress.below}.", None)
    async with node.database.connection() as conn:
        return {"seen": seen, "found": found, "indexed": await indexed(conn)}
