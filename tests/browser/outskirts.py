"""What lies around the village: a board elsewhere with what waits there, and a thread here in
which all happened that may happen to posts.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from fediforum.content import render, sanitise_remote, with_quote_line
from fediforum.forum.effects import Effect, Put, Relate
from fediforum.forum.model import Board, Grave, Post, PostState, Relation, Tie
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.store.crawls import lease, release
from fediforum.store.database import Conn
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Attachment, Option
from tests.browser.village import BEGUN, Village, short, words

SCHOOL, WHOLE, WAITING, REFUSED, LONG = 400, 420, 440, 450, 460
CLOSES = BEGUN + timedelta(days=5, hours=9)
REWRITTEN = (
    "Moet nu weg, ga straks uitgebreid reageren.",
    """Ik heb er nog eens over nagedacht. Een buurthuis lijkt mij het beste.

Wie kan er op dinsdag?""",
    """Ik heb er nog eens goed over nagedacht. Een buurthuis met een werkplaats lijkt mij het beste.

Wie kan er op donderdag?

Koffie staat klaar.""",
)
LONG_WORD = "Aansprakelijkheidswaardevaststellingsveranderingen" * 3
POLL = (
    Option("Een buurthuis", 12),
    Option("Woningen voor wie hier is opgegroeid en niet weg wil, ook als dat lang duurt", 1408),
    Option("مكتبة", 3),
    Option(LONG_WORD[:80], 0),
)


class Outskirts:
    """The board of another server that the village follows, one that it asked, and the school."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.greet = village.person("greet", "Greet", "lemmy.test")
        self.loud = village.person("loud", f"\u202e{LONG_WORD}", "lemmy.test")
        self.garden = elsewhere("tuinieren", "Tuinieren", "lemmy.test")
        self.kitchen = elsewhere("koken", "Koken met wat er is", "piefed.test")
        thread = village.thread
        self.school = thread(SCHOOL, village.questions, "Wat doen we met de oude school?")
        self.whole = thread(WHOLE, self.garden, "Slakken in de sla", self.greet)
        self.waiting = thread(WAITING, self.garden, "Ruilen van stekjes", village.john)
        self.refused = replace(
            thread(REFUSED, self.garden, "Te koop: tuinslang", village.john), removed=True
        )
        self.long = thread(LONG, self.garden, LONG_WORD, self.loud)

    def effects(self) -> Iterator[Effect]:
        yield from map(Put, (self.greet, self.loud))
        yield from map(Put, (self.garden, self.kitchen))
        desk = self.village.home.desk
        for board, value in ((self.garden, "accepted"), (self.kitchen, "pending")):
            yield Relate(Relation(kind=Tie.FOLLOW, a=desk, b=board.id, value=value))
        yield from self.happened()
        yield from self.stood_elsewhere()

    def happened(self) -> Iterator[Effect]:
        """A poll, and under it what was removed, withdrawn, deleted, answered, quoted, liked."""
        village, asked = self.village, self.school
        opening = village.opening(asked, village.cora, "Ze staat leeg sinds de zomer. #school")
        yield Put(asked)
        yield Put(replace(opening, type="Question", options=POLL, closes=CLOSES))
        said = [
            village.post(SCHOOL + n, asked, village.people[n % 8], words(n), asked.root)
            for n in range(1, 10)
        ]
        quoted = village.post_id(201, village.cora)
        told = with_quote_line(words(4), village.home.post_page(short(201)))
        said[0] = replace(said[0], quote=quoted, content=sanitise_remote(told))
        said[1] = replace(said[1], state=PostState.REMOVED, reason="<b>reclame</b> voor verf")
        said[2] = replace(said[2], state=PostState.REMOVED, reason=f"\u202e{LONG_WORD}")
        said[3] = replace(said[3], state=PostState.WITHDRAWN)
        said[5] = replace(said[5], attachments=tuple(files()))
        yield from map(Put, said)
        yield Put(Grave(id=said[4].id, by=said[4].author, at=said[4].published))
        yield Relate(Relation(kind=Tie.STAMP, a=said[0].id, b=quoted, value=said[0].author))
        yield Relate(Relation(kind=Tie.ANSWER, a=said[6].id, b=asked.id))
        emoji = ("🐌", "🐌", "❤️", ":blobcat_met_een_lange_naam:", ":\u202eom:", "👍🏽", "🎉")
        for member, each in zip(village.people, emoji, strict=False):
            yield Relate(Relation(kind=Tie.VOTE, a=member.id, b=said[6].id, value=each))

    def rewritten(self) -> Iterator[Post]:
        """What one of the posts under the poll said at first, and after each edit."""
        village = self.village
        author = village.people[0]
        for number, source in enumerate(REWRITTEN, 1):
            made = village.post(SCHOOL + 8, self.school, author, render(source).html)
            later = made.published + timedelta(hours=number)
            yield replace(made, parent=self.school.root, updated=later)

    def stood_elsewhere(self) -> Iterator[Effect]:
        """Threads of the board elsewhere: whole, waiting, refused, and one that is too long."""
        village, john = self.village, self.village.john
        for thread, author in (
            (self.whole, self.greet), (self.waiting, john), (self.refused, john),
            (self.long, self.loud),
        ):  # fmt: skip
            opening = village.opening(thread, author, "Wie weet daar iets op?")
            opening = replace(opening, url=None if author.local else thread.root)
            yield Put(thread)
            if thread is self.waiting:
                opening = replace(opening, state=PostState.PENDING)
            if thread is self.refused:
                why = "Verkopen doen we op zaterdag"
                opening = replace(opening, state=PostState.REFUSED, reason=why)
            yield Put(opening)
        for n in range(1, 6):
            author = (self.greet, john, self.loud, john, village.anneke)[n - 1]
            said = village.post(WHOLE + n, self.whole, author, words(n), self.whole.root)
            if n == 2:
                said = replace(said, state=PostState.PENDING)
            if n == 4:
                said = replace(said, state=PostState.PENDING, reason="it is not in its context")
            yield Put(said)


def elsewhere(name: str, title: str, host: str) -> Board:
    id_ = Iri(f"https://{host}/c/{name}")
    return Board(
        id=id_,
        local=False,
        name=name,
        title=title,
        host=host,
        followers=Iri(f"{id_}/followers"),
        inbox=Iri(f"{id_}/inbox"),
    )


def files() -> Iterator[Attachment]:
    media = "https://mastodon.test/media/"
    yield Attachment("Video", Iri(f"{media}1.mp4"), "video/mp4", "Een rondgang door de gymzaal")
    yield Attachment("Audio", Iri(f"{media}1.ogg"), "audio/ogg", None)
    yield Attachment("Document", Iri(f"{media}plan.pdf"), "application/pdf", LONG_WORD)


async def settle_around(node: Node, village: Village) -> None:
    """Have the outskirts live in the forum; the thread elsewhere was looked for and is whole."""
    around = Outskirts(village)

    async def work(conn: Conn) -> None:
        await commit(conn, [Acted(tuple(around.effects()))], node.home, BEGUN)
        await commit(conn, [Acted((Put(edit),)) for edit in around.rewritten()], node.home, BEGUN)
        token = await lease(conn, around.whole.id, BEGUN, timedelta(minutes=1))
        assert token is not None
        await release(conn, around.whole.id, token, BEGUN)

    await node.database.in_transaction(work)
