"""Funkwhale, Gancio, Owncast: they publish tracks, events and streams, and read next to nothing.

Somebody here can follow such an actor; what it publishes is for its followers, unless it names a
board.
"""

from collections.abc import Mapping

from fediforum.forum.model import Tie
from tests.federation.conversations.checks import opened, tied
from tests.federation.conversations.deeds import follows, unfollows
from tests.federation.conversations.steps import (
    ACTIVITIES,
    AS2,
    Check,
    FromObject,
    FromSource,
    Platform,
    Recorded,
    Source,
    Step,
    done,
    heard,
)

PUBLISHES = "it publishes, and reads no more than follows"
NONE = {
    "in unfollow": PUBLISHES,
    "out thread": PUBLISHES,
    **dict.fromkeys(
        (f"both {does}" for does in ACTIVITIES if does not in ("follow", "unfollow", "thread")),
        PUBLISHES,
    ),
}


def publisher(
    actor: str,
    published: Source,
    *then: Check,
    where: str,
    verdict: str = "accepted",
    aim: Mapping[str, str] | None = None,
) -> tuple[Step, ...]:
    """It is followed, publishes something, and is followed no longer."""
    accept = {
        "@context": AS2,
        "id": f"{actor}#accept/1",
        "type": "Accept",
        "actor": actor,
        "object": {"id": "{our follow}", "type": "Follow", "actor": "{frida}", "object": actor},
    }
    return (
        done("follow", follows(actor, by="frida"), sent=["frida: Follow"]),
        heard(
            "follow",
            FromSource(accept, where),
            tied(Tie.FOLLOW, a="{frida}", b=actor, value="accepted"),
        ),
        heard("thread", published, *then, verdict=verdict, aim=aim or {}, sent=[]),
        done("unfollow", unfollows(actor, by="frida"), sent=["frida: Undo{Follow}"]),
    )


CHANNEL = "https://channels.tests.funkwhale.audio/federation/actors/compositions"
FUNKWHALE = Platform(
    name="funkwhale",
    software="funkwhale",
    host="channels.tests.funkwhale.audio",
    actors={CHANNEL: "funkwhale/rebased-tesla_mock-funkwhale_channel.json"},
    here=publisher(
        CHANNEL,
        Recorded("funkwhale/rebased-tesla_mock-funkwhale_create_audio.json"),
        where="Funkwhale, api/funkwhale_api/federation/serializers.py",
        verdict="ignored",
    ),
    none_here=NONE,
    no_boards="a channel of Funkwhale is a person",
)

GANCIO_HOST = "https://demo.gancio.org"
CALENDAR = f"{GANCIO_HOST}/federation/u/gancio"
GANCIO = Platform(
    name="gancio",
    software="gancio",
    host="demo.gancio.org",
    actors={CALENDAR: "gancio/mobilizon-fixtures-gancio-actor.json"},
    here=publisher(
        CALENDAR,
        Recorded("gancio/mobilizon-fixtures-gancio-event-activity.json"),
        opened("Demo event", post=f"{GANCIO_HOST}/federation/m/1"),
        where="Gancio, server/federation/helpers.js",
        aim={f"{CALENDAR}/followers": "{board}"},
    ),
    none_here=NONE,
    no_boards="a Gancio has one actor, an application",
)

STREAM_HOST = "https://owncast.localhost.localdomain"
STREAMER = f"{STREAM_HOST}/federation/user/streamer"
LIVE = FromSource(
    {
        "@context": AS2,
        "id": f"{STREAM_HOST}/federation/KjBNuq8ng/activity",
        "type": "Create",
        "actor": STREAMER,
        "to": f"{AS2}#Public",
    },
    "Owncast, activitypub/outbox/outbox.go",
)
OWNCAST = Platform(
    name="owncast",
    software="owncast",
    host="owncast.localhost.localdomain",
    actors={
        STREAMER: FromSource(
            {
                "@context": AS2,
                "id": STREAMER,
                "type": "Service",
                "preferredUsername": "streamer",
                "name": "Stream",
                "inbox": f"{STREAMER}/inbox",
                "outbox": f"{STREAMER}/outbox",
                "followers": f"{STREAMER}/followers",
                "url": STREAM_HOST,
            },
            "Owncast, activitypub/apmodels/actor.go",
        )
    },
    here=publisher(
        STREAMER,
        FromObject(LIVE, Recorded("owncast/rebased-fixtures-owncast-note-with-attachment.json")),
        where="Owncast, activitypub/requests/acceptFollow.go",
        verdict="ignored",
    ),
    none_here=NONE,
    no_boards="an Owncast has one actor, its streamer",
)
