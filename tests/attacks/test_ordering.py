"""Late, early, twice and after the end: whatever the order, things end as their author wanted."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tests.attacks.scene import ANOTHER_KEY, BASE, BOARD, INBOX, Person, Scene, body_of
from tests.flow.hands import settle_down
from tests.flow.stranger import PUBLIC

pytestmark = pytest.mark.asyncio(loop_scope="module")

Json = dict[str, Any]
FIRST, SECOND, THIRD = "<p>Eerst.</p>", "<p>Later.</p>", "<p>Nog later.</p>"


@dataclass(frozen=True)
class Row:
    """What somebody says of one note of theirs, and what is left: its state and its content."""

    what: str
    said: Callable[[Person, Json], list[Json]]
    left: tuple[str, str] | None


def edit(who: Person, note: Json, content: str, minute: int) -> Json:
    moment = (who.clock() + timedelta(minutes=minute - 60)).isoformat()
    return who.does("Update", {**note, "content": content, "updated": moment}, to=[PUBLIC])


def gone(who: Person, note: Json, said: list[Json]) -> list[Json]:
    """What is said by somebody whose server has the note no more."""
    who.documents[note["id"]] = 404
    return said


POSTS = {
    "O01": Row("deleted before it came",
        lambda a, n: [a.does("Delete", n["id"]), a.creates(n)], None),
    "O03-new": Row("deleted, and said again",
        lambda a, n: [a.creates(n), a.does("Delete", n["id"]), a.creates(n)], ("deleted", "")),
    "O03-same": Row("deleted, and the same once more",
        lambda a, n: [c := a.creates(n), a.does("Delete", n["id"]), c], ("deleted", "")),
    "O03-edit": Row("deleted, and edited after that",
        lambda a, n: gone(a, n, [a.creates(n), a.does("Delete", n["id"]), edit(a, n, SECOND, 1)]),
        ("deleted", "")),
    "O03-back": Row("deleted, and edited while its own server has it again",
        lambda a, n: [a.creates(n), a.does("Delete", n["id"]), edit(a, n, SECOND, 1)],
        ("shown", "<p></p>")),
    "O04": Row("edited before it came",
        lambda a, n: [edit(a, n, SECOND, 1), a.creates(n)], ("shown", SECOND)),
    "O05": Row("edited twice, the later edit first",
        lambda a, n: [a.creates(n), edit(a, n, THIRD, 2), edit(a, n, SECOND, 1)],
        ("shown", THIRD)),
    "O10": Row("two things under one id",
        lambda a, n: [c := a.creates(n), {**c, "object": {**n, "content": SECOND}}],
        ("shown", FIRST)),
    "O10-edit": Row("an edit under the id of the Create",
        lambda a, n: [c := a.creates(n), {**edit(a, n, SECOND, 1), "id": c["id"]}],
        ("shown", FIRST)),
    "O11": Row("created twice, with other words",
        lambda a, n: [a.creates(n), a.creates({**n, "content": SECOND})], ("shown", FIRST)),
    "S27": Row("the same a dozen times",
        lambda a, n: [a.creates(n)] * 12, ("shown", FIRST)),
}  # fmt: skip


@pytest.mark.parametrize("row", POSTS.values(), ids=POSTS.keys())
async def test_a_post_ends_as_its_author_wanted(scene: Scene, row: Row) -> None:
    author = scene.vic
    note = {**author.note("", to=(BOARD,), parent=scene.opening.id), "content": FIRST}

    statuses = set()
    for document in row.said(author, note):
        statuses.add(await author.post(document))
        await settle_down(scene.node)

    assert ({202}, row.left) == (statuses, await scene.post_state(note["id"]))


@pytest.mark.parametrize("name", ["O02", "O15"])
async def test_what_comes_all_at_once_happens_once(scene: Scene, name: str) -> None:
    note = {**scene.vic.note("", to=(BOARD,), parent=scene.opening.id), "content": FIRST}
    said = [scene.vic.creates(note)] * 20
    if name == "O02":
        said += [scene.vic.does("Delete", note["id"])] * 3
    before = await scene.heard_of(note["id"])

    statuses = await asyncio.gather(*map(scene.vic.post, said))
    await settle_down(scene.node)

    left = await scene.post_state(note["id"])
    assert {202} == set(statuses)
    if name == "O02":
        assert left in (None, ("deleted", ""))
    else:
        assert ("shown", FIRST) == left
        assert [] == before
        heard = await scene.heard_of(note["id"])
        assert sorted(set(heard)) == sorted(heard)


VOTES: dict[str, tuple[Callable[[Person, str], list[Json]], str | None]] = {
    "O06": (lambda a, p: [v := a.does("Like", p), a.does("Undo", v), v], None),
    "O07": (lambda a, p: [a.does("Undo", v := a.does("Like", p)), v], None),
    "O07-id": (lambda a, p: [a.does("Undo", (v := a.does("Like", p))["id"]), v], None),
    "O08": (lambda a, p: [v := a.does("Like", p), a.does("Undo", v), a.does("Like", p)], "up"),
    "I50-last": (lambda a, p: [a.does("Like", p), a.does("Dislike", p)], "down"),
    "I50-flood": (lambda a, p: [a.does("Like", p) for _ in range(30)], "up"),
    "O06-old": (
        lambda a, p: [v := a.does("Like", p), a.does("Dislike", p), a.does("Undo", v)],
        "down",
    ),
}


@pytest.mark.parametrize(("said", "left"), VOTES.values(), ids=VOTES.keys())
async def test_a_vote_ends_as_its_voter_wanted(
    scene: Scene, said: Callable[[Person, str], list[Json]], left: str | None
) -> None:
    post = scene.gus.note("Stem hier.", to=(BOARD,), parent=scene.opening.id)
    await scene.gus.post(scene.gus.creates(post))
    await settle_down(scene.node)

    for document in said(scene.mallory, post["id"]):
        assert 202 == await scene.mallory.post(document)
        await settle_down(scene.node)

    votes = [] if left is None else [left]
    assert votes == await scene.votes(scene.mallory.id, post["id"])


async def test_a_follow_that_was_undone_does_not_come_back_by_replay(scene: Scene) -> None:
    """O09."""
    fan = scene.stranger("o09.victim.test", "fan")
    follow = fan.does("Follow", BOARD)
    follows: list[int] = []

    for document in (follow, fan.does("Undo", follow), follow, fan.does("Follow", BOARD)):
        await fan.post(document)
        await settle_down(scene.node)
        follows.append(await scene.follows(fan.id, BOARD))

    assert [1, 0, 0, 1] == follows


async def test_a_forged_post_does_not_take_the_place_of_the_true_one(scene: Scene) -> None:
    """O16: nothing is noted as seen that was not vouched for."""
    note = {**scene.vic.note("", to=(BOARD,), parent=scene.opening.id), "content": FIRST}
    create = scene.vic.creates(note)
    unsigned = [("content-type", "application/activity+json"), ("host", "alpha.test")]

    forged = await scene.knock(unsigned, body_of(create))
    stolen = await scene.mallory.post({**create, "actor": scene.mallory.id})
    true = await scene.vic.post(create)
    await settle_down(scene.node)

    assert (401, 403, 202) == (forged, stolen, true)
    assert ("shown", FIRST) == await scene.post_state(note["id"])


async def test_who_has_left_for_good_does_not_come_back_with_a_new_key(scene: Scene) -> None:
    """O13: not even where their server was set up anew, or went to somebody else."""
    ghost = scene.stranger("o13.victim.test", "gijs")
    await ghost.post(ghost.does("Follow", BOARD))
    await ghost.post(ghost.does("Delete", ghost.id))
    await settle_down(scene.node)
    before = await scene.keys_of(ghost.id)

    ghost.key = ANOTHER_KEY
    ghost.documents[ghost.id] = ghost.person("gijs")
    note = ghost.note("Daar ben ik weer.", to=(BOARD,), parent=scene.opening.id)
    statuses = [
        await ghost.post(ghost.creates(note)),
        await ghost.post(ghost.does("Follow", BOARD)),
    ]
    await settle_down(scene.node)

    assert [401, 401] == statuses
    assert before == await scene.keys_of(ghost.id)
    assert (None, 0) == (await scene.post_state(note["id"]), await scene.follows(ghost.id, BOARD))


async def test_a_reply_to_what_was_deleted_meanwhile_is_filed(scene: Scene) -> None:
    """O20."""
    parent = scene.vic.note("Weg.", to=(BOARD,), parent=scene.opening.id)
    child = scene.gus.note("Jammer.", to=(BOARD, scene.vic.id), parent=parent["id"])

    await scene.vic.post(scene.vic.creates(parent))
    await settle_down(scene.node)
    await scene.vic.post(scene.vic.does("Delete", parent["id"]))
    await scene.gus.post(scene.gus.creates(child))
    await settle_down(scene.node)

    assert ("deleted", "") == await scene.post_state(parent["id"])
    assert ("shown", "<p>Jammer.</p>") == await scene.post_state(child["id"])


async def test_what_is_announced_first_and_then_comes_itself_is_one_post(scene: Scene) -> None:
    """O23."""
    page = scene.gus.note("Een keer is genoeg.", to=(scene.rust.id,))

    await scene.rust.post(scene.rust.does("Announce", page["id"], to=[PUBLIC]))
    await settle_down(scene.node)
    await scene.gus.post(scene.gus.creates(page))
    await settle_down(scene.node)
    await scene.rust.post(scene.rust.does("Announce", scene.gus.creates(page), to=[PUBLIC]))
    await settle_down(scene.node)

    assert ("shown", "<p>Een keer is genoeg.</p>") == await scene.post_state(page["id"])


async def test_our_own_words_that_come_back_are_not_said_again(scene: Scene) -> None:
    """O22."""
    ours = (await scene.ask("GET", scene.opening.activity)).json()
    before = await scene.contents()

    for echo in (ours, scene.opening.id, {**ours["object"], "content": THIRD}):
        await scene.rust.post(scene.rust.does("Announce", echo, to=[PUBLIC]))
    await settle_down(scene.node)

    assert before == await scene.contents()
    assert not [asked for asked in scene.tried if asked.startswith(f"GET {BASE}")]


@pytest.mark.parametrize("minutes", [-50, 50], ids=["O18-slow", "O18-fast"])
async def test_clocks_that_are_fifty_minutes_off_are_let_in(scene: Scene, minutes: int) -> None:
    like = scene.vic.does("Like", scene.opening.id)

    status = await scene.vic.post(like, now=scene.clock() + timedelta(minutes=minutes))
    await settle_down(scene.node)

    assert 202 == status
    assert ["up"] == await scene.votes(scene.vic.id, scene.opening.id)
    assert not [asked for asked in scene.tried if asked.endswith(INBOX)]
