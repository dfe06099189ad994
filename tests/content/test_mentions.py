import pytest

from fediforum.content import (
    mentions_in,
    render,
    sanitise_remote,
    strip_leading_mentions,
)

BOARD = (
    '<span class="h-card" translate="no"><a href="https://alpha.test/b/gardening"'
    ' class="u-url mention">@<span>gardening</span></a></span>'
)
CORA = '<a href="https://beta.test/@cora" class="u-url mention">@cora@beta.test</a>'


def test_handles_are_found_once_in_order_and_lower_case() -> None:
    text = "@Cora (@bob@Beta.test): hi @cora. See @a.b-c_d@host:8000!"

    assert mentions_in(text) == ("@cora", "@bob@beta.test", "@a.b-c_d@host:8000")


@pytest.mark.parametrize(
    "text", ["bob@beta.test", "https://beta.test/@bob", "@@bob", "@", "@bob@", "a@b", "@é", "=@x"]
)
def test_what_only_looks_like_a_handle_is_none(text: str) -> None:
    assert mentions_in(text) == ()


def test_hashtags_hold_a_letter_and_keep_their_case() -> None:
    text = "#Welzijn #één #welzijn C# #1 #2026plan a#b &#39; https://x.test/#frag"

    assert render(text).hashtags == ("Welzijn", "één", "2026plan")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>{BOARD} I agree.</p><p>More</p>", "<p>I agree.</p><p>More</p>"),
        (f"<p>{BOARD} {CORA} I agree.</p>", "<p>I agree.</p>"),
        (f"{BOARD}, hi", "hi"),
        (f"<p>{CORA}<span> hi</span></p>", "<p><span>hi</span></p>"),
        (f"<p>{BOARD}</p><p>hi</p>", "<p>hi</p>"),
        (f"<p>{BOARD}<br>hi</p>", "<p>hi</p>"),
    ],
)
def test_leading_mentions_go(html: str, expected: str) -> None:
    assert strip_leading_mentions(sanitise_remote(html)) == expected


@pytest.mark.parametrize(
    "html",
    [
        f"<p>I agree, {BOARD}</p>",
        f"<p>{BOARD}</p>",
        "<p>hi</p>",
        "",
        '<p><a href="https://a.test/tags/x" class="mention hashtag">#x</a> hi</p>',
        '<p><a href="https://a.test/">a link</a> hi</p>',
    ],
)
def test_other_posts_stay_as_they_are(html: str) -> None:
    clean = sanitise_remote(html)

    assert strip_leading_mentions(clean) == clean


def test_stripped_html_is_still_clean() -> None:
    html = strip_leading_mentions(sanitise_remote(f"<div><p>{BOARD} {CORA}</p>hi</div>"))

    assert html == "<div>hi</div>"
    assert sanitise_remote(html) == html
