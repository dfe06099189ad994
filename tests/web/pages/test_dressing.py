"""Dressing a post for a page takes things away or folds them; it never adds what acts."""

import pytest

from fediforum.content import SafeHtml, sanitise_ours
from fediforum.web.dressing import dress

BASE = "https://home.test"


def dressed(html: str, *, reply: bool = True) -> str:
    return dress(sanitise_ours(html), BASE, reply=reply)


def test_picture_from_elsewhere_becomes_a_link_with_its_description() -> None:
    html = dressed('<p><img src="https://evil.test/a.png?x=1&amp;y=2" alt="Een &lt;kat"></p>')

    assert (
        '<p><a class="elders" href="https://evil.test/a.png?x=1&amp;y=2"'
        ' rel="nofollow noopener noreferrer">Een &lt;kat</a></p>'
    ) == html


def test_picture_without_a_description_is_called_by_its_file() -> None:
    assert ">a.png</a>" in dressed('<img src="https://evil.test/b/a.png">')


def test_picture_within_a_link_is_only_its_description() -> None:
    html = dressed('<a href="https://evil.test/"><img src="https://evil.test/a.png" alt="K"></a>')

    assert 1 == html.count("<a ")
    assert "<img" not in html


@pytest.mark.parametrize("source", ["https://home.test.evil.test/a.png", "https://home.testa/a"])
def test_picture_of_a_host_that_looks_like_ours_is_not_loaded(source: str) -> None:
    assert "<img" not in dressed(f'<img src="{source}" alt="a">')


def test_picture_of_our_own_stays() -> None:
    assert "<img" in dressed(f'<img src="{BASE}/media/a.png" alt="a">')


def test_headings_of_a_reply_come_below_the_name_of_its_author() -> None:
    html = "<h2>Een</h2><h3>Twee</h3><h6>Drie</h6>"

    assert "<h4>Een</h4><h5>Twee</h5><h6>Drie</h6>" == dressed(html)
    assert html == dressed(html, reply=False)


def test_nothing_else_is_changed() -> None:
    html = SafeHtml("<p>Een <em>zin</em> &amp; <code>&lt;b&gt;</code></p>")

    assert html == dress(html, BASE, reply=True)
