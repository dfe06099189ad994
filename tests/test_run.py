"""The processes of a forum: started, stopped, and refused in plain words."""

import asyncio
import io
import os
import signal
import socket
import sys
from pathlib import Path

import httpx
import pytest
import structlog

from fediforum.errors import Misconfigured
from fediforum.flow import setup
from fediforum.run import listen, set_up_logging
from fediforum.settings import Settings
from fediforum.store.database import Database

PROGRAM = "from fediforum import run, settings; run.{part}(settings.read_settings())"


def settings_for(folder: Path, port: int) -> Settings:
    return Settings(
        url="https://forum.test", data=folder, private_hosts=("test",), bind=f"127.0.0.1:{port}"
    )


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        found: int = sock.getsockname()[1]
        return found


@pytest.mark.parametrize("people", [True, False])
def test_no_log_says_what_variables_held(monkeypatch: pytest.MonkeyPatch, people: bool) -> None:
    stream, before = io.StringIO(), structlog.get_config()
    monkeypatch.setattr(stream, "isatty", lambda: people)
    monkeypatch.setattr(sys, "stderr", stream)

    set_up_logging("info")
    key = "hunter"[::-1]
    try:
        raise ValueError(len(key))
    except ValueError:
        structlog.get_logger("test").exception("failed")
    finally:
        structlog.configure(**before)

    assert "ValueError: 6" in stream.getvalue()
    assert key not in stream.getvalue()


async def started(
    part: str, folder: Path, url: str, port: int, **settings: str
) -> asyncio.subprocess.Process:
    environment = {
        **os.environ,
        "FEDIFORUM_URL": "https://forum.test",
        "FEDIFORUM_DATA": str(folder),
        "FEDIFORUM_DATABASE_URL": url,
        "FEDIFORUM_BIND": f"127.0.0.1:{port}",
        "FEDIFORUM_PRIVATE_HOSTS": "test",
        **settings,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM.format(part=part),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.mark.parametrize("part", ["up", "serve"])
async def test_doors_open_and_close_when_told(
    database: Database, database_url: str, tmp_path: Path, port: int, part: str
) -> None:
    await setup.begin(settings_for(tmp_path, port), database)
    process = await started(part, tmp_path, database_url, port)
    assert process.stdout is not None

    async with asyncio.timeout(20):
        told = [(await process.stdout.readline()).decode() for _ in range(2)]
        async with httpx.AsyncClient() as client:
            answer = await client.get(
                f"http://127.0.0.1:{port}/ap/instance", headers={"Host": "forum.test"}
            )
        process.send_signal(signal.SIGTERM)
        _, said = await process.communicate()

    assert "WARNING" in told[0]
    assert f"https://forum.test is served at http://127.0.0.1:{port}/\n" == told[1]
    assert 200 == answer.status_code
    assert "server" not in answer.headers
    assert (0, b"Traceback" in said) == (process.returncode, False)


async def test_worker_stops_when_told(
    database: Database, database_url: str, tmp_path: Path, port: int
) -> None:
    await setup.begin(settings_for(tmp_path, port), database)
    process = await started("worker", tmp_path, database_url, port)
    assert process.stdout is not None

    async with asyncio.timeout(20):
        await process.stdout.readline()
        await asyncio.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        _, said = await process.communicate()

    assert (0, b"Traceback" in said) == (process.returncode, False)


def test_address_that_is_taken_is_named(tmp_path: Path, port: int) -> None:
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(Misconfigured, match=f"FEDIFORUM_BIND=127.0.0.1:{port}"),
    ):
        listen(settings_for(tmp_path, port))


async def test_a_forum_whose_address_is_taken_ends_and_says_so(
    database: Database, database_url: str, tmp_path: Path, port: int
) -> None:
    await setup.begin(settings_for(tmp_path, port), database)

    with socket.create_server(("127.0.0.1", port)):
        process = await started("up", tmp_path, database_url, port)
        async with asyncio.timeout(20):
            _, said = await process.communicate()

    assert (1, True) == (process.returncode, b"FEDIFORUM_BIND" in said)


async def test_a_certificate_that_cannot_be_used_is_named(
    database: Database, database_url: str, tmp_path: Path, port: int
) -> None:
    await setup.begin(settings_for(tmp_path, port), database)
    missing = str(tmp_path / "cert.pem")

    process = await started(
        "serve",
        tmp_path,
        database_url,
        port,
        FEDIFORUM_TLS_CERT_FILE=missing,
        FEDIFORUM_TLS_KEY_FILE=missing,
    )
    async with asyncio.timeout(20):
        _, said = await process.communicate()

    assert (1, True) == (process.returncode, f"FEDIFORUM_TLS_CERT_FILE={missing}" in said.decode())
