"""Where a conversation is played: one forum with its real doors, and a platform made of recordings.

Board ``general`` is kept by the desk; frida and gerda are members. A Lemmy at witness.test
follows the board in every conversation: what is passed on is passed on to it too.
"""

import collections
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fediforum.flow import setup
from fediforum.forum.known import Known
from fediforum.forum.model import Board, Member, Post, Thread
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import write_json
from tests.federation.conversations.shapes import differences, exchanged, put, shape
from tests.federation.conversations.steps import Document, Echo, Platform, Recorded, Step, read
from tests.federation.recordings import HOST, Place, parsed
from tests.vocab.shape_contract import breaches

WITNESS = "witness.test"
WALT = f"https://{WITNESS}/u/walt"
ACTOR_KEYS = ("actor", "attributedTo")


@dataclass
class Stage:
    """The forum, the platform, and what each thing is called in the table (``{board}``)."""

    place: Place
    platform: Platform
    names: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    async def begin(self) -> None:
        """The platform's actors are there, and the witness follows the board."""
        await setup.create_member(self.place.node, "gerda", "Gerda")
        kitchen = await setup.create_board(self.place.node, "kitchen", "Kitchen")
        home = self.place.node.home
        self.names |= {
            "board": self.place.board,
            "opening": self.place.opening,
            "reply": self.place.reply,
            "frida": home.member("frida"),
            "gerda": home.member("gerda"),
            "desk": home.desk,
            "kitchen": kitchen.id,
            "here": home.base,
            "theirs": self.platform.board,
        }
        self.place.web.software |= {self.platform.host: self.platform.software, WITNESS: "lemmy"}
        self.place.web.inboxes |= {self.platform.host: self.platform.inbox}
        for iri, source in self.platform.actors.items():
            recorded = (Recorded(source) if isinstance(source, str) else source).document()
            names = {**self.platform.aim, str(recorded["id"]): iri}
            self.place.web.record(exchanged(recorded, names))
        if self.platform.board:
            self.place.web.introduce(self.platform.board)
        follow = {
            "id": f"{WALT}/follow",
            "type": "Follow",
            "actor": WALT,
            "object": self.place.board,
        }
        await self.say(follow)

    # -- what is said ------------------------------------------------------------------------------

    def aimed(self, step: Step) -> Document:
        """What the platform says, with only ids, hosts and dates exchanged."""
        assert step.source is not None
        if isinstance(step.source, Echo):
            document = {**read(step.source.inside), "object": self.last_sent(step.source.takes)}
        else:
            document = step.source.document()
        document = self.renamed(document, step)
        if getattr(step.source, "inside", None) is not None:
            document["id"] += f"-{next(self.numbers)}"
        for path, value in step.put.items():
            put(document, path, self.iri(value) if isinstance(value, str) else value)
        return dict(document)

    def renamed(self, document: Document, step: Step) -> Document:
        """A document of the table, in which all are called by their ids here."""
        called = {f"{{{name}}}": iri for name, iri in self.names.items()}
        names = {**called, **self.platform.aim, **step.aim}
        found: Document = exchanged(document, {a: self.names_in(b) for a, b in names.items()})
        return found

    def names_in(self, text: str) -> str:
        """As ``iri``, but what is called by no name yet keeps the one of the table."""
        return text.format_map(collections.defaultdict(lambda: text, self.names))

    def last_sent(self, verb: str) -> Document:
        """The last activity of that verb by somebody here that the platform was sent."""
        sent = [each for each in self.sent(0, self.platform.host) if each["type"] == verb]
        return {name: value for name, value in sent[-1].items() if name != "@context"}

    def iri(self, text: str) -> str:
        """The id that ``{board}`` or the like stands for in a table."""
        return text.format_map(self.names)

    async def say(
        self, document: Document, verdict: str = "accepted", signer: str | None = None
    ) -> None:
        """Somebody elsewhere says it at our inbox, signed, and all that follows happens."""
        self.serve(document)
        came = await self.place.say(write_json(document), signer=signer)
        assert (202, verdict) == (came.status, came.verdict), came

    def serve(self, document: Document) -> None:
        """Who speaks in a document is there, and so are the posts that it brings."""
        for thing in within(document):
            if "inbox" not in thing:
                for speaker in map(thing.get, ACTOR_KEYS):
                    if isinstance(speaker, str) and not ours(speaker):
                        self.place.web.introduce(speaker)
            iri = thing.get("id")
            if isinstance(iri, str) and not ours(iri) and {"inbox", "attributedTo"} & thing.keys():
                keys = {"publicKey": self.place.web.key_of(iri)} if "inbox" in thing else {}
                self.place.web.documents[iri] = {**thing, **keys}

    def meet(self, text: str) -> None:
        """Somebody stands at that id."""
        if not ours(self.iri(text)):
            self.place.web.introduce(self.iri(text))

    # -- what there is -----------------------------------------------------------------------------

    async def known(self, *texts: str) -> Known:
        async with self.place.node.database.connection() as conn:
            wanted = {Iri(self.iri(text)) for text in texts}
            return await load_known(conn, wanted, self.place.node.home)

    async def post(self, text: str) -> Post:
        return (await self.known(text)).posts[Iri(self.iri(text))]

    async def thread(self, text: str) -> Thread:
        post = await self.post(text)
        assert post.thread is not None
        return (await self.known(post.id, post.thread)).threads[post.thread]

    async def board(self, text: str = "{board}") -> Board:
        return (await self.known(text)).boards[Iri(self.iri(text))]

    async def member(self, text: str) -> Member:
        return (await self.known(text)).members[Iri(self.iri(text))]

    # -- one step ----------------------------------------------------------------------------------

    async def play(self, step: Step) -> None:
        """The step happens, and all that its table says of it holds."""
        self.place.clock.later(minutes=1)
        before = len(self.place.web.posts)
        said: Document = {}
        for url, source in step.serves.items():
            self.place.web.documents[url] = self.renamed(source.document(), step)
        if step.deed is not None:
            await step.deed(self)
            await self.place.settle()
        else:
            said = self.aimed(step)
            self.place.web.gone |= set(step.gone)
            await self.say(said, step.verdict, step.signer)
        for check in step.then:
            await check(self, said)
        sent = self.sent(before, self.platform.host)
        for document in sent:
            breached = list(breaches(without_theirs(document)))
            assert [] == breached, f"{step}: {shape(document)} {breached}"
        for expected, host in ((step.sent, self.platform.host), (step.told, WITNESS)):
            heard = sorted(map(shape, self.sent(before, host)))
            assert expected is None or sorted(expected) == heard, f"{step}: {host} hears {heard}"
        if step.like is not None:
            self.compare(step.like, sent)

    def sent(self, before: int, host: str) -> list[Document]:
        """What was POSTed to a host since then."""
        posts = self.place.web.posts[before:]
        return [parsed(post.body) for post in posts if post.url.split("/")[2] == host]

    def compare(self, file: str, sent: list[Document]) -> None:
        """One of the documents that were sent is built as the platform builds its own."""
        theirs = read(file)
        ours = [*sent, *(each["object"] for each in sent if isinstance(each["object"], dict))]
        found = [list(differences(each, theirs)) for each in ours if alike(each, theirs)]
        assert found, f"nothing is sent like {file}: {[shape(each) for each in sent]}"
        assert [] in found, f"{file}: {found}"


