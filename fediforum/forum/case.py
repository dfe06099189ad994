"""Case: what every rule looks at, and the questions that rules ask of it.

Lookups only: what follows from the answers is for ``rules``.
"""

from dataclasses import dataclass
from datetime import datetime

from fediforum.forum.home import Home, Ids, Kind
from fediforum.forum.known import Known
from fediforum.forum.model import Board, Post, Relation, Thread, Tie
from fediforum.forum.provenance import Announced, Local, Provenance
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True)
class Filed:
    """A post with the thread and the board that it stands in."""

    post: Post
    thread: Thread
    board: Board

    @property
    def opening(self) -> bool:
        return self.post.id == self.thread.root


@dataclass(frozen=True, slots=True)
class Case:
    """What is known, how the activity came, when, and the ids to give out."""

    known: Known
    by: Provenance
    now: datetime
    new: Ids

    @property
    def home(self) -> Home:
        return self.new.home

    @property
    def local(self) -> bool:
        """Whether somebody here does it."""
        return isinstance(self.by, Local)

    @property
    def by_board(self) -> Iri | None:
        """The board elsewhere that passed it on, if one did."""
        return self.by.board if isinstance(self.by, Announced) else None

    def post(self, iri: Iri | None) -> Post | None:
        """The post that an id means: its own, its Create's, or its thread's."""
        if iri is None:
            return None
        known = self.known
        found = known.posts.get(iri) or known.posts.get(known.creates.get(iri, iri))
        if found is not None:
            return found
        thread = self.thread(iri)
        return known.posts.get(thread.root) if thread is not None else None

    def thread(self, iri: Iri) -> Thread | None:
        """The thread that an id means: its actor's, or its context's."""
        threads = self.known.threads
        if iri in threads:
            return threads[iri]
        place = self.home.place(iri)
        if place is None:
            return next((thread for thread in threads.values() if thread.context == iri), None)
        if place.kind is Kind.POST and place.part == "context":
            return threads.get(self.home.thread(place.key))
        return None

    def filed(self, post: Post) -> Filed | None:
        """Where a post stands; None for what is on the shelf or in no board that is known."""
        thread = self.known.thread_of(post)
        board = self.known.board_of(thread) if thread is not None else None
        return Filed(post, thread, board) if thread is not None and board is not None else None

    def moderates(self, member: Iri, board: Board) -> bool:
        """Whether the member may moderate the board: a moderator, the board itself, the desk."""
        if member == board.id or self.known.moderates(member, board):
            return True
        return board.local and member == self.home.desk

    def banned(self, member: Iri, board: Board) -> bool:
        """Whether the member is shut out of the board, or of this server, at this moment."""
        return self.ban(member, board) is not None

    def ban(self, member: Iri, board: Board) -> Relation | None:
        """The ban that shuts the member out at this moment, from the board or this server."""
        bans = (
            self.known.relation(Tie.BAN, member, board.id),
            self.known.relation(Tie.BAN, member, self.home.instance),
        )
        return next((ban for ban in bans if ban is not None and self.lasts(ban)), None)

    def lasts(self, relation: Relation) -> bool:
        return relation.until is None or relation.until > self.now

    def blocked(self, by: Iri, member: Iri) -> bool:
        """Whether one member wants nothing of another."""
        return self.known.relation(Tie.BLOCK, by, member) is not None

    def followed(self, board: Iri) -> bool:
        """Whether this server follows a board elsewhere; one that has not answered yet counts."""
        asked = self.known.relation(Tie.FOLLOW, self.home.desk, board)
        return asked is not None and asked.value != "refused"
