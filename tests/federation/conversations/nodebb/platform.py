"""NodeBB 4: a forum that believes nothing it is sent, and looks every post up at its own id."""

from tests.federation.conversations.nodebb.here import HERE
from tests.federation.conversations.nodebb.server import ALICE, CATEGORY
from tests.federation.conversations.nodebb.there import THERE
from tests.federation.conversations.steps import Platform

MODERATES = "NodeBB tells of no lock, pin, ban or moderator, and moderates no board elsewhere"
HAS_NONE = "NodeBB 4 has no polls, accepted answers or requests to quote"

NODEBB = Platform(
    name="nodebb",
    software="nodebb",
    host="nodebb.fed.test",
    actors={
        ALICE: "nodebb-live/user-alice.json",
        CATEGORY: "nodebb-live/category-group.json",
    },
    here=HERE,
    none_here={
        "in removal restore lock unlock pin unpin moderator ban unban board move": MODERATES,
        "both resolve": "NodeBB tells nobody what came of a report",
        "both poll answer quote": HAS_NONE,
        "out follow unfollow": "the board is here: nobody follows it from here",
        "out boost": "NodeBB hears of a thread by the board's own Announce",
    },
    board=CATEGORY,
    there=THERE,
    none_there={
        "in unfollow": "nobody there follows their own board here",
        "in unvote": "NodeBB tells nobody that a vote on a post of its own is taken back",
        "in lock unlock pin unpin moderator ban unban": MODERATES,
        "both resolve": "NodeBB tells nobody what came of a report",
        "both poll answer quote": HAS_NONE,
        "both boost": "its people boost by their category",
        "in report": "a report goes to the board's moderators alone",
        "out removal restore lock unlock pin unpin moderator ban unban board move": (
            "nobody here moderates their board"
        ),
    },
)
