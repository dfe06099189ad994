"""Consent, from a call under somebody's post to the conversation in the board."""

from datetime import timedelta

import pytest

from fediforum.flow import consent
from fediforum.limits import QUESTIONS_PER_AUTHOR_DAY
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from tests.flow.hands import settle_down
from tests.flow.stranger import PUBLIC, Stranger
from tests.flow.two_forums import Clock, Network


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent, "ASK_AFTER", timedelta(0))


@pytest.fixture
def dora(network: Network, clock: Clock) -> Stranger:
    return Stranger("dora", "delta.test", network, clock)


async def called_under_doras(
    alpha: Node, alice: Stranger, dora: Stranger, text: str = "Slakken eten alles."
) -> tuple[Json, Json]:
    """Dora wrote something for nobody here; Alice calls the board under it."""
    root = dora.note(text, to=(f"{dora.id}/followers",))
    call = alice.note("Dit is iets voor ons.", to=(alpha.home.board("tuin"),), parent=root["id"])
    await alice.post(alice.creates(call))
    await settle_down(alpha)
    return root, call


def questions(network: Network, host: str = "delta.test") -> list[Json]:
    return [
        activity["object"]
        for activity in network.posted_to(host)
        if activity["type"] == "Create" and PUBLIC not in activity["to"]
    ]


async def threads_of(alpha: Node, *notes: Json) -> list[Iri | None]:
    ids = [Iri(note["id"]) for note in notes]
    async with alpha.database.connection() as conn:
        known = await load_known(conn, ids, alpha.home)
    return [known.posts[iri].thread if iri in known.posts else None for iri in ids]


def answer(dora: Stranger, question: Json, text: str) -> Json:
    note = dora.note(text, to=(), parent=question["id"])
    return {**note, "to": [question["attributedTo"]], "cc": []}


async def test_author_is_asked_and_their_yes_brings_the_conversation(
    alpha: Node, alice: Stranger, dora: Stranger, network: Network
) -> None:
    root, call = await called_under_doras(alpha, alice, dora)
    before = await threads_of(alpha, root, call)
    [question] = questions(network)

    status = await dora.post(dora.creates(answer(dora, question, "Ja!")))
    await settle_down(alpha)

    opening, reply = await threads_of(alpha, root, call)
    assert [None, None] == before
    assert ([dora.id], root["id"]) == (question["to"], question["inReplyTo"])
    assert 202 == status
    assert opening is not None
    assert opening == reply


async def test_no_files_nothing_and_is_not_asked_again(
    alpha: Node, alice: Stranger, dora: Stranger, network: Network
) -> None:
    root, call = await called_under_doras(alpha, alice, dora)
    [question] = questions(network)
    await dora.post(dora.creates(answer(dora, question, "Nee, dank je.")))
    again = alice.note("Toch?", to=(alpha.home.board("tuin"),), parent=root["id"])

    await alice.post(alice.creates(again))
    await settle_down(alpha)

    assert [None] * 3 == await threads_of(alpha, root, call, again)
    assert [question] == questions(network)


async def test_author_who_calls_the_board_under_their_own_post_has_consented(
    alpha: Node, dora: Stranger, network: Network
) -> None:
    root = dora.note("Slakken eten alles.", to=(f"{dora.id}/followers",))
    call = dora.note("Wat vindt de tuin?", to=(alpha.home.board("tuin"),), parent=root["id"])

    await dora.post(dora.creates(call))
    await settle_down(alpha)

    opening, reply = await threads_of(alpha, root, call)
    assert opening is not None
    assert opening == reply
    assert [] == questions(network)


async def test_author_is_not_asked_without_end(
    alpha: Node, alice: Stranger, dora: Stranger, network: Network
) -> None:
    for number in range(QUESTIONS_PER_AUTHOR_DAY + 2):
        await called_under_doras(alpha, alice, dora, f"Nummer {number}.")

    assert QUESTIONS_PER_AUTHOR_DAY == len(questions(network))


async def test_what_was_not_public_is_not_asked_for(
    alpha: Node, alice: Stranger, dora: Stranger, network: Network
) -> None:
    root = dora.note("Onder ons.", to=())
    private = {**root, "to": [f"{dora.id}/followers"], "cc": []}
    dora.documents[root["id"]] = private
    call = alice.note("Kijk!", to=(alpha.home.board("tuin"),), parent=root["id"])

    await alice.post(alice.creates(call))
    await settle_down(alpha)

    assert [] == questions(network)
