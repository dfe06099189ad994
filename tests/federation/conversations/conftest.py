"""Prints the matrix once all conversations of a run have been held."""

import pytest

from tests.federation.conversations.matrix import table
from tests.federation.conversations.steps import Where
from tests.flow.stage import quick_setup

__all__ = ["quick_setup"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    held: dict[tuple[str, Where], str] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            steps = [str(value) for key, value in report.user_properties if key == "step"]
            if not steps:
                continue
            name, where, *step = steps[-1].split()
            placed: Where = "here" if where == "here" else "there"
            held[name, placed] = "" if outcome == "passed" else " ".join(step)
    if held:
        terminalreporter.section("platform × activity × direction")
        for line in table(held):
            terminalreporter.write_line(line)
