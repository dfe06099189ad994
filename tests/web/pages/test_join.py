"""Taking part: one form without scripts, which leads to somebody's own server and nowhere else."""

from dataclasses import replace
from urllib.parse import quote

import httpx
import pytest

from fediforum.flow.ways import Ways
from fediforum.forum.effects import Put
from fediforum.forum.model import Posting
from fediforum.node import Node
from fediforum.vocab.iri import Iri
from tests.browser.village import Village, short
from tests.flow.homes import AtHome
from tests.flow.two_forums import Network
from tests.web.conftest import HOST
from tests.web.pages.markup import Markup
from tests.web.pages.test_thread import put

HOME = "thuis.test"
PIET = f"@piet@{HOME}"
COOKIE = "__Host-home"
NOT_TO_BE_DONE: tuple[tuple[dict[str, str], int], ...] = (
    ({"do": "reply", "post": short(201)}, 400),  # closed
    ({"do": "steal", "post": short(5)}, 400),
    ({"post": short(5)}, 400),
    ({"do": "begin", "post": short(5)}, 400),
    ({"do": "reply", "board": "essays"}, 400),
    ({"do": "reply"}, 404),
    ({"do": "reply", "post": "https://evil.test/"}, 404),
    ({"do": "board", "board": "nergens"}, 404),
    ({"do": "board", "board": "//evil.test"}, 404),
    ({"do": "forget", "board": "//evil.test"}, 404),
    ({"do": "like", "post": short(17)}, 410),
)
WRONG = (
    ("", "Vul in waar je je account hebt."),
    ("piet <&> thuis", "We herkennen geen plek"),
    (HOST, "Dat is dit forum zelf."),
    ("nergens.test", "nergens.test geeft nu geen antwoord"),
    ("piet@post.test", "Bij post.test vinden we geen plek"),
    ("piet@schildpad.test", "schildpad.test heeft geen pagina"),
)


@pytest.fixture
def home(network: Network) -> AtHome:
    at_home = AtHome("mastodon", HOME)
    network.apps[HOME] = at_home.app()
    return at_home


def deeds(page: Markup) -> list[str | None]:
    return [each.get("value") for each in page.named("button") if each.get("name") == "do"]


def field(page: Markup, name: str) -> dict[str, str | None]:
    (found,) = [each for each in page.named("input") if each.get("name") == name]
    return found


async def read(reader: httpx.AsyncClient, path: str) -> Markup:
    answer = await reader.get(path)
    assert 200 == answer.status_code, path
    return Markup(answer.text)


async def sent(reader: httpx.AsyncClient, **fields: str) -> httpx.Response:
    headers = {"sec-fetch-site": "same-origin", "origin": f"https://{HOST}"}
    return await reader.post("/verder", data=fields, headers=headers)


def seen(thing: str) -> str:
    return f"https://{HOME}/authorize_interaction?uri={quote(thing, safe='')}"


async def test_each_page_offers_what_can_be_done_there(
    reader: httpx.AsyncClient, village: Village, node: Node
) -> None:
    closed_to_others = replace(village.empty, posting=Posting.MODERATORS)
    await put(node, Put(closed_to_others))
    essay = f"/t/{village.essay.short}/doe-mee"

    assert ["reply", "thread", "like", "boost", "board"] == deeds(await read(reader, essay))
    assert ["reply", "thread", "like", "boost", "board"] == deeds(
        await read(reader, f"{essay}?bericht={short(5)}")
    )
    assert ["thread", "like", "boost", "board"] == deeds(
        await read(reader, f"/t/{village.closed.short}/doe-mee")
    )
    assert ["begin", "board"] == deeds(await read(reader, "/b/essays/doe-mee"))
    assert ["board"] == deeds(await read(reader, "/b/agenda/doe-mee"))


async def test_a_post_that_is_asked_about_is_shown_and_meant(
    reader: httpx.AsyncClient, village: Village
) -> None:
    letter = next(one for one in village.letters() if one.short == short(5))

    page = await read(reader, f"/t/{village.essay.short}/join?post={short(5)}")

    assert short(5) == field(page, "post")["value"]
    assert any("Een toonbank" in words for words in page.words("blockquote"))
    assert f"https://{HOST}/p/" in page.words("code")
    assert letter.thread == village.essay.id