def ours(iri: str) -> bool:
    return iri.startswith(f"https://{HOST}/")


def within(document: Any) -> Iterator[Document]:
    """The document, and every document in it that is said by somebody."""
    if isinstance(document, dict):
        yield document
        yield from within(document.get("object"))
        yield from within(document.get("orderedItems"))
    if isinstance(document, list):
        for each in document:
            yield from within(each)


def alike(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether both are the same activity around the same, as far as both embed it."""
    inner = ours.get("object"), theirs.get("object")
    if ours.get("type") != theirs.get("type"):
        return False
    if isinstance(inner[0], dict) and isinstance(inner[1], dict) and "actor" in inner[1]:
        return alike(inner[0], inner[1])
    return True


def without_theirs(document: Document) -> Document:
    """What we said of it, without proofs: what others said is passed on as it came."""
    inner = document.get("object")
    found = {key: value for key, value in document.items() if key not in ("proof", "signature")}
    if isinstance(inner, dict):
        found["object"] = our_part(inner)
    elif isinstance(inner, list):
        found["object"] = [our_part(each) if isinstance(each, dict) else each for each in inner]
    return found


def our_part(inner: Document) -> Document | str:
    """What is ours in what is passed on; of what is another's no more than its id."""
    speaker = inner.get("actor") or inner.get("attributedTo")
    speaker = speaker.get("id") if isinstance(speaker, dict) else speaker
    if isinstance(speaker, str) and not ours(speaker):
        return str(inner.get("id", ""))
    found = without_theirs(inner)
    if "proof" in inner:
        found.pop("@context", None)
    return found
