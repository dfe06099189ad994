"""Keys of actors: reading and writing them as PEM and as Multikey (FEP-521a), and their limits.

Pure. A key that is too weak, too large or of a kind that we do not verify is ``Malformed``
here, at the door, so that no other code meets one. At rest: see the room ``keys``.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from fediforum import limits
from fediforum.errors import BadSignature, Malformed

Algorithm = Literal["rsa", "ed25519"]
Scheme = Literal["rsa-v1_5-sha256", "rsa-pss-sha512", "ed25519"]
PrivateKey = RSAPrivateKey | Ed25519PrivateKey

_EXPONENT = 65537
_PEM_CHARS = 8 * 1024
_PEM = re.compile(r"\s*-----BEGIN ((?:RSA )?PUBLIC KEY)-----[A-Za-z0-9+/=\s]+-----END \1-----\s*")
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519_PREFIX = b"\xed\x01"
_RSA_PREFIX = b"\x85\x24"

# The y coordinates of the eight points of small order, in both their spellings modulo p: under
# such a key one signature fits every message.
_P = 2**255 - 19
_Y8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER = frozenset({0, 1, _P - 1, _P, _P + 1, _Y8, _P - _Y8})


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key within our limits; ``spki`` is its DER (SubjectPublicKeyInfo).

    ``proves``: its owner lists it as a Multikey of Ed25519, the kind that makes proofs.
    """

    id: str
    owner: str
    algorithm: Algorithm
    spki: bytes
    proves: bool = field(default=False, compare=False)


def read_pem(pem: str, *, key_id: str, owner: str) -> PublicKey:
    """Read ``publicKeyPem`` (SPKI or PKCS#1); raises ``Malformed`` for all that we refuse."""
    if len(pem) > _PEM_CHARS or not _PEM.fullmatch(pem):
        raise Malformed("The key is no PEM of one public key.", subject=key_id)
    try:
        key = load_pem_public_key(pem.strip().encode("ascii"))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Malformed("The key cannot be read.", subject=key_id) from None
    return _accept(key, key_id, owner)


def read_multikey(text: str, *, key_id: str, owner: str) -> PublicKey:
    """Read ``publicKeyMultibase``: ``z`` base58btc or ``u`` base64url, RSA or Ed25519."""
    try:
        raw = read_multibase(text)
        if raw.startswith(_ED25519_PREFIX):
            key = _accept(Ed25519PublicKey.from_public_bytes(raw[2:]), key_id, owner)
            return replace(key, proves=True)
        if raw.startswith(_RSA_PREFIX):
            body = base64.encodebytes(raw[2:]).decode()
            kind = "RSA PUBLIC KEY"
            return read_pem(
                f"-----BEGIN {kind}-----\n{body}-----END {kind}-----", key_id=key_id, owner=owner
            )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        pass
    raise Malformed("The Multikey cannot be read.", subject=key_id)


def public_key(private: PrivateKey, *, key_id: str, owner: str) -> PublicKey:
    """Give the public half of one of our keys."""
    return _accept(private.public_key(), key_id, owner)


def write_pem(key: PublicKey) -> str:
    """Write a key as PEM (SPKI), as ``publicKeyPem`` holds it."""
    spki = PublicFormat.SubjectPublicKeyInfo
    return _loaded(key.spki).public_bytes(Encoding.PEM, spki).decode()


def write_multikey(key: PublicKey) -> str:
    """Write a key as ``publicKeyMultibase`` in base58btc."""
    loaded = _loaded(key.spki)
    if isinstance(loaded, Ed25519PublicKey):
        return write_base58(_ED25519_PREFIX + loaded.public_bytes_raw())
    return write_base58(_RSA_PREFIX + loaded.public_bytes(Encoding.DER, PublicFormat.PKCS1))


def generate_rsa() -> RSAPrivateKey:
    """Make a key of RSA-2048; about 30 ms, so call it in a thread."""
    return generate_private_key(_EXPONENT, limits.RSA_BITS_MIN)


def generate_ed25519() -> Ed25519PrivateKey:
    """Make a key of Ed25519."""
    return Ed25519PrivateKey.generate()


