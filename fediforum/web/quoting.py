"""Quoting: which earlier post a quote was taken from, and the way there.

Pure. A quote is known by its words: they stand in an earlier post of the thread, by whoever the
line above it names. Where they do not, or where it may be one of two people who said them, the
quote keeps its text and leads nowhere.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from fediforum.content import SafeHtml, plain_text
from fediforum.content.names import fold
from fediforum.content.pieces import Piece, element, escape, in_quotes, join, pieces
from fediforum.limits import QUOTES_A_PAGE
from fediforum.store.reading import PostView
from fediforum.vocab.iri import Iri

SEARCHED = 20_000  # characters of a post, in which a quote is looked for
LINE = 200  # the longest line that names whoever is quoted
PROBED = 4_000  # characters of a quote, by which it is known
GAPS = 20  # places in a quote where something was left out
DEPTH = 3
NAMED_WORDS, NAMELESS_WORDS = 2, 6

SAID = r"zei|zegt|schreef|schrijft|said|says|wrote|writes|sagte|schrieb|a écrit|a dit|escribió"
AFTER_NAME = re.compile(rf"(?P<name>[^:]{{1,80}}?)\s(?:{SAID})\b[^:]{{0,100}}:")
BEFORE_NAME = re.compile(rf"(?:Op|On|Am|Le) .{{1,60}}?\b(?:{SAID}) (?P<name>[^:]{{1,80}}):")
DATED = re.compile(r"(?:Op|On|Am|Le|El) .{1,70}[,:]\s+(?P<rest>.+)")
NAME_ALONE = re.compile(r"(?P<name>[^:]{1,80}):")
MAY_QUOTE = re.compile(r"<blockquote|:(?:\s|</(?:a|b|em|strong|span|i)>)*</(?:p|div)>")
WORD = re.compile(r"\w+")
LEFT_OUT = re.compile(r"\[?\(?(?:…|\.{3,})\)?\]?")
FLOWING = frozenset({"div", "blockquote", "ul", "ol", "li", "figure"})


def called(name: str) -> str:
    """A name as it is compared, whether or not it is written as a handle.

    >>> called("  @Zoë  de Wit ")
    'zoe de wit'
    """
    return " ".join(fold(name).split()).lstrip("@")


def words(text: str) -> str:
    """The words alone, with a space on each side, so that only whole ones are found."""
    return f" {' '.join(WORD.findall(fold(text)))} "


def may_quote(html: str) -> bool:
    """Whether anything in a post looks as if it were somebody else's."""
    return MAY_QUOTE.search(html) is not None


@dataclass(frozen=True)
class Source:
    """A post that may be quoted, and the way to it; ``say`` tells what it says itself."""

    post: PostView
    say: Callable[[PostView], SafeHtml]
    href: str

    @cached_property
    def names(self) -> frozenset[str]:
        author = self.post.author
        name = called(author.called)
        return frozenset({name, name.partition(" ")[0], called(author.name), called(author.handle)})

    @cached_property
    def letters(self) -> str:
        """Where most posts are found not to have a word, long before their words are known."""
        return fold(self.post.content)

    @cached_property
    def words(self) -> str:
        """All that stands in the post, what it quotes too."""
        return words(plain_text(self.say(self.post))[:SEARCHED])

    @cached_property
    def own(self) -> str:
        """What the post says itself; words on either side of a quote are not beside each other."""
        return "|".join(map(words, outside_quotes(list(pieces(self.say(self.post))), SEARCHED)))


def outside_quotes(parts: list[Piece], chars: int) -> list[str]:
    """The texts before, between and behind the quotes of a post, so many characters at most."""
    texts: list[str] = []
    start = place = 0
    while place <= len(parts) and chars > 0:
        at_quote = place < len(parts) and parts[place].tag == "blockquote"
        if at_quote or place == len(parts):
            texts.append(plain_text(join(parts[start:place]))[:chars])
            chars -= len(texts[-1])
            start = place = element(parts, place) if at_quote else place + 1
        else:
            place += 1
    return texts


def stand_in(text: str, fragments: Sequence[str]) -> bool:
    """Whether these fragments stand there in this order."""
    place = 0
    for fragment in fragments:
        place = text.find(fragment, place)
        if place < 0:
            return False
        place += len(fragment) - 1
    return True


