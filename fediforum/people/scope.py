"""Scopes: what is a moderator's to see and to do at the desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True)
class Scope:
    """The boards, by id, that somebody moderates; ``everywhere``: that is the desk itself.

    What is no board's affair (a report about a page, a ban from the forum) is the desk's alone.
    """

    member: Iri
    name: str
    everywhere: bool = False
    boards: Mapping[Iri, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there is nothing here for them to do (any more)."""
        return not self.everywhere and not self.boards

    def covers(self, board: Iri | None) -> bool:
        """Whether a board's affairs, or None's, are theirs.

        >>> tuin = Iri("https://alpha.test/ap/boards/tuin")
        >>> anna = Scope(Iri("https://alpha.test/ap/members/anna"), "anna", boards={tuin: "tuin"})
        >>> anna.covers(tuin), anna.covers(None)
        (True, False)
        """
        return self.everywhere or (board is not None and board in self.boards)

    @property
    def only(self) -> tuple[Iri, ...] | None:
        """The boards that lists are of; None for all, and for what is no board's."""
        return None if self.everywhere else tuple(self.boards)
