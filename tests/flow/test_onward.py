"""Going on at home: whoever says where that is, is led there and nowhere else."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest

from fediforum import limits
from fediforum.flow.onward import go_on
from fediforum.flow.ways import DAY, FAILED_SECONDS, Deed, NoWayOn, Ways, Why
from fediforum.node import Node
from fediforum.store.peers import save_software
from fediforum.vocab.iri import Iri
from tests.blocking import block_host
from tests.flow.homes import SAYS, AtHome
from tests.flow.two_forums import Clock, Network, forum

HOME = "thuis.test"
PIET = f"@piet@{HOME}"
THING = Iri("https://alpha.test/ap/posts/0123456789abc")
SENT = quote(THING, safe="")
TEXT = "@tuin@alpha.test "
TOLD = quote(TEXT, safe="")


class Ticking:
    """Monotonic seconds that go on when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticking() -> Ticking:
    return Ticking()


@pytest.fixture
async def node(
    database_url: str, tmp_path: Path, network: Network, clock: Clock, ticking: Ticking
) -> AsyncIterator[Node]:
    async with forum("alpha.test", database_url, tmp_path, network, clock) as opened:
        opened.ways = Ways(ticking)
        yield opened


def at_home(network: Network, program: str, **more: object) -> AtHome:
    home = AtHome(program, HOME, **more)  # type: ignore[arg-type]
    network.apps[HOME] = home.app()
    return home


async def way(node: Node, deed: Deed, typed: str = PIET, address: str = "192.0.2.1") -> str:
    """Where somebody is sent."""
    _, address = await go_on(node, typed, deed, THING, text=TEXT, address=address)
    return address


INTERACT = f"authorize_interaction?uri={SENT}"
SUBSCRIBE = f"ostatus_subscribe?acct={SENT}"
EXTERNAL = f"activitypub/externalInteraction?uri={SENT}"
SEARCH = f"search?q={SENT}"
# reply, like, boost, follow, begin
LEADS: dict[str, tuple[str, ...]] = {
    "mastodon": (INTERACT, INTERACT, INTERACT, INTERACT, f"share?text={TOLD}"),
    "mastodon-4.5": (INTERACT, INTERACT, INTERACT, INTERACT, f"share?text={TOLD}"),
    "pleroma": (SUBSCRIBE,) * 5,
    "akkoma": (SUBSCRIBE, SUBSCRIBE, SUBSCRIBE, EXTERNAL, SUBSCRIBE),
    "friendica": (f"contact/follow?url={SENT}",) * 5,
    "misskey": (f"authorize-follow?acct={SENT}",) * 4 + (f"share?text={TOLD}",),
    "lemmy": (EXTERNAL,) * 5,
    "lemmy-0.19.3": (SEARCH,) * 5,
    "mbin": (f"search?search%5Bq%5D={SENT}",) * 5,
    "piefed": (SEARCH,) * 5,
    "nodebb": (
        f"ap?resource={SENT}",
        f"intents/like?pid={SENT}",
        f"ap?resource={SENT}",
        f"intents/follow?uid={SENT}",
        f"ap?resource={SENT}",
    ),
    "peertube": (f"remote-interaction?uri={SENT}",) * 5,
    "hubzilla": (f"follow?f=&url={SENT}",) * 5,
    "mitra": (INTERACT,) * 5,
    "wordpress": (f"wp-json/activitypub/1.0/interactions?uri={SENT}",) * 5,
    "emissary": (
        INTERACT,
        f"@piet/intents/like?id={SENT}&ok=",
        f"@piet/intents/announce?id={SENT}&ok=",
        INTERACT,
        f"@piet/intents/create?text={TOLD}&re=",
    ),
}
DEEDS = (Deed.REPLY, Deed.LIKE, Deed.BOOST, Deed.FOLLOW, Deed.BEGIN)


@pytest.mark.parametrize("program", LEADS)
async def test_each_program_is_gone_on_at_as_it_wants_it(
    node: Node, network: Network, program: str
) -> None:
    at_home(network, program)

    found = [await way(node, deed) for deed in DEEDS]

    assert [f"https://{HOME}/{page}" for page in LEADS[program]] == found


def test_every_shape_has_its_ways() -> None:
    assert SAYS.keys() - {"gotosocial"} == LEADS.keys()


async def test_who_has_no_page_to_be_sent_to_is_told_so(node: Node, network: Network) -> None:
    at_home(network, "gotosocial")

    with pytest.raises(NoWayOn) as refused:
        await way(node, Deed.REPLY)

    assert Why.DOORLESS is refused.value.why


async def test_the_name_of_a_server_is_enough(node: Node, network: Network) -> None:
    for program, page in (
        ("mastodon", INTERACT),
        ("pleroma", SUBSCRIBE),
        ("lemmy", SEARCH),
        ("friendica", INTERACT),
        ("something-new", INTERACT),
    ):
        at_home(network, program)
        node.ways = Ways()
        assert f"https://{HOME}/{page}" == await way(node, Deed.REPLY, HOME), program


async def test_a_server_without_nodeinfo_that_names_an_actor_is_asked_as_most_are(
    node: Node, network: Network
) -> None:
    at_home(network, "gotosocial", nodeinfo=False)

    assert f"https://{HOME}/{INTERACT}" == await way(node, Deed.REPLY)


async def test_a_template_that_leads_away_is_not_followed(node: Node, network: Network) -> None:
    away = [
        {"rel": relation, "template": "https://evil.test/?u={uri}{object}"}
        for relation in (
            "http://ostatus.org/schema/1.0/subscribe",
            "https://w3id.org/fep/3b86/Like",
        )
    ]
    at_home(network, "wat-anders", links=away)

    assert f"https://{HOME}/{INTERACT}" == await way(node, Deed.LIKE)


