"""PieFed 1.6: a community server that answers nothing back, and whose votes toggle."""

from tests.federation.conversations.piefed.here import HERE
from tests.federation.conversations.piefed.server import ALICE, FEDLAB, HOST
from tests.federation.conversations.piefed.there import THERE
from tests.federation.conversations.steps import Platform

PIEFED = Platform(
    name="piefed",
    software="piefed",
    host="piefed.fed.test",
    aim={"https://piefed.social/c/historyruins": FEDLAB, "https://piefed.social/": f"{HOST}/"},
    actors={
        ALICE: "piefed-live/user-alice.json",
        FEDLAB: "piefed/lemmyrepo-multi-comm-piefed-objects-group.json",
    },
    here=HERE,
    none_here={
        "in quote": "PieFed quotes nothing",
        "in board": "a PieFed writes to a board in its own name alone",
        "both resolve": "PieFed tells nobody what came of a report",
        "both boost": "PieFed's people boost nothing",
        "out follow unfollow": "the board is here: nobody follows it from here",
    },
    board=FEDLAB,
    there=THERE,
    none_there={
        "in quote": "PieFed quotes nothing",
        "out poll answer quote": "asked and answered as in a board here",
        "in unfollow": "nobody there follows their own board here",
        "both resolve": "PieFed tells nobody what came of a report",
        "both boost": "PieFed's people boost nothing",
        "in report": "a report goes to the board's moderators alone",
        "out removal restore lock unlock pin unpin moderator ban unban board move": (
            "nobody here moderates their board"
        ),
    },
)
