"""Looking whether a forum is well: a module a group of checks; nothing is changed here.

The forum is looked at from outside by its own public address, and no other server is asked.
"""

from contextlib import AsyncExitStack

from fediforum.errors import FediforumError
from fediforum.flow.checks.check import Check, Mark, fail
from fediforum.flow.checks.database import database_checks
from fediforum.flow.checks.house import house_checks
from fediforum.flow.checks.outside import outside_checks
from fediforum.flow.checks.work import work_checks
from fediforum.node import Node, node_over, open_store
from fediforum.settings import Settings

__all__ = ["Check", "Mark", "examine", "examine_node"]


async def examine(settings: Settings) -> list[Check]:
    """Every check that could be made; one that fails may leave those after it unmade."""
    checks = list(house_checks(settings))
    if settings.database_url is None and failed(checks):
        # To open the database would be to make one.
        return checks
    async with AsyncExitStack() as stack:
        try:
            database, cluster = await stack.enter_async_context(open_store(settings))
        except FediforumError as problem:
            remedy = "Start it, or set FEDIFORUM_DATABASE_URL to where it is."
            return [*checks, fail("database", str(problem), remedy)]
        checks += [check async for check in database_checks(database, settings)]
        if failed(checks):
            return checks
        try:
            node = await stack.enter_async_context(node_over(settings, database, cluster))
        except FediforumError as problem:
            return [*checks, fail("start", str(problem), "Change what is named there.")]
        return checks + await examine_node(node)


async def examine_node(node: Node) -> list[Check]:
    """The checks that a whole node is needed for."""
    checks = [check async for check in work_checks(node)]
    if node.settings.federates:
        checks += [check async for check in outside_checks(node)]
    return checks


def failed(checks: list[Check]) -> bool:
    return any(check.mark is Mark.FAIL for check in checks)
