"""Formulas: MathML that is taken out of HTML before it is cleaned, and put back written anew.

A parser of HTML gives MathML a namespace of its own, in which markup can change its meaning; the
cleaner drops it whole. So nothing of a formula goes through the parser: what comes back is made
here, of listed elements without HTML among them, as FEP-dc88 asks.
"""

import html as entities
import re

from fediforum.content.pieces import escape

EDGE = re.compile(r"<(/?)math(?=[\s>])[^<>]*>", re.IGNORECASE)
# What was taken is never given back, so that no text is read more than once.
PART = re.compile(r"<![^<>]*+>|<(/?)([a-z][a-z-]*+)([^<>]*+)>|([^<]+|<)", re.IGNORECASE)
GIVEN = re.compile(
    r"""(?<![a-z])([a-z]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""", re.IGNORECASE
)

LEAVES = "mi mn mo ms mtext mspace"
SCRIPTS = "msub msup msubsup munder mover munderover mmultiscripts mprescripts"
OTHERS = "math mrow mfrac msqrt mroot mtable mtr mtd mstyle mpadded mphantom merror"
ELEMENTS = frozenset(f"{LEAVES} {SCRIPTS} {OTHERS}".split())
# The same once more in another notation, and what is never shown.
SKIPPED = frozenset({"annotation", "annotation-xml", "script", "style", "template"})
YES_OR_NO = re.compile("true|false")
LENGTH = re.compile(r"-?\d{0,3}(?:\.\d{1,4})?(?:em|ex|px|%)?")
NUMBER = re.compile(r"[+-]?\d{1,2}")
ATTRIBUTES = {
    **dict.fromkeys(("accent", "accentunder", "displaystyle", "fence", "largeop"), YES_OR_NO),
    **dict.fromkeys(("movablelimits", "separator", "stretchy", "symmetric"), YES_OR_NO),
    **dict.fromkeys(("linethickness", "lspace", "rspace", "width", "height", "depth"), LENGTH),
    **dict.fromkeys(("columnspan", "rowspan", "scriptlevel"), NUMBER),
    "display": re.compile("block|inline"),
    "mathvariant": re.compile("normal"),
    "dir": re.compile("ltr|rtl"),
}
FORMULAS = 500
CHARS = 16_384
DEPTH = 40

OPENED, CLOSED = "\U0010fffc", "\U0010fffd"
MARK = re.compile(f"{OPENED}(\\d{{1,3}}){CLOSED}")
MARKS = str.maketrans("", "", OPENED + CLOSED)
SPELLED = re.compile(r"&#(?:x0*10fff[cd](?![0-9a-f])|0*111410[89](?!\d));?", re.IGNORECASE)


def unmarked(html: str) -> str:
    """Return HTML in which nothing, however it is spelled, is taken for a mark of ours."""
    return SPELLED.sub("\ufffd", html.translate(MARKS))


def without_formulas(html: str) -> tuple[str, tuple[str, ...]]:
    """Return HTML with a mark in place of each formula, and the formulas, written anew.

    It has to be ``unmarked``.
    """
    found: list[str] = []
    kept: list[str] = []
    done, start = 0, -1
    for edge in EDGE.finditer(html):
        if not edge[1] and start < 0:
            start = edge.start()
        elif edge[1] and start >= 0:
            fits = edge.end() - start <= CHARS and len(found) < FORMULAS
            made = anew(html[start : edge.end()]) if fits else ""
            if fits and len(made) <= CHARS:
                kept += [html[done:start], f"{OPENED}{len(found)}{CLOSED}"]
                found.append(made)
                done = edge.end()
            start = -1
    return "".join([*kept, html[done:]]), tuple(found)


def with_formulas(text: str, formulas: tuple[str, ...]) -> str:
    """Return a text that stands between tags with its formulas in place of their marks."""

    def put(match: re.Match[str]) -> str:
        number = int(match[1])
        return formulas[number] if number < len(formulas) else ""

    return MARK.sub(put, text)


def anew(formula: str) -> str:
    """Return a formula with nothing in it but what is listed; well-formed whatever came."""
    out: list[str] = []
    opened: list[str] = []
    skipping = ""
    for match in PART.finditer(formula):
        closing, name, inside, text = match.groups()
        name = (name or "").lower()
        if skipping:
            skipping = "" if closing and name == skipping else skipping
        elif text is not None:
            out.append(escape(entities.unescape(text)))
        elif name in SKIPPED:
            skipping = "" if closing or inside.endswith("/") else name
        elif name in ELEMENTS and closing:
            if name in opened:
                while (last := opened.pop()) != name:
                    out.append(f"</{last}>")
                out.append(f"</{name}>")
        elif name in ELEMENTS and len(opened) < DEPTH and (name != "math") == bool(opened):
            out.append(f"<{name}{attributes(inside)}>")
            if inside.endswith("/"):
                out.append(f"</{name}>")
            else:
                opened.append(name)
    out += [f"</{name}>" for name in reversed(opened)]
    return "".join(out)


def attributes(inside: str) -> str:
    kept: dict[str, str] = {}
    for match in GIVEN.finditer(inside):
        name = match[1].lower()
        value = next(each for each in match.groups()[1:] if each is not None).strip().lower()
        if name in ATTRIBUTES and ATTRIBUTES[name].fullmatch(value):
            kept.setdefault(name, value)
    return "".join(f' {name}="{value}"' for name, value in sorted(kept.items()))
