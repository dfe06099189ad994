"""Letters: what the desk tells somebody elsewhere in private, in the language of a board."""

from collections.abc import Mapping
from datetime import datetime

from fediforum.content import render
from fediforum.forum.home import Ids
from fediforum.forum.model import Board, Member, Post, Report
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

REMOVED: Words = {
    "nl": "{them} Een moderator van {board} heeft een bericht van jou weggehaald: {post}\n\n"
    "De reden: {reason}\n\nBen je het daar niet mee eens, of begrijp je het niet? Schrijf dan aan"
    " wie hier te vinden is: {contact}",
    "en": "{them} A moderator of {board} has taken away a post of yours: {post}\n\n"
    "The reason: {reason}\n\nDo you see it otherwise, or is it not clear? Then write to whoever is"
    " named here: {contact}",
}
RESTORED: Words = {
    "nl": "{them} Een bericht van jou staat weer in {board}: {post}",
    "en": "{them} A post of yours stands in {board} again: {post}",
}
BANNED: Words = {
    "nl": "{them} Je kunt in {board} niet meer schrijven{until}.\n\nDe reden: {reason}\n\n"
    "Ben je het daar niet mee eens, of begrijp je het niet? Schrijf dan aan wie hier te vinden is:"
    " {contact}",
    "en": "{them} You can write in {board} no longer{until}.\n\nThe reason: {reason}\n\n"
    "Do you see it otherwise, or is it not clear? Then write to whoever is named here: {contact}",
}
UNTIL: Words = {"nl": " tot {day}", "en": " until {day}"}
NO_REASON: Words = {
    "nl": "die staat er niet bij; vraag er gerust naar.",
    "en": "none was given; you are welcome to ask.",
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


def removed(
    author: Member, post: Post, board: Board, reason: str, *, new: Ids, now: datetime
) -> Create:
    """An author hears that their post was taken away, why, and whom to ask."""
    return about_board(author, REMOVED, board, reason, new=new, now=now, post=post)


def restored(author: Member, post: Post, board: Board, *, new: Ids, now: datetime) -> Create:
    """An author hears that their post stands in its board again."""
    return about_board(author, RESTORED, board, "", new=new, now=now, post=post)


def banned(
    member: Member, board: Board, reason: str, until: datetime | None, *, new: Ids, now: datetime
) -> Create:
    """Somebody hears that they may not write in a board, why, for how long, and whom to ask."""
    return about_board(member, BANNED, board, reason, new=new, now=now, until=until)


def about_board(
    to: Member,
    words: Words,
    board: Board,
    reason: str,
    *,
    new: Ids,
    now: datetime,
    post: Post | None = None,
    until: datetime | None = None,
) -> Create:
    """A letter about what moderators of a board did."""
    called = {f"@{board.handle}": new.home.board_page(board.name)}
    source = worded(words, board).format(
        them=f"@{to.handle}",
        board=f"@{board.handle}",
        post=new.home.post_page(post.short) if post is not None else "",
        reason=reason or worded(NO_REASON, board),
        until=worded(UNTIL, board).format(day=f"{until:%Y-%m-%d}") if until is not None else "",
        contact=new.home.contact_page,
    )
    return letter(to, source, board, new=new, now=now, called=called)


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
