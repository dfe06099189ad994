"""Which addresses a text may lead to. Nothing is fetched here."""

import re

import idna

from fediforum.limits import IRI

REL = "nofollow noopener noreferrer ugc"

ADDRESS = re.compile(r"(https?)://([\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?([/?#].*)?", re.IGNORECASE)
POSED_CHARS = 300
NEVER = re.compile("[\x00-\x20\x7f-\xa0\\\\\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
LOOKS_LIKE_A_HOST = re.compile(
    r"(https?://)?(?:[^/\s]*@)?((?:[\w-]+\.)+[\w-]{2,})(?=[/:?#]|$)", re.IGNORECASE
)


def absolute(href: str) -> str | None:
    """Return the address if it is an absolute http(s) one that hides nothing, else None.

    Refused: user names, controls, bidi marks, backslashes, more than ``limits.IRI`` bytes. The
    host is lower-cased and in ASCII (IDNA 2008).

    >>> absolute("HTTPS://Beta.test/x")
    'https://beta.test/x'
    >>> absolute("javascript:alert(1)"), absolute("//beta.test"), absolute("https://a@beta.test")
    (None, None, None)
    """
    href = href.strip(" \t\r\n\f").replace(" ", "%20")
    match = ADDRESS.fullmatch(href)
    if match is None or NEVER.search(href):
        return None
    scheme, host, port, rest = match.groups()
    name = ascii_host(host)
    if name is None:
        return None
    url = f"{scheme.lower()}://{name}{port or ''}{rest or ''}"
    return url if len(url.encode("utf-8", "replace")) <= IRI else None


def ascii_host(host: str) -> str | None:
    """Return a host in lower-case ASCII, or None if it cannot be written so."""
    host = host.lower()
    if host.isascii():
        return host
    try:
        return idna.encode(host).decode("ascii")
    except UnicodeError:
        return None


def host_of(url: str) -> str:
    """Return the host of an address that ``absolute`` let pass, without port and ``www.``."""
    match = ADDRESS.fullmatch(url)
    return match[2].lower().removeprefix("www.") if match else ""


def posed_host(text: str) -> str | None:
    """Return the host that a link's text claims to lead to, if it looks like one."""
    match = LOOKS_LIKE_A_HOST.match(text.strip()[:POSED_CHARS])
    if match is None or (match[1] is None and text.lstrip().startswith("@")):
        return None
    return (ascii_host(match[2]) or match[2].lower()).removeprefix("www.")
