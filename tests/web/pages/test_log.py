"""The public log: what moderators did, for everybody, and nothing that is nobody's business."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import httpx
import pytest

from fediforum.flow import preside, reshape, setup, speak
from fediforum.flow.cleanup import clean_up, find_wave
from fediforum.flow.domains import by_hand, carry_out, one
from fediforum.flow.reporting import Complaint, complain
from fediforum.flow.undoing import undo_operation
from fediforum.forum.domains import Policy
from fediforum.forum.model import Matter
from fediforum.node import Node
from fediforum.store.database import Sql
from fediforum.store.reading import Reported
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock
from tests.web.pages.markup import Markup

HTML = {"accept": "text/html", "accept-language": "nl"}
LEAVES = Sql("UPDATE actor SET gone = now() WHERE preferred_username = 'dirk'")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
async def reply(alpha: Node, opening: speak.Said, clock: Clock) -> speak.Said:
    """A reply to anna's thread, in a board that dirk moderates."""
    await setup.create_board(alpha, "keuken", "De keuken")
    await setup.create_member(alpha, "dirk", "Dirk <b>de Boer</b>")
    await preside.appoint(alpha, "dirk", "tuin")
    clock.later(seconds=60)
    return await speak.reply(alpha, opening.id, "anna", "Koop goedkope pillen!")


async def lines(client: httpx.AsyncClient, path: str) -> list[str]:
    """What each line of the log says, the latest first."""
    page = await client.get(path, headers=HTML)
    assert 200 == page.status_code
    return [
        " ".join(" ".join(text for _, text in Markup(part).texts).split())
        for part in re.findall(r'<li id="op_.*?</li>', page.text, re.DOTALL)
    ]


async def test_log_tells_what_was_done_by_whom_and_why(
    alpha: Node, client: httpx.AsyncClient, reply: speak.Said
) -> None:
    await preside.remove_post(alpha, reply.id, "geen reclame", "dirk")

    page = await client.get("/b/tuin/logboek", headers=HTML)
    (first, *_) = await lines(client, "/b/tuin/logboek")

    assert "Een reactie in Slakken in de sla is weggehaald." in first
    assert "geen reclame" in first
    assert "door Dirk <b>de Boer</b>" in first
    assert "pillen" not in page.text
    assert "noindex" in page.text
    assert any(link.startswith("/t/") and "#p" in link for link in Markup(page.text).links)


async def test_moderators_together_have_no_name(
    alpha: Node, client: httpx.AsyncClient, reply: speak.Said
) -> None:
    await preside.lock(alpha, reply.id, "klaar")

    (first, *_) = await lines(client, "/logboek")

    assert "door de beheerders" in first


async def test_removed_conversation_is_not_called_by_its_title(
    alpha: Node, client: httpx.AsyncClient, opening: speak.Said
) -> None:
    await preside.remove_post(alpha, opening.id, "reclame")

    page = await client.get("/b/tuin/log", headers=HTML)
    feed = await client.get("/b/tuin/log.atom")
    data = (await client.get("/b/tuin/log.json")).json()

    assert "Een gesprek is weggehaald." in (await lines(client, "/b/tuin/log"))[0]
    assert "Slakken" not in page.text + feed.text + str(data)
    assert None is data["acts"][0]["url"]


async def test_what_was_taken_back_says_so(
    alpha: Node, client: httpx.AsyncClient, reply: speak.Said, clock: Clock
) -> None:
    done = await preside.remove_post(alpha, reply.id, "reclame", "dirk")
    clock.later(seconds=60)
    undone = await undo_operation(alpha, done.operation or "", "dirk", "vergissing")

    (first, *_) = await lines(client, "/b/tuin/log")
    data = (await client.get("/b/tuin/log.json")).json()["acts"][0]

    assert "teruggedraaid op" in first
    assert undone.by.at.isoformat().removesuffix("+00:00") in data["undone"]

    await undo_operation(alpha, undone.by.id, "dirk")

    assert "teruggedraaid" not in (await lines(client, "/b/tuin/log"))[0]


async def test_what_went_together_is_one_line_with_a_number(
    alpha: Node, client: httpx.AsyncClient, opening: speak.Said
) -> None:
    reply = await speak.reply(alpha, opening.id, "anna", "Koop!")
    for _ in range(4):
        await speak.reply(alpha, reply.id, "anna", "Koop meer!")
    await preside.remove_post(alpha, reply.id, "reclame", replies=True)

    (first, *_) = await lines(client, "/b/tuin/log")

    assert "5 reacties in Slakken in de sla zijn weggehaald." in first


async def test_nothing_is_told_of_reports_and_of_what_was_set(
    alpha: Node, client: httpx.AsyncClient, reply: speak.Said
) -> None:
    said = Complaint(what=Reported(), kind=Matter.SPAM, words="Cora zegt dit.")
    report = await complain(alpha, said)
    await preside.settle(alpha, report.id, "Cora heeft gelijk.")
    await reshape.edit_board(alpha, alpha.home.board("tuin"), title="Moestuin")

    for path in ("/log", "/log.atom", "/log.json", "/b/tuin/log"):
        page = await client.get(path, headers=HTML)
        assert "Cora" not in page.text, path
        assert "edit" not in page.text, path


async def test_log_of_a_board_tells_of_that_board_and_that_of_the_forum_of_all(
    alpha: Node, client: httpx.AsyncClient, reply: speak.Said, clock: Clock
) -> None:
    other = await speak.open_thread(alpha, "keuken", "anna", "Soep", "Van slakken.")
    await preside.lock(alpha, other.id, "klaar")
    clock.later(seconds=60)
    await preside.ban(alpha, "anna", "", "overal reclame")

    tuin, keuken, forum = [
        await lines(client, path) for path in ("/b/tuin/log", "/b/keuken/log", "/log")
    ]

    assert [True] == ["is beheerder geworden van De tuin" in line for line in tuin]
    assert "Soep is gesloten." in keuken[0]
    assert "Anna kan niet meer schrijven op dit forum." in forum[0]
    assert "Soep is gesloten." in forum[1]
    assert 404 == (await client.get("/b/niets/log", headers=HTML)).status_code


