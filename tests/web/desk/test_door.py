"""Who comes in at the desk, how long they stay, and what no form goes without."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from fediforum.errors import Forbidden
from fediforum.flow import preside
from fediforum.flow.admission import make_link, send_away
from fediforum.flow.reporting import Complaint, complain
from fediforum.forum.model import Matter
from fediforum.limits import DESK_TRIES_PER_ADDRESS_MINUTE
from fediforum.node import Node
from fediforum.store.database import Sql
from fediforum.store.reading import Reported
from fediforum.web.desk import routes
from tests.flow.two_forums import Clock
from tests.web.desk.conftest import Scene
from tests.web.desk.moderator import Moderator

pytestmark = pytest.mark.usefixtures("scene")

KEPT = Sql("SELECT hash FROM desk_link UNION ALL SELECT hash FROM desk_session")
UNKNOWN = "A" * 43


async def test_link_opens_once_and_by_a_button_alone(node: Node) -> None:
    somebody, other = Moderator(node), Moderator(node)
    way = await make_link(node, "dirk")

    looked = [await somebody.see(f"/desk/in/{way.secret}") for _ in range(3)]
    assert 403 == (await somebody.see("/desk")).status_code
    first = await somebody.knock(way.secret)
    second = await other.knock(way.secret)

    assert [200, 200, 200] == [page.status_code for page in looked]
    assert (303, "/desk") == (first.status_code, first.headers["location"])
    assert (403, 403) == (second.status_code, (await other.see("/desk")).status_code)
    assert 200 == (await somebody.see("/desk")).status_code


async def test_cookie_is_for_this_site_and_its_server_alone(node: Node) -> None:
    cookie = (await Moderator(node).come_in()).headers["set-cookie"]

    name, *parts = [part.strip().lower() for part in cookie.split(";")]
    assert name.startswith("__host-desk=")
    assert {"secure", "httponly", "samesite=lax", "path=/", "max-age=43200"} <= set(parts)
    assert not any(part.startswith("domain") for part in parts)


def encoded(secret: bytes) -> str:
    """32 bytes as links and cookies say them."""
    return urlsafe_b64encode(secret).decode().rstrip("=")


def decoded(secret: str) -> bytes:
    return urlsafe_b64decode(f"{secret}=")


async def test_nothing_that_is_kept_is_a_way_in(node: Node) -> None:
    somebody = Moderator(node)
    way = await make_link(node)
    answer = await somebody.knock(way.secret)
    secret = re.split("[=;]", answer.headers["set-cookie"])[1]

    async with node.database.connection() as conn:
        kept = [bytes(row["hash"]) for row in await conn.fetch(KEPT)]

    assert [32, 32] == [len(each) for each in kept]
    ways = {form for each in (secret, way.secret) for form in (each.encode(), decoded(each))}
    assert ways.isdisjoint(kept)
    for each in kept:
        thief = Moderator(node)
        thief.client.cookies.set("__Host-desk", encoded(each), domain="desk.test", path="/")
        assert 403 == (await thief.see("/desk")).status_code
        assert 403 == (await Moderator(node).knock(encoded(each))).status_code


async def test_link_that_never_was_is_over_or_used_looks_the_same(node: Node, clock: Clock) -> None:
    used, old = [await make_link(node, "dirk") for _ in range(2)]
    assert 303 == (await Moderator(node).knock(used.secret)).status_code
    clock.later(seconds=15 * 60)
    of_nobody = await make_link(node, "dirk")
    await preside.appoint(node, "dirk", "tuin", undo=True)

    answers = [
        await Moderator(node).knock(link)
        for link in (used.secret, old.secret, of_nobody.secret, UNKNOWN, "", "é" * 90)
    ]

    assert {403} == {answer.status_code for answer in answers}
    assert 1 == len({answer.text for answer in answers})
    assert not any("set-cookie" in answer.headers for answer in answers)


async def test_whoever_moderates_nothing_gets_no_link(node: Node) -> None:
    with pytest.raises(Forbidden):
        await make_link(node, "anna")


async def test_tries_are_counted(node: Node) -> None:
    somebody = Moderator(node)

    for _ in range(DESK_TRIES_PER_ADDRESS_MINUTE):
        assert 403 == (await somebody.knock(UNKNOWN)).status_code

    assert 429 == (await somebody.knock((await make_link(node)).secret)).status_code


async def test_session_ends_after_half_a_day(dirk: Moderator, clock: Clock) -> None:
    clock.later(seconds=12 * 3600 - 1)
    assert 200 == (await dirk.see("/desk")).status_code

    clock.later(seconds=1)

    assert 403 == (await dirk.see("/desk")).status_code


async def test_session_ends_by_signing_out_and_its_cookie_is_worth_nothing_then(
    dirk: Moderator,
) -> None:
    cookie = dirk.client.cookies["__Host-desk"]
    page = await dirk.see("/desk")
    [token] = set(re.findall(r'name="token" value="([0-9a-f]+)"', page.text))

    assert 303 == (await dirk.send("/desk/out", {"token": token})).status_code
    dirk.client.cookies.set("__Host-desk", cookie, domain="desk.test", path="/")

    assert 403 == (await dirk.see("/desk")).status_code


async def test_session_ends_when_its_browser_comes_in_again(node: Node, dirk: Moderator) -> None:
    cookie = dirk.client.cookies["__Host-desk"]
    other = Moderator(node)
    other.client.cookies.set("__Host-desk", cookie, domain="desk.test", path="/")

    assert 403 == (await dirk.knock(UNKNOWN)).status_code
    assert 200 == (await other.see("/desk")).status_code
    assert 303 == (await dirk.come_in()).status_code

    assert 403 == (await other.see("/desk")).status_code
    assert 200 == (await dirk.see("/desk")).status_code


async def test_session_ends_when_its_member_is_sent_away_or_moderates_no_more(
    node: Node, dirk: Moderator, keeper: Moderator
) -> None:
    other = Moderator(node)
    await other.come_in("dirk")
    waiting = await make_link(node, "dirk")

    assert 2 == await send_away(node, "dirk")

    assert 403 == (await dirk.see("/desk")).status_code
    assert 403 == (await dirk.knock(waiting.secret)).status_code
    assert 200 == (await keeper.see("/desk")).status_code

    await dirk.come_in("dirk")
    await preside.appoint(node, "dirk", "tuin", undo=True)
    assert 403 == (await dirk.see("/desk")).status_code


async def test_form_of_another_session_site_or_of_nobody_does_nothing(
    node: Node, dirk: Moderator, keeper: Moderator, scene: Scene
) -> None:
    page = await dirk.see(f"/desk/post/{scene.reply}")
    fields = {**dirk.fields(page, "remove"), "reason": "reclame"}
    theirs = keeper.fields(await keeper.see(f"/desk/post/{scene.reply}"), "remove")["token"]

    refused = [
        await dirk.send("/desk/act", {**fields, "token": ""}),
        await dirk.send("/desk/act", {**fields, "token": theirs}),
        await dirk.send("/desk/act", {**fields, "token": "é"}),
        await dirk.send("/desk/act", fields, origin="https://evil.test"),
        await dirk.send("/desk/act", fields, origin="null"),
        await dirk.send("/desk/act", fields, origin="http://desk.test"),
        await dirk.send("/desk/act", fields, origin=""),
        await dirk.send("/desk/act", fields, **{"sec-fetch-site": "cross-site"}),
        await dirk.send("/desk/act", fields, origin="", **{"sec-fetch-site": "same-site"}),
        await Moderator(node).send("/desk/act", fields),
    ]

    assert [403] * len(refused) == [answer.status_code for answer in refused]
    assert "weggehaald" not in (await dirk.see(f"/desk/post/{scene.reply}")).text
    assert 303 == (await dirk.send("/desk/act", fields)).status_code


async def test_sign_in_from_another_site_is_refused(node: Node) -> None:
    somebody = Moderator(node)
    way = await make_link(node)

    answer = await somebody.send("/desk/in", {"link": way.secret}, origin="https://evil.test")

    assert 403 == answer.status_code
    assert 303 == (await somebody.knock(way.secret)).status_code


async def test_every_page_is_for_whoever_is_signed_in_and_kept_by_nobody(
    node: Node, keeper: Moderator, scene: Scene
) -> None:
    stranger = Moderator(node)
    done = await preside.lock(node, scene.reply, "klaar")
    said = Complaint(what=Reported(), kind=Matter.OTHER, words="Over alles.")
    report = (await complain(node, said)).id.rpartition("/")[2]
    shown = [
        route.path.format(link=UNKNOWN, post=scene.reply, report=report, operation=done.operation)
        for route in routes
        if "GET" in (route.methods or ())
    ]

    assert len(shown) > 6
    for path in shown:
        for somebody in (stranger, keeper):
            answer = await somebody.see(path)
            assert "no-store" in answer.headers["cache-control"], path
            assert "noindex" == answer.headers["x-robots-tag"], path
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], path
        expected = 200 if path.startswith("/desk/in/") else 403
        assert expected == (await stranger.see(path)).status_code, path
        missing = path == "/desk/find"  # nothing was asked for
        assert (404 if missing else 200) == (await keeper.see(path)).status_code, path
