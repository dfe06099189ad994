"""``@context``: the two contexts that everybody bundles, and our other terms spelled out.

Nobody has to fetch anything to understand us (decision 15), and an LD signature over a
document of ours can be checked anywhere.
"""

from collections.abc import Iterator
from typing import Any

from fediforum.vocab import shapes
from fediforum.vocab.json import Json

AS2 = "https://www.w3.org/ns/activitystreams"
SECURITY = "https://w3id.org/security/v1"

FEP_044F = "https://w3id.org/fep/044f#"
FEP_7AA9 = "https://w3id.org/fep/7aa9#"
INVERSE = "https://w3id.org/fep/5711#"
GOTOSOCIAL = "https://gotosocial.org/ns#"
LEMMY = "https://join-lemmy.org/ns#"
PEERTUBE = "https://joinpeertube.org/ns#"
PIEFED = "https://piefed.social/ns#"
SEC = "https://w3id.org/security#"
TOOT = "http://joinmastodon.org/ns#"


def link(iri: str) -> dict[str, str]:
    return {"@id": iri, "@type": "@id"}


TERMS: dict[str, str | dict[str, str]] = {
    "AnnounceAuthorization": GOTOSOCIAL + "AnnounceAuthorization",
    "AnnounceRequest": GOTOSOCIAL + "AnnounceRequest",
    "ChooseAnswer": PIEFED + "ChooseAnswer",
    "Emoji": TOOT + "Emoji",
    "EmojiReact": "http://litepub.social/ns#EmojiReact",
    "FeatureAuthorization": FEP_7AA9 + "FeatureAuthorization",
    "FeatureRequest": FEP_7AA9 + "FeatureRequest",
    "Hashtag": "as:Hashtag",
    "LikeAuthorization": GOTOSOCIAL + "LikeAuthorization",
    "LikeRequest": GOTOSOCIAL + "LikeRequest",
    "Lock": LEMMY + "Lock",
    "Multikey": SEC + "Multikey",
    "PollVote": PIEFED + "PollVote",
    "PropertyValue": "http://schema.org#PropertyValue",
    "QuoteAuthorization": FEP_044F + "QuoteAuthorization",
    "QuoteRequest": FEP_044F + "QuoteRequest",
    "ReplyAuthorization": GOTOSOCIAL + "ReplyAuthorization",
    "ReplyRequest": GOTOSOCIAL + "ReplyRequest",
    "Resolve": LEMMY + "Resolve",
    "Warn": LEMMY + "Warn",
    "_misskey_quote": "https://misskey-hub.net/ns#_misskey_quote",
    "alsoKnownAs": link("as:alsoKnownAs"),
    "answer": PIEFED + "answer",
    "approvedBy": link(GOTOSOCIAL + "approvedBy"),
    "assertionMethod": link(SEC + "assertionMethod"),
    "attributionDomains": {"@id": TOOT + "attributionDomains", "@container": "@set"},
    "automaticApproval": link(GOTOSOCIAL + "automaticApproval"),
    "canAnnounce": link(GOTOSOCIAL + "canAnnounce"),
    "canFeature": link(FEP_7AA9 + "canFeature"),
    "canLike": link(GOTOSOCIAL + "canLike"),
    "canQuote": link(GOTOSOCIAL + "canQuote"),
    "canReply": link(GOTOSOCIAL + "canReply"),
    "choice_text": PIEFED + "choice_text",
    "commentsEnabled": PEERTUBE + "commentsEnabled",
    "controller": link(SEC + "controller"),
    "collectionOf": {"@id": "https://w3id.org/fep/171b#collectionOf", "@type": "@vocab"},
    "conversation": "http://ostatus.org#conversation",
    "discoverable": TOOT + "discoverable",
    "distinguished": LEMMY + "distinguished",
    "featured": link(TOOT + "featured"),
    "followersOf": link(INVERSE + "followersOf"),
    "followingOf": link(INVERSE + "followingOf"),
    "implements": link("https://w3id.org/fep/844e#implements"),
    "indexable": TOOT + "indexable",
    "interactingObject": link(GOTOSOCIAL + "interactingObject"),
    "interactionPolicy": link(GOTOSOCIAL + "interactionPolicy"),
    "interactionTarget": link(GOTOSOCIAL + "interactionTarget"),
    "likesOf": link(INVERSE + "likesOf"),
    "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
    "moderators": link(LEMMY + "moderators"),
    "movedTo": link("as:movedTo"),
    "outboxOf": link(INVERSE + "outboxOf"),
    "postingRestrictedToMods": LEMMY + "postingRestrictedToMods",
    "publicKeyMultibase": SEC + "publicKeyMultibase",
    "questionAnswer": PIEFED + "questionAnswer",
    "quote": link(FEP_044F + "quote"),
    "quoteAuthorization": link(FEP_044F + "quoteAuthorization"),
    "quoteUri": "http://fedibird.com/ns#quoteUri",
    "replyAuthorization": link(GOTOSOCIAL + "replyAuthorization"),
    "removeData": LEMMY + "removeData",
    "repliesOf": link(INVERSE + "repliesOf"),
    "searchableBy": link("http://fedibird.com/ns#searchableBy"),
    "sensitive": "as:sensitive",
    "sharesOf": link(INVERSE + "sharesOf"),
    "suspended": TOOT + "suspended",
    "value": "http://schema.org#value",
    "votersCount": TOOT + "votersCount",
    "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
    "withReplies": LEMMY + "withReplies",
}

# What a proof says (FEP-8b32); JSON-LD processors look it up in the document's own context.
PROOF_TERMS: dict[str, str | dict[str, str]] = {
    "DataIntegrityProof": SEC + "DataIntegrityProof",
    "assertionMethod": link(SEC + "assertionMethod"),
    "cryptosuite": SEC + "cryptosuite",
    "proof": {"@id": SEC + "proof", "@type": "@id", "@container": "@graph"},
    "proofPurpose": {"@id": SEC + "proofPurpose", "@type": "@vocab"},
    "proofValue": {"@id": SEC + "proofValue", "@type": SEC + "multibase"},
    "verificationMethod": link(SEC + "verificationMethod"),
}


def in_context(document: dict[str, Any]) -> Json:
    """The document with the ``@context`` that explains every word in it."""
    used = sorted(TERMS.keys() & set(words_in(document)))
    inline = {term: TERMS[term] for term in used}
    return {"@context": [AS2, SECURITY, inline], **document}


def provable(document: Json) -> Json:
    """A document of ours whose ``@context`` also explains the proof that it is about to get."""
    *shared, inline = document["@context"]
    return {**document, "@context": [*shared, {**inline, **PROOF_TERMS}]}


def bare(document: Json) -> dict[str, Any]:
    """A document of ours without its ``@context``, to stand inside another that explains it."""
    return {key: value for key, value in document.items() if key != "@context"}


def words_in(document: Json) -> Iterator[str]:
    for part in shapes.parts(document):
        yield from part
        if isinstance(type_ := part.get("type"), str):
            yield type_


def present(**values: Any) -> dict[str, Any]:
    """What is not None, in its order; a trailing ``_`` keeps a word of Python out.

    >>> present(id="https://alpha.test/1", name=None, type_="Note")
    {'id': 'https://alpha.test/1', 'type': 'Note'}
    """
    return {key.rstrip("_"): value for key, value in values.items() if value is not None}
