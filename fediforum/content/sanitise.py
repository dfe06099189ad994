"""What HTML may keep before anybody sees it: the one gate between foreign markup and a page.

Two allow-lists: ``sanitise_remote`` for what other servers send, ``sanitise_ours`` for what we
render. Clean once, when it comes in, and store the result. No Markdown here.
"""

import html as entities
import re
from collections.abc import Iterator

import nh3

from fediforum.content.links import REL, absolute, host_of, posed_host
from fediforum.content.pieces import Piece, escape, join, pieces
from fediforum.content.safe import SafeHtml
from fediforum.limits import (
    CONTENT,
    CONTENT_ATTRIBUTES,
    CONTENT_ENTITIES,
    CONTENT_TAGS,
)

# What a post is made of; then what only a post of our own holds.
STRUCTURE = "p br hr div blockquote pre ul ol li dl dt dd h2 h3 h4 h5 h6 figure figcaption"
PHRASES = "a span em strong b i u s del ins mark small sub sup code kbd samp bdi cite q ruby rt rp"
OURS_ALONE = "img table caption thead tbody tr th td"
REMOTE_TAGS = frozenset([*STRUCTURE.split(), *PHRASES.split()])
OUR_TAGS = REMOTE_TAGS.union(OURS_ALONE.split())

ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir"},
    "a": {"href", "translate"},
    "span": {"translate"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "blockquote": {"cite"},
}
OUR_ATTRIBUTES = ATTRIBUTES | {
    "img": {"src", "alt", "title", "width", "height"},
    "th": {"align", "scope"},
    "td": {"align"},
}

MARKS = {"mention", "hashtag", "u-url", "h-card", "invisible", "ellipsis", "quote-inline"}
CLASSES = {"a": MARKS, "span": MARKS, "p": {"quote-inline"}}
OUR_CLASSES = CLASSES | {"p": {"quote-inline", "van"}}

# What may pass the first cleaning only, to be turned into something that stays. A name maps to
# the element that takes its place; an empty one leaves its content alone.
SECTIONS = "section article aside header footer main details summary center table caption tr"
CELLS = "thead tbody tfoot th td acronym"
BECOMES = {
    **dict.fromkeys(SECTIONS.split(), "div"),
    **dict.fromkeys(CELLS.split(), ""),
    "h1": "h2",
    "strike": "s",
    "tt": "code",
}
DROPPED = {
    "script", "style", "template", "title", "head", "select", "textarea", "noscript",
    # Of a formula in MathML the text stays, and not once more in another notation.
    "annotation", "annotation-xml",
}  # fmt: skip

ROUNDS = 4
OURS_FOLD = 4  # how much more than a stranger's our members' text may hold
TEXT_CHARS = 20_000
TEXT_LINES = 1_500

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
NUMBER = re.compile(r"-?\d{1,6}")
PIXELS = re.compile(r"\d{1,4}")
EMOJI = re.compile(r":\w{2,64}:", re.ASCII)
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
COMBINING = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
ZALGO = re.compile(f"([{COMBINING}]{{4}})[{COMBINING}]+")
# A parser opens unclosed formatting again in every paragraph that follows. It keeps three alike of
# each, so with attributes that all differ 2,000 tags take ten seconds; without any, no time.
FORMATTING = re.compile(
    r"<(b|big|code|em|font|i|s|small|strike|strong|tt|u)(?=[\s/<>]|$)[^<>]*>?", re.IGNORECASE
)
# A parser puts MathML into a namespace of its own, and the cleaner leaves that out with its text.
MATH = re.compile(
    r"</?(?:math|semantics|m(?:row|i|n|o|s|text|space|sup|sub|subsup|frac|sqrt|root|over|under"
    r"|underover|table|tr|td|style|padded|phantom|error|enclose|multiscripts))\b[^<>]*>",
    re.IGNORECASE,
)
BREAKS = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr|/blockquote|/pre|hr)\b[^<>]*>", re.IGNORECASE)
UNSEEN = re.compile(
    r"<(script|style|template)\b[^<]*(?:<(?!/\1\b)[^<]*)*(?:</\1[^<>]*>)?", re.IGNORECASE
)
ANY_TAG = re.compile(r"<(?:[a-z/!?][^<>]*>|!--)", re.IGNORECASE)


def sanitise_remote(html: str) -> SafeHtml:
    """Return HTML from elsewhere with nothing in it that acts, loads or deceives.

    Kept: structure, emphasis, absolute http(s) links (with ``rel``), the classes of mentions.
    A picture becomes a link to it, a table becomes lines, ``h1`` becomes ``h2``, and a link whose
    text poses as another host has its real host appended. HTML beyond the limits comes back as
    its text, cut with "…". Cleaning twice is cleaning once.
    """
    return _sanitise(html, LOOSE_REMOTE, REMOTE, REMOTE_TAGS)


def sanitise_ours(html: str) -> SafeHtml:
    """Return HTML of our own rendering, clean like the above, but with pictures and tables.

    It is never cut (decision 9): beyond four times the limits it comes back as its whole text.
    """
    return _sanitise(html, LOOSE_OURS, OURS, OUR_TAGS, fold=OURS_FOLD)


def scrub(text: str) -> str:
    """Return text without what no document may hold: controls, surrogates, piled-up accents."""
    return ZALGO.sub(r"\1", UNWRITABLE.sub("", text))


