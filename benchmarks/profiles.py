"""Profiles: where the processes of the forum are while a load lasts, as py-spy sees it.

py-spy is no part of what the tests need: ``pip install py-spy``.
"""

import asyncio
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from benchmarks.town import Town
from fediforum.store.database import Sql

FOLDER = Path(__file__).parent / "profiles"
RATE = 200
SHOWN = 30
PARTS = ("serve", "worker")
STATEMENTS = {
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track_planning": "on",
}
BEGIN = Sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
FORGET = Sql("SELECT pg_stat_statements_reset()")
MOST = Sql("""
    SELECT calls, total_exec_time + total_plan_time, query
    FROM pg_stat_statements
    ORDER BY 2 DESC
    LIMIT 12
""")
FRAME = re.compile(r"^(?P<name>.+) \((?P<file>.+?)(:\d+)?\)$")


def looking_on(town: Town) -> Callable[[str], AbstractAsyncContextManager[None]]:
    """What is seen while a load lasts is written to a file that bears its name."""

    @asynccontextmanager
    async def around(name: str) -> AsyncIterator[None]:
        with tempfile.TemporaryDirectory() as folder:
            files = {part: Path(folder) / part for part in PARTS}
            spies = [spy(town.pids[part], file) for part, file in files.items()]
            await asyncio.sleep(0.5)  # until they look
            async with town.node.database.connection() as conn:
                await conn.execute(BEGIN)
                await conn.execute(FORGET)
            try:
                yield
            finally:
                for each in spies:
                    each.send_signal(signal.SIGINT)
                    await asyncio.to_thread(each.wait, 20)
            words = [summary(part, file) for part, file in files.items()]
        async with town.node.database.connection() as conn:
            rows = await conn.fetch(MOST)
        words.append(statements([tuple(row) for row in rows]))
        write(name, "\n".join(words))

    return around


def write(name: str, words: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    plain = re.sub(r"\W+", "-", name).strip("-").lower()
    (FOLDER / f"{plain}.txt").write_text(f"{name}\n\n{words}")


def statements(rows: Sequence[tuple[int, float, str]]) -> str:
    lines = ["database", "  calls      ms  statement"]
    lines += [f"{calls:7} {ms:7.0f}  {' '.join(said.split())[:100]}" for calls, ms, said in rows]
    return "\n".join(lines) + "\n"


def spy(pid: int, file: Path) -> "subprocess.Popen[bytes]":
    program = str(Path(sys.executable).parent / "py-spy")
    arguments = ("record", "-p", str(pid), "-r", str(RATE), "-f", "raw", "-d", "600")
    return subprocess.Popen(
        [program, *arguments, "-F", "-o", str(file)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def summary(part: str, file: Path) -> str:
    """The functions that were on the stack most often, each counted once a sample."""
    whole, own = Counter[str](), Counter[str]()
    total = 0
    for line in file.read_text().splitlines() if file.exists() else []:
        stack, _, count = line.rpartition(" ")
        frames = [shortened(frame) for frame in stack.split(";")]
        if frames[-1].startswith("_worker "):
            continue  # a thread that waits for work
        total += int(count)
        own[frames[-1]] += int(count)
        for frame in set(frames):
            whole[frame] += int(count)
    if not total:
        return f"{part}: idle\n"
    lines = [f"{part}: {total} samples", "  whole    own"]
    lines += [
        f"{100 * count / total:6.1f}% {100 * own[frame] / total:5.1f}%  {frame}"
        for frame, count in whole.most_common(SHOWN * 3)
        if not DULL.search(frame)
    ][: SHOWN + 2]
    return "\n".join(lines) + "\n"


DULL = re.compile(
    r"<module>|starlette|GZip|typer|click|runners\.py|contextlib|<string>|cli/|importlib|threading"
)


def shortened(frame: str) -> str:
    """The function and the file in its package."""
    found = FRAME.match(frame)
    if found is None:
        return frame
    file = re.sub(r"^.*?(site-packages/|lib/python3\.\d+/|/(?=fediforum/))", "", found["file"])
    return f"{found['name']}  {file}"
