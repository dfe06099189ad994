"""A forum to look at: an essay with letters under it, and all that a page may have to bear.

Everything is written as the law would have it written, straight into the store; nothing is sent.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from fediforum.content import (
    SafeHtml,
    render,
    sanitise_remote,
    slug,
    with_heading,
    with_quote_line,
)  # fmt: skip
from fediforum.forum.effects import Effect, Put, Relate
from fediforum.forum.home import Home, crockford
from fediforum.forum.model import Board, Grave, Member, Post, PostState, Relation, Thread, Tie
from fediforum.forum.whole import SaidBy, Tried, Why
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Conn
from fediforum.store.heard import hear, note_tried
from fediforum.store.instance import instance, save_instance
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Attachment, Option

BEGUN = datetime(2026, 5, 3, 9, 12, tzinfo=UTC)
TITLE = "Van wie is de dorpswinkel?"
TAGLINE = "Over zorg, buren en wat we samen kunnen"
LETTERS = 131

ESSAY = """\
Onze winkel ging dicht op een dinsdag. Geen uitverkoop, geen afscheid: om vijf uur draaide
mevrouw Terpstra de sleutel om, en woensdag hing er een briefje. Wie dat briefje las, dacht aan
melk en brood. Pas weken later merkten we wat er werkelijk was verdwenen.

