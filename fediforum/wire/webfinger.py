"""WebFinger (RFC 7033): from a handle to the id of an actor, and back to be sure of it.

Nothing said by one host about another is believed until the other has said it too.
"""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote

from fediforum import limits
from fediforum.errors import FediforumError, Malformed, Missing, Permanent
from fediforum.vocab.iri import host_of
from fediforum.vocab.json import Json, read_json
from fediforum.wire.client import Answer, HttpClient
from fediforum.wire.fetch import as2_type, check_status, follow
from fediforum.wire.guard import Guard

_ACCEPT = "application/jrd+json, application/json"
_NAME = re.compile(r"[A-Za-z0-9_.~-]{1,64}")
_TYPE = "https://www.w3.org/ns/activitystreams#type"  # Lemmy's, of a link
_HOST_META = 16 * 1024
# Enough of XML for one tag: a parser of the whole would expand entities.
_LINK = re.compile(r"<Link\b([^<>]{0,2048})>")
_ATTRIBUTE = re.compile(r'([a-z]{1,20})="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Handle:
    """A name and the host that gives it; written ``name@host``, compared without case."""

    name: str
    host: str

    def __str__(self) -> str:
        return f"{self.name}@{self.host}"

    def same(self, other: "Handle") -> bool:
        """Handles that differ in case only are one."""
        return str(self).lower() == str(other).lower()


@dataclass(frozen=True, slots=True)
class Identity:
    """A handle and the actor that it names, each confirmed by the other's host."""

    handle: Handle
    actor: str


def read_handle(text: str, guard: Guard) -> Handle:
    """Read ``acct:name@host``, ``@name@host`` or ``name@host``; else raise ``Malformed``.

    A port may stand there under private hosts only.

    >>> str(read_handle("@ann@alpha.example", Guard()))
    'ann@alpha.example'
    """
    name, _, host = text.removeprefix("acct:").removeprefix("@").partition("@")
    if not _NAME.fullmatch(name) or re.search(r"[/?#]", host):
        raise Malformed("That is no handle.")
    try:
        guard.target(f"https://{host.lower()}/")
    except FediforumError:
        raise Malformed("That is no handle of another server.") from None
    return Handle(name, host.lower())


def read_jrd(raw: bytes, guard: Guard, kind: str = "") -> tuple[Handle, str]:
    """Read an answer of WebFinger: the handle that it is about, and its actor's id.

    Of several actors it is the first, or the first that is said to be of that ``kind``.
    """
    document = read_json(raw)
    subject = document.get("subject")
    if not isinstance(subject, str):
        raise Malformed("The answer names nobody.")
    return read_handle(subject, guard), _self_link(document, kind)


async def resolve(
    client: HttpClient, who: str, *, kind: str = "", seconds: float = limits.FETCH_SECONDS
) -> Identity:
    """Give the actor that a handle or a page's URL names.

    At a Lemmy a board and somebody may go by one name: ``kind`` says of which type to take.
    Raises ``Malformed`` for what is neither, ``Missing`` where the host knows no such name,
    ``FetchFailed`` otherwise.
    """
    if who.startswith("https://"):
        handle, actor = await _query(client, host_of(who), who, kind, seconds)
        return await _confirmed(client, handle, actor, None, kind, seconds)
    asked = read_handle(who, client.guard)
    handle, actor = await _query(client, asked.host, f"acct:{asked}", kind, seconds)
    return await _confirmed(client, handle, actor, asked, kind, seconds)


async def _confirmed(
    client: HttpClient, handle: Handle, actor: str, asked: Handle | None, kind: str, seconds: float
) -> Identity:
    """One more hop, if the answer is in another name than the one asked for."""
    if asked is not None and handle.same(asked):
        return Identity(handle, actor)
    again, found = await _query(client, handle.host, f"acct:{handle}", kind, seconds)
    if not again.same(handle) or found != actor:
        raise Permanent("The handle and the actor do not name each other.", subject=actor)
    return Identity(again, actor)


async def _query(
    client: HttpClient, host: str, resource: str, kind: str, seconds: float
) -> tuple[Handle, str]:
    answer = await ask(client, host, resource, seconds=seconds)
    try:
        return read_jrd(answer.body, client.guard, kind)
    except Malformed as problem:
        raise Permanent(str(problem), subject=resource) from problem


async def ask(
    client: HttpClient, host: str, resource: str, *, seconds: float = limits.FETCH_SECONDS
) -> Answer:
    """Give what a host answers of a resource, itself or where its host-meta sends us.

    Raises ``Missing`` where it knows none of that name, else ``FetchFailed``.
    """
    # Mastodon does not escape the resource, and some compare it as it stands.
    query = quote(resource, safe=":@/")
    url = f"https://{host}/.well-known/webfinger?resource={query}"
    answer = await _ask(client, url, seconds)
    if answer.status == 404:
        template = await _template(client, host, seconds)
        if template is not None:
            answer = await _ask(client, template.replace("{uri}", query), seconds)
    check_status(answer, resource)
    return answer


async def _ask(client: HttpClient, url: str, seconds: float) -> Answer:
    return await follow(
        client,
        url,
        {"Accept": _ACCEPT},
        hops=limits.WEBFINGER_HOPS,
        max_bytes=limits.WEBFINGER_BODY,
        seconds=seconds,
    )


def _self_link(document: Json, kind: str) -> str:
    links = document.get("links")
    found: list[tuple[bool, str]] = []
    for link in links if isinstance(links, list) else ():
        if not isinstance(link, dict) or link.get("rel") != "self":
            continue
        href, media_type = link.get("href"), link.get("type")
        if isinstance(href, str) and isinstance(media_type, str) and as2_type(media_type):
            properties = link.get("properties")
            said = properties.get(_TYPE) if isinstance(properties, dict) else None
            found.append((bool(kind) and said == kind, href))
    if not found:
        raise Malformed("The answer names no actor.")
    return max(found, key=lambda each: each[0])[1]


async def _template(client: HttpClient, host: str, seconds: float) -> str | None:
    url = f"https://{host}/.well-known/host-meta"
    try:
        answer = await follow(
            client, url, {"Accept": "application/xrd+xml"}, max_bytes=_HOST_META, seconds=seconds
        )
        check_status(answer, url)
    except Missing:
        return None
    for tag in _LINK.findall(answer.body.decode("utf-8", "replace")):
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        if attributes.get("rel") == "lrdd" and "{uri}" in attributes.get("template", ""):
            return attributes["template"]
    return None
