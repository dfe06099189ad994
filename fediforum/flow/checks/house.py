"""The house: settings, directory, key file, room on the disk. Nothing is opened or made."""

import os
import shutil
import stat
from collections.abc import Iterator

from fediforum.errors import FediforumError
from fediforum.flow.checks.check import Check, fail, ok, warn
from fediforum.keys import Vault
from fediforum.settings import Settings

GIGABYTE = 1024**3
ROOM_LEAST = GIGABYTE // 2
ROOM_LITTLE = 2 * GIGABYTE


def house_checks(settings: Settings) -> Iterator[Check]:
    """What can be said before a database is opened."""
    yield settings_check(settings)
    yield data_check(settings)
    yield key_check(settings)
    if settings.data.is_dir():
        yield disk_check(shutil.disk_usage(settings.data).free)


def settings_check(settings: Settings) -> Check:
    if not settings.federates:
        return warn(
            "settings",
            "FEDIFORUM_URL is not set: a try-out that federates with nobody",
            "Set FEDIFORUM_URL to the public address, for ever, and run `fediforum init`.",
        )
    if settings.private_hosts:
        return warn(
            "settings",
            f"{settings.base}, with private hosts {' '.join(settings.private_hosts)}",
            "FEDIFORUM_PRIVATE_HOSTS is for test networks only.",
        )
    return ok("settings", settings.base)


def data_check(settings: Settings) -> Check:
    path = settings.data
    if not path.is_dir():
        return fail("data", f"{path} is not there", "Run `fediforum init`, or set FEDIFORUM_DATA.")
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        remedy = "Run fediforum as whoever that directory belongs to."
        return fail("data", f"{path} may not be written", remedy)
    return ok("data", str(path))


def key_check(settings: Settings) -> Check:
    path = settings.secret_file
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            found = f"others may open {path} ({mode:04o})"
            return fail("key file", found, f"chmod 600 {path}")
        Vault.read(path)
    except FileNotFoundError:
        remedy = "Put back the copy that you kept."
        if not (settings.data / "database").exists():
            remedy = (
                "Run `fediforum init`; if the forum has begun, put back the copy that you kept."
            )
        return fail("key file", f"{path} is not there", remedy)
    except (OSError, FediforumError) as problem:
        return fail("key file", str(problem), "Put back the copy that you kept.")
    return ok("key file", f"{path}; keep a copy elsewhere")


def disk_check(free: int) -> Check:
    """Whether there is room left, in bytes."""
    found = f"{free / GIGABYTE:.1f} GB free"
    remedy = "Make room: `fediforum media prune`, old logs, a larger disk."
    if free < ROOM_LEAST:
        return fail("disk", found, remedy)
    return warn("disk", found, remedy) if free < ROOM_LITTLE else ok("disk", found)
