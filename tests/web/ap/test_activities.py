"""Activities, stamps and outboxes: what was done, for those whom it concerns."""

from typing import Any

import httpx
import pytest

from fediforum.flow import setup, speak
from fediforum.flow.speak import Said
from fediforum.node import Node
from fediforum.vocab.reading import read_activity
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network
from tests.vocab.shape_contract import breaches
from tests.web.conftest import AS2, BASE

PUBLIC = {"as:Public", "https://www.w3.org/ns/activitystreams#Public"}


async def get(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer = await client.get(path)
    assert (200, AS2) == (answer.status_code, answer.headers["content-type"]), path
    document: dict[str, Any] = answer.json()
    return document


async def follow(alpha: Node, alice: Stranger) -> None:
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)


def ours_in(network: Network) -> list[dict[str, Any]]:
    return [dict(sent) for sent in network.posted_to("gamma.test")]


@pytest.fixture
async def followed(alpha: Node, alice: Stranger, opening: Said) -> Said:
    """The thread, after somebody elsewhere began to follow its board."""
    await follow(alpha, alice)
    return opening


async def test_every_public_activity_that_we_sent_is_found_under_its_id(
    alpha: Node, client: httpx.AsyncClient, network: Network, clock: Clock, followed: Said
) -> None:
    """NodeBB fetches the Create and the Announce, and drops what it cannot find."""
    clock.later(minutes=1)
    reply = await speak.reply(alpha, followed.id, "anna", "Bier helpt.")
    await speak.edit(alpha, reply.id, "anna", "Bier helpt niet.")
    await speak.open_thread(alpha, "tuin", "anna", "Kool", "Rupsen!")
    await settle_down(alpha)

    public = [sent for sent in ours_in(network) if PUBLIC & {*sent.get("to", ())}]
    outcomes = {}
    for sent in public:
        served = await client.get(sent["id"])
        outcomes[sent["id"]] = (served.status_code, served.json().get("id"))

    assert {"Announce"} <= {sent["type"] for sent in public}
    assert {sent["id"]: (200, sent["id"]) for sent in public} == outcomes


async def test_create_is_found_by_the_id_under_which_it_is_wrapped(
    client: httpx.AsyncClient, network: Network, alpha: Node, followed: Said
) -> None:
    await speak.open_thread(alpha, "tuin", "anna", "Kool", "Rupsen!")
    await settle_down(alpha)

    wrapped = [
        sent["object"] for sent in ours_in(network) if isinstance(sent["object"], dict)
        and sent["object"]["type"] == "Create"
    ]  # fmt: skip

    assert wrapped
    for create in wrapped:
        served = await get(client, create["id"])
        assert (create["id"], create["actor"]) == (served["id"], served["actor"])
        assert create["object"]["content"] == served["object"]["content"]
        assert [] == list(breaches(served))


async def test_what_was_meant_for_one_server_is_told_to_nobody_else(
    alpha: Node, client: httpx.AsyncClient, network: Network, followed: Said
) -> None:
    """The Accept of a Follow tells who follows."""
    accept = next(sent for sent in ours_in(network) if sent["type"] == "Accept")

    assert 404 == (await client.get(accept["id"])).status_code


async def test_report_is_told_to_nobody(
    alpha: Node, client: httpx.AsyncClient, network: Network, alice: Stranger, followed: Said
) -> None:
    async with alpha.database.transaction() as conn:
        await conn.execute(
            """
            INSERT INTO emission (activity, signer, subject, body)
            VALUES ($1, $2, 'x', $3)
            """,
            alpha.home.activity("0f1ag0f1ag0f1"),
            alpha.home.desk,
            b'{"id":"https://alpha.test/ap/activities/0f1ag0f1ag0f1","type":"Flag",'
            b'"actor":"https://alpha.test/ap/members/desk","object":["https://gamma.test/1"],'
            b'"content":"geheim","to":["https://gamma.test/users/alice"]}',
        )

    answer = await client.get("/ap/activities/0f1ag0f1ag0f1")

    assert 404 == answer.status_code
    assert b"geheim" not in answer.content


