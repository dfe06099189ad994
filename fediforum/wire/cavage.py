"""HTTP signatures as draft-cavage-http-signatures-12 has them, and as the fediverse speaks it.

Pure: reads a ``Signature`` header into a claim and builds the bytes that are signed. Keys,
clocks and digests are not asked here.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from fediforum.errors import BadSignature, Malformed
from fediforum.wire.claim import Claim, SignedRequest, moment
from fediforum.wire.digests import strict_base64

ALGORITHMS = frozenset({"", "hs2019", "rsa-sha256", "ed25519"})

# The values may be tokens without quotes (Mastodon's own grammar allows them).
_PARAMETER = re.compile(r'\s*([A-Za-z][A-Za-z0-9_-]*)\s*=\s*(?:"([^"\\]*)"|([^\s",=\\]+))\s*(,|$)')
_NAME = re.compile(r"[a-z0-9-]+|\((?:request-target|created|expires)\)")
_SECONDS = re.compile(r"\d{1,12}(?:\.\d{1,9})?")
_DATE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read_parameters(value: str) -> dict[str, str]:
    """Read ``name="value"`` pairs; one that stands there twice raises ``Malformed``.

    >>> read_parameters('Signature keyId="k", created=5')
    {'keyId': 'k', 'created': '5'}
    """
    text = value.removeprefix("Signature ")
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = _PARAMETER.match(text, position)
        if match is None or match[1] in found:
            raise Malformed("The header Signature cannot be read.")
        found[match[1]] = match[2] if match[3] is None else match[3]
        position = match.end()
    return found


def read_date(value: str) -> datetime:
    """Read the one date format that HTTP writes (RFC 9110, IMF-fixdate), and nothing like it.

    >>> read_date("Sat, 01 Aug 2026 12:00:05 GMT").isoformat()
    '2026-08-01T12:00:05+00:00'
    """
    try:
        if not _DATE.fullmatch(value):
            raise ValueError
        month = _MONTHS.index(value[8:11]) + 1
        clock = (int(value[17:19]), int(value[20:22]), int(value[23:25]))
        return datetime(int(value[12:16]), month, int(value[5:7]), *clock, tzinfo=UTC)
    except ValueError:
        raise Malformed("The Date cannot be read.") from None


def write_date(now: datetime) -> str:
    """Write a moment as HTTP does (RFC 9110, IMF-fixdate).

    >>> write_date(datetime(2026, 8, 1, 12, 0, 5, tzinfo=UTC))
    'Sat, 01 Aug 2026 12:00:05 GMT'
    """
    return format_datetime(now.astimezone(UTC), usegmt=True)


def read_claim(request: SignedRequest) -> Claim:
    """Read what a ``Signature`` header claims; raises ``Malformed`` or ``BadSignature``."""
    parameters = read_parameters(request.header("signature") or "")
    if not parameters.get("keyId") or not parameters.get("signature"):
        raise Malformed("The header Signature lacks keyId or signature.")
    signature = strict_base64(parameters["signature"])
    covered = tuple(parameters.get("headers", "date").split())
    if not covered or len(set(covered)) != len(covered) or signature is None:
        raise Malformed("The header Signature cannot be read.")
    if not all(_NAME.fullmatch(name) for name in covered):
        raise Malformed("The header Signature names a header that there cannot be.")
    algorithm = parameters.get("algorithm", "").lower()
    if "(created)" in covered and algorithm.startswith("rsa"):
        raise BadSignature("A signature with (created) cannot be rsa-sha256.")
    _check_coverage(request, covered)
    date = request.header("date") if "date" in covered else None
    path, mark, _ = request.target.partition("?")
    shorter = mark and request.method == "GET"
    return Claim(
        key_id=parameters["keyId"],
        dialect="cavage",
        algorithm=algorithm,
        covered=covered,
        base=_base(request, request.target, covered, parameters),
        signature=signature,
        created=_seconds(parameters, "created") if "(created)" in covered else None,
        expires=_seconds(parameters, "expires") if "(expires)" in covered else None,
        date=read_date(date) if date is not None else None,
        base_without_query=_base(request, path, covered, parameters) if shorter else None,
    )


def write_base(method: str, target: str, headers: Sequence[tuple[str, str]]) -> bytes:
    """Build the bytes that are signed: the request target, then the headers in their order."""
    lines = [f"(request-target): {method.lower()} {target}"]
    lines += [f"{name.lower()}: {value}" for name, value in headers]
    return "\n".join(lines).encode("latin-1")


def write_header(key_id: str, algorithm: str, names: Sequence[str], signature: str) -> str:
    """Write a ``Signature`` header, its parameters in the order that peers expect.

    No value holds a comma: PieFed, Discourse and NodeBB split the header at commas.
    """
    covered = " ".join(("(request-target)", *(name.lower() for name in names)))
    return f'keyId="{key_id}",algorithm="{algorithm}",headers="{covered}",signature="{signature}"'


def _check_coverage(request: SignedRequest, covered: tuple[str, ...]) -> None:
    wanted = {"(request-target)", "host"} | ({"digest"} if request.needs_digest else set())
    dated = "date" in covered or "(created)" in covered
    if not dated or not wanted <= set(covered):
        raise BadSignature("The signature does not cover enough of the request.")


def _base(
    request: SignedRequest, target: str, covered: tuple[str, ...], parameters: dict[str, str]
) -> bytes:
    lines = []
    for name in covered:
        if name == "(request-target)":
            value: str | None = f"{request.method.lower()} {target}"
        elif name.startswith("("):
            value = parameters.get(name.strip("()"))
        else:
            value = request.header(name)
        if value is None:
            raise BadSignature(f"The signature covers {name}, which is not there.")
        lines.append(f"{name}: {value}")
    return "\n".join(lines).encode("latin-1")


def _seconds(parameters: dict[str, str], name: str) -> datetime:
    if not _SECONDS.fullmatch(parameters[name]):
        raise Malformed("A time in the signature cannot be read.")
    return moment(parameters[name])
