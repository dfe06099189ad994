"""Signed requests, in and out: one entry for the two dialects that the fediverse speaks.

Theory of operation. A signature proves that the holder of a key said these bytes to this door
at this time; so three questions have to be answered in order, and none may be skipped:

1. *What is claimed?* ``parse_claim`` picks the dialect (``Signature-Input`` is there: RFC 9421;
   else draft-cavage) and builds the signature base from the raw bytes of the request, never
   from anything decoded and written again. It refuses what cannot be read in exactly one way
   (``Malformed``: headers or parameters that stand there twice), and what would prove too
   little even if true (``BadSignature``): the target, the host, the time and, for whatever
   carries a body, a digest must be covered, and every digest must fit the body received. The
   host is compared with our own name, since one that only agrees with itself lets a request
   made for someone else be replayed here.
2. *Whose key is it?* The caller finds the key by ``claim.key_id`` and answers for its owner.
3. *Is the claim true?* ``verify``. The scheme follows from the kind of the key; the label in
   the request may only agree with it, so nobody can talk us into a weaker one.

No awaiting, no clock and no key store in here. ``sign`` is the same thing outward: draft-cavage
first, because all peers read it, with the headers, order and spelling that the strictest of
them expect; RFC 9421 is the second knock.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from fediforum import limits
from fediforum.errors import BadSignature, Unauthenticated
from fediforum.wire import cavage, rfc9421
from fediforum.wire.claim import (
    Claim,
    Dialect,
    SignedRequest,
    authority,
    check_key_id,
    check_request_line,
)
from fediforum.wire.digests import check_digests, content_digest, digest
from fediforum.wire.keys import PrivateKey, PublicKey, Scheme, sign_bytes, verify_bytes

AS2_TYPE = "application/activity+json"
ACCEPT = (
    "application/activity+json, "
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
)

_SINGLE = (
    "host",
    "date",
    "digest",
    "content-digest",
    "signature",
    "signature-input",
    "content-type",
    "content-length",
)
_SCHEMES: Mapping[tuple[str, str], Scheme] = {
    ("rsa", ""): "rsa-v1_5-sha256",
    ("rsa", "hs2019"): "rsa-v1_5-sha256",
    ("rsa", "rsa-sha256"): "rsa-v1_5-sha256",
    ("rsa", "rsa-v1_5-sha256"): "rsa-v1_5-sha256",
    ("rsa", "rsa-pss-sha512"): "rsa-pss-sha512",
    ("ed25519", ""): "ed25519",
    ("ed25519", "hs2019"): "ed25519",
    ("ed25519", "ed25519"): "ed25519",
}
_SKEW = timedelta(seconds=limits.CLOCK_SKEW_SECONDS)
_FUTURE = timedelta(seconds=limits.CREATED_FUTURE_SECONDS)
_LIFETIME = timedelta(seconds=limits.SIGNATURE_LIFETIME_SECONDS)


@dataclass(frozen=True, slots=True)
class Signer:
    """Whoever signs what we send: the id of a key, and the key."""

    key_id: str
    private_key: PrivateKey


def carries_signature(request: SignedRequest) -> bool:
    """A request with neither header is anonymous, which a GET may be."""
    return any(name in {b"signature", b"signature-input"} for name, _ in request.headers)


def parse_claim(request: SignedRequest, now: datetime) -> Claim:
    """Read who claims to have signed the request, once all but the key has been checked.

    Raises ``Malformed`` (400) for what cannot be read in one way, ``Unauthenticated`` (401)
    without a signature, ``BadSignature`` (401) for one that proves too little or comes from
    another time.
    """
    check_request_line(request)
    for name in _SINGLE:
        request.header(name)
    if not carries_signature(request):
        raise Unauthenticated("The request carries no signature.")
    if request.header("signature-input") is not None:
        claim, known = rfc9421.read_claim(request), rfc9421.ALGORITHMS
    else:
        claim, known = cavage.read_claim(request), cavage.ALGORITHMS
    check_key_id(claim.key_id)
    if claim.algorithm not in known:
        raise BadSignature("The signature is of a kind that we do not verify.")
    if authority(request.header("host") or "") != authority(request.host):
        raise BadSignature("The request was signed for another host.")
    _check_times(claim, now)
    check_digests(request)
    return claim


def verify(claim: Claim, key: PublicKey, now: datetime) -> None:
    """The claim is true: the holder of this very key made it, and it still stands at ``now``."""
    if claim.key_id != key.id:
        raise BadSignature("That is another key.")
    scheme = _SCHEMES.get((key.algorithm, claim.algorithm))
    if scheme is None:
        raise BadSignature("The key is not of the kind that the signature names.")
    _check_times(claim, now)
    try:
        verify_bytes(key, scheme, claim.signature, claim.base)
    except BadSignature:
        # Some sign a GET without its query; for a POST that would leave bytes uncovered.
        if claim.base_without_query is None:
            raise
        verify_bytes(key, scheme, claim.signature, claim.base_without_query)


def sign(
    method: str,
    url: str,
    body: bytes | None,
    *,
    key_id: str,
    private_key: PrivateKey,
    dialect: Dialect = "cavage",
    now: datetime,
    accept: str = ACCEPT,
    extra: Mapping[str, str] | None = None,
) -> Mapping[str, str]:
    """Give the headers that make a GET (no body) or a POST of AS2 a signed one.

    ``url`` must be spelt as it will be sent; ``extra`` headers are covered too. The mapping
    holds all that the signature covers, ``Host`` too, in the order in which to send it.
    """
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Host": parts.netloc, "Date": cavage.write_date(now)}
    headers |= {"Accept": accept} if body is None else {"Content-Type": AS2_TYPE}
    headers |= extra or {}
    rsa = isinstance(private_key, RSAPrivateKey)
    if dialect == "cavage":
        covered = ["Host", "Date"]
        if body is not None:
            headers["Digest"] = digest(body)
            covered.append("Digest")
        covered += ["Accept" if body is None else "Content-Type", *(extra or ())]
        base = cavage.write_base(method, target, [(name, headers[name]) for name in covered])
        made = base64.b64encode(sign_bytes(private_key, base)).decode()
        algorithm = "rsa-sha256" if rsa else "hs2019"
        headers["Signature"] = cavage.write_header(key_id, algorithm, covered, made)
        return headers
    components = ["@method", "@target-uri"]
    if body is not None:
        headers["Content-Digest"] = content_digest(body)
        components += ["content-digest", "content-type"]
    components += [name.lower() for name in extra or ()]
    values = {"@method": method, "@target-uri": f"https://{parts.netloc}{target}"}
    values |= {name.lower(): value for name, value in headers.items()}
    algorithm = "rsa-v1_5-sha256" if rsa else "ed25519"
    created = int(now.timestamp())
    parameters = rfc9421.write_parameters(components, key_id, algorithm, created)
    base = rfc9421.write_base(components, parameters, values.get)
    headers["Signature-Input"] = f"sig1={parameters}"
    made = base64.b64encode(sign_bytes(private_key, base)).decode()
    headers["Signature"] = f"sig1=:{made}:"
    return headers


def _check_times(claim: Claim, now: datetime) -> None:
    if claim.date is not None and abs(now - claim.date) > _SKEW:
        raise BadSignature("The request is of another time.")
    if claim.created is not None and not -_FUTURE <= now - claim.created <= _SKEW:
        raise BadSignature("The signature is of another time.")
    if claim.expires is not None:
        made = claim.created or claim.date
        if claim.expires < now or (made is not None and claim.expires - made > _LIFETIME):
            raise BadSignature("The signature has expired, or would hold too long.")
