"""Intents: where a server lets its people do something with what stands elsewhere.

Its WebFinger says so in templates of addresses (FEP-3b86, and OStatus before it). They are foreign
text: what is made of one is an https address of a host that the asked one may speak for, or
nothing. What is asked for, and whom somebody is sent to, is decided elsewhere.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from fediforum import limits
from fediforum.errors import FediforumError, Malformed
from fediforum.vocab.iri import host_of
from fediforum.vocab.json import Json, read_json
from fediforum.wire.client import HttpClient
from fediforum.wire.fetch import as2_type
from fediforum.wire.guard import Guard
from fediforum.wire.webfinger import ask

INTENT = "https://w3id.org/fep/3b86/"
SUBSCRIBE = "http://ostatus.org/schema/1.0/subscribe"

# Of an answer of WebFinger so much is kept; no server that is known says a quarter of it.
LINKS = 100
TEMPLATES = 40
TEMPLATE = 500
ACTORS = 4
TYPED = 500
_NAME = re.compile(r"[A-Za-z0-9_.~-]{1,64}")
_PLACEHOLDER = re.compile(r"\{([A-Za-z-]{1,32})\}")
_HEAD = re.compile(r"https://[a-z0-9._-]+(?::\d{1,5})?[/?]")
_SCHEME = re.compile(r"(?:https?|web\+[a-z]{1,20})://|acct:|mailto:", re.IGNORECASE)
# How the pages of people are called, by the programs that call them otherwise than /@name.
_PEOPLE = frozenset(
    {"users", "user", "u", "profile", "channel", "accounts", "a", "author", "people", "p"}
)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where somebody is at home: a host, and their name there as far as they gave it."""

    host: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.name}@{self.host}" if self.name else self.host

    @property
    def resource(self) -> str:
        """What the host's WebFinger is asked about: them, or the host itself (FEP-d556)."""
        return f"acct:{self}" if self.name else f"https://{self.host}"


def read_whereabouts(text: str, guard: Guard) -> Whereabouts:
    """Read where somebody is at home, however they type it; raises ``Malformed``.

    >>> [str(read_whereabouts(text, Guard())) for text in (
    ...     " @Piet@Mastodon.nl ", "mastodon.nl", "https://lemmy.world/u/piet?x=1", "acct:a@b.nl.")]
    ['Piet@mastodon.nl', 'mastodon.nl', 'piet@lemmy.world', 'a@b.nl']
    """
    if len(text) > TYPED:
        raise Malformed("That is no name of a server.")
    plain = unicodedata.normalize("NFKC", text)
    typed = "".join(
        each for each in plain if unicodedata.category(each) not in ("Cf", "Cc", "Zs", "Zl", "Zp")
    ).strip("<>()[]\"'“”„,;")
    bare = _SCHEME.sub("", typed, count=1)
    authority, _, path = re.sub(r"[?#].*", "", bare).partition("/")
    before, _, host = authority.rpartition("@")
    if path or "://" in typed[:16]:
        name = before or _name_in(path)
    else:
        name = before.lstrip("@!")
    found = _host(host, guard)
    if name and not _NAME.fullmatch(name):
        raise Malformed("That is no name of somebody.")
    return Whereabouts(found, name)


def _name_in(path: str) -> str:
    """Whose page that is; nobody's, where it is not clear who is at home there."""
    match unquote(path).strip("/").split("/"):
        case [page] if page.startswith("@"):
            name = page[1:]
        case [kind, name] if kind.lower() in _PEOPLE:
            pass
        case _:
            return ""
    return name if _NAME.fullmatch(name) else ""


def _host(text: str, guard: Guard) -> str:
    host = text.lower().rstrip(".").removesuffix(":443")
    try:
        name, colon, port = host.partition(":")
        host = name.encode("idna").decode("ascii") + colon + port
        guard.target(f"https://{host}/")
    except (FediforumError, UnicodeError):
        raise Malformed("That is no name of a server.") from None
    return host


@dataclass(frozen=True, slots=True)
class Offers:
    """What a server offers: a template for each relation, and whether it named an actor.

    ``host`` is where its answer came from in the end. ``hosts`` are those that it may speak for:
    where it was asked, that one, and where the actor stands that it named (people's names and
    their servers often differ).
    """

    host: str
    hosts: frozenset[str]
    templates: Mapping[str, str]
    actor: bool

    def address(self, relation: str, name: str, value: str, guard: Guard) -> str | None:
        """Give the address that the relation's template makes of that one value, if it does."""
        template = self.templates.get(relation)
        if template is None:
            return None
        return fill(template, name, value, self.hosts, guard)


def fill(template: str, name: str, value: str, hosts: frozenset[str], guard: Guard) -> str | None:
    """Give the address that a template makes of a value, at one of those hosts; else None.

    The placeholder of that name must stand in it once; the others become nothing, as FEP-3b86
    has it. None stands in the name of the host.

    >>> fill("https://a.nl/share?text={content}&t={type}", "content", "@b &", {"a.nl"}, Guard())
    'https://a.nl/share?text=%40b%20%26&t='
    """
    found = _PLACEHOLDER.findall(template[: limits.IRI + 1])
    if not template.isascii() or found.count(name) != 1 or not _HEAD.match(template):
        return None
    filled = _PLACEHOLDER.sub(
        lambda match: quote(value, safe="") if match[1] == name else "", template
    )
    try:
        guard.target(filled)
        fits = host_of(filled) in hosts
    except FediforumError:
        return None
    return filled if fits and "#" not in filled else None


def read_offers(raw: bytes, asked: str, answered: str) -> Offers:
    """Read an answer of WebFinger that the host ``asked`` was asked for, and ``answered`` gave.

    It is remembered for long, so no more of it is than ``TEMPLATES`` short ones and the hosts of
    ``ACTORS``. Raises ``Malformed`` for what is none.
    """
    document = read_json(raw)
    links = document.get("links")
    templates: dict[str, str] = {}
    actors: list[str] = []
    for link in links[:LINKS] if isinstance(links, list) else ():
        if not isinstance(link, dict) or not isinstance(link.get("rel"), str):
            continue
        relation = str(link["rel"])
        if relation == "self":
            actors += _stands_at(link)
        elif relation == SUBSCRIBE or relation.startswith(INTENT):
            # The first drafts say ``template``, as OStatus does; the later ones ``href``.
            given = link.get("template") or link.get("href")
            if not isinstance(given, str) or max(len(given), len(relation)) > TEMPLATE:
                continue
            if len(templates) < TEMPLATES:
                templates.setdefault(relation, given)
    hosts = frozenset({asked, answered, *actors[:ACTORS]})
    return Offers(answered, hosts, templates, bool(actors))


def _stands_at(link: Json) -> tuple[str, ...]:
    """The host of the actor that a link names, if it names one."""
    href, kind = link.get("href"), link.get("type")
    if not isinstance(href, str) or not isinstance(kind, str) or not as2_type(kind):
        return ()
    try:
        return (host_of(href),)
    except Malformed:
        return ()


async def ask_offers(client: HttpClient, home: Whereabouts, *, seconds: float) -> Offers:
    """Ask somebody's server what it offers them.

    Raises as ``webfinger.ask`` does, and ``Malformed`` for an answer that cannot be read.
    """
    answer = await ask(client, home.host, home.resource, seconds=seconds)
    return read_offers(answer.body, home.host, host_of(answer.url))
