"""Pictures that a source names are found where the page will show them, and nowhere else."""

import pytest

from fediforum.content import pictures_placed, with_sources

PICTURE = "![Een kat](kat.png)"


@pytest.mark.parametrize(
    "source",
    [
        PICTURE,
        f"Zie de één: {PICTURE} 🐈",
        f"Zie de noot.[^1]\n\n[^1]: {PICTURE}",
        f"- [x] {PICTURE}",
        f"| a |\n| - |\n| {PICTURE} |",
    ],
)
def test_a_picture_is_found_wherever_it_is_shown(source: str) -> None:
    [placed] = pictures_placed(source)

    assert ("kat.png", "Een kat") == (placed.src, placed.alt)
    assert PICTURE == source[placed.start : placed.end]


def test_a_picture_in_code_is_none() -> None:
    assert () == pictures_placed(f"`{PICTURE}`")


def test_each_picture_gets_its_address_and_the_text_around_it_stays() -> None:
    source = 'Eén ![a](a.png "b") en ![c](c.png), en ![d](d.png).'

    moved = with_sources(source, {"a.png": "https://a.test/1", "d.png": "https://a.test/2"})

    assert ('Eén ![a](https://a.test/1 "b") en ![c](c.png), en ![d](https://a.test/2).') == moved
