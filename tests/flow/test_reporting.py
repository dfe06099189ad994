"""A reader reports something: who hears of it, in whose name, and what is never told."""

from dataclasses import replace

import pytest

from fediforum.errors import AlreadySo, Conflict, Forbidden
from fediforum.flow import preside, reporting, setup, speak
from fediforum.flow.reporting import Complaint, complain
from fediforum.flow.working import tidy
from fediforum.forum.model import Matter, Report
from fediforum.limits import FORWARDS_PER_HOST_HOUR, REPORT_CONTACT_DAYS
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.store.reading import reported
from fediforum.vocab.json import Json
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network

WORDS = "Dit is reclame voor een wondermiddel."
CONTACT = "lezer@post.test"


async def complaint(node: Node, about: str, *, forward: bool = False) -> Report:
    async with node.database.connection() as conn:
        what = await reported(conn, about, node.home)
    return await complain(
        node,
        Complaint(what=what, kind=Matter.SPAM, words=WORDS, contact=CONTACT, forward=forward),
    )


async def stranger_in_tuin(alpha: Node, alice: Stranger) -> Json:
    """A thread that somebody elsewhere opened in a board here."""
    note = alice.note("Te koop", to=(alpha.home.board("tuin"),))
    await alice.post(alice.creates(note))
    await settle_down(alpha)
    return note


async def page(node: Node, note: Json) -> str:
    async with node.database.connection() as conn:
        known = await load_known(conn, [note["id"]], node.home)
    return f"/p/{known.posts[note['id']].short}"


def flags(network: Network, host: str) -> list[Json]:
    return [each for each in network.posted_to(host) if "Flag" in str(each)]


async def test_report_is_kept_with_a_reference_and_all_that_was_given(alpha: Node) -> None:
    opened = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Wat nu?")

    report = await complaint(alpha, opened.url)

    [kept] = await preside.reports(alpha)
    assert report == kept
    assert ((opened.id,), alpha.home.board("tuin"), alpha.home.desk) == (
        kept.about,
        kept.board,
        kept.by,
    )
    assert (Matter.SPAM, WORDS, CONTACT) == (kept.kind, kept.reason, kept.contact)


async def test_reference_cannot_be_guessed_and_finds_its_report(alpha: Node) -> None:
    one, another = await complaint(alpha, "/"), await complaint(alpha, "/")

    assert one.reference != another.reference
    assert 2 + 12 + 2 == len(str(one.reference))
    assert one == await preside.the_report(alpha, str(one.reference).lower())


async def test_words_go_nowhere_unless_the_reader_wants_it(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    note = await stranger_in_tuin(alpha, alice)

    report = await complaint(alpha, await page(alpha, note))
    await settle_down(alpha)

    assert (note["id"],) == report.about
    assert [] == flags(network, "gamma.test")


async def test_server_of_the_author_hears_it_from_the_desk_if_the_reader_wants_it(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    note = await stranger_in_tuin(alpha, alice)

    await complaint(alpha, await page(alpha, note), forward=True)
    await settle_down(alpha)

    [flag] = flags(network, "gamma.test")
    assert (alpha.home.desk, [alice.id, note["id"]], WORDS) == (
        flag["actor"],
        flag["object"],
        flag["content"],
    )
    assert CONTACT not in str(network.posts)
    [kept] = await preside.reports(alpha)
    assert kept.forwarded is not None


async def test_readers_cannot_storm_another_server_with_reports(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    at = await page(alpha, await stranger_in_tuin(alpha, alice))

    for _ in range(FORWARDS_PER_HOST_HOUR + 2):
        last = await complaint(alpha, at, forward=True)
    await settle_down(alpha)

    assert FORWARDS_PER_HOST_HOUR == len(flags(network, "gamma.test"))
    assert ("gamma.test",) == await reporting.forward(alpha, last)


async def test_moderator_passes_on_what_the_reader_kept_here_and_only_once(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    note = await stranger_in_tuin(alpha, alice)
    report = await complaint(alpha, await page(alpha, note))

    assert ("gamma.test",) == await reporting.forward(alpha, report)
    await settle_down(alpha)

    assert 1 == len(flags(network, "gamma.test"))
    with pytest.raises(AlreadySo):
        await reporting.forward(alpha, await preside.the_report(alpha, report.id))


async def test_somebody_elsewhere_is_reported_to_their_server(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    await stranger_in_tuin(alpha, alice)

    await complaint(alpha, "/u/@alice@gamma.test", forward=True)
    await settle_down(alpha)

    [flag] = flags(network, "gamma.test")
    assert alice.id in flag["object"]


async def test_nothing_from_elsewhere_is_passed_on_to_nobody(alpha: Node) -> None:
    opened = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Wat nu?")
    report = await complaint(alpha, opened.url, forward=True)

    assert report.forwarded is None
    with pytest.raises(Conflict):
        await reporting.forward(alpha, report)


async def test_moderator_elsewhere_of_a_board_here_hears_it_as_any_report(
    alpha: Node, beta: Node
) -> None:
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    await preside.appoint(alpha, "@bob@beta.test", "tuin")
    opened = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Wat nu?")
    await settle_down(alpha, beta)

    report = await complaint(alpha, opened.url)
    await settle_down(alpha, beta)

    [told] = await preside.reports(beta)
    assert (WORDS, alpha.home.desk) == (told.reason, told.by)
    await preside.settle(beta, told.id, "weg", "bob")
    await settle_down(alpha, beta)
    assert "weg" == (await preside.the_report(alpha, report.id)).outcome


async def test_each_reader_reads_what_came_of_their_own_report(alpha: Node) -> None:
    opened = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Wat nu?")
    one, another = await complaint(alpha, opened.url), await complaint(alpha, opened.url)

    settled = await preside.settle(alpha, one.id, "verwijderd")

    assert "verwijderd" == settled.outcome
    [left] = await preside.reports(alpha)
    assert another == left
    with pytest.raises(Conflict):
        await preside.settle(alpha, one.id, "nog eens")


async def test_only_who_moderates_there_settles_and_passes_on(alpha: Node) -> None:
    await setup.create_member(alpha, "bert", "Bert")
    opened = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Wat nu?")
    report = await complaint(alpha, opened.url)

    with pytest.raises(Forbidden):
        await preside.settle(alpha, report.id, "weg", "bert")
    with pytest.raises(Forbidden):
        await reporting.forward(alpha, report, "bert")


async def test_how_to_answer_a_reader_is_forgotten_some_time_after_it_is_settled(
    alpha: Node, clock: Clock
) -> None:
    report = await complaint(alpha, "/")
    await preside.settle(alpha, report.id, "gedaan")

    await tidy(alpha)
    before = await preside.the_report(alpha, report.id)
    clock.later(days=REPORT_CONTACT_DAYS + 1)
    await tidy(alpha)

    after = await preside.the_report(alpha, report.id)
    assert (CONTACT, "") == (before.contact, after.contact)
    assert replace(before, contact="") == after