![Een lege winkel met het licht nog aan](https://buurtwerk.test/media/winkel.png "De laatste dag. \
Getekend door Jelle Terpstra.")

## Een toonbank is ook een spreekkamer

Aan die toonbank hoorde je wie er ziek was, en wie daar niet over wilde praten. Een *toonbank*
stelt geen vragen en vult geen formulieren in. Ze is er, elke dag, voor iedereen. „Zonder winkel
weet ik niet meer of Jelle nog leeft,” zei mijn buurvrouw, en ze meende het.

> Je mist een winkel niet om wat er in de schappen ligt, maar om wie ervoor staat.

Drie dingen zagen we veranderen:

1. mensen kwamen minder buiten, vooral na half vijf;
2. kleine zorgen werden grote, omdat niemand ze hoorde toen ze klein waren;
3. wie kon rijden, reed; wie dat niet kon, werd afhankelijk.

## Wat een gemeenschap bezit

Een winkel van ons allemaal is geen droom maar een rekening. Wij telden: 312 huishoudens, elk een
tientje in de maand. Het staat hieronder, en er valt over te praten.

| Waarvan | Per jaar | Per huishouden |
|---------|---------:|---------------:|
| Bijdragen | 37.440 | 120 |
| Omzet boven de inkoop | 21.300 | 68 |
| Huur en stroom | −18.900 | −61 |

Meer over zulke winkels staat op https://voorbeeld.test/dorpswinkels, met een lijst van 's morgens
om acht tot 's avonds om zes. Maar eerst de vraag van hierboven. *Van wie* is ze dan?
"""
SENTENCES = (
    "Ik herken dit, al ging het bij ons om de bibliotheek.",
    "Een tientje in de maand is voor de een niets en voor de ander een dag eten.",
    "Wie doet de inkoop, en wie mag daar iets van vinden?",
    "Mijn moeder liep er elke dag heen, ook als ze niets nodig had.",
    "Het gaat niet om de prijs van de melk, het gaat om het praatje.",
    "Mag ik voorstellen om eerst te vragen wie er op zaterdag kan staan?",
    "Bij ons in het dorp is het na twee jaar toch misgegaan, vooral door de huur.",
    "Dat vind ik te makkelijk gezegd.",
    "Precies, en daarom moet het klein beginnen.",
    "Ik zou het anders opschrijven, maar we bedoelen hetzelfde.",
    "Zonder vrijwilligers onder de zestig houdt het geen stand, dat leert de ervaring overal.",
    "Er is een busje dat twee keer in de week rijdt; dat zou kunnen helpen.",
    "Hoe gaat dat met de verzekering?",
    "Ik heb het uitgerekend en kom lager uit.",
    "Goed dat iemand dit eens zegt.",
    "Kom donderdag gewoon langs, dan praten we verder met koffie erbij.",
    "We hoeven het niet eens te worden om samen een deur open te houden.",
)


QUOTING = 15  # the letter that quotes the essay


def short(number: int) -> str:
    return crockford(4_000_000 + number, 13)


class Village:
    """The people, boards and posts of one forum."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.john = self.person("john", "John Terpstra")
        self.cora = self.person("cora", "Cora de Wit")
        self.anneke = self.person("anneke", "Anneke", "sociaal.test")
        self.people = (
            self.john,
            self.cora,
            self.anneke,
            self.person("verhoeven", "M. Verhoeven", "mastodon.test"),
            self.person("xiaoming", "王小明", "social.example-with-a-long-name.test"),
            self.person("samira", "سميرة", "lemmy.test"),
            self.person("b", "", "nodebb.test"),
            self.person("leonie", "Leonie van der Meer-Hoogeboom", "mastodon.test"),
        )
        self.essays = self.board("essays", "Essays")
        self.questions = self.board("vragen", "Vraag en antwoord")
        self.empty = self.board("agenda", "Agenda")
        self.essay = self.thread(1, self.essays, TITLE, self.john)
        self.closed = replace(
            self.thread(200, self.questions, "Is de zaal zaterdag vrij?", self.anneke),
            locked=True,
            lock_reason="de zaal is verhuurd",
            locked_by=self.cora.id,
        )
        self.unanswered = self.thread(300, self.questions, "Wie leent mij een heggenschaar?")

    def person(self, name: str, display: str, host: str = "") -> Member:
        local = not host
        id_ = self.home.member(name) if local else Iri(f"https://{host}/people/{name}")
        return Member(
            id=id_,
            local=local,
            type="Person",
            name=name,
            host=host or self.home.host,
            display=display,
            inbox=Iri(f"{id_}/inbox"),
            url=None if local else Iri(f"https://{host}/@{name}"),
        )

    def board(self, name: str, title: str) -> Board:
        id_ = self.home.board(name)
        return Board(
            id=id_,
            local=True,
            name=name,
            title=title,
            host=self.home.host,
            followers=Iri(f"{id_}/followers"),
            inbox=Iri(f"{id_}/inbox"),
        )

    def thread(self, number: int, board: Board, title: str, author: Member | None = None) -> Thread:
        author = author or self.cora
        return Thread(
            id=self.home.thread(short(number)),
            short=short(number),
            board=board.id,
            root=self.post_id(number, author),
            author=author.id,
            title=title,
            slug=slug(title),
            context=self.home.context(short(number)),
            created=BEGUN + timedelta(minutes=number),
        )

    def post_id(self, number: int, author: Member) -> Iri:
        if author.local:
            return self.home.post(short(number))
        return Iri(f"https://{author.host}/people/{author.name}/{number}")

    def post(
        self,
        number: int,
        thread: Thread,
        author: Member,
        content: SafeHtml,
        parent: Iri | None = None,
    ) -> Post:
        id_ = self.post_id(number, author)
        return Post(
            id=id_,
            short=short(number),
            local=author.local,
            author=author.id,
            thread=thread.id,
            parent=parent,
            board=thread.board,
            content=content,
            published=BEGUN + timedelta(minutes=number),
            language="nl",
            create=Iri(f"{id_}/create"),
        )

    def opening(self, thread: Thread, author: Member, source: str) -> Post:
        number = int((thread.created or BEGUN).timestamp() - BEGUN.timestamp()) // 60
        content = with_heading(thread.title, render(source).html)
        return replace(self.post(number, thread, author, content), name=thread.title)

    def letters(self) -> Iterator[Post]:
        """Replies to the essay: short ones, to it and to each other, and some that are odd."""
        parent = self.essay.root
        for number in range(2, LETTERS + 2):
            author = self.people[number * 5 % len(self.people)]
            made = self.post(number, self.essay, author, words(number), parent)
            match number:
                case 5:
                    quoted = (
                        "<p>John zei:</p><blockquote><p>Een toonbank stelt geen vragen.</p>"
                        f"</blockquote>{words(3)}"
                    )
                    made = replace(made, content=sanitise_remote(quoted))
                case 7:
                    made = replace(made, summary="Gaat over een sterfgeval")
                case 9:
                    made = replace(made, attachments=(picture("Een bord met openingstijden"),))
                case 11:
                    made = replace(made, updated=made.published + timedelta(days=2))
                case 13:
                    answers = (Option("Zaterdag", 12), Option("Woensdagmiddag", 1))
                    made = replace(made, type="Question", options=answers, closes=BEGUN)
                case 15:
                    quoted = self.essay.root
                    told = with_quote_line(words(4), self.home.post_page(self.essay.short))
                    made = replace(made, quote=quoted, content=sanitise_remote(told))
                case 17:
                    made = replace(made, state=PostState.REMOVED)
                case 19:
                    made = replace(made, note=True)
                case _:
                    pass
            yield made
            parent = self.essay.root if number % 3 else made.id

    def effects(self) -> Iterator[Effect]:
        yield from map(Put, self.people)
        yield from map(Put, (self.essays, self.questions, self.empty))
        for thread, author, source in (
            (self.essay, self.john, ESSAY),
            (self.closed, self.anneke, "Ik zoek een plek voor dertig mensen. #zaal"),
            (self.unanswered, self.cora, "De mijne is stuk. <script>alert(1)</script> #tuin"),
        ):
            yield Put(thread)
            opening = self.opening(thread, author, source)
            yield Put(replace(opening, hashtags=("zaal",) if thread is self.closed else ()))
        letters = list(self.letters())
        yield from map(Put, letters)
        told = SafeHtml("<p>Die is verhuurd, het spijt me.</p>")
        answer = self.post(201, self.closed, self.cora, told, self.closed.root)
        yield Put(answer)
        yield Relate(Relation(kind=Tie.ANSWER, a=answer.id, b=self.closed.id))
        for number, state in ((202, "withdrawn"), (203, "late"), (204, "late")):
            beside = self.post(number, self.closed, self.john, words(number), self.closed.root)
            yield Put(replace(beside, state=PostState(state)))
        gone = letters[20]
        yield Put(Grave(id=gone.id, by=gone.author, at=gone.published + timedelta(hours=1)))
        quote = letters[QUOTING - 2]
        yield Relate(Relation(kind=Tie.STAMP, a=quote.id, b=self.essay.root, value=quote.author))
        for member, emoji in zip(self.people, ("🐌", "🐌", ":blobcat:", "up"), strict=False):
            yield Relate(Relation(kind=Tie.VOTE, a=member.id, b=quote.id, value=emoji))
        yield Relate(Relation(kind=Tie.PIN, a=self.closed.root, b=self.questions.id))


def words(number: int) -> SafeHtml:
    """One to nine sentences, in one to three paragraphs."""
    count = number * 7 % 9 + 1
    said = [SENTENCES[(number * 3 + step * 5) % len(SENTENCES)] for step in range(count)]
    rest = iter(said)
    paragraphs = iter(lambda: " ".join(islice(rest, 4)), "")
    return SafeHtml("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


def picture(alt: str) -> Attachment:
    return Attachment("Image", Iri("https://mastodon.test/media/1.jpg"), "image/jpeg", alt)


async def settle(node: Node) -> Village:
    """Have the village live in the forum; two letters to its essay are known, and not here."""
    village = Village(node.home)

    async def work(conn: Conn) -> None:
        forum = await instance(conn, node.home.base)
        assert forum is not None
        await save_instance(conn, replace(forum, title="Buurtwerk", tagline=TAGLINE, language="nl"))
        await commit(conn, [Acted(tuple(village.effects()))], node.home, BEGUN)
        said = [(Iri(f"https://mastodon.test/notes/{n}"), SaidBy.REPLIES) for n in (901, 902)]
        await hear(conn, village.essay.id, said, BEGUN)
        refused = [Tried(iri, Why.REFUSED) for iri, _ in said]
        await note_tried(conn, village.essay.id, refused, BEGUN)

    await node.database.in_transaction(work)
    return village
