"""Our linked-data signatures are made exactly as Mastodon's are."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from fediforum.errors import BadSignature, Malformed
from fediforum.wire import create_signature
from fediforum.wire.keys import verify_bytes
from fediforum.wire.linked_data import message
from tests.wire.signed_requests import KEY_ID, NOW, OWNER, private, public, recorded, recorded_key

RECORDED = (
    "92_http_post_shared_inbox_create_ldsigned_cavage.json",
    "96_http_post_forwarded_by_mastodon_other_actor_ldsigned.json",
    "97_OURS_reply_relayed_by_board_ldsigned_by_member.json",
)
DOCUMENT = {
    "@context": [
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/v1",
        {"ostatus": "http://ostatus.org#", "conversation": "ostatus:conversation"},
    ],
    "id": f"{OWNER}/creates/1",
    "type": "Create",
    "actor": OWNER,
    "object": {"id": f"{OWNER}/1", "type": "Note", "content": "<p>Hi</p>", "conversation": "c"},
}


def signer() -> RSAPrivateKey:
    key = private("rsa")
    assert isinstance(key, RSAPrivateKey)
    return key


def check(document: dict[str, Any], **changed: object) -> None:
    signature = document["signature"]
    raw = base64.b64decode(signature["signatureValue"])
    key = public() if signature["creator"] == KEY_ID else recorded_key(signature["creator"])
    verify_bytes(key, "rsa-v1_5-sha256", raw, message({**document, **changed}, signature))


@pytest.mark.parametrize("name", RECORDED)
def test_what_mastodon_signed_fits_our_construction(name: str) -> None:
    document = json.loads(recorded(name)["body"])

    check(document)


def test_what_we_sign_fits_our_construction() -> None:
    document = dict(create_signature(DOCUMENT, key_id=KEY_ID, private_key=signer(), created=NOW))

    check(document)

    with pytest.raises(BadSignature):
        check(document, actor="https://evil.test/")


def test_a_document_without_the_security_context_is_not_signed() -> None:
    document = {**DOCUMENT, "@context": "https://www.w3.org/ns/activitystreams"}

    with pytest.raises(Malformed):
        create_signature(document, key_id=KEY_ID, private_key=signer(), created=NOW)


def test_no_context_is_ever_fetched() -> None:
    context = ["https://w3id.org/security/v1", "https://evil.test/context"]

    with pytest.raises(Malformed):
        create_signature(
            {**DOCUMENT, "@context": context}, key_id=KEY_ID, private_key=signer(), created=NOW
        )
