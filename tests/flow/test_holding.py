"""Posts that wait for a moderator, over two forums: kept, let in, turned away."""

from datetime import timedelta

import pytest

from fediforum.errors import AlreadySo, Forbidden, Missing
from fediforum.flow import holding, setup, speak
from fediforum.flow.find import find_place
from fediforum.forum.holding import Rule
from fediforum.forum.model import PostState
from fediforum.node import Node
from fediforum.store.database import Sql
from fediforum.store.journal import changes_of
from fediforum.store.posts import clear_shelf
from fediforum.store.reading import held_post
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down
from tests.flow.test_preside import known, state
from tests.flow.two_forums import Network

OPERATIONS = Sql("SELECT id, act, subject, by FROM operation ORDER BY at, id")
HOLDS = PostState.HELD


@pytest.fixture
async def opening(alpha: Node, beta: Node) -> Iri:
    """Anna's thread at alpha, where first posts wait; beta follows the board."""
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha, beta)
    await holding.set_rule(alpha, "first-post", ("on",))
    return said.id


async def test_first_post_of_somebody_waits_until_a_moderator_lets_it_in(
    alpha: Node, beta: Node, opening: Iri, network: Network
) -> None:
    reply = await speak.reply(beta, opening, "bob", "Bier helpt.")
    await settle_down(alpha, beta)
    [waits] = await holding.queue(alpha)
    before = len(network.posted_to("beta.test"))

    await holding.approve(alpha, waits.short)
    await settle_down(alpha, beta)

    assert (reply.id, Rule.FIRST_POST, HOLDS) == (waits.id, waits.reason, waits.state)
    post = (await known(alpha, reply.id)).posts[reply.id]
    assert (PostState.SHOWN, 2, "") == (post.state, post.seq, post.reason)
    told = [each for each in network.posted_to("beta.test")[before:] if each["type"] == "Announce"]
    assert told, "the board announces it as any new post"
    assert [] == list(await holding.queue(alpha))
    with pytest.raises(AlreadySo):
        await holding.approve(alpha, reply.id)


async def test_author_who_was_let_in_once_does_not_wait_again(
    alpha: Node, beta: Node, opening: Iri
) -> None:
    first = await speak.reply(beta, opening, "bob", "Bier helpt.")
    await settle_down(alpha, beta)
    await holding.approve(alpha, first.id)
    second = await speak.reply(beta, opening, "bob", "Zout ook.")
    await settle_down(alpha, beta)

    assert PostState.SHOWN is await state(alpha, second.id)


async def test_who_answers_what_waits_stands_under_it_afterwards(
    alpha: Node, beta: Node, opening: Iri
) -> None:
    first = await speak.reply(beta, opening, "bob", "Bier helpt.")
    await settle_down(alpha, beta)
    below = await speak.reply(beta, first.id, "bob", "En zout.")
    await settle_down(alpha, beta)
    waited = await state(alpha, below.id)
    async with alpha.database.transaction() as conn:
        await clear_shelf(conn, alpha.clock())
    await holding.approve(alpha, first.id)
    await settle_down(alpha, beta)

    assert PostState.SHELVED is waited
    assert PostState.SHOWN is await state(alpha, below.id)


async def test_thread_of_a_member_here_waits_and_is_opened_as_if_it_came_then(
    alpha: Node, beta: Node, opening: Iri
) -> None:
    await setup.create_member(alpha, "cora", "Cora")
    essay = "Sla. " * 9_000
    said = await speak.open_thread(alpha, "tuin", "cora", "Sla", essay)
    await settle_down(alpha, beta)
    with pytest.raises(Missing):
        await find_place(alpha, said.id)
    assert said.id not in (await known(beta, said.id)).posts

    await holding.approve(alpha, said.id)
    await settle_down(alpha, beta)

    place = await find_place(alpha, said.id)
    assert ("Sla", PostState.SHOWN) == (place.thread.title, place.post.state)
    assert place.post.source is not None
    assert essay == place.post.source.content
    assert PostState.SHOWN is await state(beta, said.id)


