"""Pleroma and Akkoma: a reaction is an activity of its own, and what is undone is only named."""

from tests.federation.conversations.checks import answered, opened, polls, reads, voted
from tests.federation.conversations.microblog import NONE, Own, Speaker, conversation
from tests.federation.conversations.steps import (
    AS2,
    FromObject,
    FromSource,
    Platform,
    Recorded,
    heard,
)

HOST = "https://p.helene.moe"
HELENE = f"{HOST}/users/helene"
POST = f"{HOST}/objects/fd5910ac-d9dc-412e-8d1d-914b203296c4"
THREAD = f"{HOST}/objects/a399c28e-c821-4820-bc3e-4afeb044c16f"
POLL = f"{HOST}/objects/9a172665-2bc5-452d-8428-2361d4c33b1d"
BUILDER = "Pleroma, lib/pleroma/web/activity_pub/builder.ex"
OTHERS = {
    "https://patch.cx/users/rin/followers": "{board}",
    "https://patch.cx/users/rin": HELENE,
    "https://patch.cx/": f"{HOST}/",
}
CREATE = FromSource(
    {
        "@context": [AS2, f"{HOST}/schemas/litepub-0.1.jsonld", {"@language": "und"}],
        "id": f"{HOST}/activities/create",
        "type": "Create",
        "actor": HELENE,
        "to": [f"{AS2}#Public"],
        "cc": ["{board}"],
        "context": None,
        "directMessage": False,
    },
    BUILDER,
)
AROUND = {"to": [f"{HELENE}/followers", "{frida}"], "cc": [f"{AS2}#Public"], "context": None}


def created(number: int, file: str) -> FromObject:
    return FromObject(
        FromSource({**CREATE.said, "id": f"{HOST}/activities/create/{number}"}, BUILDER),
        Recorded(file),
    )


SPEAKER = Speaker(
    iri=HELENE,
    post=POST,
    thread=THREAD,
    where=BUILDER,
    quotes=("quoteUrl",),
    note={
        "actor": HELENE,
        "attachment": [],
        "context": f"{HOST}/contexts/1",
        "conversation": f"{HOST}/contexts/1",
        "sensitive": None,
        "source": {"content": "Beer helps.", "mediaType": "text/plain"},
        "summary": "",
    },
    activity=AROUND,
    own={
        "follow": Own(
            Recorded("pleroma/lemmyrepo-activities-follow.json"),
            aim={
                "https://mycrowd.ca/users/kinetix": HELENE,
                "https://mycrowd.ca/": f"{HOST}/",
                "https://lemmy.ca/u/kinetix": "{board}",
            },
        ),
        "reply": Own(
            created(1, "pleroma/rebased-tesla_mock-p.helene.moe-AM7S6vZQmL6pI9TgPY.json"),
            aim={
                "https://mk.absturztau.be/notes/93e7nm8wqg": "{slugs}",
                "https://mk.absturztau.be/users/8ozbzjs3o8": "{frida}",
            },
            then=(answered("{slugs}", post=POST), reads("meow", post=POST)),
        ),
        "thread": Own(
            created(2, "pleroma/rebased-tesla_mock-emoji-in-summary.json"),
            aim=OTHERS,
            then=(opened(":joker_smile:", post=THREAD),),
        ),
        "unvote": Own(
            FromSource(
                {
                    "id": f"{HELENE}/activities/1004",
                    "type": "Undo",
                    "actor": HELENE,
                    "object": f"{HELENE}/activities/4",
                    **AROUND,
                },
                BUILDER,
            ),
            then=(voted(None, post="{slugs}", by=HELENE),),
        ),
        "poll": Own(
            created(3, "pleroma/rebased-tesla_mock-poll_original.json"),
            aim=OTHERS,
            then=(polls("yes", "no", post=POLL),),
        ),
        "delete": Own(
            Recorded("pleroma/lemmyrepo-activities-delete.json"),
            aim={
                "https://greenish.red/users/vpzom": HELENE,
                "https://greenish.red/objects/38e2b983-ebf5-4387-9bc2-3b80305469c9": POST,
                "https://greenish.red/": f"{HOST}/",
                "https://voyager.lemmy.ml/c/main": "{board}",
                "https://voyager.lemmy.ml/u/dess_voy_41u2": "{frida}",
            },
        ),
    },
)
TALK = conversation(SPEAKER)
REACTED = (
    heard(
        "vote",
        SPEAKER.does("EmojiReact", "{slugs}", 20, content="🐌"),
        voted("🐌", post="{slugs}", by=HELENE),
        told=["general: Announce{EmojiReact}"],
    ),
    heard(
        "unvote",
        FromSource(
            {
                "id": f"{HELENE}/activities/1020",
                "type": "Undo",
                "actor": HELENE,
                "object": f"{HELENE}/activities/20",
                **AROUND,
            },
            BUILDER,
        ),
        voted(None, post="{slugs}", by=HELENE),
        told=["general: Announce{Undo{Like}}"],
    ),
)

PLEROMA = Platform(
    name="pleroma",
    software="pleroma",
    host="p.helene.moe",
    aim={
        "https://queer.hacktivis.me/users/lanodan": HELENE,
        "https://queer.hacktivis.me/": f"{HOST}/",
    },
    actors={HELENE: "pleroma/lemmyrepo-v0.19-objects-person.json"},
    here=(*TALK[:8], *REACTED, *TALK[8:]),
    none_here=NONE,
    no_boards="Pleroma has no groups",
)

AKKOMA_HOST = "https://akkoma.example.com"
TESTUSER = f"{AKKOMA_HOST}/users/testuser"
AKKOMA_POST = f"{AKKOMA_HOST}/objects/2ec68a36-b298-488d-9f99-25b21c336a0f"
AKKOMA_BUILDER = "Akkoma, lib/pleroma/web/activity_pub/builder.ex"
AKKOMA_SPEAKER = Speaker(
    iri=TESTUSER,
    post=AKKOMA_POST,
    thread=f"{AKKOMA_HOST}/objects/2ec68a36-b298-488d-9f99-25b21c336a10",
    where=AKKOMA_BUILDER,
    quotes=("quoteUri", "quoteUrl"),
    note={
        "actor": TESTUSER,
        "attachment": [],
        "contentMap": {"en": "<p>Beer helps.</p>"},
        "source": {"content": "Beer helps.", "mediaType": "text/x.misskeymarkdown"},
        "summary": "",
    },
    own={
        "reply": Own(
            Recorded("akkoma/wordpress-tests-akkoma-reply.json"),
            aim={"https://forum.test/p/1": "{slugs}", "https://example.com/?author=0": "{frida}"},
            then=(answered("{slugs}", post=AKKOMA_POST), reads("Lorem ipsum", post=AKKOMA_POST)),
        )
    },
)

AKKOMA = Platform(
    name="akkoma",
    software="akkoma",
    host="akkoma.example.com",
    here=conversation(AKKOMA_SPEAKER),
    none_here=NONE,
    no_boards="Akkoma has no groups",
)