async def test_a_post_of_another_thread_is_none_of_this_one(
    reader: httpx.AsyncClient, village: Village
) -> None:
    for asked in (short(201), "niets", "0" * 13):
        page = await read(reader, f"/t/{village.essay.short}/doe-mee?bericht={asked}")

        assert village.essay.short == field(page, "post")["value"]


async def test_what_is_not_there_cannot_be_taken_part_in(
    reader: httpx.AsyncClient, village: Village, node: Node
) -> None:
    assert 404 == (await reader.get("/t/0000000000000/doe-mee")).status_code
    assert 404 == (await reader.get("/t/x/doe-mee")).status_code
    assert 404 == (await reader.get("/b/nergens/doe-mee")).status_code
    assert (
        410
        == (await reader.get(f"/t/{village.essay.short}/doe-mee?bericht={short(17)}")).status_code
    )
    await put(node, Put(replace(village.closed, removed=True)))
    assert 410 == (await reader.get(f"/t/{village.closed.short}/doe-mee")).status_code


async def test_the_address_that_it_had_leads_to_the_one_that_it_has(
    reader: httpx.AsyncClient, village: Village
) -> None:
    answer = await reader.get(f"/t/{village.essay.short}/follow?bericht={short(5)}")

    assert 301 == answer.status_code
    assert f"/t/{village.essay.short}/doe-mee?bericht={short(5)}" == answer.headers["location"]


async def test_every_deed_leads_home_with_the_thing_that_it_is_done_to(
    reader: httpx.AsyncClient, village: Village, home: AtHome
) -> None:
    letter = next(one for one in village.letters() if one.short == short(5))
    leads = {
        ("reply", "post", short(5)): seen(letter.id),
        ("like", "post", short(5)): seen(letter.id),
        ("boost", "post", village.essay.short): seen(village.essay.root),
        ("thread", "post", short(5)): seen(village.essay.id),
        ("board", "post", short(5)): seen(village.essays.id),
        ("board", "board", "essays"): seen(village.essays.id),
        ("begin", "board", "essays"): f"https://{HOME}/share?text=%40essays%40{HOST}%20",
    }

    found = {}
    for do, what, named in leads:
        answer = await sent(reader, home=PIET, do=do, **{what: named})
        assert 303 == answer.status_code
        found[do, what, named] = answer.headers["location"]

    assert leads == found


async def test_where_somebody_is_at_home_is_remembered_once_they_say_it(
    reader: httpx.AsyncClient, village: Village, home: AtHome
) -> None:
    path = f"/t/{village.essay.short}/doe-mee"
    before = await reader.get(path)
    answer = await sent(reader, home=f" https://{HOME}/@piet ", do="reply", post=short(5))

    assert "set-cookie" not in before.headers
    assert "public" in before.headers["cache-control"]
    kept = answer.headers["set-cookie"]
    assert kept.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=31536000"):
        assert part in kept
    assert "Domain" not in kept

    known = await reader.get(path)
    assert "no-store" in known.headers["cache-control"]
    page = Markup(known.text)
    assert [HOME] == page.words("strong")
    again = await sent(reader, home="", do="reply", post=short(5))
    assert 303 == again.status_code
    assert again.headers["location"].startswith(f"https://{HOME}/")


async def test_it_is_forgotten_with_a_button(
    reader: httpx.AsyncClient, village: Village, home: AtHome
) -> None:
    await sent(reader, home=PIET, do="reply", post=short(5))
    assert "forget" in deeds(await read(reader, "/b/essays/doe-mee"))

    answer = await sent(reader, do="forget", board="essays")

    assert (303, "/b/essays/doe-mee") == (answer.status_code, answer.headers["location"])
    assert "Max-Age=0" in answer.headers["set-cookie"]
    reader.cookies.clear()
    assert "forget" not in deeds(await read(reader, "/b/essays/doe-mee"))


