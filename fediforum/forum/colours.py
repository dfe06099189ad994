"""Colours: which accents can be read on the paper that pages have (WCAG 2.2, 1.4.3).

The papers themselves stand in the style sheet; a test holds the two together.
"""

import colorsys
import re

from fediforum.errors import Malformed

LIGHT_PAPER = "#fbf9f4"
DARK_PAPER = "#171513"
READABLE = 4.5
COMFORTABLE = 7.0  # what a dark accent is given that nobody chose
COLOUR = re.compile("#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
STEPS = 256


def colour(text: str) -> str:
    """The colour as ``#rrggbb``.

    >>> colour("1D4"), colour("#1d4e89")
    ('#11dd44', '#1d4e89')

    Raises Malformed for what is none.
    """
    if not COLOUR.fullmatch(text):
        raise Malformed(f"{text!r} is no colour. Write it as #1d4e89.")
    digits = text.removeprefix("#").lower()
    return f"#{digits if len(digits) == 6 else ''.join(digit * 2 for digit in digits)}"


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, 1 to 21.

    >>> round(contrast("#000000", "#ffffff")), contrast("#1d4e89", "#1d4e89")
    (21, 1.0)
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(given: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in channels(given)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def channels(given: str) -> tuple[float, float, float]:
    red, green, blue = (int(given[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def accents(light: str, dark: str | None = None) -> tuple[str, str]:
    """The accents for light and for dark pages; without ``dark``, the light one made lighter.

    >>> accents("#1d4e89", "#8fb7e6")
    ('#1d4e89', '#8fb7e6')

    Raises Malformed for one that cannot be read on its paper, and names the nearest that can.
    """
    chosen = readable(colour(light), LIGHT_PAPER, "light")
    if dark is None:
        return chosen, nearest(chosen, DARK_PAPER, COMFORTABLE)
    return chosen, readable(colour(dark), DARK_PAPER, "dark")


def readable(given: str, paper: str, which: str) -> str:
    found = contrast(given, paper)
    if found < READABLE:
        raise Malformed(
            f"{given} cannot be read well on {which} pages: its contrast with the paper is "
            f"{found:.1f}, and {READABLE} is needed. The nearest that can is "
            f"{nearest(given, paper)}."
        )
    return given


def nearest(given: str, paper: str, needed: float = READABLE) -> str:
    """The colour of the same hue nearest in lightness that stands out from the paper.

    >>> nearest("#1d4e89", LIGHT_PAPER), nearest("#888888", LIGHT_PAPER)
    ('#1d4e89', '#737373')
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*channels(given))
    away = 1.0 if luminance(paper) < 0.5 else 0.0
    for step in range(STEPS + 1):
        now = lightness + (away - lightness) * step / STEPS
        made = written(colorsys.hls_to_rgb(hue, now, saturation))
        if contrast(made, paper) >= needed:
            return made
    return written((away, away, away))


def written(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
