"""Fetches one AS2 document from the place that its id names.

What comes back was served, as AS2, by the origin of its own id: this is where content from
elsewhere gets its authenticity (FEP-fe34). What it means is not read here.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from fediforum import limits
from fediforum.errors import Gone, Malformed, Missing, Permanent, Temporary
from fediforum.vocab.iri import same_origin
from fediforum.vocab.json import Json, read_json
from fediforum.vocab.reading import kind_of
from fediforum.wire.claim import Dialect
from fediforum.wire.client import Answer, HttpClient
from fediforum.wire.signatures import ACCEPT, AS2_TYPE, Signer, sign

_PROFILE = "https://www.w3.org/ns/activitystreams"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TEMPORARY = frozenset({408, 425, 429})


class NotShown(Permanent):
    """Another server does not show that to us."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as its own origin serves it."""

    iri: str
    document: Json
    raw: bytes
    etag: str | None = None


async def fetch_document(
    client: HttpClient,
    iri: str,
    *,
    signer: Signer | None,
    seconds: float = limits.FETCH_SECONDS,
) -> Fetched:
    """Give the document that ``iri`` names, signed for as ``signer`` where one is given.

    If what is served there calls itself by another id, that id is asked once, and must answer
    to it. Raises ``Missing`` (404), ``Gone`` (410), ``Blocked``, ``Temporary``, ``Permanent``.
    """
    found = await fetch_changed(client, iri, etag=None, signer=signer, seconds=seconds)
    if found is None:
        raise Permanent("Another server answered 304.", subject=iri)
    return found


async def fetch_changed(
    client: HttpClient,
    iri: str,
    *,
    etag: str | None,
    signer: Signer | None,
    seconds: float = limits.FETCH_SECONDS,
    plain: bool = False,
) -> Fetched | None:
    """Give the document as ``fetch_document`` does; None where it is still the one of that ETag.

    ``etag`` is sent byte for byte as it was once received. ``plain``: whoever owns it names it
    as a list of theirs, so it may be mere ``application/json``, as PieFed's outboxes are.
    """
    try:
        async with asyncio.timeout(seconds):
            fetched, final = await _fetch(client, iri, signer, seconds, etag, plain)
            if fetched is None or _authentic(fetched.iri, iri, final):
                return fetched
            again, final = await _fetch(client, fetched.iri, signer, seconds, None)
    except TimeoutError:
        raise Temporary(subject=iri) from None
    if again is None or again.iri != fetched.iri or not _authentic(again.iri, fetched.iri, final):
        raise Permanent("The document is not served at its own id.", subject=iri)
    return again


def as2_type(content_type: str) -> bool:
    """A media type that only a server itself gives to AS2, never to an upload (FEP-96ff).

    >>> as2_type("application/activity+json; charset=utf-8"), as2_type("application/ld+json")
    (True, False)
    """
    kind, *parameters = (part.strip() for part in content_type.lower().split(";"))
    if kind == "application/ld+json":
        profiles = (part.partition("=") for part in parameters)
        return any(
            name.strip() == "profile" and _PROFILE in value.strip().strip('"').split()
            for name, _, value in profiles
        )
    return kind == AS2_TYPE


def json_type(content_type: str) -> bool:
    """A media type that says no more than JSON; uploads are served with it as well."""
    return content_type.partition(";")[0].strip().lower() == "application/json"


async def follow(
    client: HttpClient,
    url: str,
    headers: Mapping[str, str],
    *,
    signer: Signer | None = None,
    hops: int = limits.REDIRECTS,
    max_bytes: int = limits.FETCH_BODY,
    seconds: float,
) -> Answer:
    """GET a URL and follow its redirects, each checked and signed anew; the last answer."""
    seen: set[str] = set()
    while True:
        url = client.guard.target(url).url
        if url in seen or len(seen) > hops:
            raise Permanent("The address leads round in circles.", subject=url)
        seen.add(url)
        answer = await _get(client, url, headers, signer, max_bytes, seconds)
        if answer.status not in _REDIRECTS:
            return answer
        location = answer.headers.get("location", "")
        try:
            url = urljoin(url, location) if location.isascii() and location else ""
        except ValueError:
            url = ""
        if not url:
            raise Permanent("The address leads nowhere.", subject=answer.url)


def check_status(answer: Answer, subject: str) -> None:
    """The answer is a 200; else raise what its status means."""
    match answer.status:
        case 200:
            return
        case 404:
            raise Missing(subject=subject)
        case 410:
            raise Gone(subject=subject)
        case 401 | 403:
            raise NotShown(subject=subject)
        case status if status >= 500 or status in _TEMPORARY:
            raise Temporary(subject=subject)
        case status:
            raise Permanent(f"Another server answered {status}.", subject=subject)


async def _fetch(
    client: HttpClient,
    iri: str,
    signer: Signer | None,
    seconds: float,
    etag: str | None,
    plain: bool = False,
) -> tuple[Fetched | None, str]:
    headers = {"Accept": ACCEPT} | ({"If-None-Match": etag} if etag is not None else {})
    answer = await follow(client, iri, headers, signer=signer, seconds=seconds)
    if answer.status == 304 and etag is not None:
        return None, answer.url
    check_status(answer, iri)
    declared = answer.headers.get("content-type", "")
    if not as2_type(declared) and not (plain and json_type(declared)):
        raise Permanent("What is served there is not AS2.", subject=iri)
    try:
        document = read_json(answer.body)
    except Malformed as problem:
        raise Permanent(str(problem), subject=iri) from problem
    if not as2_type(declared) and not _lists(document):
        raise Permanent("What is served there is not AS2.", subject=iri)
    own = answer.url if _lists(document) else document.get("id")
    if not isinstance(own, str):
        raise Permanent("The document has no id.", subject=iri)
    return Fetched(own, document, answer.body, repeatable(answer.headers.get("etag"))), answer.url


def _lists(document: Json) -> bool:
    """A list, which is where it is served: NodeBB's have no id, PieFed's one that is not found.

    What stands in it is believed only as far as the server that serves it may speak for it.
    """
    try:
        return kind_of(document) == "collection"
    except Malformed:
        return False


def _authentic(own: str, asked: str, final: str) -> bool:
    """An id that is the address asked for, and answered for by the same origin at the end."""
    try:
        return own in {asked, asked.partition("#")[0], final} and same_origin(own, final)
    except Malformed:
        return False


async def _get(
    client: HttpClient,
    url: str,
    headers: Mapping[str, str],
    signer: Signer | None,
    max_bytes: int,
    seconds: float,
) -> Answer:
    if signer is None:
        return await client.get(url, headers, max_bytes=max_bytes, seconds=seconds)
    dialects: tuple[Dialect, ...] = ("cavage", "rfc9421")
    for dialect in dialects:
        signed = sign(
            "GET",
            url,
            None,
            key_id=signer.key_id,
            private_key=signer.private_key,
            dialect=dialect,
            now=client.clock(),
            accept=headers.get("Accept", ACCEPT),
        )
        merged = {**headers, **signed}
        answer = await client.get(url, merged, max_bytes=max_bytes, seconds=seconds)
        if answer.status != 401:
            break
    return answer


def repeatable(etag: str | None) -> str | None:
    r"""The ETag if it can be sent back as it came; without one it is asked for whole.

    >>> repeatable('W/"1"'), repeatable('"\xe9"'), repeatable(None)
    ('W/"1"', None, None)
    """
    return etag if etag is not None and etag.isascii() and etag.isprintable() else None
