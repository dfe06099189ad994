"""Lemmy, 0.15 to 1.0: a community server that takes everything in an Announce of its board."""

from tests.federation.conversations.lemmy.here import HERE
from tests.federation.conversations.lemmy.server import ALPHA, BETA, HOST, ONE_SERVER, REPO
from tests.federation.conversations.lemmy.there import THERE
from tests.federation.conversations.steps import Platform

LACKS = {
    "both poll answer quote": "Lemmy has neither polls nor accepted answers nor quotes",
    "both move": "Lemmy moves no thread",
    "both boost": "Lemmy knows no boosts: it refuses an Announce of a post",
}

LEMMY = Platform(
    name="lemmy",
    software="lemmy",
    host="ds9.lemmy.ml",
    aim=ONE_SERVER,
    actors={
        ALPHA: f"{REPO}objects-person.json",
        BETA: f"{REPO}v0.15v2-objects-person.json",
        f"{HOST}/c/main": f"{REPO}v0.19-objects-group.json",
    },
    here=HERE,
    none_here={
        **LACKS,
        "out follow unfollow": "the board is here: nobody follows it from here",
    },
    board=f"{HOST}/c/main",
    there=THERE,
    none_there={
        **LACKS,
        "in unfollow": "nobody there follows their own board here",
        "in report resolve": "a report goes to the board's moderators alone",
        "out removal restore lock unlock pin unpin moderator ban unban resolve board": (
            "nobody here moderates their board"
        ),
    },
)
