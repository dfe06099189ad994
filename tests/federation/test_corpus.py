"""Everything in the corpus goes through the inbox: filed as what it is, or refused for a reason.

Prints what became of it, by platform (``pytest -s`` or ``-rP``), and leaves the table in
pytest's folder.
"""

import itertools
import logging
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from fediforum.limits import INTAKE_BURST
from tests.federation.recordings import Came, Place, among_recordings, parsed, speaker_of
from tests.vocab.shared_corpus import documents

EXAMPLES = {
    "https://forum.test/p/1": "opening",  # what WordPress' tests leave as a template
    'https://sink.fed.test/c/board"': "board",  # what NodeBB and PieFed spoke with when recorded
}
SCRUBBED_HOST = rb"https://([a-z0-9-]+|[a-z0-9-]+\.local|[a-z0-9-]+\.local\.live)(?=[:/\"#])"
SCRUBBED_ID = rb"https://mbin\.test/i/1"
BOARDS = ("/c/", "/m/", "/category/")
VERDICTS = {"accepted", "ignored", "refused"}
SHOWN_REASONS = 3


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    async with among_recordings(database_url, tmp_path) as forum:
        yield forum


def bodies(place: Place) -> Iterator[tuple[str, bytes]]:
    """Every document, and the body of every recorded request, aimed at our forum.

    What was made unfit by those who collected it is made fit again: hosts that were given names
    that no server can have, one id for everything, and one activity in several versions.
    """
    names = {"opening": place.opening, "board": f'{place.board}"'}
    more = {old: str(names[new]) for old, new in EXAMPLES.items()}
    numbers = itertools.count(1)
    said: set[str] = set()
    for name, raw in documents():
        inner = parsed(raw).get("body")
        body = place.here(inner.encode() if isinstance(inner, str) else raw, **more)
        body = re.sub(SCRUBBED_HOST, rb"https://\1.test", body)
        body = re.sub(SCRUBBED_ID, lambda _: b"https://kbin.test/i/%d" % next(numbers), body)
        own = parsed(body).get("id")
        if isinstance(own, str) and own in said and "actor" in parsed(body):
            body = body.replace(f'"{own}"'.encode(), f'"{own}?again={next(numbers)}"'.encode())
        said.add(str(own))
        yield name, body


async def follow_boards(place: Place, recorded: Sequence[tuple[str, bytes]]) -> None:
    """Whatever board announces something in the recordings is followed from here."""
    announcers = {
        speaker_of(document)
        for document in (parsed(raw) for _, raw in recorded)
        if document.get("type") == "Announce" and isinstance(document.get("object"), dict)
    }
    for board in sorted(announcers):
        if any(mark in board for mark in BOARDS):
            await place.follow_board(board)


async def arrive(place: Place, recorded: Sequence[tuple[str, bytes]]) -> dict[str, Came]:
    """Everything arrives, a platform at a time, and what follows from it happens."""
    statuses: dict[str, int] = {}
    before = ""
    for number, (name, raw) in enumerate(sorted(recorded, key=leaves)):
        platform = name.partition("/")[0]
        if platform != before:
            await place.settle()
            before = platform
        address = f"2001:db8::{number:x}"  # strangers are counted by address
        statuses[name] = await place.post(raw, address=address)
    await place.settle()
    outcomes = await place.outcomes()
    came = {}
    for name, raw in recorded:
        rows = outcomes.get(raw, [])
        came[name] = Came(statuses[name], *(rows.pop(0) if statuses[name] == 202 and rows else ()))
    return came


def leaves(document: tuple[str, bytes]) -> bool:
    """Whether somebody deletes themselves in it; such come last, so that they have lived."""
    said = parsed(document[1])
    return said.get("type") == "Delete" and said.get("object") == said.get("actor")


def table(came: dict[str, Came]) -> str:
    """What became of the documents of each platform, for people."""
    platforms: dict[str, list[Came]] = defaultdict(list)
    for name, one in came.items():
        platforms[name.partition("/")[0]].append(one)
    platforms["all"] = list(came.values())
    lines = [f"{'platform':24}{'accepted':>9}{'ignored':>8}{'refused':>8}  at the door"]
    for platform, all_of_it in platforms.items():
        verdicts = Counter(one.verdict for one in all_of_it)
        statuses = Counter(one.status for one in all_of_it if not one.verdict)
        at_the_door = ", ".join(f"{count}× {status}" for status, count in sorted(statuses.items()))
        counts = "".join(
            f"{verdicts[word]:>{width}}"
            for word, width in (("accepted", 9), ("ignored", 8), ("refused", 8))
        )
        lines.append(f"{platform:24}{counts}  {at_the_door}")
        reasons = Counter(one.reason for one in all_of_it if one.reason)
        for reason, count in reasons.most_common(SHOWN_REASONS):
            lines.append(f"{'':26}{count:>4}× {reason[:90]}")
    return "\n".join(lines)


@pytest.mark.slow
async def test_every_recorded_document_is_filed_or_refused_for_a_reason(
    place: Place, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    recorded = list(bodies(place))
    assert len(recorded) < INTAKE_BURST
    for _, raw in recorded:
        place.web.record(parsed(raw))

    with capture_logs() as lines, caplog.at_level(logging.WARNING):
        await follow_boards(place, recorded)
        came = await arrive(place, recorded)

    printed = table(came)
    print(printed)
    (tmp_path / "corpus.txt").write_text(printed, encoding="utf-8")
    assert [] == [line for line in lines if line["log_level"] in ("error", "critical")]
    assert [] == [record.getMessage() for record in caplog.records]
    assert {} == {name: one for name, one in came.items() if one.status >= 500}
    on_record = {name: one for name, one in came.items() if one.verdict}
    assert {} == {name: one for name, one in on_record.items() if one.verdict not in VERDICTS}
    assert {} == {
        name: one for name, one in on_record.items() if one.verdict != "accepted" and not one.reason
    }
    assert len([one for one in on_record.values() if one.verdict == "accepted"]) > 100
