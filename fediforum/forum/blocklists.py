"""Block lists: decisions about servers in the forms in which keepers exchange them.

``mastodon`` is the CSV that Mastodon imports and exports, which IFTAS publishes as well; ``gts``
the JSON of GoToSocial; ``lines`` one name a line, with ``#`` before remarks. What cannot be kept
is told line by line, and costs the other lines nothing.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import category

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.forum.domains import Domain, Policy
from fediforum.vocab.domains import domains_above, read_domain, shared_suffix


class Format(StrEnum):
    """How a list is written."""

    MASTODON = "mastodon"
    GTS = "gts"
    LINES = "lines"


SEVERITIES = {
    "suspend": Policy.BLOCK,
    "block": Policy.BLOCK,
    "silence": Policy.LIMIT,
    "limit": Policy.LIMIT,
}
SEVERITY = {Policy.BLOCK: "suspend", Policy.LIMIT: "silence"}
HEAD = (
    "#domain", "#severity", "#reject_media", "#reject_reports", "#public_comment", "#obfuscate",
)  # fmt: skip
YES = frozenset({"true", "1", "yes", "t"})
UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # controls with NUL, formats, surrogates
SHARED = "strangers have names under it: decide about it by hand"
ITSELF = "it covers this forum itself"


@dataclass(frozen=True, slots=True)
class Unread:
    """A line, counted from 1, that says nothing which can be kept, and why."""

    line: int
    said: str
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list decides, one decision a name. ``hidden`` names have a ``*`` in them."""

    decisions: tuple[Domain, ...]
    hidden: int
    without: int
    unread: tuple[Unread, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line says, before anything is made of it."""

    line: int
    name: str
    severity: str = ""
    reason: str = ""
    comment: str = ""
    obfuscated: bool = False


def read_list(
    text: str, form: Format, own_host: str, *, policy: Policy, source: str, priority: int = 0
) -> Listed:
    """What a list decides. Where the policy is ``block`` the list's own severities hold, and
    everything is meant by that which names none; any other policy goes for all that it names.

    Names that are ``*``ed out are counted as ``hidden``, those without a severity that means
    anything here (``noop``) as ``without``. Raises Malformed for what is no list at all.
    """
    found: dict[str, Domain] = {}
    unread: list[Unread] = []
    hidden = without = 0
    own = frozenset(domains_above(own_host))
    for entry in entries(text, form):
        if "*" in entry.name.removeprefix("*.") or "?" in entry.name:
            hidden += 1
            continue
        meant = SEVERITIES.get(entry.severity or "suspend") if policy is Policy.BLOCK else policy
        if meant is None:
            without += 1
            continue
        try:
            name = read_domain(entry.name)
        except Malformed:
            unread.append(
                Unread(entry.line, plain(entry.name)[:100], "that is no name of a server")
            )
            continue
        if shared_suffix(name) or (name in own and meant is not Policy.ALLOW):
            unread.append(Unread(entry.line, name, ITSELF if name in own else SHARED))
            continue
        found[name] = Domain(
            name=name,
            policy=meant,
            source=source,
            priority=priority,
            reason=plain(entry.reason),
            comment=plain(entry.comment),
            obfuscated=entry.obfuscated,
        )
    return Listed(tuple(found.values()), hidden, without, tuple(unread))


def plain(text: str) -> str:
    r"""A remark on one line, within bounds, of nothing but what is seen.

    >>> plain("spam\n en \x1b[31mru\u202ezie\x00")
    'spam en [31mruzie'
    """
    seen = (each for each in text if each.isspace() or category(each) not in UNSEEN)
    return " ".join("".join(seen).split())[: limits.DOMAIN_REASON_CHARS]


def told_apart(text: str) -> Format:
    """How a list is written, by its beginning.

    >>> told_apart("#domain,#severity"), told_apart('[{"domain": "evil.example"}]')
    (<Format.MASTODON: 'mastodon'>, <Format.GTS: 'gts'>)
    """
    start = text.removeprefix("\ufeff").lstrip()
    if start.startswith("["):
        return Format.GTS
    first = start.partition("\n")[0].lower().lstrip("#")
    return Format.MASTODON if first.startswith("domain,") else Format.LINES


def entries(text: str, form: Format) -> Iterator[Entry]:
    text = text.removeprefix("\ufeff")
    match form:
        case Format.MASTODON:
            read = csv_entries(text)
        case Format.GTS:
            read = json_entries(text)
        case Format.LINES:
            read = line_entries(text)
    for count, entry in enumerate(read, 1):
        if count > limits.LIST_ENTRIES:
            raise Malformed(f"A list has at most {limits.LIST_ENTRIES:,} entries.")
        yield entry


def csv_entries(text: str) -> Iterator[Entry]:
    reader = csv.reader(io.StringIO(text))
    try:
        head = [name.strip().lstrip("#").lower() for name in next(reader, [])]
        if "domain" not in head:
            raise Malformed("Its first line does not name its columns: #domain,#severity,…")
        for row in reader:
            said = dict(zip(head, row, strict=False))
            if not said.get("domain", "").strip():
                continue
            yield Entry(
                line=reader.line_num,
                name=said["domain"].strip(),
                severity=said.get("severity", "").strip().lower(),
                reason=said.get("public_comment", ""),
                comment=said.get("private_comment", ""),
                obfuscated=said.get("obfuscate", "").strip().lower() in YES,
            )
    except csv.Error as problem:
        raise Malformed(f"Line {reader.line_num} is no CSV: {problem}.") from None


def json_entries(text: str) -> Iterator[Entry]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("It is no JSON.") from None
    if not isinstance(read, list):
        raise Malformed("It is no list of domains.")
    for number, each in enumerate(read, 1):
        said = each if isinstance(each, dict) else {}
        yield Entry(
            line=number,
            name=str(said.get("domain", "")),
            severity=str(said.get("severity") or "").lower(),
            reason=str(said.get("public_comment") or said.get("comment") or ""),
            comment=str(said.get("private_comment") or ""),
            obfuscated=said.get("obfuscate") is True,
        )


def line_entries(text: str) -> Iterator[Entry]:
    for number, line in enumerate(text.splitlines(), 1):
        name, _, remark = line.partition("#")
        if name.strip():
            yield Entry(line=number, name=name.strip(), reason=remark)


# -- and out again -----------------------------------------------------------------------------


def write_list(decisions: Iterable[Domain], form: Format) -> tuple[str, int]:
    """The decisions as a list, one line a name, and how many of them that form has no word for.

    What may be known is what another keeper needs; comments stay here.
    """
    standing = by_name(decisions)
    told = [each for each in standing if says(form, each)]
    left = len(standing) - len(told)
    match form:
        case Format.MASTODON:
            return as_csv(told), left
        case Format.GTS:
            return as_json(told), left
        case Format.LINES:
            lines = (f"{each.name}  # {each.reason}" if each.reason else each.name for each in told)
            return "".join(f"{line}\n" for line in lines), left


def says(form: Format, decided: Domain) -> bool:
    """Whether the form has words for all of a decision. None has them for a name alone, without
    what is under it; one name a line has none for what is not to be named.
    """
    named = not decided.obfuscated or form is not Format.LINES
    return named and not decided.exact and decided.policy in words_of(form)


def words_of(form: Format) -> frozenset[Policy]:
    return frozenset(SEVERITY) if form is Format.MASTODON else frozenset({Policy.BLOCK})


def by_name(decisions: Iterable[Domain]) -> Sequence[Domain]:
    """Of each name the decision that holds, in their order."""
    best: dict[str, Domain] = {}
    for each in decisions:
        if each.name not in best or best[each.name].rank < each.rank:
            best[each.name] = each
    return [best[name] for name in sorted(best)]


def as_csv(decisions: Sequence[Domain]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for each in decisions:
        flags = ("true" if each.obfuscated else "false",)
        row = (each.name, SEVERITY[each.policy], "false", "false", each.reason, *flags)
        writer.writerow(row)
    return text.getvalue()


def as_json(decisions: Sequence[Domain]) -> str:
    told = [
        {"domain": each.name, "public_comment": each.reason, "obfuscate": each.obfuscated}
        for each in decisions
    ]
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
