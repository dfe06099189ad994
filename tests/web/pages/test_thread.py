"""The thread page: the essay, its letters, and pages that never move."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from fediforum.content import SafeHtml, sanitise_remote
from fediforum.forum.effects import Put, Relate
from fediforum.forum.model import PostState, Relation, Tie
from fediforum.forum.stamps import REFUSED
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.store.known import load_known
from fediforum.store.reading import find_post
from fediforum.vocab.iri import Iri
from tests.browser.village import BEGUN, LETTERS, QUOTING, TITLE, Village, short
from tests.web.pages.markup import Markup


def address(village: Village) -> str:
    return f"/t/{village.essay.short}-{village.essay.slug}"


def places(page: Markup) -> list[str]:
    return [name[1:] for name in page.ids if name.startswith("p0")]


async def test_title_comes_first_and_only_once(reader: httpx.AsyncClient, village: Village) -> None:
    page = Markup((await reader.get(address(village))).text)

    assert [TITLE] == page.words("h1")
    assert TITLE not in page.words("h2")


async def test_replies_stand_in_the_order_they_were_written(
    reader: httpx.AsyncClient, village: Village
) -> None:
    first = places(Markup((await reader.get(address(village))).text))
    second = places(Markup((await reader.get(address(village) + "?pagina=2")).text))

    assert [short(number) for number in range(1, 101)] == first
    assert [short(number) for number in range(101, LETTERS + 2)] == second


async def test_page_that_is_not_there_is_missing(
    reader: httpx.AsyncClient, village: Village
) -> None:
    for number in ("0", "3", "-1", "x", "²", "9" * 30):
        answer = await reader.get(address(village), params={"pagina": number})

        assert 404 == answer.status_code, number


async def test_other_spelling_leads_to_the_address_with_its_query(
    reader: httpx.AsyncClient, village: Village
) -> None:
    bare = await reader.get(f"/t/{village.essay.short}?pagina=2")
    old = await reader.get(f"/t/{village.essay.short}-een-oude-titel")

    assert (301, address(village) + "?pagina=2") == (bare.status_code, bare.headers["location"])
    assert (301, address(village)) == (old.status_code, old.headers["location"])


async def test_deleted_and_removed_posts_keep_their_place_without_their_words(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = Markup((await reader.get(address(village))).text)

    graves = [each["id"] for each in page.named("p") if each.get("class") == "grave"]

    assert [f"p{short(17)}", f"p{short(22)}"] == graves


async def test_removed_post_says_why(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    async with node.database.connection() as conn:
        iri = await find_post(conn, short(3), node.home)
        assert iri is not None
        post = (await load_known(conn, [iri], node.home)).posts[iri]
    await put(node, Put(replace(post, state=PostState.REMOVED, reason="reclame <b>")))

    page = Markup((await reader.get(address(village))).text)

    told = "Een beheerder heeft dit bericht weggehaald: reclame <b>."
    assert told in " ".join(page.words("p"))


async def test_reply_to_a_reply_says_whose(reader: httpx.AsyncClient, village: Village) -> None:
    page = Markup((await reader.get(address(village))).text)

    said = [text for text in page.words("header") if text.startswith("in reactie op")]

    assert said
    assert f"#p{short(3)}" in page.links


async def test_author_of_the_thread_is_marked_in_the_letters(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = Markup((await reader.get(address(village))).text)

    assert "schrijver" in page.words("header")


async def test_post_with_a_warning_is_folded(reader: httpx.AsyncClient, village: Village) -> None:
    page = Markup((await reader.get(address(village))).text)

    assert "Gaat over een sterfgeval" in page.words("summary")


async def test_attachment_is_a_link_with_its_description(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = Markup((await reader.get(address(village))).text)

    assert "https://mastodon.test/media/1.jpg" in page.links
    assert "Een bord met openingstijden" in page.words("a")


async def test_closed_thread_says_why_and_offers_no_reply(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = Markup((await reader.get(f"/t/{village.closed.short}-{village.closed.slug}")).text)

    told = " ".join(page.words("p"))
    assert "Je kunt niet meer reageren: de zaal is verhuurd. Gesloten door Cora de Wit op" in told
    assert "3 mei 2026 . 2 reacties kwamen daarna." in told
    assert not {"Reageer", "Citeer", "Reageer met je eigen account"} & set(page.words("a"))


async def test_script_in_a_post_is_shown_as_nothing(
    reader: httpx.AsyncClient, village: Village
) -> None:
    address = f"/t/{village.unanswered.short}-{village.unanswered.slug}"

    page = await reader.get(address)

    assert "alert(1)" not in page.text
    assert "De mijne is stuk." in page.text


@pytest.mark.parametrize("text", ['<img src=x onerror="alert(1)">', '"><script>alert(1)</script>'])
async def test_names_and_titles_are_text_wherever_they_stand(
    reader: httpx.AsyncClient, node: Node, village: Village, text: str
) -> None:
    author = replace(village.person("mallory", text, "evil.test"))
    thread = replace(village.thread(400, village.questions, text, author), lock_reason=text)
    post = village.post(400, thread, author, SafeHtml("<p>Hallo</p>"))
    post = replace(post, name=text, summary=text, language='nl" onclick="x', hashtags=(text,))
    await put(node, Put(author), Put(thread), Put(post))

    for path in (f"/t/{short(400)}", "/b/vragen", "/", "/u/@mallory@evil.test", "/feed.atom"):
        answer = await reader.get(path, follow_redirects=True)

        bare = answer.text.replace('<script type="application/ld+json">', "")
        assert "<script>" not in bare, path
        assert "<img src=x" not in answer.text, path
        assert not any("onclick" in attributes for _, attributes in Markup(answer.text).tags), path
        assert "&lt;" in answer.text, path


async def test_mentions_that_a_reply_begins_with_are_not_repeated(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    html = sanitise_remote(
        '<p><span class="h-card"><a class="u-url mention" href="https://buurtwerk.test/u/john">'
        "@<span>john</span></a></span> Wat een mooi stuk.</p><h2>Kop</h2>"
        '<p><img src="https://evil.test/pixel.png" alt="Een stip"></p>'
    )
    reply = village.post(301, village.unanswered, village.anneke, html, village.unanswered.root)
    await put(node, Put(reply))

    address = f"/t/{village.unanswered.short}-{village.unanswered.slug}"
    page = Markup((await reader.get(address)).text)

    assert ["Wat een mooi stuk."] == [word for word in page.words("p") if "mooi" in word]
    assert ["Kop"] == page.words("h4")
    assert [] == page.named("img")
    assert "https://evil.test/pixel.png" in page.links


async def test_thread_page_names_its_note_feed_and_address(
    reader: httpx.AsyncClient, village: Village
) -> None:
    answer = await reader.get(address(village) + "?pagina=2")
    page = Markup(answer.text)
    links = {(each.get("rel"), each.get("type")): each["href"] for each in page.named("link")}

    as2 = "application/activity+json"
    assert village.essay.root == links["alternate", as2]
    assert f'<{village.essay.root}>; rel="alternate"; type="{as2}"' == answer.headers["link"]
    assert f"/t/{village.essay.short}.atom" == links["alternate", "application/atom+xml"]
    assert f"https://buurtwerk.test{address(village)}?pagina=2" == links["canonical", None]
    assert address(village) == links["prev", None]


async def test_id_with_any_characters_is_linked(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    root = Iri("https://sociaal.test/wéek/>;<x>")
    thread = replace(village.thread(401, village.questions, "Week", village.anneke), root=root)
    post = village.post(401, thread, village.anneke, SafeHtml("<p>Hallo</p>"))
    await put(node, Put(thread), Put(replace(post, id=root)))

    answer = await reader.get(f"/t/{thread.short}-week")

    assert 200 == answer.status_code
    assert answer.headers["link"].startswith("<https://sociaal.test/w%C3%A9ek/%3E;%3Cx%3E>; rel=")


async def test_search_engines_quote_nobody_elsewhere_who_did_not_say_so(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = Markup((await reader.get(address(village))).text)

    texts = [each for each in page.named("div") if each.get("class") == "text"]
    assert "data-nosnippet" not in texts[0]
    assert any("data-nosnippet" in each for each in texts)


async def test_opening_is_folded_on_later_pages(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = Markup((await reader.get(address(village) + "?pagina=2")).text)

    assert "Waar John Terpstra mee begon" in " ".join(page.words("summary"))


async def test_post_leads_to_its_place(reader: httpx.AsyncClient, village: Village) -> None:
    early = await reader.get(f"/p/{short(5)}")
    late = await reader.get(f"/p/{short(120)}")

    assert (303, f"{address(village)}#p{short(5)}") == (
        early.status_code,
        early.headers["location"],
    )
    assert f"{address(village)}?pagina=2#p{short(120)}" == late.headers["location"]


async def test_post_that_was_deleted_is_gone_and_another_was_never_there(
    reader: httpx.AsyncClient, village: Village
) -> None:
    gone = await reader.get(f"/p/{short(22)}")
    never = await reader.get(f"/p/{short(999)}")

    assert (410, 404) == (gone.status_code, never.status_code)
    assert ["Dit bericht is weg"] == Markup(gone.text).words("h1")
    assert ["Hier is niets"] == Markup(never.text).words("h1")


async def test_removed_thread_is_gone(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    await put(node, Put(replace(village.closed, removed=True)))

    assert 410 == (await reader.get(f"/t/{village.closed.short}")).status_code
    assert 410 == (await reader.get(f"/t/{village.closed.short}.atom")).status_code


async def put(node: Node, *effects: Put) -> None:
    async with node.database.transaction() as conn:
        await commit(conn, [Acted(effects)], node.home, BEGUN + timedelta(days=1))


async def test_quoted_post_stands_in_the_post_that_quotes_it_and_no_link_above_it(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = (await reader.get(address(village))).text
    letter = page[page.index(f'id="p{short(QUOTING)}"') :].partition("</article>")[0]

    assert f'<a href="/p/{village.essay.short}"><bdi>John Terpstra</bdi> schreef:</a>' in letter
    assert 1 == letter.count("<blockquote")
    assert "RE:" not in letter


async def test_quote_whose_leave_was_taken_back_is_a_link(
    reader: httpx.AsyncClient, village: Village, node: Node
) -> None:
    quote = next(post for post in village.letters() if post.short == short(QUOTING))
    back = Relation(kind=Tie.STAMP, a=quote.id, b=village.essay.root, value=REFUSED)

    async with node.database.transaction() as conn:
        await commit(conn, [Acted((Relate(back),))], node.home, BEGUN)
    page = (await reader.get(address(village))).text
    letter = page[page.index(f'id="p{short(QUOTING)}"') :].partition("</article>")[0]

    assert "schreef" not in letter
    assert "RE:" in letter


async def test_reactions_are_counted_by_emoji_and_load_nothing(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = (await reader.get(address(village))).text
    letter = page[page.index(f'id="p{short(QUOTING)}"') :].partition("</article>")[0]

    assert "<li><bdi>🐌</bdi> 2</li>" in letter
    assert "<li><bdi>:blobcat:</bdi> 1</li>" in letter
    assert "<img" not in letter
