"""Figures: pictures as a page shows them, from our own files, with what is to be seen on them.

A picture that is not here is the link that its description makes: a page loads nothing from
anywhere else. What is here has its size said, so that nothing moves when it comes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fediforum.content import SafeHtml, pictures_in
from fediforum.content.mentions import EMOJI_NAME
from fediforum.content.pieces import Piece, element, escape, in_quotes, join
from fediforum.forum.pictures import ENDINGS, shows_picture
from fediforum.store.media import File, PictureView
from fediforum.store.reading import PostView
from fediforum.vocab.objects import Attachment

SIZES = "(min-width: 42rem) 38rem, 92vw"
USUAL = 1280  # the width of the file that is taken by who knows no others
LETTER = 20  # the height of an emoji, in pixels
WIDEST = 80
# What may hold a figure; anything else that is open holds words.
FLOWS = frozenset({"div", "li", "td", "th", "dd", "blockquote", "details", "figure", ""})


@dataclass(frozen=True, slots=True)
class Pictured:
    """The pictures that may be shown, by address; ``base`` begins the addresses of ours.

    ``description`` is the word that opens a picture's, ``nameless`` stands for one without.
    """

    base: str
    files: Mapping[str, tuple[File, ...]] = field(default_factory=dict)
    description: str = "Description"
    nameless: str = "Picture without a description"

    def over(self, parts: list[Piece]) -> Iterator[Piece | str]:
        """A text with its pictures as figures."""
        opened: list[str] = []
        place = 0
        while place < len(parts):
            piece = parts[place]
            if piece.tag == "p" and not piece.closing:
                end = element(parts, place)
                yield from self.paragraph(parts[place:end])
                place = end
                continue
            single = self.single(parts, place)
            holder = opened[-1] if opened else ""
            if single is not None and holder in FLOWS:
                yield self.figure(single, framed=holder == "figure")
                place = single.end
                continue
            if piece.tag == "img":
                yield self.inline(piece, linked="a" in opened)
            else:
                yield piece
            if piece.opening:
                opened.append(piece.tag)
            elif piece.closing and opened:
                opened.pop()
            place += 1

    def paragraph(self, parts: list[Piece]) -> Iterator[Piece | str]:
        """A paragraph, which ends before each figure and goes on behind it."""
        run: list[Piece] = []
        depth, place = 0, 1
        while place < len(parts) - 1:
            piece = parts[place]
            single = self.single(parts, place) if depth == 0 else None
            if single is not None:
                yield from self.words(parts[0], run)
                yield self.figure(single, framed=False)
                run, place = [], single.end
                continue
            depth += piece.opening - piece.closing
            run.append(piece)
            place += 1
        yield from self.words(parts[0], run)

    def words(self, opening: Piece, run: list[Piece]) -> Iterator[Piece | str]:
        while run and (run[0].tag == "br" or not run[0].raw.strip()):
            run = run[1:]
        while run and (run[-1].tag == "br" or not run[-1].raw.strip()):
            run = run[:-1]
        if run:
            yield opening
            linked = 0
            for piece in run:
                if piece.tag == "a":
                    linked += piece.opening - piece.closing
                yield self.inline(piece, linked=linked > 0) if piece.tag == "img" else piece
            yield "</p>"

    def single(self, parts: list[Piece], place: int) -> "Single | None":
        """The picture that begins there and is here, alone or as all that a link holds."""
        piece = parts[place]
        if piece.tag == "a" and not piece.closing:
            end = element(parts, place)
            inner = [part for part in parts[place + 1 : end - 1] if part.raw.strip()]
            if len(inner) != 1 or inner[0].tag != "img":
                return None
            return self.found(inner[0], end, piece.attributes.get("href", ""))
        return self.found(piece, place + 1, "") if piece.tag == "img" else None

    def found(self, piece: Piece, end: int, href: str) -> "Single | None":
        src, alt = piece.attributes.get("src", ""), piece.attributes.get("alt", "").strip()
        files = self.files.get(src)
        if files is None or EMOJI_NAME.fullmatch(alt):
            return None
        onward = "" if is_picture(href) else href
        return Single(files, alt, end, onward, own=src.startswith(f"{self.base}/"))

    def figure(self, single: "Single", *, framed: bool) -> str:
        """A picture that leads to its largest size, or where its own link led, and its words."""
        alt = single.alt or ("" if single.own else self.nameless)
        shown = image(single.files, alt)
        if single.onward:
            rel = "nofollow noopener noreferrer"
            shown = f'<a href="{in_quotes(single.onward)}" rel="{rel}">{shown}</a>'
        elif alt:  # what is mere decoration would be a link without a name
            shown = f'<a href="{address(single.files[0])}">{shown}</a>'
        if single.alt:
            opened = f"<summary>{escape(self.description)}</summary>"
            shown += f'<details class="alt">{opened}<p>{escape(single.alt)}</p></details>'
        return shown if framed else f"<figure>{shown}</figure>"

    def inline(self, piece: Piece, *, linked: bool) -> str:
        """A picture among words: an emoji, or one that words stand around in their own markup."""
        src, alt = piece.attributes.get("src", ""), piece.attributes.get("alt", "").strip()
        files = self.files.get(src)
        if EMOJI_NAME.fullmatch(alt):
            return emoji(files[0], alt) if files else escape(alt)
        if files:
            return image(files, alt or ("" if src.startswith(f"{self.base}/") else self.nameless))
        words = escape(alt or src.rpartition("/")[2] or src)
        if linked or not src:
            return words
        rel = "nofollow noopener noreferrer"
        return f'<a class="elders" href="{in_quotes(src)}" rel="{rel}">{words}</a>'

    def hanging(self, post: PostView) -> SafeHtml:
        """The pictures that hang on a post and do not stand in its text, one figure each."""
        figures = [
            self.figure(Single(self.files[file.url], (file.name or "").strip(), 0), framed=False)
            for file in pictures_of(post)
            if file.url in self.files
        ]
        return join(figures)

    def others(self, post: PostView) -> tuple[Attachment, ...]:
        """What else hangs on a post: files, links, and pictures that are not here."""
        inside = pictures_inside(post)
        return tuple(
            file
            for file in post.attachments
            if file.url not in inside and not (shows_picture(file) and file.url in self.files)
        )


@dataclass(frozen=True, slots=True)
class Single:
    """A picture that is here, where it ends in its text, and where its own link leads."""

    files: tuple[File, ...]
    alt: str
    end: int
    onward: str = ""
    own: bool = False


def by_address(pictures: tuple[PictureView, ...]) -> dict[str, tuple[File, ...]]:
    return {each.url: each.files for each in pictures if each.files}


def pictures_inside(post: PostView) -> frozenset[str]:
    return frozenset(each.src for each in pictures_in(post.content))


def pictures_of(post: PostView) -> tuple[Attachment, ...]:
    """The pictures that hang on a post and do not stand in its text."""
    inside = pictures_inside(post)
    return tuple(f for f in post.attachments if shows_picture(f) and f.url not in inside)


def address(file: File) -> str:
    return f"/media/{file.name}"


def image(files: tuple[File, ...], alt: str) -> str:
    """A picture in the size that fits: nothing moves when it comes."""
    largest = files[0]
    usual = next((file for file in files if file.width <= USUAL), files[-1])
    several = ""
    if len(files) > 1:
        offers = ", ".join(f"{address(file)} {file.width}w" for file in reversed(files))
        several = f' srcset="{offers}" sizes="{SIZES}"'
    return (
        f'<img src="{address(usual)}"{several} width="{largest.width}" height="{largest.height}"'
        f' alt="{in_quotes(alt)}" loading="lazy" decoding="async">'
    )


def emoji(file: File, name: str) -> str:
    width = min(max(1, round(file.width * LETTER / file.height)), WIDEST)
    return (
        f'<img class="e" src="{address(file)}" alt="{name}" title="{name}" width="{width}"'
        f' height="{LETTER}" loading="lazy" decoding="async">'
    )


def is_picture(href: str) -> bool:
    """Whether a link leads to a picture, by its name: then ours takes its place."""
    return href.partition("?")[0].partition("#")[0].lower().endswith(ENDINGS)
