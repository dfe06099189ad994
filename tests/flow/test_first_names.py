"""First names in what members write: who takes part is called, and nobody is called by mistake."""

import pytest

from fediforum.flow import setup, speak
from fediforum.node import Node
from fediforum.store.posts import stored_document
from fediforum.vocab.json import read_json

HOST = "alpha.test"


@pytest.fixture
async def talk(alpha: Node) -> speak.Said:
    """A thread of anna's in which Zoë and Cora took part."""
    for name, display in (
        ("zvdberg", "Zoë van den Berg"),
        ("cdewit", "Cora de Wit"),
        ("cjansen", "Cora Jansen"),
        ("piet", "Piet"),
    ):
        await setup.create_member(alpha, name, display)
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Wat nu?")
    await speak.reply(alpha, opening.id, "zvdberg", "Bier.")
    await speak.reply(alpha, opening.id, "cdewit", "Eieren.")
    return opening


async def called(node: Node, said: speak.Said) -> set[str]:
    """Whom a post of ours mentions, the board and who is answered aside."""
    async with node.database.connection() as conn:
        raw = await stored_document(conn, said.id)
    document = read_json(raw or b"{}")
    names = {tag["name"] for tag in document["tag"] if tag["type"] == "Mention"}
    return names - {f"@tuin@{HOST}", f"@anna@{HOST}"}


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("@Zoë Ter toelichting.", {"zvdberg"}),
        ("@zoe en @cora, kijk.", {"zvdberg", "cdewit"}),
        ("@cdewit@alpha.test", {"cdewit"}),
        ("@piet schreef elders", {"piet"}),  # a member here, who takes no part
        ("@wit", set()),
        ("`@cora`", set()),
    ],
)
async def test_who_takes_part_is_called_by_their_first_name(
    alpha: Node, talk: speak.Said, words: str, meant: set[str]
) -> None:
    said = await speak.reply(alpha, talk.id, "piet" if "piet" not in words else "anna", words)

    assert {f"@{name}@{HOST}" for name in meant} == await called(alpha, said)


async def test_where_two_may_be_meant_nobody_is_called(alpha: Node, talk: speak.Said) -> None:
    other = await speak.reply(alpha, talk.id, "cjansen", "@cora Zo doe ik het ook.")
    said = await speak.reply(alpha, talk.id, "piet", "@cora Dank!")

    assert {f"@cdewit@{HOST}"} == await called(alpha, other)
    assert set() == await called(alpha, said)


async def test_an_edit_calls_people_as_well(alpha: Node, talk: speak.Said) -> None:
    said = await speak.reply(alpha, talk.id, "piet", "Dank!")

    await speak.edit(alpha, said.id, "piet", "@Cora Dank!")

    assert {f"@cdewit@{HOST}"} == await called(alpha, said)


async def test_whoever_opens_a_thread_calls_members_by_their_short_names(
    alpha: Node, talk: speak.Said
) -> None:
    said = await speak.open_thread(alpha, "tuin", "anna", "Bladluis", "@cora en @piet, wat nu?")

    assert {f"@piet@{HOST}"} == await called(alpha, said)
