"""Who follows whom is told in digests, compared, and mended where the two sides differ
(FEP-8fcf).
"""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from fediforum.flow import speak
from fediforum.node import Node
from fediforum.store.relations import follows_here
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json, read_json, write_json
from fediforum.web.app import create_app
from fediforum.wire import sign
from fediforum.wire.synchronization import (
    HEADER,
    Synchronization,
    digest_of,
    read_synchronization,
    write_synchronization,
)
from tests.flow.hands import settle_down
from tests.flow.stranger import AS2, Stranger
from tests.flow.two_forums import Clock, Network

LOSE = "DELETE FROM relation WHERE kind = 'follow' AND a = $1 AND b = $2"
FOLLOWERS = "SELECT a FROM relation WHERE kind = 'follow' AND b = $1 AND value = 'accepted'"


class Teller(Stranger):
    """Somebody whose server hears and tells who follows whom."""

    def __init__(self, name: str, host: str, network: Network, clock: Clock) -> None:
        super().__init__(name, host, network, clock)
        self.told: list[str | None] = []

    async def take(self, request: Request) -> Response:
        self.told.append(request.headers.get(HEADER))
        return await super().take(request)

    def lists(self, *followers: str) -> str:
        """Where the list of their followers at one server is from now on."""
        url = f"{self.id}/sync"
        self.documents[url] = {"type": "OrderedCollection", "orderedItems": list(followers)}
        return url

    async def tells(
        self, digest: str, url: str, *, collection: str | None = None, signed: bool = True
    ) -> None:
        """A request of theirs that carries the header."""
        header = write_synchronization(
            Synchronization(collection or f"{self.id}/followers", url, digest)
        )
        body, inbox = write_json(self.does("Like", f"{self.base}/1")), "https://alpha.test/inbox"
        given = {HEADER: header}
        headers = sign(
            "POST", inbox, body, key_id=self.key_id, private_key=self.key, now=self.clock(),
            extra=given if signed else None,
        )  # fmt: skip
        await self.network.send("POST", inbox, {**headers, **given}, body)


@pytest.fixture
def toon(network: Network, clock: Clock) -> Teller:
    return Teller("toon", "delta.test", network, clock)


@pytest.fixture
def alpha(alpha: Node, network: Network) -> Node:
    """The forum with its real doors: there the list of followers is asked for."""
    network.apps["alpha.test"] = create_app(alpha)
    return alpha


async def get(network: Network, url: str, who: Stranger | None) -> tuple[int, Json]:
    headers: dict[str, str] = {"Accept": "application/activity+json"}
    if who is not None:
        headers |= sign(
            "GET", url, None, key_id=who.key_id, private_key=who.key, now=who.clock(),
            accept=headers["Accept"],
        )  # fmt: skip
    answer = await network.send("GET", url, headers, None)
    return answer.status, read_json(answer.body)


# -- told -----------------------------------------------------------------------------------------


async def test_server_of_a_follower_is_told_which_of_its_own_follow(
    alpha: Node, alice: Stranger, toon: Teller, network: Network
) -> None:
    board = alpha.home.board("tuin")
    for each in (alice, toon):
        await each.post(each.does("Follow", board))
    await settle_down(alpha)
    await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha)

    told = read_synchronization(toon.told[0] or "")
    assert [told.digest] == [digest_of([toon.id])]
    assert f"{board}/followers" == told.collection
    assert {None} == set(toon.told[1:])  # once an hour is enough
    theirs = {"totalItems": 1, "orderedItems": [toon.id]}
    status, listed = await get(network, told.url, toon)
    assert (200, theirs) == (status, {key: listed.get(key) for key in theirs})
    assert 401 == (await get(network, told.url, None))[0]
    assert 403 == (await get(network, told.url, alice))[0]


async def test_server_without_followers_is_told_nothing(alpha: Node, toon: Teller) -> None:
    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    note = toon.note("Bier.", to=(alpha.home.board("tuin"),), parent=said.id)
    await toon.post(toon.creates(note))
    await settle_down(alpha)

    await speak.reply(alpha, Iri(note["id"]), "anna", "Nee.")
    await settle_down(alpha)

    assert {None} == set(toon.told)


# -- two forums -----------------------------------------------------------------------------------


async def both_follow(alpha: Node, beta: Node) -> Iri:
    for name in ("desk", "bob"):
        await speak.follow(beta, "@tuin@alpha.test", name)
    await settle_down(alpha, beta)
    return alpha.home.board("tuin")


async def lose(node: Node, who: Iri, board: Iri) -> None:
    """A backup is put back, a message got lost: one side forgets a Follow."""
    async with node.database.transaction() as conn:
        await conn.execute(LOSE, who, board)


async def speak_up(alpha: Node, beta: Node) -> None:
    for node in (alpha, beta):
        node.gate.told.values.clear()
        node.gate.compared.values.clear()
    await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha, beta)


