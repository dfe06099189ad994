"""Structured data: what a page is about, in the words of schema.org, for search engines.

Whoever does not want to be found (FEP-5feb) is left out, with what they wrote. Texts are
beginnings: the whole of them stands in the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson
from markupsafe import Markup

from fediforum.content import excerpt
from fediforum.store.instance import Instance
from fediforum.store.reading import Author, BoardPage, MemberPage, PostView, ThreadPage, ThreadView
from fediforum.store.reading.views import Place
from fediforum.web.addresses import Addresses, board_path, member_path, thread_path
from fediforum.web.rendering import said

OPENING_CHARS = 500
COMMENT_CHARS = 200
COMMENTS_CHARS = 4_000  # of all on a page, whose weight is bounded
FEWEST_CHARS = 40
LISTED = 20

Thing = Mapping[str, object]
# What could end the element that holds the data, or begin another.
UNSAFE = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}


def block(things: Sequence[Thing]) -> Markup:
    r"""The data as it stands in a ``script`` element; empty where nothing is to be said.

    >>> block([{"name": "</script><!--"}])
    Markup('{"@context":"https://schema.org","name":"\\u003c/script\\u003e\\u003c!--"}')
    """
    if not things:
        return Markup()
    whole: Thing = things[0] if len(things) == 1 else {"@graph": list(things)}
    text = orjson.dumps({"@context": "https://schema.org", **whole}).decode()
    return Markup(text.translate(UNSAFE))  # noqa: S704


def to_be_found(author: Author) -> bool:
    return not author.gone and (author.local or author.indexable)


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells of the pages of one forum; ``base`` is its address."""

    forum: Instance
    base: str

    @property
    def addresses(self) -> Addresses:
        return Addresses(self.forum.language)

    def person(self, author: Author) -> Thing:
        return {
            "@type": "Person",
            "name": author.called,
            "url": self.base + member_path(author),
        }

    def path(self, *steps: tuple[str, str]) -> Thing:
        """The way to a page from the front: names and paths."""
        whole = (("/", self.forum.title), *((path, name) for name, path in steps))
        return {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": number,
                    "name": name,
                    "item": self.base + path,
                }
                for number, (path, name) in enumerate(whole, start=1)
            ],
        }

    def front(self) -> Sequence[Thing]:
        return [
            {
                "@type": "WebSite",
                "name": self.forum.title,
                "url": f"{self.base}/",
                "inLanguage": self.forum.language,
                **({"description": self.forum.tagline} if self.forum.tagline else {}),
            }
        ]

    def board(self, page: BoardPage) -> Sequence[Thing]:
        """A board's page as a collection, and the threads that it lists."""
        board = page.board
        path = board_path(board)
        listed = (page.pinned + page.threads)[:LISTED]
        return [
            {
                "@type": "CollectionPage",
                "name": board.title,
                "url": self.base + path,
                "inLanguage": board.language or self.forum.language,
                "isPartOf": {"@type": "WebSite", "url": f"{self.base}/"},
                **({"description": excerpt(board.summary, 200)} if board.summary else {}),
                "mainEntity": {
                    "@type": "ItemList",
                    "numberOfItems": len(listed),
                    "itemListElement": [
                        {
                            "@type": "ListItem",
                            "position": number,
                            "url": self.base + thread_path(thread),
                            "name": thread.title,
                        }
                        for number, thread in enumerate(listed, start=1)
                    ],
                },
            },
            self.path((board.title, path)),
        ]

    def member(self, page: MemberPage) -> Sequence[Thing]:
        """Somebody's page, if they want to be found."""
        member = page.member
        if not to_be_found(member):
            return []
        about = excerpt(page.summary, 200)
        since = page.published if member.local else None
        return [
            {
                "@type": "ProfilePage",
                **({"dateCreated": since.isoformat()} if since else {}),
                "mainEntity": {
                    **self.person(member),
                    "alternateName": member.name,
                    "identifier": member.handle,
                    **({"description": about} if about else {}),
                    **({"sameAs": member.url} if member.url else {}),
                },
            }
        ]

    def thread(self, page: ThreadPage, *, image: str) -> Sequence[Thing]:
        """A page of a thread: what it began with, and the replies that stand on it.

        On later pages only the headline and the first page's address stand for what it began
        with, as search engines ask of conversations on several pages.
        """
        thread, opening = page.thread, page.opening
        way = self.way(thread.board, thread)
        if opening is None or not opening.shown or not to_be_found(opening.author):
            return [way]
        found = [
            post
            for post in page.posts
            if post.shown and not post.opening and to_be_found(post.author)
        ]
        room = COMMENTS_CHARS // max(len(found), 1)
        chars = min(max(room, FEWEST_CHARS), COMMENT_CHARS)
        replies = [self.comment(post, chars) for post in found]
        url = self.base + thread_path(thread)
        begun: Thing = {
            "@type": "DiscussionForumPosting",
            "headline": thread.title,
            "url": url,
        }
        if page.page == 1:
            begun = {**begun, **self.opened(page, opening), "image": image}
        return [{**begun, "comment": replies} if replies else begun, way]

    def opened(self, page: ThreadPage, opening: PostView) -> Thing:
        thread = page.thread
        counts = [("CommentAction", thread.replies)]
        if thread.views:
            counts.append(("ViewAction", thread.views))
        return {
            "mainEntityOfPage": self.base + thread_path(thread),
            "author": self.person(opening.author),
            "datePublished": opening.published.isoformat(),
            "dateModified": (opening.updated or opening.published).isoformat(),
            "inLanguage": opening.language or self.forum.language,
            "text": said(opening, OPENING_CHARS) or thread.title,
            "isPartOf": {
                "@type": "CollectionPage",
                "name": thread.board.title,
                "url": self.base + board_path(thread.board),
            },
            "interactionStatistic": [
                {
                    "@type": "InteractionCounter",
                    "interactionType": f"https://schema.org/{action}",
                    "userInteractionCount": count,
                }
                for action, count in counts
            ],
        }

    def comment(self, post: PostView, chars: int) -> Thing:
        changed = {"dateModified": post.updated.isoformat()} if post.updated else {}
        return {
            "@type": "Comment",
            "url": self.base + self.addresses.post(post),
            "author": self.person(post.author),
            "datePublished": post.published.isoformat(),
            **changed,
            "text": said(post, chars) or "…",
        }

    def way(self, board: Place, thread: ThreadView) -> Thing:
        return self.path((board.title, board_path(board)), (thread.title, thread_path(thread)))
