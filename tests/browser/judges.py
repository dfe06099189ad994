"""The judges of pages that nobody here wrote, from ``tools/``: where they are, and asking them."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

TOOLS = Path(__file__).parent / "tools"
HOW_TO_GET_THEM = "no judges of pages here: npm ci --prefix tests/browser/tools"


def installed(package: str) -> Path | None:
    """Where a package of the tools is; None where they were not installed."""
    folder = TOOLS / "node_modules" / package
    return folder if (folder / "package.json").is_file() else None


@cache
def node_program() -> str | None:
    """The Node that came with the tools, else the one on the path."""
    brought = TOOLS / "node_modules" / ".bin" / "node"
    return str(brought) if brought.exists() else shutil.which("node")


def wanted(package: str) -> Path:
    """Where a package is; the test is skipped where there is none."""
    folder = installed(package)
    if folder is None or node_program() is None:
        pytest.skip(HOW_TO_GET_THEM)
    return folder


def ask(script: str, question: object, seconds: float) -> list[Any]:
    """What a script of the tools says to a question, a value for each line."""
    program = node_program()
    assert program is not None
    answer = subprocess.run(
        [program, str(TOOLS / script)],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return [json.loads(line) for line in answer.stdout.splitlines()]
