"""Misskey: whatever somebody feels is a Like, and nobody can edit a note."""

from tests.federation.conversations.checks import voted
from tests.federation.conversations.microblog import NONE, Own, Speaker, conversation
from tests.federation.conversations.steps import FromSource, Platform, Recorded

HOST = "https://misskey.io"
AIMU = f"{HOST}/users/83ssedkv53"
POST, THREAD = f"{HOST}/notes/8vs6wxufd0", f"{HOST}/notes/8vs6wxufd1"
LIKE = "misskey/rebased-fixtures-custom-emoji-reaction.json"
NOTE = "misskey/rebased-tesla_mock-mk.absturztau.be-93e7nm8wqg-activity.json"
LOCAL = {
    "https://misskey.local.live/users/8x8yep20u2": AIMU,
    "https://misskey.local.live/": f"{HOST}/",
    "https://pleroma.local.live/objects/89937a53-2692-4631-bb62-770091267391": "{slugs}",
}

SPEAKER = Speaker(
    quotes=("_misskey_quote", "quoteUrl"),
    iri=AIMU,
    post=POST,
    thread=THREAD,
    where="Misskey, packages/backend/src/core/activitypub/ApRendererService.ts",
    note={
        "summary": None,
        "_misskey_content": "Beer helps.",
        "source": {"content": "Beer helps.", "mediaType": "text/x.misskeymarkdown"},
        "attachment": [],
        "sensitive": False,
    },
    own={
        "reply": Own(
            Recorded(NOTE),
            aim={
                "https://mk.absturztau.be/users/8ozbzjs3o8": AIMU,
                "https://mk.absturztau.be/notes/93e7nm8wqg": POST,
                "https://mk.absturztau.be/": f"{HOST}/",
            },
            put={"object.inReplyTo": "{slugs}"},
        ),
        "vote": Own(Recorded(LIKE), aim=LOCAL, then=(voted(":hanapog:", post="{slugs}", by=AIMU),)),
        "report": Own(
            FromSource(
                {
                    "id": f"{HOST}/flags/1",
                    "type": "Flag",
                    "actor": f"{HOST}/users/instance.actor",
                    "content": "Reported: rude",
                    "object": "{slugs}",
                },
                "Misskey, packages/backend/src/core/activitypub/ApRendererService.ts renderFlag",
            )
        ),
    },
    lacks=["in edit"],
)

MISSKEY = Platform(
    name="misskey",
    software="misskey",
    host="misskey.io",
    actors={AIMU: "misskey/rebased-tesla_mock-aimu@misskey.io.json"},
    here=conversation(SPEAKER),
    none_here={**NONE, "in edit": "nobody can edit a note there"},
    no_boards="Misskey has no groups",
)
