"""A conversation on microblogs, walked by its replies and by its context, is brought here whole."""

from typing import Any

import pytest

from fediforum.flow import speak
from fediforum.flow.backfill import backfill
from fediforum.flow.budget import Budget
from fediforum.flow.visit import visit
from fediforum.node import Node
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down
from tests.flow.stranger import AS2, PUBLIC, Stranger
from tests.flow.two_forums import Clock, Network

LISTED = 2  # how many replies a page of these servers holds
PARENT = """
    SELECT post.id, post.parent, post.content
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    WHERE thread.root = $1 AND post.state = 'shown'
"""


@pytest.fixture
def piet(network: Network, clock: Clock) -> Stranger:
    return Stranger("piet", "delta.test", network, clock)


class Microblogs:
    """Posts of several people, each with a paged list of its direct replies, as Mastodon has it."""

    def __init__(self, clock: Clock, board: str) -> None:
        self.clock = clock
        self.board = board
        self.posts: dict[str, dict[str, Any]] = {}
        self.authors: dict[str, Stranger] = {}

    def say(self, who: Stranger, words: str, parent: str | None = None) -> str:
        self.clock.later(minutes=1)
        note = dict(who.note(words, to=(self.board,) if parent is None else (), parent=parent))
        if parent is None:
            note["tag"] = [{"type": "Mention", "href": self.board, "name": "@tuin@alpha.test"}]
        else:
            note["cc"] = [self.posts[parent]["attributedTo"]]
        iri = str(note["id"])
        who.documents[iri] = self.posts[iri] = note
        self.authors[iri] = who
        if parent is not None:
            self.list_replies(parent)
        self.list_replies(iri)
        return iri

    def list_replies(self, iri: str) -> None:
        """The first page is written out, the others stand at addresses of their own."""
        author = self.authors.get(iri)
        if author is None:
            return
        below = [each for each, note in self.posts.items() if note.get("inReplyTo") == iri]
        base = f"{iri}/replies"
        pages = [below[start : start + LISTED] for start in range(0, len(below), LISTED)] or [[]]
        for number, ids in enumerate(pages):
            page = {
                "@context": AS2,
                "id": f"{base}/{number}",
                "type": "CollectionPage",
                "partOf": base,
                "items": ids,
            }
            if number + 1 < len(pages):
                page["next"] = f"{base}/{number + 1}"
            author.documents[f"{base}/{number}"] = page
        whole = {"id": base, "type": "Collection", "first": author.documents[f"{base}/0"]}
        author.documents[base] = {"@context": AS2, **whole}
        author.documents[iri] = self.posts[iri] = {**self.posts[iri], "replies": whole}

    def gather(self, opening: str) -> None:
        """All posts name one context at the server of the opening post, and no replies."""
        author = self.authors[opening]
        context = f"{author.base}/contexts/1"
        author.documents[context] = {
            "@context": AS2,
            "id": context,
            "type": "OrderedCollection",
            "attributedTo": author.id,
            "first": f"{context}/1",
        }
        author.documents[f"{context}/1"] = {
            "@context": AS2,
            "id": f"{context}/1",
            "type": "OrderedCollectionPage",
            "partOf": context,
            "orderedItems": list(self.posts),
        }
        for iri, note in self.posts.items():
            told = {key: value for key, value in note.items() if key != "replies"}
            self.authors[iri].documents[iri] = {**told, "context": context}


