"""Frontier: which id of a conversation is looked at next, and when to stop.

Pure book-keeping for backfill: the hands fetch what ``next`` says, many at a time, and feed what
they found. Parents go first, so that a reply finds its place; then lists, of which a context
names a whole thread at once; then posts, host by host in turn; then each post's ``replies``.
Lists only give references: whatever is listed is read at its own id, unless its own server lists
it. What a server lists in vain, or out of other conversations on other servers, and a server
that gives nothing, are followed no further.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass

from fediforum import limits
from fediforum.forum.whole import SaidBy, Why
from fediforum.vocab.iri import Iri, host_of, same_origin
from fediforum.vocab.objects import Object

UNANSWERED = 7  # as bad as so many answers that bring nothing


@dataclass(frozen=True, slots=True)
class Listing:
    """A collection or page as it was read: the ids in it, and the page that comes next.

    ``total``: how many it says that there are. ``posts``: those of its items that stand in it
    whole, vouched for by its server.
    """

    items: tuple[Iri, ...] = ()
    onward: Iri | None = None
    total: int | None = None
    posts: tuple[Object, ...] = ()


class Chain:
    """The pages of one list, as far as they were read; of a post's replies, whose (``about``)."""

    def __init__(
        self, by: SaidBy, iri: Iri, most: int, about: Iri | None = None, total: int | None = None
    ) -> None:
        self.by, self.host, self.most = by, host_of(iri), most
        self.about, self.total = about, total
        self.pages = self.listed = 0
        self.ids: set[Iri] = set()


def context_of(iri: Iri) -> Chain:
    return Chain(SaidBy.CONTEXT, iri, limits.BACKFILL_ITEMS)


def replies_of(iri: Iri, about: Iri | None, total: int | None) -> Chain:
    return Chain(SaidBy.REPLIES, iri, limits.REPLIES_LISTED, about, total)


class Turns:
    """Ids that wait to be looked at, in their order, and host after host."""

    def __init__(self) -> None:
        self.hosts: dict[str, deque[Iri]] = {}

    def add(self, iri: Iri) -> None:
        self.hosts.setdefault(host_of(iri), deque()).append(iri)

    def take(self, busy: Counter[str], most: int) -> Iri | None:
        """The next id of the host that has waited longest, and is not asked ``most`` times now."""
        for host in self.hosts:
            if busy[host] < most:
                waiting = self.hosts.pop(host)
                iri = waiting.popleft()
                if waiting:
                    self.hosts[host] = waiting
                return iri
        return None

    def __iter__(self) -> Iterator[Iri]:
        return (iri for waiting in self.hosts.values() for iri in waiting)

    def __bool__(self) -> bool:
        return bool(self.hosts)


