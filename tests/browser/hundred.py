"""What the budgets are set for: a thread of an essay and 100 replies of 120 words, by 37 people on
four servers; and a board that has more threads than its page.

The text is made: common words and the words of village life, each as often as its place in the
list says (Zipf's law), in sentences of 4 to 19. No sentence comes twice and no two words keep
each other company, so that it packs no better than letters that people wrote:
``test_budgets.py`` compares the two.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from random import Random

from fediforum.content import SafeHtml, sanitise_remote
from fediforum.forum.effects import Effect, Put
from fediforum.forum.model import Board, Member, Post, Thread
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Conn
from tests.browser.village import BEGUN, Village

OPENING, REPLIES, WORDS, ESSAY_WORDS = 2000, 100, 120, 930
FULL, THREADS = 3000, 55
HOSTS = ("", "mastodon.test", "sociaal.test", "lemmy.test")
FIRST_NAMES = """
Aafje Bas Carla Daan Els Fenna Geert Hanneke Ibrahim Joke Karim Lotte Mees Nienke Otto
Petra Quirijn Rinske Sjoerd Tineke Umut Vera Wiebe Xandra Yusuf Zwaantje Ahmed Bertus
Corrie Dirk Evelien Freek Gonnie Hendrik Ilse Jeroen Klaske
"""
LAST_NAMES = """
de Boer|Visser|van den Berg|Yilmaz|Hoekstra|Bakker|el Amrani|Postma|Smit|van Dijk|Kuipers|
de Groot|Mulder
"""
COMMON_WORDS = """
de het een en van ik dat is in je niet te op met voor er maar aan ze die we als dan ook om zijn of
wat bij naar hebben wie hier uit heeft nog geen wel al door over mensen was zo kan daar moet meer
weer iets iemand alle hun haar elkaar mijn ons onze jullie zou worden gaan doen zien komen maken
geven vragen zeggen weten denken vinden blijven staan laten houden willen mogen kunnen moeten goed
groot klein nieuw oud lang kort eigen anders samen altijd nooit vaak soms morgen vandaag gisteren
dorp buurt straat huis winkel school kerk plein tuin brug markt zaal keuken tafel stoel deur raam
toonbank kassa briefje sleutel rekening bijdrage vergadering bestuur gemeente wethouder vereniging
vrijwilliger mantelzorger verpleegkundige dokter buurvrouw buurman kleinzoon moeder vader dochter
opa oma kind jongere oudere bewoner huurder eigenaar bakker slager boer timmerman juf meester
zorg hulp aandacht vertrouwen waardigheid gelijkwaardigheid verantwoordelijkheid eenzaamheid geduld
wederkerigheid zeggenschap toekomst verleden herinnering ervaring voorbeeld verhaal vraag antwoord
gesprek praatje koffie soep brood melk appel fiets busje auto trein halte rooster week maand jaar
dinsdag donderdag zaterdag zondag ochtend middag avond winter zomer regen sneeuw zon wind water
begroting subsidie verzekering huur stroom aanvraag formulier loket afspraak wachtlijst besluit
voorstel bezwaar regel uitzondering afspreken beginnen ophouden proberen leren luisteren lopen
rijden dragen bakken schilderen timmeren zaaien oogsten delen lenen ruilen betalen tellen schrijven
lezen bellen bezoeken helpen missen verdwijnen terugkomen verhuizen opgroeien ouder afhankelijk
zelfstandig verstandig eerlijk vriendelijk moeilijk makkelijk duidelijk ingewikkeld vanzelfsprekend
onmogelijk bijzonder gewoon plotseling langzaam voorzichtig gezamenlijk verschillend dezelfde
allebei ongeveer tenminste misschien waarschijnlijk inderdaad eigenlijk natuurlijk helaas gelukkig
bovendien daarentegen trouwens kortom namelijk immers zodat terwijl omdat hoewel voordat nadat
dertig honderd driehonderd tientje halfuur kilometer verdieping hoek achterkant overkant midden
speeltuin bibliotheek gymzaal dorpshuis spreekuur inloop kaartavond moestuin heggenschaar ladder
kruiwagen aanhanger sleutelkastje prikbord nieuwsbrief enquête coöperatie statuten notaris lidmaat
penningmeester voorzitter secretaris kascommissie ledenraad notulen agenda rondvraag actielijst
"""
FIRST = tuple(FIRST_NAMES.split())
LAST = tuple(LAST_NAMES.strip().replace("\n", "").split("|"))
WORDS_BY_USE = tuple(COMMON_WORDS.split())
WEIGHTS = tuple(accumulate(1 / (rank + 3) for rank in range(len(WORDS_BY_USE))))
NOUNS = WORDS_BY_USE[WORDS_BY_USE.index("dorp") : WORDS_BY_USE.index("begroting")]


class Hundred:
    """The people, the thread and its posts."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.chance = Random(1970)
        self.people = tuple(self.person(number, first) for number, first in enumerate(FIRST))
        self.full: Board = village.board("plein", "Het plein")
        self.thread: Thread = village.thread(
            OPENING, village.essays, "Wat houdt een dorp bij elkaar?", self.people[0]
        )

    def person(self, number: int, first: str) -> Member:
        display = f"{first} {LAST[number % len(LAST)]}"
        return self.village.person(first.lower(), display, HOSTS[number % len(HOSTS)])

    def sentence(self, most: int) -> list[str]:
        count = min(most, self.chance.randint(4, 19))
        words = self.chance.choices(WORDS_BY_USE, cum_weights=WEIGHTS, k=count)
        for place in range(4, count - 1, 6):  # Dutch makes a new word where it needs one
            words[place] = "".join(self.chance.sample(NOUNS, 2))
        words[0] = words[0].capitalize()
        if count > 9:
            words[count // 2] += ","
        words[-1] += self.chance.choice("....?!")
        return words

    def text(self, count: int) -> Iterator[str]:
        """Paragraphs of so many words in all, some sixty each."""
        while count > 0:
            paragraph: list[str] = []
            while count > 0 and len(paragraph) < 50:
                said = self.sentence(count)
                paragraph += said
                count -= len(said)
            yield " ".join(paragraph)

    def opening(self) -> Post:
        parts = list(self.text(ESSAY_WORDS))
        for place in (len(parts) // 3, 2 * len(parts) // 3):
            parts[place] = f"## {' '.join(self.sentence(5)[:4])}\n\n{parts[place]}"
        return self.village.opening(self.thread, self.people[0], "\n\n".join(parts))

    def replies(self) -> Iterator[Post]:
        """Every third one answers another reply, every tenth quotes the one before it."""
        root = parent = self.thread.root
        before = ""
        for number in range(1, REPLIES + 1):
            author = self.people[number * 8 % len(self.people)]
            said = list(self.text(WORDS))
            text = "".join(f"<p>{paragraph}</p>" for paragraph in said)
            if number % 10 == 0:
                text = f"<blockquote><p>{before}</p></blockquote>{text}"
            content = sanitise_remote(text) if number % 10 == 0 else SafeHtml(text)
            post = self.village.post(OPENING + number, self.thread, author, content, parent)
            yield replace(post, hashtags=())
            before = said[0]
            parent = post.id if number % 3 == 0 else root

    def effects(self) -> Iterator[Effect]:
        yield from map(Put, self.people)
        yield Put(self.thread)
        yield Put(self.opening())
        yield from map(Put, self.replies())
        yield from self.full_board()

    def full_board(self) -> Iterator[Effect]:
        yield Put(self.full)
        for number in range(FULL, FULL + 2 * THREADS, 2):
            author, other = self.chance.sample(self.people, 2)
            title = " ".join(self.sentence(9)).rstrip(".")
            thread = self.village.thread(number, self.full, title, author)
            yield Put(thread)
            yield Put(self.village.opening(thread, author, " ".join(self.text(40))))
            if number % 3:
                said = SafeHtml(f"<p>{' '.join(self.text(30))}</p>")
                yield Put(self.village.post(number + 1, thread, other, said, thread.root))


async def settle_hundred(node: Node, village: Village) -> Thread:
    """Have the thread stand among the essays, and the full board beside them."""
    hundred = Hundred(village)

    async def work(conn: Conn) -> None:
        await commit(conn, [Acted(tuple(hundred.effects()))], node.home, BEGUN)

    await node.database.in_transaction(work)
    return hundred.thread
