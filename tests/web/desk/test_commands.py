"""Each page of the desk says the command that does the same; typed elsewhere, it does."""

import asyncio
import shlex
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fediforum.cli.main import main
from fediforum.node import Node
from fediforum.store.cluster import Cluster
from fediforum.store.database import open_database
from fediforum.store.reading import log_lines
from fediforum.store.reading.operations import Effect, effects_of
from tests.begun import Begun
from tests.conftest import a_database
from tests.flow.two_forums import Clock
from tests.web.desk.conftest import HOST, Scene
from tests.web.desk.moderator import Moderator, commands


@dataclass(frozen=True, slots=True)
class Copy:
    """The same forum once more, in which somebody types commands."""

    url: str

    async def type(self, line: str) -> None:
        program, *words = shlex.split(line)
        assert "fediforum" == program
        assert 0 == await asyncio.to_thread(main, words)


@pytest.fixture
async def copy(
    cluster: Cluster, moderated: Begun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Copy]:
    folder = tmp_path / "copy"
    folder.mkdir()
    moderated.lend_key(folder)
    async with a_database(cluster, moderated.template) as url:
        for name, value in (
            ("URL", f"https://{HOST}"), ("PRIVATE_HOSTS", "test"),
            ("DATABASE_URL", url), ("DATA", str(folder)),
        ):  # fmt: skip
            monkeypatch.setenv(f"FEDIFORUM_{name}", value)
        yield Copy(url)


Done = tuple[str, str, str, str, str, tuple[Effect, ...]]


async def last_done(url: str) -> tuple[str, Done]:
    """The name of the latest operation, and all of it but its name and its time."""
    async with open_database(url) as database, database.connection() as conn:
        (line,) = await log_lines(conn, limit=1)
        effects = await effects_of(conn, line.operation)
    effects = tuple(each for each in effects if each.column != "swept")  # that names an id
    board = line.board.name if line.board is not None else ""
    by = line.by.name if line.by is not None else ""
    return line.operation, (line.act, line.subject, by, board, line.reason, effects)


STEPS: tuple[tuple[str | None, str, dict[str, str]], ...] = (
    ("reply", "remove", {"reason": "geen 'reclame', \"echt\" niet $HOME"}),
    ("reply", "restore", {}),
    ("reply", "remove", {"reason": "-m", "replies": "yes"}),
    (None, "undo", {"reason": "vergissing"}),
    ("reply", "lock", {"reason": "klaar"}),
    ("reply", "unlock", {}),
    ("opening", "pin", {}),
    ("opening", "unpin", {}),
    ("reply", "ban", {"reason": "spam", "length": "1d", "content": "yes"}),
    ("reply", "unban", {}),
    ("opening", "remove", {"reason": "alles weg"}),
)


async def test_command_that_is_shown_does_the_same(
    node: Node, dirk: Moderator, scene: Scene, copy: Copy, database_url: str, clock: Clock
) -> None:
    here = there = ""
    for place, act, typed in STEPS:
        clock.later(seconds=60)
        path = f"/desk/op/{here}" if place is None else f"/desk/post/{getattr(scene, place)}"
        answer = await dirk.press(await dirk.see(path), act, "look", **typed)
        assert 200 == answer.status_code, answer.text
        before = commands(answer)[0]
        done = await dirk.press(answer, act, f"do:{act}")
        after = commands(await dirk.see(done.headers["location"]))[0]

        await copy.type(after.replace(here or "-", there or "-") if place is None else after)

        assert before == after
        here, by_hand_on_the_web = await last_done(database_url)
        there, by_command = await last_done(copy.url)
        assert by_command == by_hand_on_the_web, act


async def test_command_for_the_log_is_that_for_what_is_shown(dirk: Moderator, scene: Scene) -> None:
    both = await dirk.see("/desk/log?by=dirk&board=tuin")
    odd = await dirk.see("/desk/log?by=$(reboot)")

    assert ["fediforum op list --board tuin --by dirk"] == commands(both)
    assert ["fediforum op list --by '$(reboot)'"] == commands(odd)
