"""A forum that stays open between commands, and the servers of a network that stands beside it.

Commands open the forum that they work on; here that is one and the same, so that hundreds of them
take seconds. What the words of an example stand for (POST, THREAD …) is made when it is asked for.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from fediforum import node as nodes
from fediforum.flow.reporting import Complaint, complain
from fediforum.forum.model import Matter, Report
from fediforum.node import Node
from fediforum.store.crawls import Drift, save_drift
from fediforum.store.reading import reported
from tests.cli.owed import owe
from tests.cli.saying import Command
from tests.flow.group import Group
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network, forum as open_forum

OPEN = ("thread", "create", "tuin", "--as", "anna", "--title", "Slakken", "--json")
POLL = ("--poll", "Slakken", "--poll", "Egels")
LATE = "Te laat?"
LIST = "#domain,#severity,#public_comment\nnaar.test,suspend,ruzie\nluid.test,silence,reclame\n"


@dataclass
class Village:
    """The forum at alpha.test, the board and the people that it knows elsewhere."""

    say: Command
    folder: Path
    network: Network = field(default_factory=Network)
    clock: Clock = field(default_factory=Clock)
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def __post_init__(self) -> None:
        self.group = Group("tuinieren", "lemmy.test", self.network, self.clock)
        self.page = self.group.page("Groene thee")
        self.group.lists("lemmy", [self.page])
        self.piet = Stranger("piet", "mastodon.test", self.network, self.clock)
        self.mallory = Stranger("mallory", "evil.test", self.network, self.clock)
        self.network.apps["lists.test"] = PlainTextResponse(LIST)

    def settle(self, node: Node) -> None:
        """What examples take for granted is there."""
        self.node = node
        for words in (
            ("board", "create", "keuken", "--title", "De keuken"),
            ("board", "edit", "tuin", "--questions"),
        ):
            assert 0 == self.say(*words).code
        for somebody in (self.piet, self.mallory):
            assert 0 == self.say("federation", "fetch", somebody.id).code
        self.opening = self.thread()
        self.report()
        self.runner.run(self.looked())

    async def looked(self) -> None:
        """The nightly look has found something, and a server is down."""
        async with self.node.database.transaction() as conn:
            await owe(conn)
            await save_drift(conn, [Drift(date(2026, 11, 23), "lemmy.test", 1, 7, 2)])

    # -- what words stand for --------------------------------------------------------------------

    def thread(self) -> str:
        return self.made(*OPEN, *POLL, text="Overal.")

    def reply(self) -> str:
        return self.made("reply", self.thread(), "--as", "anna", "--json", text="Bier helpt.")

    def quoting(self, post: str) -> str:
        words = ("reply", post, "--as", "bea", "--quote", post, "--json")
        return self.made(*words, text="Zoals hier staat.")

    def made(self, *words: str, text: str) -> str:
        said = self.say(*words, text=text)
        assert 0 == said.code, said.err
        iri: str = said.data["id"]
        return iri

    def answered(self, thread: str, words: str = "Koop nu!") -> str:
        """A reply of mallory's, as it came in."""

        async def came() -> str:
            to = (self.node.home.board("tuin"),)
            note = self.mallory.note(words, to=to, parent=thread)
            await self.mallory.post(self.mallory.creates(note))
            await settle_down(self.node)
            return str(note["id"])

        return self.runner.run(came())

    def late(self, thread: str = "") -> str:
        """A reply that came after its thread was closed."""
        thread = thread or self.thread()
        assert 0 == self.say("thread", "lock", thread, "-m", "klaar").code
        return self.answered(thread, LATE)

    def thread_with_late(self) -> str:
        thread = self.thread()
        self.late(thread)
        return thread

    def held(self) -> str:
        """A reply that waits for a moderator."""
        for words in (("words", "horloge*"), ("trust", "off")):
            assert 0 == self.say("mod", "rule", "set", *words).code
        return self.answered(self.thread(), "Koop horloges!")

    def left_alone(self) -> None:
        """A thread of three days ago that nobody answered."""
        with self.days_ago(3):
            self.thread()

    def regular(self) -> None:
        """Somebody who wrote every day, until a while ago."""
        with self.days_ago(100):
            thread = self.thread()
            for day in range(6):
                self.clock.later(days=1)
                self.made("reply", thread, "--as", "bea", "--json", text=f"Dag {day}.")

    @contextmanager
    def days_ago(self, days: int) -> Iterator[None]:
        now = self.clock.now
        self.clock.later(days=-days)
        yield
        self.clock.now = now

    def spam(self) -> str:
        return self.answered(self.thread())

    def report(self) -> str:
        """A report of a reader, about a reply from elsewhere."""
        short = self.say("post", "show", self.answered(self.thread()), "--json").data["url"]

        async def complained() -> Report:
            async with self.node.database.connection() as conn:
                path = short.removeprefix(self.node.home.base)
                what = await reported(conn, path, self.node.home)
            said = Complaint(what=what, kind=Matter.UNKIND, words="Reclame.")
            return await complain(self.node, said)

        return self.runner.run(complained()).id

    def operation(self) -> str:
        """An act of moderation that stands."""
        done = self.say("mod", "remove", self.reply(), "-m", "reclame", "--json")
        return str(done.data["operation"])

    def delivery(self) -> str:
        """What is owed to a server that is down."""

        async def owed() -> int:
            async with self.node.database.transaction() as conn:
                return await owe(conn)

        return str(self.runner.run(owed()))

    def arrival(self) -> str:
        """The number under which something of mallory's arrived that was not accepted."""

        async def came() -> str:
            follow = self.mallory.does("Follow", self.node.home.board("moes"))
            await self.mallory.post(follow)
            await settle_down(self.node)
            return str(follow["id"])

        told = self.say("federation", "explain", self.runner.run(came()), "--json").data
        return str(told["arrived"][0]["arrival"])

    def known_page(self) -> str:
        """A thread of a board elsewhere that is followed."""
        self.runner.run(self.group.is_followed_by(self.node))
        words = ("board", "follow", "!tuinieren@lemmy.test", "--again", "--wait")
        assert 0 == self.say(*words).code
        return str(self.page["id"])

    def note(self) -> str:
        """A post elsewhere that answers one here."""
        note = self.piet.note("Dag.", to=(), parent=self.thread())
        return str(note["id"])


@pytest.fixture
def village(
    alpha: Command, forum: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Village]:
    """As ``alpha``, in a forum that stays open, with others about."""
    made = Village(alpha, forum)
    alpha("board", "list")  # lends the key
    monkeypatch.chdir(forum)
    with made.runner:
        opened = open_forum("alpha.test", database_url, forum, made.network, made.clock)
        node = made.runner.run(opened.__aenter__())

        @asynccontextmanager
        async def as_it_is(*_: Any, **__: Any) -> AsyncIterator[Node]:
            yield node

        monkeypatch.setattr(asyncio, "run", made.runner.run)
        monkeypatch.setattr(nodes, "open_node", as_it_is)
        made.settle(node)
        yield made
        made.runner.run(opened.__aexit__(None, None, None))
