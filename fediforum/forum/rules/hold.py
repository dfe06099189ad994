"""Hold: whether a new post in a board here waits until a moderator has looked at it.

Asked of what the law would file otherwise. A post that waits stands in no thread: it is kept,
and shown, counted and announced nowhere. A moderator's yes files it as if it came then.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from fediforum.content import fingerprint, links_in, plain_text, said_in
from fediforum.forum.case import Case
from fediforum.forum.effects import Put
from fediforum.forum.holding import TRUST, Record, Rule, Rules, rules_for
from fediforum.forum.model import Board, Post, PostState, Thread, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.verdict import Accepted, Refused, Verdict

NOT_ADMITTED = Refused("only a moderator lets in what waits or came late")
NOBODY = Record()


def admitted(board: Board, case: Case) -> bool:
    """Whether a moderator lets in what waits, or came late."""
    moderator = case.by.admitted if isinstance(case.by, Fetched) else None
    return moderator is not None and case.moderates(moderator, board)


def held(post: Post, board: Board, thread: Thread | None, case: Case) -> Verdict | None:
    """The verdict on a post that may not be filed yet; None where nothing holds it back.

    Who writes too soon here is told how long to wait; from elsewhere it waits itself.
    """
    if not board.local or admitted(board, case) or case.moderates(post.author, board):
        return None
    if isinstance(case.by, Fetched) and case.by.admitted is not None:
        return NOT_ADMITTED
    wait = too_soon(post, board, thread, case)
    if wait is not None and case.local:
        return Refused(f"one post in {told(slowness(board, thread))}: wait {told(wait)}")
    rule = Rule.SLOW if wait is not None else caught(post, board, case)
    return None if rule is None else Accepted((Put(waiting(post, board, rule)),))


def waiting(post: Post, board: Board, rule: Rule) -> Post:
    return replace(post, thread=None, board=board.id, state=PostState.HELD, reason=rule)


def held_edit(before: Post, after: Post, board: Board, case: Case) -> Rule | None:
    """Why a shown post that now says something else has to wait: it brings what a rule is for, or
    its server is held.
    """
    if not board.local or before.state is not PostState.SHOWN:
        return None
    reworded = said(after) != said(before)
    if reworded and case.known.holds(after.author) and not trusted(after, board, case):
        return Rule.DOMAIN
    if exempt(after, board, case):
        return None
    rules = rules_for(case.known.rules, board.id)
    if links(after) > links(before) and too_many_links(after, rules):
        return Rule.LINKS
    watched = said_in(said(after), rules.words)
    return Rule.WORDS if watched is not None and not said_in(said(before), (watched,)) else None


# -- rules -------------------------------------------------------------------------------------


def caught(post: Post, board: Board, case: Case) -> Rule | None:
    """The first rule that holds a post back; on a server that is held, everybody's first."""
    if case.known.holds(post.author) and not trusted(post, board, case):
        return Rule.DOMAIN
    if exempt(post, board, case):
        return None
    record = case.known.records.get(post.author, NOBODY)
    rules = rules_for(case.known.rules, board.id)
    days = rules.number(Rule.YOUNG_AUTHOR)
    host_days = rules.number(Rule.YOUNG_HOST)
    frozen = rules.strangers_until
    tests = (
        (Rule.STRANGERS, frozen is not None and case.now < frozen and not record.shown),
        (Rule.FIRST_POST, rules.on(Rule.FIRST_POST) and not record.shown),
        (Rule.YOUNG_AUTHOR, days is not None and young(record.began or record.met, days, case)),
        (Rule.YOUNG_HOST, host_days is not None and young(record.host_met, host_days, case)
            and not post.local),
        (Rule.LINKS, too_many_links(post, rules)),
        (Rule.DUPLICATES, said_before(post, rules, case)),
        (Rule.MENTIONS, not record.followed and calls_many(post, rules, case)),
        (Rule.WORDS, said_in(said(post), rules.words) is not None),
    )  # fmt: skip
    return next((rule for rule, holds in tests if holds), None)


def exempt(post: Post, board: Board, case: Case) -> bool:
    """Whether an author is trusted, or has written here often enough."""
    if trusted(post, board, case):
        return True
    enough = rules_for(case.known.rules, board.id).number(TRUST)
    record = case.known.records.get(post.author, NOBODY)
    return enough is not None and record.shown >= enough


def trusted(post: Post, board: Board, case: Case) -> bool:
    """Whether moderators trust an author: they themselves, and whom they named."""
    places = (board.id, case.home.instance)
    return case.moderates(post.author, board) or any(
        case.known.relation(Tie.TRUST, post.author, place) for place in places
    )


def young(since: datetime | None, days: int, case: Case) -> bool:
    """Whether something is younger than that; what nobody knows the age of is new."""
    return since is None or case.now - since < timedelta(days=days)


def too_many_links(post: Post, rules: Rules) -> bool:
    most = rules.number(Rule.LINKS)
    return most is not None and links(post) > most


def links(post: Post) -> int:
    return links_in(post.content, named=len(post.mentions) + len(post.hashtags))


def said_before(post: Post, rules: Rules, case: Case) -> bool:
    often, told = rules.number(Rule.DUPLICATES), fingerprint(post.content)
    return often is not None and told is not None and case.known.alike.get(told, 0) >= often


def calls_many(post: Post, rules: Rules, case: Case) -> bool:
    most = rules.number(Rule.MENTIONS)
    return most is not None and sum(map(case.home.ours, frozenset(post.mentions))) > most


def said(post: Post) -> str:
    """All words of a post, with its title and its warning."""
    return "\n".join((post.name or "", post.summary or "", plain_text(post.content)))


# -- slow mode ---------------------------------------------------------------------------------


def slowness(board: Board, thread: Thread | None) -> timedelta:
    """How long an author waits between two posts: the longer of the board's and the thread's."""
    return timedelta(seconds=max(board.slow, thread.slow if thread is not None else 0))


def too_soon(post: Post, board: Board, thread: Thread | None, case: Case) -> timedelta | None:
    """How long it is until this author may write here again; None for no time at all."""
    record = case.known.records.get(post.author, NOBODY)
    waits = [
        timedelta(seconds=seconds) - (case.now - (each.arrived or case.now))
        for each in record.lately
        for seconds, there in (
            (board.slow, each.board == board.id),
            (thread.slow if thread is not None else 0, thread is not None
                and each.thread == thread.id),
        )
        if seconds and there
    ]  # fmt: skip
    longest = max(waits, default=timedelta())
    return longest if longest > timedelta() else None


def told(span: timedelta) -> str:
    """A span in words, rounded up to minutes.

    >>> told(timedelta(minutes=10)), told(timedelta(seconds=61)), told(timedelta(minutes=90))
    ('10 minutes', '2 minutes', '90 minutes')
    """
    minutes = max(1, -(-int(span.total_seconds()) // 60))
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
