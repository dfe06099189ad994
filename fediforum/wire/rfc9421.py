"""HTTP Message Signatures (RFC 9421), the part of it that servers of the fediverse use.

Pure and written by hand: the libraries parse the fields and write them anew, while here the
signature base is made of the raw bytes of ``Signature-Input``, so that nothing that was
signed is ever spelt twice. One label a request, plain components only (no ``;sf``, ``;req``).
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from fediforum.errors import BadSignature, Malformed
from fediforum.wire.claim import Claim, SignedRequest, authority, moment
from fediforum.wire.digests import strict_base64

ALGORITHMS = frozenset({"", "rsa-v1_5-sha256", "rsa-pss-sha512", "ed25519"})

_KEY = r"[a-z*][a-z0-9_.*-]*"
_VALUE = (
    r'-?\d{1,15}|"(?:[ !#-\[\]-~]|\\["\\])*"|:[A-Za-z0-9+/=]*:|\?[01]'
    r"|[A-Za-z*][!#-+\--:^-z|~]*"
)
_INPUT = re.compile(
    rf'(?P<label>{_KEY})=(?P<raw>\((?P<covered>(?: *"[!#-\[\]-~]+")*) *\)'
    rf"(?P<parameters>(?:; *{_KEY}(?:=(?:{_VALUE}))?)*))"
)
_PARAMETER = re.compile(rf"; *({_KEY})(?:=({_VALUE}))?")
_SIGNATURE = re.compile(rf"({_KEY})=:([A-Za-z0-9+/=]+):")
_FIELD = re.compile(r"[a-z0-9-]+")


def read_claim(request: SignedRequest) -> Claim:
    """Read what ``Signature-Input`` claims; raises ``Malformed`` or ``BadSignature``."""
    given = _INPUT.fullmatch(request.header("signature-input") or "")
    signed = _SIGNATURE.fullmatch(request.header("signature") or "")
    if given is None or signed is None or given["label"] != signed[1]:
        raise Malformed("The request must carry one signature, under one label.")
    parameters = _read_parameters(given["parameters"])
    covered = tuple(re.findall(r'"([^"]*)"', given["covered"]))
    signature = strict_base64(signed[2])
    if len(set(covered)) != len(covered) or signature is None:
        raise Malformed("The header Signature-Input cannot be read.")
    _check_coverage(request, covered)
    if "created" not in parameters:
        raise BadSignature("The signature does not say when it was made.")
    return Claim(
        key_id=_text(parameters, "keyid"),
        dialect="rfc9421",
        algorithm=_text(parameters, "alg") if "alg" in parameters else "",
        covered=covered,
        base=write_base(covered, given["raw"], lambda name: _component(request, name)),
        signature=signature,
        created=_seconds(parameters, "created"),
        expires=_seconds(parameters, "expires") if "expires" in parameters else None,
    )


def write_base(
    covered: Sequence[str], parameters: str, component: Callable[[str], str | None]
) -> bytes:
    """Build the bytes that are signed (RFC 9421 §2.5) from the components and raw parameters."""
    lines = []
    for name in covered:
        value = component(name)
        if value is None:
            raise BadSignature(f"The signature covers {name}, which is not there.")
        lines.append(f'"{name}": {value}')
    lines.append(f'"@signature-params": {parameters}')
    return "\n".join(lines).encode("latin-1")


def write_parameters(covered: Sequence[str], key_id: str, algorithm: str, created: int) -> str:
    """Write the signature parameters as they stand in ``Signature-Input`` and in the base.

    >>> write_parameters(("@method",), "https://a.test/k", "ed25519", 5)
    '("@method");created=5;keyid="https://a.test/k";alg="ed25519"'
    """
    names = " ".join(f'"{name}"' for name in covered)
    return f'({names});created={created};keyid="{key_id}";alg="{algorithm}"'


def accept_signature() -> str:
    """Say in a 401 which signature we would take (RFC 9421 §5.1).

    >>> accept_signature()
    'sig1=("@method" "@target-uri" "content-digest");created;keyid'
    """
    return 'sig1=("@method" "@target-uri" "content-digest");created;keyid'


def _read_parameters(text: str) -> dict[str, str]:
    pairs = [(match[1], match[2] or "?1") for match in _PARAMETER.finditer(text)]
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise Malformed("A parameter of the signature stands there twice.")
    return parameters


def _check_coverage(request: SignedRequest, covered: tuple[str, ...]) -> None:
    names = set(covered)
    query = {"@query"} if "?" in request.target else set()
    whole = (
        "@target-uri" in names
        or {"@authority", "@request-target"} <= names
        or {"@authority", "@path"} | query <= names
    )
    digest = not request.needs_digest or "content-digest" in names
    if "@method" not in names or not whole or not digest:
        raise BadSignature("The signature does not cover enough of the request.")


def _component(request: SignedRequest, name: str) -> str | None:
    path, _, query = request.target.partition("?")
    # Our own authority, not the Host that came along: a proxy may have changed that.
    host = authority(request.host)
    derived = {
        "@method": request.method,
        "@target-uri": f"https://{host}{request.target}",
        "@authority": host,
        "@scheme": "https",
        "@request-target": request.target,
        "@path": path,
        "@query": f"?{query}",
    }
    if name.startswith("@") or not _FIELD.fullmatch(name):
        return derived.get(name)
    return request.header(name)


def _text(parameters: dict[str, str], name: str) -> str:
    value = parameters.get(name, "")
    if len(value) < 2 or not value.startswith('"'):
        raise Malformed(f"The signature lacks a readable {name}.")
    return re.sub(r"\\(.)", r"\1", value[1:-1])


def _seconds(parameters: dict[str, str], name: str) -> datetime:
    if not re.fullmatch(r"-?\d+", parameters[name]):
        raise BadSignature("A time in the signature is no number.")
    return moment(parameters[name])
