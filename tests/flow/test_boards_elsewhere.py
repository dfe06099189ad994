"""Boards elsewhere: followed, seeded, posted in; each kind of software as it behaves."""

from typing import Any

import pytest

from fediforum.errors import Conflict, Forbidden
from fediforum.flow import boards, speak
from fediforum.flow.confirm import confirm
from fediforum.flow.find import find_place
from fediforum.flow.working import tidy
from fediforum.forum.effects import Errand
from fediforum.forum.model import Post, PostState
from fediforum.node import Node
from fediforum.store import reading
from fediforum.store.known import load_known
from fediforum.store.peers import save_software
from fediforum.vocab.iri import Iri
from tests.flow.group import Group
from tests.flow.hands import settle_down
from tests.flow.two_forums import Clock, Network

OPEN = ("tea@delta.test", "bob", "Munt", "Hoe houd je die *binnen*?")


@pytest.fixture
def tea(network: Network, clock: Clock) -> Group:
    """A board at delta.test, a server that we did not write."""
    return Group("tea", "delta.test", network, clock)


async def run_as(node: Node, group: Group, software: str) -> None:
    """Have it be known which software the board's server runs."""
    group.software = software
    async with node.database.transaction() as conn:
        await save_software(conn, group.host, software, "1", node.clock())


async def state_of(node: Node, iri: Iri) -> Post:
    return (await find_place(node, iri)).post


async def look_again(node: Node, post: Iri, clock: Clock, **span: float) -> Post:
    """Time goes by, and the errand of the post is run again."""
    clock.later(**span)
    await confirm(node, Errand("confirm", post))
    return await state_of(node, post)


async def follow_state(node: Node, group: Group) -> str | None:
    found = await boards.follow_of(node, Iri(group.id))
    return found.value if found is not None else None


# -- following -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["!tea@delta.test", "@tea@delta.test", "https://delta.test/c/tea"])
async def test_board_elsewhere_is_followed_by_handle_or_url(
    beta: Node, tea: Group, name: str
) -> None:
    asked = await boards.follow_board(beta, name)
    await settle_down(beta)
    before = await follow_state(beta, tea)
    await tea.post(tea.accepts(tea.heard[-1]), "beta.test")
    await settle_down(beta)

    assert (tea.id, "pending") == (asked.board.id, before)
    assert "accepted" == await follow_state(beta, tea)
    assert beta.home.desk == tea.heard[0]["actor"]


async def test_board_that_has_a_member_s_name_is_taken_for_the_board(
    beta: Node, tea: Group
) -> None:
    tea.namesake = True

    asked = await boards.follow_board(beta, "!tea@delta.test")

    assert tea.id == asked.board.id


async def test_somebody_is_no_board(beta: Node, tea: Group) -> None:
    with pytest.raises(Forbidden, match="is no board but a Person"):
        await boards.follow_board(beta, tea.author.id)


async def test_board_here_needs_not_be_followed(alpha: Node) -> None:
    with pytest.raises(Conflict, match="is here"):
        await boards.follow_board(alpha, "tuin")


async def test_repeated_follow_is_sent_after_an_undo(beta: Node, tea: Group) -> None:
    await boards.follow_board(beta, "!tea@delta.test")
    await settle_down(beta)

    again = await boards.follow_board(beta, "!tea@delta.test")
    await settle_down(beta)

    assert again.changed
    first, undo, second = tea.heard
    assert ("Follow", "Undo", "Follow") == (first["type"], undo["type"], second["type"])
    assert first["id"] == undo["object"]["id"]
    assert second["id"] != first["id"]


async def test_board_that_accepted_is_not_asked_again_unless_told(beta: Node, tea: Group) -> None:
    await tea.is_followed_by(beta)
    told = len(tea.heard)

    unchanged = await boards.follow_board(beta, "!tea@delta.test")
    await settle_down(beta)
    heard_nothing = len(tea.heard) == told
    changed = await boards.follow_board(beta, "!tea@delta.test", again=True)

    assert (False, True, True) == (unchanged.changed, heard_nothing, changed.changed)


