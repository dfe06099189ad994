"""Who the embedded PostgreSQL runs as: PostgreSQL refuses root, so root lends it another name.

Nothing about clusters or SQL belongs here.
"""

import os
import pwd
import subprocess
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from fediforum.errors import Misconfigured

CANDIDATES = ("postgres", "nobody")
# Nothing of ours is inherited: a stray PGDATA or LD_PRELOAD must not reach the server.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}

# What we began and have not seen the end of: kept, so that nobody lingers as a zombie.
BEGUN: "set[subprocess.Popen[bytes]]" = set()


@dataclass(frozen=True, slots=True)
class RunAs:
    """The identity that owns the cluster's files and runs its processes."""

    uid: int
    gid: int

    @property
    def name(self) -> str:
        """The login name, or the number where the system has no name for it."""
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)

    def run(
        self, command: Sequence[str | Path], *, given: str = "", keep: Sequence[int] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this identity to its end; descriptors in ``keep`` stay open in it."""
        lent = os.geteuid() != self.uid
        return subprocess.run(
            [str(part) for part in command],
            input=given,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=ENVIRONMENT,
            pass_fds=keep,
            start_new_session=True,  # Ctrl-C is for us, who end in good order
            user=self.uid if lent else None,
            group=self.gid if lent else None,
            extra_groups=[] if lent else None,
        )

    def begin(self, command: Sequence[str | Path], *, says: Path, keep: Sequence[int]) -> None:
        """Start a command as this identity in a session of its own; it may outlive this process.

        What it says goes to the new file ``says``.
        """
        bury()
        lent = os.geteuid() != self.uid
        with says.open("xb") as told:
            begun = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=told,
                cwd="/",
                env=ENVIRONMENT,
                pass_fds=keep,
                start_new_session=True,
                user=self.uid if lent else None,
                group=self.gid if lent else None,
                extra_groups=[] if lent else None,
            )
        BEGUN.add(begun)

    def reaches(self, path: Path) -> bool:
        """Whether this identity may read and enter ``path``: asked of the kernel, not guessed."""
        asked = self.run(["/bin/sh", "-c", '[ -r "$1" ] && [ -x "$1" ]', "sh", path])
        return asked.returncode == 0

    def runs(self, program: Path) -> bool:
        """Whether this identity can run ``program``, with all the libraries that it needs."""
        return self.run(["/bin/sh", "-c", '"$1" --version', "sh", program]).returncode == 0

    def enters(self, path: Path) -> bool:
        """Whether this identity may pass through the directory ``path``."""
        return self.run(["/bin/sh", "-c", 'cd "$1"', "sh", path]).returncode == 0


def bury(ended: Collection[int] = ()) -> None:
    """Take leave of the processes that we began and that have ended.

    ``ended``: process ids of which that is certain, though the kernel may need a moment more.
    """
    for begun in list(BEGUN):
        if begun.pid in ended:
            begun.wait()
        if begun.poll() is not None:
            BEGUN.discard(begun)


def choose(owned: Path) -> RunAs:
    """Return whose processes may work on ``owned``: its owner if it exists, else a fit identity.

    Raises Misconfigured where an ordinary person meets somebody else's cluster.
    """
    me = os.geteuid()
    if owned.exists():
        found = owned.stat()
        if found.st_uid == 0:
            raise Misconfigured(f"{owned} belongs to root, and PostgreSQL does not run as root.")
        if me not in (0, found.st_uid):
            owner = RunAs(found.st_uid, found.st_gid).name
            raise Misconfigured(f"{owned} belongs to {owner}: run fediforum as {owner} or as root.")
        return RunAs(found.st_uid, found.st_gid)
    if me != 0:
        return RunAs(me, os.getegid())
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return RunAs(entry.pw_uid, entry.pw_gid)
    raise Misconfigured(
        "PostgreSQL does not run as root, and there is neither a 'postgres' nor a 'nobody' here."
    )
