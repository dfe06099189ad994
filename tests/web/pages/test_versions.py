"""Earlier versions of posts: edits are there for everybody to see, as long as the post is."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from fediforum.content import SafeHtml
from fediforum.forum.effects import Put
from fediforum.forum.model import Post, PostState
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.store.known import load_known
from fediforum.web.changes import LONGEST, PARAGRAPHS, SHOWN, changes
from tests.browser.village import Village, short
from tests.web.pages.markup import Markup

PATH = f"/p/{short(20)}/versies"


async def put(node: Node, change: Callable[[Post], Post]) -> Post:
    """The post of that short id is otherwise now."""
    async with node.database.transaction() as conn:
        iri = await conn.fetchval("SELECT id FROM post WHERE short = $1", short(20))
        known = await load_known(conn, [iri], node.home)
        made = change(known.posts[iri])
        await commit(conn, [Acted((Put(made),))], node.home, node.clock())
    return made


async def edited(node: Node, words: str, minutes: int, **more: object) -> Post:
    def change(post: Post) -> Post:
        at = post.published + timedelta(minutes=minutes)
        new = replace(post, content=SafeHtml(words), updated=at)
        return replace(new, **more)  # type: ignore[arg-type]

    return await put(node, change)


@pytest.mark.usefixtures("village")
async def test_each_edit_tells_what_went_and_what_came_the_latest_first(
    reader: httpx.AsyncClient, node: Node
) -> None:
    await edited(node, "<p>moet nu weg, ga straks <b>reageren</b></p>", 1)
    await edited(node, "<p>moet nu weg, ga straks <b>uitgebreid reageren</b></p>", 2)
    await edited(node, "<p>moet nu weg, ga straks uitgebreid reageren &lt;b&gt;</p>", 3)

    answer = await reader.get(PATH)
    page = Markup(answer.text)

    assert ([], 200) == (page.crossed, answer.status_code)
    assert "<ins>" in answer.text
    assert "&lt;b&gt;" in answer.text
    came = [" ".join(words) for words in [page.words("ins")]]
    assert "uitgebreid" in came[0]
    edits = [each for each in page.named("section") if each.get("class") == "edit"]
    assert 3 == len(edits)
    assert "noindex" in answer.text


@pytest.mark.usefixtures("village")
async def test_post_that_was_never_edited_says_so(reader: httpx.AsyncClient) -> None:
    answer = await reader.get(PATH)

    assert 200 == answer.status_code
    assert "geen eerdere versie" in answer.text


@pytest.mark.usefixtures("village")
async def test_nothing_of_a_post_that_is_gone_can_be_read_in_its_versions(
    reader: httpx.AsyncClient, node: Node
) -> None:
    await edited(node, "<p>geheim</p>", 1)
    await edited(node, "<p>openbaar</p>", 2)
    assert "geheim" in (await reader.get(PATH)).text

    await put(node, lambda post: replace(post, state=PostState.REMOVED))
    removed = await reader.get(PATH)
    await put(node, lambda post: replace(post, state=PostState.SHOWN))
    back = await reader.get(PATH)

    assert (410, 200) == (removed.status_code, back.status_code)
    assert "geheim" not in removed.text + back.text


async def test_versions_of_what_never_was_are_not_there(
    reader: httpx.AsyncClient, village: Village
) -> None:
    assert 404 == (await reader.get("/p/0000000000000/versies")).status_code
    assert 404 == (await reader.get("/p/niets/versions")).status_code
    assert 200 == (await reader.get(f"/p/{village.essay.short}/versions")).status_code


def test_paragraphs_that_stayed_are_left_out_and_one_that_was_rewritten_is_told_whole() -> None:
    before = "Eerste.\n\nTweede alinea over sla.\n\nDerde."
    after = "Eerste.\n\nIets heel anders staat daar nu.\n\nDerde."

    [[went, came]] = changes(before, after).paragraphs

    assert ("gone", "Tweede alinea over sla.") == (went.kind, went.text)
    assert ("new", "Iets heel anders staat daar nu.") == (came.kind, came.text)


def test_both_texts_can_be_put_together_from_what_is_told() -> None:
    before, after = "Een twee drie vier.", "Een drie, vijf en vier."

    [parts] = changes(before, after).paragraphs

    assert before == "".join(part.text for part in parts if part.kind != "new")
    assert after == "".join(part.text for part in parts if part.kind != "gone")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\n\n" * 5_000, "b\n\na\n\n" * 5_000),
        ("woord " * 40_000, "woord " * 40_001),
        (
            "\n\n".join("ab"[n % 2] for n in range(9_999)),
            "\n\n".join("ba"[n % 2] for n in range(99)),
        ),
        (
            "\n\n".join("x y " * 99 for _ in range(400)),
            "\n\n".join("y x " * 99 for _ in range(400)),
        ),
    ],
    ids=["many paragraphs", "one long one", "swapped", "words swapped"],
)
def test_whatever_was_written_what_is_told_of_it_is_bounded(before: str, after: str) -> None:
    told = changes(before, after)

    assert len(told.paragraphs) <= 2 * PARAGRAPHS
    length = sum(len(part.text) for paragraph in told.paragraphs for part in paragraph)
    assert 0 < length <= SHOWN
    assert all(len(part.text) <= LONGEST for each in told.paragraphs for part in each)


def test_comparing_takes_no_longer_than_a_page_may() -> None:
    """Many paragraphs of few words, over and over, are the dearest to compare."""
    before = "\n\n".join(["a " * 199] * PARAGRAPHS)
    after = "\n\n".join(["a " * 198 + "b"] * PARAGRAPHS)
    began = time.process_time()

    told = changes(before, after)

    assert time.process_time() - began < 0.2
    assert "same" == told.paragraphs[0][0].kind
    assert ["gone", "new"] == [part.kind for part in told.paragraphs[-1]]
