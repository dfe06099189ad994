"""A logo is shapes and colours, or pixels, and nothing else."""

import io

import pytest
from PIL import Image

from fediforum.errors import Malformed, TooLarge
from fediforum.media.logo import BYTES, SIDE, drawn


def drawing(inside: str, head: str = 'viewBox="0 0 48 24"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>{inside}</svg>'.encode()


@pytest.mark.parametrize(
    ("inside", "gone"),
    [
        ("<script>alert(1)</script>", "alert"),
        ('<a href="javascript:alert(1)"><path d="M0 0"/></a>', "alert"),
        ('<path d="M0 0" onclick="alert(1)"/>', "alert"),
        ('<image href="https://elders.test/a.png"/>', "elders"),
        ('<use href="https://elders.test/a.svg#b"/>', "elders"),
        ('<path d="M0 0" fill="url(https://elders.test/a)"/>', "elders"),
        ("<foreignObject><p>elders</p></foreignObject>", "elders"),
        ('<h:p xmlns:h="http://www.w3.org/1999/xhtml">elders</h:p>', "elders"),
    ],
)
def test_nothing_runs_and_nothing_is_loaded(inside: str, gone: str) -> None:
    made = drawn(drawing(inside + '<circle r="4" fill="#1d4e89"/>'))

    assert gone not in made.content.decode()
    assert b'<circle r="4" fill="#1d4e89" />' in made.content


def test_shapes_colours_and_styles_stay() -> None:
    inside = (
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
        "<style>@media (prefers-color-scheme: dark) { .b { fill: #fff } }</style>"
        '<path class="b" d="M0 0h4" fill="url(#a)"/>'
    )

    made = drawn(drawing(inside))

    assert ("image/svg+xml", SIDE, SIDE // 2) == (made.media_type, made.width, made.height)
    assert all(word in made.content for word in (b"prefers-color-scheme", b"url(#a)", b"#fff"))
    assert made == drawn(made.content)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"no drawing", b"<html/>", b"\x89PNG\r\n\x1a\nbroken", b"\xff\xfe<svg",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        drawing("", ""), drawing("", 'viewBox="0 0 0 0"'), drawing("", 'width="100%" height="9"'),
        drawing("<style>@import 'https://elders.test/a.css'</style>"),
    ],
)  # fmt: skip
def test_what_is_no_logo_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        drawn(raw)

    assert str(refused.value).endswith(".")


def test_picture_is_written_anew_and_small() -> None:
    file = io.BytesIO()
    Image.new("RGB", (2000, 1000), "#1d4e89").save(file, "PNG", pnginfo=None)

    made = drawn(file.getvalue())

    assert ("image/png", SIDE, SIDE // 2) == (made.media_type, made.width, made.height)
    with Image.open(io.BytesIO(made.content)) as opened:
        assert opened.size == (SIDE, SIDE // 2)


def test_logo_that_is_too_large_is_refused() -> None:
    file = io.BytesIO()
    Image.new("1", (5000, 8)).save(file, "PNG")

    for raw in (b"x" * (BYTES + 1), file.getvalue()):
        with pytest.raises(TooLarge):
            drawn(raw)
