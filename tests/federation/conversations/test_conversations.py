"""With every platform a whole conversation, as that platform speaks and as it listens."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.federation.conversations.matrix import gaps, sources, table
from tests.federation.conversations.platforms import PLATFORMS
from tests.federation.conversations.stage import Stage
from tests.federation.conversations.steps import ACTIVITIES, Where
from tests.federation.recordings import among_recordings
from tests.vocab.shared_corpus import documents

PLACES: tuple[Where, ...] = ("here", "there")
HELD = [(name, where) for name in PLATFORMS for where in PLACES if PLATFORMS[name].steps(where)]


@pytest.mark.parametrize(("name", "where"), HELD)
async def test_conversation_holds_step_by_step(
    name: str,
    where: Where,
    database_url: str,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    platform = PLATFORMS[name]
    dict(documents())
    async with among_recordings(database_url, tmp_path) as place:
        stage = Stage(place, platform)
        await stage.begin()

        for step in platform.steps(where):
            record_property("step", f"{name} {where} {step.does} {step.way}")
            await stage.play(step)


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_activity_is_spoken_of_in_both_directions(name: str) -> None:
    platform = PLATFORMS[name]

    steps = {step.does for step in (*platform.here, *platform.there)}
    assert [] == list(gaps(platform))
    assert steps <= set(ACTIVITIES)


def test_matrix_can_be_printed() -> None:
    """The conversations print what they have shown, if asked for (``pytest`` of this folder)."""
    lines = list(table(dict.fromkeys(HELD, "")))

    assert not [line for line in lines if "?" in line]
    print(*lines, *sources(), sep="\n")
