"""Which keys are taken at all, and that they survive being written and read."""

import base64
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)

from fediforum.errors import BadSignature, Malformed
from fediforum.wire import (
    read_multikey,
    read_pem,
    read_private,
    write_multikey,
    write_pem,
    write_private,
)
from fediforum.wire.keys import Scheme, sign_bytes, verify_bytes, write_base58
from tests.wire.signed_requests import KEY_ID, OWNER, private, public

SCHEMES: dict[str, Scheme] = {"rsa": "rsa-v1_5-sha256", "ed25519": "ed25519"}


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_key_survives_pem_and_multikey(kind: str) -> None:
    key = public(kind)

    from_pem = read_pem(write_pem(key), key_id=KEY_ID, owner=OWNER)
    from_multikey = read_multikey(write_multikey(key), key_id=KEY_ID, owner=OWNER)

    assert from_pem == from_multikey == key


def test_pkcs1_pem_is_read() -> None:
    loaded = private("rsa").public_key()
    pem = loaded.public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()

    assert read_pem(pem, key_id=KEY_ID, owner=OWNER) == public()


def test_the_multikey_of_the_specification_is_read() -> None:
    # FEP-8b32's and FEP-521a's own example key.
    text = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"

    key = read_multikey(text, key_id=KEY_ID, owner=OWNER)

    assert (key.algorithm, write_multikey(key)) == ("ed25519", text)


def test_a_multikey_in_base64url_is_read() -> None:
    raw = b"\xed\x01" + public("ed25519").spki[-32:]
    text = "u" + base64.urlsafe_b64encode(raw).decode().rstrip("=")

    assert read_multikey(text, key_id=KEY_ID, owner=OWNER) == public("ed25519")


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_private_key_survives_being_written(kind: str) -> None:
    again = read_private(write_private(private(kind)))

    signature = sign_bytes(again, b"hello")

    verify_bytes(public(kind), SCHEMES[kind], signature, b"hello")


def weak(bits: int, exponent: int = 65537) -> str:
    key = rsa.generate_private_key(exponent, bits).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def spki(key: ec.EllipticCurvePublicKey | x25519.X25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


REFUSED: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "rubbish": lambda: "rubbish",
    "private key": lambda: write_private(private("rsa")).decode(),
    "two keys": lambda: write_pem(public()) * 2,
    "not ASCII": lambda: write_pem(public()).replace("A", "é"),
    "broken DER": lambda: write_pem(public()).replace("MII", "MIJ"),
    "too long": lambda: write_pem(public()) + "x" * 1_000_000,
    "RSA-1024": lambda: weak(1024),
    "exponent 3": lambda: weak(2048, exponent=3),
    "P-256": lambda: spki(ec.generate_private_key(ec.SECP256R1()).public_key()),
    "X25519": lambda: spki(x25519.X25519PrivateKey.generate().public_key()),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_key_beyond_our_limits_is_malformed(name: str) -> None:
    pem = REFUSED[name]()

    with pytest.raises(Malformed):
        read_pem(pem, key_id=KEY_ID, owner=OWNER)


SMALL_ORDER = (
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
)


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_a_point_of_small_order_is_no_key(point: str) -> None:
    text = write_base58(b"\xed\x01" + bytes.fromhex(point))

    with pytest.raises(Malformed):
        read_multikey(text, key_id=KEY_ID, owner=OWNER)


@pytest.mark.parametrize("text", ["", "z", "z0", "f00", "z" + "2" * 5000, "uAA", "zé", "u!!"])
def test_an_unreadable_multikey_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        read_multikey(text, key_id=KEY_ID, owner=OWNER)


def test_a_signature_of_another_message_does_not_verify() -> None:
    signature = sign_bytes(private("rsa"), b"hello")

    with pytest.raises(BadSignature):
        verify_bytes(public(), "rsa-v1_5-sha256", signature, b"hallo")
