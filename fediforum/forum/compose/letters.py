"""Letters: what the desk tells somebody elsewhere in private, in the language of a board."""

from collections.abc import Mapping
from datetime import datetime

from fediforum.content import render
from fediforum.forum.home import Ids
from fediforum.forum.model import Board, Member, Report
from fediforum.vocab.activities import Create
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Mention, Object

Words = Mapping[str, str]

QUESTION: Words = {
    "nl": "{them} Iemand noemde {board} onder jouw bericht. Wil je dat dit gesprek in dat forum"
    " komt te staan? Antwoord dan “ja”. Bij “nee”, of als je niets zegt, gebeurt er niets, en wij"
    " vragen het niet nog eens.",
    "en": "{them} Somebody called {board} under your post. Would you like this conversation to"
    " stand in that forum? Then answer “yes”. If you say “no”, or nothing, nothing happens, and we"
    " will not ask again.",
}
OUTCOME: Words = {
    "nl": "{them} Dank voor je melding; er is naar gekeken. {outcome}",
    "en": "{them} Thank you for your report; it has been looked at. {outcome}",
}


def worded(words: Words, board: Board | None) -> str:
    """The words in the board's language, or in English."""
    language = board.language if board is not None else None
    return words.get((language or "")[:2], words["en"])


def question(author: Member, post: Iri, board: Board, *, new: Ids, now: datetime) -> Create:
    """An author is asked whether their post may stand in a board."""
    called = {f"@{board.handle}": new.home.board_page(board.name)}
    source = worded(QUESTION, board).format(them=f"@{author.handle}", board=f"@{board.handle}")
    return letter(
        author, source, board, new=new, now=now, called=called, in_reply_to=post, audience=board.id
    )


def outcome(
    reporter: Member, report: Report, board: Board | None, *, new: Ids, now: datetime
) -> Create:
    """Whoever reported something is thanked, and hears what came of it."""
    words = worded(OUTCOME, board)
    source = words.format(them=f"@{reporter.handle}", outcome=report.outcome).strip()
    return letter(reporter, source, board, new=new, now=now)


def letter(
    to: Member,
    source: str,
    board: Board | None,
    *,
    new: Ids,
    now: datetime,
    called: Mapping[str, Iri] | None = None,
    in_reply_to: Iri | None = None,
    audience: Iri | None = None,
) -> Create:
    """A Note by the desk for one member alone, who is mentioned in it.

    ``called`` are the pages of others whom ``source`` names. ``audience`` is of the Create: what
    it is about, for ourselves.
    """
    home, handle = new.home, f"@{to.handle}"
    pages = {handle: str(to.url or to.id), **(called or {})}
    iri = home.post(new.short)
    note = Object(
        id=iri,
        type="Note",
        attributed_to=home.desk,
        content=render(source, pages, f"{home.base}/tag/").html,
        in_reply_to=in_reply_to,
        to=(to.id,),
        tag=(Mention(to.id, handle),),
        published=now,
        language=board.language if board is not None else None,
    )
    return Create(
        id=new.derived(iri, "Create", home.desk), actor=home.desk, to=note.to, audience=audience,
        published=now, object=note,
    )  # fmt: skip