def write_private(private: PrivateKey) -> bytes:
    """Write a private key as PKCS#8 PEM, not encrypted: hand it to the vault at once."""
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def read_private(pem: bytes) -> PrivateKey:
    """Read one of our own private keys.

    Only for what our vault gave back: the check of an RSA key costs 26 ms and is left out.
    """
    key = load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise Malformed("The private key is of a kind that we do not use.")
    return key


def sign_bytes(private: PrivateKey, message: bytes) -> bytes:
    """Sign with RSASSA-PKCS1-v1_5 and SHA-256, or Ed25519, as the key has it."""
    if isinstance(private, Ed25519PrivateKey):
        return private.sign(message)
    return private.sign(message, PKCS1v15(), SHA256())


def verify_bytes(key: PublicKey, scheme: Scheme, signature: bytes, message: bytes) -> None:
    """The signature fits the message under the key; else ``BadSignature``."""
    loaded = _loaded(key.spki)
    try:
        if isinstance(loaded, Ed25519PublicKey):
            if scheme != "ed25519":
                raise BadSignature("The key is not of the kind that the signature names.")
            loaded.verify(signature, message)
        elif scheme == "rsa-v1_5-sha256":
            loaded.verify(signature, message, PKCS1v15(), SHA256())
        elif scheme == "rsa-pss-sha512":
            loaded.verify(signature, message, PSS(MGF1(SHA512()), 64), SHA512())
        else:
            raise BadSignature("The key is not of the kind that the signature names.")
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
        raise BadSignature() from None


def read_multibase(text: str) -> bytes:
    """Read ``z`` base58btc or ``u`` base64url without padding; raises ``ValueError``.

    >>> read_multibase("z72k1xXWG59fYdzSNoA"), read_multibase("uaGk")
    (b'Hello, World!', b'hi')
    """
    if not 1 < len(text) <= _PEM_CHARS:
        raise ValueError("no multibase")
    if text[0] == "u":
        try:
            return base64.b64decode(text[1:] + "=" * (-len(text[1:]) % 4), b"-_", validate=True)
        except binascii.Error:
            raise ValueError("no base64url") from None
    if text[0] != "z":
        raise ValueError("a base that we do not read")
    # Linear for what fits our limits; a Multikey of RSA-8192 has about 1,440 characters.
    if len(text) > 2048:
        raise ValueError("too long")
    number = 0
    for char in text[1:]:
        number = number * 58 + _ALPHABET.index(char)
    zeros = len(text) - 1 - len(text[1:].lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def write_base58(raw: bytes) -> str:
    """Write bytes as multibase base58btc.

    >>> write_base58(bytes([0, 1]))
    'z12'
    """
    number, text = int.from_bytes(raw), ""
    while number:
        number, rest = divmod(number, 58)
        text = _ALPHABET[rest] + text
    return "z" + "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text


def _accept(key: object, key_id: str, owner: str) -> PublicKey:
    spki = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if isinstance(key, Ed25519PublicKey):
        y = int.from_bytes(key.public_bytes_raw(), "little") & (2**255 - 1)
        if y in _SMALL_ORDER:
            raise Malformed("The key is a point of small order.", subject=key_id)
        return PublicKey(key_id, owner, "ed25519", key.public_bytes(*spki))
    if isinstance(key, RSAPublicKey):
        bits = limits.RSA_BITS_MIN <= key.key_size <= limits.RSA_BITS_MAX
        if not bits or key.public_numbers().e != _EXPONENT:
            raise Malformed("The RSA key is of a size that we do not take.", subject=key_id)
        return PublicKey(key_id, owner, "rsa", key.public_bytes(*spki))
    raise Malformed("The key is of a kind that we do not verify.", subject=key_id)


@lru_cache(maxsize=10_000)
def _loaded(spki: bytes) -> RSAPublicKey | Ed25519PublicKey:
    key = load_der_public_key(spki)
    if not isinstance(key, RSAPublicKey | Ed25519PublicKey):
        raise Malformed("The key is of a kind that we do not verify.")
    return key
