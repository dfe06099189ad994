"""What a member's own client says (C2S): adopted, acted on, and theirs whatever it claims."""

import pytest

from fediforum.errors import Forbidden, Malformed
from fediforum.flow import speak
from fediforum.flow.outbox import post_to_outbox
from fediforum.forum.known import Known
from fediforum.forum.model import Tie
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from tests.flow.stranger import AS2, PUBLIC


async def known(node: Node, *ids: str) -> Known:
    async with node.database.connection() as conn:
        return await load_known(conn, [Iri(each) for each in ids], node.home)


async def test_bare_note_for_a_board_opens_a_thread(alpha: Node) -> None:
    board, anna = alpha.home.board("tuin"), alpha.home.member("anna")
    note = {
        "@context": AS2,
        "type": "Note",
        "name": "Slakken",
        "content": "<p>Ze zijn overal.</p><script>x</script>",
        "to": [PUBLIC],
        "cc": [board],
        "attributedTo": "https://gamma.test/users/mallory",
        "id": "https://gamma.test/notes/1",
    }

    said = await post_to_outbox(alpha, anna, note)

    found = (await known(alpha, said.id)).posts[said.id]
    assert (anna, True, 1) == (found.author, alpha.home.ours(found.id), found.seq)
    assert "script" not in found.content
    assert said.url.startswith("https://alpha.test/t/")


async def test_reply_stands_under_what_it_answers(alpha: Node) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    note = {
        "type": "Note",
        "inReplyTo": opening.id,
        "source": {"content": "Bier *helpt*.", "mediaType": "text/markdown"},
        "to": [PUBLIC],
    }
    create = {"@context": AS2, "type": "Create", "object": note, "to": [PUBLIC]}

    said = await post_to_outbox(alpha, alpha.home.member("anna"), create)

    found = (await known(alpha, said.id)).posts[said.id]
    assert (opening.id, 2) == (found.parent, found.seq)
    assert "<em>helpt</em>" in found.content


async def test_like_is_an_act_of_the_member_whoever_it_names(alpha: Node) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    anna = alpha.home.member("anna")

    await post_to_outbox(
        alpha, anna, {"type": "Like", "object": opening.id, "actor": alpha.home.desk}
    )

    relation = (await known(alpha, anna, opening.id)).relation(Tie.VOTE, anna, opening.id)
    assert relation is not None


async def test_post_of_somebody_else_cannot_be_changed(alpha: Node, beta: Node) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    update = {
        "type": "Update",
        "object": {"id": opening.id, "type": "Note", "content": "<p>Weg.</p>", "to": [PUBLIC]},
    }

    with pytest.raises(Forbidden):
        await post_to_outbox(alpha, alpha.home.desk, update)


@pytest.mark.parametrize("said", [{}, {"type": "Person"}, {"type": "Note", "inReplyTo": 7}])
async def test_what_is_neither_activity_nor_post_is_refused(
    alpha: Node, said: dict[str, object]
) -> None:
    with pytest.raises(Malformed):
        await post_to_outbox(alpha, alpha.home.member("anna"), said)


async def test_like_is_taken_back_by_its_bare_id(alpha: Node) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    anna = alpha.home.member("anna")
    liked = await post_to_outbox(alpha, anna, {"type": "Like", "object": opening.id})

    await post_to_outbox(alpha, anna, {"type": "Undo", "object": liked.activity})

    assert (await known(alpha, anna, opening.id)).relation(Tie.VOTE, anna, opening.id) is None
