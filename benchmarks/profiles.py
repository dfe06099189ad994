"""Profiles: where the processes of the forum are while a load lasts, as py-spy sees it.

py-spy is no part of what the tests need: ``pip install py-spy``.
"""

import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

FOLDER = Path(__file__).parent / "profiles"
RATE = 200
SHOWN = 30
PARTS = ("serve", "worker")
FRAME = re.compile(r"^(?P<name>.+) \((?P<file>.+?)(:\d+)?\)$")


def looking_on(pids: Mapping[str, int]) -> Callable[[str], AbstractContextManager[None]]:
    """What is seen while a load lasts is written to a file that bears its name."""

    @contextmanager
    def around(name: str) -> Iterator[None]:
        with tempfile.TemporaryDirectory() as folder:
            files = {part: Path(folder) / part for part in PARTS}
            spies = [spy(pids[part], file) for part, file in files.items()]
            time.sleep(0.5)  # until they look
            try:
                yield
            finally:
                for each in spies:
                    each.send_signal(signal.SIGINT)
                    each.wait(20)
            words = "\n".join(summary(part, file) for part, file in files.items())
        FOLDER.mkdir(exist_ok=True)
        plain = re.sub(r"\W+", "-", name).strip("-").lower()
        (FOLDER / f"{plain}.txt").write_text(f"{name}\n\n{words}")

    return around


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


DULL = re.compile(r"<module>|typer|click|runners\.py|contextlib|<string>|cli/|importlib|threading")


def shortened(frame: str) -> str:
    """The function and the file in its package."""
    found = FRAME.match(frame)
    if found is None:
        return frame
    file = re.sub(r"^.*?(site-packages/|lib/python3\.\d+/|/(?=fediforum/))", "", found["file"])
    return f"{found['name']}  {file}"