async def test_nothing_that_was_deleted_is_told_by_an_activity(
    alpha: Node, client: httpx.AsyncClient, network: Network, clock: Clock, followed: Said
) -> None:
    clock.later(minutes=1)
    reply = await speak.reply(alpha, followed.id, "anna", "Een eerste geheim.")
    clock.later(minutes=1)
    await speak.edit(alpha, reply.id, "anna", "Een tweede geheim.")
    await settle_down(alpha)
    await speak.delete(alpha, reply.id, "anna")
    await settle_down(alpha)

    async with alpha.database.connection() as conn:
        rows = await conn.fetch("SELECT DISTINCT activity FROM emission")
    told = {}
    for row in rows:
        answer = await client.get(row["activity"])
        told[row["activity"]] = b"geheim" in answer.content

    assert len(rows) > 3
    assert dict.fromkeys(told, False) == told


async def test_create_of_an_edited_post_says_what_it_says_now(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, followed: Said
) -> None:
    clock.later(minutes=1)
    reply = await speak.reply(alpha, followed.id, "anna", "Een vergissing.")
    clock.later(minutes=1)
    await speak.edit(alpha, reply.id, "anna", "Een verbetering.")

    create = await get(client, reply.activity)

    assert ("Create", reply.id) == (create["type"], create["object"]["id"])
    assert "verbetering" in create["object"]["content"]
    assert "vergissing" not in str(create)


async def test_create_outlives_what_was_kept_of_sending_it(
    alpha: Node, client: httpx.AsyncClient, followed: Said
) -> None:
    async with alpha.database.transaction() as conn:
        await conn.execute("DELETE FROM delivery")
        await conn.execute("DELETE FROM emission")

    create = await get(client, followed.activity)

    assert ("Create", followed.id) == (create["type"], create["object"]["id"])


async def test_delete_can_be_looked_up_after_what_it_deleted_is_gone(
    alpha: Node, client: httpx.AsyncClient, network: Network, clock: Clock, followed: Said
) -> None:
    clock.later(minutes=1)
    reply = await speak.reply(alpha, followed.id, "anna", "Bier.")
    await settle_down(alpha)
    await speak.delete(alpha, reply.id, "anna")
    await settle_down(alpha)

    deletes = [sent for sent in ours_in(network) if sent["type"] == "Delete" or deletes_in(sent)]
    outcomes = [(await client.get(sent["id"])).status_code for sent in deletes]

    assert deletes
    assert {200} == set(outcomes)
    assert 410 == (await client.get(reply.activity)).status_code


def deletes_in(sent: dict[str, Any]) -> bool:
    return isinstance(sent["object"], dict) and sent["object"].get("type") == "Delete"


# -- stamps --------------------------------------------------------------------------------------


async def test_stamp_says_who_may_quote_what(
    alpha: Node, client: httpx.AsyncClient, network: Network, alice: Stranger, opening: Said
) -> None:
    quoting = alice.note("Kijk nou.", to=())
    request = alice.does("QuoteRequest", opening.id, instrument=quoting["id"])
    await alice.post(request)
    await settle_down(alpha)
    accept = next(sent for sent in ours_in(network) if sent["type"] == "Accept")

    stamp = await get(client, accept["result"])

    assert {
        "id": accept["result"],
        "type": "QuoteAuthorization",
        "attributedTo": alpha.home.member("anna"),
        "interactingObject": quoting["id"],
        "interactionTarget": opening.id,
    } == {key: value for key, value in stamp.items() if key != "@context"}

    await speak.delete(alpha, opening.id, "anna")
    assert (await client.get(accept["result"])).status_code in (404, 410)


# -- outboxes ------------------------------------------------------------------------------------


