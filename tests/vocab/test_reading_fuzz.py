"""Whatever arrives, the readers answer with a value or with Malformed, and with nothing else."""

from contextlib import suppress
from random import Random
from typing import Any

from hypothesis import given, settings, strategies as st

from fediforum.errors import Malformed
from fediforum.vocab import named_ids, subject_of
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json, read_json
from fediforum.vocab.jsonld import needs_expansion
from fediforum.vocab.reading import (
    ld_signature_expires,
    object_document,
    read_activity,
    read_actor,
    read_collection,
    read_document,
    read_key_document,
    read_object,
    read_said,
)
from fediforum.vocab.reading.activities import READERS
from fediforum.vocab.reading.kinds import KINDS
from tests.vocab.shared_corpus import documents

ANN = Iri("https://alpha.test/ann")
READ = (read_actor, read_object, read_collection, read_document, read_key_document)
KEYS = (
    "@context", "@graph", "@id", "@type", "@value", "actor", "alsoKnownAs", "anyOf",
    "assertionMethod", "attachment", "attributedTo", "attributionDomains", "audience", "cc",
    "closed", "content", "contentMap", "context", "endTime", "endpoints", "first", "href", "icon",
    "id", "inReplyTo", "inbox", "instrument", "items", "language", "likes", "mediaType", "name",
    "object", "oneOf", "orderedItems", "owner", "preferredUsername", "publicKey", "publicKeyPem",
    "published", "quote", "rel", "replies", "sharedInbox", "signature", "source", "summary", "tag",
    "target", "to", "totalItems", "type", "url", "value", "votersCount", "webfinger",
)  # fmt: skip
TYPES = tuple(sorted(READERS) + sorted(type_ for kind in KINDS.values() for type_ in kind))
WORDS = (
    *TYPES, "as:Note", "as:Public", "", "https://alpha.test/1", "https://beta.test/ann",
    "http://alpha.test", "2026-01-01T00:00:00Z", "0000-00-00", "Mention", "Link", "PropertyValue",
)  # fmt: skip

leaves = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False)
    | st.sampled_from(WORDS) | st.text(max_size=20)
)  # fmt: skip
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=20,
)
anything = st.dictionaries(st.sampled_from(KEYS), values, max_size=10)
verbs = st.fixed_dictionaries(
    {
        "id": st.just("https://alpha.test/1") | values,
        "type": st.sampled_from(TYPES),
        "actor": st.just("https://alpha.test/ann"),
        "object": values | anything,
    },
    optional=dict.fromkeys(("to", "cc", "target", "tag", "signature", "instrument"), values),
)


def read_every_way(document: Json) -> None:
    """Anything but Malformed comes through and fails the test."""
    with suppress(Malformed):
        activity = read_activity(document)
        assert isinstance(subject_of(activity), str)
        assert all(named_ids(activity))
    for read in READ:
        with suppress(Malformed):
            read(document)
    with suppress(Malformed):
        read_said(document, actor=ANN, activity_id=ANN, object_id=ANN)
    object_document(document)
    needs_expansion(document)
    ld_signature_expires(document)


@given(anything | verbs)
@settings(deadline=None, max_examples=150)
def test_readers_raise_nothing_but_malformed(document: Json) -> None:
    read_every_way(document)


@given(st.integers(0, 2**32))
@settings(deadline=None, max_examples=400)
def test_readers_withstand_mutated_documents_of_real_platforms(seed: int) -> None:
    random = Random(seed)
    _, raw = random.choice(documents())
    try:
        document: Any = read_json(raw)
    except Malformed:
        return

    for _ in range(random.randint(1, 4)):
        mutate(document, random)

    read_every_way(document)


def mutate(document: Any, random: Random) -> None:
    """Drop, null, swap, wrap or replace one part of the document."""
    places = [
        (part, key)
        for part in parts(document)
        for key in (part if isinstance(part, dict) else range(len(part)))
    ]
    if not places:
        return
    part, key = random.choice(places)
    other, place = random.choice(places)
    kinds: tuple[Any, ...] = (
        None, [], {}, 7, -1.5, True, "", "https://", "é\ud800", [part[key]], [[part[key]]],
        {"id": part[key]}, {"type": part[key]}, [part[key]] * 300, random.choice(WORDS),
    )  # fmt: skip
    match random.randrange(3):
        case 0:
            del part[key]
        case 1:
            part[key] = random.choice(kinds)
        case _ if not any(inner is part for inner in parts(other[place])):
            part[key] = other[place]
        case _:
            part[key] = None


def parts(value: Any) -> list[Any]:
    found: list[Any] = []
    heap = [value]
    while heap and len(found) < 5000:
        match heap.pop():
            case dict() as members:
                found.append(members)
                heap.extend(members.values())
            case list() as items:
                found.append(items)
                heap.extend(items)
            case _:
                pass
    return found
