"""What HTML may keep before anybody sees it: the one gate between foreign markup and a page.

One allow-list for what other servers send and what we render. Clean once, when it comes in, and
store the result. No Markdown here.
"""

import html as entities
import re
from collections.abc import Iterator

import nh3

from fediforum.content.formula import unmarked, with_formulas, without_formulas
from fediforum.content.links import REL, absolute, host_of, posed_host
from fediforum.content.pieces import Piece, escape, join, pieces
from fediforum.content.safe import SafeHtml
from fediforum.limits import (
    CONTENT,
    CONTENT_ATTRIBUTES,
    CONTENT_ENTITIES,
    CONTENT_TAGS,
)

# What a post is made of.
STRUCTURE = "p br hr div blockquote pre ul ol li dl dt dd h2 h3 h4 h5 h6 details summary"
PHRASES = "a span em strong b i u s del ins mark small sub sup code kbd samp bdi cite q ruby rt rp"
SHOWN = "figure img figcaption table caption thead tbody tr th td"
KEPT = frozenset(f"{STRUCTURE} {PHRASES} {SHOWN}".split())

ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir"},
    "a": {"href", "translate"},
    "span": {"translate"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "blockquote": {"cite"},
    "pre": {"class"},
    "img": {"src", "alt", "title", "width", "height"},
    "th": {"align", "scope", "colspan", "rowspan"},
    "td": {"align", "colspan", "rowspan"},
}
LOOSE_ATTRIBUTES = ATTRIBUTES | {"input": {"type", "checked"}}

MARKS = {"mention", "hashtag", "u-url", "h-card", "invisible", "ellipsis", "quote-inline"}
# Of our own making: who is quoted, a box to tick, and the notes of a text and where they belong.
CLASSES = {
    "a": MARKS,
    "span": MARKS | {"task"},
    "p": {"quote-inline", "van"},
    "sup": {"noteref"},
    "div": {"note"},
    "ol": {"notes"},
}

# What may pass the first cleaning only, to be turned into something that stays. A name maps to
# the element that takes its place; an empty one leaves its content alone.
BECOMES = {
    **dict.fromkeys(("section", "article", "aside", "header", "footer", "main", "center"), "div"),
    **dict.fromkeys(("tfoot", "acronym"), ""),
    "strike": "s",
    "tt": "code",
}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
TICKED = {True: "☑", False: "☐"}
DROPPED = {
    "script", "style", "template", "title", "head", "select", "textarea", "noscript",
    # Of a formula that is not taken as one the text stays, but not in another notation too.
    "annotation", "annotation-xml",
}  # fmt: skip

