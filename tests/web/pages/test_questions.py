"""What a page asks of the database: so many questions, however much stands on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from fediforum.node import Node
from fediforum.store.database import Conn
from tests.browser.village import Village

INTRODUCTIONS = ("typeinfo_tree", "set_config('jit'")
"""In what asyncpg asks about a type, once on each connection, whichever page needs it first."""


def most(village: Village) -> dict[str, int]:
    """How many questions each kind of page may ask."""
    essay = f"/t/{village.essay.short}-{village.essay.slug}"
    return {
        "/": 5,
        "/b/essays": 5,
        "/b/vragen/nieuw": 4,
        "/onbeantwoord": 2,
        essay: 10,
        f"{essay}?pagina=2": 10,
        f"{essay}/boom": 15,
        f"{essay}/alles": 16,
        f"/t/{village.essay.short}/doe-mee": 5,
        f"/t/{village.essay.short}/status": 8,
        f"/t/{village.essay.short}.json": 10,
        f"/t/{village.essay.short}.atom": 4,
        "/u/cora": 6,
        "/u/@verhoeven@mastodon.test": 6,
        "/tag/zaal": 2,
        "/zoek": 3,
        "/zoek?q=winkel": 14,
        "/over": 2,
        "/meld": 1,
        "/feed.atom": 3,
        "/sitemap.xml": 2,
        "/nergens": 1,
    }


async def test_no_page_asks_more_than_its_kind_does(
    village: Village, reader: httpx.AsyncClient, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    lend = node.database.connection

    def note(record: Any) -> None:
        if not any(mark in record.query for mark in INTRODUCTIONS):
            asked.append(record.query)

    @asynccontextmanager
    async def overheard() -> AsyncIterator[Conn]:
        async with lend() as conn:
            conn.add_query_logger(note)
            try:
                yield conn
            finally:
                conn.remove_query_logger(note)

    monkeypatch.setattr(node.database, "connection", overheard)
    above = {}
    for path, bound in most(village).items():
        asked.clear()
        await reader.get(path)
        if not 0 < len(asked) <= bound:
            above[path] = len(asked)

    assert above == {}
