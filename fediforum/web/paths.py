"""Paths: where each page is, from the root, so that the pages can be served at any address.

Ids decide and words are decoration: ``/t/{id}-{slug}`` is found by its id alone.
"""

from urllib.parse import quote

from fediforum.store.reading import Author, BoardView, PostView, ThreadView
from fediforum.store.reading.views import Place


def board_path(board: BoardView | Place) -> str:
    """``/b/tuin``, or ``/b/@tuin@host`` for a board of another server."""
    return f"/b/{named(board.name, board.host, local=board.local)}"


def member_path(author: Author) -> str:
    """``/u/cora``, or ``/u/@bob@host`` for somebody from another server."""
    return f"/u/{named(author.name, author.host, local=author.local)}"


def named(name: str, host: str, *, local: bool) -> str:
    """A name as a step of a path.

    >>> named("cora", "a.test", local=True), named("böb", "b.test:8443", local=False)
    ('cora', '@b%C3%B6b@b.test:8443')
    """
    return quote(name, safe="") if local else quote(f"@{name}@{host}", safe="@:")


def thread_path(thread: ThreadView, page: int = 1) -> str:
    """``/t/{id}-{slug}``, and ``?pagina=N`` for all pages but the first."""
    return thread_at(thread.short, thread.slug, page)


def post_path(post: PostView) -> str:
    """The place of a post in its thread: the page for ever, and the anchor."""
    return f"{thread_at(post.thread_short, post.thread_slug, post.page)}#p{post.short}"


def parent_path(post: PostView, page: int) -> str | None:
    """Where the post is that this one replies to; the anchor alone if it is on the same page."""
    if post.parent_short is None or post.parent_page is None:
        return None
    anchor = f"#p{post.parent_short}"
    if post.parent_page == page:
        return anchor
    return thread_at(post.thread_short, post.thread_slug, post.parent_page) + anchor


def thread_at(short: str, slug: str, page: int = 1) -> str:
    """The path of one page of a thread.

    >>> thread_at("0123456789abc", "de-tuin"), thread_at("0123456789abc", "", 2)
    ('/t/0123456789abc-de-tuin', '/t/0123456789abc?pagina=2')
    """
    words = f"-{quote(slug, safe='')}" if slug else ""
    tail = f"?pagina={page}" if page > 1 else ""
    return f"/t/{short}{words}{tail}"


def tag_path(tag: str) -> str:
    return f"/tag/{quote(tag.lower(), safe='')}"
