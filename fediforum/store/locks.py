"""Advisory locks on files, which the kernel gives back however their holder ends.

Nothing about PostgreSQL belongs here.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fediforum.errors import Misconfigured, Unavailable

LOOK_AGAIN = 0.01  # seconds


def open_lock(path: Path) -> int:
    """Return a descriptor of the lock file, made if need be; nobody else may open it."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise Misconfigured(
            f"{path} belongs to somebody else: run fediforum always as the same person."
        ) from error


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Whether the lock is ours now; never waits. A failed change of a held lock gives it up."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def free(path: Path) -> bool:
    """Whether nobody at all holds the lock at this moment."""
    descriptor = open_lock(path)
    try:
        return try_lock(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def alone(path: Path, *, seconds: float, given_up: threading.Event | None = None) -> Iterator[None]:
    """Hold the lock exclusively for the length of the block.

    Raises Unavailable after ``seconds`` of waiting, or as soon as ``given_up`` is set.
    """
    descriptor = open_lock(path)
    deadline = time.monotonic() + seconds
    try:
        while not try_lock(descriptor):
            if (given_up and given_up.is_set()) or time.monotonic() > deadline:
                raise Unavailable(f"Another process has held {path} for too long.")
            time.sleep(LOOK_AGAIN)
        yield
    finally:
        os.close(descriptor)
