"""One PostgreSQL cluster in a directory of ours, shared by every process that uses it.

Three locks carry it. ``users.lock`` is held shared by each process that uses the cluster.
``start.lock`` is held alone by whoever decides to start or stop. ``server.lock`` is inherited by
PostgreSQL itself, so it is free exactly when no process of the server lives: pid files can lie
(a reboot, a container, kill -9), the kernel's locks cannot. Blocking code; no SQL but one line.
"""

import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from fediforum.errors import Misconfigured, Unavailable
from fediforum.store.binaries import Binaries, locate, within_reach
from fediforum.store.locks import LOOK_AGAIN, alone, free, open_lock, try_lock
from fediforum.store.runas import RunAs, bury, choose

NAME = "fediforum"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103  # bytes: macOS has room for 104 with the closing NUL, Linux for 108
READY_SECONDS = 600.0  # recovery after a crash may take minutes; a dead server is noticed at once
STOP_SECONDS = 60.0
BUILTIN_LOCALES_SINCE = 17
LINES_OF_A_PID_FILE = 8

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
    "jit": "off",
}


class Cluster:
    """A cluster under ``data_dir``, which runs while anybody has joined it.

    ``options`` are PostgreSQL settings that go before our own; they count only for the process
    that happens to start the server.
    """

    def __init__(
        self,
        data_dir: Path,
        pg_bin: Path | None = None,
        options: Mapping[str, str] | None = None,
    ) -> None:
        self.data_dir = data_dir.absolute()
        self.binaries: Binaries = locate(pg_bin)
        self.options = {**SETTINGS, **(options or {})}
        self.room = self.data_dir / "database"
        self.files = self.room / "cluster"
        self.socket_dir = self.room / "socket"
        self.who: RunAs | None = None
        self.membership: int | None = None
        self.given_up = threading.Event()
        self.turn = threading.Lock()

    @property
    def dsn(self) -> str:
        """The address of the forum's database, reached by a unix socket."""
        return self.dsn_of(NAME)

    @property
    def socket(self) -> Path:
        """The socket that the server listens on."""
        return self.socket_dir / SOCKET

    def dsn_of(self, database: str) -> str:
        """The address of any database in the cluster."""
        return f"postgresql://{NAME}@/{database}?host={quote(str(self.socket_dir), safe='')}"

    # Joining and leaving

    def join(self) -> None:
        """Be counted among those who use the cluster, and return when it answers.

        Raises Misconfigured where the admin must change something; Unavailable where PostgreSQL
        does not come up, with what it said.
        """
        with self.turn, self.explained():
            self.who = self.prepare()
            with alone(self.lock("start"), seconds=READY_SECONDS, given_up=self.given_up):
                membership = open_lock(self.lock("users"))
                try_lock(membership, shared=True)
                self.membership = membership
                self.ensure_running(self.who)

    def leave(self) -> None:
        """Stop being counted; whoever leaves last stops the server. Leaving twice is harmless."""
        self.given_up.set()
        with self.turn:
            if self.membership is None:
                return
            try:
                with alone(self.lock("start"), seconds=STOP_SECONDS):
                    if try_lock(self.membership):
                        self.stop()
            finally:
                os.close(self.membership)
                self.membership = None

    def revive(self) -> bool:
        """Start the server again if no process of it lives; whether that was needed."""
        with self.turn, self.explained():
            if self.who is None or self.membership is None or not free(self.lock("server")):
                return False
            with alone(self.lock("start"), seconds=READY_SECONDS, given_up=self.given_up):
                return self.ensure_running(self.who)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Say to the admin which file the system did not let us have."""
        try:
            yield
        except OSError as problem:
            raise Misconfigured(
                f"{problem.filename or self.data_dir}: {problem.strerror}. Nothing that was kept "
                f"is lost. Whoever runs fediforum must be able to write in {self.data_dir}; or "
                f"set FEDIFORUM_DATA."
            ) from problem

    def lock(self, name: str) -> Path:
        """The path of one of the three lock files."""
        return self.data_dir / f"{name}.lock"

    # The directory

    def prepare(self) -> RunAs:
        """Make the directories that are ours, without touching the mode of any parent."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        who = choose(self.room)
        if not who.enters(self.data_dir):
            self.open_the_way(who)
        if not self.room.exists():
            # Made under another name first: its owner tells later processes whom to run as.
            half = Path(tempfile.mkdtemp(prefix="half-", dir=self.data_dir))
            os.chown(half, who.uid, who.gid)
            try:
                half.rename(self.room)
            except OSError:
                half.rmdir()
        return choose(self.room)

    def open_the_way(self, who: RunAs) -> None:
        """Let ``who`` pass through the data directory itself, or say which parent is in the way."""
        if self.data_dir.stat().st_uid == os.geteuid():
            os.chown(self.data_dir, -1, who.gid)
            self.data_dir.chmod(self.data_dir.stat().st_mode & 0o777 | 0o010)
        if not who.enters(self.data_dir):
            closed = next(
                (
                    parent
                    for parent in (*reversed(self.data_dir.parents), self.data_dir)
                    if not who.enters(parent)
                ),
                self.data_dir,
            )
            raise Misconfigured(
                f"PostgreSQL runs as {who.name}, who may not enter {closed}. "
                f"Set FEDIFORUM_DATA to a directory that {who.name} can reach."
            )

    def refuse_other_major(self) -> None:
        """Raise Misconfigured, having touched nothing, if another major version wrote the files."""
        version = self.files / "PG_VERSION"
        if not version.exists():
            return
        theirs, ours = version.read_text().strip(), self.binaries.major
        if theirs != str(ours):
            raise Misconfigured(
                f"{self.files} was written by PostgreSQL {theirs}, but the programs in "
                f"{self.binaries.bin} are PostgreSQL {ours}. Nothing was changed. Set "
                f"FEDIFORUM_PG_BIN to the bin directory of PostgreSQL {theirs} to go on as before; "
                f"to move on, save the data with its pg_dump and load it into a new directory, or "
                f"run pg_upgrade."
            )

    def create(self, who: RunAs, programs: Binaries, server: int) -> None:
        """Make the cluster and its database whole, or not at all.

        The programs that do it hold ``server`` as well: they may outlive a process that is killed.
        """
        half = self.room / "half-cluster"
        shutil.rmtree(half, ignore_errors=True)
        builtin = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        unsynced = self.options.get("fsync") == "off"
        self.demand(
            who,
            programs.program("initdb"),
            f"--pgdata={half}",
            f"--username={NAME}",
            "--auth-local=trust",  # the socket's directory is open to its owner and root alone
            "--auth-host=reject",
            "--encoding=UTF8",
            "--data-checksums",
            *(builtin if self.binaries.major >= BUILTIN_LOCALES_SINCE else ("--locale=C.UTF-8",)),
            *(("--no-sync",) if unsynced else ()),
            keep=(server,),
        )
        self.demand(
            who,
            programs.program("postgres"),
            "--single",
            *(("-c", "fsync=off") if unsynced else ()),
            "-D",
            half,
            "postgres",
            given=f"CREATE DATABASE {NAME};\n",
            keep=(server,),
        )
        half.rename(self.files)

    def demand(
        self, who: RunAs, *command: str | Path, given: str = "", keep: Sequence[int] = ()
    ) -> None:
        """Run a program that must succeed; raises Unavailable with what it said."""
        done = who.run(command, given=given, keep=keep)
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()[-800:]
            raise Unavailable(f"{Path(command[0]).name} failed: {said}")

    # The server

    def ensure_running(self, who: RunAs) -> bool:
        """Have a server that answers; whether it had to be started. Only under ``start.lock``."""
        self.refuse_other_major()
        self.socket_dir = self.choose_socket_dir(who)
        started = False
        deadline = time.monotonic() + READY_SECONDS
        while not self.answers():
            server = open_lock(self.lock("server"))
            try:
                # Else a server is coming up, or the last processes of a killed one go down.
                if try_lock(server):
                    if started:
                        raise Unavailable(f"PostgreSQL did not start: {self.last_words()}")
                    self.start(who, server)
                    started = True
            finally:
                os.close(server)
            if time.monotonic() > deadline or self.given_up.is_set():
                raise Unavailable(f"PostgreSQL does not answer in {self.socket_dir}.")
            time.sleep(LOOK_AGAIN)
        return started

    def start(self, who: RunAs, server: int) -> None:
        """Let PostgreSQL begin, in a session of its own, holding the lock ``server``."""
        programs = within_reach(self.binaries, who, self.data_dir)
        if not self.files.exists():
            self.create(who, programs, server)
        self.clear_pid_file()
        settings = {
            **self.options,
            "unix_socket_directories": f'"{self.socket_dir}"',
            "log_directory": str(self.room / "log"),
        }
        words = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        said = self.room / "start.log"
        said.unlink(missing_ok=True)
        who.begin(
            [programs.program("postgres"), "-D", self.files, *words], says=said, keep=(server,)
        )

    def clear_pid_file(self) -> None:
        """Remove a pid file that a dead server left: the free lock proves that it is dead.

        A server that somebody started by hand holds no lock of ours; it is known by its working
        directory, and left alone.
        """
        pid = self.server_pid()
        with suppress(OSError):
            if Path(f"/proc/{pid}/cwd").resolve(strict=True) == self.files.resolve():
                raise Misconfigured(
                    f"A PostgreSQL that fediforum did not start (pid {pid}) uses {self.files}; "
                    f"stop it first."
                )
        # The socket's own lock file lies just the same: a killed server may linger as a zombie.
        for path in (self.files / "postmaster.pid", self.socket, Path(f"{self.socket}.lock")):
            path.unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop the server the fast way (open transactions are rolled back), and wait for its end.

        Raises Unavailable if it still lives after a minute.
        """
        deadline = time.monotonic() + STOP_SECONDS
        told: set[int] = set()
        while not free(self.lock("server")):
            pid = self.server_pid()
            listens = self.answers() or self.state() == "starting"
            if self.who and pid and listens and pid not in told:
                # Under the server's own name: what stands in its file must not aim root's signal.
                self.who.run(["/bin/sh", "-c", 'kill -INT "$1"', "sh", str(pid)])
                told.add(pid)
            if time.monotonic() > deadline:
                raise Unavailable(f"PostgreSQL (pid {pid}) does not stop.")
            time.sleep(LOOK_AGAIN)
        bury(told)
        if self.socket_dir.parent != self.room:
            with suppress(OSError):
                self.socket_dir.rmdir()

    def answers(self) -> bool:
        """Whether the server says that it is ready, and something listens on its socket."""
        if self.state() != "ready":
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket))
            except OSError:
                return False
        return True

    def state(self) -> str:
        """What the server says of itself: starting, ready, stopping; nothing if it says nothing."""
        lines = self.pid_lines()
        return lines[7].strip() if len(lines) >= LINES_OF_A_PID_FILE else ""

    def pid_lines(self) -> list[str]:
        """The lines of the server's pid file: pid first, state eighth; none if there is no file."""
        try:
            return (self.files / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def server_pid(self) -> int | None:
        """The server's process id, by its own account."""
        lines = self.pid_lines()
        return int(lines[0]) if lines and lines[0].strip().isdigit() else None

    def last_words(self) -> str:
        """What PostgreSQL said before it went: the end of its logs."""
        paths = [self.room / "start.log", *sorted((self.room / "log").glob("*.log"))]
        said = [path.read_text(errors="replace")[-600:] for path in paths if path.exists()]
        return " ".join(" ".join(said).split()) or "it said nothing"

    # The socket

    def choose_socket_dir(self, who: RunAs) -> Path:
        """Return a directory for the socket that only ``who`` and root may enter.

        A socket's whole path must fit in about a hundred bytes. Where the data directory's is
        longer, a short one under /tmp is made and recorded, so that it stays the same.
        """
        usual = self.room / "socket"
        if len(os.fsencode(usual / SOCKET)) <= LONGEST_SOCKET_PATH:
            private_directory(usual, who)
            return usual
        record = self.data_dir / "socket.path"
        with suppress(FileNotFoundError, FileExistsError):
            recorded = Path(record.read_text().strip())
            private_directory(recorded, who)
            return recorded
        short = Path(tempfile.mkdtemp(prefix=f"{NAME}-", dir="/tmp"))
        os.chown(short, who.uid, who.gid)
        record.write_text(f"{short}\n")
        return short


def private_directory(path: Path, who: RunAs) -> None:
    """Have a directory of ``who``'s own; raises FileExistsError if it is there as another's."""
    try:
        path.mkdir(mode=0o700)
        os.chown(path, who.uid, who.gid)
    except FileExistsError:
        found = path.lstat()
        if path.is_symlink() or found.st_uid != who.uid or found.st_mode & 0o077:
            raise
