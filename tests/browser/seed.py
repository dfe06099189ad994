"""The thread of the page that it all began with, written in by hand.

The text is read from ``shared/seed-page.txt`` beside this repository; none of it stands here but
the first words by which its parts are told apart. The page lost its names and dates. Somebody has
a name who signs, who is quoted by name, or whom the next letter calls by name; everybody else is
*Onbekend*. That page is a later one of its thread, so letters came before, enough to fill a page:
they are not kept anywhere, and say so.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from fediforum.content import SafeHtml, picture_line
from fediforum.flow import preside, setup, speak
from fediforum.flow.pictures import take_in
from fediforum.forum.effects import Put
from fediforum.forum.home import crockford
from fediforum.forum.model import Post
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Conn
from fediforum.store.instance import instance, save_instance
from fediforum.store.known import load_known
from fediforum.store.viewings import set_views
from fediforum.vocab.iri import Iri
from tests.browser.essays import drawn

PAGE = Path(__file__).parents[3] / "shared" / "seed-page.txt"
EARLIER = 99
VIEWS = 2775
HOST = "john"
LATER = "Hier ben ik weer, met meer tijd."
NOTE = "Laten we bij het onderwerp blijven."
REASON = "het gesprek is afgerond"

# How each letter begins, who wrote it, and which of the letters it answers (None: the essay).
LETTERS = (
    ("Ik ga hier straks", "cora", None),
    ("@cora ", "onbekend", 0),
    ("ik vind de discussie", "verhoeven", None),
    ("Goh, jammer.", "onbekend", 2),
    ("Ik vind dat ondertussen", "cora", None),
    ("Het gaat om die", "john", 4),
    ("John, ik vind dat", "cora", 5),
    ("Er schiet me", "cora", None),
    ("Dank voor je reactie", "john", 7),
    ("John, ik zie", "onbekend", 8),
    ("Leuk. Die van mij", "onbekend", 9),
)
ZOT, CALLED, FIRST, SOURCE, QUOTING, SIGNED = 2, 1, 0, 8, 9, 6
MEMBERS = {
    "onbekend": "Onbekend",
    "cora": "Cora",
    "john": "John Beckers",
    "verhoeven": "Verhoeven",
}


@dataclass(frozen=True, slots=True)
class Text:
    """What the page says, by its parts."""

    site: str
    tagline: str
    label: str
    title: str
    essay: tuple[str, ...]
    letters: tuple[str, ...]
    maker: str


def read_page(page: str) -> Text:
    """Take the page apart by the words that every page of its kind has."""
    above, _, rest = page.partition("Weergaven:")
    _, _, rest = rest.partition("Berichten in deze discussie")
    replies, _, footer = rest.partition("\nRSS\n")
    site, tagline, label, title, *essay = paragraphs(above)
    letters: list[list[str]] = []
    for paragraph in paragraphs(replies):
        ahead = len(letters)
        if ahead < len(LETTERS) and paragraph.startswith(LETTERS[ahead][0]):
            letters.append([])
        letters[-1].append(paragraph)
    maker = footer.partition("Gemaakt door ")[2].partition(".")[0]
    told = tuple("\n\n".join(letter) for letter in letters)
    return Text(site, tagline, label, title, tuple(essay), told, maker)


def paragraphs(text: str) -> list[str]:
    lines = (line.replace("\xa0", " ").strip() for line in text.splitlines())
    return [line for line in lines if line]


@dataclass(frozen=True, slots=True)
class Seed:
    """Where it stands: the thread's short id, and the ids of the essay and the letters."""

    text: Text
    short: str
    thread: Iri
    essay: Iri
    letters: tuple[speak.Said, ...]
    note: speak.Said

    @property
    def path(self) -> str:
        return f"/t/{self.short}"

    def letter(self, number: int) -> str:
        """The place of a letter on its page."""
        return place(self.letters[number])


def place(said: speak.Said) -> str:
    return "#p" + said.id.rpartition("/")[2]


async def settle_seed(node: Node) -> Seed:
    """Have the page's thread stand in the forum, as its members and moderators wrote it."""
    text = read_page(PAGE.read_text())
    async with node.database.connection() as conn:
        forum = await instance(conn, node.home.base)
        assert forum is not None
        await save_instance(
            conn,
            replace(
                forum,
                title=text.site,
                tagline=text.tagline,
                language="nl",
                maker=text.maker,
                contact=text.maker,
                contact_mail="beheer@buurtwerk.test",
            ),
        )
    await setup.create_board(node, text.label.lower(), text.label)
    for name, display in MEMBERS.items():
        await setup.create_member(node, name, display)
    prints = await take_in(node, drawn(1600, 1000))
    opened = await speak.open_thread(
        node, text.label.lower(), "onbekend", text.title, written(text.essay, prints)
    )
    short = opened.id.rpartition("/")[2]
    await earlier(node, opened.id)
    letters: list[speak.Said] = []
    for (_, author, answers), words in zip(LETTERS, text.letters, strict=True):
        parent = opened.id if answers is None else letters[answers].id
        letters.append(await speak.reply(node, parent, author, words))
    promised = text.letters[FIRST]
    await speak.edit(node, letters[FIRST].id, "cora", f"{promised}\n\n{LATER}")
    await preside.appoint(node, HOST, text.label.lower())
    note = await speak.reply(node, letters[ZOT].id, HOST, NOTE, note=True)
    await preside.lock(node, opened.id, REASON, HOST)
    async with node.database.connection() as conn:
        await set_views(conn, node.home.thread(short), VIEWS)
    return Seed(text, short, node.home.thread(short), opened.id, tuple(letters), note)


def written(essay: tuple[str, ...], prints: Iri) -> str:
    """The essay in Markdown: a picture with the line that names who drew it, two headings."""
    picture, *rest = essay
    caption = picture.partition("(")[0].strip().replace('"', "")
    parts = [picture_line(prints, "Prenten van een dorp door de jaren heen", caption), picture]
    return "\n\n".join([*parts, *(f"## {one}" if heads(one) else one for one in rest)])


def heads(paragraph: str) -> bool:
    """Whether a line of the essay stands above others: short, and no sentence that ends."""
    return len(paragraph) < 100 and paragraph[-1] not in ".?!"


async def earlier(node: Node, essay: Iri) -> None:
    """The letters of the pages before: only that they were there is known."""
    async with node.database.connection() as conn:
        known = await load_known(conn, {essay}, node.home)
    opening = known.posts[essay]
    gone = [
        replace(
            opening,
            id=node.home.post(crockford(number, 13)),
            short=crockford(number, 13),
            name=None,
            parent=essay,
            content=SafeHtml("<p>(Deze brief is niet bewaard.)</p>"),
            source=None,
            published=opening.published + timedelta(milliseconds=number),
        )
        for number in range(1, EARLIER + 1)
    ]
    await node.database.in_transaction(lambda conn: put(conn, node, gone))


async def put(conn: Conn, node: Node, posts: list[Post]) -> None:
    await commit(conn, [Acted(tuple(map(Put, posts)))], node.home, node.clock())