def _sanitise(
    html: str, loose: nh3.Cleaner, strict: nh3.Cleaner, keep: frozenset[str], fold: int = 1
) -> SafeHtml:
    html = scrub(html)
    if not _fits(html, fold):
        return _as_text(html, whole=fold > 1)
    clean = loose.clean(FORMATTING.sub(r"<\1>", MATH.sub("", html)))
    # Taking tags out can leave what a browser would parse differently (a link in a link, once the
    # table between them is gone). So: again until nothing changes, which also shows that what
    # we store is what a browser will see.
    for _ in range(ROUNDS):
        if not _fits(clean, fold):
            break
        again = scrub(strict.clean(_settle(clean, keep)))
        if again == clean:
            return SafeHtml(clean)
        clean = again
    return _as_text(html, whole=fold > 1)


def _fits(html: str, fold: int) -> bool:
    # Parsing is quadratic in nesting, entities and attributes; these counts bound its time.
    return (
        len(html) <= fold * CONTENT
        and len(html.encode()) <= fold * CONTENT
        and html.count("<") <= fold * CONTENT_TAGS
        and html.count("&") <= fold * CONTENT_ENTITIES
        and html.count("=") <= fold * CONTENT_ATTRIBUTES
    )


def _as_text(html: str, *, whole: bool) -> SafeHtml:
    """The text of HTML that is too large or too tangled to parse, found without parsing it."""
    text = ANY_TAG.sub("", BREAKS.sub("\n", UNSEEN.sub("", html if whole else html[: 4 * CONTENT])))
    text = scrub(entities.unescape(text))
    lines = [line for line in (" ".join(row.split()) for row in text.splitlines()) if line]
    if not whole:
        lines = _cut(lines)
    return SafeHtml("".join(f"<p>{escape(line)}</p>" for line in lines))


def _cut(lines: list[str]) -> list[str]:
    shown = "\n".join(lines[:TEXT_LINES])[:TEXT_CHARS]
    *few, rest = shown.split("=", CONTENT_ATTRIBUTES)
    if len(few) == CONTENT_ATTRIBUTES:
        shown = shown.removesuffix("=" + rest)
    if len(shown) < len("\n".join(lines)):
        shown += "…"
    return [line for line in shown.splitlines() if line]


def _settle(html: str, keep: frozenset[str]) -> SafeHtml:
    return join(_settled(html, keep))


def _settled(html: str, keep: frozenset[str]) -> Iterator[Piece | str]:
    links: list[str] = []
    words: list[str] = []
    for piece in pieces(html):
        if piece.tag == "a" and not piece.closing:
            links.append(piece.attributes.get("href", ""))
            words.clear()
            if links[-1]:
                yield piece
        elif piece.tag == "a":
            if href := links.pop() if links else "":
                yield _real_host(href, "".join(words))
                yield piece
        elif piece.tag == "img" and ("img" not in keep or "src" not in piece.attributes):
            yield _picture(piece, linked=any(links))
        elif piece.tag and piece.tag not in keep:
            name = BECOMES.get(piece.tag, "")
            if name:
                yield f"</{name}>" if piece.closing else f"<{name}>"
            elif piece.closing:
                yield " "
        else:
            words.append(piece.text)
            yield piece


def _real_host(href: str, words: str) -> str:
    host, posed = host_of(href), posed_host(words)
    note = f" [{host}]"
    return escape(note) if posed not in (None, host) and not words.endswith(note) else ""


def _picture(piece: Piece, *, linked: bool) -> str:
    attributes = piece.attributes
    alt, src = attributes.get("alt", "").strip(), attributes.get("src")
    if linked or not src or EMOJI.fullmatch(alt):
        return escape(alt or src or "")
    return f'<a href="{entities.escape(src)}">{escape(alt or src)}</a>'


def _attribute(tag: str, name: str, value: str) -> str | None:
    match name:
        case "href" | "src" | "cite":
            return absolute(value)
        case "lang":
            return value if LANGUAGE.fullmatch(value) else None
        case "dir":
            return value if value in {"ltr", "rtl", "auto"} else None
        case "translate":
            return value if value == "no" else None
        case "start" | "value":
            return value if NUMBER.fullmatch(value) else None
        case "width" | "height":
            return value if PIXELS.fullmatch(value) else None
        case "align":
            return value if value in {"left", "right", "center"} else None
        case "scope":
            return value if value in {"row", "col"} else None
        case "reversed":
            return ""
        case "class":
            return value if OUR_CLASSES.get(tag, set()).intersection(value.split()) else None
        case _:
            return value


def _cleaner(
    tags: frozenset[str], attributes: dict[str, set[str]], classes: dict[str, set[str]]
) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags=DROPPED,
        attributes={tag: names for tag, names in attributes.items() if tag == "*" or tag in tags},
        attribute_filter=_attribute,
        allowed_classes=classes,
        set_tag_attribute_values={"img": {"loading": "lazy"}},
        url_schemes={"https", "http"},
        url_relative="deny",
        link_rel=REL,
        strip_comments=True,
    )


REMOTE = _cleaner(REMOTE_TAGS, ATTRIBUTES, CLASSES)
OURS = _cleaner(OUR_TAGS, OUR_ATTRIBUTES, OUR_CLASSES)
LOOSE_REMOTE = _cleaner(REMOTE_TAGS | BECOMES.keys() | {"img"}, OUR_ATTRIBUTES, CLASSES)
LOOSE_OURS = _cleaner(OUR_TAGS | BECOMES.keys(), OUR_ATTRIBUTES, OUR_CLASSES)
