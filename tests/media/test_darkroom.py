"""Pictures are made anew by a process that refuses what is too large, and is killed if it lasts."""

import io
import os
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image, ImageCms

from fediforum import limits
from fediforum.errors import Malformed, TooLarge
from fediforum.media.darkroom import Darkroom
from fediforum.media.develop import NoPicture, develop

SECRET = b"GPS 52.1 N 5.1 E"


def written(picture: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is that large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["AVIF", "GIF", "JPEG", "PNG", "WEBP"])
async def test_picture_comes_back_in_the_sizes_that_pages_use(kind: str) -> None:
    raw = written(Image.new("RGB", (1600, 1200), "teal"), kind)

    prints = await Darkroom().develop(raw)

    assert [(1600, 1200), (1280, 960), (640, 480)] == [(p.width, p.height) for p in prints]
    assert all(
        ("WEBP", p.width) == (opened(p.content).format, opened(p.content).width) for p in prints
    )


def test_sizes_that_are_hardly_smaller_are_left_out() -> None:
    sizes = [
        [
            file.width
            for file, _ in develop(written(Image.new("RGB", (width, 10)), "PNG"), small=False)
        ]
        for width in (4000, 1600, 1500, 700, 3)
    ]

    assert [[2560, 1280, 640], [1600, 1280, 640], [1500, 640], [700], [3]] == sizes


def test_emoji_is_made_small() -> None:
    ((file, _),) = develop(written(Image.new("RGBA", (512, 256)), "PNG"), small=True)

    assert (64, 32) == (file.width, file.height)


def test_nothing_is_kept_but_what_is_seen() -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6  # it stands on its side
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    raw = written(
        Image.new("RGB", (40, 20)), "JPEG", exif=exif, icc_profile=profile, comment=SECRET
    )

    ((file, content),) = develop(raw, small=False)

    assert SECRET in raw
    assert SECRET not in content
    assert not opened(content).getexif()
    assert "icc_profile" not in opened(content).info
    assert (20, 40) == (file.width, file.height)


def test_of_a_picture_that_moves_the_first_frame_stays() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "lime")]
    raw = written(frames[0], "GIF", save_all=True, append_images=frames[1:])

    ((_, content),) = develop(raw, small=False)

    assert 1 == getattr(opened(content), "n_frames", 1)
    red, _, blue = opened(content).convert("RGB").getpixel((4, 4))  # type: ignore[misc]
    assert red > 200 > blue


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_colour_can_be_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"

    ((_, content),) = develop(written(Image.new(mode, (9, 9)), kind), small=False)

    assert (opened(content).mode == "RGBA") == (mode in {"LA", "RGBA"})


LIES = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="https://evil.test/x"/></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "tiff": b"II*\x00" + bytes(200),
    "empty": b"",
    "cut short": written(Image.effect_noise((64, 64), 50), "PNG")[:900],
    "broken": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4,
}


@pytest.mark.parametrize("name", LIES)
def test_what_is_no_picture_is_refused_whatever_it_says(name: str) -> None:
    with pytest.raises(NoPicture):
        develop(LIES[name], small=False)


@pytest.mark.parametrize(("width", "height"), [(65_535, 65_535), (1, 2**31 - 1), (6000, 6000)])
def test_picture_of_too_many_pixels_is_never_decoded(width: int, height: int) -> None:
    with pytest.raises(NoPicture):
        develop(bomb(width, height), small=False)


async def test_process_says_in_words_why_it_refuses() -> None:
    with pytest.raises(Malformed, match="65535 by 65535 pixels"):
        await Darkroom().develop(bomb(65_535, 65_535))


async def test_largest_picture_that_is_taken_fits_into_the_memory_of_the_process() -> None:
    raw = written(Image.new("RGBA", (5700, 5700), "teal"), "PNG")

    prints = await Darkroom().develop(raw)

    assert (2560, 2560) == (prints[0].width, prints[0].height)


async def test_process_that_takes_too_long_is_killed() -> None:
    raw = written(Image.new("RGB", (3000, 3000)), "PNG")

    with pytest.raises(Malformed):
        await Darkroom(seconds=0.01).develop(raw)


def test_whatever_else_the_machine_has_to_do_goes_first() -> None:
    asking = "import os; from fediforum.media.develop import confine; confine(); print(os.nice(0))"

    said = subprocess.run([sys.executable, "-c", asking], capture_output=True, check=True)

    assert min(os.nice(0) + 10, 19) == int(said.stdout)


def test_machine_that_allows_less_is_taken_at_its_word() -> None:
    asking = (
        "import resource; from fediforum.media.develop import confine;"
        "resource.setrlimit(resource.RLIMIT_CPU, (7, 7)); confine();"
        "print(resource.getrlimit(resource.RLIMIT_CPU))"
    )

    said = subprocess.run([sys.executable, "-c", asking], capture_output=True, check=True)

    assert b"(7, 7)" == said.stdout.strip()


async def test_more_bytes_than_the_limit_are_not_even_looked_at() -> None:
    with pytest.raises(TooLarge):
        await Darkroom().develop(bytes(limits.PICTURE_BYTES + 1))
