"""What happens in the demonstration, step by step; each is looked for until it is so."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar

from fediforum.demo.machines import PLEIN, TUIN, Machines
from fediforum.demo.microblog import Person
from fediforum.errors import FediforumError
from fediforum.flow import setup, speak
from fediforum.forum.model import Tie
from fediforum.limits import FETCH_BODY
from fediforum.node import Node, utc_now
from fediforum.store.known import load_known
from fediforum.store.peers import load_peer
from fediforum.store.reading import find_post, post
from fediforum.vocab.iri import Iri

T = TypeVar("T")

PATIENCE = 20.0
LOOK_AGAIN = 0.05

TITLE = "Slakken in de sla"
TEXT = "Elk voorjaar hetzelfde liedje: de *eerste* kropjes staan er, en de slakken weten het al."
MORE = "Elk voorjaar hetzelfde liedje, en dit jaar ook in de andijvie."
ANSWER = "Zet er een schoteltje bier bij!"
BETTER = "Zet er twee schoteltjes bier bij!"
THANKS = "Dat werkt, maar de egel drinkt het leeg."
WISH = "Dan is de egel de beste hulp in de tuin."


@dataclass(frozen=True, slots=True)
class Step:
    """What happened, in one word and in a sentence; when that was so, and how long it took."""

    word: str
    what: str
    at: datetime
    seconds: float
    ok: bool
    why: str = ""

    def facts(self) -> dict[str, object]:
        return {**asdict(self), "at": self.at.isoformat(timespec="milliseconds")}


class Failed(Exception):
    """A step did not come about; those after it rest on it."""


class Story:
    """The steps in their order; ``tell`` hears each as it happens."""

    def __init__(self, machines: Machines, tell: Callable[[Step], None]) -> None:
        self.tuin, self.plein, self.micro = machines.tuin, machines.plein, machines.micro
        self.ground = machines.ground
        self.tell = tell
        self.pages: list[str] = []

    async def run(self) -> bool:
        """Whether all of it happened."""
        try:
            await self.play()
        except Failed:
            return False
        return True

    async def step(self, word: str, what: str, work: Awaitable[T]) -> T:
        """Tell how a step went. Raises Failed where it did not."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                result = await work
        except (FediforumError, TimeoutError) as problem:
            why = str(problem) or f"not seen within {PATIENCE:.0f} s"
            self.told(word, what, began, why)
            raise Failed from problem
        self.told(word, what, began)
        return result

    def told(self, word: str, what: str, began: float, why: str = "") -> None:
        seconds = round(time.monotonic() - began, 3)
        self.tell(Step(word, what, utc_now(), seconds, ok=not why, why=why))

    # -- the plot ------------------------------------------------------------------------------

    async def play(self) -> None:
        board = f"moestuin@{self.ground.sites[TUIN].host}"
        piet, rosa = await self.step("begun", "a board, and four people", self.begin())
        await self.step(
            "followed", f"Piet, on a microblog, follows @{board}", self.follows(piet, board)
        )
        await self.step(
            "followed", f"the forum {PLEIN} follows the board too", self.forum_follows(board)
        )
        thread = await self.step(
            "opened", f"Anna opens a thread on {TUIN}: {TITLE}",
            speak.open_thread(self.tuin, "moestuin", "anna", TITLE, TEXT),
        )  # fmt: skip
        await self.step(
            "arrived", "it stands in Piet's home timeline, whole, with its title",
            self.reads(piet, thread.id, TITLE, "de slakken weten het al"),
        )  # fmt: skip
        await self.step(
            "arrived", f"it stands on {PLEIN}, as a page",
            self.shown(self.plein, thread.id, "de slakken weten het al"),
        )  # fmt: skip
        place = thread.id.rpartition("/")[2]
        handle = f"t{place}@{self.ground.sites[TUIN].host}"
        await self.step(
            "followed", f"Rosa follows only this thread: @{handle}", self.follows(rosa, handle)
        )
        await self.replies(piet, rosa, thread.id)
        await self.step(
            "edited", "Anna edits what she wrote; Piet reads it in his timeline",
            self.edits_thread(thread.id, piet),
        )  # fmt: skip
        await self.step(
            "counted", "Piet saw the thread once; Rosa saw nothing but replies",
            self.volume(piet, rosa, thread.id),
        )  # fmt: skip
        self.pages = [str(thread.url), f"{self.plein.home.base}/", f"{self.micro.base}/"]

    async def replies(self, piet: Person, rosa: Person, thread: Iri) -> None:
        note = await self.step(
            "replied", f"Piet answers, from his own app: {ANSWER}",
            self.micro.reply(piet, thread, ANSWER),
        )  # fmt: skip
        await self.step(
            "shown", f"his answer stands on the page of {TUIN}",
            self.shown(self.tuin, note.id, ANSWER),
        )  # fmt: skip
        await self.step(
            "shown", f"and on the page of {PLEIN}", self.shown(self.plein, note.id, ANSWER)
        )
        await self.step("arrived", "Rosa reads it at home", self.reads(rosa, note.id, ANSWER))
        thanks = await self.step(
            "replied", f"Bob answers Piet, on {PLEIN}: {THANKS}",
            speak.reply(self.plein, note.id, "bob", THANKS),
        )  # fmt: skip
        await self.step(
            "shown", f"Bob's answer stands on the page of {TUIN}",
            self.shown(self.tuin, thanks.id, THANKS),
        )  # fmt: skip
        await self.step("arrived", "Piet is told", self.is_told(piet, thanks.id))
        await self.step(
            "edited", f"Piet edits his answer, and both forums show it: {BETTER}",
            self.edits_reply(piet, note.id),
        )  # fmt: skip
        await self.step(
            "deleted", "Piet deletes it, and neither forum shows it any more",
            self.deletes_reply(piet, note.id),
        )  # fmt: skip
        wish = await self.step(
            "replied", f"Rosa answers Bob: {WISH}", self.micro.reply(rosa, thanks.id, WISH)
        )  # fmt: skip
        await self.step(
            "shown", "hers stands on both pages", self.both_show(wish.id, WISH)
        )  # fmt: skip

    # -- what is done --------------------------------------------------------------------------

    async def begin(self) -> tuple[Person, Person]:
        await setup.create_board(self.tuin, "moestuin", "De moestuin")
        await setup.create_member(self.tuin, "anna", "Anna")
        await setup.create_member(self.plein, "bob", "Bob")
        return await self.micro.join("piet", "Piet"), await self.micro.join("rosa", "Rosa")

    async def follows(self, person: Person, handle: str) -> None:
        whom = await self.micro.follow(person, handle)
        await until(lambda: settled(whom in person.follows))

    async def forum_follows(self, board: str) -> None:
        """The board has let the forum follow, and knows that it is one, not a microblog."""
        asked = await speak.follow(self.plein, board, "desk")
        desk = self.plein.home.desk

        async def accepted() -> bool:
            async with self.plein.database.connection() as conn:
                known = await load_known(conn, {desk, asked.id}, self.plein.home)
            relation = known.relation(Tie.FOLLOW, desk, asked.id)
            return relation is not None and relation.value == "accepted"

        async def recognised() -> bool:
            async with self.tuin.database.connection() as conn:
                peer = await load_peer(conn, self.plein.home.host)
            return peer.software is not None

        await until(accepted)
        await until(recognised)

    async def reads(self, person: Person, note: Iri, *words: str) -> None:
        def there() -> bool:
            known = self.micro.notes.get(note) if note in person.home else None
            return known is not None and all(word in known.content for word in words)

        await until(lambda: settled(there()))

    async def is_told(self, person: Person, note: Iri) -> None:
        await until(lambda: settled(note in person.called))

    async def shown(self, node: Node, iri: Iri, words: str) -> None:
        await until(lambda: self.on_page(node, iri, words))

    async def both_show(self, iri: Iri, words: str) -> None:
        for node in (self.tuin, self.plein):
            await self.shown(node, iri, words)

    async def hidden(self, node: Node, iri: Iri, words: str) -> None:
        async def away() -> bool:
            return not await self.on_page(node, iri, words)

        await until(away)

    async def on_page(self, node: Node, iri: Iri, words: str) -> bool:
        """Whether whoever opens the thread's page of a forum, over HTTPS, reads the words."""
        async with node.database.connection() as conn:
            found = await find_post(conn, iri, node.home)
            view = await post(conn, found) if found is not None else None
        if view is None:
            return False
        page = node.home.thread_page(view.thread_short, view.thread_slug)
        answer = await self.micro.http.get(
            page, {"Accept": "text/html"}, max_bytes=FETCH_BODY, seconds=PATIENCE
        )
        return answer.status == 200 and words in answer.body.decode()

    async def edits_reply(self, person: Person, note: Iri) -> None:
        await self.micro.edit(person, note, BETTER)
        await self.both_show(note, BETTER)

    async def deletes_reply(self, person: Person, note: Iri) -> None:
        await self.micro.delete(person, note)
        for node in (self.tuin, self.plein):
            await self.hidden(node, note, BETTER)

    async def edits_thread(self, thread: Iri, reader: Person) -> None:
        await speak.edit(self.tuin, thread, "anna", MORE)
        await self.reads(reader, thread, "andijvie")

    async def volume(self, piet: Person, rosa: Person, thread: Iri) -> None:
        """The volume contract: one status for the thread, no reply boosted by the board."""
        if list(piet.home) != [thread]:
            raise FediforumError(f"Piet's timeline holds {list(piet.home)}.")
        if thread in rosa.home:
            raise FediforumError("Rosa's timeline holds the thread itself.")


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    """What is looked for is so. Nobody tells a reader: they look again."""
    while not await look():  # noqa: ASYNC110
        await asyncio.sleep(LOOK_AGAIN)


async def settled(so: bool) -> bool:
    return so
