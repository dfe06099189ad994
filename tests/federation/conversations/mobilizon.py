"""Mobilizon: events that groups announce, and comments on them."""

from tests.federation.conversations.boosting import NONE as NONE_THERE, Group, boosted
from tests.federation.conversations.steps import AS2, FromSource, Platform, Recorded

HOST = "https://mobilizon.org"
TCIT = f"{HOST}/@tcit"
TEAM = f"{HOST}/@framasoft"
EVENT = "mobilizon/activity_pub-fixtures-mobilizon.org-event.json"
ACTIONS = "Mobilizon, lib/federation/activity_pub/utils.ex maybe_relay_if_group_activity"
COMMENTS = "Mobilizon's people comment on events, and follow no boards"

GROUP = Group(
    iri=TEAM,
    author=TCIT,
    where=ACTIONS,
    post=Recorded(EVENT),
    id=f"{HOST}/events/252d5816-00a3-4a89-a66f-15bf65c33e39",
    title="Mobilizon Launching Party",
    aim={"https://mobilizon.local/": f"{HOST}/"},
)

MOBILIZON = Platform(
    name="mobilizon",
    software="mobilizon",
    host="mobilizon.org",
    actors={
        TCIT: "mobilizon/rebased-tesla_mock-mobilizon.org-user.json",
        TEAM: FromSource(
            {
                "@context": AS2,
                "id": TEAM,
                "type": "Group",
                "preferredUsername": "framasoft",
                "name": "Framasoft",
                "inbox": f"{TEAM}/inbox",
                "outbox": f"{TEAM}/outbox",
                "followers": f"{TEAM}/followers",
                "members": f"{TEAM}/members",
                "endpoints": {"sharedInbox": f"{HOST}/inbox"},
            },
            "Mobilizon, lib/federation/activity_stream/converter/actor.ex",
        ),
    },
    none_here={
        "both follow unfollow thread reply vote downvote unvote edit delete removal": COMMENTS,
        "both restore lock unlock pin unpin moderator ban unban report resolve": COMMENTS,
        "both board move poll answer quote boost": COMMENTS,
    },
    board=TEAM,
    there=boosted(GROUP),
    none_there=NONE_THERE,
)
