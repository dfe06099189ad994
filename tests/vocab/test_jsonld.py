"""Documents that spell their terms out are put into plain keys, offline."""

import pytest

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.vocab.iri import PUBLIC
from fediforum.vocab.json import Json, read_json, write_json
from fediforum.vocab.jsonld import expand_to_plain, needs_expansion
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import read_activity, read_object

AS = "https://www.w3.org/ns/activitystreams#"
SPELLED_OUT = {
    "@context": "https://www.w3.org/ns/activitystreams",
    "@id": "https://beta.test/1",
    "@type": AS + "Note",
    AS + "content": "<p>Hi</p>",
    AS + "attributedTo": {"@id": "https://beta.test/ann"},
    AS + "to": {"@id": AS + "Public"},
    AS + "published": "2026-03-01T10:00:00Z",
}
PREFIXED = {
    "@context": [
        "https://www.w3.org/ns/activitystreams",
        "https://nobody.test/context",
        {"activity": AS},
    ],
    "id": "https://beta.test/1",
    "type": "activity:Note",
    "as:content": "<p>Hi</p>",
    "activity:attributedTo": {"id": "https://beta.test/ann"},
    "to": "as:Public",
    "as:published": "2026-03-01T10:00:00Z",
}


@pytest.mark.parametrize("document", [SPELLED_OUT, PREFIXED])
def test_spelled_out_terms_mean_the_same(document: Json) -> None:
    assert needs_expansion(document)

    plain = expand_to_plain(write_json(document))

    note = read_object(plain)
    assert isinstance(note, Object)
    assert (
        note.type,
        note.content,
        note.attributed_to,
    ) == ("Note", "<p>Hi</p>", "https://beta.test/ann")
    assert (PUBLIC,) == note.to
    assert note.published is not None


@pytest.mark.parametrize(
    "document",
    [
        {"id": "https://beta.test/1", "type": "Note", "content": "plain"},
        {"id": "https://beta.test/1", "type": "Note", "diaspora:guid": "1", "ostatus:x": 2},
        {"id": "https://beta.test/1", "type": "Person", "vcard": {"@type": "vcard:Home"}},
        {"@context": [{"as:x": AS + "y", "@vocab": AS}], "id": "x", "type": "Note"},
    ],
)
def test_plain_documents_need_no_expansion(document: Json) -> None:
    assert not needs_expansion(document)


@pytest.mark.parametrize("word", ["@graph", "@included", "@reverse"])
def test_documents_gathered_from_several_are_refused(word: str) -> None:
    like = {
        "id": "https://beta.test/1",
        "type": "Like",
        "actor": "https://beta.test/ann",
        "object": {"id": "https://alpha.test/1", word: []},
    }

    with pytest.raises(Malformed):
        expand_to_plain(write_json(like))
    with pytest.raises(Malformed):
        read_activity(like)


@pytest.mark.parametrize(
    "raw",
    [
        b"[]",
        b'{"@context": 7, "as:content": 1}',
        b'{"@context": {"x": {"@id": 7}}, "x": 1}',
        b'{"@id": 7}',
        b'{"@context": "https://www.w3.org/ns/activitystreams", "text": "'
        + b"x" * limits.JSONLD
        + b'"}',
    ],
)
def test_no_json_ld_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        expand_to_plain(raw)


def test_two_documents_in_one_are_refused() -> None:
    raw = b'{"@context": {"@vocab": "x:"}, "@id": "https://a.test/1", "x": {"@reverse": {}}}'

    with pytest.raises(Malformed):
        expand_to_plain(raw)


def test_what_was_expanded_can_be_read_strictly_again() -> None:
    plain = expand_to_plain(write_json(SPELLED_OUT))

    assert plain == read_json(write_json(plain))
