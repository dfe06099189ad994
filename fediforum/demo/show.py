"""Showing: the demonstration from its first word to its last, told to whoever looks on."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TextIO, TypeVar

import structlog
import uvloop

from fediforum.demo.machines import a_folder, machines
from fediforum.demo.story import Step, Story
from fediforum.run import stop_on_signal

T = TypeVar("T")

LAST_LINES = 15

Hear = Callable[[Step], None]
Reading = Callable[[list[str]], None]


def show(hear: Hear, reading: Reading, complain: Callable[[str], None], *, once: bool) -> bool:
    """Let everything happen, then let the pages be read until told to stop, unless ``once``.

    ``hear`` is given each step as it happens, ``reading`` the addresses of the pages at the end;
    whether all went well.
    """
    with a_folder() as folder:
        path = folder / "log"
        with path.open("w") as log:
            keep_log(log)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                well = runner.run(perform(folder, hear, reading, once=once))
        if well is False:
            complain("\n".join(["The end of the log:", *last_lines(path)]))
    return well is not False


async def perform(folder: Path, hear: Hear, reading: Reading, *, once: bool) -> bool | None:
    """Whether all steps went well; None where it was stopped before that could be known."""
    async with stop_on_signal() as stopping, machines(folder) as there:
        story = Story(there, hear)
        well = await unless(stopping, story.run())
        if well:
            reading([there.ground.page_of(page) for page in story.pages])
            if not once:
                await stopping.wait()
        return well


async def unless(stopping: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """What the work gives; None where it was stopped first."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(work)
        stopped = group.create_task(stopping.wait())
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        task.cancel()
        stopped.cancel()
    return None if task.cancelled() else task.result()


def keep_log(log: TextIO) -> None:
    """Let the log be written into a file, away from what is shown."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(log),
    )
    logging.basicConfig(level=logging.WARNING, stream=log, force=True)


def last_lines(path: Path) -> list[str]:
    return path.read_text(errors="replace").splitlines()[-LAST_LINES:]
