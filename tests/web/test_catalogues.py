"""The catalogues: all is said in Dutch too, in words that anybody knows, and counted well."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from fediforum.web import languages
from fediforum.web.languages import LANGUAGES, language

WEB = Path(languages.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.atom", "jinja2")]
TEMPLATES = {"trimmed": "true", "newstyle_gettext": "true"}
OPTIONS = {"templates/**.html": TEMPLATES, "templates/**.atom": TEMPLATES}
PLACES = re.compile(r"%\((\w+)\)s")
ADDRESS = re.compile(r"https?://\S+|\S+@\S+|\.\w+")
MARKS = re.compile(r"\]\([^)]*\)|\$\{?\w+\}?|`[^`]*`|[*_#>\[\]]")
SENTENCE = re.compile(r"(?<=[.!?:;])\s")
MOST_WORDS = 26

# What readers are never told, and why. Commands and their help may use such words.
JARGON = {
    r"instance|instantie": "a community is a place, and a forum",
    r"federat\w*|federer\w*|defederat\w*|fediverse": "people write from where they have their name",
    r"actor\w*": "there are people, boards and conversations",
    r"activitypub|webfinger|nodeinfo|json|rss|http\w*|urls?|uri|iri": "these are for machines",
    r"server\w*|hostnames?|domeinnaam": "a place elsewhere has a name: say that",
    r"toots?|status|statussen|topics?|comments?": "posts, letters, conversations and replies",
    r"backend|frontend|cache\w*|database\w*|payload|endpoint": "nobody has to know how it is made",
    r"karma|scores?|ranking|upvotes?|downvotes?": "people are not given numbers",
    r"users?|gebruikers?": "people, readers, somebody who writes",
    r"fout ?code|error code|invalid|ongeldig\w*": "say what was wrong, and what would be right",
}
# Dutch that keeps people at a distance.
STIFF = {
    r"u|uw": "je and jouw",
    r"dient te|dienen te|gelieve|middels|alsmede|teneinde|conform|desbetreffende": "plain words",
    r"derhalve|wordt verzocht|te allen tijde|in verband met het feit": "plain words",
}

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


def messages() -> Iterator[Message]:
    return (message for message in dutch() if message.id)


def translated() -> Iterator[tuple[Words, Words]]:
    for message in messages():
        yield forms(message.id), forms(message.string)


def prose(text: str) -> str:
    """A message without its values, addresses and names of files."""
    return ADDRESS.sub(" ", PLACES.sub(" ", text))


def said_badly(texts: Words, banned: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (text, why)
        for text in texts
        for words, why in banned.items()
        if re.search(rf"(?i)\b({words})\b", prose(text))
    ]


def english() -> Words:
    return tuple(form for said, _ in translated() for form in said)


def in_dutch() -> Words:
    return tuple(form for _, meant in translated() for form in meant)


def test_everything_that_is_said_is_said_in_dutch_and_nothing_else() -> None:
    known = {said for said, _ in translated()}

    assert spoken() - known == set()
    assert known - spoken() == set()
    assert len(known) > 50


def test_no_translation_is_a_guess_or_left_over() -> None:
    assert [message.id for message in messages() if message.fuzzy] == []
    assert list(dutch().obsolete) == []


def test_nothing_is_left_empty_and_no_value_gets_lost() -> None:
    for said, meant in translated():
        assert all(meant), said
        places = {place for form in said for place in PLACES.findall(form)}
        for form in meant:
            assert places == set(PLACES.findall(form)), said


def test_what_is_counted_has_as_many_forms_as_dutch() -> None:
    counted = [message for message in messages() if message.pluralizable]

    assert len(counted) > 5
    assert all(len(forms(message.string)) == dutch().num_plurals == 2 for message in counted)


def test_spaces_around_a_message_stay_where_they_were() -> None:
    for said, meant in translated():
        edges = {(form[:1].isspace(), form[-1:].isspace()) for form in (*said, *meant)}
        assert len(edges) == 1, said


def test_readers_are_told_nothing_in_the_words_of_makers() -> None:
    assert said_badly(english(), JARGON) == []
    assert said_badly(in_dutch(), JARGON) == []


def test_dutch_readers_are_spoken_to_as_somebody_one_knows() -> None:
    assert said_badly(in_dutch(), STIFF) == []


def test_no_sentence_is_longer_than_one_breath() -> None:
    texts = (*english(), *in_dutch())
    long = [
        sentence
        for text in texts
        for sentence in SENTENCE.split(text)
        if len(sentence.split()) > MOST_WORDS
    ]

    assert long == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_the_forum_says_of_itself_is_said_as_plainly(code: str) -> None:
    texts = tuple(file.read_text() for file in sorted((WEB / "texts" / code).glob("*.md")))
    plain = tuple(MARKS.sub(" ", text) for text in texts)

    assert len(texts) > 5
    assert said_badly(plain, JARGON if code == "en" else JARGON | STIFF) == []
    for text in plain:
        sentences = (
            part for line in re.split(r"\n\s*\n|\n *[-|]", text) for part in SENTENCE.split(line)
        )
        assert [one for one in sentences if len(one.split()) > MOST_WORDS] == []


def test_every_text_is_there_in_every_language() -> None:
    names = [{file.name for file in (WEB / "texts" / code).glob("*.md")} for code in LANGUAGES]

    assert all(each == names[0] for each in names)


def test_a_jargon_word_would_be_found() -> None:
    told = ("This instance federates.", "Op deze server kan u reageren.")

    assert len(said_badly(told, JARGON)) == 3
    assert len(said_badly(told, STIFF)) == 1


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("nl", ("0 reacties", "1 reactie", "2 reacties", "2.775 reacties")),
        ("en", ("0 replies", "1 reply", "2 replies", "2,775 replies")),
    ],
)
def test_things_are_counted_as_people_count(code: str, told: Words) -> None:
    spoken_here = language(code)

    counted = tuple(
        spoken_here.words.ngettext("%(number)s reply", "%(number)s replies", count)
        % {"number": spoken_here.number(count)}
        for count in (0, 1, 2, 2775)
    )

    assert counted == told


@pytest.mark.parametrize("code", LANGUAGES)
def test_days_are_written_out_and_differ(code: str) -> None:
    days = [datetime(2026, 1, 15, 12, tzinfo=UTC) + timedelta(days=30 * step) for step in range(12)]

    told = [language(code).date(day) for day in days]

    assert len({day.split()[1] for day in told}) == 12
    assert all(re.fullmatch(r"\d{1,2} [a-zé]+ 2026", day.lower()) for day in told)
    assert ("maart" in told[2]) == (code == "nl")
    assert language(code).moment(days[0]).startswith(told[0])
