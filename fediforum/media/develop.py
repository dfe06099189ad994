"""Pictures are made anew by a process of their own, which can be killed.

Run as a program, this file is that process: the bytes of one picture come in, a line of JSON and
new files go out. Nothing of what came in is in what goes out but what is seen: no EXIF, no
profile, no second frame. What it may use of the machine it takes off itself first.
"""

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from PIL import Image, ImageCms, ImageOps

from fediforum import limits

FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")  # each read by a library for it alone; never SVG
WIDTHS = (1280, 640)
ENOUGH = 1.2  # a size hardly smaller than the next is not worth a file
QUALITY = 82
REFUSED = 3


@dataclass(frozen=True, slots=True)
class File:
    """One new file: its size in pixels and bytes."""

    width: int
    height: int
    bytes: int


class NoPicture(Exception):
    """What came in cannot be shown; the text says why."""


def develop(raw: bytes, *, small: bool) -> list[tuple[File, bytes]]:
    """Return the picture as new WebP files, the largest first; of a ``small`` one a single one.

    Of one that moves, the first frame. Raises NoPicture for what is none, or too large.
    """
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
            width, height = opened.size
            if width * height > limits.PICTURE_PIXELS:
                raise NoPicture(f"it is {width} by {height} pixels large")
            most = limits.EMOJI_SIDE if small else limits.PICTURE_SIDE
            opened.draft("RGB", (most, most))
            picture = plain(opened)
    except NoPicture:
        raise
    except MemoryError:
        raise NoPicture("it takes too much room") from None
    except Exception as problem:
        # Whatever a decoder trips over: it was given the bytes of a stranger.
        raise NoPicture("it cannot be read as a picture") from problem
    picture.thumbnail((most, most), Image.Resampling.LANCZOS)
    return [encoded(size) for size in sizes(picture, small=small)]


def plain(opened: Image.Image) -> Image.Image:
    """The first frame, upright, in sRGB, with nothing beside it."""
    opened.seek(0)
    profile = opened.info.get("icc_profile")
    upright = ImageOps.exif_transpose(opened)
    clear = "transparency" in upright.info or upright.mode in ("LA", "PA", "RGBA", "La", "RGBa")
    if profile and upright.mode in ("RGB", "RGBA"):
        upright = in_srgb(upright, profile)
    if upright.mode.startswith("I"):
        upright = upright.point(lambda value: value / 257).convert("L")  # 16 bits of grey
    picture = upright.convert("RGBA" if clear else "RGB")
    picture.info.clear()
    return picture


def in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture in the colours that a browser takes it for."""
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return changed or picture


def sizes(picture: Image.Image, *, small: bool) -> Iterator[Image.Image]:
    yield picture
    for width in () if small else WIDTHS:
        if picture.width > width * ENOUGH:
            height = max(1, round(picture.height * width / picture.width))
            yield picture.resize((width, height), Image.Resampling.LANCZOS)


def encoded(picture: Image.Image) -> tuple[File, bytes]:
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=QUALITY, method=4)
    content = written.getvalue()
    return File(picture.width, picture.height, len(content)), content


def confine() -> None:
    """Have no more memory and time than a picture within the limits takes, and write no files.

    Whatever else the machine has to do goes first: no reader waits for a picture.
    """
    os.nice(10)
    for kind, most in (
        (resource.RLIMIT_AS, limits.PICTURE_MEMORY),
        (resource.RLIMIT_CPU, limits.PICTURE_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        allowed = resource.getrlimit(kind)[1]  # an admin may have allowed less
        least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(kind, (least, least))


def main() -> int:
    confine()
    Image.MAX_IMAGE_PIXELS = None  # we ask ourselves, before anything is decoded
    raw = sys.stdin.buffer.read(limits.PICTURE_BYTES + 1)
    try:
        made = develop(raw, small="small" in sys.argv[1:])
    except NoPicture as problem:
        sys.stderr.write(str(problem))
        return REFUSED
    out = sys.stdout.buffer
    out.write(json.dumps([asdict(file) for file, _ in made]).encode() + b"\n")
    for _, content in made:
        out.write(content)
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