async def test_outbox_of_a_board_tells_its_threads_as_forums_read_them(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, opening: Said
) -> None:
    clock.later(minutes=1)
    second = await speak.open_thread(alpha, "tuin", "anna", "Kool", "Rupsen!")

    outbox = await get(client, "/ap/boards/tuin/outbox")

    assert ("OrderedCollection", 2) == (outbox["type"], outbox["totalItems"])
    first, last = outbox["orderedItems"]
    assert ("Announce", alpha.home.board("tuin")) == (first["type"], first["actor"])
    assert ("Create", alpha.home.member("anna")) == (
        first["object"]["type"],
        first["object"]["actor"],
    )
    assert [second.id, opening.id] == [each["object"]["object"]["id"] for each in (first, last)]
    assert [] == list(breaches(outbox))


async def test_outbox_tells_each_thing_under_the_id_by_which_it_was_sent(
    alpha: Node, client: httpx.AsyncClient, network: Network, clock: Clock, followed: Said
) -> None:
    clock.later(minutes=1)
    await speak.open_thread(alpha, "tuin", "anna", "Kool", "Rupsen!")
    await settle_down(alpha)

    listed = (await get(client, "/ap/boards/tuin/outbox"))["orderedItems"][0]["id"]

    assert listed in [sent["id"] for sent in ours_in(network)]


async def test_outbox_of_a_member_and_of_a_thread_tell_what_was_said(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, opening: Said
) -> None:
    clock.later(minutes=1)
    reply = await speak.reply(alpha, opening.id, "anna", "Bier.")
    short = opening.id.rpartition("/")[2]

    member = await get(client, "/ap/members/anna/outbox?page=1")
    thread = await get(client, f"/ap/threads/{short}/outbox?page=1")

    assert [(reply.activity, reply.id), (opening.activity, opening.id)] == [
        (each["id"], each["object"]["id"]) for each in member["orderedItems"]
    ]
    assert [("Announce", reply.id), ("Announce", opening.id)] == [
        (each["type"], each["object"]) for each in thread["orderedItems"]
    ]


async def test_outbox_is_walked_to_its_end(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, opening: Said
) -> None:
    said = [opening.id]
    for number in range(60):
        clock.later(seconds=1)
        said.append((await speak.reply(alpha, opening.id, "anna", f"Nummer {number}.")).id)

    outbox = await get(client, "/ap/members/anna/outbox")
    pages, onward = [], outbox["first"]
    while onward is not None:
        page = await get(client, onward)
        assert onward == page["id"]
        pages += [each["object"]["id"] for each in page["orderedItems"]]
        onward = page.get("next")

    assert (61, said[::-1]) == (outbox["totalItems"], pages)


async def test_outbox_of_a_server_is_empty(client: httpx.AsyncClient) -> None:
    assert 0 == (await get(client, "/ap/instance/outbox"))["totalItems"]


# -- clients -------------------------------------------------------------------------------------


async def speaks(
    alpha: Node, client: httpx.AsyncClient, document: dict[str, Any], name: str = "anna"
) -> httpx.Response:
    token = await setup.create_token(alpha, name)
    headers = {"authorization": f"Bearer {token}", "content-type": AS2}
    return await client.post("/ap/members/anna/outbox", json=document, headers=headers)


async def test_client_posts_a_bare_note_and_is_told_where_its_create_is(
    alpha: Node, client: httpx.AsyncClient, opening: Said
) -> None:
    note = {
        "id": "https://evil.test/1",
        "type": "Note",
        "attributedTo": "https://evil.test/mallory",
        "content": "<p>Bier.</p><script>alert(1)</script>",
        "inReplyTo": opening.id,
        "to": ["as:Public"],
        "bto": ["https://gamma.test/users/secret"],
        "bcc": ["https://gamma.test/users/secret"],
    }

    answer = await speaks(alpha, client, note)

    assert 201 == answer.status_code
    create = await get(client, answer.headers["location"])
    post = await get(client, create["object"]["id"])
    assert ("Create", alpha.home.member("anna")) == (create["type"], create["actor"])
    assert (opening.id, alpha.home.member("anna")) == (post["inReplyTo"], post["attributedTo"])
    for document in (create, post):
        assert "secret" not in str(document)
        assert "evil" not in str(document)
        assert "script" not in str(document)
    assert post["id"] in (await get(client, f"{opening.id}/context"))["orderedItems"]


