"""Mbin: a community server that takes everything in an Announce of its magazine."""

from tests.federation.conversations.mbin.here import HERE
from tests.federation.conversations.mbin.server import HOST, MAGAZINE, file
from tests.federation.conversations.mbin.there import THERE
from tests.federation.conversations.steps import Platform, Recorded

HAS_NONE = "Mbin has no accepted answers or quotes, and polls only in its next version"

MBIN = Platform(
    name="mbin",
    software="mbin",
    host="kbin.test",
    inbox=f"{HOST}/f/inbox",
    actors={MAGAZINE: Recorded(file("UpdateTest__testUpdateMagazine"), inner=True)},
    here=HERE,
    none_here={
        "in downvote": "Mbin tells nobody of votes against",
        "in restore": "Mbin undoes no removal elsewhere",
        "both poll answer quote": HAS_NONE,
        "both move": "Mbin moves no thread",
        "both resolve": "Mbin tells nobody what came of a report",
        "out follow unfollow": "the board is here: nobody follows it from here",
        "out boost": "Mbin hears of a thread by the board's own Announce",
    },
    board=MAGAZINE,
    there=THERE,
    none_there={
        "in unfollow": "nobody there follows their own board here",
        "in downvote": "Mbin tells nobody of votes against",
        "in restore": "Mbin undoes no removal elsewhere",
        "both poll answer quote": HAS_NONE,
        "both move": "Mbin moves no thread",
        "both resolve": "Mbin tells nobody what came of a report",
        "in report": "a report goes to the board's moderators alone",
        "out removal restore lock unlock pin unpin moderator ban unban board boost": (
            "nobody here moderates their board"
        ),
    },
)
