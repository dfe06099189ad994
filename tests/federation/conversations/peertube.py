"""PeerTube: its people comment on films alone, and a channel boosts what is filmed for it."""

from collections.abc import Mapping
from typing import Any

from tests.federation.conversations.boosting import NONE as NONE_THERE, Group, boosted
from tests.federation.conversations.checks import opened
from tests.federation.conversations.microblog import PUBLIC
from tests.federation.conversations.steps import (
    ACTIVITIES,
    FromObject,
    FromSource,
    Platform,
    Recorded,
    heard,
)

HOST = "https://tilvids.com"
ACCOUNT = f"{HOST}/accounts/thelinuxexperiment"
CHANNEL = f"{HOST}/video-channels/thelinuxexperiment_channel"
VIDEO = f"{HOST}/videos/watch/e7946124-7b72-4ad7-9d22-844a84bb2de1"
FILM = "peertube/lemmyrepo-objects-video.json"
SENDS = "PeerTube, server/core/lib/activitypub/send"
FOLLOWERS = f"{ACCOUNT}/followers"
TITLE = (
    "Mesa, Wayland & X.org in trouble, Debian leaves X, Facebook blocks Linux: "
    "Linux & Open Source News"
)


def says(kind: str, thing: Any, number: int) -> Mapping[str, Any]:
    """send-accept.ts: it is addressed to nobody."""
    return {"id": f"{HOST}/accepts/follows/{number}"}


def does(kind: str, thing: Any, number: int) -> Mapping[str, Any]:
    """send-create.ts, send-delete.ts and video-comment.ts: a comment is known by who follows."""
    match kind:
        case "Note":
            return {
                "to": [PUBLIC, FOLLOWERS],
                "cc": [],
                "content": "Yes.",
                "mediaType": "text/markdown",
                "updated": thing["published"],
                "url": thing["id"],
                "replyApproval": f"{thing['id']}/approve-reply",
                "tag": [],
            }
        case "Delete":
            return {"id": f"{thing}/delete", "to": [PUBLIC], "cc": [FOLLOWERS]}
        case _:
            return {"id": f"{thing['id']}/activity", "to": thing["to"], "cc": thing["cc"]}


GROUP = Group(
    iri=CHANNEL,
    author=ACCOUNT,
    where=SENDS,
    post=Recorded(FILM),
    id=VIDEO,
    title=TITLE,
    announce=Recorded("peertube/lemmyrepo-v0.19-no-migrations-dess-activities-announce_video.json"),
    aim={
        "https://framatube.org/videos/watch/60c4bea4-6bb2-4fce-8d9f-8a522575419d": VIDEO,
        "https://framatube.org/video-channels/joinpeertube": CHANNEL,
        "https://framatube.org/accounts/framasoft": ACCOUNT,
    },
    form=says,
    authors=does,
)
# A comment cannot be edited; a film is told of anew whenever anything about it changes.
UPDATE = heard(
    "edit",
    FromObject(
        FromSource(
            {
                "type": "Update",
                "id": f"{VIDEO}/updates/2025-02-04T09:00:50.396Z",
                "actor": ACCOUNT,
                "to": [PUBLIC],
                "cc": [FOLLOWERS],
            },
            f"{SENDS}/send-update.ts",
        ),
        Recorded(FILM),
    ),
    opened("Linux & Open Source News", post=VIDEO, board="{theirs}"),
    put={"object.name": "Linux & Open Source News", "object.updated": "2026-08-02T12:00:00.000Z"},
)
FILMS = "PeerTube's people follow channels, and rate, comment on and report films alone"

PEERTUBE = Platform(
    name="peertube",
    software="peertube",
    host="tilvids.com",
    actors={
        ACCOUNT: "peertube/lemmyrepo-objects-person.json",
        CHANNEL: "peertube/lemmyrepo-objects-group.json",
        VIDEO: FILM,
    },
    none_here={f"both {does}": FILMS for does in ACTIVITIES},
    board=CHANNEL,
    there=tuple(
        UPDATE if (step.does, step.way) == ("edit", "in") else step for step in boosted(GROUP)
    ),
    none_there=NONE_THERE,
)
