import pytest

from fediforum.content import excerpt, plain_text, sanitise_ours, shorten


def text(html: str) -> str:
    return plain_text(sanitise_ours(html))


def test_blocks_stand_apart_and_breaks_end_lines() -> None:
    assert text("<p>one<br>two</p><p>three</p>") == "one\ntwo\n\nthree"


def test_items_stand_on_lines_of_their_own() -> None:
    assert text("<ul><li>one</li><li>two</li></ul>") == "one\ntwo"


def test_white_space_is_collapsed_but_lines_of_code_are_kept() -> None:
    assert text("<p>a \n  b</p><pre>c\nd</pre>") == "a b\n\nc\nd"


def test_entities_become_characters_once() -> None:
    assert text("&amp;lt;b&amp;gt; &lt;b&gt;") == "&lt;b&gt; <b>"


def test_picture_speaks_by_its_alternative() -> None:
    assert text('<p>see <img src="https://alpha.test/1.png" alt="a cat"></p>') == "see a cat"


def test_excerpt_is_one_line_cut_at_a_word() -> None:
    html = sanitise_ours("<p>Slugs ate</p><p>my lettuce</p>")

    assert excerpt(html, 14) == "Slugs ate my…"
    assert excerpt(html, 100) == "Slugs ate my lettuce"


@pytest.mark.parametrize("chars", [0, 1, 2, 5, 9, 10, 11])
def test_shortened_text_is_never_longer_than_asked(chars: int) -> None:
    assert len(shorten("Slugs, ate", chars)) <= chars


def test_word_without_end_is_cut_inside() -> None:
    assert shorten("a" * 30, 10) == "a" * 9 + "…"
