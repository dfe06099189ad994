"""Other servers as readers may know them: what is told of a block is what holds."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from fediforum.forum.domains import BY_HAND, Domain, Policy, domains
from fediforum.store.database import Database
from fediforum.store.domains import decide
from fediforum.store.reading.elsewhere import Shunned, shunned

NOW = datetime.now(UTC)
SOURCES = (BY_HAND, "one.csv", "https://two.test/l", "https://three.test/l")


def some(random: Random) -> list[Domain]:
    """Decisions of several sources about a few names, at odds with each other."""
    return [
        Domain(
            name=f"n{name:02}.test",
            policy=random.choice(list(Policy)),
            source=source,
            priority=random.randrange(3) if source else 0,
            exact=random.random() < 0.2,
            reason=f"{source} {name}",
            obfuscated=random.random() < 0.2,
            until=random.choice((None, NOW - timedelta(hours=1), NOW + timedelta(hours=1))),
        )
        for name in range(60)
        for source in SOURCES
        if random.random() < 0.7
    ]


@pytest.mark.parametrize("most", [7, 1_000])
async def test_of_a_server_is_told_what_holds(database: Database, most: int) -> None:
    given = some(Random(7))
    law = domains(*given)
    holding = [law.decision(name, NOW) for name in sorted(law.by_name)]
    expected = [
        Shunned(each.name, each.reason)
        for each in holding
        if each is not None and each.policy is Policy.BLOCK and not each.obfuscated
    ]

    async with database.transaction() as conn:
        await decide(conn, given, "", NOW)
        found = await shunned(conn, most)

    assert len(expected) > 7
    assert expected[:most] == list(found)


async def test_which_decision_holds_is_asked_of_the_law(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the law that the least strict holds, it would be told so here, too."""
    reverse = tuple(reversed((Policy.ALLOW, Policy.LIMIT, Policy.HOLD, Policy.BLOCK)))
    monkeypatch.setattr("fediforum.forum.domains.STRICTNESS", reverse)
    given = [
        Domain(name="a.test", policy=Policy.BLOCK, source="one"),
        Domain(name="a.test", policy=Policy.ALLOW, source="two"),
    ]

    async with database.transaction() as conn:
        await decide(conn, given, "", NOW)
        assert () == await shunned(conn)