async def test_what_went_wrong_is_said_above_and_at_the_field_and_what_was_typed_is_kept(
    reader: httpx.AsyncClient, village: Village, network: Network
) -> None:
    network.apps["post.test"] = AtHome("post", "niemand.test", nodeinfo=False).app()
    network.apps["schildpad.test"] = AtHome("gotosocial", "schildpad.test").app()

    for typed, words in WRONG:
        answer = await sent(reader, home=typed, do="like", post=short(5))

        assert 422 == answer.status_code
        assert "set-cookie" not in answer.headers
        page = Markup(answer.text)
        box = field(page, "home")
        assert (typed, "true") == (box["value"], box["aria-invalid"])
        assert box["aria-describedby"] == "waar-hulp waar-fout"
        assert 2 == sum(words in text for _, text in page.texts), words
        assert ["alert"] == [each["role"] for each in page.named("div") if each.get("role")]
        assert "#waar" in page.links
        assert short(5) == field(page, "post")["value"]
        assert page.crossed == []


async def test_too_many_are_asked_to_wait(
    reader: httpx.AsyncClient, village: Village, home: AtHome, node: Node
) -> None:
    node.ways = Ways()
    for _ in range(30):
        node.ways.addresses.take("127.0.0.1")

    answer = await sent(reader, home=PIET, do="like", post=short(5))

    assert 422 == answer.status_code
    assert "Veel mensen willen nu verder" in answer.text
    assert [] == home.asked


async def test_nothing_but_what_is_shown_here_can_be_taken_along(
    reader: httpx.AsyncClient, village: Village, home: AtHome
) -> None:
    for fields, status in NOT_TO_BE_DONE:
        answer = await sent(reader, home=PIET, **fields)

        assert status == answer.status_code, fields
        assert "location" not in answer.headers
    assert [] == home.asked


async def test_a_page_of_another_site_sends_nobody_anywhere(
    reader: httpx.AsyncClient, village: Village, home: AtHome
) -> None:
    answer = await reader.post(
        "/verder",
        data={"home": PIET, "do": "reply", "post": short(5)},
        headers={"sec-fetch-site": "cross-site", "origin": "https://evil.test"},
    )

    assert 403 == answer.status_code
    assert "<h1>" in answer.text
    assert [] == home.asked


async def test_an_address_cannot_fill_in_where_somebody_is_at_home(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = await read(reader, f"/t/{village.essay.short}/doe-mee?home=evil.test&do=reply")

    assert "" == field(page, "home")["value"]
    assert 303 == (await reader.get("/verder?home=evil.test&do=reply")).status_code


async def test_a_cookie_that_names_no_home_is_none(
    reader: httpx.AsyncClient, village: Village
) -> None:
    for value in ("evil", "a@b@c", "x" * 5000, '"<script>"', "127.0.0.1"):
        answer = await reader.get("/b/essays/doe-mee", headers={"cookie": f"{COOKIE}={value}"})

        assert 200 == answer.status_code
        assert "forget" not in deeds(Markup(answer.text)), value


async def test_forms_of_this_page_alone_may_lead_to_other_sites(
    reader: httpx.AsyncClient, village: Village
) -> None:
    join = await reader.get("/b/essays/doe-mee")
    board = await reader.get("/b/essays")

    assert "form-action 'self' https:;" in join.headers["content-security-policy"]
    assert "form-action 'self';" in board.headers["content-security-policy"]


async def test_a_thread_elsewhere_is_answered_at_home_all_the_same(
    reader: httpx.AsyncClient, village: Village, home: AtHome, node: Node
) -> None:
    elsewhere = replace(
        village.essays, id=Iri("https://lemmy.test/c/elders"), local=False, name="elders",
        host="lemmy.test", followers=Iri("https://lemmy.test/c/elders/followers"),
        inbox=Iri("https://lemmy.test/c/elders/inbox"),
    )  # fmt: skip
    await put(node, Put(elsewhere), Put(replace(village.essay, board=elsewhere.id)))

    page = await read(reader, f"/t/{village.essay.short}/doe-mee")
    answer = await sent(reader, home=PIET, do="reply", post=village.essay.short)

    assert ["reply", "like", "boost", "board"] == deeds(page)
    assert seen(village.essay.root) == answer.headers["location"]
