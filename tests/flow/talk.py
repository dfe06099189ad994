"""A thread in a board elsewhere, which people of many servers answer."""

from collections import Counter
from typing import Any

from fediforum.flow.boards import follow_board
from fediforum.forum.whole import Whole
from fediforum.node import Node
from fediforum.store.crawls import thread_among
from fediforum.store.heard import ids_here, whole
from fediforum.vocab.iri import Iri
from tests.flow.stranger import AS2, Stranger
from tests.flow.two_forums import Clock, Network

PAGE = 40
PEOPLE = 10


class Talk:
    """Each server keeps its own posts, and lists below each the replies that reached it.

    The board's server also keeps a context of all that reached it, by the page.
    """

    def __init__(self, board: Stranger, first: Stranger, clock: Clock) -> None:
        self.board, self.clock = board, clock
        self.notes: dict[str, dict[str, Any]] = {}
        self.author: dict[str, Stranger] = {}
        self.below: dict[str, list[str]] = {}
        self.arrived: list[str] = []
        self.context = f"{board.base}/contexts/1"
        self.opening = self.say(first, "Wie heeft er nog aardappels?", None)

    def say(
        self,
        who: Stranger,
        words: str,
        parent: str | None,
        *,
        kept: bool = True,
        listed: bool = True,
    ) -> str:
        """Somebody writes; whether the board's server and that of the parent hear of it."""
        self.clock.later(seconds=1)
        note = dict(who.note(words, to=(self.board.id,), parent=parent))
        iri = str(note["id"])
        self.notes[iri] = {**note, "audience": self.board.id, "context": self.context}
        self.author[iri] = who
        self.below[iri] = []
        if parent is not None and listed:
            self.below[parent].append(iri)
        if kept:
            self.arrived.append(iri)
        return iri

    def serve(self) -> None:
        """Everything stands at its address, as Mastodon has it: replies written out."""
        for iri, note in self.notes.items():
            page = {"type": "CollectionPage", "partOf": f"{iri}/replies", "items": self.below[iri]}
            replies = {"id": f"{iri}/replies", "type": "Collection", "first": page}
            self.author[iri].documents[iri] = {**note, "replies": replies}
            self.author[iri].documents[f"{iri}/replies"] = {"@context": AS2, **replies}
        self.board.documents[self.context] = {
            "@context": AS2,
            "id": self.context,
            "type": "OrderedCollection",
            "totalItems": len(self.arrived),
            "first": f"{self.context}/0",
        }
        pages = [self.arrived[start : start + PAGE] for start in range(0, len(self.arrived), PAGE)]
        for number, ids in enumerate(pages):
            page = {
                "@context": AS2,
                "id": f"{self.context}/{number}",
                "type": "OrderedCollectionPage",
                "partOf": self.context,
                "orderedItems": ids,
            }
            if number + 1 < len(pages):
                page["next"] = f"{self.context}/{number + 1}"
            self.board.documents[f"{self.context}/{number}"] = page


async def followed_board(node: Node, network: Network, clock: Clock) -> Stranger:
    """A board at board.test, which the forum follows."""
    board = Stranger("tuin", "board.test", network, clock)
    actor = board.documents[board.id]
    assert isinstance(actor, dict)
    board.documents[board.id] = {**actor, "type": "Group"}
    await follow_board(node, board.id)
    return board


def talk_of(replies: int, board: Stranger, network: Network, clock: Clock) -> Talk:
    """People of one server, that of the board, answer each other."""
    people = [Stranger(f"m{n}", f"s{n}.test", network, clock) for n in range(PEOPLE)]
    talk = Talk(board, people[0], clock)
    said = [talk.opening]
    for number in range(replies):
        said.append(talk.say(people[number % PEOPLE], f"Nummer {number}.", said[number // 3]))
    talk.serve()
    return talk


async def thread_of(node: Node, talk: Talk) -> Iri:
    async with node.database.connection() as conn:
        thread = await thread_among(conn, [Iri(talk.opening)])
    assert thread is not None
    return thread


async def found(node: Node, talk: Talk) -> Whole:
    thread = await thread_of(node, talk)
    async with node.database.connection() as conn:
        return await whole(conn, thread)


async def here(node: Node, talk: Talk) -> frozenset[Iri]:
    thread = await thread_of(node, talk)
    async with node.database.connection() as conn:
        return await ids_here(conn, thread)


def fetched(network: Network, talk: Talk) -> Counter[str]:
    return Counter(url for url in network.gets if url in talk.notes)
