"""Tolerance: what one property may look like in the wild, and what it is read as.

Every function takes raw JSON of any shape and never fails on it, except where its name says
``required``. What cannot be read is as if it were not there. No document as a whole is read
here.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from fediforum.errors import Malformed
from fediforum.vocab.iri import PUBLIC, PUBLIC_ALIASES, Iri, origin_of, read_iri
from fediforum.vocab.json import Json

COUNT = 10**9
FIRST_YEAR, LAST_YEAR = 1900, 9000
LINK_TYPES = frozenset({"Link", "Mention", "Hashtag"})
NAMESPACES = (
    "as:", "https://www.w3.org/ns/activitystreams#", "http://www.w3.org/ns/activitystreams#",
    "litepub:", "http://litepub.social/ns#", "toot:", "http://joinmastodon.org/ns#",
    "lemmy:", "https://join-lemmy.org/ns#", "schema:", "http://schema.org#",
    "https://w3id.org/fep/044f#", "sec:", "https://w3id.org/security#",
)  # fmt: skip


def many(value: Any) -> list[Any]:
    """What there is of it: JSON-LD writes one value bare and several as a list.

    >>> many("a"), many(["a", None, "b"]), many(None)
    (['a'], ['a', 'b'], [])
    """
    if isinstance(value, list):
        return [part for part in value if part is not None]
    return [] if value is None else [value]


def one(value: Any) -> Any:
    """The first of what there is, or None.

    >>> one([None, 1, 2]), one([]), one({"id": "x"})
    (1, None, {'id': 'x'})
    """
    found = many(value)
    return found[0] if found else None


def types(document: Json) -> tuple[str, ...]:
    """The types that the document claims, without the prefixes of namespaces we know.

    >>> types({"type": ["as:Note", "http://schema.org#Thing", 7]})
    ('Note', 'Thing')
    """
    return tuple(plain(part) for part in many(document.get("type")) if isinstance(part, str))


def plain(term: str) -> str:
    for namespace in NAMESPACES:
        if term.startswith(namespace):
            return term[len(namespace) :]
    return term


def ident(value: Any) -> Iri | None:
    """The id that a value names: an https URL, or an object that has one, or a Link to one.

    >>> ident("https://alpha.test/1"), ident({"id": "https://alpha.test/1", "type": "Note"})
    ('https://alpha.test/1', 'https://alpha.test/1')
    >>> ident({"type": "Link", "href": "https://alpha.test/1"}), ident(9), ident("")
    ('https://alpha.test/1', None, None)
    """
    match value:
        case str():
            return readable(value)
        case {"id": str(text)}:
            return readable(text)
        case {"href": str(text)}:
            return readable(text)
        case [_, *_]:
            return first_ident(value)
        case _:
            return None


def first_ident(values: list[Any]) -> Iri | None:
    for value in values:
        if not isinstance(value, list) and (found := ident(value)) is not None:
            return found
    return None


def readable(text: str) -> Iri | None:
    try:
        return read_iri(text)
    except Malformed:
        return None


def required(value: Any, what: str) -> Iri:
    """The one id that the value names.

    Raises Malformed where there is none, or more than one.

    >>> required(["https://alpha.test/1"], "an actor")
    'https://alpha.test/1'
    """
    found = many(value)
    if len(found) != 1 or (iri := ident(found[0])) is None:
        raise Malformed(f"{what} must be one https URL", subject=str(value)[:200])
    return iri


def idents(value: Any, limit: int) -> tuple[Iri, ...]:
    """The ids that a value names, each once, in their order, at most ``limit``.

    >>> idents(["https://alpha.test/1", 2, None, {"id": "https://alpha.test/1"}], 9)
    ('https://alpha.test/1',)
    """
    found: dict[Iri, None] = {}
    for part in many(value):
        if len(found) == limit:
            break
        if not isinstance(part, list) and (iri := ident(part)) is not None:
            found[iri] = None
    return tuple(found)


def addresses(value: Any, limit: int) -> tuple[Iri, ...]:
    """Whom ``to`` or ``cc`` names; every alias of Public is ``PUBLIC``.

    NodeBB 4.15 puts its own row numbers among them; they name nobody.

    >>> addresses(["as:Public", 2, "https://beta.test/ann"], 9)[1:]
    ('https://beta.test/ann',)
    """
    return idents([PUBLIC if is_public(part) else part for part in many(value)], limit)


def is_public(value: Any) -> bool:
    name = value.get("id") if isinstance(value, dict) else value
    return isinstance(name, str) and name in PUBLIC_ALIASES


def yes(value: Any) -> bool:
    """Whether it is said to be so; for a warning a word is enough.

    >>> yes([True]), yes("true"), yes(None), yes("no")
    (True, True, False, False)
    """
    found = one(value)
    return found is True or (isinstance(found, str) and found.lower() == "true")


def searchable(document: Json) -> bool | None:
    """Whether everybody may search for what the document says (FEP-268d); None if it says nothing.

    >>> searchable({"searchableBy": ["as:Public"]}), searchable({"searchableBy": []})
    (True, None)
    """
    given = many(document.get("searchableBy"))
    return any(is_public(one) for one in given) if given else None


def beside(owner: Iri, value: Any) -> Iri | None:
    """The id that the value names if the owner's server speaks for it too (FEP-fe34).

    >>> beside(Iri("https://alpha.test/ann"), "https://beta.test/ann/followers")
    >>> beside(Iri("https://alpha.test/ann"), {"id": "https://alpha.test/ann/followers"})
    'https://alpha.test/ann/followers'
    """
    found = ident(value)
    return found if found is not None and origin_of(found) == origin_of(owner) else None


def moment(value: Any) -> datetime | None:
    """The moment in UTC: RFC 3339, with any fraction; without a zone it is taken as UTC.

    The first and the last years are no dates: Go writes year 1 for none, and to PostgreSQL
    they are infinite.

    >>> moment("2026-03-01T10:00:00.1234567+01:00")
    datetime.datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=datetime.timezone.utc)
    >>> moment("0001-01-01T00:00:00Z"), moment("9999-12-31T23:59:59.999999Z"), moment(17)
    (None, None, None)
    >>> moment({"@value": "2026-03-01t10:00:00z"}) == moment(["2026-03-01T10:00:00Z"])
    True
    """
    said = text(value, 256)
    if said is None or len(said) > 64:
        return None
    try:
        found = datetime.fromisoformat(said.strip().upper())
        found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
    except (ValueError, OverflowError):
        return None


def text(value: Any, limit: int) -> str | None:
    """The text, cut to ``limit`` bytes of UTF-8; a list or an ``@value`` gives its first.

    >>> text("héllo", 2), text({"@value": "hi"}, 9), text(3, 9)
    ('h', 'hi', None)
    """
    match one(value):
        case str(found) | {"@value": str(found)}:
            if len(found) * 4 <= limit:
                return found
            return found[:limit].encode("utf-8", "ignore")[:limit].decode("utf-8", "ignore")
        case _:
            return None


def label(value: Any, limit: int) -> str | None:
    r"""One line of text, cut to ``limit`` characters; blank is None.

    >>> label(" Two\nlines ", 40), label("  ", 40)
    ('Two lines', None)
    """
    found = text(value, limit * 4)
    return " ".join(found.split())[:limit].rstrip() or None if found is not None else None


def said(document: Json, key: str, limit: int) -> str | None:
    """The text under ``key``, else the first of its language map (``contentMap``).

    >>> said({"content": None, "contentMap": {"nl": "hallo"}}, "content", 99)
    'hallo'
    """
    found = text(document.get(key), limit)
    if found is not None:
        return found
    translations = document.get(key + "Map")
    values = translations.values() if isinstance(translations, dict) else ()
    return next((text(value, limit) for value in values if isinstance(value, str)), None)


def language(document: Json) -> str | None:
    """The language that the document says it is in, as a tag of BCP 47.

    Mastodon tells by the first key of ``contentMap``; Lemmy by ``language.identifier``.

    >>> language({"contentMap": {"nl": "x"}}), language({"language": {"identifier": "en"}})
    ('nl', 'en')
    """
    for key in ("contentMap", "nameMap", "summaryMap"):
        translations = document.get(key)
        if isinstance(translations, dict) and translations:
            return tag(next(iter(translations)))
    match one(document.get("language")):
        case {"identifier": str(found)} | str(found):
            return tag(found)
    match one(document.get("content")):
        case {"@language": str(found)}:
            return tag(found)
        case _:
            return None


def tag(found: str) -> str | None:
    fits = 1 < len(found) <= 35 and found.isascii() and found.replace("-", "").isalnum()
    return found if fits and found.lower() != "und" else None


def web_link(value: Any) -> Iri | None:
    """The page to show to people: of several Links the first that is ``text/html``.

    PeerTube lists the page among the files of a video.

    >>> web_link([{"type": "Link", "mediaType": "video/mp4", "href": "https://alpha.test/v"},
    ...           {"type": "Link", "mediaType": "text/html", "href": "https://alpha.test/p"}])
    'https://alpha.test/p'
    """
    links = many(value)
    pages = [link for link in links if isinstance(link, dict) and html(link)]
    return first_ident(pages) or first_ident([link for link in links if isinstance(link, str)])


def html(link: Json) -> bool:
    """Funkwhale calls it ``mimeType``."""
    return (link.get("mediaType") or link.get("mimeType")) in ("text/html", None)


def picture(value: Any) -> Iri | None:
    """The URL of an image: a string, a Link or an Image; of several, the first.

    >>> picture({"type": "Image", "url": [{"type": "Link", "href": "https://alpha.test/i"}]})
    'https://alpha.test/i'
    """
    for part in many(value):
        found = first_ident(many(part.get("url"))) if isinstance(part, dict) else None
        if found is None and (not isinstance(part, dict) or "href" in part):
            found = ident(part)
        if found is not None:
            return found
    return None


def count(value: Any) -> int | None:
    """A number of things, at least 0 and at most a milliard.

    >>> count(3), count(-1), count(10**18), count("3"), count(True)
    (3, 0, 1000000000, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return min(max(value, 0), COUNT)


def total(value: Any) -> int | None:
    """``totalItems`` of a collection that is written out.

    >>> total({"type": "Collection", "totalItems": 3}), total("https://alpha.test/likes")
    (3, None)
    """
    return count(value.get("totalItems")) if isinstance(value, dict) else None


def parts(document: Any) -> Iterator[Json]:
    """Every object in the document, itself included, ``@context`` left out."""
    heap = [document]
    while heap:
        match heap.pop():
            case dict() as found:
                yield found
                heap.extend(value for key, value in found.items() if key != "@context")
            case list() as found:
                heap.extend(found)
            case _:
                pass