async def sides(alpha: Node, beta: Node, board: Iri) -> tuple[set[Iri], set[Iri]]:
    async with alpha.database.connection() as conn:
        there = {row["a"] for row in await conn.fetch(FOLLOWERS, board)}
    async with beta.database.connection() as conn:
        return there, set(await follows_here(conn, board))


async def test_board_that_has_lost_the_follow_of_a_forum_is_asked_again(
    alpha: Node, beta: Node
) -> None:
    board = await both_follow(alpha, beta)
    await lose(alpha, beta.home.desk, board)

    await speak_up(alpha, beta)

    both = {beta.home.desk, beta.home.member("bob")}
    assert (both, both) == await sides(alpha, beta, board)


async def test_member_who_is_not_listed_follows_no_more(alpha: Node, beta: Node) -> None:
    board = await both_follow(alpha, beta)
    await lose(alpha, beta.home.member("bob"), board)

    await speak_up(alpha, beta)

    assert ({beta.home.desk}, {beta.home.desk}) == await sides(alpha, beta, board)


async def test_follow_that_nobody_here_knows_of_is_taken_back(
    alpha: Node, beta: Node, network: Network
) -> None:
    board = await both_follow(alpha, beta)
    await lose(beta, beta.home.member("bob"), board)
    network.posts.clear()

    await speak_up(alpha, beta)

    said = [(each["type"], each["actor"]) for each in network.posted_to("alpha.test")]
    assert [("Undo", beta.home.member("bob"))] == said
    assert ({beta.home.desk}, {beta.home.desk}) == await sides(alpha, beta, board)


async def test_sides_that_agree_ask_each_other_nothing(
    alpha: Node, beta: Node, network: Network
) -> None:
    await both_follow(alpha, beta)
    network.gets.clear()

    await speak_up(alpha, beta)

    assert [] == [url for url in network.gets if "followers" in url]


# -- what is not believed -------------------------------------------------------------------------


async def test_list_is_asked_for_only_by_a_header_that_is_signed_and_the_senders_own(
    alpha: Node, toon: Teller, network: Network
) -> None:
    url, digest = toon.lists(), digest_of(["https://alpha.test/ap/members/anna"])
    await toon.post(toon.does("Like", f"{toon.base}/1"))

    await toon.tells(digest, url, signed=False)
    await toon.tells(digest, "https://gamma.test/users/alice/sync")
    await toon.tells(digest, "https://delta.test:8443/sync")
    await toon.tells(digest, url, collection="https://gamma.test/users/alice/followers")
    await toon.tells(digest.upper(), url)
    await toon.tells(digest[:-1], url)
    await settle_down(alpha)
    assert url not in network.gets

    await toon.tells(digest, url)
    await settle_down(alpha)
    assert url in network.gets


async def anna_follows(alpha: Node, toon: Teller) -> tuple[Iri, Iri]:
    toon.documents[toon.id] = {**toon.person("toon"), "@context": AS2}
    await toon.post(toon.does("Like", f"{toon.base}/1"))
    await settle_down(alpha)
    await speak.follow(alpha, "@toon@delta.test", "anna")
    anna = alpha.home.member("anna")
    accept = {"type": "Follow", "actor": anna, "object": toon.id}
    await toon.post(toon.does("Accept", accept))
    await settle_down(alpha)
    return anna, Iri(toon.id)


async def test_list_that_has_another_digest_than_was_told_changes_nothing(
    alpha: Node, toon: Teller
) -> None:
    anna, followed = await anna_follows(alpha, toon)

    await toon.tells(digest_of(["https://alpha.test/ap/members/else"]), toon.lists())
    await settle_down(alpha)

    async with alpha.database.connection() as conn:
        assert {anna: "accepted"} == await follows_here(conn, followed)


async def test_follow_that_waits_for_its_answer_is_accepted_by_the_list(
    alpha: Node, toon: Teller
) -> None:
    toon.documents[toon.id] = toon.person("toon")
    await toon.post(toon.does("Like", f"{toon.base}/1"))
    await settle_down(alpha)
    await speak.follow(alpha, "@toon@delta.test", "anna")
    anna = alpha.home.member("anna")

    await toon.tells(digest_of([anna]), toon.lists(anna))
    await settle_down(alpha)

    async with alpha.database.connection() as conn:
        assert {anna: "accepted"} == await follows_here(conn, Iri(toon.id))


@pytest.mark.parametrize(
    "odd",
    [
        {"orderedItems": 5},
        {"orderedItems": [{"id": "x"}, None, "https://alpha.test/ap/members/nobody"]},
        {"first": "https://gamma.test/elsewhere"},
        {"orderedItems": [], "next": "https://delta.test/users/toon/sync"},
    ],
)
async def test_odd_list_harms_nobody(alpha: Node, toon: Teller, odd: dict[str, Any]) -> None:
    anna, followed = await anna_follows(alpha, toon)
    url = toon.lists()
    toon.documents[url] = {"type": "OrderedCollection", **odd}

    await toon.tells(digest_of(["https://alpha.test/ap/members/else"]), url)
    await settle_down(alpha)

    async with alpha.database.connection() as conn:
        assert {anna: "accepted"} == await follows_here(conn, followed)
