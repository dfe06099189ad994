"""Files lie under the hash of what is in them, whole or not at all."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fediforum.media.shelf import Shelf, name_for

LATER = datetime.now(UTC) + timedelta(days=1)


async def test_file_is_found_under_the_name_that_its_content_gives(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "media")

    name = await shelf.put(b"een kat")

    assert name == name_for(b"een kat") == await shelf.put(b"een kat")
    assert b"een kat" == await shelf.get(name)
    assert (name,) == await shelf.names(LATER)


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "", "x.webp", "A" * 32 + ".webp"])
async def test_no_name_leads_out_of_the_shelf(tmp_path: Path, name: str) -> None:
    shelf = Shelf(tmp_path)

    assert await shelf.get(name) is None
    await shelf.remove(name, LATER)


async def test_file_can_be_removed_and_removed_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    name = await shelf.put(b"een kat")

    await shelf.remove(name, LATER)
    await shelf.remove(name, LATER)

    assert await shelf.get(name) is None


async def test_files_are_listed_by_age_and_half_written_ones_go(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    name = await shelf.put(b"een kat")
    half = shelf.place(name).parent / "tmp123"
    half.write_bytes(b"een")

    assert () == await shelf.names(datetime.now(UTC) - timedelta(hours=1))
    assert (name,) == await shelf.names(LATER)
    assert not half.exists()


async def test_file_that_is_put_again_while_it_is_cleared_away_stays(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    name = await shelf.put(b"een kat")
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)

    await shelf.remove(name, an_hour_ago)

    assert b"een kat" == await shelf.get(name)


async def test_file_that_goes_while_files_are_listed_is_passed_over(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    name = await shelf.put(b"een kat")
    lost = shelf.place(name).parent / "tmp123"
    lost.symlink_to(tmp_path / "nowhere")

    assert (name,) == await shelf.names(LATER)
