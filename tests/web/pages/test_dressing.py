"""Dressing a post for a page lets nothing in, and loads nothing from anywhere else."""

import pytest
from hypothesis import given, settings, strategies as st

from fediforum.content import SafeHtml, pictures_in, sanitise_remote
from fediforum.content.pieces import pieces
from fediforum.store.media import File
from fediforum.web.dressing import ENGLISH, dress, dressed
from fediforum.web.figures import Pictured

BASE = "https://home.test"
CAT = "https://blog.test/cat.png"
SMALL = "https://blog.test/blobcat.png"
OWN = f"{BASE}/media/own.webp"
HERE = Pictured(
    BASE,
    {
        CAT: (
            File("large.webp", 2000, 1500, 9),
            File("middle.webp", 1280, 960, 9),
            File("small.webp", 640, 480, 9),
        ),
        SMALL: (File("emoji.webp", 64, 32, 9),),
        OWN: (File("own.webp", 300, 200, 9),),
    },
)


def away(html: str, *, reply: bool = True) -> str:
    return dress(sanitise_remote(html), BASE, reply=reply)


def here(html: str, *, reply: bool = True) -> str:
    return dressed(list(pieces(sanitise_remote(html))), HERE, ENGLISH, reply=reply)


def test_picture_that_is_not_here_becomes_a_link_with_its_description() -> None:
    html = away('<p><img src="https://evil.test/a.png?x=1&amp;y=2" alt="Een &lt;kat"></p>')

    assert (
        '<p><a class="elders" href="https://evil.test/a.png?x=1&amp;y=2"'
        ' rel="nofollow noopener noreferrer">Een &lt;kat</a></p>'
    ) == html


def test_picture_without_a_description_is_called_by_its_file() -> None:
    assert ">a.png</a>" in away('<p><img src="https://evil.test/b/a.png"></p>')


def test_picture_within_a_link_is_only_its_description() -> None:
    html = away('<p><a href="https://evil.test/"><img src="https://evil.test/a.png" alt="K"></a>')

    assert 1 == html.count("<a ")
    assert "<img" not in html


@pytest.mark.parametrize("source", [f"{BASE}/media/a.png", "https://home.test.evil.test/a.png"])
def test_picture_of_which_nothing_is_known_is_not_loaded(source: str) -> None:
    assert "<img" not in away(f'<img src="{source}" alt="a">')


def test_picture_that_is_here_is_a_figure_that_leads_to_its_largest_size() -> None:
    html = here(f'<p><img src="{CAT}" alt="Een &quot;kat&quot;"></p>')

    assert html == (
        '<figure><a href="/media/large.webp"><img src="/media/middle.webp"'
        ' srcset="/media/small.webp 640w, /media/middle.webp 1280w, /media/large.webp 2000w"'
        ' sizes="(min-width: 42rem) 38rem, 92vw" width="2000" height="1500"'
        ' alt="Een &quot;kat&quot;" loading="lazy"'
        ' decoding="async"></a><details class="alt"><summary>Description</summary><p>Een "kat"</p>'
        "</details></figure>"
    )


def test_paragraph_ends_before_a_figure_and_goes_on_behind_it() -> None:
    html = here(f'<p lang="nl">Een<br><img src="{CAT}" alt="K"><br>twee <b>drie</b></p>')

    before, _, rest = html.partition("<figure>")
    after = rest.partition("</figure>")[2]
    assert '<p lang="nl">Een</p>' == before
    assert '<p lang="nl">twee <b>drie</b></p>' == after


def test_figure_of_a_blog_keeps_its_caption_and_leads_to_our_copy() -> None:
    html = here(
        f'<figure><a href="https://blog.test/full.jpg"><img src="{CAT}" alt="K"></a>'
        "<figcaption>Prenten van <em>Jörg</em></figcaption></figure>"
    )

    assert html.startswith('<figure><a href="/media/large.webp"><img ')
    assert html.endswith("</details><figcaption>Prenten van <em>Jörg</em></figcaption></figure>")
    assert "blog.test" not in html


