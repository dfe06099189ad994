"""How places elsewhere are, for whoever is at the desk for all of the moderators."""

from fediforum.node import Node
from fediforum.store.database import Sql
from tests.web.desk.moderator import Moderator, commands, texts

ILL = Sql("""
    INSERT INTO peer (host, failures, failing_since, down_until)
    VALUES ('ziek.test', 9, now() - interval '2 hours', now() + interval '1 hour')
""")
WELL = Sql("INSERT INTO peer (host, reached) VALUES ('gezond.test', now())")


async def test_places_in_trouble_come_first_and_are_counted(node: Node, keeper: Moderator) -> None:
    calm = await keeper.see("/desk/servers")
    async with node.database.transaction() as conn:
        await conn.execute(ILL)
        await conn.execute(WELL)

    page = await keeper.see("/desk/servers")
    home = await keeper.see("/desk")

    assert "We hebben nog met geen andere plek gepraat" in texts(calm)
    assert page.text.index("ziek.test") < page.text.index("gezond.test")
    assert "antwoordt niet" in texts(page)
    assert "1 plek neemt niet aan wat we sturen." in texts(page)
    assert "plek die niet aanneemt wat we sturen" in texts(home)
    assert ["fediforum federation status"] == commands(page)


async def test_moderators_of_boards_are_told_nothing_of_places(dirk: Moderator) -> None:
    assert 404 == (await dirk.see("/desk/servers")).status_code
    assert "/desk/servers" not in (await dirk.see("/desk")).text
