"""Linked-data signatures (RsaSignature2017): made for what our boards relay, never believed.

Mastodon takes a relayed activity only with one by its author; made as it makes its own. The
canonical form (URDNA2015) can be driven to exponential time, so it is only ever computed of
documents that we wrote ourselves, on contexts that come with PyLD: nothing is fetched.
"""

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pyld import jsonld
from pyld.documentloader.frozen import BUNDLED_CONTEXTS, FrozenDocumentLoader

from fediforum.errors import Malformed
from fediforum.vocab.json import Json
from fediforum.wire.keys import sign_bytes

SECURITY = "https://w3id.org/security/v1"
_IDENTITY = "https://w3id.org/identity/v1"

# Of the identity context only three terms are used, and security/v1 has them word for word.
_frozen = FrozenDocumentLoader({**BUNDLED_CONTEXTS, _IDENTITY: BUNDLED_CONTEXTS[SECURITY]})


def create_signature(
    document: Json, *, key_id: str, private_key: RSAPrivateKey, created: datetime
) -> Json:
    """Give a document of ours with a ``signature`` by its author, the holder of an RSA key.

    Its contexts must hold ``SECURITY`` and be bundled, else ``Malformed``. Sign only what is
    public: the signature can be shown to anyone, for ever.
    """
    context = document.get("@context")
    if SECURITY not in (context if isinstance(context, list) else [context]):
        raise Malformed("A document to be signed lacks the security context.")
    options = {"creator": key_id, "created": f"{created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
    value = base64.b64encode(sign_bytes(private_key, message(document, options))).decode()
    signature = {"type": "RsaSignature2017", **options, "signatureValue": value}
    return {**document, "signature": signature}


def message(document: Json, options: Json) -> bytes:
    """Give the bytes that are signed: the hex hashes of the options and of the document."""
    hashed = {"@context": _IDENTITY}
    hashed |= {
        name: value
        for name, value in options.items()
        if name not in {"type", "id", "signatureValue"}
    }
    body = {name: value for name, value in document.items() if name != "signature"}
    return (_hash(hashed) + _hash(body)).encode("ascii")


def _hash(document: Json) -> str:
    settings = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": _load,
    }
    try:
        quads = jsonld.normalize(dict(document), settings)
    except jsonld.JsonLdError as problem:
        raise Malformed("The document cannot be put in canonical form.") from problem
    return hashlib.sha256(quads.encode("utf-8")).hexdigest()


def _load(url: str, options: dict[str, Any]) -> dict[str, Any]:
    # PyLD keeps processed contexts only of what is tagged as static.
    return {**_frozen(url, options), "tag": "static"}
