"""Object integrity proofs (FEP-8b32), cryptosuite eddsa-jcs-2022: made and verified.

Pure. JCS (RFC 8785) is written here: for what JSON can hold it is a sorted dump and the
spelling of floats, and a proof must not depend on how a library reads a document first.
"""

import hashlib
import json
import math
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fediforum import limits
from fediforum.errors import BadSignature, Malformed
from fediforum.vocab.json import Json
from fediforum.wire.keys import PublicKey, read_multibase, sign_bytes, verify_bytes, write_base58

_SUITE = "eddsa-jcs-2022"
_FUTURE = timedelta(seconds=limits.CREATED_FUTURE_SECONDS)


def create_proof(
    document: Json, *, key_id: str, private_key: Ed25519PrivateKey, created: datetime
) -> Json:
    """Give the document with a ``proof`` by the holder of an Ed25519 key.

    Do this before a linked-data signature: the proof is made over a document without one.
    """
    proof: dict[str, object] = {
        "type": "DataIntegrityProof",
        "cryptosuite": _SUITE,
        "verificationMethod": key_id,
        "proofPurpose": "assertionMethod",
        "created": f"{created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    if "@context" in document:
        proof = {"@context": document["@context"], **proof}
    made = sign_bytes(private_key, _hash(document, proof))
    return {**document, "proof": {**proof, "proofValue": write_base58(made)}}


def carries_proof(document: Json) -> bool:
    """Whether a document says that it can be believed by itself, by a proof of whatever kind."""
    return bool(_proofs(document))


def proof_key(document: Json) -> str | None:
    """Give the id of the key that a document's proof names, if it is a proof that we verify."""
    for proof in _proofs(document):
        method = proof.get("verificationMethod")
        if proof.get("cryptosuite") == _SUITE and isinstance(method, str):
            return method
    return None


def verify_proof(document: Json, key: PublicKey, now: datetime) -> datetime | None:
    """The document is as the holder of the key left it, then; else ``BadSignature``.

    ``then`` is when the proof says that it was made. Whether that holder may speak for the
    document is the caller's to ask.
    """
    proofs = [each for each in _proofs(document) if each.get("verificationMethod") == key.id]
    if not proofs or proof_key(document) != key.id:
        raise BadSignature("The document has no proof by that key.")
    proof = proofs[0]
    purpose = (proof.get("type"), proof.get("cryptosuite"), proof.get("proofPurpose"))
    if purpose != ("DataIntegrityProof", _SUITE, "assertionMethod") or key.algorithm != "ed25519":
        raise BadSignature("The proof is of a kind that we do not verify.")
    made, expires = _moment(proof, "created"), _moment(proof, "expires")
    if expires is not None and expires <= now:
        raise BadSignature("The proof has expired.")
    if made is not None and made > now + _FUTURE:
        raise BadSignature("The proof is of a time to come.")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        signature = read_multibase(proof.get("proofValue", ""))
        verify_bytes(key, "ed25519", signature, _hash(document, options))
    except (ValueError, TypeError, Malformed):
        raise BadSignature("The proof cannot be read.") from None
    return made


def canonical(value: object) -> bytes:
    r"""Write JSON in its one canonical form (RFC 8785).

    >>> canonical({"b": [1, 2.0, 1e21, "é"], "a": None})
    b'{"a":null,"b":[1,2,1e+21,"\xc3\xa9"]}'
    """
    return _write(value).encode("utf-8")


def _hash(document: Json, options: Json) -> bytes:
    body = {name: value for name, value in document.items() if name not in {"proof", "signature"}}
    context = options.get("@context")
    if context is not None:
        # A proof may be older than contexts that were appended later (VC Data Integrity).
        prefix, whole = _many(context), _many(body.get("@context"))
        if whole[: len(prefix)] != prefix:
            raise BadSignature("The proof was made under another context.")
        body["@context"] = context
    return hashlib.sha256(canonical(options)).digest() + hashlib.sha256(canonical(body)).digest()


def _many(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _proofs(document: Json) -> list[Json]:
    """The proofs of a document: one, or a set of them, of which only a few are looked at."""
    given = _many(document.get("proof"))[: limits.KEYS]
    return [each for each in given if isinstance(each, dict)]


def _moment(proof: Json, name: str) -> datetime | None:
    """A time that the proof says, with its zone; ``BadSignature`` where it cannot be read."""
    text = proof.get(name)
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        found = None
    if found is None or found.tzinfo is None:
        raise BadSignature("A time in the proof cannot be read.")
    return found


def _write(value: object) -> str:
    match value:
        case dict():
            # Keys are sorted by UTF-16 code units, not by code points.
            keys = sorted(value, key=lambda name: name.encode("utf-16-be"))
            return "{" + ",".join(f"{_write(key)}:{_write(value[key])}" for key in keys) + "}"
        case list() | tuple():
            return "[" + ",".join(map(_write, value)) + "]"
        case bool() | None:
            return json.dumps(value)
        case int() if abs(value) <= 2**53:
            return str(value)
        case float():
            return _write_number(value)
        case str():
            return encode_basestring(value)
    raise Malformed("The document holds what JSON cannot.")


def _write_number(number: float) -> str:
    """Write a float as ECMAScript does: the shortest digits, as Python finds them too."""
    if not math.isfinite(number):
        raise Malformed("The document holds what JSON cannot.")
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    mantissa, _, power = repr(abs(number)).partition("e")
    whole, _, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    point = int(power or 0) + (len(whole) if whole != "0" else len(digits) - len(part))
    digits = digits.rstrip("0")
    if 0 < point <= 21:
        if len(digits) <= point:
            return sign + digits.ljust(point, "0")
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{'+' if point > 0 else '-'}{abs(point - 1)}"
