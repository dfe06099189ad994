"""Pages that the forum writes itself are kept by name, language and board."""

from datetime import UTC, datetime

from fediforum.content import SafeHtml
from fediforum.store.database import Database
from fediforum.store.sitepages import (
    SitePage,
    drop_site_page,
    save_site_page,
    site_page,
    site_pages,
)
from fediforum.vocab.iri import Iri

NOW = datetime(2026, 5, 3, tzinfo=UTC)


def page(language: str, source: str, board: str | None = None) -> SitePage:
    return SitePage(
        name="rules",
        language=language,
        source=source,
        html=SafeHtml(f"<p>{source}</p>"),
        updated=NOW,
        board=Iri(board) if board else None,
    )


async def test_a_page_is_answered_in_the_language_asked_for_or_another(database: Database) -> None:
    dutch, english = page("nl", "Wees aardig."), page("en", "Be kind.")

    async with database.connection() as conn:
        await save_site_page(conn, page("nl", "Wees lief."))
        await save_site_page(conn, dutch)
        await save_site_page(conn, english)
        found = [await site_page(conn, "rules", code) for code in ("nl", "en", "fr")]
        missing = await site_page(conn, "terms", "nl")
        all_of_them = await site_pages(conn)

    assert found == [dutch, english, english]
    assert missing is None
    assert all_of_them == (english, dutch)


async def test_a_page_of_a_board_that_is_not_here_is_nobodys(database: Database) -> None:
    nowhere = Iri("https://alpha.test/ap/boards/nergens")

    async with database.connection() as conn:
        await save_site_page(conn, page("nl", "Wees aardig."))
        await save_site_page(conn, page("nl", "Van een bord.", nowhere))
        dropped = await drop_site_page(conn, "rules", "nl", nowhere)
        kept = await site_pages(conn)
        gone = await drop_site_page(conn, "rules", "nl")
        left = await site_pages(conn)

    assert not dropped
    assert [each.source for each in kept] == ["Wees aardig."]
    assert gone
    assert left == ()
