"""The text of a post: from a file, from standard input, or written in the editor of the keeper."""

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from fediforum.errors import Malformed

STANDARD_INPUT = "-"


def nothing() -> str:
    return ""


def read_text(file: str | None, before: Callable[[], str] = nothing) -> str:
    """The text that was given; where none is on its way and somebody sits there, an editor opens.

    ``before`` gives what the editor shows at first. Raises Malformed for a file that cannot be
    read as text, and where there are no words.
    """
    if file is None and sys.stdin.isatty() and editor():
        text = edited(before())
    elif file is None or file == STANDARD_INPUT:
        text = decoded(sys.stdin.buffer.read())
    else:
        text = read_file(file)
    if not text.strip():
        raise Malformed("There is no text: give it with --file F, or on standard input.")
    return text


def read_file(file: str) -> str:
    return decoded(read_bytes(file))


def read_bytes(file: str) -> bytes:
    """What is in a file. Raises Malformed for one that cannot be read."""
    try:
        return Path(file).read_bytes()
    except OSError as problem:
        raise Malformed(f"{file}: {problem.strerror or problem}.") from problem


def decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        raise Malformed("The text is not UTF-8.") from problem


def editor() -> str:
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""


def edited(before: str) -> str:
    """What the keeper's editor leaves in a file that begins with ``before``."""
    with tempfile.TemporaryDirectory(prefix="fediforum-") as folder:
        path = Path(folder) / "post.md"
        path.write_text(before)
        try:
            done = subprocess.run([*shlex.split(editor()), str(path)], check=False)
        except (OSError, ValueError) as problem:
            raise Malformed(f"The editor {editor()} does not start: {problem}.") from problem
        if done.returncode != 0:
            raise Malformed("The editor was left without saving.")
        return read_file(str(path))
