import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from fediforum.content import SafeHtml, plain_text, sanitise_ours, sanitise_remote
from fediforum.content.pieces import join, pieces
from fediforum.content.sanitise import KEPT
from fediforum.limits import CONTENT, CONTENT_TAGS
from tests.content.markup_inspector import wrong_in
from tests.content.payloads import ACTIVE, CONFUSED

SHARED = Path(__file__).parents[3] / "shared"
CLEANERS = pytest.mark.parametrize("clean", [sanitise_remote, sanitise_ours])
Clean = Callable[[str], SafeHtml]


SOME_NAMES = (
    "p b i a div span table tr td svg math style script img h1 h2 template noscript select"
    " li ul ol pre code font textarea title foreignObject mglyph annotation-xml frameset"
)
SOME_ATTRIBUTES = "href src onclick class style id lang dir cite alt title start"
NAMES = st.sampled_from(SOME_NAMES.split())
VALUES = st.sampled_from(
    ["x", "", "https://a.test/", "javascript:alert(1)", "//b.test", '"', "'", "<", ">", "mention"]
)
ATTRIBUTES = st.sampled_from(SOME_ATTRIBUTES.split())
TAG = st.builds(
    lambda name, attributes, end: f"<{name}{attributes}{end}",
    NAMES,
    st.lists(
        st.builds(lambda name, value: f' {name}="{value}"', ATTRIBUTES, VALUES), max_size=3
    ).map("".join),
    st.sampled_from([">", "/>", ""]),
)
FRAGMENT = st.one_of(
    TAG,
    NAMES.map(lambda name: f"</{name}>"),
    st.text(max_size=5),
    st.sampled_from(
        ["<!--", "-->", "<![CDATA[", "]]>", "&lt;", "&#0;", "&#x202e;", "https://c.test"]
    ),
)
SOUP = st.lists(FRAGMENT, max_size=25).map("".join)


@CLEANERS
@pytest.mark.parametrize("payload", [*ACTIVE, *CONFUSED])
def test_nothing_active_is_left(clean: Clean, payload: str) -> None:
    html = clean(payload)

    assert wrong_in(html, KEPT) == []
    assert clean(html) == html


@settings(max_examples=150, deadline=None)
@given(SOUP)
def test_cleaning_twice_is_cleaning_once(soup: str) -> None:
    remote, ours = sanitise_remote(soup), sanitise_ours(soup)

    assert sanitise_remote(remote) == remote
    assert sanitise_ours(ours) == ours


@settings(max_examples=150, deadline=None)
@given(SOUP)
def test_only_what_is_listed_gets_through(soup: str) -> None:
    remote, ours = sanitise_remote(soup), sanitise_ours(soup)

    assert wrong_in(remote, KEPT) == []
    assert wrong_in(ours, KEPT) == []


@settings(max_examples=100, deadline=None)
@given(SOUP)
def test_clean_html_falls_into_pieces_and_back(soup: str) -> None:
    html = sanitise_ours(soup)

    assert join(pieces(html)) == html


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_text_that_holds_no_markup_keeps_its_words(text: str) -> None:
    words = "".join(character for character in text if character.isalnum() and character < "\u0300")

    assert plain_text(sanitise_remote(words)) == words


def test_mentions_and_hashtags_keep_their_classes() -> None:
    html = (
        '<p><span class="h-card" translate="no"><a href="https://beta.test/@bob"'
        ' class="u-url mention evil">@<span>bob</span></a></span></p>'
    )

    clean = sanitise_remote(html)

    assert 'class="u-url mention"' in clean
    assert 'class="h-card"' in clean


def test_classes_of_others_leave_no_trace() -> None:
    assert sanitise_remote('<p class="modal">x <span class="zrl">y</span></p>') == (
        "<p>x <span>y</span></p>"
    )


def test_links_get_rel_and_lose_target() -> None:
    clean = sanitise_remote('<a href="https://beta.test/x" target="_blank" rel="opener">x</a>')

    expected = '<a href="https://beta.test/x" rel="nofollow noopener noreferrer ugc">x</a>'
    assert clean == expected


def test_link_that_leads_nowhere_safe_leaves_its_text() -> None:
    assert sanitise_remote('<p>see <a href="/here">this</a>.</p>') == "<p>see this.</p>"


def test_link_posing_as_another_host_shows_the_real_one() -> None:
    clean = sanitise_remote('<a href="https://evil.test/">https://bank.test/login</a>')

    assert plain_text(clean) == "https://bank.test/login [evil.test]"


