"""Documents with prefixed terms are read by a process that can be killed."""

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest

from fediforum import limits
from fediforum.errors import Malformed, Unavailable
from fediforum.flow.expand import Expander

PREFIXED = b"""{
    "@context": {"as": "https://www.w3.org/ns/activitystreams#"},
    "@id": "https://alpha.test/likes/1",
    "@type": "as:Like",
    "as:actor": {"@id": "https://alpha.test/users/alice"},
    "as:object": {"@id": "https://forum.test/ap/posts/1"}
}"""


@pytest.fixture
async def expander() -> AsyncIterator[Expander]:
    made = Expander()
    yield made
    await made.close()


async def test_prefixed_terms_become_plain_ones(expander: Expander) -> None:
    plain = await expander.plain(PREFIXED)

    assert ("Like", "https://alpha.test/users/alice") == (plain["type"], plain["actor"])


async def test_process_that_takes_too_long_is_killed_and_replaced(expander: Expander) -> None:
    await expander.plain(PREFIXED)
    child = expander.child
    assert child is not None

    expander.seconds = 0.0
    with pytest.raises(Malformed):
        await expander.plain(PREFIXED)
    expander.seconds = 5.0
    await expander.plain(PREFIXED)

    assert child.returncode == -9
    assert expander.child is not child


async def test_what_is_no_json_ld_is_refused_and_the_process_lives(expander: Expander) -> None:
    with pytest.raises(Malformed):
        await expander.plain(b'{"@context": 7, "@id": {}}')

    await expander.plain(PREFIXED)


async def test_large_documents_are_not_expanded(expander: Expander) -> None:
    with pytest.raises(Malformed):
        await expander.plain(b" " * (limits.JSONLD + 1))

    assert expander.child is None


@pytest.mark.parametrize("program", ["/bin/false", "/nowhere/python"])
async def test_process_that_does_not_start_is_no_fault_of_the_document(
    expander: Expander, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", program)
        with pytest.raises(Unavailable):
            await expander.plain(PREFIXED)

    assert "Like" == (await expander.plain(PREFIXED))["type"]


async def test_process_that_was_not_waited_for_answers_nobody_else(expander: Expander) -> None:
    hasty = asyncio.create_task(expander.plain(PREFIXED))
    while expander.child is None:  # noqa: ASYNC110
        await asyncio.sleep(0)
    hasty.cancel()
    await asyncio.wait([hasty])

    assert "Like" == (await expander.plain(PREFIXED))["type"]
