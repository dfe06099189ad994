"""Posts of commands bring their pictures along, and say what is to be seen on them."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.saying import Command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an essay and its pictures, and a picture that is not beside it."""
    text = tmp_path / "essay"
    text.mkdir()
    for place, colour in ((text / "de kat.png", "teal"), (tmp_path / "away.png", "red")):
        out = io.BytesIO()
        Image.new("RGB", (900, 600), colour).save(out, "PNG")
        place.write_bytes(out.getvalue())
    (text / "fake.jpg").write_bytes(b"%PDF-1.7")
    return text


def essay(folder: Path, text: str) -> str:
    file = folder / "essay.md"
    file.write_text(text)
    return str(file)


def written(alpha: Command, text: str, *words: str, folder: Path) -> tuple[int, str, str]:
    said = alpha(
        "thread", "create", "tuin", "--as", "anna", "--title", "Kat", "--file",
        essay(folder, text), "--json", *words,
    )  # fmt: skip
    content = ""
    if said.code == 0:
        content = alpha("post", "show", said.data["id"], "--json").data["content"]
    return said.code, content, said.err


def test_pictures_beside_a_text_are_taken_in_where_it_names_them(
    alpha: Command, folder: Path
) -> None:
    text = (
        '![Een *kat*](de%20kat.png "Prent van Jörg")\n\nEn weer: ![Een kat][k]\n\n[k]: <de kat.png>'
    )

    code, content, _ = written(alpha, text, folder=folder)

    assert code == 0
    assert "<figcaption>Prent van Jörg</figcaption>" in content
    sources = set(
        re.findall(r'src="(https://alpha.test/media/[0-9a-f]{32}.webp)" alt="Een kat"', content)
    )
    assert len(sources) == 1
    assert content.count("<img ") == 2


def test_pictures_that_a_command_names_stand_below_the_text(alpha: Command, folder: Path) -> None:
    code, content, err = written(
        alpha, "Kijk.", "--picture", str(folder / "de kat.png"), "--alt", 'Een "kat" [wit]',
        "--caption", "Prent", "--picture", str(folder.parent / "away.png"), "--alt", "",
        folder=folder,
    )  # fmt: skip

    assert code == 0
    assert content.startswith("<p>Kijk.</p>")
    assert 'alt="Een &quot;kat&quot; [wit]"' in content
    assert "<figcaption>Prent</figcaption>" in content
    assert content.count("<img ") == 2
    assert "goes without a description" in err


REFUSED: list[tuple[str, tuple[str, ...], str]] = [
    ("![](de%20kat.png)", (), "Say what is to be seen"),
    ("![](https://blog.test/kat.png)", (), "Say what is to be seen"),
    ("![K](niets.png)", (), "No such file"),
    ("![K](fake.jpg)", (), "cannot be read as a picture"),
    ("![K](../away.png)", (), "is not beside the text"),
    ("![K](/etc/passwd)", (), "is not beside the text"),
    ("Kijk.", ("--picture", "x.png"), "needs an --alt"),
    ("Kijk.", ("--picture", "nergens.png", "--alt", "K"), "No such file"),
    ("Kijk.", ("--caption", "K"), "more captions than pictures"),
]


def test_picture_that_says_nothing_or_is_none_is_refused(alpha: Command, folder: Path) -> None:
    for text, words, said in REFUSED:
        code, _, err = written(alpha, text, *words, folder=folder)

        assert code == 2
        assert said in err
    assert not list((folder.parent / "media").rglob("*.webp"))


def test_picture_of_a_text_without_a_file_has_no_place(alpha: Command) -> None:
    said = alpha("thread", "create", "tuin", "--as", "anna", "--title", "K", text="![K](k.png)")

    assert said.code == 2
    assert "--file" in said.err


def test_picture_stays_when_a_post_is_edited_and_can_be_added(alpha: Command, folder: Path) -> None:
    made = alpha(
        "thread", "create", "tuin", "--as", "anna", "--title", "Kat", "--json", "--picture",
        str(folder / "de kat.png"), "--alt", "", text="Kijk.",
    )  # fmt: skip
    source = re.search(r"!\[\]\(\S+\)", alpha("post", "show", made.data["id"], "--json").out)
    picture = re.search(
        r'src="([^"]+)"', alpha("post", "show", made.data["id"], "--json").data["content"]
    )
    assert source is None
    assert picture is not None

    edited = alpha(
        "post", "edit", made.data["id"], "--as", "anna", "--picture",
        str(folder.parent / "away.png"), "--alt", "Rood", text=f"Kijk!\n\n![]({picture[1]})",
    )  # fmt: skip

    assert edited.code == 0, edited.err
    content = alpha("post", "show", made.data["id"], "--json").data["content"]
    assert content.count("<img ") == 2
    assert picture[1] in content


def test_room_that_pictures_take_is_told_and_made(alpha: Command, folder: Path) -> None:
    written(alpha, "![Een kat](de%20kat.png)", folder=folder)

    usage = alpha("media", "usage", "--json").data
    pruned = alpha("media", "prune", "--json").data

    assert (1, 0) == (usage["own"], usage["others"])
    assert usage["own_bytes"] > 0
    assert {"pictures": 0, "files": 0} == {name: pruned[name] for name in ("pictures", "files")}
    assert "Ours: 1 pictures" in alpha("media", "usage").out