def test_shortened_link_of_a_microblog_stays_as_it_is() -> None:
    html = (
        '<a href="https://www.beta.test/a/long/path"><span class="invisible">https://www.</span>'
        '<span class="ellipsis">beta.test/a/long</span><span class="invisible">/path</span></a>'
    )

    assert plain_text(sanitise_remote(html)) == "https://www.beta.test/a/long/path"


def test_picture_keeps_where_it_is_and_what_is_to_be_seen() -> None:
    clean = sanitise_remote(
        '<p><img src="https://beta.test/cat.png" alt="A cat" width="640" height="480"'
        ' srcset="https://beta.test/2.png 2x" onload="x()" style="x:y" class="u"></p>'
    )

    assert clean == (
        '<p><img src="https://beta.test/cat.png" alt="A cat" width="640" height="480"></p>'
    )
    assert plain_text(clean) == "A cat"


@pytest.mark.parametrize("src", ["data:image/png;base64,AA", "/cat.png", "javascript:x", ""])
def test_picture_that_is_nowhere_leaves_its_description(src: str) -> None:
    assert sanitise_remote(f'<p><img src="{src}" alt="A &lt;cat"></p>') == "<p>A &lt;cat</p>"


def test_picture_that_nobody_can_see_is_left_out() -> None:
    html = '<p>x<img src="https://evil.test/count.gif" width="1" height="1" alt="y"></p>'

    assert sanitise_remote(html) == "<p>x</p>"


def test_picture_of_an_emoji_is_read_as_its_name() -> None:
    clean = sanitise_remote('<img src="https://beta.test/e.png" alt=":blobcat:">')

    assert plain_text(clean) == ":blobcat:"


def test_table_stays_a_table_and_its_words_apart() -> None:
    clean = sanitise_remote("<table border=1><tr><td colspan=2>one<td>two<tr><td>three</table>")

    assert plain_text(clean).split() == ["one", "two", "three"]
    assert clean == (
        '<table><tbody><tr><td colspan="2">one</td><td>two</td></tr>'
        "<tr><td>three</td></tr></tbody></table>"
    )


def test_our_pictures_tables_and_captions_stay() -> None:
    html = (
        '<figure><img src="https://alpha.test/1.png" alt="A cat">'
        "<figcaption>Prenten van Jörg</figcaption></figure>"
        "<table><thead><tr><th>a</th></tr></thead></table>"
    )

    assert sanitise_ours(html) == html


def test_caption_of_a_remote_figure_stays() -> None:
    clean = sanitise_remote("<figure><img src=x alt=y><figcaption>Jörg</figcaption></figure>")

    assert "<figcaption>Jörg</figcaption>" in clean


def test_heading_of_the_first_rank_is_lowered() -> None:
    assert sanitise_remote("<h1>Title</h1>") == "<h2>Title</h2>"


def test_language_and_direction_stay_only_if_well_formed() -> None:
    clean = sanitise_remote('<p lang="nl-NL" dir="rtl">a</p><p lang="x y" dir="up">b</p>')

    assert clean == '<p lang="nl-NL" dir="rtl">a</p><p>b</p>'


@CLEANERS
def test_html_with_too_many_tags_is_shown_as_text(clean: Clean) -> None:
    html = "<div>" * 4 * CONTENT_TAGS + "<script>no</script><p>one</p><p>two &lt;</p>"

    assert clean(html) == "<p>one</p><p>two &lt;</p>"


def test_text_that_is_cut_says_so() -> None:
    html = "<p>" + "word " * CONTENT

    clean = sanitise_remote(html)

    assert clean.endswith("…</p>")
    assert len(clean) < CONTENT


def test_nested_formatting_cannot_multiply() -> None:
    html = "".join(f"<p><b a={number}>x" for number in range(1_990))

    assert len(sanitise_remote(html)) < CONTENT


def test_controls_surrogates_and_piled_accents_go() -> None:
    assert (
        sanitise_remote("a\x00b\x1b[2Jc\ud800&#1;" + "e" + "\u0301" * 50)
        == "ab[2Jce" + "\u0301" * 4
    )


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="../shared/corpus is not here")
def test_what_other_servers_send_is_cleaned_to_a_fixpoint() -> None:
    contents = [
        content for path in (SHARED / "corpus").rglob("*.json") for content in _contents(path)
    ]

    for content in contents:
        clean = sanitise_remote(content)
        assert wrong_in(clean, KEPT) == []
        assert sanitise_remote(clean) == clean

    assert len(contents) > 100


def _contents(path: Path) -> Iterator[str]:
    try:
        waiting = [json.loads(path.read_bytes())]
    except ValueError:
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get("content"), str):
                yield value["content"]
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
