"""Flag: somebody asks the moderators to look at a post or a member."""

from fediforum.forum import audience
from fediforum.forum.case import Case
from fediforum.forum.effects import Effect, Put
from fediforum.forum.model import Report
from fediforum.forum.verdict import Accepted, Ignored, Verdict
from fediforum.limits import OBJECTS
from fediforum.vocab.activities import Flag

REASON_CHARS = 5_000

NOT_HERE = Ignored("it is about nothing that is known here")


def flag(activity: Flag, case: Case) -> Verdict:
    """File a report of what is known here; the board is that of the first post it names."""
    about = tuple(
        thing
        for thing in activity.object[:OBJECTS]
        if thing in case.known.members or case.post(thing) is not None
    )
    if not about:
        return NOT_HERE
    posts = [post for thing in about if (post := case.post(thing)) is not None]
    filed = [place for post in posts if (place := case.filed(post)) is not None]
    board = filed[0].board if filed else None
    cause = audience.cause_of(activity)
    report = Report(
        id=activity.id or case.new.derived(cause, "Flag", activity.actor),
        by=activity.actor,
        about=about,
        board=board.id if board is not None else None,
        reason=activity.content[:REASON_CHARS],
        at=case.now,
    )
    effects: tuple[Effect, ...] = (Put(report),)
    if case.local and board is not None and not board.local:
        effects += audience.asked(activity, board.id, report.id)
    return Accepted(effects)
