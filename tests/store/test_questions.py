"""Questions: whom they were put to."""

from datetime import timedelta

from fediforum.forum.effects import Relate
from fediforum.forum.model import Relation, Tie
from fediforum.store.database import Database
from fediforum.store.questions import questions_since
from fediforum.vocab.iri import Iri
from tests.store.scene import NOW, TUIN, done, post_id, stage

AL, ALICE = Iri("https://delta.test/users/al"), Iri("https://delta.test/users/alice")
ELSEWHERE = Iri("https://delta.test.example/users/al")


async def test_questions_are_counted_by_author_and_by_server(database: Database) -> None:
    await stage(database)
    for number, author in enumerate((AL, ALICE, ALICE, ELSEWHERE)):
        asked = Relation(kind=Tie.QUESTION, a=post_id(number), b=TUIN.id, value=f"asked {author}")
        await done(database, Relate(asked))

    async with database.connection() as conn:
        lately = await questions_since(conn, AL, NOW - timedelta(days=1))
        later = await questions_since(conn, AL, NOW + timedelta(days=1))
    assert ((1, 3), (0, 0)) == (lately, later)
