"""Frontier: which id of a conversation is looked at next, and when to stop.

Pure book-keeping for backfill: the hands fetch what ``next`` says and feed what they found.
Parents go first, so that a reply finds its place; then the context's collection, which names a
whole thread at once; then each post's ``replies``. Lists only give references: whatever is
listed is read at its own id.
"""

from collections import deque
from dataclasses import dataclass

from fediforum.limits import BACKFILL_ITEMS, BACKFILL_PAGES, BACKFILL_REQUESTS
from fediforum.vocab.iri import Iri, same_origin
from fediforum.vocab.objects import Object


@dataclass(frozen=True, slots=True)
class Listing:
    """A collection or page as it was read: the ids in it, and the page that comes next."""

    items: tuple[Iri, ...]
    onward: Iri | None = None


class Frontier:
    """The ids of one conversation that are still to be fetched."""

    def __init__(
        self,
        seed: Iri,
        *,
        requests: int = BACKFILL_REQUESTS,
        items: int = BACKFILL_ITEMS,
        pages: int = BACKFILL_PAGES,
    ) -> None:
        self.requests, self.items, self.pages = requests, items, pages
        self.seen: set[Iri] = {seed}
        self.parents: deque[Iri] = deque((seed,))
        self.lists: deque[Iri] = deque()
        self.posts: deque[Iri] = deque()
        self.replies: deque[Iri] = deque()

    def next(self) -> Iri | None:
        """The id to fetch now; None when there is nothing left, or no more may be asked."""
        if self.requests <= 0 or self.items <= 0:
            return None
        for queue in (self.parents, self.lists, self.posts, self.replies):
            if queue:
                self.requests -= 1
                return queue.popleft()
        return None

    def feed(self, iri: Iri, found: Object | Listing | None) -> None:
        """Take in what stood at an id: a post, a list, or nothing that can be read."""
        match found:
            case Object():
                self.feed_post(found)
            case Listing():
                self.feed_list(iri, found)
            case None:
                pass

    def feed_post(self, post: Object) -> None:
        self.seen.add(post.id)
        self.items -= 1
        if post.in_reply_to is not None:
            self.want(self.parents, post.in_reply_to)
        if post.context is not None:
            self.want_list(self.lists, post.context)
        # A list of replies belongs to the server of its post; another's would be a stranger's.
        if post.replies is not None and same_origin(post.replies, post.id):
            self.want_list(self.replies, post.replies)

    def feed_list(self, iri: Iri, listing: Listing) -> None:
        for item in listing.items[: self.items]:
            self.want(self.posts, item)
        if listing.onward is not None and same_origin(listing.onward, iri):
            queue = self.lists if listing.items else self.replies
            self.want_list(queue, listing.onward)

    def want(self, queue: deque[Iri], iri: Iri) -> None:
        if iri not in self.seen:
            self.seen.add(iri)
            queue.append(iri)

    def want_list(self, queue: deque[Iri], iri: Iri) -> None:
        if iri not in self.seen and self.pages > 0:
            self.seen.add(iri)
            self.pages -= 1
            queue.append(iri)

    @property
    def done(self) -> bool:
        """Whether everything that was heard of has been looked at."""
        return not (self.parents or self.lists or self.posts or self.replies)
