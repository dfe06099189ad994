"""What a signature has to cover and to say, in both dialects, before its key is even asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fediforum.errors import BadSignature, Malformed, Unauthenticated
from fediforum.wire import Dialect, SignedRequest, accept_signature, parse_claim, verify
from tests.wire.signed_requests import (
    HOST,
    KEY_ID,
    NOW,
    private,
    public,
    recorded,
    recorded_key,
    recorded_request,
    signed,
    with_header,
)

DIALECTS: tuple[Dialect, ...] = ("cavage", "rfc9421")
RECORDED = (
    "91_http_post_follow_cavage.json",
    "92_http_post_shared_inbox_create_ldsigned_cavage.json",
    "93_http_get_note_signed_by_instance_actor.json",
    "94_http_post_follow_rfc9421_second_knock.json",
    "95_http_post_followers_only_with_collection_synchronization.json",
    "96_http_post_forwarded_by_mastodon_other_actor_ldsigned.json",
    "97_OURS_reply_relayed_by_board_ldsigned_by_member.json",
)


def header(request: SignedRequest, name: str) -> str:
    return request.header(name) or ""


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_requests_are_verified_on_their_day(name: str) -> None:
    request = recorded_request(name)
    shape = recorded(name)

    claim = parse_claim(request, NOW)
    verify(claim, recorded_key(claim.key_id), NOW)

    expected = shape.get("signing_string") or shape["signature_base"]
    assert claim.base.decode() == expected


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_requests_are_refused_on_another_day(name: str) -> None:
    request = recorded_request(name)

    with pytest.raises(BadSignature):
        parse_claim(request, NOW + timedelta(hours=13))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("target", ["/inbox", "/ap/posts/1?page=2"])
def test_what_we_sign_is_verified(dialect: Dialect, kind: str, method: str, target: str) -> None:
    request = signed(method, target, dialect=dialect, kind=kind)

    claim = parse_claim(request, NOW)
    verify(claim, public(kind), NOW)

    assert (claim.key_id, claim.dialect) == (KEY_ID, dialect)


def test_our_cavage_header_is_spelt_as_the_strictest_peers_expect() -> None:
    request = signed()

    value = header(request, "signature")

    start = f'keyId="{KEY_ID}",algorithm="rsa-sha256",headers='
    assert value.startswith(start + '"(request-target) host date digest content-type",signature="')
    assert header(request, "digest").startswith("SHA-256=")
    assert header(request, "content-type") == "application/activity+json"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_another_key_does_not_verify(dialect: Dialect) -> None:
    request = signed(dialect=dialect)
    claim = parse_claim(request, NOW)

    with pytest.raises(BadSignature):
        verify(claim, public("ed25519"), NOW)
    with pytest.raises(BadSignature):
        verify(claim, replace(public(), id="https://beta.test/ap/members/eve#main-key"), NOW)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("minutes", "accepted"), [(-70, False), (-50, True), (0, True), (70, False)]
)
def test_a_request_holds_for_an_hour(dialect: Dialect, minutes: int, accepted: bool) -> None:
    request = signed(dialect=dialect, now=NOW + timedelta(minutes=minutes))

    if accepted:
        verify(parse_claim(request, NOW), public(), NOW)
    else:
        with pytest.raises(BadSignature):
            parse_claim(request, NOW)


def test_a_date_ahead_of_our_clock_is_taken_for_fifty_minutes() -> None:
    request = signed(now=NOW + timedelta(minutes=50))

    verify(parse_claim(request, NOW), public(), NOW)


def test_created_ahead_of_our_clock_is_taken_for_five_minutes_only() -> None:
    request = signed(dialect="rfc9421", now=NOW + timedelta(minutes=6))

    with pytest.raises(BadSignature):
        parse_claim(request, NOW)


def test_a_request_without_a_signature_is_unauthenticated() -> None:
    request = with_header(signed(), "signature", None)

    with pytest.raises(Unauthenticated):
        parse_claim(request, NOW)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "rubbish",
        "=" * 8000,
        "=" * 9000,
        'keyId="https://beta.test/k"',
        'signature="aGk="',
        'keyId="https://beta.test/k,signature="aGk="',
        'keyId="https://beta.test/k",keyId="https://evil.test/k",signature="aGk="',
        'keyId="https://beta.test/k",headers="date date",signature="aGk="',
        'keyId="https://beta.test/k",headers="",signature="aGk="',
        'keyId="https://beta.test/k",headers=" ",signature="aGk="',
        'keyId="https://beta.test/k",headers="Date",signature="aGk="',
        'keyId="https://beta.test/k",headers="x:y",signature="aGk="',
        'keyId="https://beta.test/k",headers="(request-target) host date digest",signature="!"',
        'keyId="k",headers="(request-target) host date digest",signature="aGl="',
    ],
)
def test_an_unreadable_signature_is_malformed(value: str) -> None:
    request = with_header(signed(), "signature", value)

    with pytest.raises(Malformed):
        parse_claim(request, NOW)


@pytest.mark.parametrize("name", ["host", "date", "digest", "signature", "content-type"])
def test_a_security_header_that_stands_twice_is_malformed(name: str) -> None:
    request = signed()
    pair = next(pair for pair in request.headers if pair[0] == name.encode())

    with pytest.raises(Malformed):
        parse_claim(replace(request, headers=(*request.headers, pair)), NOW)


@pytest.mark.parametrize("missing", ["(request-target)", "host", "date", "digest"])
def test_a_cavage_signature_must_cover_enough(missing: str) -> None:
    request = signed()
    value = header(request, "signature").replace(f"{missing} ", "")

    with pytest.raises(BadSignature):
        parse_claim(with_header(request, "signature", value), NOW)


@pytest.mark.parametrize("missing", ['"@method" ', '"@target-uri" ', '"content-digest" '])
def test_an_rfc9421_signature_must_cover_enough(missing: str) -> None:
    request = signed(dialect="rfc9421")
    value = header(request, "signature-input").replace(missing, "")

    with pytest.raises(BadSignature):
        parse_claim(with_header(request, "signature-input", value), NOW)


@pytest.mark.parametrize(
    "date",
    [
        "Sat, 01 Aug 2026 12:00:05 GMT, Sat, 01 Aug 2020 12:00:05 GMT",
        "Sat, 01 Aug 2026 12:00:05 -0000",
        "Sat, 31 Feb 2026 12:00:05 GMT",
        "Saturday, 01-Aug-26 12:00:05 GMT",
        "x" * 9000,
        "Sat, 01 Aug 2026\r\n 12:00:05 GMT",
    ],
)
def test_an_unreadable_date_is_malformed(date: str) -> None:
    request = with_header(signed(), "date", date)

    with pytest.raises(Malformed):
        parse_claim(request, NOW)


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_date_of_another_age_is_refused(date: str) -> None:
    request = with_header(signed(), "date", date)

    with pytest.raises(BadSignature):
        parse_claim(request, NOW)


def test_a_post_without_a_digest_is_refused() -> None:
    request = with_header(signed(), "digest", None)

    with pytest.raises(BadSignature):
        parse_claim(request, NOW)


def test_a_digest_of_another_body_is_refused() -> None:
    request = signed()

    with pytest.raises(BadSignature):
        parse_claim(replace(request, body=request.body + b" "), NOW)


def digest_variants() -> list[str]:
    right = header(signed(), "digest").removeprefix("SHA-256=")
    return [
        f"SHA-256=AAAA,SHA-256={right}",
        f"SHA-256={right},SHA-256={right}",
        f"sha-512={right}",
        f"SHA-256={right[:-1]}",
        f"SHA-256={right[:10]}\t{right[10:]}",
        f"SHA-256={right}!!",
        "",
    ]


@pytest.mark.parametrize("value", digest_variants())
def test_a_digest_has_one_spelling(value: str) -> None:
    request = with_header(signed(), "digest", value)

    with pytest.raises(BadSignature):
        parse_claim(request, NOW)


def test_the_name_of_a_digest_may_be_lower_case() -> None:
    value = header(signed(), "digest").replace("SHA", "sha")

    parse_claim(with_header(signed(), "digest", value), NOW)


def test_all_digests_present_must_fit() -> None:
    request = with_header(signed(), "content-digest", "sha-256=:AAAA:")

    with pytest.raises(BadSignature):
        parse_claim(request, NOW)


def test_a_request_for_another_host_is_refused() -> None:
    request = replace(signed(), host="gamma.test")

    with pytest.raises(BadSignature):
        parse_claim(request, NOW)


def test_a_signature_does_not_carry_to_another_path() -> None:
    request = replace(signed(), target="/ap/boards/gardening/inbox")
    claim = parse_claim(request, NOW)

    with pytest.raises(BadSignature):
        verify(claim, public(), NOW)


def test_a_get_may_be_signed_without_its_query() -> None:
    request = replace(signed("GET", "/ap/posts/1"), target="/ap/posts/1?page=2")

    verify(parse_claim(request, NOW), public(), NOW)


def test_a_post_may_not_be_signed_without_its_query() -> None:
    request = replace(signed(), target="/inbox?x=1")
    claim = parse_claim(request, NOW)

    with pytest.raises(BadSignature):
        verify(claim, public(), NOW)


@pytest.mark.parametrize(
    "algorithm", ["none", "hmac-sha256", "rsa-sha1", "ecdsa-sha256", "ED25519", "rsa-sha512"]
)
def test_a_label_cannot_talk_us_into_another_algorithm(algorithm: str) -> None:
    request = signed()
    value = header(request, "signature").replace("rsa-sha256", algorithm)

    with pytest.raises(BadSignature):
        verify(parse_claim(with_header(request, "signature", value), NOW), public(), NOW)


@pytest.mark.parametrize("algorithm", ["hmac-sha256", "rsa-pss-sha512", "ed25519"])
def test_alg_of_rfc9421_must_fit_the_key(algorithm: str) -> None:
    request = signed(dialect="rfc9421")
    value = header(request, "signature-input").replace("rsa-v1_5-sha256", algorithm)

    with pytest.raises(BadSignature):
        verify(parse_claim(with_header(request, "signature-input", value), NOW), public(), NOW)


@pytest.mark.parametrize(
    "key_id",
    [
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "acct:bob@beta.test",
        "did:key:z6Mk",
        "/ap/members/bob",
        "https://bob:secret@beta.test/key",
        "https://beta.test\\\\@evil.test/key",
        "https://beta.test/" + "a" * 2048,
    ],
)
def test_a_key_id_must_be_an_https_address(key_id: str) -> None:
    request = signed()
    value = header(request, "signature").replace(KEY_ID, key_id)

    with pytest.raises((BadSignature, Malformed)):
        parse_claim(with_header(request, "signature", value), NOW)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (";created=1785585605", ""),
        ("created=1785585605", "created=-1"),
        ("created=1785585605", 'created="1785585605"'),
        ("created=1785585605", "created=1785585605;expires=1785585604"),
        ("created=1785585605", "created=1785585605;expires=1785985605"),
        ("created=1785585605", "created=" + "9" * 30),
        ("created=1785585605", "created=999999999999999"),
        ("created=1785585605", "created=1785585605;created=1785585605"),
        ('"content-digest"', '"content-digest";sf'),
        ('"content-digest"', '"content-digest";req'),
        ('"content-digest"', '"content-digest" "content-digest"'),
        ('"content-digest"', '"content-digest" "@foo"'),
        ('"content-digest"', '"content-digest" "@query-param"'),
        ('"content-digest"', '"content-digest" "x-absent"'),
        ("sig1=", "sig2="),
        ("sig1=", 'sig2=();keyid="https://evil.test/k", sig1='),
        ("keyid=", "kid="),
    ],
)
def test_rfc9421_traps_are_refused(old: str, new: str) -> None:
    request = signed(dialect="rfc9421")
    value = header(request, "signature-input")
    assert old in value

    with pytest.raises((BadSignature, Malformed)):
        parse_claim(with_header(request, "signature-input", value.replace(old, new)), NOW)


def test_two_dialects_in_one_request_are_malformed() -> None:
    request = with_header(
        signed(), "signature-input", header(signed(dialect="rfc9421"), "signature-input")
    )

    with pytest.raises(Malformed):
        parse_claim(request, NOW)


def test_a_401_says_which_signature_we_would_take() -> None:
    assert '"content-digest"' in accept_signature()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_host_is_compared_without_case_and_default_port(dialect: Dialect) -> None:
    request = replace(signed(dialect=dialect), host=f"{HOST.upper()}:443")

    claim = parse_claim(request, NOW)

    verify(claim, public(), NOW)


def test_a_private_key_does_not_show_itself() -> None:
    assert "PRIVATE" not in repr(private("rsa"))
