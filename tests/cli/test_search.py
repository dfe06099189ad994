"""Searching by command, and having found what was here before."""

import asyncio

from fediforum.store.database import Sql, connect
from tests.cli.saying import Command, Said

FORGET_ALL = Sql("DELETE FROM search")


def forget_all(url: str) -> None:
    async def forget() -> None:
        conn = await connect(url)
        await conn.execute(FORGET_ALL)
        await conn.close()

    asyncio.run(forget())


def begun(alpha: Command) -> None:
    for member, title, text in (
        ("anna", "Slakken in de sla", "Wat helpt tegen slakken?"),
        ("bea", "Sla zaaien", "Vanaf maart, zonder slak te zien."),
    ):
        assert (
            alpha("thread", "create", "tuin", "--as", member, "--title", title, text=text).code == 0
        )


def titles(said: Said) -> list[str]:
    return [hit["title"] for hit in said.data["hits"]]


def test_posts_are_found_by_their_words_with_or_without_the_verb(alpha: Command) -> None:
    begun(alpha)

    said = alpha("search", "for", "slakken", "--json")
    short = alpha("search", "slakken", "-helpt")
    hers = alpha("search", "for", "sla", "--author", "bea", "--json")

    assert ["Slakken in de sla", "Sla zaaien"] == titles(said)
    assert (0, 1) == (short.code, len(short.out.splitlines()))
    assert "Sla zaaien" in short.out
    assert ["Sla zaaien"] == titles(hers)


def test_what_cannot_be_asked_is_said(alpha: Command) -> None:
    day = alpha("search", "for", "sla", "--after", "gisteren")
    option = alpha("search", "sla", "--autor", "bea")
    nobody = alpha("search", "for", "sla", "--author", "qqxx")

    assert (2, True) == (day.code, "2026-05-31" in day.err)
    assert (2, True) == (option.code, "--autor" in option.err)
    assert (0, "", True) == (nobody.code, nobody.out, "author" in nobody.err)


def test_what_was_here_before_is_found_once_it_is_indexed(
    alpha: Command, database_url: str
) -> None:
    begun(alpha)
    forget_all(database_url)
    assert [] == titles(alpha("search", "for", "slakken", "--json"))

    first = alpha("search", "reindex", "--json")
    again = alpha("search", "reindex", "--json")
    anew = alpha("search", "reindex", "--anew", "--json")

    assert 2 == len(titles(alpha("search", "for", "slakken", "--json")))
    assert (2, 2, 2) == tuple(first.data[name] for name in ("seen", "found", "indexed"))
    assert (0, 0, 2) == tuple(again.data[name] for name in ("seen", "found", "indexed"))
    assert 2 == anew.data["seen"]


def test_the_doctor_says_that_posts_of_an_older_version_are_not_found_yet(
    alpha: Command, database_url: str
) -> None:
    begun(alpha)
    before = alpha("doctor", "--json")
    forget_all(database_url)

    after = alpha("doctor", "--json")

    marks = [
        check["mark"]
        for said in (before, after)
        for check in said.data["checks"]
        if check["what"] == "search"
    ]
    assert ["ok", "warn"] == marks
