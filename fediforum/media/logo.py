"""Logos: a small picture or drawing of the keeper's own, made safe to be shown on every page.

A picture is written anew; of a drawing only shapes and their colours are kept. What would have
to be guessed is refused: whoever made the logo can save it in another way.
"""

import io
import re
from dataclasses import dataclass
from xml.etree import ElementTree

from PIL import Image, UnidentifiedImageError

from fediforum.errors import Malformed, TooLarge

BYTES = 64 * 1024
PIXELS = 4096
SIDE = 512
SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"
SHAPES = """
    svg g defs symbol use title desc path rect circle ellipse line polyline polygon clipPath mask
    linearGradient radialGradient stop style
"""
ASPECTS = """
    id class viewBox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points transform fill
    fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color offset stop-color
    stop-opacity gradientUnits gradientTransform spreadMethod clip-path clip-rule clipPathUnits
    mask maskUnits maskContentUnits preserveAspectRatio href version
"""
ELEMENTS, ATTRIBUTES = frozenset(SHAPES.split()), frozenset(ASPECTS.split())
ELSEWHERE = re.compile(r"url\(\s*(?!#)|//|javascript:|data:", re.IGNORECASE)
UNSAFE_STYLE = re.compile(r"@import|url\(|expression|\\|<", re.IGNORECASE)
LENGTH = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:px)?")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A logo as it will be shown; sizes in pixels, of a drawing those that it has by itself."""

    media_type: str
    width: int
    height: int
    content: bytes


def drawn(raw: bytes) -> Drawn:
    """The logo that a file holds: a PNG picture or an SVG drawing of at most 64 KB.

    Raises TooLarge and Malformed, which say what to do.
    """
    if len(raw) > BYTES:
        raise TooLarge(f"A logo has at most {BYTES // 1024} KB; this file has {len(raw) // 1024}.")
    return picture(raw) if raw.startswith(b"\x89PNG\r\n") else drawing(raw)


def picture(raw: bytes) -> Drawn:
    try:
        with Image.open(io.BytesIO(raw), formats=["PNG"]) as opened:
            if max(opened.size) > PIXELS:
                raise TooLarge(f"A logo has at most {PIXELS} pixels a side.")
            made = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as problem:
        raise Malformed("The picture cannot be read. A logo is a PNG or an SVG file.") from problem
    made.thumbnail((SIDE, SIDE))
    written = io.BytesIO()
    made.save(written, "PNG", optimize=True)
    return Drawn("image/png", made.width, made.height, written.getvalue())


def drawing(raw: bytes) -> Drawn:
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise Malformed("The drawing names a document type. Save it as a plain SVG.")
    try:
        root = ElementTree.fromstring(raw)  # noqa: S314 - no entity is declared
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        raise Malformed("The file cannot be read. A logo is a PNG or an SVG file.") from problem
    if root.tag != f"{{{SVG}}}svg":
        raise Malformed("The file is no drawing. A logo is a PNG or an SVG file.")
    width, height = size(root)
    clean(root)
    ElementTree.register_namespace("", SVG)
    content = ElementTree.tostring(root, encoding="utf-8")
    return Drawn("image/svg+xml", width, height, content)


def clean(element: ElementTree.Element) -> None:
    """Keep shapes and colours. Raises Malformed for a style that reaches out of the drawing."""
    if element.tag == f"{{{SVG}}}style" and UNSAFE_STYLE.search(element.text or ""):
        raise Malformed("The drawing's styles load something. Save it with plain colours.")
    for name, value in list(element.attrib.items()):
        if name == LINK:
            del element.attrib[name]
            name = "href"
            element.set(name, value)
        out = name == "href" and not value.startswith("#")
        if name not in ATTRIBUTES or ELSEWHERE.search(value) or out:
            del element.attrib[name]
    for child in list(element):
        space, _, name = str(child.tag).removeprefix("{").rpartition("}")
        if space == SVG and name in ELEMENTS:
            clean(child)
        else:
            element.remove(child)


def size(root: ElementTree.Element) -> tuple[int, int]:
    """How large the drawing is by itself; one without a ``viewBox`` is given that of its size."""
    box = root.get("viewBox", "").replace(",", " ").split()
    found = [LENGTH.fullmatch(part) for part in (box[2:] if len(box) == 4 else ())]
    sides = [float(each[1]) for each in found if each]
    if len(sides) != 2:
        given = (LENGTH.fullmatch(root.get(name, "").strip()) for name in ("width", "height"))
        sides = [float(each[1]) for each in given if each]
        if len(sides) == 2:
            root.set("viewBox", f"0 0 {sides[0]:g} {sides[1]:g}")
    if len(sides) != 2 or not all(0 < side < 1e5 for side in sides):
        raise Malformed("The drawing does not say how large it is: give it a viewBox.")
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    scale = SIDE / max(sides)
    width, height = (max(1, round(side * scale)) for side in sides)
    root.set("width", str(width))
    root.set("height", str(height))
    return width, height
