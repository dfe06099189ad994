"""Words from elsewhere, where they stand beside posts: never markup, never the page's direction.

What a reader of documents cuts (``limits``) is cut before; here is what stands in the database.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from fediforum.content import sanitise_remote
from fediforum.forum.effects import Effect, Put, Relate
from fediforum.forum.model import PostState, Relation, Tie
from fediforum.limits import NAME_CHARS, REACTION_CHARS, TITLE_CHARS
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Attachment, Option
from tests.browser.outskirts import SCHOOL, Outskirts
from tests.browser.village import BEGUN, Village, short, words
from tests.web.pages.markup import Markup

TURNED = "\u202e"
EVIL = f'"><script>alert(1)</script><img src=x onerror=alert(2)>{TURNED}' + "A" * 10_000
PAGES = (
    "/",
    "/b/tuinieren@lemmy.test",
    f"/t/{short(SCHOOL)}",
    f"/t/{short(700)}",
    f"/t/{short(SCHOOL)}.atom",
    "/b/tuinieren@lemmy.test.atom",
)


def evil(village: Village) -> Iterator[Effect]:
    """A board elsewhere, its refusal of a post, and a thread here, with words that mean harm."""
    around = Outskirts(village)
    loud = replace(around.loud, display=EVIL[:NAME_CHARS])
    garden = replace(around.garden, title=EVIL[:TITLE_CHARS])
    yield Put(loud)
    yield Put(garden)
    desk = village.home.desk
    yield Relate(Relation(kind=Tie.FOLLOW, a=desk, b=garden.id, value="accepted"))
    refused = replace(village.thread(700, garden, EVIL[:TITLE_CHARS], village.john), removed=True)
    said = village.opening(refused, village.john, "Mag dit?")
    yield Put(refused)
    yield Put(replace(said, state=PostState.REFUSED, reason=EVIL[:500]))
    asked = replace(
        village.thread(SCHOOL, village.questions, EVIL[:TITLE_CHARS], loud),
        locked=True,
        lock_reason=EVIL[:500],
    )
    file = Attachment("Document", Iri("https://lemmy.test/1"), EVIL[:100], EVIL)
    opening = replace(
        village.opening(asked, loud, "Wat?"),
        type="Question",
        options=(Option(EVIL[:NAME_CHARS], 1), Option("B", 2)),
        attachments=(file,),
    )
    yield Put(asked)
    yield Put(opening)
    quoted = village.post(701, asked, loud, sanitise_remote(f"<p>{EVIL}</p>"), asked.root)
    quotes = replace(village.post(702, asked, loud, words(1), asked.root), quote=quoted.id)
    removed = replace(
        village.post(703, asked, loud, words(1), asked.root),
        state=PostState.REMOVED,
        reason=EVIL[:500],
    )
    below = village.post(704, asked, loud, words(2), quotes.id)
    yield from map(Put, (quoted, quotes, removed, below))
    yield Relate(Relation(kind=Tie.STAMP, a=quotes.id, b=quoted.id, value=quotes.author))
    yield Relate(Relation(kind=Tie.ANSWER, a=quotes.id, b=asked.id))
    emoji = EVIL[:REACTION_CHARS]
    yield Relate(Relation(kind=Tie.VOTE, a=loud.id, b=quotes.id, value=emoji))


@pytest.fixture
async def harmed(node: Node, village: Village) -> Village:
    async with node.database.transaction() as conn:
        acted = [Acted(tuple(evil(village)))]
        await commit(conn, acted, node.home, BEGUN + timedelta(days=1))
    return village


@pytest.mark.usefixtures("harmed")
@pytest.mark.parametrize("path", PAGES)
async def test_words_from_elsewhere_are_no_markup(reader: httpx.AsyncClient, path: str) -> None:
    answer = await reader.get(path, follow_redirects=True)

    assert 200 == answer.status_code
    assert "<script>" not in answer.text.replace('<script type="application/ld+json">', "")
    assert "<img" not in answer.text
    assert len(answer.text) < 60_000


@pytest.mark.usefixtures("harmed")
@pytest.mark.parametrize("path", PAGES[:4])
async def test_words_from_elsewhere_turn_no_other_words(
    reader: httpx.AsyncClient, path: str
) -> None:
    page = Markup((await reader.get(path, follow_redirects=True)).text)

    apart = {"bdi", "title", "q", "blockquote"}
    loose = [
        (where, text[:60])
        for where, text in page.texts
        if TURNED in text
        and not apart & set(where.split("/"))
        # what somebody says is a block of its own
        and not where.endswith(("article/div/p", "article/div/details/p", "head/script"))
    ]
    assert [] == page.crossed
    assert [] == loose
