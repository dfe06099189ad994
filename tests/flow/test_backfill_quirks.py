"""Threads as each kind of software lists them, with what is odd about it."""

from typing import Any

import pytest

from fediforum.flow.backfill import BackfillReport, backfill
from fediforum.flow.budget import Budget
from fediforum.node import Node
from fediforum.store.crawls import thread_among
from fediforum.store.heard import ids_here
from fediforum.vocab.iri import Iri
from fediforum.wire import digest_of
from tests.flow.stranger import AS2, Stranger
from tests.flow.talk import Talk, followed_board
from tests.flow.two_forums import Clock, Network

REPLIES = 25


@pytest.fixture
async def talk(alpha: Node, network: Network, clock: Clock) -> Talk:
    """A thread by people of the board's own server, of which nothing is listed yet."""
    board = await followed_board(alpha, network, clock)
    talk = Talk(board, board, clock)
    for number in range(REPLIES):
        talk.say(board, f"Nummer {number}.", talk.opening)
    for iri, note in talk.notes.items():
        board.documents[iri] = note
    network.gets.clear()
    return talk


def lists(talk: Talk, path: str, items: list[Any], **more: object) -> str:
    """The board's server lists these at a path of its own."""
    iri = f"{talk.board.base}{path}"
    document = {"@context": AS2, "id": iri, "type": "OrderedCollection", "orderedItems": items}
    talk.board.documents[iri] = {**document, **more}
    return iri


def says(talk: Talk, **more: object) -> None:
    """The opening post says this too."""
    without = {key: value for key, value in talk.notes[talk.opening].items() if key != "context"}
    talk.board.documents[talk.opening] = {**without, **more}


async def whole(alpha: Node, talk: Talk) -> BackfillReport:
    report = await backfill(alpha, Iri(talk.opening), Budget.backfill())
    async with alpha.database.connection() as conn:
        thread = await thread_among(conn, [Iri(talk.opening)])
        assert thread is not None
        assert set(talk.notes) == await ids_here(conn, thread)
    assert report.done
    return report


async def test_nodebb_lists_the_opening_post_on_its_first_page_and_the_last_page_for_ever(
    alpha: Node, network: Network, talk: Talk
) -> None:
    ids = list(talk.notes)
    pages = [f"{talk.board.base}/topic/1/{number}" for number in range(9)]
    context = lists(talk, "/topic/1", ids[1:21], type="OrderedCollectionPage", first=pages[1])
    for number in range(1, 8):
        items = ids[:21] if number == 1 else ids[21:]
        lists(talk, f"/topic/1/{number}", items, next=pages[number + 1])
    says(talk, context=context)

    await whole(alpha, talk)

    assert pages[1:4] == sorted(url for url in network.gets if url in pages)


async def test_piefeds_context_has_an_id_at_which_it_is_not_to_be_found(
    alpha: Node, talk: Talk
) -> None:
    elsewhere = f"{talk.board.base}/c/tuin/p/1/slug/context"
    says(talk, context=lists(talk, "/post/1/context", list(talk.notes), id=elsewhere))

    await whole(alpha, talk)


async def test_piefed_writes_the_whole_thread_out_below_its_opening_post(
    alpha: Node, network: Network, talk: Talk
) -> None:
    context = lists(talk, "/post/1/context", list(talk.notes))
    below = [note for iri, note in talk.notes.items() if iri != talk.opening]
    embedded = [{**note, "context": context} for note in below]
    replies = lists(talk, "/post/1/replies", embedded, id=None)
    says(talk, context=context, replies=replies)

    report = await whole(alpha, talk)

    # The opening post, two lists; the author is the board, which is known.
    assert 3 == report.requests
    assert [] == [url for url in network.gets if url in talk.notes and url != talk.opening]


async def test_lemmys_context_belongs_to_nobody(alpha: Node, talk: Talk) -> None:
    says(talk, context=lists(talk, "/post/1/context", list(talk.notes), totalItems=26))

    await whole(alpha, talk)


async def test_older_nodebb_calls_a_topic_a_conversation(alpha: Node, talk: Talk) -> None:
    posts = lists(talk, "/topic/1/posts", list(talk.notes))
    topic = f"{talk.board.base}/topic/1"
    talk.board.documents[topic] = {"@context": AS2, "id": topic, "type": "Conversation",
                                   "posts": posts}  # fmt: skip
    says(talk, context=topic)

    await whole(alpha, talk)


async def test_streams_lists_a_conversation_as_adds_of_creates(alpha: Node, talk: Talk) -> None:
    """FEP-171b; the context itself is no list."""
    history = [
        {"type": "Add", "actor": talk.board.id, "object": talk.board.creates(note)}
        for note in talk.notes.values()
    ]
    says(talk, context="https://board.test/no-list", contextHistory=lists(talk, "/h/1", history))

    await whole(alpha, talk)


async def test_mastodon_writes_out_its_authors_replies_and_keeps_the_others_on_a_page(
    alpha: Node, talk: Talk
) -> None:
    ids = list(talk.notes)
    base = f"{talk.opening}/replies"
    others = lists(talk, "/replies/others", ids[3:], type="CollectionPage")
    first = {"type": "CollectionPage", "partOf": base, "items": ids[1:3], "next": others}
    says(talk, replies={"id": base, "type": "Collection", "first": first})

    await whole(alpha, talk)


@pytest.mark.parametrize("written", ["{}", '"{}"', 'W/"{}"'])
async def test_context_that_has_what_is_here_is_asked_for_once_and_says_so(
    alpha: Node, network: Network, talk: Talk, written: str
) -> None:
    context = lists(talk, "/topic/1", list(talk.notes))
    says(talk, context=context)
    await whole(alpha, talk)
    talk.board.etags[context] = written.format(digest_of(talk.notes))
    network.gets.clear()

    report = await whole(alpha, talk)
    again = await whole(alpha, talk)

    assert (1, 1) == (report.requests, again.requests)
    assert [context, context] == network.gets


async def test_page_that_has_not_changed_leads_to_the_one_that_has(alpha: Node, talk: Talk) -> None:
    ids = list(talk.notes)
    second = lists(talk, "/context/2", ids[10:], type="OrderedCollectionPage")
    context = lists(talk, "/context", ids[:10], next=second)
    talk.board.etags[context] = '"page one"'
    says(talk, context=context)
    await whole(alpha, talk)
    late = talk.say(talk.board, "Nog een.", talk.opening)
    talk.board.documents[late] = talk.notes[late]
    lists(talk, "/context/2", [*ids[10:], late], type="OrderedCollectionPage")

    report = await whole(alpha, talk)

    assert 1 == report.seen


async def test_server_without_lists_is_walked_by_what_answers_what(
    alpha: Node, network: Network, clock: Clock, talk: Talk
) -> None:
    """Misskey and Lemmy 0.19 list nothing: from the last reply up is all that can be known."""
    deep = Stranger("deep", "misskey.test", network, clock)
    parent = talk.opening
    for number in range(5):
        parent = talk.say(deep, f"Dieper {number}.", parent)
        deep.documents[parent] = {**talk.notes[parent], "context": None}
    says(talk)

    report = await backfill(alpha, Iri(parent), Budget.backfill())

    assert (6, 6, True) == (report.seen, report.saved, report.done)
