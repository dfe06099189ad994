"""Proofs over documents (FEP-8b32): made, verified, and broken by any change."""

import copy
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from fediforum.errors import BadSignature
from fediforum.vocab.json import Json, read_json
from fediforum.wire import carries_proof, create_proof, proof_key, read_multikey, verify_proof
from fediforum.wire.integrity import canonical
from tests.wire.signed_requests import KEY_ID, NOW, OWNER, private, public

DOCUMENT: Json = {
    "@context": ["https://www.w3.org/ns/activitystreams"],
    "id": f"{OWNER}/likes/1",
    "type": "Like",
    "actor": OWNER,
    "object": "https://alpha.test/ap/posts/1",
}


def proved(document: Json = DOCUMENT) -> dict[str, object]:
    key = private("ed25519")
    assert isinstance(key, Ed25519PrivateKey)
    return dict(create_proof(document, key_id=KEY_ID, private_key=key, created=NOW))


def test_a_proof_of_ours_is_verified() -> None:
    document = proved()

    verify_proof(document, public("ed25519"), NOW)

    assert proof_key(document) == KEY_ID


def test_a_linked_data_signature_beside_a_proof_does_no_harm() -> None:
    document = {**proved(), "signature": {"type": "RsaSignature2017"}}

    verify_proof(document, public("ed25519"), NOW)


def test_contexts_appended_after_the_proof_do_no_harm() -> None:
    document = proved()
    document["@context"] = [*DOCUMENT["@context"], "https://w3id.org/security/v1"]

    verify_proof(document, public("ed25519"), NOW)


@pytest.mark.parametrize("name", ["id", "type", "actor", "object", "@context"])
def test_a_changed_document_is_refused(name: str) -> None:
    document = proved()
    document[name] = "https://evil.test/"

    with pytest.raises(BadSignature):
        verify_proof(document, public("ed25519"), NOW)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("created", "2026-08-01T12:00:06Z"),
        ("proofPurpose", "authentication"),
        ("type", "Proof"),
        ("cryptosuite", "eddsa-rdfc-2022"),
        ("verificationMethod", f"{OWNER}#other"),
        ("proofValue", "z0"),
        ("proofValue", "z11"),
        ("expires", "2026-08-01T12:00:05Z"),
        ("expires", 5),
    ],
)
def test_a_changed_proof_is_refused(name: str, value: object) -> None:
    document = copy.deepcopy(proved())
    proof = document["proof"]
    assert isinstance(proof, dict)
    proof[name] = value

    with pytest.raises(BadSignature):
        verify_proof(document, public("ed25519"), NOW)


def test_one_of_several_proofs_is_enough() -> None:
    document, proof = DOCUMENT, proved()["proof"]
    other = {"type": "DataIntegrityProof", "cryptosuite": "mldsa44-jcs-2024"}
    proofs = [{**other, "verificationMethod": f"{OWNER}#pq"}, "odd", proof]

    assert verify_proof({**document, "proof": proofs}, public("ed25519"), NOW) == NOW


def test_only_the_first_proof_of_a_key_counts() -> None:
    proof = proved()["proof"]
    other = {"type": "DataIntegrityProof", "verificationMethod": KEY_ID}

    with pytest.raises(BadSignature):
        verify_proof({**DOCUMENT, "proof": [other, proof]}, public("ed25519"), NOW)


def test_proof_of_a_time_to_come_is_refused() -> None:
    with pytest.raises(BadSignature):
        verify_proof(proved(), public("ed25519"), NOW - timedelta(minutes=6))


@pytest.mark.parametrize("proof", [None, "z1", [], ["z1"], [None], 5, {"proof": {}}])
def test_document_without_a_proof_carries_none(proof: object) -> None:
    document = {**DOCUMENT, "proof": proof}

    assert proof_key(document) is None
    assert carries_proof(document) is isinstance(proof, dict)


def test_a_proof_of_the_specification_is_verified() -> None:
    # The test vector of FEP-8b32 (fep-8b32.feature).
    document = read_json(
        b"""{"@context":["https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/data-integrity/v1"],
        "id":"https://server.example/activities/1","type":"Create",
        "actor":"https://server.example/users/alice","object":{
        "id":"https://server.example/objects/1","type":"Note",
        "attributedTo":"https://server.example/users/alice","content":"Hello world",
        "location":{"type":"Place","longitude":-71.184902,"latitude":25.273962}},
        "proof":{"@context":["https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/data-integrity/v1"],"type":"DataIntegrityProof",
        "cryptosuite":"eddsa-jcs-2022",
        "verificationMethod":"https://server.example/users/alice#ed25519-key",
        "proofPurpose":"assertionMethod",
        "proofValue":"zLaewdp4H9kqtwyrLatK4cjY5oRHwVcw4gibPSUDYDMhi4M49v8pcYk3ZB6D69dNpAPbUmY8ocuJ3m9KhKJEEg7z",
        "created":"2023-02-24T23:36:38Z"}}"""
    )
    key = read_multikey(
        "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        key_id="https://server.example/users/alice#ed25519-key",
        owner="https://server.example/users/alice",
    )

    verify_proof(document, key, NOW)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (333333333.33333329, "333333333.3333333"),
        (1e30, "1e+30"),
        (4.50, "4.5"),
        (2e-3, "0.002"),
        (0.000000000000000000000000001, "1e-27"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (123456789012345680000.0, "123456789012345680000"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (-71.184902, "-71.184902"),
    ],
)
def test_numbers_are_written_as_ecmascript_does(number: float, expected: str) -> None:
    assert canonical(number).decode() == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_its_value(number: float) -> None:
    assert float(canonical(number)) == number


def test_keys_are_sorted_by_utf16() -> None:
    document = {"\U0001f600": 1, "\ufb33": 2, "\r": 3, "ö": 4}

    assert list(read_json(canonical(document))) == ["\r", "ö", "\U0001f600", "\ufb33"]


def test_the_proof_is_gone_after_expiry_only() -> None:
    key = private("ed25519")
    assert isinstance(key, Ed25519PrivateKey)
    document = create_proof(DOCUMENT, key_id=KEY_ID, private_key=key, created=NOW)

    verify_proof(document, public("ed25519"), NOW + timedelta(days=4000))
