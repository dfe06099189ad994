"""A wave of spam: what is like one post is found, removed at once, told, and taken back at once."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from fediforum.errors import Forbidden
from fediforum.flow import holding, preside, setup, speak
from fediforum.flow.cleanup import LINK, TEXT, WORDS, Wave, clean_up, find_wave
from fediforum.flow.undoing import undo_operation
from fediforum.forum.model import PostState, Tie
from fediforum.node import Node
from fediforum.store.database import Sql
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.test_preside import known, state
from tests.flow.two_forums import Clock, Network
from tests.store.rows import all_rows, differences

SPAM = "Vandaag nog uw goedkope horloges en tassen bestellen bij de beste winkel van het land"
OPERATIONS = Sql("SELECT id, act, reason FROM operation")
REMOVED, SHOWN = PostState.REMOVED, PostState.SHOWN


class Flood:
    """Strangers at alpha's board: what they wrote, in the order in which it came."""

    def __init__(self, alpha: Node, beta: Node, network: Network, clock: Clock) -> None:
        self.alpha, self.beta, self.network, self.clock = alpha, beta, network, clock
        self.people: dict[str, Stranger] = {}

    async def says(self, name: str, html: str, parent: Iri | None = None) -> Iri:
        if name not in self.people:
            self.people[name] = Stranger(name, f"{name}.test", self.network, self.clock)
        who = self.people[name]
        note = who.note(html, to=(self.alpha.home.board("tuin"),), parent=parent)
        await who.post(who.creates(note))
        await settle_down(self.alpha, self.beta)
        return Iri(str(note["id"]))

    async def finds(self, sample: Iri, *, everybody: bool = False) -> Wave:
        since = self.clock() - timedelta(days=2)
        return await find_wave(self.alpha, sample, since, everybody=everybody)

    async def states(self, posts: Sequence[Iri]) -> set[PostState]:
        return {await state(self.alpha, post) for post in posts}


@pytest.fixture
async def flood(alpha: Node, beta: Node, network: Network, clock: Clock) -> Flood:
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    for name in ("duplicates", "links"):
        await holding.set_rule(alpha, name, ("off",))
    return Flood(alpha, beta, network, clock)


def link(host: str, text: str = "Kijk") -> str:
    return f'<p><a href="https://{host}/x">{text}</a> eens hier, dat is pas mooi.</p>'


def kinds(wave: Wave) -> dict[Iri, str]:
    return {each.post.id: each.by for each in wave.similar}


async def test_what_is_alike_is_found_by_words_by_text_and_by_links(flood: Flood) -> None:
    place = '<a href="https://shop.test/1">hier</a>'
    sample = await flood.says("one", f"<p>{SPAM} {place}</p>")
    same = await flood.says("two", f"<p>@jan <b>{SPAM.upper()}</b> hier 17</p>")
    much = await flood.says("three", f"<p>{SPAM}, echt waar, kijk maar</p>")
    linked = await flood.says("four", link("shop.test"))
    await flood.says("five", link("krant.test"))
    await flood.says("six", "<p>De slakken eten al mijn sla op, wat helpt daartegen?</p>")

    wave = await flood.finds(sample)

    assert {same: WORDS, much: TEXT, linked: LINK} == kinds(wave)
    assert (6, ()) == (wave.looked_at, wave.spared)


async def test_who_was_here_before_is_spared_unless_everybody_is_meant(flood: Flood) -> None:
    await flood.says("two", "<p>Goedemorgen allemaal, ik ben nieuw hier.</p>")
    flood.clock.later(days=3)
    sample = await flood.says("one", f"<p>{SPAM}</p>")
    known_one = await flood.says("two", f"<p>{SPAM}</p>")

    wave, all_of_it = await flood.finds(sample), await flood.finds(sample, everybody=True)

    assert {} == kinds(wave)
    assert [known_one] == [each.post.id for each in wave.spared]
    assert {known_one: WORDS} == kinds(all_of_it)


async def test_a_wave_is_removed_with_its_reason_and_others_hear_of_each_post(
    flood: Flood, alpha: Node, beta: Node, network: Network
) -> None:
    thread = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Overal.")
    sample = await flood.says("one", f"<p>{SPAM}</p>")
    rest = [await flood.says(name, f"<p>{SPAM}</p>", thread.id) for name in ("two", "three")]
    rest.append(await flood.says("four", f"<p>{SPAM}</p>"))
    before = len(network.posted_to("beta.test"))

    await clean_up(alpha, await flood.finds(sample), "reclame")
    at_once = await flood.states([sample, *rest])
    await settle_down(alpha, beta)

    assert {REMOVED} == at_once
    world = await known(alpha, *rest)
    assert {"reclame"} == {world.posts[iri].reason for iri in rest}
    told = str(network.posted_to("beta.test")[before:])
    assert all(f"'object': '{iri}'" in told for iri in (sample, *rest))
    assert {REMOVED} == {await state(beta, iri) for iri in rest}
    assert SHOWN is await state(alpha, thread.id)


async def test_a_clean_up_is_one_operation_and_undone_in_one(
    flood: Flood, alpha: Node, beta: Node
) -> None:
    sample = await flood.says("one", f"<p>{SPAM}</p>")
    rest = [await flood.says(name, f"<p>{SPAM}</p>") for name in ("two", "three")]
    async with alpha.database.connection() as conn:
        before = await all_rows(conn)

    said = await clean_up(alpha, await flood.finds(sample), "reclame", ban=True)
    await settle_down(alpha, beta)
    async with alpha.database.connection() as conn:
        found = await conn.fetch(OPERATIONS)
    people = [Iri(f"https://{name}.test/users/{name}") for name in ("one", "two", "three")]
    world = await known(alpha, *people)
    banned = [iri for iri in people if world.relation(Tie.BAN, iri, alpha.home.instance)]
    assert said.operation is not None
    await undo_operation(alpha, said.operation)
    await settle_down(alpha, beta)

    cleanups = [(row["id"], row["reason"]) for row in found if row["act"] == "cleanup"]
    assert [(said.operation, "reclame")] == cleanups
    assert {"remove", "ban"}.isdisjoint(row["act"] for row in found)
    assert people == banned
    async with alpha.database.connection() as conn:
        assert [] == differences(before, await all_rows(conn))
    assert {SHOWN} == {await state(beta, iri) for iri in (sample, *rest)}


async def test_moderators_clean_up_their_own_boards_and_the_desk_all(
    flood: Flood, alpha: Node
) -> None:
    await setup.create_board(alpha, "keuken", "De keuken")
    await setup.create_member(alpha, "cora", "Cora")
    await preside.appoint(alpha, "cora", "tuin")
    sample = await flood.says("one", f"<p>{SPAM}</p>")
    there = await speak.open_thread(alpha, "keuken", "anna", "Koop", SPAM)
    wave = await flood.finds(sample)

    with pytest.raises(Forbidden):
        await clean_up(alpha, wave, "", "anna")
    with pytest.raises(Forbidden):
        await clean_up(alpha, wave, "", "cora", ban=True)
    await clean_up(alpha, wave, "", "cora")

    assert (REMOVED, SHOWN) == (await state(alpha, sample), await state(alpha, there.id))
    again = await flood.finds(sample)
    await clean_up(alpha, again, "")
    assert REMOVED is await state(alpha, there.id)