@dataclass
class Sources:
    """The posts of a page, and those that they answer; so many quotes are looked for in them."""

    all: tuple[Source, ...]
    wrote: str = "%(name)s wrote:"
    left: int = field(default=QUOTES_A_PAGE)

    @classmethod
    def among(
        cls,
        posts: Iterable[PostView],
        said: Callable[[PostView], SafeHtml],
        href: Callable[[PostView], str],
        wrote: str,
    ) -> "Sources":
        shown = [post for post in posts if post.shown]
        shown.sort(key=lambda post: (post.published, post.id), reverse=True)
        return cls(tuple(Source(post, said, href(post)) for post in shown), wrote)

    def names(self, name: str) -> bool:
        return any(name in source.names for source in self.all)

    def find(self, text: str, name: str | None, post: PostView) -> Source | None:
        """The earlier post in which that text stands: the parent, or the newest of its author.

        Whoever says it goes before whoever quotes it; without a name nobody is meant by what
        they quote, or by what two people say.
        """
        told = map(words, LEFT_OUT.split(probe(text), GAPS))
        fragments = [each for each in told if each.strip()]
        spoken = [word for each in fragments for word in each.split()]
        if self.left <= 0 or len(spoken) < (NAMED_WORDS if name else NAMELESS_WORDS):
            return None
        self.left -= 1
        longest = max(spoken, key=len)
        likely = [
            source
            for source in self.all
            if earlier(source.post, post)
            and (name is None or name in source.names)
            and longest in source.letters
        ]
        found = [each for each in likely if stand_in(each.own, fragments)]
        if name is not None:
            found = found or [each for each in likely if stand_in(each.words, fragments)]
            parent = next((each for each in found if each.post.id == post.parent), None)
            if parent is not None:
                return parent
        return found[0] if len({each.post.author.id for each in found}) == 1 else None


def probe(text: str) -> str:
    """The beginning of a quote, cut at a word."""
    return text if len(text) <= PROBED else text[:PROBED].rpartition(" ")[0]


def earlier(one: PostView, other: PostView) -> bool:
    return one.id != other.id and (one.published, one.id) < (other.published, other.id)


def attributed(html: SafeHtml, post: PostView, sources: Sources, base: str) -> SafeHtml:
    """Return a post in which each quote names its author first, with a link to what they said.

    What was quoted as plain text, below "John said:", becomes a quote. Nothing is changed where
    no earlier post has these words.
    """
    if not may_quote(html):
        return html
    return join(Attribution(post, sources, base).over(list(pieces(html)), 0))


@dataclass(frozen=True, slots=True)
class Line:
    """The line above a quote: whom it names, as they are called there, and the whole of it."""

    text: str
    name: str
    verb: bool