async def test_who_is_called_otherwise_than_their_server_is_led_to_their_server(
    node: Node, network: Network
) -> None:
    server = AtHome("mastodon", "sociaal.test")
    named = AtHome("mastodon", HOME)
    named.jrd = lambda: AtHome.jrd(server)  # type: ignore[method-assign]
    network.apps[HOME] = named.app()

    assert f"https://sociaal.test/{INTERACT}" == await way(node, Deed.REPLY)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", Why.UNREADABLE),
        ("piet", Why.UNREADABLE),
        ("127.0.0.1", Why.UNREADABLE),
        ("@anna@alpha.test", Why.OURS),
        ("alpha.test", Why.OURS),
        ("piet@nergens.test", Why.SILENT),
        ("piet@post.test", Why.UNKNOWN),
    ],
)
async def test_where_there_is_no_way_on_it_is_said_why(
    node: Node, network: Network, typed: str, why: Why
) -> None:
    network.apps["post.test"] = AtHome("post", "nobody.test", nodeinfo=False).app()

    with pytest.raises(NoWayOn) as refused:
        await way(node, Deed.REPLY, typed)

    assert why is refused.value.why


async def test_nobody_is_sent_to_a_server_that_we_do_not_speak_with(
    node: Node, network: Network
) -> None:
    home = at_home(network, "mastodon")
    async with node.database.connection() as conn:
        await block_host(conn, HOME, "", node.clock())

    with pytest.raises(NoWayOn) as refused:
        await way(node, Deed.REPLY)

    assert Why.BLOCKED is refused.value.why
    assert [] == home.asked


async def test_a_server_is_asked_once_a_day(node: Node, network: Network, ticking: Ticking) -> None:
    home = at_home(network, "mastodon")

    for deed in DEEDS:
        await way(node, deed)
    once = list(home.asked)
    ticking.now += DAY + 1
    await way(node, Deed.REPLY)

    assert [f"acct:piet@{HOME}"] == once
    assert once * 2 == home.asked


async def test_what_failed_is_tried_again_after_a_minute(
    node: Node, network: Network, ticking: Ticking
) -> None:
    with pytest.raises(NoWayOn):
        await way(node, Deed.REPLY)
    home = at_home(network, "mastodon")
    with pytest.raises(NoWayOn):
        await way(node, Deed.REPLY)
    assert [] == home.asked
    ticking.now += FAILED_SECONDS + 1

    assert f"https://{HOME}/{INTERACT}" == await way(node, Deed.REPLY)


async def test_a_slow_server_is_not_waited_for_unless_its_program_is_known(
    node: Node, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ONWARD_SECONDS", 0.05)
    at_home(network, "mastodon")
    send = network.send

    async def slowly(*request: object) -> object:
        await asyncio.sleep(5)
        return await send(*request)  # type: ignore[arg-type]

    network.send = slowly  # type: ignore[method-assign,assignment]
    with pytest.raises(NoWayOn) as refused:
        await way(node, Deed.REPLY)
    assert Why.SILENT is refused.value.why

    node.ways = Ways()
    async with node.database.connection() as conn:
        await save_software(conn, HOME, "lemmy", "1.0", node.clock())
    assert f"https://{HOME}/{SEARCH}" == await way(node, Deed.REPLY)


async def test_one_address_cannot_have_us_ask_without_end(
    node: Node, network: Network, ticking: Ticking
) -> None:
    asked = 0
    for number in range(limits.ONWARD_PER_ADDRESS_MINUTE + 5):
        with pytest.raises(NoWayOn) as refused:
            await way(node, Deed.REPLY, f"nergens{number}.test")
        asked += refused.value.why is not Why.BUSY

    assert limits.ONWARD_PER_ADDRESS_MINUTE == asked
    with pytest.raises(NoWayOn) as other:
        await way(node, Deed.REPLY, "elders.test", "192.0.2.2")
    assert Why.SILENT is other.value.why


async def test_all_addresses_of_one_home_are_one(node: Node, network: Network) -> None:
    reasons = []
    for number in range(limits.ONWARD_PER_ADDRESS_MINUTE + 1):
        with pytest.raises(NoWayOn) as refused:
            await way(node, Deed.REPLY, f"nergens{number}.test", f"2001:db8::{number:x}")
        reasons.append(refused.value.why)

    assert [Why.BUSY] == [why for why in reasons if why is not Why.SILENT]


async def test_who_is_at_home_at_a_known_program_goes_on_however_many_ask_it(
    node: Node, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ONWARD_CONCURRENCY", 0)
    at_home(network, "mastodon")
    with pytest.raises(NoWayOn) as refused:
        await way(node, Deed.REPLY)
    assert Why.BUSY is refused.value.why

    async with node.database.connection() as conn:
        await save_software(conn, HOME, "mastodon", "4.5", node.clock())
    assert f"https://{HOME}/{INTERACT}" == await way(node, Deed.REPLY)


async def test_many_addresses_cannot_have_us_storm_one_server(node: Node, network: Network) -> None:
    home = at_home(network, "post", nodeinfo=False)
    for number in range(limits.ONWARD_PER_HOST_MINUTE + 5):
        with pytest.raises(NoWayOn):
            await way(node, Deed.REPLY, f"n{number}@{HOME}", f"192.0.2.{number}")

    assert limits.ONWARD_PER_HOST_MINUTE == sum(each != "nodeinfo" for each in home.asked)