async def test_refusal_is_remembered_and_nothing_of_the_board_is_taken(
    beta: Node, tea: Group
) -> None:
    await boards.follow_board(beta, "!tea@delta.test")
    await settle_down(beta)
    await tea.post(tea.does("Reject", tea.heard[-1]), "beta.test")
    page = tea.page("Groene thee")
    await tea.announce(tea.creates(page), "beta.test")
    await settle_down(beta)

    async with beta.database.connection() as conn:
        shown = await reading.boards(conn, beta.home.desk)
        known = await load_known(conn, {Iri(page["id"])}, beta.home)
    assert [(tea.id, "refused")] == [(each.id, each.follow) for each in shown]
    assert {} == known.posts


@pytest.mark.parametrize(("software", "state"), [("piefed", "accepted"), ("lemmy", "pending")])
async def test_silence_after_a_repeated_follow_is_yes_at_piefed_only(
    beta: Node, tea: Group, clock: Clock, software: str, state: str
) -> None:
    await run_as(beta, tea, software)
    await boards.follow_board(beta, "!tea@delta.test")
    await settle_down(beta)
    await boards.follow_board(beta, "!tea@delta.test")
    await settle_down(beta)

    clock.later(minutes=11)
    await boards.settle_silence(beta, Errand("asked", Iri(tea.id)))

    assert state == await follow_state(beta, tea)


async def test_board_is_let_go(beta: Node, tea: Group) -> None:
    await tea.is_followed_by(beta)

    await boards.unfollow_board(beta, "!tea@delta.test")
    await settle_down(beta)

    assert None is await follow_state(beta, tea)
    assert "Undo" == tea.heard[-1]["type"]


# -- posting -------------------------------------------------------------------------------------


@pytest.mark.parametrize("echo", ["create", "id", "update", "array"])
async def test_post_is_pending_until_its_board_announces_it(
    beta: Node, tea: Group, echo: str
) -> None:
    await tea.is_followed_by(beta)
    said = await speak.open_thread(beta, *OPEN)
    await settle_down(beta)
    before = await state_of(beta, said.id)
    sent = tea.heard[-1]
    told = len(tea.heard)

    await tea.announce(tea.echo(sent, echo), "beta.test")
    await settle_down(beta)
    await tea.announce(tea.echo(sent, echo), "beta.test")
    await settle_down(beta)

    after = await state_of(beta, said.id)
    assert (PostState.PENDING, PostState.SHOWN) == (before.state, after.state)
    assert told == len(tea.heard)
    assert (tea.id, tea.id) == (sent["audience"], sent["object"]["audience"])
    assert tea.id in sent["to"]
    assert tea.id in sent["object"]["to"]


async def test_silent_board_is_looked_into_after_one_ten_and_sixty_minutes(
    beta: Node, tea: Group, clock: Clock, network: Network
) -> None:
    await tea.is_followed_by(beta)
    await run_as(beta, tea, "piefed")
    said = await speak.open_thread(beta, *OPEN)
    await settle_down(beta)
    network.gets.clear()

    early = await look_again(beta, said.id, clock, seconds=30)
    looked_early = list(network.gets)
    minute = await look_again(beta, said.id, clock, seconds=31)
    ten = await look_again(beta, said.id, clock, minutes=9)
    last = await look_again(beta, said.id, clock, minutes=50)

    assert [] == looked_early
    assert ["", "", ""] == [each.reason for each in (early, minute, ten)]
    assert (PostState.PENDING, "it is not in the lists of the board") == (last.state, last.reason)


async def test_post_that_stands_in_the_outbox_of_a_silent_board_is_taken_in(
    beta: Node, tea: Group, clock: Clock
) -> None:
    await tea.is_followed_by(beta)
    await run_as(beta, tea, "piefed")
    said = await speak.open_thread(beta, *OPEN)
    await settle_down(beta)

    tea.lists("lemmy", [tea.heard[-1]["object"]])
    after = await look_again(beta, said.id, clock, seconds=61)

    assert PostState.SHOWN == after.state


async def test_reply_that_stands_in_the_conversation_of_a_silent_board_is_taken_in(
    beta: Node, tea: Group, clock: Clock
) -> None:
    page = tea.page("Groene thee")
    tea.lists("lemmy", [page])
    await tea.is_followed_by(beta)
    await run_as(beta, tea, "piefed")
    said = await speak.reply(beta, page["id"], "bob", "Zonder suiker.")
    await settle_down(beta)

    before = await look_again(beta, said.id, clock, seconds=61)
    conversation = tea.collection(page["context"], [page["id"], said.id])
    tea.documents[page["context"]] = conversation
    after = await look_again(beta, said.id, clock, minutes=10)

    assert (PostState.PENDING, PostState.SHOWN) == (before.state, after.state)
    assert page["context"] == tea.heard[-1]["object"]["context"]


