"""The stand-in is honest: it believes a signer about their own, and looks the rest up."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from fediforum.demo.doors import doors
from fediforum.demo.microblog import Microblog, Person
from fediforum.vocab import PUBLIC, Iri, Object, write, write_json
from fediforum.vocab.activities import Create, Delete
from fediforum.wire import Delivered, Rejected, post_activity
from tests.flow.two_forums import Clock, Network, Wire


@dataclass
class Two:
    """Piet on micro.test, who wrote a note; Rosa on other.test, who knows of it."""

    micro: Microblog
    other: Microblog
    piet: Person
    rosa: Person
    note: Object
    network: Network


@pytest.fixture
async def two() -> AsyncIterator[Two]:
    network, clock = Network(), Clock()
    async with Wire(network, clock) as here, Wire(network, clock) as there:
        micro = Microblog("https://micro.test", here)
        other = Microblog("https://other.test", there)
        network.apps = {"micro.test": doors(micro), "other.test": doors(other)}
        piet, rosa = await micro.join("piet", "Piet"), await other.join("rosa", "Rosa")
        note = Object(
            id=Iri("https://micro.test/notes/0"),
            type="Note",
            attributed_to=piet.id,
            content="<p>Slakken!</p>",
            to=(PUBLIC,),
            published=clock(),
        )
        micro.notes[note.id] = note
        await other.note(note.id)
        yield Two(micro, other, piet, rosa, note, network)


async def test_whoever_is_answered_is_told(two: Two) -> None:
    answer = await two.other.reply(two.rosa, two.note.id, "Bier & brood.")

    assert [answer.id] == two.piet.called
    assert "Bier &amp; brood." in two.micro.notes[answer.id].content


async def test_an_edit_and_a_delete_are_followed(two: Two) -> None:
    answer = await two.other.reply(two.rosa, two.note.id, "Bier.")

    await two.other.edit(two.rosa, answer.id, "Veel bier.")
    edited = two.micro.notes[answer.id].content
    await two.other.delete(two.rosa, answer.id)

    assert "Veel bier." in edited
    assert answer.id not in two.micro.notes
    assert [] == two.piet.called


async def test_a_request_without_signature_is_refused(two: Two) -> None:
    answer = await two.network.send("POST", "https://micro.test/inbox", {}, b"{}")

    assert 401 == answer.status


async def test_a_signer_who_is_not_the_actor_is_refused(two: Two) -> None:
    body = write_json(write(forged(two)))

    outcome = await post_activity(
        two.other.http, "https://micro.test/inbox", body, signer=two.rosa.signer
    )

    assert isinstance(outcome, Rejected)
    assert two.note == two.micro.notes[two.note.id]


async def test_what_is_passed_on_is_fetched_and_not_believed(two: Two) -> None:
    signature = {"type": "RsaSignature2017", "signatureValue": "AAAA"}
    document = {**write(forged(two)), "signature": signature}
    del two.other.notes[two.note.id]

    outcome = await post_activity(
        two.micro.http,
        "https://other.test/inbox",
        json.dumps(document).encode(),
        signer=two.rosa.signer,
    )

    assert isinstance(outcome, Delivered)
    assert "<p>Slakken!</p>" == two.other.notes[two.note.id].content


async def test_nobody_deletes_what_is_another_s(two: Two) -> None:
    activity = Delete(id=Iri("https://other.test/deletes/9"), actor=two.rosa.id, object=two.note.id)

    await post_activity(
        two.other.http,
        "https://micro.test/inbox",
        write_json(write(activity)),
        signer=two.rosa.signer,
    )

    assert two.note.id in two.micro.notes


async def test_a_deleted_note_leaves_a_tombstone(two: Two) -> None:
    await two.micro.delete(two.piet, two.note.id)

    answer = await two.network.send("GET", two.note.id, {}, None)

    assert (410, "Tombstone") == (answer.status, json.loads(answer.body)["type"])


async def test_its_page_cleans_what_it_shows(two: Two) -> None:
    await two.other.reply(two.rosa, two.note.id, "<script>alert(1)</script>")

    answer = await two.network.send("GET", "https://micro.test/", {}, None)

    assert b"<script" not in answer.body
    assert b"alert(1)" in answer.body


def forged(two: Two) -> Create:
    """What Piet never said, as if he had."""
    return Create(
        id=Iri("https://micro.test/creates/9"),
        actor=two.piet.id,
        to=(PUBLIC,),
        object=replace(two.note, content="<p>Leve de slakken!</p>"),
    )
