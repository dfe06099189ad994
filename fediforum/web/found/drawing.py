"""Drawing: a card of 1200 by 630 points, as social networks show them beside a link.

Set in Source Serif, which comes along; a title in a script that it has no letters for is left
out, so that no card shows empty boxes. The same words make the same bytes.
"""

import io
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

DRAWN = 1  # grows with every change of how cards look
WIDTH, HEIGHT = 1200, 630
MARGIN = 96
BAR = 20
PAPER, INK, QUIET = "#fbf9f4", "#1f1d1a", "#5e5850"
SIZES = (84, 72, 62, 54)
LINES = 4
SMALL = 34
LEADING = 1.18
COLOURS = 64

REGULAR, BOLD = "SourceSerifPro-Regular.ttf", "SourceSerifPro-Semibold.ttf"
# Signs, marks and controls, without which a text says the same.
BESIDE = frozenset({"So", "Sk", "Mn", "Me", "Cc", "Cf", "Cs", "Co", "Cn"})
NO_LETTER = "\uffff"  # never a character, so that what stands for it stands for all that lack


def draw(*, title: str, above: str, below: str, accent: str) -> bytes:
    """Return the card as PNG: a title, what it belongs to above it, whose it is below.

    ``accent`` is a colour as ``#rrggbb``. What cannot be written in these letters is left out; if
    that is the title, what stands below takes its place.
    """
    above, below, title = (plain(text) for text in (above, below, title))
    if not title:
        title, below = below, ""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, BAR, HEIGHT), fill=accent)
    small = font(REGULAR, SMALL)
    if above:
        pen.text((MARGIN, MARGIN), cut(above, small), font=small, fill=accent, anchor="lt")
    lines, size = fitted(title)
    letters = font(BOLD, size)
    step = round(size * LEADING)
    top = (HEIGHT - step * len(lines)) // 2
    for number, line in enumerate(lines):
        pen.text((MARGIN, top + number * step), line, font=letters, fill=INK)
    if below:
        place = (MARGIN, HEIGHT - MARGIN)
        pen.text(place, cut(below, small), font=small, fill=QUIET, anchor="ls")
    kept = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(kept, "PNG")
    return kept.getvalue()


def plain(text: str) -> str:
    """The text on one line, or nothing if a letter of it cannot be written.

    >>> plain("Wéék  van de œuvre, ĳs & ß"), plain("🐌 in de sla")
    ('Wéék van de œuvre, ijs & ß', 'in de sla')
    >>> plain("王小明"), plain("مكتبة")
    ('', '')
    """
    composed = unicodedata.normalize("NFC", text)
    line = " ".join("".join(map(spelled, composed)).split())
    return line if all(written(each) for each in line) else ""


def spelled(letter: str) -> str:
    """A letter as the typeface has it: in parts where it lacks the whole, and without pictures
    and signs that only steer other letters.
    """
    if written(letter):
        return letter
    if unicodedata.category(letter) in BESIDE:
        return ""
    return unicodedata.normalize("NFKC", letter)


@lru_cache(maxsize=2048)
def written(letter: str) -> bool:
    """Whether the typeface has that letter."""
    if letter.isspace():
        return True
    mask, none = (font(BOLD, SMALL).getmask(each) for each in (letter, NO_LETTER))
    return (mask.size, bytes(mask)) != (none.size, bytes(none))


def fitted(title: str) -> tuple[list[str], int]:
    """The title in as few and as large lines as fit, cut where it is too long."""
    for size in SIZES:
        lines = wrapped(title, font(BOLD, size))
        if len(lines) <= LINES:
            return lines, size
    size = SIZES[-1]
    letters = font(BOLD, size)
    rest = " ".join(lines[LINES - 1 :])
    return [*lines[: LINES - 1], cut(rest, letters, always=True)], size


def wrapped(text: str, letters: ImageFont.FreeTypeFont) -> list[str]:
    """The text in lines that fit; a word that fits in none is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if breadth(longer, letters) <= room():
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while breadth(line, letters) > room():
            fits = longest(line, letters)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line] if line else lines


def breadth(text: str, letters: ImageFont.FreeTypeFont) -> float:
    """How far a line reaches: its last letter may stand out of its place."""
    return max(letters.getlength(text), letters.getbbox(text)[2])


def room() -> int:
    return WIDTH - 2 * MARGIN


def longest(text: str, letters: ImageFont.FreeTypeFont) -> int:
    """How many letters from the beginning fit on a line; at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if breadth(text[:middle], letters) <= room():
            low = middle
        else:
            high = middle - 1
    return low


def cut(text: str, letters: ImageFont.FreeTypeFont, *, always: bool = False) -> str:
    """The text on one line, with a sign where it was cut."""
    if not always and breadth(text, letters) <= room():
        return text
    kept = text[: longest(f"{text}…", letters)]
    while breadth(f"{kept}…", letters) > room():
        kept = kept[:-1]
    whole = kept.rpartition(" ")[0]
    kept = whole if 2 * len(whole) > len(kept) else kept
    return f"{kept.rstrip(' ,;:.-–—')}…"


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A cut of the typeface, of a size in points of the picture."""
    face = files("font_source_serif_pro").joinpath("files", name)
    return ImageFont.truetype(
        io.BytesIO(face.read_bytes()), size, layout_engine=ImageFont.Layout.BASIC
    )
