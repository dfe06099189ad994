"""Known: what we know of the ids that an activity names.

Gathered in one query by ``store.known``; absent means that we do not know it. ``after`` gives
what is known once some effects have happened, so that a batch is judged in order without
asking the database again (a law tested against it: after = gather of commit).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from fediforum.content import SafeHtml, fingerprint
from fediforum.forum.domains import Domains, Policy
from fediforum.forum.effects import (
    Effect,
    Emit,
    Erase,
    Errand,
    Put,
    Relate,
    Shut,
    Sweep,
    Transfer,
    Unbury,
    Unrelate,
    Unsweep,
)  # fmt: skip
from fediforum.forum.holding import Lately, Record
from fediforum.forum.model import (
    NO_TITLE,
    Board,
    Grave,
    Member,
    Post,
    PostState,
    Relation,
    Report,
    Thread,
    Tie,
)  # fmt: skip
from fediforum.limits import RECENT_POSTS
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri, host_of

Pair = tuple[Tie, Iri, Iri]
# What a post that is gone no longer stands in, to others.
LEFT = frozenset({Tie.PIN, Tie.STAMP, Tie.REPLYING, Tie.ANSWER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Every mapping is keyed by Iri. A Group is a board and a member at once.

    ``members`` holds every actor (authors, boards elsewhere and here, the desk), ``posts`` also
    the parents and opening posts of named posts, ``threads`` is keyed by thread id. ``gone`` are
    ids with a grave. ``domains`` is what is decided about the servers of the ids. ``creates`` maps
    the ids of Creates to their posts; ``shares`` the ids of Announces to what they boosted;
    ``deeds`` any other activity id to the relation that it made (for an Undo by bare id).
    ``records`` are of who wrote what is judged, ``alike`` says how many posts have its fingerprint
    that came within a day; ``rules`` are settings by board (None: the forum's) and name.
    """

    members: Mapping[Iri, Member] = field(default_factory=dict)
    boards: Mapping[Iri, Board] = field(default_factory=dict)
    threads: Mapping[Iri, Thread] = field(default_factory=dict)
    posts: Mapping[Iri, Post] = field(default_factory=dict)
    relations: Mapping[Pair, Relation] = field(default_factory=dict)
    creates: Mapping[Iri, Iri] = field(default_factory=dict)
    deeds: Mapping[Iri, Relation] = field(default_factory=dict)
    gone: frozenset[Iri] = frozenset()
    domains: Domains = field(default_factory=Domains)
    shelved: Mapping[str, int] = field(default_factory=dict)
    records: Mapping[Iri, Record] = field(default_factory=dict)
    alike: Mapping[int, int] = field(default_factory=dict)
    rules: Mapping[tuple[Iri | None, str], str] = field(default_factory=dict)

    def relation(self, kind: Tie, a: Iri, b: Iri) -> Relation | None:
        return self.relations.get((kind, a, b))

    def thread_of(self, post: Post) -> Thread | None:
        return self.threads.get(post.thread) if post.thread is not None else None

    def board_of(self, thread: Thread) -> Board | None:
        return self.boards.get(thread.board)

    def moderates(self, member: Iri, board: Board) -> bool:
        """Whether the member may moderate the board."""
        relation = self.relation(Tie.ROLE, member, board.id)
        return relation is not None and relation.value == "moderator"

    def shuns(self, iri: str) -> bool:
        """Whether this server does not speak with the host of that id."""
        return self.domains.policy(host_of(iri)) is Policy.BLOCK

    def holds(self, iri: str) -> bool:
        """Whether what is new from the host of that id waits for a moderator."""
        return self.domains.policy(host_of(iri)) is Policy.HOLD

    def limits(self, iri: str) -> bool:
        """Whether what comes from the host of that id is passed on to nobody."""
        return self.domains.policy(host_of(iri)) is Policy.LIMIT

    def after(self, effects: Iterable[Effect]) -> "Known":
        """What is known once these effects have happened."""
        known = self
        for effect in effects:
            match effect:
                case Put(thing):
                    known = known.with_thing(thing)
                case Relate(relation):
                    key = (relation.kind, relation.a, relation.b)
                    known = replace(known, relations={**known.relations, key: relation})
                    if relation.activity is not None:
                        deeds = {**known.deeds, relation.activity: relation}
                        known = replace(known, deeds=deeds)
                case Unrelate(kind, a, b):
                    known = known.without_relation((kind, a, b))
                case Erase(member):
                    known = known.without_member(member)
                case Sweep():
                    known = known.swept(effect)
                case Unsweep(cause, back):
                    known = known.with_state(
                        {iri for iri, post in known.posts.items() if removed_for(cause, post)},
                        PostState.SHOWN, back,
                    )  # fmt: skip
                case Unbury(iri):
                    known = replace(known, gone=known.gone - {iri})
                case Shut(post, locked):
                    shut = known.below(post) | ({post} & known.posts.keys())
                    posts = {iri: replace(known.posts[iri], locked=locked) for iri in shut}
                    known = replace(known, posts={**known.posts, **posts})
                case Transfer(source, target):
                    known = known.transferred(source, target)
                case Emit() | Errand():
                    pass
                case _:
                    assert_never(effect)
        return known

    def with_thing(self, thing: Post | Thread | Board | Member | Actor | Grave | Report) -> "Known":
        match thing:
            case Post():
                creates = self.creates
                if thing.create is not None:
                    creates = {**creates, thing.create: thing.id}
                known = self if thing.id in self.posts else self.remembering(thing)
                return replace(known, posts={**self.posts, thing.id: thing}, creates=creates)
            case Thread():
                posts = {
                    iri: replace(post, board=thing.board) if moved(post, thing, self) else post
                    for iri, post in self.posts.items()
                }
                return replace(self, threads={**self.threads, thing.id: thing}, posts=posts)
            case Board():
                return replace(self, boards={**self.boards, thing.id: thing})
            case Member():
                return replace(self, members={**self.members, thing.id: thing})
            case Actor():
                member = member_from(thing, self.members.get(thing.id))
                return replace(self, members={**self.members, thing.id: member})
            case Grave():
                known = replace(self, gone=self.gone | {thing.id})
                return known.without_words({thing.id} & self.posts.keys())
            case Report():
                return self
            case _:
                assert_never(thing)

    def remembering(self, post: Post) -> "Known":
        """What is remembered of an author, and of what is said here, once this post is new."""
        known, told = self, fingerprint(post.content)
        if told is not None:
            known = replace(self, alike={**self.alike, told: self.alike.get(told, 0) + 1})
        record = self.records.get(post.author)
        if record is None:
            return known
        shown = post.state is PostState.SHOWN
        new = Lately(post.board, post.thread, shown, None)
        record = replace(record, lately=(new, *record.lately)[:RECENT_POSTS])
        return replace(known, records={**self.records, post.author: record})

    def swept(self, sweep: Sweep) -> "Known":
        """What is known when those posts are removed together, and threads that they opened."""
        below = self.below(sweep.under) if sweep.under is not None else frozenset()
        gone = {
            iri
            for iri, post in self.posts.items()
            if post.state is PostState.SHOWN
            and (
                iri in below
                or (post.author == sweep.by and sweep.board in {None, self.board_id(post)})
                or (iri in sweep.posts and self.stands_here(post, sweep.board))
            )
        }
        return self.with_state(gone, PostState.REMOVED, sweep.cause, sweep.reason)

    def below(self, post: Iri) -> frozenset[Iri]:
        """The posts that are known to answer a post, and those that answer them."""
        found: set[Iri] = set()
        fresh = {post}
        while fresh:
            fresh = {iri for iri, each in self.posts.items() if each.parent in fresh} - found
            found |= fresh
        return frozenset(found)

    def board_id(self, post: Post) -> Iri | None:
        thread = self.thread_of(post)
        return thread.board if thread is not None else None

    def transferred(self, source: Iri, target: Iri) -> "Known":
        """What is known when the posts of one thread stand in another."""
        ended, other = self.threads.get(source), self.threads.get(target)
        if ended is None or other is None:
            return self
        posts = {
            iri: replace(
                post,
                thread=target,
                board=other.board,
                parent=other.root if iri == ended.root else post.parent,
            )
            for iri, post in self.posts.items()
            if post.thread == source
        }
        return replace(self, posts={**self.posts, **posts})

    def stands_here(self, post: Post, board: Iri | None) -> bool:
        """Whether a post stands in that board, which is here; None for any board here."""
        there = self.boards.get(self.board_id(post) or Iri(""))
        return there is not None and there.local and board in {None, there.id}

    def with_state(
        self, ids: Collection[Iri], state: PostState, cause: str, reason: str = ""
    ) -> "Known":
        posts = {
            iri: replace(self.posts[iri], state=state, swept=cause, reason=reason) for iri in ids
        }
        threads = {
            iri: replace(thread, removed=state is PostState.REMOVED)
            for iri, thread in self.threads.items()
            if thread.root in ids and thread.into is None
        }
        return replace(self, posts={**self.posts, **posts}, threads={**self.threads, **threads})

    def without_relation(self, key: Pair) -> "Known":
        relations = dict(self.relations)
        ended = relations.pop(key, None)
        deeds = {iri: deed for iri, deed in self.deeds.items() if deed != ended}
        return replace(self, relations=relations, deeds=deeds)

    def without_words(self, ids: Collection[Iri]) -> "Known":
        """Posts of these ids are emptied, and what stood in relation to them does so no more."""
        known = replace(
            self,
            posts={iri: emptied(post) if iri in ids else post for iri, post in self.posts.items()},
        )
        for key in self.relations:
            if key[2] in ids or (key[0] in LEFT and key[1] in ids):
                known = known.without_relation(key)
        return known

    def without_member(self, member: Iri) -> "Known":
        written = {iri for iri, post in self.posts.items() if post.author == member}
        known = self.without_words(written)
        for key in self.relations:
            if member in key[1:]:
                known = known.without_relation(key)
        threads = {
            iri: replace(thread, title=NO_TITLE, slug="") if thread.author == member else thread
            for iri, thread in self.threads.items()
        }
        members = dict(self.members)
        if member in members:
            members[member] = replace(members[member], gone=True, display="")
        return replace(known, threads=threads, members=members, gone=self.gone | {member})