def test_picture_that_leads_to_a_page_still_does() -> None:
    html = here(f'<p><a href="https://blog.test/about"><img src="{CAT}" alt="K"></a></p>')

    assert '<figure><a href="https://blog.test/about" rel=' in html
    assert 1 == html.count("<a ")


def test_picture_that_says_nothing_is_told_apart_from_one_that_is_decoration() -> None:
    theirs, ours = here(f'<img src="{CAT}">'), here(f'<img src="{OWN}" alt="">')

    assert 'alt="Picture without a description"' in theirs
    assert "<details" not in theirs
    assert '<figure><img src="/media/own.webp" width="300" height="200" alt=""' in ours
    assert "<a " not in ours


def test_emoji_stands_among_the_words_as_large_as_they_are() -> None:
    html = here(f'<p>Ha <em><img src="{SMALL}" alt=":blobcat:"></em>!</p>')

    assert html == (
        '<p>Ha <em><img class="e" src="/media/emoji.webp" alt=":blobcat:" title=":blobcat:"'
        ' width="40" height="20" loading="lazy" decoding="async"></em>!</p>'
    )
    assert "<p>Ha :blobcat:!</p>" == away(f'<p>Ha <img src="{SMALL}" alt=":blobcat:">!</p>')


PARTS = st.sampled_from(
    ["<p>", "</p>", "<a href='https://a.test/'>", "<a href='https://a.test/x.png'>", "</a>", "<li>",
     "<figure>", "</figure>", "<em>", "</em>", "<br>", "woord", f"<img src='{CAT}' alt='K'>",
     f"<img src='{SMALL}' alt=':x:'>", "<img src='https://evil.test/x.png'>", f"<img src='{OWN}'>",
     "<table><td>", "</table>", "<figcaption>", "<h2>", "</h2>", "<details><summary>", "</summary>"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PARTS, max_size=20).map("".join))
def test_no_page_loads_anything_from_elsewhere_and_every_picture_has_its_size(soup: str) -> None:
    html = SafeHtml(here(soup))

    assert all(picture.src.startswith("/media/") for picture in pictures_in(html))
    for piece in pieces(html):
        if piece.tag == "img":
            assert {"width", "height", "alt", "loading"} <= piece.attributes.keys()
        if "srcset" in piece.attributes:
            assert "://" not in piece.attributes["srcset"]
    assert html.count("<p") == html.count("</p>")
    assert html.count("<a ") == html.count("</a>")
    paragraph = 0
    for piece in pieces(html):
        paragraph += (piece.tag == "p") * (piece.opening - piece.closing)
        assert not (paragraph and piece.tag in {"figure", "details", "p"} and piece.opening) or (
            paragraph == 1 and piece.tag == "p"
        )


def test_headings_of_a_reply_come_below_the_name_of_its_author() -> None:
    html = "<h2>Een</h2><h3>Twee</h3><h6>Drie</h6>"

    assert "<h4>Een</h4><h5>Twee</h5><h6>Drie</h6>" == away(html)
    assert "<h2>Een</h2><h3>Twee</h3><h4>Drie</h4>" == away(html, reply=False)


def test_what_scrolls_can_be_reached_and_what_is_aligned_is_told_by_a_class() -> None:
    html = away(
        '<table><tr><th align="right">a</th><td align="left">b</td></tr></table>'
        '<pre class="language-x">c</pre>'
    )

    assert html == (
        '<div class="wide" role="group" aria-label="Table" tabindex="0"><table><tbody><tr>'
        '<th class="r">a</th><td>b</td></tr></tbody></table></div>'
        '<pre class="language-x" tabindex="0">c</pre>'
    )


def test_nothing_else_is_changed() -> None:
    html = SafeHtml("<p>Een <em>zin</em> &amp; <code>&lt;b&gt;</code></p>")

    assert html == dress(html, BASE, reply=True)
