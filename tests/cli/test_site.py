"""A forum is named, coloured and written from the command line, while it runs."""

import io
from pathlib import Path

import pytest
from PIL import Image

from fediforum.forum.colours import DARK_PAPER, LIGHT_PAPER, READABLE, contrast
from tests.cli.saying import Command

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" onload="alert(1)">'
    '<script>alert(1)</script><path d="M0 0h24v24z" fill="#1d4e89"/>'
    '<image href="https://elders.test/a.png"/></svg>'
)


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 4), "#1d4e89").save(file, "PNG")
    return file.getvalue()


def test_what_is_set_is_shown(alpha: Command) -> None:
    for words in (
        ("name", "Welzijn in de 21e eeuw"),
        ("tagline", "Op zoek naar innovaties"),
        ("language", "nl"),
        ("maker", "John Beckers", "--url", "https://john.test/"),
        ("contact", "Cora", "--mail", "cora@alpha.test"),
        ("accent", "#1d4e89", "--dark", "#8fb7e6"),
        ("pictures", "link"),
        ("training", "no"),
    ):
        assert alpha("site", "set", *words).code == 0

    shown = alpha("site", "show", "--json").data

    assert shown == {
        "v": 1,
        "name": "Welzijn in de 21e eeuw",
        "tagline": "Op zoek naar innovaties",
        "language": "nl",
        "maker": {"name": "John Beckers", "url": "https://john.test/"},
        "contact": {"name": "Cora", "mail": "cora@alpha.test"},
        "logo": None,
        "accent": {"light": "#1d4e89", "dark": "#8fb7e6"},
        "pictures": "link",
        "blocks": True,
        "training": False,
        "grace": 7,
    }


def test_what_is_so_already_is_left_as_it_is(alpha: Command) -> None:
    first = alpha("site", "set", "tagline", "Groen", "--json").data
    second = alpha("site", "set", "tagline", "Groen", "--json").data

    assert [True, False] == [first["changed"], second["changed"]]


def test_who_is_called_anew_keeps_the_address_that_is_not_spoken_of(alpha: Command) -> None:
    alpha("site", "set", "contact", "Cora", "--mail", "cora@alpha.test")
    alpha("site", "set", "maker", "John", "--url", "https://john.test/")

    contact = alpha("site", "set", "contact", "Cora Jansen", "--json").data["contact"]
    maker = alpha("site", "set", "maker", "John Beckers", "--json").data["maker"]

    assert contact == {"name": "Cora Jansen", "mail": "cora@alpha.test"}
    assert maker == {"name": "John Beckers", "url": "https://john.test/"}
    assert alpha("site", "set", "contact", "Cora", "--mail", "", "--json").data["contact"] == {
        "name": "Cora",
        "mail": "",
    }


