"""A bookmark that knows where somebody stopped, and threads in other orders than that of time."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from fediforum.content import SafeHtml
from fediforum.forum.effects import Effect, Put
from fediforum.limits import REPLIES_AT_ONCE
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.vocab.iri import Iri
from fediforum.web.edge import POLICY
from fediforum.web.pages.everything import Sending
from tests.browser.village import BEGUN, LETTERS, Village, short
from tests.web.pages.markup import Markup

ANCHOR = re.compile(r' id="p(0[0-9a-z]{12})"')


def address(village: Village) -> str:
    return f"/t/{village.essay.short}-{village.essay.slug}"


async def put(node: Node, effects: Sequence[Effect]) -> None:
    async with node.database.transaction() as conn:
        await commit(conn, [Acted(tuple(effects))], node.home, BEGUN + timedelta(days=1))


async def since(reader: httpx.AsyncClient, village: Village, marker: str) -> httpx.Response:
    return await reader.get(address(village), params={"sinds": marker}, follow_redirects=True)


@pytest.mark.parametrize("spelling", ["sinds", "since"])
async def test_bookmark_leads_to_the_page_where_what_is_new_begins(
    reader: httpx.AsyncClient, village: Village, spelling: str
) -> None:
    answer = await reader.get(f"/t/{village.essay.short}?{spelling}={short(104)}")
    if answer.status_code == 301:
        answer = await reader.get(answer.headers["location"])

    led = f"{address(village)}?pagina=2&sinds={short(104)}#new"
    assert (303, led) == (answer.status_code, answer.headers["location"])
    assert "set-cookie" not in answer.headers


async def test_what_is_new_is_told_apart_by_a_line_above_it(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = (await since(reader, village, f"p{short(104)}")).text

    before, _, after = page.partition('<p class="fresh" id="new">Nieuw sinds je hier was</p>')
    assert short(104) == ANCHOR.findall(before)[-1]
    assert short(105) == ANCHOR.findall(after)[0]
    assert 1 == page.count('class="fresh"')


async def test_bookmark_of_the_last_reply_leads_to_the_end_and_says_so(
    reader: httpx.AsyncClient, village: Village
) -> None:
    answer = await since(reader, village, short(LETTERS + 1))

    assert "Er is niets nieuws sinds je hier was." in answer.text
    assert "pagina=2" in str(answer.url)


@pytest.mark.parametrize("marker", [short(999), short(201), "x", "", "'; --", "p" * 3000])
async def test_bookmark_that_means_nothing_here_leads_to_the_end_and_says_so(
    reader: httpx.AsyncClient, village: Village, marker: str
) -> None:
    answer = await since(reader, village, marker)

    assert 200 == answer.status_code
    assert "De plek waar je was, is niet meer te vinden." in answer.text
    assert len(str(answer.url)) < 200


async def test_each_date_is_a_bookmark_and_the_canonical_address_has_none(
    reader: httpx.AsyncClient, village: Village
) -> None:
    answer = await since(reader, village, short(40))
    page = Markup(answer.text)

    assert f"?sinds={short(41)}" in page.links
    canonical = [each["href"] for each in page.named("link") if each.get("rel") == "canonical"]
    assert [f"https://buurtwerk.test{address(village)}"] == canonical


async def test_older_reply_that_came_late_is_told_by_a_word(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    late = village.post(480, village.unanswered, village.anneke, SafeHtml("<p>Laat.</p>"))
    first, early = (
        replace(late, id=Iri(f"{late.id}-{n}"), create=None, short=short(480 + n), published=moment)
        for n, moment in ((1, BEGUN + timedelta(hours=9)), (2, BEGUN + timedelta(hours=8)))
    )
    await put(node, [Put(first)])
    await put(node, [Put(early)])

    path = f"/t/{village.unanswered.short}-{village.unanswered.slug}"
    answer = await reader.get(f"{path}?sinds={short(481)}", follow_redirects=True)

    assert [short(482), short(481)] == ANCHOR.findall(answer.text)[1:]
    assert ["nieuw"] == [word for word in Markup(answer.text).words("b") if word == "nieuw"]


async def test_nested_view_has_each_reply_once_below_what_it_answers(
    reader: httpx.AsyncClient, village: Village
) -> None:
    parents = {post.short: post.parent for post in village.letters()}
    ids = {post.id: post.short for post in village.letters()}
    path, seen = f"{address(village)}/boom", []

    for _ in range(3):
        page = Markup((await reader.get(path)).text)
        seen += [name[1:] for name in page.ids if name.startswith("p0")]
        onward = [each["href"] for each in page.named("a") if each.get("rel") == "next"]
        if not onward:
            break
        path = f"{address(village)}/boom{str(onward[0]).partition('/boom')[2]}"

    replies = seen[1:]
    assert LETTERS == len(replies) == len(set(replies))
    for place, one in enumerate(replies):
        if (above := ids.get(parents[one] or village.essay.root)) is not None:
            assert replies.index(above) < place


async def test_nested_view_tells_in_words_how_deep_a_reply_stands(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    chain, parent = [], village.unanswered.root
    for number in range(500, 510):
        made = village.post(number, village.unanswered, village.john, SafeHtml("<p>Ja</p>"), parent)
        chain.append(Put(made))
        parent = made.id
    await put(node, chain)

    path = f"/t/{village.unanswered.short}-{village.unanswered.slug}/boom"
    page = Markup((await reader.get(path)).text)

    classes = [str(each.get("class")) for each in page.named("article")]
    assert ["letter l5", "letter l6", "letter l6", "letter l6"] == classes[5:9]
    assert ", niveau 10" in " ".join(page.words("a"))


async def test_nested_view_from_nowhere_is_missing(
    reader: httpx.AsyncClient, village: Village
) -> None:
    path = f"{address(village)}/boom"

    assert 404 == (await reader.get(f"{path}?na={short(201)}")).status_code
    assert 301 == (await reader.get(f"/t/{village.essay.short}/tree")).status_code


async def test_everything_is_on_one_page_that_needs_no_other(
    reader: httpx.AsyncClient, village: Village
) -> None:
    answer = await reader.get(f"{address(village)}/alles")
    page = Markup(answer.text)

    assert [short(number) for number in range(1, LETTERS + 2)] == ANCHOR.findall(answer.text)
    assert page.crossed == []
    assert page.loaded == []
    assert sorted(set(page.ids)) == sorted(page.ids)
    anchors = {link[1:] for link in page.links if link.startswith("#")}
    assert anchors <= set(page.ids)
    assert {"robots": "noindex"}.items() <= {
        str(each.get("name")): each.get("content") for each in page.named("meta")
    }.items()


async def test_page_with_everything_may_have_its_own_style_and_nothing_more(
    reader: httpx.AsyncClient, village: Village
) -> None:
    answer = await reader.get(f"{address(village)}/alles")

    policy = answer.headers["content-security-policy"]
    digest = re.search(r"style-src '(sha256-[^']+)'", policy)
    assert digest is not None
    assert POLICY.decode() == policy.replace(digest[1], "self")
    assert 1 == answer.text.count("<style>")
    assert "etag" not in answer.headers


async def test_page_with_everything_is_sent_to_so_many_at_once(
    reader: httpx.AsyncClient, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reader.get(f"{address(village)}/alles")
    assert 0 == Sending.now
    monkeypatch.setattr(Sending, "now", 1000)

    answer = await reader.get(f"{address(village)}/alles")

    assert (503, "10") == (answer.status_code, answer.headers["retry-after"])
    assert 2_000 == REPLIES_AT_ONCE


async def test_reply_too_long_for_a_page_has_one_of_its_own(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    long = SafeHtml("<p>begin</p>" + "<p>woord en nog een woord</p>" * 4_000 + "<p>slot</p>")
    await put(node, [Put(village.post(470, village.unanswered, village.anneke, long))])
    path = f"/t/{village.unanswered.short}-{village.unanswered.slug}"

    among = await reader.get(path)
    alone = await reader.get(f"/p/{short(470)}/alles")

    assert "<p>slot</p>" not in among.text
    assert f'href="/p/{short(470)}/alles">Lees verder</a>' in among.text
    assert len(among.text) < 40_000
    assert "<p>slot</p>" in alone.text
    assert 410 == (await reader.get(f"/p/{short(22)}/alles")).status_code
    assert 404 == (await reader.get(f"/p/{short(999)}/alles")).status_code


async def test_other_threads_that_quote_a_post_are_named_beside_it(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    made = village.post(471, village.closed, village.cora, SafeHtml("<p>Zie daar.</p>"))
    await put(node, [Put(replace(made, quote=village.essay.root))])

    page = Markup((await reader.get(address(village))).text)

    assert "Ook besproken in" in page.words("h2")
    assert "Is de zaal zaterdag vrij?" in page.words("h3")


async def test_every_address_ever_given_out_leads_somewhere(
    reader: httpx.AsyncClient, village: Village
) -> None:
    thread, post = village.essay.short, short(5)
    shapes = (
        f"/t/{thread}", f"/t/{thread}-oude-naam", f"/t/{thread}-oude-naam?page=2",
        f"/t/{thread}-oude-naam?pagina=2", f"/t/{thread}-x?since={post}",
        f"/t/{thread}-x?sinds={post}",
        f"/t/{thread}/follow", f"/t/{thread}/follow?bericht={post}", f"/t/{thread}/boom",
        f"/t/{thread}/tree", f"/t/{thread}-x/alles", f"/t/{thread}-x/all", f"/t/{thread}.atom",
        f"/p/{post}", "/b/essays", "/b/Essays", "/b/essays.atom", "/u/cora", "/u/CORA",
        "/u/@verhoeven@mastodon.test", "/tag/zaal", "/tag/Zaal", "/feed.atom",
    )  # fmt: skip

    for shape in shapes:
        answer = await reader.get(shape)
        while answer.status_code in (301, 303):
            answer = await reader.get(answer.headers["location"])

        assert 200 == answer.status_code, shape
