import pytest
from hypothesis import given, settings, strategies as st

from fediforum.content import (
    heading,
    sanitise_ours,
    sanitise_remote,
    slug,
    title_of,
    with_heading,
    without_heading,
)

BOARD = (
    '<span class="h-card" translate="no"><a href="https://alpha.test/b/gardening"'
    ' class="u-url mention">@<span>gardening</span></a></span>'
)
HELP = (
    '<a href="https://beta.test/tags/help" class="mention hashtag" rel="tag">#<span>help</span></a>'
)


def title(html: str) -> str:
    return title_of(sanitise_remote(html))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>{BOARD} How do I stop slugs? They eat all.</p>", "How do I stop slugs?"),
        (f"<p>How do I stop slugs?</p><p>{BOARD} {HELP}</p>", "How do I stop slugs?"),
        (f"<p>Slugs ate my lettuce {BOARD} {HELP}</p>", "Slugs ate my lettuce"),
        (f"<p>{BOARD}</p><p>Slugs<br>More</p>", "Slugs"),
        (f"<p>{BOARD} Slugs, {BOARD}, again</p>", "Slugs, again"),
        ("<p>@gardening@alpha.test Slugs and snails</p>", "Slugs and snails"),
        ("<p>Dag mevr. Jansen, zie bijv. dit. Tweede zin.</p>", "Dag mevr. Jansen, zie bijv. dit."),
        ("<p>Version 2.5 is out! Get it.</p>", "Version 2.5 is out!"),
        ("<p>今日は。元気？</p>", "今日は。"),
        (
            '<p class="quote-inline">RE: <a href="https://a.test/">https://a.test/</a></p><p>Yes</p>',
            "Yes",
        ),
        ("<h1>A title</h1><p>Body</p>", "A title"),
        ("<p>Uses #python for web work</p>", "Uses #python for web work"),
        ("Plain text\nsame line", "Plain text same line"),
        ("<p>Evil \u202etxt.exe</p>", "Evil txt.exe"),
    ],
)
def test_title_is_the_first_sentence_or_line_without_mentions(html: str, expected: str) -> None:
    assert title(html) == expected


def test_title_of_a_post_that_only_names_falls_back_to_what_it_says() -> None:
    assert title(f"<p>{BOARD}</p>") == "@gardening"
    assert title(f"<p>{HELP}</p>") == "#help"


def test_title_of_nothing_is_three_dots() -> None:
    assert title("") == "…"


def test_bare_name_is_stripped_only_if_asked() -> None:
    html = sanitise_remote("<p>@gardening @cora slugs</p>")

    assert title_of(html, mentions_to_strip=["@Gardening"]) == "@cora slugs"


def test_long_title_is_cut_at_a_word() -> None:
    result = title("<p>" + "lettuce " * 50)

    assert len(result) <= 200
    assert result.endswith("lettuce…")


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_title_is_never_empty_nor_long_nor_in_lines(text: str) -> None:
    result = title(text)

    assert 1 <= len(result) <= 200
    assert "\n" not in result


@pytest.mark.parametrize(
    ("given_title", "expected"),
    [
        ("SHIFT HAPPENS", "shift-happens"),
        ("Één café, naïef", "een-cafe-naief"),
        ("a–b / c", "a-b-c"),
        ("Привет", ""),
        ("", ""),
    ],
)
def test_slug_is_ascii_words(given_title: str, expected: str) -> None:
    assert slug(given_title) == expected


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_slug_is_always_fit_for_an_address(text: str) -> None:
    result = slug(text)

    assert len(result) <= 60
    assert result == slug(result)
    assert set(result) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_long_slug_ends_at_a_word() -> None:
    assert slug("lettuce " * 20) == "-".join(["lettuce"] * 7)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1))
def test_heading_put_on_comes_off_again(text: str) -> None:
    body = sanitise_ours("<p>Body</p>")

    assert without_heading(text, with_heading(text, body)) == body


def test_heading_is_escaped_and_clean() -> None:
    html = heading("<b>Tom & Jerry</b>\n")

    assert html == "<h2>&lt;b&gt;Tom &amp; Jerry&lt;/b&gt;</h2>"
    assert sanitise_ours(html) == html


def test_title_in_bold_comes_off_too() -> None:
    html = sanitise_remote("<p><strong>Slugs</strong></p><p>Body</p>")

    assert without_heading("slugs", html) == "<p>Body</p>"


@pytest.mark.parametrize("html", ["<h2>Snails</h2><p>x</p>", "<p>Slugs</p><p>x</p>", "x", ""])
def test_what_does_not_repeat_the_title_stays(html: str) -> None:
    clean = sanitise_remote(html)

    assert without_heading("Slugs", clean) == clean


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("<p>:slug: in the beans</p>", ":slug: in the beans"),
        ("<p>beans and :slug:</p>", "beans and :slug:"),
        ("<p>@tuin: help:</p>", "help"),
    ],
)
def test_only_marks_that_belong_to_no_word_are_taken_off_its_ends(line: str, title: str) -> None:
    assert title == title_of(sanitise_remote(line), mentions_to_strip=("@tuin",))


def test_plain_line_that_repeats_a_title_is_taken_off_only_if_that_is_asked() -> None:
    html = sanitise_remote("<p>Tea?</p><p>Or coffee?</p>")

    assert "<p>Or coffee?</p>" == without_heading("Tea?", html, line=True)
    assert html == without_heading("Tea?", html)
    assert html == without_heading("Tea? Or", html, line=True)
