"""NodeInfo: which software another server runs. It decides in which form we speak to it.

An answer is a hint and proves nothing; the names that we know stand in ``forum/audience.py``.
"""

import re
from dataclasses import dataclass

from fediforum import limits
from fediforum.errors import Malformed, Permanent
from fediforum.vocab.json import Json, read_json
from fediforum.wire.client import HttpClient
from fediforum.wire.fetch import check_status, follow

_ACCEPT = {"Accept": "application/json"}
_SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"
_VERSIONS = ("2.1", "2.0")
_CLEAN = re.compile(r"[^ -~]")


@dataclass(frozen=True, slots=True)
class Software:
    """What a server says it runs; the name in lower case, both at most 64 characters."""

    name: str
    version: str


async def read_software(
    client: HttpClient, host: str, *, seconds: float = limits.FETCH_SECONDS
) -> Software:
    """Ask a host (with its port, if it has one) for its software.

    Raises ``Missing`` or ``Gone`` if it does not say, else ``FetchFailed``.
    """
    index = await _document(client, f"https://{host}/.well-known/nodeinfo", seconds)
    links = index.get("links")
    found = {
        link.get("rel"): link.get("href")
        for link in (links if isinstance(links, list) else ())
        if isinstance(link, dict) and isinstance(link.get("rel"), str)
    }
    for version in _VERSIONS:
        url = found.get(_SCHEMA + version)
        # A link to elsewhere would make us ask whom we were not asked to ask.
        if isinstance(url, str) and url.startswith(f"https://{host}/"):
            return _software(await _document(client, url, seconds), url)
    raise Permanent("The server has no NodeInfo that we read.", subject=host)


async def _document(client: HttpClient, url: str, seconds: float) -> Json:
    answer = await follow(client, url, _ACCEPT, max_bytes=limits.WEBFINGER_BODY, seconds=seconds)
    check_status(answer, url)
    try:
        return read_json(answer.body)
    except Malformed as problem:
        raise Permanent(str(problem), subject=url) from problem


def _software(document: Json, url: str) -> Software:
    software = document.get("software")
    if not isinstance(software, dict) or not isinstance(software.get("name"), str):
        raise Permanent("The server does not name its software.", subject=url)
    version = software.get("version")
    return Software(
        name=_CLEAN.sub("", software["name"])[:64].lower(),
        version=_CLEAN.sub("", version)[:64] if isinstance(version, str) else "",
    )
