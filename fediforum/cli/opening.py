"""Coming in: the settings that hold for a command, and a node to do its work with.

Commands take part in the database as every process does, so they work whether the forum runs
or not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from fediforum.node import Node
    from fediforum.settings import Settings

T = TypeVar("T")

TRY_OUT = "try-out"


def forum_settings() -> Settings:
    """The settings of this forum; without a base URL, those of the try-out beside it.

    The try-out has a directory of its own, so that nothing it leaves can be taken for the
    forum's. Raises Misconfigured.
    """
    from fediforum.errors import Misconfigured
    from fediforum.settings import read_settings

    settings = read_settings()
    if settings.url is not None:
        return settings
    if settings.database_url is not None:
        raise Misconfigured(
            "FEDIFORUM_DATABASE_URL is set but FEDIFORUM_URL is not: a try-out would write its "
            "address into that database for ever. Set FEDIFORUM_URL."
        )
    return read_settings(data=settings.data / TRY_OUT)


def with_node(work: Callable[[Node], Awaitable[T]]) -> T:
    """What the work gives, done with a node that is open meanwhile."""
    import asyncio

    from fediforum.node import open_node

    settings = forum_settings()
    demand_forum(settings)
    be_quiet()

    async def open_and_work() -> T:
        async with open_node(settings) as node:
            return await work(node)

    return asyncio.run(open_and_work())


def demand_forum(settings: Settings) -> None:
    """Raise Misconfigured where ``init`` was never run: to open the database would make one."""
    from fediforum.errors import Misconfigured

    if settings.database_url is not None or settings.secret_file.exists():
        return
    if (settings.data / "database").exists():
        raise Misconfigured(
            f"There is a database in {settings.data}, but the key file {settings.secret_file} is "
            "not there. Put back the copy that was kept of it."
        )
    if settings.federates:
        raise Misconfigured(f"There is no forum in {settings.data}: run `fediforum init` first.")
    raise Misconfigured(
        f"FEDIFORUM_URL is not set, and there is no try-out in {settings.data} yet: "
        "set it, or run `fediforum up`."
    )


def be_quiet() -> None:
    """Log only what is wrong: a command says itself what it did."""
    import logging
    import sys

    import structlog

    def to_stderr(*_: object) -> structlog.PrintLogger:
        return structlog.PrintLogger(sys.stderr)

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(colors=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=to_stderr,
    )
