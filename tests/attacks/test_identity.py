"""Who may say what of whom: every row is said under a true signature, by the wrong one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.attacks.scene import ANNA, BASE, BOARD, ON_RECORD, Scene
from tests.flow.hands import settle_down
from tests.flow.stranger import PUBLIC, Stranger

pytestmark = pytest.mark.asyncio(loop_scope="module")

Deed = tuple[Stranger, dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """An attack, the status that answers it, and what is made of it once it is judged."""

    what: str
    deed: Callable[[Scene], Deed]
    status: int = 403
    verdict: str | None = None
    asks: tuple[str, ...] = ()


def note(s: Scene, **more: object) -> dict[str, Any]:
    return {**s.mallory.note("Koop bitcoin.", to=(BOARD,), parent=s.opening.id), **more}


def creates(s: Scene, **more: object) -> Deed:
    return s.mallory, s.mallory.creates(note(s, **more))


def does(s: Scene, verb: str, thing: object, **more: object) -> Deed:
    return s.mallory, s.mallory.does(verb, thing, **more)


def rewritten(s: Scene, **more: object) -> dict[str, Any]:
    return {**s.reply, "content": "<p>Koop bitcoin.</p>", "updated": "2031-01-01T00:00:00Z", **more}


ROWS = {
    "S04": Row("another's name over one's own signature",
        lambda s: (s.mallory, {**s.mallory.does("Like", s.opening.id), "actor": s.vic.id})),
    "I01": Row("a post that is said to be another's",
        lambda s: creates(s, attributedTo=s.vic.id), 202, "refused"),
    "I02": Row("a post that stands on another's server",
        lambda s: creates(s, id="https://victim.test/notes/777"), 202, "refused"),
    "I03-none": Row("a post without an id", lambda s: creates(s, id=None), 400),
    "I03-urn": Row("a post with a urn", lambda s: creates(s, id="urn:uuid:1"), 400),
    "I03-number": Row("a post whose id is a number", lambda s: creates(s, id=7), 400),
    "I04-two": Row("a post by two",
        lambda s: creates(s, attributedTo=[s.vic.id, s.mallory.id]), 400),
    "I04-object": Row("a post by a whole person",
        lambda s: creates(s, attributedTo={"type": "Person", "id": s.vic.id}), 202, "refused"),
    "I04-one": Row("a post by number 1", lambda s: creates(s, attributedTo=1), 400),
    "I04-string": Row("a post by the text 1", lambda s: creates(s, attributedTo="1"), 400),
    "I05-two": Row("two actors",
        lambda s: (s.mallory, {**s.mallory.does("Like", s.opening.id),
                               "actor": [s.vic.id, s.mallory.id]}), 400),
    "I05-number": Row("a number for an actor",
        lambda s: (s.mallory, {**s.mallory.does("Like", s.opening.id), "actor": 1}), 400),
    "I05-slash": Row("one's name with a slash more",
        lambda s: (s.mallory, {**s.mallory.does("Like", s.opening.id),
                               "actor": s.mallory.id + "/"})),
    "I05-case": Row("one's name in capitals",
        lambda s: (s.mallory, {**s.mallory.does("Like", s.opening.id),
                               "actor": s.mallory.id.replace("users", "Users")})),
    "I06": Row("an activity that stands on another's server",
        lambda s: (s.mallory, {**s.mallory.does("Like", s.opening.id),
                               "id": "https://victim.test/activities/9"})),
    "I07": Row("an activity with an id of ours",
        lambda s: (s.mallory, {**s.mallory.does("Like", s.opening.id),
                               "id": f"{BASE}/ap/activities/1"})),
    "I07-none": Row("a Like without an id",
        lambda s: (s.mallory, {**s.mallory.does("Like", s.opening.id), "id": None}), 400),
    "I08-update": Row("a neighbour rewrites a post",
        lambda s: (s.eve, s.eve.does("Update", rewritten(s))), 202, "refused"),
    "I08-claim": Row("a neighbour claims a post",
        lambda s: (s.eve, s.eve.does("Update", rewritten(s, attributedTo=s.eve.id))),
        202, "refused"),
    "I08-delete": Row("a neighbour deletes a post",
        lambda s: (s.eve, s.eve.does("Delete", s.reply["id"])), 202, "refused"),
    "I08-undo": Row("a neighbour takes a vote back",
        lambda s: (s.eve, s.eve.does("Undo", s.like)), 202, "refused"),
    "I09": Row("a stranger deletes a post",
        lambda s: does(s, "Delete", s.reply["id"]), 202, "refused"),
    "I09-tombstone": Row("a stranger deletes a post by its Tombstone",
        lambda s: does(s, "Delete", {"type": "Tombstone", "id": s.reply["id"]}), 202, "refused"),
    "I09-update": Row("a stranger rewrites a post",
        lambda s: does(s, "Update", rewritten(s)), 202, "refused"),
    "I10": Row("a stranger deletes a post of ours",
        lambda s: does(s, "Delete", s.opening.id), 202, "refused"),
    "I10-thread": Row("a stranger deletes a thread of ours",
        lambda s: does(s, "Delete", s.opening.id.replace("posts", "threads")), 202, "refused"),
    "I10-member": Row("a stranger deletes a member of ours",
        lambda s: does(s, "Delete", ANNA), 202, "refused"),
    "I10-board": Row("a stranger deletes a board of ours",
        lambda s: does(s, "Delete", BOARD), 202, "refused"),
    "I10-update": Row("a stranger rewrites a post of ours",
        lambda s: does(s, "Update", rewritten(s, id=s.opening.id, attributedTo=ANNA)),
        202, "refused"),
    "I10-actor": Row("a stranger describes a board of ours anew",
        lambda s: does(s, "Update", {**s.mallory.person("tuin"), "id": BOARD, "type": "Group"}),
        202, "refused"),
    "I11-delete": Row("a stranger deletes somebody",
        lambda s: does(s, "Delete", s.vic.id), 202, "refused"),
    "I11-update": Row("a stranger describes somebody anew",
        lambda s: does(s, "Update", {**s.mallory.person("vic"), "id": s.vic.id}),
        202, "refused"),
    "I11-neighbour": Row("a neighbour describes somebody anew",
        lambda s: (s.eve, s.eve.does("Update", {**s.eve.person("vic"), "id": s.vic.id})),
        202, "refused"),
    "I12": Row("a stranger takes a vote back", lambda s: does(s, "Undo", s.like), 202, "refused"),
    "I12-id": Row("a stranger takes a vote back by its id",
        lambda s: does(s, "Undo", s.like["id"]), 202, "refused"),
    "I12-own": Row("a stranger takes back a vote of another as their own",
        lambda s: does(s, "Undo", {**s.like, "actor": s.mallory.id}), 202, "ignored"),
    "I13-create": Row("an Undo of a Create",
        lambda s: (s.vic, s.vic.does("Undo", s.vic.creates(s.reply))), 202, "ignored"),
    "I13-undo": Row("an Undo of an Undo",
        lambda s: (s.vic, s.vic.does("Undo", s.vic.does("Undo", s.like))), 202, "ignored"),
    "I14": Row("an Accept of what nobody asked",
        lambda s: does(s, "Accept", {"type": "Follow", "actor": ANNA, "object": s.mallory.id}),
        202, "ignored"),
    "I15": Row("an Accept for somebody else",
        lambda s: does(s, "Accept",
                       {"type": "Follow", "actor": s.node.home.desk, "object": s.rust.id}),
        202, "refused"),
    "I18": Row("a Reject for somebody else",
        lambda s: does(s, "Reject",
                       {"type": "Follow", "actor": s.node.home.desk, "object": s.rust.id}),
        202, "refused"),
    "I22": Row("an Announce of an Announce of an Announce",
        lambda s: does(s, "Announce", s.mallory.does("Announce", s.mallory.does(
            "Announce", s.opening.id))), 400),
    "I23": Row("an Announce of a thousand posts",
        lambda s: does(s, "Announce", [f"https://evil.test/{n}" for n in range(1000)]), 400),
    "I23-votes": Row("an Announce of 257 votes",
        lambda s: does(s, "Announce", [s.vic.does("Dislike", s.opening.id) for _ in range(257)]),
        400),
    "I20-stranger": Row("votes of others, passed on by no board",
        lambda s: does(s, "Announce", s.vic.does("Dislike", s.opening.id)), 202, "ignored"),
    "I20-delete": Row("a board deletes what stands in no board of its own",
        lambda s: (s.rust, s.rust.does("Announce", s.vic.does("Delete", s.reply["id"]))),
        202, "ignored"),
    "I20-vote": Row("a board passes on a vote on a post that is not its own",
        lambda s: (s.rust, s.rust.does("Announce", s.vic.does("Dislike", s.opening.id))),
        202, "ignored"),
    "I20-ban": Row("a board bans somebody from a board of ours",
        lambda s: (s.rust, s.rust.does("Announce", s.gus.does("Block", s.vic.id, target=BOARD))),
        202, "ignored"),
    "I20-mod": Row("a board makes a moderator of a board of ours",
        lambda s: (s.rust, s.rust.does("Announce", s.gus.does(
            "Add", s.gus.id, target=f"{BOARD}/moderators"))), 202, "refused"),
    "I20-lock": Row("a board locks a thread of ours",
        lambda s: (s.rust, s.rust.does("Announce", s.gus.does("Lock", s.opening.id))),
        202, "refused"),
    "I20-actor": Row("a board describes somebody anew",
        lambda s: (s.rust, s.rust.does("Announce", s.gus.does(
            "Update", {**s.gus.person("gus"), "name": "Gek"}))), 202, "ignored"),
    "I20-leave": Row("a board says that somebody has left for good",
        lambda s: (s.rust, s.rust.does("Announce", s.vic.does("Delete", s.vic.id))),
        202, "accepted", ("GET https://victim.test/users/vic",)),
    "I20-follow": Row("a board passes on a Follow",
        lambda s: (s.rust, s.rust.does("Announce", s.gus.does("Follow", BOARD))),
        202, "ignored"),
    "I20-ours": Row("a board passes on what somebody here never said",
        lambda s: (s.rust, s.rust.does("Announce", {
            **s.rust.does("Delete", s.opening.id), "actor": ANNA, "id": f"{BASE}/ap/activities/7",
        })),
        202, "ignored"),
    "I36-person": Row("a person becomes a board",
        lambda s: (s.vic, s.vic.does("Update", {**s.vic.person("vic"), "type": "Group"})),
        202, "refused"),
    "I36-board": Row("a board becomes a person",
        lambda s: (s.rust, s.rust.does("Update", {**s.rust.person("rust"), "type": "Person"})),
        202, "refused"),
    "I36-note": Row("a post becomes a person",
        lambda s: (s.vic, s.vic.does("Update", {**s.vic.person("vic"), "id": s.reply["id"]})),
        202, "refused"),
    "I36-actor": Row("a person becomes a post",
        lambda s: (s.vic, s.vic.creates({**s.reply, "id": s.vic.id})), 202, "ignored"),
    "I37": Row("an author gives a post away",
        lambda s: (s.vic, s.vic.does("Update", rewritten(s, attributedTo=s.mallory.id))),
        202, "refused"),
    "I38": Row("a Create of a post that another has written",
        lambda s: (s.eve, s.eve.creates(rewritten(s, attributedTo=s.eve.id))), 202, "refused"),
    "I40": Row("a post at an http address",
        lambda s: creates(s, id="http://evil.test/notes/1"), 400),
    "I43": Row("a stranger moves somebody",
        lambda s: does(s, "Move", s.vic.id, target=s.mallory.id), 202, "refused"),
    "I43-thread": Row("a stranger moves a thread",
        lambda s: does(s, "Move", s.opening.id, target=s.rust.id), 202, "ignored"),
    "I46-add": Row("a stranger makes themself a moderator",
        lambda s: does(s, "Add", s.mallory.id, target=f"{BOARD}/moderators"), 202, "refused"),
    "I46-plain": Row("a stranger makes themself a moderator, PieFed's way",
        lambda s: does(s, "Add", s.mallory.id, audience=BOARD), 202, "refused"),
    "I46-pin": Row("a stranger pins a post",
        lambda s: does(s, "Add", s.opening.id, target=f"{BOARD}/featured"), 202, "refused"),
    "I46-elsewhere": Row("a stranger makes themself a moderator elsewhere",
        lambda s: does(s, "Add", s.mallory.id, target=f"{s.rust.id}/moderators"),
        202, "refused"),
    "I46-lock": Row("a stranger locks a thread",
        lambda s: does(s, "Lock", s.opening.id), 202, "refused"),
    "I46-unlock": Row("a stranger unlocks a thread",
        lambda s: does(s, "Undo", s.mallory.does("Lock", s.opening.id)), 202, "refused"),
    "I46-ban": Row("a stranger bans somebody from the board",
        lambda s: does(s, "Block", s.vic.id, target=BOARD), 202, "refused"),
    "I46-site": Row("a stranger bans somebody from this server",
        lambda s: does(s, "Block", s.vic.id, target=BASE), 202, "refused"),
    "I46-restore": Row("a stranger puts a post back",
        lambda s: does(s, "Undo", s.mallory.does("Delete", s.reply["id"])), 202, "ignored"),
    "I48": Row("a moderator elsewhere deletes a post here",
        lambda s: (s.gus, s.gus.does("Delete", s.reply["id"], audience=s.rust.id)),
        202, "refused"),
    "I54-bear": Row("an id that is a bearcap",
        lambda s: creates(s, id="bear:?u=https://evil.test/1&t=x"), 400),
    "I58-two": Row("a post that is also a person",
        lambda s: creates(s, type=["Note", "Person"]), 400),
    "I58-odd": Row("a post of a kind that nobody knows",
        lambda s: creates(s, type="Frobnicate"), 202, "ignored"),
    "P19": Row("a private post",
        lambda s: creates(s, to=[f"{s.mallory.id}/followers"], cc=[ANNA]), 202, "ignored"),
    "P06": Row("a post whose Public is misspelt",
        lambda s: creates(s, to=["as:public", f"{PUBLIC}/"], cc=[BOARD]), 202, "ignored"),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
async def test_nobody_passes_for_another(scene: Scene, row: Row) -> None:
    who, document = row.deed(scene)
    before, newest = await scene.tables.look(), await scene.tables.newest()

    status = await who.post(document)
    await settle_down(scene.node)

    changed = await scene.changes(before)
    verdicts = await scene.tables.verdicts(newest)
    assert (row.status, [] if row.verdict is None else [row.verdict]) == (status, verdicts)
    assert changed <= (ON_RECORD if row.verdict else frozenset())
    assert list(row.asks) == scene.tried + scene.dialled


@pytest.mark.parametrize("iri", ["reply", "opening"], ids=["I19", "I24"])
async def test_a_boost_changes_nothing_of_the_post_that_it_embeds(scene: Scene, iri: str) -> None:
    boosted = scene.reply["id"] if iri == "reply" else scene.opening.id
    before = await scene.contents()

    status = await scene.mallory.post(
        scene.mallory.does("Announce", rewritten(scene, id=boosted), to=[PUBLIC])
    )
    await settle_down(scene.node)

    assert (202, before) == (status, await scene.contents())
    assert [] == scene.tried + scene.dialled