async def test_what_could_not_be_confirmed_is_never_lost_and_may_be_asked_for_again(
    beta: Node, tea: Group, clock: Clock
) -> None:
    await tea.is_followed_by(beta)
    said = await speak.open_thread(beta, *OPEN)
    await settle_down(beta)
    hour = await look_again(beta, said.id, clock, minutes=61)
    day = await look_again(beta, said.id, clock, hours=24)

    tea.lists("lemmy", [tea.heard[-1]["object"]])
    after = await look_again(beta, said.id, clock, hours=100)

    assert ("", "it is not in the lists of the board") == (hour.reason, day.reason)
    assert PostState.SHOWN == after.state


async def test_post_whose_errand_was_lost_is_looked_up_all_the_same(
    beta: Node, tea: Group, clock: Clock
) -> None:
    await tea.is_followed_by(beta)
    said = await speak.open_thread(beta, *OPEN)
    await settle_down(beta)
    async with beta.database.connection() as conn:
        await conn.execute("DELETE FROM pgqueuer.pgqueuer")

    clock.later(days=3)
    await tidy(beta)
    await settle_down(beta)

    post = await state_of(beta, said.id)
    assert (PostState.PENDING, "it is not in the lists of the board") == (post.state, post.reason)


async def test_post_that_the_server_does_not_take_says_so(
    beta: Node, tea: Group, clock: Clock
) -> None:
    await tea.is_followed_by(beta)
    tea.answers = [403, 403, 403]
    said = await speak.open_thread(beta, *OPEN)
    await settle_down(beta)

    after = await look_again(beta, said.id, clock, minutes=1)

    assert (PostState.PENDING, "the server answered: 403") == (after.state, after.reason)


async def test_board_refuses_a_post_and_says_why(beta: Node, tea: Group) -> None:
    await tea.is_followed_by(beta)
    said = await speak.open_thread(beta, *OPEN)
    await settle_down(beta)

    await tea.post(tea.does("Reject", tea.heard[-1], summary="Alleen over koffie."), "beta.test")
    await settle_down(beta)

    post = await state_of(beta, said.id)
    assert (PostState.REFUSED, "Alleen over koffie.") == (post.state, post.reason)


async def test_what_members_do_there_goes_to_the_board_s_server(beta: Node, tea: Group) -> None:
    page = tea.page("Groene thee")
    tea.lists("lemmy", [page])
    await tea.is_followed_by(beta)
    reply = await speak.reply(beta, page["id"], "bob", "Zonder suiker.")
    await settle_down(beta)
    told = len(tea.heard)

    await speak.like(beta, page["id"], "bob")
    await speak.take_back(beta, page["id"], "bob")
    await speak.edit(beta, reply.id, "bob", "Met honing.")
    await speak.delete(beta, reply.id, "bob")
    await settle_down(beta)

    said: list[dict[str, Any]] = tea.heard[told:]
    assert ["Like", "Undo", "Update", "Delete"] == [each["type"] for each in said]
    assert {tea.id} == {each["audience"] for each in said}


async def test_member_who_is_banned_there_is_told_so(beta: Node, tea: Group) -> None:
    await tea.is_followed_by(beta)
    ban = tea.does(
        "Block", beta.home.member("bob"), target=tea.id, summary="te veel munt", actor=tea.id
    )
    await tea.announce(ban, "beta.test")
    await settle_down(beta)

    with pytest.raises(Forbidden, match="te veel munt"):
        await speak.open_thread(beta, *OPEN)


# -- a forum of our own kind ---------------------------------------------------------------------


async def test_two_forums_confirm_what_their_members_write(alpha: Node, beta: Node) -> None:
    before = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Overal.")
    await speak.reply(alpha, before.id, "anna", "Ook in de sla.")
    await boards.follow_board(beta, "!tuin@alpha.test")
    await settle_down(alpha, beta)

    said = await speak.open_thread(beta, "tuin@alpha.test", "bob", "Rozen", "Wanneer snoeien?")
    pending = await state_of(beta, said.id)
    await settle_down(alpha, beta)

    assert (PostState.PENDING, PostState.SHOWN) == (
        pending.state,
        (await state_of(beta, said.id)).state,
    )
