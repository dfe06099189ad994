"""PeerTube: its people comment on what they have seen, and a channel boosts its films."""

from tests.federation.conversations.boosting import NONE as NONE_THERE, Group, boosted
from tests.federation.conversations.microblog import NONE, Speaker, conversation
from tests.federation.conversations.steps import Platform, Recorded

HOST = "https://tilvids.com"
ACCOUNT = f"{HOST}/accounts/thelinuxexperiment"
CHANNEL = f"{HOST}/video-channels/thelinuxexperiment_channel"
VIDEO = f"{HOST}/videos/watch/e7946124-7b72-4ad7-9d22-844a84bb2de1"
SENDS = "PeerTube, server/core/lib/activitypub/send"

SPEAKER = Speaker(
    iri=ACCOUNT,
    post=f"{VIDEO}/comments/7",
    thread=f"{VIDEO}/comments/8",
    where=SENDS,
    lacks=["in poll", "in quote", "in thread", "out removal", "out restore", "out lock"],
)
GROUP = Group(
    iri=CHANNEL,
    author=ACCOUNT,
    where=SENDS,
    post=Recorded("peertube/lemmyrepo-objects-video.json"),
    id=VIDEO,
    title=(
        "Mesa, Wayland & X.org in trouble, Debian leaves X, Facebook blocks Linux: "
        "Linux & Open Source News"
    ),
)

PEERTUBE = Platform(
    name="peertube",
    software="peertube",
    host="tilvids.com",
    actors={
        ACCOUNT: "peertube/lemmyrepo-objects-person.json",
        CHANNEL: "peertube/lemmyrepo-objects-group.json",
    },
    here=conversation(SPEAKER),
    none_here={
        **NONE,
        "in poll quote": "PeerTube has neither polls nor quotes",
        "in thread": "PeerTube's people comment, and open no threads",
        "out removal restore lock": "a PeerTube hears of what it is answered, and no more",
    },
    board=CHANNEL,
    there=boosted(GROUP),
    none_there=NONE_THERE,
)
