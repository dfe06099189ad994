"""The volume contract (decision 11) as it goes over the wire, row by row.

A board with followers on servers of every kind; something happens; each server was sent exactly
what its rows say, each thing once. Whatever happens, no home timeline shows a post twice.
``tests/forum/test_audience.py`` holds the same rows as values.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest

from fediforum.flow import setup, speak
from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.budget import Budget
from fediforum.forum import compose
from fediforum.forum.known import Known
from fediforum.forum.provenance import Local
from fediforum.forum.verdict import Accepted
from fediforum.store.known import load_known
from fediforum.vocab.activities import AnyActivity
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.json import write_json
from fediforum.web.app import create_app
from tests.federation.neighbourhood import Neighbour, Neighbourhood
from tests.federation.recordings import AS2, HOST, Document, Place, key_id
from tests.flow.two_forums import Clock, forum

SOFTWARE: Mapping[str, str | None] = {
    "mastodon": "microblog",
    "gotosocial": "microblog",
    "misskey": "microblog",
    "lemmy": "forum",
    "piefed": "forum",
    "mbin": "forum",
    "discourse": "forum",
    "fediforum": "forum",
    "nodebb": "nodebb",
    "nobody-knows": "unknown",
}
TIES = ("board", "thread", "board thread", "author", "author board", "author board thread")
EVERY_TIE = ("mastodon", "lemmy", "piefed", "nodebb", "nobody-knows")
READERS = [
    (software, ties)
    for software in SOFTWARE
    for ties in TIES
    if software in EVERY_TIE or ties == "board"
]

CREATE, BOOST, BY_THREAD = "Create by author", "Announce by board", "Announce by thread"
RELAY, WRAP = "Create relayed by board", "Announce{Create} by board"
UPDATE, DELETE = "Update by author", "Delete by author"

Row = Mapping[str, set[str]]

OPENING: Row = {
    "author": {CREATE},
    "board microblog": {BOOST},
    "board forum": {WRAP},
    "board nodebb": {BOOST},
    "board unknown": {BOOST, WRAP},
}
REPLY: Row = {
    "author": {CREATE},
    "board microblog": {RELAY},
    "board forum": {WRAP},
    "board nodebb": {BOOST},
    "board unknown": {RELAY},
    "thread": {BY_THREAD},
}
EDIT: Row = {
    "author": {UPDATE},
    "board microblog": {UPDATE},
    "board forum": {"Announce{Update} by board"},
    "board nodebb": {UPDATE},
    "board unknown": {UPDATE, "Announce{Update} by board"},
    "thread": {UPDATE},
}
DELETION: Row = {
    "author": {DELETE},
    "board microblog": {DELETE},
    "board forum": {"Announce{Delete} by board"},
    "board nodebb": {"Announce{Delete} by board"},
    "board unknown": {DELETE, "Announce{Delete} by board"},
    "thread": {DELETE},
}


def without(row: Row, *kinds: str) -> Row:
    return {kind: forms for kind, forms in row.items() if kind not in kinds}


def among_forums(verb: str) -> Row:
    told = {f"Announce{{{verb}}} by board"}
    return {"board forum": told, "board nodebb": told}


@dataclass(frozen=True, slots=True)
class Town:
    """A forum with board tuin: anna and bert live here, rex at a Mastodon elsewhere."""

    place: Place
    around: Neighbourhood
    rex: Neighbour
    numbers: "count[int]" = field(default_factory=count)

    async def known(self, *iris: Iri) -> Known:
        place = self.place
        async with place.node.database.connection() as conn:
            return await load_known(
                conn, {*iris, place.board, place.node.home.desk}, place.node.home
            )

    async def does(self, activity: AnyActivity) -> None:
        spoken = Spoken(activity=activity, by=Local(activity.actor))
        (verdict,) = await act(self.place.node, [spoken], Budget.none())
        assert isinstance(verdict, Accepted), verdict

    def note(self, text: str, parent: str | None = None, *, iri: str = "") -> Document:
        """A public post of rex that calls the board, served from now on."""
        name = self.rex.reader
        note: Document = {
            "@context": AS2,
            "id": iri or f"{name}/notes/{next(self.numbers)}",
            "type": "Note",
            "attributedTo": name,
            "content": f"<p>{text}</p>",
            "to": [PUBLIC],
            "cc": [self.place.board, f"{name}/followers"],
            "tag": [{"type": "Mention", "href": self.place.board, "name": f"@general@{HOST}"}],
            "published": self.place.clock().isoformat(),
        }
        if parent is not None:
            note["inReplyTo"] = parent
        if iri:
            note["updated"] = self.place.clock().isoformat()
        self.rex.notes[note["id"]] = note
        return note

    async def says(self, verb: str, thing: Document | str, *, linked: bool = False) -> None:
        """An activity of rex arrives; ``linked``: with an LD signature, as Mastodon writes them."""
        name = self.rex.reader
        activity: Document = {
            "@context": [AS2, "https://w3id.org/security/v1"],
            "id": f"{name}/does/{next(self.numbers)}",
            "type": verb,
            "actor": name,
            "object": thing,
            "to": [PUBLIC],
            "cc": [f"{name}/followers"],
        }
        if linked:
            activity["signature"] = {
                "type": "RsaSignature2017",
                "creator": key_id(name),
                "created": self.place.clock().isoformat(),
                "signatureValue": "bm90IGxvb2tlZCBhdA==",
            }
        assert await self.place.post(write_json(activity)) == 202


# -- what happens ------------------------------------------------------------------------------


async def member_opens(town: Town) -> None:
    await speak.open_thread(town.place.node, "general", "anna", "Frogs", "They are *back*.")


async def stranger_opens(town: Town) -> None:
    await town.says("Create", town.note("Has anybody seen a newt?"), linked=True)


async def member_answers(town: Town) -> None:
    await speak.reply(town.place.node, town.place.opening, "anna", "At mine too.")


async def other_member_answers(town: Town) -> None:
    await speak.reply(town.place.node, town.place.opening, "bert", "Not at mine.")


async def stranger_answers(town: Town) -> None:
    await town.says("Create", town.note("Beer helps.", town.place.opening), linked=True)


async def stranger_answers_unsigned(town: Town) -> None:
    await town.says("Create", town.note("Beer helps.", town.place.opening))


async def member_edits_opening(town: Town) -> None:
    await speak.edit(town.place.node, town.place.opening, "anna", "They are gone.")


async def member_edits_reply(town: Town) -> None:
    await speak.edit(town.place.node, town.place.reply, "anna", "No longer.")


async def member_deletes_reply(town: Town) -> None:
    await speak.delete(town.place.node, town.place.reply, "anna")


async def member_likes(town: Town) -> None:
    await speak.like(town.place.node, town.place.reply, "bert")


async def stranger_likes(town: Town) -> None:
    await town.says("Like", town.place.reply)


async def moderator_locks(town: Town) -> None:
    node, opening = town.place.node, town.place.opening
    known = await town.known(opening)
    desk, board = known.members[node.home.desk], known.boards[town.place.board]
    now = node.clock()
    await town.does(
        compose.lock(desk, known.posts[opening], board, "asleep", new=ids(node), now=now)
    )


async def moderator_removes_opening(town: Town) -> None:
    await removes(town, town.place.opening)


async def moderator_removes_reply(town: Town) -> None:
    said = await speak.reply(town.place.node, town.place.opening, "bert", "Go away.")
    await town.place.settle()
    town.around.heard()
    await removes(town, said.id)


async def removes(town: Town, iri: Iri) -> None:
    node = town.place.node
    known = await town.known(iri)
    desk, board = known.members[node.home.desk], known.boards[town.place.board]
    removal = compose.delete(desk, known.posts[iri], board, new=ids(node), now=node.clock())
    await town.does(replace(removal, summary="unkind"))


BACK = {"Undo{Announce} by board"}
CONTRACT: Mapping[Callable[[Town], Awaitable[None]], Row] = {
    member_opens: OPENING,
    stranger_opens: without(OPENING, "author"),
    member_answers: REPLY,
    other_member_answers: without(REPLY, "author"),
    stranger_answers: without(REPLY, "author"),
    stranger_answers_unsigned: without(REPLY, "author", "board microblog", "board unknown"),
    member_edits_opening: EDIT,
    member_edits_reply: EDIT,
    member_likes: {**among_forums("Like"), "board nodebb": {"Like by author"}},
    stranger_likes: among_forums("Like"),
    moderator_removes_reply: {**among_forums("Delete"), "thread": {"Undo{Announce} by thread"}},
    # A GoToSocial keeps its people from answering where nobody may.
    moderator_locks: {**among_forums("Lock"), "board gotosocial": {UPDATE}},
    member_deletes_reply: DELETION,
    moderator_removes_opening: {
        **among_forums("Delete"),
        "board microblog": BACK,
        "board unknown": BACK,
    },
}


def expected(row: Row, software: str, ties: str) -> Counter[str]:
    """What a server is sent: what the rows of all it follows say, each thing once.

    Who hears it from the author is not relayed it, who hears of an edit or a deletion from the
    board is not told for the thread's sake as well, NodeBB takes a deletion from the board alone,
    and Lemmy cannot follow a thread.
    """
    followed = ties.split()
    if software == "lemmy" and "thread" in followed:
        followed.remove("thread")
    if "board" in followed and row in (EDIT, DELETION) and "thread" in followed:
        followed.remove("thread")
    forms: set[str] = set()
    for tie in followed:
        for kind in (tie, f"{tie} {SOFTWARE[software]}", f"{tie} {software}"):
            forms |= row.get(kind, set())
    if CREATE in forms:
        forms.discard(RELAY)
    if software == "nodebb" and row is DELETION and "board" in followed:
        forms.discard(DELETE)
    return Counter(forms)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    clock, around = Clock(), Neighbourhood()
    async with forum(HOST, database_url, tmp_path, around, clock) as node:
        around.apps[HOST] = create_app(node)
        board = await setup.create_board(node, "general", "General")
        anna = await setup.create_member(node, "anna", "Anna")
        await setup.create_member(node, "bert", "Bert")
        opening = await speak.open_thread(node, "general", "anna", "Snails", "Everywhere.")
        reply = await speak.reply(node, opening.id, "anna", "Still.")
        place = Place(node, around, clock, board.id, opening.id, reply.id)
        thread = node.home.thread(opening.id.rpartition("/")[2])
        targets = {"author": anna.id, "board": board.id, "thread": thread}
        rex = Neighbour("rex.test", "mastodon")
        around.settle(rex)
        town = Town(place, around, rex)
        for software, ties in READERS:
            follows = frozenset(targets[tie] for tie in ties.split())
            name = None if software == "nobody-knows" else software
            neighbour = Neighbour(host_of_reader(software, ties), name, follows)
            around.settle(neighbour)
            for whom in sorted(follows):
                await follow(place, neighbour.reader, whom)
        await place.settle()
        around.heard()
        clock.later(minutes=10)
        yield town


def host_of_reader(software: str, ties: str) -> str:
    return f"{software}.{ties.replace(' ', '-')}.test"


async def follow(place: Place, reader: str, whom: str) -> None:
    asked = {
        "@context": AS2,
        "id": f"{reader}/follows/{whom.rpartition('/')[2]}",
        "type": "Follow",
        "actor": reader,
        "object": whom,
    }
    assert await place.post(write_json(asked)) == 202


async def test_each_server_is_sent_what_its_rows_say_and_nothing_else(town: Town) -> None:
    for event, row in CONTRACT.items():
        await event(town)
        await town.place.settle()

        heard = town.around.heard()
        wanted = {
            host_of_reader(software, ties): expected(row, software, ties)
            for software, ties in READERS
        }
        assert wanted == {host: heard[host] for host in wanted}, event.__name__


async def test_no_home_timeline_shows_a_post_twice(town: Town) -> None:
    for event in CONTRACT:
        await event(town)
        await town.place.settle()

    opened, answered = 2, 5
    for software, ties in READERS:
        if SOFTWARE[software] not in ("microblog", "unknown"):
            continue
        reader = town.around.neighbours[host_of_reader(software, ties)]
        boosts, originals = Counter(reader.boosts), Counter(reader.originals)
        assert not [post for post, times in boosts.items() if times > 1], reader.host
        assert not [post for post, times in originals.items() if times > 1], reader.host
        if ties == "board":
            assert (opened, 0) == (len(boosts), len(originals)), reader.host
        if ties == "thread":
            assert (answered, 0) == (len(boosts), len(originals)), reader.host
