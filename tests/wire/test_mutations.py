"""No change to anything that a signature covers is ever accepted."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings, strategies as st

from fediforum.errors import FediforumError
from fediforum.wire import Dialect, SignedRequest, parse_claim, verify
from tests.wire.signed_requests import NOW, public, signed

STYLES: tuple[tuple[Dialect, str, str], ...] = (
    ("cavage", "rsa", "POST"),
    ("cavage", "ed25519", "GET"),
    ("rfc9421", "rsa", "POST"),
    ("rfc9421", "ed25519", "POST"),
    ("rfc9421", "ed25519", "GET"),
)
COVERED = frozenset(
    {b"host", b"date", b"digest", b"content-digest", b"signature", b"signature-input"}
)


@cache
def golden(style: tuple[Dialect, str, str]) -> SignedRequest:
    dialect, kind, method = style
    return signed(method, "/inbox?of=bob", dialect=dialect, kind=kind)


def believed(request: SignedRequest, kind: str) -> tuple[object, ...] | None:
    """What a request was believed to say, or None. A label that may be left out says nothing."""
    try:
        claim = parse_claim(request, NOW)
        verify(claim, public(kind), NOW)
    except FediforumError:
        return None
    said = (claim.key_id, claim.covered, claim.base, claim.signature, claim.created)
    return (*said, request.method, request.target, request.body)


def flipped(raw: bytes, bit: int) -> bytes:
    changed = bytearray(raw)
    changed[bit // 8] ^= 1 << (bit % 8)
    return bytes(changed)


def flips(request: SignedRequest, names: frozenset[bytes]) -> Iterator[SignedRequest]:
    """Each request that differs in one bit of its target, its body or a header of these names."""
    for bit in range(len(request.body) * 8):
        yield replace(request, body=flipped(request.body, bit))
    target = request.target.encode()
    for bit in range(len(target) * 8):
        yield replace(request, target=flipped(target, bit).decode("latin-1"))
    for at, (name, value) in enumerate(request.headers):
        before, after = request.headers[:at], request.headers[at + 1 :]
        for bit in range(len(value) * 8) if name in names else ():
            yield replace(request, headers=(*before, (name, flipped(value, bit)), *after))


@pytest.mark.parametrize("style", STYLES)
def test_every_bit_that_is_flipped_is_noticed(style: tuple[Dialect, str, str]) -> None:
    request = golden(style)
    # RFC 9421 signs our authority, not the header; and `created`, not the Date.
    uncovered = {b"host", b"date"} if style[0] == "rfc9421" else {b"signature"}

    mutants = list(flips(request, COVERED - uncovered))
    wrong = [mutant for mutant in mutants if believed(mutant, style[1])]

    assert believed(request, style[1])
    assert len(mutants) > 400
    assert wrong == []


@pytest.mark.parametrize("style", STYLES)
def test_a_flipped_bit_never_changes_what_is_believed(style: tuple[Dialect, str, str]) -> None:
    request = golden(style)
    expected = believed(request, style[1])

    said = {believed(mutant, style[1]) for mutant in flips(request, COVERED)}

    assert said <= {None, expected}


@settings(max_examples=200, deadline=None)
@given(
    style=st.sampled_from(STYLES),
    where=st.integers(min_value=0),
    junk=st.binary(min_size=1, max_size=4),
)
def test_junk_put_into_a_signature_never_changes_what_is_believed(
    style: tuple[Dialect, str, str], where: int, junk: bytes
) -> None:
    request = golden(style)
    name, value = request.headers[-1]
    at = where % (len(value) + 1)

    headers = (*request.headers[:-1], (name, value[:at] + junk + value[at:]))
    said = believed(replace(request, headers=headers), style[1])

    assert said in (None, believed(request, style[1]))


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from([b"signature", b"signature-input", b"date", b"digest"]), value=st.binary()
)
def test_no_header_makes_the_reader_stumble(name: bytes, value: bytes) -> None:
    request = golden(("cavage", "rsa", "POST"))
    headers = tuple(pair for pair in request.headers if pair[0] != name)

    assert believed(replace(request, headers=(*headers, (name, value))), "rsa") is None
