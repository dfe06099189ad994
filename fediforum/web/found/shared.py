"""Shared: what a page says of itself to whoever links to it, and to search engines.

``templates/shared.html`` writes it into the head of the page.
"""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from fediforum.content import excerpt
from fediforum.store.reading import BoardPage, MemberPage, PostView, TagPage, ThreadPage
from fediforum.web.addresses import board_path, member_path, tag_path, thread_path
from fediforum.web.found.cards import Card, card_of_board, card_of_site, card_of_thread
from fediforum.web.found.structured import Telling, block, to_be_found
from fediforum.web.rendering import said
from fediforum.web.visit import Visit

DESCRIPTION = 200
BROAD, HIGH = 400, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture to show beside a link; ``url`` is whole."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What a page says of itself; ``path`` is where it stands.

    ``feed`` and ``data`` are paths; ``embeds``: whether it can be shown within other pages;
    ``creator`` is the handle of who wrote it.
    """

    kind: str
    title: str
    path: str
    description: str = ""
    picture: Picture | None = None
    feed: str | None = None
    data: str | None = None
    embeds: bool = False
    creator: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    structured: Markup | None = None


def of_front(visit: Visit) -> Shared:
    return Shared(
        kind="website",
        title=visit.forum.title,
        path="/",
        description=visit.forum.tagline
        or visit.language.words.gettext("Conversations at %(forum)s")
        % {"forum": visit.forum.title},
        picture=pictured(visit, card_of_site(visit.forum)),
        feed="/feed.atom",
        data="/index.json",
        structured=block(telling(visit).front()),
    )


def of_board(visit: Visit, page: BoardPage, *, first: bool, path: str | None = None) -> Shared:
    """A board, or a list of some of its threads at ``path``; what search engines are told, only
    of a board that is ours, and on its first page.
    """
    board = page.board
    stands = board_path(board)
    whole = path is None or path == stands
    things = telling(visit).board(page) if board.local and first and whole else ()
    return Shared(
        kind="website",
        title=board.title,
        path=path or stands,
        description=excerpt(board.summary, DESCRIPTION)
        or visit.language.words.gettext("Conversations in %(board)s") % {"board": board.title},
        picture=pictured(visit, card_of_board(visit.forum, board)),
        feed=f"{path or stands}.atom",
        data=f"{path or stands}.json",
        embeds=whole,
        structured=block(things),
    )


def of_waiting(visit: Visit) -> Shared:
    """The threads of all boards that nobody replied to."""
    path = visit.addresses.page("unanswered")
    return Shared(
        kind="website",
        title=visit.forum.title,
        path=path,
        description=visit.language.words.gettext(
            "These wait for a first reply. A kind word is enough."
        ),
        picture=pictured(visit, card_of_site(visit.forum)),
        feed=f"{path}.atom",
        data=f"{path}.json",
    )


def of_thread(visit: Visit, page: ThreadPage) -> Shared:
    """A page of a thread; what search engines are told, only where its board is ours."""
    thread, opening = page.thread, page.opening
    shown = opening if opening is not None and opening.shown else None
    found = shown is not None and to_be_found(shown.author)
    card = pictured(visit, card_of_thread(visit.forum, thread))
    picture = (first_picture(visit, shown) if shown and found else None) or card
    things = telling(visit).thread(page, image=picture.url) if thread.board.local else ()
    return Shared(
        kind="article",
        title=thread.title,
        path=thread_path(thread),
        description=said(shown, DESCRIPTION) if shown and found else "",
        picture=picture,
        feed=f"/t/{thread.short}.atom",
        data=f"/t/{thread.short}.json{visit.addresses.query(page=page.page)}",
        embeds=True,
        creator=thread.author.handle,
        published=thread.created,
        modified=shown.updated if shown else None,
        structured=block(things),
    )


def of_member(visit: Visit, page: MemberPage) -> Shared:
    member, path = page.member, member_path(page.member)
    return Shared(
        kind="profile",
        title=member.called,
        path=path,
        description=(excerpt(page.summary, DESCRIPTION) if to_be_found(member) else "")
        or visit.language.words.gettext("What %(name)s wrote here") % {"name": member.called},
        feed=f"{path}.atom",
        data=f"{path}.json",
        creator=member.handle,
        structured=block(telling(visit).member(page)),
    )


def of_tag(visit: Visit, page: TagPage) -> Shared:
    path = tag_path(page.tag)
    return Shared(
        kind="website",
        title=f"#{page.tag}",
        path=path,
        picture=pictured(visit, card_of_site(visit.forum)),
        feed=f"{path}.atom",
        data=f"{path}.json",
    )


def telling(visit: Visit) -> Telling:
    return Telling(visit.forum, visit.home.base)


def pictured(visit: Visit, card: Card) -> Picture:
    return Picture(
        url=visit.home.base + card.path, width=card.WIDTH, height=card.HEIGHT, alt=card.title
    )


def first_picture(visit: Visit, post: PostView) -> Picture | None:
    """The first picture of a post that is here and large enough to stand beside a link."""
    if post.summary or post.sensitive:
        return None
    named = {file.url: file.name for file in post.attachments}
    for each in post.pictures:
        largest = next(iter(each.files), None)
        if largest is not None and largest.width >= BROAD and largest.height >= HIGH:
            return Picture(
                url=f"{visit.home.base}/media/{largest.name}",
                width=largest.width,
                height=largest.height,
                alt=named.get(each.url) or post.thread_title,
            )
    return None
