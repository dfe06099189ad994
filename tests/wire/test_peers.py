"""Requests signed as other software signs them: each is verified, and none of its mutants.

The signatures are made here with plain RSA, from the order and spelling that each is known for.
"""

import base64
import hashlib
from dataclasses import dataclass, replace

import pytest

from fediforum.errors import FediforumError
from fediforum.wire import SignedRequest, parse_claim, public_key, verify
from fediforum.wire.cavage import write_date
from fediforum.wire.keys import sign_bytes
from tests.wire.signed_requests import HOST, NOW, OWNER, private, request

BODY = b'{"type":"Announce"}'
CREATED = int(NOW.timestamp())


@dataclass(frozen=True)
class Style:
    """How a peer signs: what it covers, in its order, and how it spells the parameters."""

    covered: str
    template: str
    method: str = "POST"
    key_id: str = f"{OWNER}#main-key"


COMPACT = 'keyId="{key}",algorithm="rsa-sha256",headers="{covered}",signature="{signature}"'
HS2019 = COMPACT.replace("rsa-sha256", "hs2019")
TIMED = HS2019.replace(",signature", ",created={created},expires={expires},signature")

STYLES = {
    "mastodon": Style("host date digest content-type (request-target)", COMPACT),
    "mastodon, older": Style("(request-target) host date digest content-type", COMPACT),
    "mastodon, get": Style("host date (request-target)", COMPACT, "GET"),
    "lemmy": Style("(request-target) content-type date digest host", HS2019),
    "lemmy, timed": Style(
        "(request-target) (created) (expires) content-type date digest host", TIMED
    ),
    "piefed": Style(
        "(request-target) host date digest content-type",
        'keyId="{key}",headers="{covered}",signature="{signature}",algorithm="rsa-sha256"',
    ),
    "piefed, get": Style("(request-target) host date accept", COMPACT, "GET"),
    "nodebb": Style("(request-target) host date digest", COMPACT, key_id=f"{OWNER}#key"),
    "mbin": Style("(request-target) date host digest accept content-type", COMPACT),
    "discourse": Style(
        "host date digest (request-target) (created) (expires)",
        TIMED.replace("{created}", '"{created}"').replace("{expires}", '"{expires}"'),
    ),
    "gotosocial": Style("(request-target) host date digest", HS2019, key_id=f"{OWNER}/main-key"),
    "friendica": Style("(request-target) date content-length digest host", COMPACT),
    "misskey": Style("(request-target) date host digest", COMPACT),
    "wordpress": Style(
        "(request-target) host date digest", COMPACT, key_id="https://beta.test/?author=1#main-key"
    ),
    "with spaces": Style("(request-target) host date digest", COMPACT.replace(",", ", ")),
    "with a scheme": Style("(request-target) host date digest", "Signature " + COMPACT),
    "unquoted": Style(
        "(request-target) host date digest", COMPACT.replace('"rsa-sha256"', "rsa-sha256")
    ),
    "without algorithm": Style(
        "(request-target) host date digest", COMPACT.replace('algorithm="rsa-sha256",', "")
    ),
}
KEY = private("rsa")


def golden(style: Style) -> SignedRequest:
    body = BODY if style.method == "POST" else b""
    headers = {
        "Host": HOST,
        "Date": write_date(NOW),
        "Accept": "application/activity+json",
        "Content-Type": "application/activity+json",
        "Content-Length": str(len(body)),
        "Digest": "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode(),
    }
    lower = {name.lower(): value for name, value in headers.items()}
    lower |= {
        "(request-target)": f"{style.method.lower()} /inbox",
        "(created)": str(CREATED),
        "(expires)": str(CREATED + 3600),
    }
    base = "\n".join(f"{name}: {lower[name]}" for name in style.covered.split())
    signature = base64.b64encode(sign_bytes(KEY, base.encode())).decode()
    headers["Signature"] = style.template.format(
        key=style.key_id,
        covered=style.covered,
        signature=signature,
        created=CREATED,
        expires=CREATED + 3600,
    )
    return request(style.method, "/inbox", headers, body)


def believed(given: SignedRequest, style: Style) -> tuple[object, ...] | None:
    try:
        claim = parse_claim(given, NOW)
        verify(claim, public_key(KEY, key_id=style.key_id, owner=OWNER), NOW)
    except FediforumError:
        return None
    return (claim.key_id, claim.base, claim.signature, given.method, given.target, given.body)


@pytest.mark.parametrize("name", STYLES)
def test_a_peer_is_understood(name: str) -> None:
    style = STYLES[name]

    assert believed(golden(style), style) is not None


@pytest.mark.parametrize("name", STYLES)
def test_no_changed_byte_changes_what_a_peer_is_believed_to_say(name: str) -> None:
    style = STYLES[name]
    given = golden(style)

    said = set()
    for at, (header, value) in enumerate(given.headers):
        for place in range(len(value)):
            changed = bytearray(value)
            changed[place] ^= 1 << (place % 8)
            pair = (header, bytes(changed))
            headers = (*given.headers[:at], pair, *given.headers[at + 1 :])
            said.add(believed(replace(given, headers=headers), style))
    for place in range(len(given.body)):
        raw = bytearray(given.body)
        raw[place] ^= 1 << (place % 8)
        said.add(believed(replace(given, body=bytes(raw)), style))

    assert said <= {None, believed(given, style)}
