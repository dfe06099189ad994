"""A quote knows whose it is: by its words, never by a guess."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fediforum.content import SafeHtml, render, sanitise_remote
from fediforum.forum.model import PostState
from fediforum.store.reading import Author, PostView
from fediforum.store.reading.views import Place
from fediforum.vocab.iri import Iri
from fediforum.web.quoting import Sources, attributed, may_quote
from tests.effort import calls_of

BASE = "https://home.test"
BEGUN = datetime(2026, 5, 3, tzinfo=UTC)
SAID = "<p>Ik ga zeker naar je winkel kijken.</p><p>Na dinsdag kijk ik op je site. John</p>"


def author(name: str, display: str) -> Author:
    return Author(
        id=Iri(f"{BASE}/people/{name}"), name=name, host="home.test", display=display,
        local=True, url=None, indexable=True, gone=False,
    )  # fmt: skip


JOHN, CORA = author("john", "John Beckers"), author("cora", "Cora")


def post(number: int, by: Author, html: str, parent: int | None = None) -> PostView:
    return PostView(
        id=Iri(f"{BASE}/{number}"), short=f"{number:013}", seq=number, page=1, local=True,
        host="home.test", type="Note", state=PostState.SHOWN, author=by,
        thread=Iri(f"{BASE}/t"), thread_short="0" * 13, thread_slug="", thread_title="Titel",
        board=Place(id=Iri(f"{BASE}/b"), name="b", host="home.test", title="B", local=True),
        opening=False, parent=Iri(f"{BASE}/{parent}") if parent else None, parent_short=None,
        parent_page=None, parent_author=None, name=None, summary=None, content=SafeHtml(html),
        source=None, sensitive=False, language=None, url=None, hashtags=(), attachments=(),
        options=(), many=False, closes=None, published=BEGUN + timedelta(minutes=number),
        updated=None, replies=0, likes=0, dislikes=0, shares=0, reason="",
    )  # fmt: skip


EARLIER = post(1, JOHN, SAID)


def shown(html: str, *others: PostView, by: Author = CORA) -> str:
    reply = post(9, by, html)
    sources = Sources.among(
        [*(others or (EARLIER,)), reply],
        lambda each: each.content,
        lambda each: f"#p{each.short}",
        "%(name)s schreef:",
    )
    return attributed(reply.content, reply, sources, BASE)


LINK = f'<a href="#p{EARLIER.short}">'
QUOTE = f'<blockquote cite="{BASE}/p/{EARLIER.short}"><p class="van">'

SHAPES = {
    "line above": "<p>John Beckers zei:</p><blockquote><p>Ik ga zeker naar je winkel kijken.</p>"
    "</blockquote><p>Leuk.</p>",
    "first name": "<p>John zei:</p><blockquote><p>Na dinsdag kijk ik op je site.</p></blockquote>",
    "line within": "<blockquote><p>John Beckers wrote:</p><p>Na dinsdag kijk ik op je site. John"
    "</p></blockquote>",
    "mail": "<p>On 3 May 2026, John Beckers wrote:</p><blockquote><p>Na dinsdag kijk ik op je"
    " site.</p></blockquote>",
    "mail with the time": "<p>Op zo 3 mei 2026 om 10:05 schreef John Beckers:</p><blockquote><p>"
    "Na dinsdag kijk ik op je site.</p></blockquote>",
    "NodeBB": '<p><a href="https://n.test/user/john">@john</a> said in <a href="https://n.test/t/1">'
    "Titel</a>:</p><blockquote><p>Na dinsdag kijk ik op je site.</p></blockquote>",
    "Discourse": '<aside class="quote"><div class="title">john:</div><blockquote><p>Na dinsdag'
    " kijk ik op je site.</p></blockquote></aside>",
    "our Markdown": render("> **John Beckers** zei:\n>\n> Na dinsdag kijk ik op je site.\n").html,
    "left out": "<p>John zei:</p><blockquote><p>Ik ga zeker […] je winkel kijken … op je site."
    "</p></blockquote>",
    "other spelling": "<p>JOHN BECKERS ZEI:</p>".replace("ZEI", "zei")
    + "<blockquote>ik ga  ZEKER naar je winkel kijken</blockquote>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_quote_leads_to_what_it_was_taken_from(shape: str) -> None:
    html = shown(sanitise_remote(SHAPES[shape]))

    assert QUOTE in html
    assert 1 == html.count(LINK)
    assert 1 == html.count("<blockquote")
    assert "van" not in html.partition("</blockquote>")[2]


def test_what_was_quoted_as_plain_text_becomes_a_quote_and_no_more_than_that() -> None:
    html = shown(f"<p>Goed dat je het zegt.</p><p>John Beckers zei:</p>{SAID}<p>Leuk. Die van mij"
                 " is woensdag.</p>")  # fmt: skip

    before, _, rest = html.partition(QUOTE)
    quoted, _, after = rest.partition("</blockquote>")
    assert "<p>Goed dat je het zegt.</p>" == before
    assert f"{LINK}John Beckers</a> zei:</p>{SAID}" == quoted
    assert "<p>Leuk. Die van mij is woensdag.</p>" == after


def test_quote_without_a_name_gets_one_where_its_words_are_known() -> None:
    html = shown("<blockquote><p>Ik ga zeker naar je winkel kijken.</p></blockquote><p>Fijn.</p>")

    assert f"{QUOTE}{LINK}John Beckers</a> schreef:</p>" in html


@pytest.mark.parametrize(
    "html",
    [
        "<p>John zei:</p><blockquote><p>Ik kom nooit meer in die winkel.</p></blockquote>",
        "<p>Cora zei:</p><blockquote><p>Na dinsdag kijk ik op je site.</p></blockquote>",
        "<p>Piet zei:</p><p>Na dinsdag kijk ik op je site. John</p>",
        "<p>John zei:</p><p>dat hij het niet weet.</p>",
        "<blockquote><p>je winkel</p></blockquote>",
        "<p>Drie dingen:</p><ul><li>een</li></ul>",
        "<p>John zei:</p>",
        "<blockquote></blockquote><p></p>",
    ],
)
def test_what_no_earlier_post_says_stays_as_it_is(html: str) -> None:
    assert html == shown(html)


def test_later_and_deleted_posts_are_no_source() -> None:
    quote = "<p>John zei:</p><blockquote><p>Na dinsdag kijk ik op je site.</p></blockquote>"

    assert quote == shown(quote, replace(EARLIER, published=BEGUN + timedelta(days=1)))
    assert quote == shown(quote, replace(EARLIER, state=PostState.DELETED))


def test_the_parent_is_meant_before_others_that_say_the_same() -> None:
    same = [post(number, JOHN, SAID) for number in (2, 3, 4)]
    reply = post(9, CORA, SHAPES["line above"], parent=3)
    sources = Sources.among([*same, reply], lambda each: each.content, lambda each: each.short, "")

    html = attributed(reply.content, reply, sources, BASE)

    assert f'<a href="{same[1].short}">' in html


AN, MALLORY = author("an", "An"), author("mallory", "John Beckers")
NAMELESS = "<blockquote><p>Ik ga zeker naar je winkel kijken.</p></blockquote>"


def test_words_that_somebody_only_quotes_are_not_theirs() -> None:
    between = post(2, AN, f"<p>Zo is het:</p>{NAMELESS}<p>Ik ook.</p>")

    assert f"{QUOTE}{LINK}John Beckers</a> schreef:</p>" in shown(NAMELESS, EARLIER, between)
    assert NAMELESS == shown(NAMELESS, between)


def test_words_on_either_side_of_a_quote_are_not_one_sentence() -> None:
    torn = post(2, AN, "<p>Ik ga zeker</p><blockquote>x</blockquote><p>naar je winkel kijken.</p>")

    assert NAMELESS == shown(NAMELESS, torn)


def test_what_two_people_say_is_nobodys_without_a_name() -> None:
    html = shown(NAMELESS, EARLIER, post(2, AN, SAID))

    assert NAMELESS == html


def test_nobody_takes_the_words_of_another_by_taking_their_name() -> None:
    copied = post(2, MALLORY, SAID)
    quote = SHAPES["line above"]
    answer = post(9, CORA, quote, parent=1)
    sources = Sources.among(
        [EARLIER, copied, answer], lambda each: each.content, lambda each: f"#p{each.short}", ""
    )

    assert quote == shown(quote, EARLIER, copied)
    assert LINK in attributed(answer.content, answer, sources, BASE)


def costly(size: int) -> Callable[[], object]:
    """A page of what is dearest to attribute, that much of it."""
    long = "".join(f"<p>woord{number} en nog een zin erbij</p>" for number in range(90 * size))
    empty = "<p>John zei:</p><p>woord1 en nog een zin erbij</p>" + "<p></p>" * (190 * size)
    many = "<blockquote><p>" + "… zin … en " * 300 + "</p></blockquote>"
    others = [post(number, JOHN, long) for number in range(1, 8)]
    return lambda: (shown(empty, *others), shown(many * (20 * size), *others))


def test_quotes_take_no_longer_than_their_page_is_long() -> None:
    some, twice = (calls_of(costly(size)) for size in (2, 4))

    assert twice < 2.1 * some
    assert some < 300_000


def test_quote_within_a_quote_leads_to_its_own_source() -> None:
    between = post(
        2, author("an", "An"), f"<p>John zei:</p><blockquote>{SAID}</blockquote><p>Ja!</p>"
    )
    html = shown(
        f"<blockquote><p>An schreef:</p><p>John zei:</p><blockquote>{SAID}</blockquote><p>Ja!</p>"
        "</blockquote>",
        EARLIER,
        between,
    )

    assert f'<a href="#p{between.short}">An</a> schreef:' in html
    assert f"{QUOTE}{LINK}John</a> zei:" in html


def test_names_in_quotes_are_text() -> None:
    mallory = post(1, author("m", "<script>x</script>"), SAID)
    html = shown(
        "<p>&lt;script&gt;x&lt;/script&gt; zei:</p><blockquote><p>Na dinsdag kijk ik op je site."
        "</p></blockquote>",
        mallory,
    )

    assert "<script" not in html
    assert "<blockquote cite=" in html


def test_no_more_quotes_are_looked_for_than_a_page_may_have() -> None:
    quote = "<blockquote><p>Ik ga zeker naar je winkel kijken.</p></blockquote>"

    assert 200 == shown(quote * 300).count("cite=")


def test_most_posts_quote_nobody() -> None:
    assert not may_quote(SAID)
    assert may_quote("<p>John zei: </p>")
