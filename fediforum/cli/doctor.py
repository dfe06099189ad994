"""What ``doctor`` says: a line a check, and under it what to do and where more is said of it.

Loaded when ``doctor`` runs. The checks are in ``flow.checks``.
"""

from collections.abc import Sequence
from typing import Any

from fediforum.cli.opening import forum_settings
from fediforum.cli.output import shown
from fediforum.errors import FediforumError
from fediforum.flow.checks import Check, Mark, examine
from fediforum.flow.checks.check import fail

WIDTH = 18
INDENT = " " * (6 + WIDTH)


async def examined() -> list[Check]:
    """Every check that could be made."""
    try:
        settings = forum_settings()
    except FediforumError as problem:
        return [fail("settings", str(problem), "Change what is named there.")]
    return await examine(settings)


def lines_of(checks: Sequence[Check]) -> list[str]:
    """The checks for people."""
    lines: list[str] = []
    for check in checks:
        lines.append(f"{check.mark:<6}{check.what:<{WIDTH}}{shown(check.found)}".rstrip())
        if check.remedy:
            lines.append(f"{INDENT}{shown(check.remedy)}")
        if check.docs:
            lines.append(f"{INDENT}docs: {check.docs}")
    return lines


def facts_of(checks: Sequence[Check]) -> dict[str, Any]:
    """The checks for programs."""
    return {
        "ok": not failures(checks),
        "checks": [
            {
                "mark": str(check.mark),
                "what": check.what,
                "found": check.found,
                "remedy": check.remedy,
                "docs": check.docs,
            }
            for check in checks
        ],
    }


def failures(checks: Sequence[Check]) -> int:
    return sum(check.mark is Mark.FAIL for check in checks)


def summary(checks: Sequence[Check]) -> str:
    """How many are not well, in one line."""
    warnings = sum(check.mark is Mark.WARN for check in checks)
    if not warnings and not failures(checks):
        return "All is well."
    return f"{failures(checks)} to put right, {warnings} to look at."
