"""A forum begins once, and names are given once."""

from pathlib import Path

import pytest

from fediforum.errors import Conflict, Malformed, Misconfigured, Missing
from fediforum.flow import setup, speak
from fediforum.node import Node, node_over
from fediforum.settings import Settings
from fediforum.store.actors import keys_of
from fediforum.store.database import Database
from fediforum.store.posts import stored_document
from fediforum.store.tokens import holder
from fediforum.vocab.json import read_json


async def test_init_may_be_run_again(database: Database, tmp_path: Path) -> None:
    settings = Settings(url="https://forum.test", data=tmp_path)

    first = await setup.begin(settings, database)
    second = await setup.begin(settings, database)

    assert (True, False) == (first.fresh, second.fresh)


async def test_forum_never_moves_to_another_base(database: Database, tmp_path: Path) -> None:
    await setup.begin(Settings(url="https://forum.test", data=tmp_path), database)
    elsewhere = Settings(url="https://other.test", data=tmp_path)

    with pytest.raises(Misconfigured):
        await setup.begin(elsewhere, database)
    with pytest.raises(Misconfigured):
        async with node_over(elsewhere, database):
            pass


async def test_nothing_runs_before_init(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="fediforum init"):
        async with node_over(Settings(url="https://forum.test", data=tmp_path), database):
            pass


async def test_lost_key_file_is_not_silently_made_anew(database: Database, tmp_path: Path) -> None:
    settings = Settings(url="https://forum.test", data=tmp_path)
    await setup.begin(settings, database)
    settings.secret_file.unlink()

    with pytest.raises(Misconfigured):
        await setup.begin(settings, database)


@pytest.mark.parametrize("name", ["", "a b", "é", "-a", "a-", "a" * 31, "a/b", "a@b"])
async def test_name_that_cannot_be_written_everywhere_is_refused(alpha: Node, name: str) -> None:
    with pytest.raises(Malformed):
        await setup.create_member(alpha, name, "X")


@pytest.mark.parametrize("name", ["desk", "instance", "inbox", "t0123456789abc", "anna", "TUIN"])
async def test_name_that_is_taken_or_reserved_is_refused_for_all(alpha: Node, name: str) -> None:
    with pytest.raises(Conflict):
        await setup.create_member(alpha, name, "X")
    with pytest.raises(Conflict):
        await setup.create_board(alpha, name, "X")


async def test_private_keys_lie_sealed(alpha: Node) -> None:
    async with alpha.database.connection() as conn:
        keys = await keys_of(conn, alpha.home.member("anna"))

    assert ["ed25519", "rsa"] == sorted(key.algorithm for key in keys)
    assert all(key.private is not None and b"PRIVATE" not in key.private for key in keys)


async def test_token_speaks_for_its_member_and_only_its_hash_is_kept(alpha: Node) -> None:
    token = await setup.create_token(alpha, "anna")

    async with alpha.database.connection() as conn:
        anna = await holder(conn, setup.token_hash(token), alpha.clock())
        nobody = await holder(conn, setup.token_hash(token + "x"), alpha.clock())
    assert (alpha.home.member("anna"), None) == (anna, nobody)
    with pytest.raises(Missing):
        await setup.create_token(alpha, "tuin")


async def test_posts_of_a_board_say_that_they_are_in_the_language_of_the_forum(
    alpha: Node,
) -> None:
    board = await setup.create_board(alpha, "keuken", "Keuken")
    member = await setup.create_member(alpha, "eva", "Eva")

    said = await speak.open_thread(alpha, board.name, member.name, "Soep", "Met prei.")

    async with alpha.database.connection() as conn:
        document = read_json(await stored_document(conn, said.id) or b"{}")
    assert "nl" == board.language
    assert ["nl"] == list(document["contentMap"])
