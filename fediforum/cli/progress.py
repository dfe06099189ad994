"""How far a long job is, on stderr: a bar at a terminal, else a line now and then.

    with progress() as told:
        facts = with_node(lambda node: deeds.bring(node, board, told))

A job that is broken off (Ctrl-C) leaves the last that it told, and ends with 130.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fediforum.cli.output import note, shown

SECONDS = 10  # between two lines in a log

Told = Callable[[str, float | None], None]  # in words, and which share of all, where that is known


@contextmanager
def progress() -> Iterator[Told]:
    """Have a way to tell how far it is, for the length of a job."""
    last = ""

    def hear(text: str, share: float | None) -> None:
        nonlocal last
        last = text
        tell(text, share)

    drawn = bar() if sys.stderr.isatty() else lines()
    try:
        with drawn as tell:
            yield hear
    except KeyboardInterrupt:
        if last:
            note(last)
        raise


@contextmanager
def lines() -> Iterator[Told]:
    """A line each ten seconds, so that a log is not flooded."""
    said = time.monotonic()

    def tell(text: str, _: float | None) -> None:
        nonlocal said
        if time.monotonic() - said >= SECONDS:
            note(text)
            said = time.monotonic()

    yield tell


@contextmanager
def bar() -> Iterator[Told]:
    """A bar, or where nobody knows how long it is, one that moves."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True, no_color="NO_COLOR" in os.environ)
    with Progress(*columns, console=console, transient=True) as drawn:
        task = drawn.add_task("", total=None)
        yield lambda text, share: drawn.update(
            task, description=shown(text), completed=share or 0, total=1 if share else None
        )
