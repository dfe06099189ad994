"""The words of the pages: all of them in Dutch too, and none that only a maker knows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from fediforum.web import languages

WEB = Path(languages.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.atom", "jinja2")]
TEMPLATES = {"trimmed": "true", "newstyle_gettext": "true"}
OPTIONS = {"templates/**.html": TEMPLATES, "templates/**.atom": TEMPLATES}
JARGON = re.compile(
    r"(?i)\b(instance|instantie|federat\w*|actor|activitypub|server|toot|status|url|http|webfinger)"
    r"\b"
)
PLACES = re.compile(r"%\((\w+)\)s")

Words = tuple[str, ...]


def spoken() -> set[Words]:
    """Every message that the code and the templates say, with its plural if it has one."""
    found = extract_from_dir(str(WEB), METHODS, options_map=OPTIONS)
    return {
        message[:2] if isinstance(message, tuple) else (message,) for _, _, message, *_ in found
    }


def dutch() -> Catalog:
    file = languages.CATALOGUES / "nl" / "LC_MESSAGES" / "fediforum.po"
    with file.open("rb") as opened:
        return read_po(opened, locale="nl")


def forms(text: object) -> Words:
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)


def translated() -> Iterator[tuple[Words, Words]]:
    for message in dutch():
        if message.id:
            yield forms(message.id), forms(message.string)


def test_everything_that_is_said_is_said_in_dutch() -> None:
    in_dutch = {said for said, _ in translated()}

    assert spoken() == in_dutch
    assert len(in_dutch) > 50


def test_nothing_is_left_empty_and_no_value_gets_lost() -> None:
    for said, meant in translated():
        assert all(meant), said
        places = {place for form in said for place in PLACES.findall(form)}
        for form in meant:
            assert places == set(PLACES.findall(form)), said


def test_readers_are_told_nothing_in_the_words_of_makers() -> None:
    told = [form for pair in translated() for words in pair for form in words]

    assert [] == [form for form in told if JARGON.search(PLACES.sub("", form))]


@pytest.mark.parametrize(
    ("asked", "accepted", "site", "code"),
    [
        ("en", "nl", "nl", "en"),
        ("<script>", "nl", "en", "nl"),
        (None, "de-DE, de;q=0.9, nl;q=0.5, en;q=0.4", "en", "nl"),
        (None, "en;q=0", "nl", "nl"),
        (None, "nl;q=x,,;;q", "en", "en"),
        (None, "", "fy", "en"),
    ],
)
def test_language_is_what_was_asked_then_the_readers_then_the_forums(
    asked: str | None, accepted: str, site: str, code: str
) -> None:
    assert code == languages.choose(asked, accepted, site).code
