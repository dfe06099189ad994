"""Flag, Resolve, Warn: moderators are asked to look, say what came of it, or admonish."""

from dataclasses import replace

from fediforum.forum import audience
from fediforum.forum.audience import MICROBLOG_SOFTWARE
from fediforum.forum.case import Case
from fediforum.forum.compose import outcome
from fediforum.forum.effects import Audience, Effect, Emit, Put
from fediforum.forum.model import Board, Report, Tie
from fediforum.forum.rules.moderate import NOT_A_MODERATOR, may_moderate
from fediforum.forum.verdict import Accepted, Ignored, Verdict
from fediforum.limits import OBJECTS
from fediforum.vocab.activities import Flag, Resolve, Warn
from fediforum.vocab.iri import Iri, host_of

REASON_CHARS = 5_000
RESOLVERS = frozenset({"lemmy", "fediforum"})
LISTS = frozenset({"nodebb"})
NO_LISTS = frozenset({"piefed"})

NOT_HERE = Ignored("it is about nothing that is known here")
NO_REPORT = Ignored("it does not say which report")
WARNED = Ignored("a moderator elsewhere admonishes somebody")


def flag(activity: Flag, case: Case) -> Verdict:
    """File a report of what is known here; the board is that of the first post it names.

    It is passed on to who can do something about it as well: the board elsewhere, moderators
    who live elsewhere, and the author's own server.
    """
    report = report_of(activity, case)
    if report is None or not (case.by_board is None or concerns_us(report, case)):
        return NOT_HERE
    board = case.known.boards.get(report.board) if report.board is not None else None
    effects: list[Effect] = [Put(report)]
    if case.local and board is not None and not board.local and for_them(board.id, activity, case):
        effects += told_to_board(activity, board, report, case)
    if board is not None and board.local:
        effects += told_to_moderators(activity, board, report, case)
    if case.local or (board is not None and board.local):
        effects += told_to_author(activity, board, report, case)
    return Accepted(tuple(effects))


def for_them(whom: Iri, activity: Flag, case: Case) -> bool:
    """Whether a report is also for them: one by the desk is for whom it is addressed to, since
    the words are those of a reader who may not want them anywhere else.
    """
    return activity.actor != case.home.desk or whom in activity.to


def told_to_board(activity: Flag, board: Board, report: Report, case: Case) -> tuple[Effect, ...]:
    """A board elsewhere is told of one post, at one address, as Lemmy and PieFed want it; NodeBB
    files only whom a list names beside a post of its own.
    """
    post = next(post for thing in report.about if (post := case.post(thing)) is not None)
    one = replace(activity, to=(board.id,), audience=board.id, object=(post.id,))
    both = replace(one, object=(post.author, post.id))
    return in_forms(board.id, report.id, both, one, software=LISTS)


def in_forms(
    whom: Iri, lane: str, some: Flag, rest: Flag, *, software: frozenset[str]
) -> tuple[Effect, ...]:
    """Whoever runs such software hears it in one form, everybody else in the other."""
    these = Audience(personal=frozenset({whom}), software=software)
    others = Audience(personal=frozenset({whom}), without=these)
    return tuple(
        Emit(activity=said, signer=said.actor, audience=heard, lane=lane)
        for said, heard in ((some, these), (rest, others))
    )


def concerns_us(report: Report, case: Case) -> bool:
    """Whether a report that a board elsewhere passes on is about its own posts, and for us: a
    moderator of it lives here, or the author does.
    """
    if report.board != case.by_board:
        return False
    roles = (each for each in case.known.relations.values() if each.kind is Tie.ROLE)
    moderators = {role.a for role in roles if role.b == report.board}
    posts = (post for thing in report.about if (post := case.post(thing)) is not None)
    authors = {post.author for post in posts}
    return any(case.home.ours(iri) for iri in moderators | authors)


def report_of(activity: Flag, case: Case) -> Report | None:
    """The report that a Flag makes; None where nothing that it names is known."""
    about = tuple(
        thing
        for thing in activity.object[:OBJECTS]
        if thing in case.known.members or case.post(thing) is not None
    )
    if not about:
        return None
    board = board_of(about, case)
    cause = audience.cause_of(activity)
    return Report(
        id=activity.id or case.new.derived(cause, "Flag", activity.actor),
        by=activity.actor,
        about=about,
        board=board.id if board is not None else None,
        reason=activity.content[:REASON_CHARS],
        at=case.now,
    )


def standing_in(board: Board, about: tuple[Iri, ...], case: Case) -> tuple[Iri, ...]:
    """What of the things that a report is about stands in that board."""
    return tuple(thing for thing in about if board_of((thing,), case) == board)