async def test_post_that_is_turned_away_is_removed_and_nobody_elsewhere_is_told(
    alpha: Node, beta: Node, opening: Iri, network: Network
) -> None:
    reply = await speak.reply(beta, opening, "bob", "Koop nu!")
    await settle_down(alpha, beta)
    before = len(network.posts)

    await holding.reject(alpha, reply.id, "reclame")
    await settle_down(alpha, beta)

    assert before == len(network.posts)
    async with alpha.database.connection() as conn:
        found = await held_post(conn, reply.id)
    assert found is not None
    assert (PostState.REMOVED, "reclame") == (found.state, found.reason)
    assert [] == list(await holding.queue(alpha))


async def test_only_moderators_say_yes_or_no(alpha: Node, beta: Node, opening: Iri) -> None:
    reply = await speak.reply(beta, opening, "bob", "Bier helpt.")
    await settle_down(alpha, beta)

    with pytest.raises(AlreadySo):
        await holding.approve(alpha, opening)
    with pytest.raises(Forbidden):
        await holding.approve(alpha, reply.id, "anna")
    with pytest.raises(Forbidden):
        await holding.reject(alpha, reply.id, "", "anna")
    assert HOLDS is await state(alpha, reply.id)


async def test_yes_no_trust_and_settings_are_operations(
    alpha: Node, beta: Node, opening: Iri
) -> None:
    one = await speak.reply(beta, opening, "bob", "Bier helpt.")
    two = await speak.reply(beta, opening, "bob", "Zout ook.")
    await settle_down(alpha, beta)
    await holding.approve(alpha, one.id)
    await holding.reject(alpha, two.id, "dubbel")
    await holding.trust(alpha, "@bob@beta.test")
    with pytest.raises(AlreadySo):
        await holding.trust(alpha, "@bob@beta.test")
    await holding.trust(alpha, "@bob@beta.test", undo=True)

    async with alpha.database.connection() as conn:
        rows = await conn.fetch(OPERATIONS)
        written = [bool(await changes_of(conn, row["id"])) for row in rows]
    desk = alpha.home.desk
    bob = beta.home.member("bob")
    done = {(row["act"], row["subject"]) for row in rows}
    assert done == {
        ("rule", "first-post"), ("approve", one.id), ("reject", two.id), ("trust", bob),
        ("distrust", bob),
    }  # fmt: skip
    assert {desk} == {row["by"] for row in rows}
    assert all(written)


async def test_rules_say_what_is_set_where(alpha: Node) -> None:
    await holding.set_rule(alpha, "links", ("2",), "tuin")
    with pytest.raises(AlreadySo):
        await holding.set_rule(alpha, "links", ("2",), "tuin")

    garden, set_there = await holding.rules_of(alpha, "tuin")
    forum, set_here = await holding.rules_of(alpha)
    await holding.set_rule(alpha, "links", None, "tuin")
    again, _ = await holding.rules_of(alpha, "tuin")

    assert ("2", True) == (garden.settings["links"], set_there["links"])
    assert ("4", False) == (forum.settings["links"], set_here["links"])
    assert "4" == again.settings["links"]


async def test_freeze_has_strangers_wait_and_nobody_else(
    alpha: Node, beta: Node, opening: Iri
) -> None:
    from_before = await speak.reply(alpha, opening, "anna", "Ik ken jullie al.")
    await holding.set_rule(alpha, "first-post", ("off",))
    await holding.freeze(alpha, timedelta(hours=12))
    stranger = await speak.reply(beta, opening, "bob", "Bier helpt.")
    await settle_down(alpha, beta)
    thawed = await holding.freeze(alpha, None)

    assert (PostState.SHOWN, HOLDS, "off") == (
        await state(alpha, from_before.id),
        await state(alpha, stranger.id),
        thawed.value,
    )


async def test_the_same_words_wait_from_the_fourth_time_on(
    alpha: Node, beta: Node, opening: Iri
) -> None:
    await holding.set_rule(alpha, "first-post", ("off",))
    for number in range(4):
        text = f"Vandaag nog uw goedkope horloges bestellen bij de beste winkel! {number}"
        await speak.reply(beta, opening, "bob", text)
        await settle_down(alpha, beta)

    assert [Rule.DUPLICATES] == [each.reason for each in await holding.queue(alpha)]
