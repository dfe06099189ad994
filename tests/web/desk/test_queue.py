"""What waits is let in or turned away, by whoever moderates there."""

import pytest

from fediforum.flow import holding, preside, setup, speak
from fediforum.forum.model import PostState
from fediforum.node import Node
from tests.web.desk.conftest import Scene
from tests.web.desk.moderator import Moderator, commands, texts
from tests.web.desk.test_acts import state
from tests.web.statements import overheard

SPAM = "Koop <b>nu</b>!"


@pytest.fixture
async def waiting(node: Node, scene: Scene) -> tuple[str, str, str]:
    """The short ids of two first posts in tuin, and one in keuken."""
    await setup.create_member(node, "nieuw", "Nieuwkomer")
    await holding.set_rule(node, "first-post", ("on",))
    for there in (scene.opening, scene.opening, scene.elsewhere):
        await speak.reply(node, there, "nieuw", SPAM)
    held = await holding.queue(node)
    first, second, elsewhere = [post.short for post in held]
    return first, second, elsewhere


async def test_post_is_let_in_or_turned_away_and_that_is_taken_back(
    node: Node, dirk: Moderator, waiting: tuple[str, str, str]
) -> None:
    first, second, _ = waiting

    home = await dirk.see("/desk")
    page = await dirk.see("/desk/queue")
    let_in = await dirk.do("/desk/queue", "approve")
    rejected = await dirk.do("/desk/queue", "reject", reason="reclame")

    assert "2 berichten die wachten" in texts(home)
    assert "het eerste dat iemand hier schrijft" in texts(page)
    assert "Er staat hier niets van hen." in texts(page)
    assert f"fediforum mod approve {first} --as dirk" == commands(page)[0]
    assert f"fediforum mod approve {first} --as dirk" == commands(let_in)[0]
    assert f"fediforum mod reject {second} -m reclame --as dirk" == commands(rejected)[0]
    assert [PostState.SHOWN] == [await state(node, first)]
    assert "Er wacht niets om te worden toegelaten." in texts(rejected)

    operation = rejected.url.params["done"]
    await dirk.do(f"/desk/op/{operation}", "undo", reason="toch wel")

    assert second in (await dirk.see("/desk/queue")).text


async def test_database_is_asked_as_often_for_many_as_for_one(
    node: Node, waiting: tuple[str, str, str]
) -> None:
    """However many posts wait, and in however many boards that are somebody's."""
    often = {path: list[int]() for path in ("/desk", "/desk/queue")}
    async with overheard(node) as (listening, asked):
        dirk = Moderator(listening)
        await dirk.come_in("dirk")
        for also, most in ((None, 2), ("keuken", 3)):
            if also is not None:
                await preside.appoint(listening, "dirk", also)
            for path, counts in often.items():
                before = len(asked)
                page = await dirk.see(path)
                counts.append(len(asked) - before)
                assert ("/desk" == path) or most == sum(short in page.text for short in waiting)

    assert all(len(set(counts)) == 1 for counts in often.values()), often


async def test_home_counts_what_waits_and_reads_none_of_it(
    node: Node, waiting: tuple[str, str, str]
) -> None:
    async with overheard(node) as (listening, asked):
        keeper = Moderator(listening)
        await keeper.come_in()
        home = await keeper.see("/desk")

    assert "3 berichten die wachten" in texts(home)
    assert not any("held_view" in each for each in asked)


async def test_reason_is_asked_of_who_turns_away(
    dirk: Moderator, waiting: tuple[str, str, str]
) -> None:
    answer = await dirk.press(await dirk.see("/desk/queue"), "reject")

    assert 422 == answer.status_code


async def test_what_waits_elsewhere_is_not_theirs(
    dirk: Moderator, keeper: Moderator, waiting: tuple[str, str, str]
) -> None:
    mine = dirk.fields(await dirk.see("/desk/queue"), "approve")

    answer = await dirk.send("/desk/act", {**mine, "thing": waiting[2]})

    assert 404 == answer.status_code
    assert waiting[2] not in (await dirk.see("/desk/queue")).text
    assert waiting[2] in (await keeper.see("/desk/queue")).text
