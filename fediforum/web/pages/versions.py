"""The versions of a post: what it said before it was edited, for everybody to see."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.content import plain_text
from fediforum.limits import REVISIONS
from fediforum.store.reading import PostView
from fediforum.store.revisions import Version, earlier_versions
from fediforum.web.addresses import everywhere
from fediforum.web.changes import Changes, changes
from fediforum.web.named import post_named
from fediforum.web.pages.gone import gone
from fediforum.web.visit import visiting


@dataclass(frozen=True, slots=True)
class Edit:
    """What changed in a post at one moment: in its title, its warning, its text."""

    at: datetime
    title: Changes
    warning: Changes
    text: Changes


async def versions(request: Request) -> Response:
    """What a post said before, the latest change first; Gone where the post is."""
    async with visiting(request) as visit:
        post = await post_named(visit)
        if not post.shown:
            return await gone(visit, post)
        earlier = await earlier_versions(visit.conn, post.id)
    edits = await asyncio.to_thread(edits_of, post, earlier)
    return visit.page(
        "versions.html",
        post=post,
        edits=edits,
        first=earlier[-1] if earlier else None,
        more=len(earlier) == REVISIONS,
        most=REVISIONS,
    )


def edits_of(post: PostView, earlier: Sequence[Version]) -> tuple[Edit, ...]:
    """What each edit changed, the latest first."""
    now = Version(
        said=post.updated or post.published,
        replaced=None,
        name=post.name,
        summary=post.summary,
        content=post.content,
    )
    return tuple(
        Edit(
            at=newer.said,
            title=changes(older.name or "", newer.name or ""),
            warning=changes(older.summary or "", newer.summary or ""),
            text=changes(plain_text(older.content), plain_text(newer.content)),
        )
        for newer, older in pairwise((now, *earlier))
    )


routes: list[Route] = [*everywhere("versions", versions, "/p/{post}")]