class Frontier:
    """The ids of one conversation that are still to be looked at.

    ``claims`` gathers which posts are said to be in it, and by whom, until the hands take them;
    ``left`` what is given up for this pass, and why. Ids at ``own`` are never asked for. While it
    is ``listening``, only lists are handed out, and posts stay heard of.
    """

    def __init__(
        self,
        seed: Iri | None = None,
        *,
        own: str = "",
        requests: int = limits.BACKFILL_REQUESTS,
        items: int = limits.BACKFILL_ITEMS,
        pages: int = limits.BACKFILL_PAGES,
        together: int = limits.FETCH_CONCURRENCY_HOST,
    ) -> None:
        self.own, self.requests, self.items = own, requests, items
        self.pages, self.together = pages, together
        self.seen: set[Iri] = set()
        self.here: set[Iri] = set()
        self.parents, self.lists, self.posts, self.replies = (Turns() for _ in range(4))
        self.out: set[Iri] = set()
        self.tallied: set[Iri] = set()
        self.busy: Counter[str] = Counter()
        self.chains: dict[Iri, Chain] = {}
        self.depth: Counter[Iri] = Counter()
        self.children: Counter[Iri] = Counter()
        self.lister: dict[Iri, str] = {}
        self.strays: set[Iri] = set()
        self.futile: Counter[str] = Counter()
        self.vain: Counter[str] = Counter()
        self.told: set[str] = set()
        self.shut: dict[str, Why] = {}
        self.claims: list[tuple[Iri, SaidBy]] = []
        self.left: dict[Iri, Why] = {}
        self.listening = False
        if seed is not None:
            self.want(self.parents, seed)

    # -- what comes next -----------------------------------------------------------------------

    def climb(self) -> Iri | None:
        """The next parent to look at, if there is one."""
        return self.following(self.parents)

    def next(self) -> Iri | None:
        """The id to fetch now; None while there is nothing, or no more may be asked."""
        for queue in (self.lists,) if self.listening else (self.parents, self.lists):
            if (iri := self.following(queue)) is not None:
                return iri
        # A list may hold posts whole: what it begins with is read before any of them is fetched.
        if any(
            iri in self.chains and not self.chains[iri].pages for iri in self.out - self.tallied
        ):
            return None
        if not self.listening and (iri := self.following(self.posts)) is not None:
            return iri
        # Who has how many answers is only known once the posts are.
        if len(self.out) > len(self.tallied):
            return None
        iri = self.following(self.replies)
        if iri is not None:
            self.tallied.add(iri)
        return iri

    def following(self, queue: Turns) -> Iri | None:
        while self.requests > 0 and self.items > 0:
            iri = queue.take(self.busy, self.together)
            if iri is None:
                return None
            if iri in self.here or self.answered(iri):
                continue
            if (why := self.given_up(iri)) is not None:
                self.left[iri] = why
                continue
            self.requests -= 1
            self.out.add(iri)
            self.busy[host_of(iri)] += 1
            return iri
        return None

    def answered(self, iri: Iri) -> bool:
        """Whether a list of replies can hold no more than is known already.

        It says how many it holds; or its server has listed the whole conversation.
        """
        chain = self.chains.get(iri)
        if chain is None or chain.about is None:
            return False
        enough = chain.total is not None and self.children[chain.about] >= chain.total
        return enough or chain.host in self.told

    def given_up(self, iri: Iri) -> Why | None:
        if self.vain[self.lister.get(iri, "")] >= limits.BACKFILL_FUTILE_LISTER:
            return Why.BUDGET
        return self.shut.get(host_of(iri))

    @property
    def done(self) -> bool:
        """Whether everything that was heard of has been looked at."""
        waiting = self.parents or self.lists or self.posts or self.replies
        return not (waiting or self.out or self.left)

    def remaining(self) -> dict[Iri, Why]:
        """The posts that were not looked at, and why: given up, or out of budget."""
        found = {iri: Why.BUDGET for queue in (self.parents, self.posts) for iri in queue}
        return {
            iri: why
            for iri, why in (found | self.left).items()
            if iri not in self.here and iri not in self.chains
        }

    # -- what was found ------------------------------------------------------------------------

    def feed(
        self,
        iri: Iri,
        found: Object | Listing | None,
        replies: Listing | None = None,
        *,
        unanswered: bool = False,
    ) -> None:
        """Take in what stood at an id: a post, a list, or nothing that can be read.

        ``replies``: as far as a post writes them out itself. ``unanswered``: whether its server
        did not even answer.
        """
        if iri in self.out:
            self.out.discard(iri)
            self.tallied.discard(iri)
            self.busy[host_of(iri)] -= 1
        match found:
            case Object():
                self.feed_post(found, self.depth[iri], replies)
            case Listing():
                self.feed_list(iri, found)
            case None:
                self.fail(iri, unanswered=unanswered)

    def feed_post(self, post: Object, depth: int = 0, replies: Listing | None = None) -> None:
        """Take in a post: what it answers, where its conversation and its answers are listed."""
        self.seen.add(post.id)
        self.here.add(post.id)
        self.items -= 1
        parent = post.in_reply_to
        self.futile[host_of(post.id)] = 0
        if self.stray(post):
            return
        if parent is not None:
            self.children[parent] += 1
            if parent not in self.seen and depth < limits.ANCESTORS:
                self.depth[parent] = depth + 1
                if (lister := self.lister.get(post.id)) is not None:
                    self.lister.setdefault(parent, lister)
                self.want(self.parents, parent, SaidBy.PARENT)
        # A list belongs to the server of its post; another's would be a stranger's.
        if post.context is not None and (parent is None or same_origin(post.context, post.id)):
            self.want_context(post.context)
        if post.replies is None or not same_origin(post.replies, post.id):
            return
        if replies is None and parent is None:
            # PieFed's holds every post below the opening post, written out.
            self.want_list(self.lists, post.replies, replies_of(post.replies, None, None))
        elif replies is None:
            self.want_replies(post.replies, post.id)
        elif post.replies not in self.chains:
            self.chains[post.replies] = replies_of(post.replies, post.id, replies.total)
            self.feed_list(post.replies, replies)

    def stray(self, post: Object) -> bool:
        """Whether another server listed the post, or what is under it, and it is of some other
        conversation. Else one list could have us read through a server that never heard of it.
        """
        lister, parent = self.lister.get(post.id), post.in_reply_to
        if lister is None or lister == host_of(post.id):
            return False
        if parent is not None and parent not in self.strays:
            return False
        self.strays.add(post.id)
        self.vain[lister] += 1
        return True

    def want_replies(self, iri: Iri, about: Iri, total: int | None = None) -> None:
        """Have a post's list of replies read, unless it holds no more than is known then.

        A list belongs to the server of its post; another's would be a stranger's.
        """
        if not same_origin(iri, about):
            return
        self.want_list(self.replies, iri, replies_of(iri, about, total))

    def want_context(self, iri: Iri) -> None:
        """Have the list of a whole conversation read."""
        self.want_list(self.lists, iri, context_of(iri))

    def feed_list(self, iri: Iri, listing: Listing) -> None:
        """Take in a list: the posts that it names, those that it holds, and its next page."""
        chain = self.chains.setdefault(iri, context_of(iri))
        chain.pages += 1
        named = {*listing.items, *(post.id for post in listing.posts)}
        new = named - chain.ids
        chain.ids |= new
        before = len(self.seen)
        for post in listing.posts:
            if post.id not in self.here and self.items > 0 and chain.listed < chain.most:
                self.claim(post.id, chain)
                self.feed_post(post)
        for item in listing.items:
            if chain.listed >= chain.most or len(self.seen) - before >= limits.BACKFILL_ITEMS:
                break
            self.claim(item, chain)
            self.want(self.posts, item)
        onward = listing.onward
        if onward is None:
            if chain.by is SaidBy.CONTEXT and chain.listed < chain.most:
                self.told.add(chain.host)
            return
        if not same_origin(onward, iri) or onward in self.chains:
            return
        # NodeBB repeats its last page for ever; an unchanged page lists nothing at all.
        if named and not new:
            return
        if chain.pages < self.pages and chain.listed < chain.most:
            self.chains[onward] = chain
            (self.lists if chain.by is SaidBy.CONTEXT else self.replies).add(onward)

    def claim(self, iri: Iri, chain: Chain) -> None:
        if iri in self.seen or host_of(iri) == self.own:
            return
        chain.listed += 1
        self.claims.append((iri, chain.by))
        self.lister[iri] = chain.host

    def fail(self, iri: Iri, *, unanswered: bool = False) -> None:
        """Note that an id gave nothing; its host, and who listed it, are followed less far."""
        host, lister = host_of(iri), self.lister.get(iri)
        self.futile[host] += UNANSWERED if unanswered else 1
        if self.futile[host] >= limits.BACKFILL_FUTILE_HOST:
            self.shut.setdefault(host, Why.UNREACHABLE if unanswered else Why.BUDGET)
        if lister is not None:
            self.vain[lister] += 1

    # -- what is wanted ------------------------------------------------------------------------

    def want(self, queue: Turns, iri: Iri, by: SaidBy | None = None) -> None:
        """Have a post looked at, once."""
        if iri in self.seen:
            return
        self.seen.add(iri)
        if host_of(iri) == self.own:
            return
        if by is not None:
            self.claims.append((iri, by))
        queue.add(iri)

    def want_list(self, queue: Turns, iri: Iri, chain: Chain) -> None:
        """Have a list looked at, once."""
        if iri in self.chains or iri in self.seen or chain.host == self.own:
            return
        self.chains[iri] = chain
        queue.add(iri)