@dataclass(frozen=True, slots=True)
class Attribution:
    post: PostView
    sources: Sources
    base: str

    def over(self, parts: list[Piece], depth: int) -> list[Piece | str]:
        done: list[Piece | str] = []
        place = 0
        while place < len(parts):
            piece = parts[place]
            if not piece.opening or piece.tag == "pre":
                done.append(piece)
                place += 1
                continue
            end = element(parts, place)
            inside = parts[place + 1 : end - 1]
            line = self.line(parts[place:end])
            if line is not None:
                quote, place = self.below(parts, place, line, depth)
                done += quote
            elif piece.tag == "blockquote":
                done += self.quote(inside, None, depth) or [
                    piece, *self.deeper(inside, depth), parts[end - 1],
                ]  # fmt: skip
                place = end
            elif piece.tag in FLOWING:
                done += [piece, *self.deeper(inside, depth), parts[end - 1]]
                place = end
            else:
                done += parts[place:end]
                place = end
        return done

    def deeper(self, parts: list[Piece], depth: int) -> list[Piece | str]:
        return self.over(parts, depth + 1) if depth < DEPTH else list(parts)

    def line(self, parts: list[Piece]) -> Line | None:
        """What a paragraph says if it is such a line: its verb tells, or a name of this thread."""
        if parts[0].tag not in ("p", "div") or any(part.tag in FLOWING for part in parts[1:-1]):
            return None
        text = " ".join("".join(part.text for part in parts).split())
        if not text.endswith(":") or len(text) > LINE:
            return None
        if (dated := DATED.fullmatch(text)) is not None and AFTER_NAME.fullmatch(dated["rest"]):
            match = AFTER_NAME.fullmatch(dated["rest"])
        else:
            match = AFTER_NAME.fullmatch(text) or BEFORE_NAME.fullmatch(text)
        verb = match is not None
        match = match or NAME_ALONE.fullmatch(text)
        known = match is not None and self.sources.names(called(match["name"]))
        return Line(text, match["name"], verb) if match and (known or verb) else None

    def below(
        self, parts: list[Piece], above: int, line: Line, depth: int
    ) -> tuple[list[Piece | str], int]:
        """The line at ``above`` with the quote below it, made one if known; where they end."""
        start = element(parts, above)
        alone: list[Piece | str] = list(parts[above:start])
        place = behind_space(parts, start)
        if place >= len(parts):
            return alone, start
        if parts[place].tag == "blockquote":
            end = element(parts, place)
            quote = self.quote(parts[place + 1 : end - 1], line, depth)
            return quote or list(parts[above:end]), end
        if not line.verb:
            return alone, start
        end = self.paragraph(parts, place)
        first = plain_text(join(parts[place:end])) if end else ""
        source = self.sources.find(first, called(line.name), self.post)
        if source is None:
            return alone, start
        behind = source.words.find(words(probe(first))) + len(words(first)) - 1
        start = behind_space(parts, end)
        while further := self.paragraph(parts, start):
            said = words(plain_text(join(parts[start:further])))
            if said.strip():
                if not source.words.startswith(said, behind):
                    break
                end, behind = further, behind + len(said) - 1
            start = behind_space(parts, further)
        return self.made(source, line, list(parts[place:end])), end

    def paragraph(self, parts: list[Piece], place: int) -> int:
        """Where the paragraph that begins at that place ends; 0 where none does."""
        if place < len(parts) and parts[place].tag == "p" and parts[place].opening:
            return element(parts, place)
        return 0

    def quote(self, inside: list[Piece], line: Line | None, depth: int) -> list[Piece | str] | None:
        """The quote with its source named, or nothing if that is not known."""
        first = behind_space(inside, 0)
        if line is None and first < len(inside) and inside[first].opening:
            end = element(inside, first)
            line = self.line(inside[first:end])
            if line is not None:
                inside = inside[end:]
        text = plain_text(join(inside)) if line else "…".join(outside_quotes(inside, PROBED))
        source = self.sources.find(text, called(line.name) if line else None, self.post)
        if source is None:
            return None
        return self.made(source, line, self.deeper(inside, depth))

    def made(
        self, source: Source, line: Line | None, inside: list[Piece] | list[Piece | str]
    ) -> list[Piece | str]:
        href = in_quotes(source.href)
        name = escape(line.name.strip() if line else source.post.author.called)
        link = f'<a href="{href}">{name}</a>'
        if line is None:
            said = escape(self.sources.wrote).replace("%(name)s", link)
        else:
            before, _, after = line.text.partition(line.name)
            said = f"{escape(before)}{link}{escape(after)}"
        cite = f"{self.base}/p/{source.post.short}"
        opening = Piece(
            f'<blockquote cite="{cite}">', "blockquote", inside=f' cite="{cite}"'
        )  # fmt: skip
        return [
            opening,
            *pieces(f'<p class="van">{said}</p>'),
            *inside,
            Piece("</blockquote>", "blockquote", closing=True),
        ]


def behind_space(parts: list[Piece], place: int) -> int:
    while place < len(parts) and not parts[place].tag and not parts[place].raw.strip():
        place += 1
    return place


def parents_elsewhere(posts: Sequence[PostView]) -> list[str]:
    """The short ids of what is answered, and perhaps quoted, by posts that stand without it."""
    here: set[Iri] = {post.id for post in posts}
    return list(
        dict.fromkeys(
            post.parent_short
            for post in posts
            if post.parent_short and post.parent not in here and may_quote(post.content)
        )
    )
