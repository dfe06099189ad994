"""What is said of a delivery that came to nothing, and of the server that it was for."""

from datetime import timedelta

import pytest

from fediforum.forum.remedies import FAILURES, Standing, State, cause_of, state_of
from tests.people import NOW

CAUSES = [
    ("301", "301 redirect", False),
    ("400", "400 not understood", False),
    ("401", "401 signature not believed", True),
    ("403", "403 forbidden", False),
    ("404", "404 not found", False),
    ("410", "410 gone", False),
    ("413", "413 too large", False),
    ("418", "418 not understood", False),
    ("422", "422 not understood", False),
    ("429", "429 too many requests", True),
    ("500", "500 server error", True),
    ("503", "503 server error", True),
    ("connect timeout", "connect timeout", True),
    ("no answer", "no answer in time", True),
    ("no valid certificate", "no valid certificate", True),
    ("no such name", "no such name", True),
    ("connection refused", "connection refused", True),
    ("connection lost", "connection lost", True),
    ("not reached", "not reached", True),
    ("blocked", "not allowed here", False),
    ("failed here", "failed here", True),
    ("not sent", "not sent", False),
    ("lease ran out", "unknown", False),
    ("the server is dead", "given up", False),
    ("dropped", "dropped", False),
]


@pytest.mark.parametrize(("response", "name", "passes"), CAUSES)
def test_each_answer_and_failure_has_a_cause_and_a_remedy(
    response: str, name: str, passes: bool
) -> None:
    cause = cause_of(response, "beta.test")

    assert (name, passes) == (cause.name, cause.passes)
    assert cause.meaning.endswith(".")
    assert cause.remedy
    assert "{" not in cause.remedy + cause.name


def test_every_failure_that_is_told_stands_in_the_table_above() -> None:
    assert set(FAILURES) == {response for response, _, _ in CAUSES if not response.isdecimal()}


A_MINUTE = timedelta(minutes=1)
STATES = [
    (Standing(), State.OK),
    (Standing(oldest=NOW - A_MINUTE), State.OK),
    (Standing(oldest=NOW - 6 * A_MINUTE), State.SLOW),
    (Standing(oldest=NOW - A_MINUTE, tries=1, response="429"), State.SLOW),
    (Standing(response="401", delivered_since=False), State.REFUSED),
    (Standing(response="401", delivered_since=True), State.OK),
    (Standing(down_until=NOW + A_MINUTE, response="401"), State.DOWN),
    (Standing(down_until=NOW - A_MINUTE), State.DOWN),  # suspected until it takes something
    (Standing(dead=True, down_until=NOW), State.DEAD),
    (Standing(paused=NOW, dead=True), State.PAUSED),
    (Standing(blocked=True, paused=NOW), State.BLOCKED),
]


@pytest.mark.parametrize(("standing", "state"), STATES)
def test_one_word_says_how_it_stands_with_a_server(standing: Standing, state: State) -> None:
    assert state == state_of(standing, NOW)