ROUNDS = 4
OURS_FOLD = 4  # how much more than a stranger's our members' text may hold
TEXT_CHARS = 20_000
TEXT_LINES = 1_500

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
NUMBER = re.compile(r"-?\d{1,6}")
PIXELS = re.compile(r"\d{1,5}")
CELLS = re.compile(r"[1-9]\d?")
PROGRAMMING = re.compile(r"language-[A-Za-z0-9+#.-]{1,30}")
UNSEEN_PIXELS = 2  # a picture no larger than that counts who reads
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
COMBINING = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
ZALGO = re.compile(f"([{COMBINING}]{{4}})[{COMBINING}]+")
# A parser opens unclosed formatting again in every paragraph that follows. It keeps three alike of
# each, so with attributes that all differ 2,000 tags take ten seconds; without any, no time.
FORMATTING = re.compile(
    r"<(b|big|code|em|font|i|s|small|strike|strong|tt|u)(?=[\s/<>]|$)[^<>]*>?", re.IGNORECASE
)
# So the language of a program is said where it costs nothing.
PROGRAM = re.compile(
    r'<pre>\s{0,3}<code\s{1,3}class="(?:[\w -]{0,30} )?(language-[\w+#.-]{1,30})[^"<>]{0,99}"\s*>',
    re.IGNORECASE | re.ASCII,
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
    """Return HTML from elsewhere with nothing in it that acts, loads by itself or deceives.

    Kept: structure, emphasis, tables, formulas, absolute http(s) links (with ``rel``), the
    classes of mentions; and pictures, which a page does not load from there (``web.dressing``).
    Headings begin at ``h2``, and a link whose text poses as another host has its real host
    appended. HTML beyond the limits comes back as its text, cut with "…". Cleaning twice is
    cleaning once.
    """
    return _sanitise(html)


def sanitise_ours(html: str) -> SafeHtml:
    """Return HTML of our own rendering, clean like the above.

    It is never cut (decision 9): beyond four times the limits it comes back as its whole text.
    """
    return _sanitise(html, fold=OURS_FOLD)


def scrub(text: str) -> str:
    """Return text without what no document may hold: controls, surrogates, piled-up accents."""
    return ZALGO.sub(r"\1", UNWRITABLE.sub("", text))


def _sanitise(html: str, fold: int = 1) -> SafeHtml:
    html = scrub(unmarked(html))
    if not _fits(html, fold):
        return _as_text(html, whole=fold > 1)
    marked, formulas = without_formulas(PROGRAM.sub(r'<pre class="\1"><code>', html))
    clean = LOOSE.clean(FORMATTING.sub(r"<\1>", MATH.sub("", marked)))
    # Taking tags out can leave what a browser would parse differently (a link in a link, once the
    # form between them is gone). So: again until nothing changes, which also shows that what
    # we store is what a browser will see.
    for _ in range(ROUNDS):
        if not _fits(clean, fold):
            break
        again = scrub(STRICT.clean(_settle(clean)))
        if again == clean:
            return _whole(clean, formulas)
        clean = again
    return _as_text(html, whole=fold > 1)


def _whole(clean: str, formulas: tuple[str, ...]) -> SafeHtml:
    """What was cleaned with its formulas, which stand between tags only."""
    if not formulas:
        return SafeHtml(clean)
    whole = join(with_formulas(piece.raw, () if piece.tag else formulas) for piece in pieces(clean))
    return SafeHtml(scrub(whole))


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


def _settle(html: str) -> SafeHtml:
    return join(_settled(list(pieces(html))))


def _settled(parts: list[Piece]) -> Iterator[Piece | str]:
    links: list[str] = []
    words: list[str] = []
    lower = int(any(piece.tag == "h1" for piece in parts))
    for piece in parts:
        if piece.tag == "a" and not piece.closing:
            links.append(piece.attributes.get("href", ""))
            words.clear()
            if links[-1]:
                yield piece
        elif piece.tag == "a":
            if href := links.pop() if links else "":
                yield _real_host(href, "".join(words))
                yield piece
        elif piece.tag == "img":
            yield _picture(piece)
        elif piece.tag == "input":
            yield _box(piece)
        elif lower and piece.tag in HEADINGS:
            name = HEADINGS[min(HEADINGS.index(piece.tag) + 1, 5)]
            yield f"</{name}>" if piece.closing else f"<{name}{piece.inside}>"
        elif piece.tag and piece.tag not in KEPT:
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


def _picture(piece: Piece) -> Piece | str:
    """A picture that has an address and is to be seen; of any other its description."""
    given = piece.attributes
    if "src" not in given:
        return escape(given.get("alt", "").strip())
    sides = (given.get(side, "") for side in ("width", "height"))
    unseen = all(side.isdigit() and int(side) <= UNSEEN_PIXELS for side in sides)
    return "" if unseen else piece


def _box(piece: Piece) -> str:
    given = piece.attributes
    if given.get("type") != "checkbox":
        return ""
    return f'<span class="task">{TICKED["checked" in given]}</span>'


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
        case "colspan" | "rowspan":
            return value if CELLS.fullmatch(value) else None
        case "width" | "height":
            return value if PIXELS.fullmatch(value) else None
        case "align":
            return value if value in {"left", "right", "center"} else None
        case "scope":
            return value if value in {"row", "col"} else None
        case "reversed":
            return ""
        case "class" if tag == "pre":
            return next(filter(PROGRAMMING.fullmatch, value.split()), None)
        case "class":
            return value if CLASSES.get(tag, set()).intersection(value.split()) else None
        case _:
            return value


def _cleaner(tags: frozenset[str], attributes: dict[str, set[str]]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags=DROPPED,
        attributes=attributes,
        attribute_filter=_attribute,
        allowed_classes=CLASSES,
        url_schemes={"https", "http"},
        url_relative="deny",
        link_rel=REL,
        strip_comments=True,
    )


STRICT = _cleaner(KEPT, ATTRIBUTES)
LOOSE = _cleaner(KEPT | BECOMES.keys() | {"h1", "input"}, LOOSE_ATTRIBUTES)