def moved(post: Post, thread: Thread, known: Known) -> bool:
    """Whether the thread, as it is now, takes the post along to another board."""
    before = known.threads.get(thread.id)
    return post.thread == thread.id and before is not None and before.board != thread.board


def removed_for(cause: str, post: Post) -> bool:
    return post.swept == cause and post.state is PostState.REMOVED


def emptied(post: Post) -> Post:
    """What stays of a deleted post: its place, and nothing of what was said."""
    return Post(
        id=post.id,
        short=post.short,
        local=post.local,
        author=post.author,
        thread=None if post.state is PostState.LATE else post.thread,
        parent=post.parent,
        board=post.board,
        seq=post.seq,
        content=SafeHtml(""),
        published=post.published,
        create=post.create,
        locked=post.locked,
        swept=post.swept,
        state=PostState.DELETED,
        type=post.type,
    )


def member_from(actor: Actor, before: Member | None) -> Member:
    """The member that an actor document from elsewhere describes."""
    return Member(
        id=actor.id,
        local=False,
        type=actor.type,
        name=actor.preferred_username,
        host=host_of(actor.id),
        display=actor.name or "",
        inbox=actor.inbox,
        shared_inbox=actor.shared_inbox,
        followers=actor.followers,
        url=actor.url,
        moved_to=actor.moved_to,
        also_known_as=actor.also_known_as,
        discoverable=actor.discoverable,
        suspended=before.suspended if before is not None else False,
    )
