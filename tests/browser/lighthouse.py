"""Lighthouse over the front, a board and the thread of the budgets: the median of five runs.

``python -m tests.browser.lighthouse`` serves the village over HTTPS, prints a table, and ends
with 1 where a page stays below 99 for performance or below 100 for anything else. Needs Chromium
and ``npm ci --prefix tests/browser/tools``. The phone and its network are Lighthouse's own
("simulate": 1.6 Mbit/s, 150 ms, a CPU four times as slow as this one); the table says so.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from fediforum.flow import setup
from fediforum.node import node_over
from fediforum.settings import Settings
from fediforum.store.cluster import Cluster
from fediforum.store.database import open_database
from tests.browser.conftest import BASE, CHROMIUM, flags, served
from tests.browser.hundred import settle_hundred
from tests.browser.judges import HOW_TO_GET_THEM, ask, installed
from tests.browser.village import settle
from tests.conftest import OPTIONS, a_database, lay_schema, make_template

RUNS = 5
LEAST = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
PATIENCE = 900.0


@asynccontextmanager
async def village(folder: Path) -> AsyncIterator[tuple[int, dict[str, str]]]:
    """Serve the village for the length of the block; says its port and the pages to judge."""
    cluster = Cluster(folder / "cluster", options=OPTIONS)
    await asyncio.to_thread(cluster.join)
    try:
        await make_template(cluster, "lighthouse", lay_schema)
        settings = Settings(url=BASE, data=folder / "forum", private_hosts=("test",))
        async with (
            a_database(cluster, "lighthouse") as url,
            open_database(url) as database,
        ):
            await setup.begin(settings, database, title="Buurtwerk")
            async with node_over(settings, database) as node:
                here = await settle(node)
                thread = await settle_hundred(node, here)
                async with served(node, folder) as port:
                    yield (
                        port,
                        {
                            "front": "/",
                            "board": "/b/plein",
                            "thread": f"/t/{thread.short}-{thread.slug}",
                        },
                    )
    finally:
        await asyncio.to_thread(cluster.leave)


async def judged(port: int, paths: dict[str, str], runs: int) -> list[Any]:
    # The certificate is the village's own: that it is trusted is no part of the page.
    question = {
        "urls": [f"{BASE}{path}" for path in paths.values()],
        "runs": runs,
        "chromium": CHROMIUM,
        "flags": [*flags(port), "--headless=new", "--ignore-certificate-errors"],
    }
    return await asyncio.to_thread(ask, "lighthouse.mjs", question, PATIENCE)


def shown(paths: dict[str, str], runs: list[Any], console: Console) -> bool:
    """Print how each page did; whether all of them did well enough."""
    throttling = runs[0]["throttling"]
    speed = median(run["benchmarkIndex"] for run in runs)
    count = len(runs) // len(paths)
    table = Table(
        title=f"Lighthouse, median of {count}",
        caption=f"phone: {throttling['rttMs']} ms, {throttling['throughputKbps']:.0f} kbit/s, "
        f"CPU slowed {throttling['cpuSlowdownMultiplier']} times (benchmark index {speed:.0f})",
    )
    for heading in ("page", *LEAST):
        table.add_column(heading, justify="left" if heading == "page" else "right")
    well = True
    for name, path in paths.items():
        its = [run for run in runs if run["url"] == f"{BASE}{path}"]
        medians = {what: median(run["scores"][what] for run in its) for what in LEAST}
        well &= all(medians[what] >= least for what, least in LEAST.items())
        table.add_row(name, *(f"{medians[what]:g}" for what in LEAST))
        for lost in {(one["id"], one["shown"]) for run in its for one in run["lost"]}:
            console.print(f"{name}: {lost[0]}: {lost[1]}", markup=False, highlight=False)
        for error in {run["error"] for run in its} - {None}:
            console.print(f"{name}: {error}", markup=False)
            well = False
    console.print(table)
    return well


async def judge_village(folder: Path, runs: int) -> bool:
    async with village(folder) as (port, paths):
        return shown(paths, await judged(port, paths, runs), Console())


def main(runs: int) -> bool:
    place = Path(tempfile.mkdtemp(prefix="lighthouse-"))
    place.chmod(0o711)  # where root runs this, PostgreSQL is somebody else and must get in
    try:
        return asyncio.run(judge_village(place, runs))
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    if CHROMIUM is None or installed("lighthouse") is None:
        sys.exit(f"{HOW_TO_GET_THEM}; apt-get install chromium")
    sys.exit(0 if main(int(os.environ.get("FEDIFORUM_RUNS", RUNS))) else 1)
