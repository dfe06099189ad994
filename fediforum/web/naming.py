"""Naming: people of a conversation who are called by their first name lead to their pages.

For posts of other servers, where nobody was looked up when they were written; whom they address
is not touched. A name that may mean several people, or nobody, stays as it is.
"""

import re
from collections.abc import Iterator

from fediforum.content import Names, SafeHtml
from fediforum.content.mentions import CALLED, HANDLE, spoken
from fediforum.content.pieces import Piece, escape, in_quotes, join, pieces
from fediforum.store.database import Conn
from fediforum.store.reading import Author, PostView, participants
from fediforum.web.addresses import member_path

LINK = re.compile(r"<a\b[^>]*>.*?</a>", re.DOTALL)
NOBODY: Names[Author] = Names.among(())


async def names_in(conn: Conn, posts: tuple[PostView, ...]) -> Names[Author]:
    """Return who may be called by their first name in these posts of one thread, if any is."""
    calling = next((post for post in posts if calls(post)), None)
    if calling is None:
        return NOBODY
    return Names.among(await participants(conn, calling.thread))


def calls(post: PostView) -> bool:
    """Whether a post of another server may call somebody by a name alone."""
    if post.local or not post.shown or "@" not in post.content:
        return False
    return "@" in LINK.sub("", post.content)  # microblogs link whoever they call


def with_names(html: SafeHtml, post: PostView, names: Names[Author]) -> SafeHtml:
    """Return a post with links where it calls people by their first names."""
    if not calls(post) or not (names.short or names.first):
        return html
    return join(linked(list(pieces(html)), post.author.id, names))


def linked(parts: list[Piece], by: str, names: Names[Author]) -> Iterator[Piece | str]:
    for piece, speaks in spoken(parts):
        if not speaks or "@" not in piece.text:
            yield piece
            continue
        text, done = piece.text, 0
        for start, end, name in found_in(text):
            people = names.called(name, by=by)
            if len(people) == 1:
                href = in_quotes(member_path(people[0]))
                yield escape(text[done:start])
                yield f'<a href="{href}" class="mention">{escape(text[start:end])}</a>'
                done = end
        yield escape(text[done:])


def found_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Where somebody is called by a name alone, and by which."""
    taken = -1
    matches = [*HANDLE.finditer(text), *CALLED.finditer(text)]
    for match in sorted(matches, key=lambda each: (each.start(), -each.end())):
        if match.start() > taken:
            taken = match.end() - 1
            if match.re is CALLED or match[2] is None:
                yield match.start(), match.end(), match[1]