@pytest.fixture
def said(alpha: Node, alice: Stranger, piet: Stranger, clock: Clock) -> tuple[Microblogs, str]:
    """Alice began a conversation with the board tuin; she and piet went on, seven posts deep."""
    talk = Microblogs(clock, alpha.home.board("tuin"))
    opening = talk.say(alice, "Slakken in de sla. Wat nu?")
    parents = [opening]
    for number in range(7):
        who = piet if number % 2 == 0 else alice
        parents.append(talk.say(who, f"Antwoord {number}.", parents[number // 3]))
    return talk, opening


async def filed(node: Node, opening: str) -> dict[str, str | None]:
    async with node.database.connection() as conn:
        return {row["id"]: row["parent"] for row in await conn.fetch(PARENT, opening)}


async def test_conversation_is_walked_by_the_replies_of_each_post(
    alpha: Node, said: tuple[Microblogs, str]
) -> None:
    talk, opening = said

    found = await visit(alpha, opening)

    assert found.report is not None
    assert (8, 8, True) == (found.report.seen, found.report.saved, found.report.done)
    parents = {iri: note.get("inReplyTo") for iri, note in talk.posts.items()}
    assert parents == await filed(alpha, opening)


async def test_conversation_is_walked_by_its_context(
    alpha: Node, said: tuple[Microblogs, str]
) -> None:
    talk, opening = said
    talk.gather(opening)

    found = await visit(alpha, list(talk.posts)[-1])

    assert found.report is not None
    assert (8, 8, True) == (found.report.seen, found.report.saved, found.report.done)
    assert set(talk.posts) == set(await filed(alpha, opening))


async def test_address_of_a_whole_thread_brings_the_thread(
    alpha: Node, said: tuple[Microblogs, str]
) -> None:
    """What a NodeBB shows in the address bar is the collection of a topic."""
    talk, opening = said
    talk.gather(opening)

    found = await visit(alpha, f"{talk.authors[opening].base}/contexts/1/1")

    assert found.report is not None
    assert (opening, 8, True) == (found.id, found.report.saved, found.report.done)
    assert set(talk.posts) == set(await filed(alpha, opening))


async def test_reply_that_cannot_be_read_hides_no_other(
    alpha: Node, said: tuple[Microblogs, str]
) -> None:
    talk, opening = said
    gone = next(iri for iri in talk.posts if not talk.posts[iri]["replies"]["first"]["items"])
    talk.authors[gone].documents[gone] = 404

    report = await backfill(alpha, Iri(opening), Budget.backfill())

    assert (7, 7) == (report.seen, report.saved)
    assert set(talk.posts) - {gone} == set(await filed(alpha, opening))


async def test_what_a_list_of_replies_claims_of_others_is_read_at_their_own_ids(
    alpha: Node, piet: Stranger, said: tuple[Microblogs, str]
) -> None:
    """Alice's server lists a post of piet's, in words that he never wrote."""
    talk, opening = said
    talk.list_replies(opening)
    forged: dict[str, Any] = {
        "id": f"{piet.base}/notes/99",
        "type": "Note",
        "attributedTo": piet.id,
    }
    forged |= {"content": "<p>Ik haat sla.</p>", "inReplyTo": opening, "to": [PUBLIC]}
    first = talk.posts[opening]["replies"]["first"]
    first["items"] = [forged, *first["items"]]

    report = await backfill(alpha, Iri(opening), Budget.backfill())

    assert 8 == report.saved
    assert forged["id"] not in await filed(alpha, opening)


async def test_conversation_is_brought_once_however_often_it_is_looked_up(
    alpha: Node, network: Network, said: tuple[Microblogs, str]
) -> None:
    talk, opening = said
    await visit(alpha, opening)
    await settle_down(alpha)
    posted = len(network.posts)

    again = await visit(alpha, opening)
    await settle_down(alpha)

    assert again.report is not None
    assert (0, len(talk.posts)) == (again.report.seen, len(await filed(alpha, opening)))
    assert posted == len(network.posts)


async def test_conversation_about_no_board_is_read_and_not_kept(
    alpha: Node, alice: Stranger, piet: Stranger, clock: Clock
) -> None:
    talk = Microblogs(clock, piet.id)
    opening = talk.say(alice, "Mooi weer.")
    talk.say(piet, "Zeker.", opening)

    found = await visit(alpha, opening)

    assert found.report is not None
    assert (1, 0) == (found.report.seen, found.report.saved)


async def test_replies_below_a_post_of_ours_are_found(
    alpha: Node, alice: Stranger, piet: Stranger, clock: Clock, network: Network
) -> None:
    """What was said below a reply to us, and never sent to us, is read from its own server."""
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Wat nu?")
    talk = Microblogs(clock, alpha.home.board("tuin"))
    talk.posts[opening.id] = {"attributedTo": alpha.home.member("anna")}
    answer = talk.say(alice, "Bier.", opening.id)
    below = talk.say(piet, "Zout.", answer)

    found = await visit(alpha, answer)

    assert found.report is not None
    assert {opening.id, answer, below} == set(await filed(alpha, opening.id))
    assert [] == [url for url in network.gets if url.startswith(alpha.home.base)]


async def test_what_a_forum_could_not_deliver_is_found_in_its_own_list_of_our_thread(
    alpha: Node, alice: Stranger
) -> None:
    """NodeBB keeps one failed delivery for each server, and lists all in a topic of its own."""
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Wat nu?")
    topic = f"{alice.base}/topic/7"
    board = alpha.home.board("tuin")
    came, lost = (
        {**alice.note(words, to=(board,), parent=opening.id), "context": topic}
        for words in ("Bier.", "Of zout.")
    )
    alice.documents |= {note["id"]: note for note in (came, lost)}
    alice.documents[topic] = {
        "@context": AS2,
        "type": "OrderedCollection",
        "orderedItems": [opening.id, came["id"], lost["id"]],
    }
    await alice.post(alice.creates(came))
    await settle_down(alpha)

    await backfill(alpha, opening.id, Budget.backfill())

    assert {opening.id, came["id"], lost["id"]} == set(await filed(alpha, opening.id))