def board_of(about: tuple[Iri, ...], case: Case) -> Board | None:
    posts = [post for thing in about if (post := case.post(thing)) is not None]
    filed = [place for post in posts if (place := case.filed(post)) is not None]
    return filed[0].board if filed else None


def told_to_moderators(
    activity: Flag, board: Board, report: Report, case: Case
) -> tuple[Effect, ...]:
    """Moderators elsewhere of a board here hear it from the board, as Lemmy and PieFed do it."""
    roles = [relation for relation in case.known.relations.values() if relation.b == board.id]
    elsewhere = {role.a for role in roles if role.kind is Tie.ROLE and not case.home.ours(role.a)}
    if not elsewhere:
        return ()
    wrap = audience.wrapped(activity, board, case)
    heard = Audience(actors=frozenset(elsewhere))
    return (Emit(activity=wrap, signer=board.id, audience=heard, lane=report.id),)


def told_to_author(
    activity: Flag, board: Board | None, report: Report, case: Case
) -> tuple[Effect, ...]:
    """The author's server hears it from the desk, which keeps the reporter's name to itself.

    Mastodon wants a list with the author first; Lemmy one address, and takes that list. PieFed
    takes no list.
    """
    post = next((post for thing in report.about if (post := case.post(thing)) is not None), None)
    author = post.author if post is not None else report.about[0]
    if case.home.ours(author) or not for_them(author, activity, case):
        return ()
    if not heard_elsewhere(author, activity, board, case):
        return ()
    ours = Flag(
        id=case.new.derived(report.id, "Flag", case.home.desk),
        actor=case.home.desk,
        to=(board.id if board is not None else author,),
        published=case.now,
        object=(author, post.id) if post is not None else (author,),
        content=report.reason,
    )
    one = replace(ours, object=(post.id,) if post is not None else (author,))
    return in_forms(author, report.id, one, ours, software=NO_LISTS)


def heard_elsewhere(author: Iri, activity: Flag, board: Board | None, case: Case) -> bool:
    """Whether the author's server has not heard it yet: from the reporter, or as the board's."""
    heard = {host_of(activity.actor)} if activity.actor != case.home.desk else set()
    if board is not None and not board.local:
        heard.add(host_of(board.id))
    return host_of(author) not in heard


def resolve(activity: Resolve, case: Case) -> Verdict:
    """Settle a report, said by who may moderate the board of what was reported.

    Lemmy embeds the Flag under an id of its own, so reports are also found by what they say.
    """
    asked = activity.resolved
    report = report_of(asked, case) if isinstance(asked, Flag) else None
    if not isinstance(asked, Flag) or report is None:
        return NO_REPORT
    board = case.known.boards.get(report.board) if report.board is not None else None
    desk = case.local and activity.actor == case.home.desk
    if not desk and (board is None or not may_moderate(activity.actor, board, case)):
        return NOT_A_MODERATOR
    # A moderator settles what is reported of their own board, whatever else a Flag names.
    about = report.about if desk or board is None else standing_in(board, report.about, case)
    settled = replace(
        report, about=about, settled=case.now, outcome=activity.summary[:REASON_CHARS]
    )
    effects: tuple[Effect, ...] = (Put(settled),)
    if case.local and board is not None and not board.local:
        # Its own server tells whoever reported.
        heard = Audience(actors=frozenset({board.id}))
        said = Emit(activity=activity, signer=activity.actor, audience=heard, lane=settled.id)
        effects += (said,)
    elif case.local and not case.home.ours(asked.actor):
        effects += told_to_reporter(activity, settled, board, case)
    return Accepted(effects)


def told_to_reporter(
    activity: Resolve, report: Report, board: Board | None, case: Case
) -> tuple[Effect, ...]:
    """Whoever reported hears what came of it: as Lemmy says it, else in a private Note.

    Mastodon reports in its server's name, which reads no notes.
    """
    resolved = Audience(actors=frozenset({report.by}), software=RESOLVERS)
    said = activity if board is None else audience.wrapped(activity, board, case)
    effects: tuple[Effect, ...] = (
        Emit(activity=said, signer=said.actor, audience=resolved, lane=report.id),
    )
    reporter = case.known.members.get(report.by)
    if reporter is None or reporter.type == "Application":
        return effects
    heard = Audience(personal=frozenset({report.by}), software=MICROBLOG_SOFTWARE)
    note = outcome(reporter, report, board, new=case.new, now=case.now)
    return (*effects, Emit(activity=note, signer=note.actor, audience=heard, lane=report.id))


def warn(activity: Warn, case: Case) -> Verdict:
    """Nothing follows here from what a moderator elsewhere says to somebody."""
    return WARNED