async def test_feed_and_data_go_on_where_a_page_ends(
    alpha: Node, client: httpx.AsyncClient, reply: speak.Said, clock: Clock
) -> None:
    for _ in range(2):
        clock.later(seconds=60)
        await preside.lock(alpha, reply.id, "klaar")
        clock.later(seconds=60)
        await preside.unlock(alpha, reply.id)

    acts: list[str] = []
    path: str | None = "https://alpha.test/b/tuin/logboek.json?n=2"
    while path is not None:
        data = (await client.get(path)).json()
        acts += [act["act"] for act in data["acts"]]
        path = data["next"]
    feed = await client.get("/b/tuin/log.atom?n=2")
    tree = ElementTree.fromstring(feed.text)

    assert ["unlock", "lock", "unlock", "lock", "appoint"] == acts
    assert "noindex" == feed.headers["x-robots-tag"]
    assert 2 == len(tree.findall(f"{ATOM}entry"))
    assert "Op één reactie in Slakken in de sla kan weer geantwoord worden." == tree.findtext(
        f"{ATOM}entry/{ATOM}title"
    )
    assert any("next" == link.get("rel") for link in tree.findall(f"{ATOM}link"))


async def test_board_leads_to_its_log(alpha: Node, client: httpx.AsyncClient) -> None:
    page = Markup((await client.get("/b/tuin", headers=HTML)).text)

    assert "/b/tuin/logboek" in page.links


# -- who is not named ------------------------------------------------------------------------------


@pytest.fixture
async def letter(alpha: Node, opening: speak.Said, alice: Stranger) -> Iri:
    """What alice of gamma.test answered to anna; its id says who wrote it."""
    note = alice.note("Koop pillen!", to=(alpha.home.board("tuin"),), parent=opening.id)
    assert 202 == await alice.post(alice.creates(note))
    await settle_down(alpha)
    return Iri(note["id"])


async def everywhere(client: httpx.AsyncClient) -> str:
    """All that the public log says, in each of its forms."""
    answers = [await client.get(f"/log{end}", headers=HTML) for end in ("", ".atom", ".json")]
    assert {200} == {answer.status_code for answer in answers}
    return "".join(answer.text for answer in answers)


async def post_in_data(client: httpx.AsyncClient) -> str | None:
    post: str | None = (await client.get("/log.json")).json()["acts"][0]["post"]
    return post


async def test_nobody_reads_who_wrote_what_was_removed(
    alpha: Node, client: httpx.AsyncClient, letter: Iri, clock: Clock
) -> None:
    await preside.lock(alpha, letter, "klaar")
    shown = await post_in_data(client)
    clock.later(seconds=60)
    await preside.remove_post(alpha, letter, "reclame")

    assert letter == shown
    assert None is await post_in_data(client)
    assert "gamma.test" not in await everywhere(client)


async def test_nobody_reads_who_wrote_in_a_conversation_that_was_removed(
    alpha: Node, client: httpx.AsyncClient, opening: speak.Said, letter: Iri, clock: Clock
) -> None:
    await preside.lock(alpha, letter, "klaar")
    clock.later(seconds=60)
    await preside.remove_post(alpha, opening.id, "klaar")

    assert "gamma.test" not in await everywhere(client)
    assert opening.id not in await everywhere(client)


async def test_nobody_reads_where_spam_that_was_cleaned_up_came_from(
    alpha: Node, client: httpx.AsyncClient, letter: Iri, clock: Clock
) -> None:
    wave = await find_wave(alpha, letter, clock() - timedelta(days=1), everybody=True)
    await clean_up(alpha, wave, "reclame")

    assert "gamma.test" not in await everywhere(client)


@pytest.mark.parametrize("why", ["gone", "blocked"])
async def test_who_is_gone_or_of_a_blocked_server_is_not_named(
    alpha: Node, client: httpx.AsyncClient, alice: Stranger, letter: Iri, clock: Clock, why: str
) -> None:
    await preside.appoint(alpha, "@alice@gamma.test", "tuin")
    clock.later(seconds=60)
    await preside.appoint(alpha, "@alice@gamma.test", "tuin", undo=True)
    clock.later(seconds=60)
    await preside.ban(alpha, "@alice@gamma.test", "tuin", "spam")
    before = await everywhere(client)
    if why == "gone":
        assert 202 == await alice.post(alice.does("Delete", alice.id))
        await settle_down(alpha)
    else:
        decided = by_hand("gamma.test", Policy.BLOCK, obfuscated=True)
        await carry_out(alpha, one(alpha, decided))

    after = await everywhere(client)

    assert "gamma.test" in before
    assert "gamma.test" not in after
    assert "alice" not in after.lower()
    assert "Iemand kan niet meer schrijven op De tuin" in (await lines(client, "/log"))[0]
    assert "Iemand is beheerder geworden van De tuin" in (await lines(client, "/log"))[2]


async def test_moderator_who_is_gone_is_a_moderator(
    alpha: Node, client: httpx.AsyncClient, reply: speak.Said
) -> None:
    await preside.lock(alpha, reply.id, "klaar", "dirk")
    async with alpha.database.transaction() as conn:
        await conn.execute(LEAVES)

    assert "Dirk" not in await everywhere(client)
    assert "door een beheerder," in (await lines(client, "/log"))[0]