async def test_what_a_client_says_to_nobody_is_shown_to_nobody(
    alpha: Node, client: httpx.AsyncClient, opening: Said
) -> None:
    """What is not public is not filed (security: P06)."""
    note = {"type": "Note", "content": "<p>Geheim.</p>", "inReplyTo": opening.id, "to": []}

    answer = await speaks(alpha, client, note)

    context = await client.get(f"{opening.id}/context")
    assert 400 <= answer.status_code < 500
    assert [opening.id] == context.json()["orderedItems"]


async def test_client_follows_likes_and_takes_it_back(
    alpha: Node, client: httpx.AsyncClient, opening: Said
) -> None:
    board = alpha.home.board("tuin")
    like = await speaks(alpha, client, {"type": "Like", "object": opening.id})
    liked = (await get(client, f"{opening.id}/likes"))["totalItems"]
    undo = {"type": "Undo", "object": like.headers["location"]}
    undone = await speaks(alpha, client, undo)
    follows = await speaks(alpha, client, {"type": "Follow", "object": board})

    assert [201, 201, 201] == [each.status_code for each in (like, undone, follows)]
    assert (1, 0) == (liked, (await get(client, f"{opening.id}/likes"))["totalItems"])
    assert 1 == (await get(client, "/ap/boards/tuin/followers"))["totalItems"]


async def test_only_the_member_s_own_token_opens_their_outbox(
    alpha: Node, client: httpx.AsyncClient, opening: Said
) -> None:
    await setup.create_member(alpha, "bea", "Bea")
    like = {"type": "Like", "object": opening.id}

    others = await speaks(alpha, client, like, name="bea")
    answers = [
        await client.post(
            "/ap/members/anna/outbox",
            json=like,
            headers={"content-type": AS2, "authorization": authorization},
        )
        for authorization in ("", "Bearer", "Bearer ", "Bearer wrong", "Basic YW5uYTphbm5h")
    ]

    assert 403 == others.status_code
    assert {401} == {answer.status_code for answer in answers}
    assert {"Bearer"} == {answer.headers["www-authenticate"] for answer in answers}
    assert 0 == (await get(client, f"{opening.id}/likes"))["totalItems"]


async def test_outbox_takes_no_nonsense(alpha: Node, client: httpx.AsyncClient) -> None:
    token = await setup.create_token(alpha, "anna")
    headers = {"authorization": f"Bearer {token}", "content-type": AS2}
    bodies = (
        b"", b"[]", b"{}", b'{"type":"Note"', b'{"type":[]}', b'{"type":"Person"}',
        b'{"type":"Create","object":null}', b'{"type":"Undo","object":"https://alpha.test/x"}',
        b'{"type":"Follow"}', b'{"type":"Like","object":{}}',
        b'{"type":"Note","content":7,"to":[2],"inReplyTo":{"a":1}}',
        b'{"type":"Update","object":{"id":"https://alpha.test/ap/posts/0","type":"Note"}}',
        b'{"type":"Note","content":"x","inReplyTo":"https://gamma.test/nothing"}',
    )  # fmt: skip

    outcomes = {}
    for body in bodies:
        answer = await client.post("/ap/members/anna/outbox", content=body, headers=headers)
        outcomes[body] = answer.status_code

    assert {status for status in outcomes.values() if not 400 <= status < 500} == set(), outcomes


async def test_our_own_reader_reads_what_outboxes_hold(
    client: httpx.AsyncClient, opening: Said
) -> None:
    for path in ("/ap/boards/tuin/outbox?page=1", "/ap/members/anna/outbox?page=1"):
        for each in (await get(client, path))["orderedItems"]:
            assert each["id"] == read_activity(each).id
            assert each["id"].startswith(BASE)
