"""Documents as real programs send them, where they are at hand; nothing of them is kept here."""

import re
from functools import cache
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SYNTHETIC = ("fep-examples", "w3c-as2", "w3c-as2-fail", "fedify", "fedbox", "bovine")

# What was scrubbed or left as a template, and http ids of test servers, which we rightly refuse.
PLACEHOLDERS = (
    (b"http://", b"https://"),
    (b"SCRUBBED_ID", b"https://mbin.test/i/1"),
    (b"SCRUBBED_DATE", b"2026-01-01T00:00:00Z"),
    (b"{{LOCAL_POST_URL}}", b"https://forum.test/p/1"),
    (b"{{domain}}", b"forum.test"),
    (b"{{nickname}}", b"lain"),
)


@cache
def documents() -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of every JSON document and of every recorded body; skips where none are."""
    if not CORPUS.is_dir():
        pytest.skip("the recorded documents are not here: ../shared/corpus")
    files = [*sorted(CORPUS.glob("**/*.json")), *sorted(CORPUS.glob("*-live/**/*.txt"))]
    found = ((str(file.relative_to(CORPUS)), body(file.read_bytes())) for file in files)
    return tuple((name, raw) for name, raw in found if raw.lstrip().startswith(b"{"))


def body(raw: bytes) -> bytes:
    if re.match(rb"(POST|GET|HTTP)", raw):
        raw = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    for placeholder, value in PLACEHOLDERS:
        raw = raw.replace(placeholder, value)
    return raw


def real(name: str) -> bool:
    """Whether a real platform made the document, rather than a specification or a tool."""
    platform = name.partition("/")[0]
    return platform not in SYNTHETIC and not platform.endswith("-misc")
