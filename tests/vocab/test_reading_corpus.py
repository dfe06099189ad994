"""Everything in the corpus is read, or refused for a reason that is known."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from fediforum.errors import Malformed
from fediforum.vocab.json import read_json
from fediforum.vocab.jsonld import needs_expansion
from fediforum.vocab.reading import read_document
from tests.vocab.shared_corpus import documents, real

REFUSED = {
    "bridgy-fed/bridgy-fed-nostr.brid.gy.as2.json": "a record of its maker, without an inbox",
    "gotosocial/gts-docs-http_signatures-04.json": "a stub of an actor that shows only its key",
    "gotosocial/gts-docs-interaction_policy-18.json": "an approval of a Like: not spoken",
    "gotosocial/gts-docs-interaction_policy-19.json": "an approval of a reply: not spoken",
    "gotosocial/gts-docs-interaction_policy-20.json": "an approval of a boost: not spoken",
    "gotosocial/gts-docs-posts-09.json": "a fragment that shows one property",
    "gotosocial/gts-docs-posts-10.json": "a fragment that shows one property",
    "gotosocial/gts-docs-posts-11.json": "a fragment that shows one property",
    "mastodon-shapes/74_quote_authorization_object.json": "a stamp, which is not a post",
    "mastodon-shapes/75_feature_request_board_in_collection.json": "names no actor",
    "mastodon/mastodon-docs-activitypub-04.json": "a fragment that shows one property",
    "mastodon/mastodon-docs-activitypub-07.json": "a fragment that shows one property",
    "mastodon/mastodon-docs-activitypub-09.json": "a fragment that shows one property",
    "mastodon/mastodon-docs-activitypub-11.json": "a fragment that shows one property",
    "mastodon/mastodon-docs-activitypub-14.json": "a fragment that shows one property",
    "mastodon/mastodon-docs-activitypub-15.json": "a fragment that shows one property",
    "mastodon/mastodon-docs-activitypub-17.json": "a fragment that shows one property",
    "mastodon/mastodon-docs-activitypub-18.json": "a fragment that shows one property",
    "mastodon/mastodon-fixture-activitypub-actor-noinbox.json": "made to be refused",
    "piefed/pyfedi-feed_json.json": "a Feed: a list of boards, which we do not follow",
    "pleroma/activity_pub-fixtures-poll_attachment.json": "says the same key twice",
}


def kind_or_reason(raw: bytes) -> str:
    try:
        return type(read_document(read_json(raw))).__name__
    except Malformed as refusal:
        return f"refused: {refusal}"


def speaks_as2(raw: bytes) -> bool:
    """WebFinger, NodeInfo and recorded requests are also JSON."""
    try:
        document = read_json(raw)
    except Malformed:
        return True
    return "@context" in document or "type" in document


def test_every_document_is_read_or_malformed() -> None:
    table: Mapping[str, Counter[str]] = defaultdict(Counter)

    for name, raw in documents():
        table[name.partition("/")[0]][kind_or_reason(raw)] += 1

    for platform, kinds in sorted(table.items()):
        print(platform, dict(kinds.most_common()))
    assert len(documents()) == sum(kinds.total() for kinds in table.values())


def test_documents_of_real_platforms_are_refused_for_known_reasons_only() -> None:
    spoken = [(name, raw) for name, raw in documents() if real(name) and speaks_as2(raw)]

    refused = {name for name, raw in spoken if kind_or_reason(raw).startswith("refused")}

    assert set(REFUSED) == refused


def test_documents_of_real_platforms_are_read_by_their_plain_keys() -> None:
    plain: list[Any] = []
    for name, raw in documents():
        if real(name) and name not in REFUSED:
            plain.append(needs_expansion(read_json(raw)))

    assert not any(plain)