@pytest.mark.parametrize(
    "words",
    [
        ("name", " "),
        ("language", "Nederlands!"),
        ("maker", "John", "--url", "javascript:alert(1)"),
        ("maker", "John", "--mail", "john@alpha.test"),
        ("contact", "Cora", "--mail", "cora at alpha"),
        ("accent", "blue"),
        ("pictures", "hotlink"),
        ("training", "perhaps"),
        ("colour", "#000"),
        ("logo", "nowhere.svg"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    alpha: Command, words: tuple[str, ...]
) -> None:
    before = alpha("site", "show", "--json").data

    said = alpha("site", "set", *words)

    assert said.code == 2
    assert said.err.startswith("fediforum: ")
    assert alpha("site", "show", "--json").data == before


def test_accent_that_cannot_be_read_is_refused_with_the_nearest_that_can(alpha: Command) -> None:
    said = alpha("site", "set", "accent", "#ffcc00")

    offered = said.err.rpartition(" ")[2].strip(" .\n")
    assert said.code == 2
    assert contrast("#ffcc00", LIGHT_PAPER) < READABLE <= contrast(offered, LIGHT_PAPER)
    assert alpha("site", "set", "accent", offered).code == 0


def test_accent_without_a_dark_one_is_made_light_enough_for_dark_pages(alpha: Command) -> None:
    accent = alpha("site", "set", "accent", "#3a6b35", "--json").data["accent"]

    assert accent["light"] == "#3a6b35"
    assert contrast(accent["dark"], DARK_PAPER) >= READABLE


def test_accent_is_taken_away_again(alpha: Command) -> None:
    alpha("site", "set", "accent", "#3a6b35")

    assert alpha("site", "set", "accent", "none").code == 0
    accent = alpha("site", "show", "--json").data["accent"]
    assert accent == {"light": None, "dark": None}


@pytest.mark.parametrize(
    ("file", "content", "kind"),
    [("logo.svg", DRAWING.encode(), ".svg"), ("logo.png", png(), ".png")],
)
def test_logo_is_a_drawing_or_a_picture(
    alpha: Command, tmp_path: Path, file: str, content: bytes, kind: str
) -> None:
    (tmp_path / file).write_bytes(content)

    logo = alpha("site", "set", "logo", str(tmp_path / file), "--json").data["logo"]
    same = alpha("site", "set", "logo", str(tmp_path / file), "--json").data

    assert logo.startswith("logo.")
    assert logo.endswith(kind)
    assert not same["changed"]
    assert alpha("site", "set", "logo", "none", "--json").data["logo"] is None


def test_page_is_written_in_each_language_and_dropped_again(alpha: Command) -> None:
    said = alpha("site", "page", "set", "rules", text="Wees **aardig**.")
    alpha("site", "page", "set", "rules", "--language", "en", text="Be kind.")
    alpha("site", "page", "set", "rules", "--board", "tuin", text="Geen gif.")

    pages = alpha("site", "page", "list", "--json").data["pages"]
    assert said.code == 0
    assert [("rules", "en"), ("rules", "nl"), ("rules", "nl")] == sorted(
        (each["name"], each["language"]) for each in pages
    )
    assert "Be kind." in alpha("site", "page", "show", "rules", "--language", "en").out
    assert "Geen gif." in alpha("site", "page", "show", "rules", "--board", "tuin").out
    assert alpha("site", "page", "drop", "rules", "--language", "en").code == 0
    assert alpha("site", "page", "show", "rules", "--language", "en").code == 3
    assert alpha("site", "page", "drop", "rules", "--language", "en").code == 3


def test_pages_are_listed_with_the_board_that_they_are_of(alpha: Command) -> None:
    alpha("site", "page", "set", "terms", text="Samen.")
    alpha("site", "page", "set", "rules", "--board", "tuin", text="Geen gif.")

    rows = [row.split("\t") for row in alpha("site", "page", "list").out.splitlines()]

    assert [("terms", ""), ("rules", "tuin")] == [
        (row[0], row[2]) for row in sorted(rows, reverse=True)
    ]


def test_page_that_there_is_not_cannot_be_written(alpha: Command) -> None:
    assert alpha("site", "page", "set", "weblog", text="x").code == 2
    assert alpha("site", "page", "set", "terms", "--board", "tuin", text="x").code == 2


def test_board_is_called_and_coloured_anew(alpha: Command, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(png())

    said = alpha(
        "board", "edit", "tuin", "--title", "De moestuin", "--tagline", "Over groente",
        "--accent", "#3a6b35", "--language", "nl", "--logo", str(tmp_path / "logo.png"),
    )  # fmt: skip

    assert said.code == 0
    for told in ("De moestuin", "Over groente", "#3a6b35", "logo."):
        assert told in said.out
        assert told in alpha("board", "show", "tuin").out
    assert alpha("board", "edit", "tuin", "--accent", "#ffff00").code == 2
    assert alpha("board", "edit", "tuin", "--dark", "#ffff00").code == 2
    assert alpha("board", "edit", "tuin", "--logo", "none", "--accent", "none").code == 0
