"""Ghost: articles of a site with an excerpt beside them, notes, and ``as:Public`` for everybody."""

from tests.federation.conversations.checks import answered, opened, reads
from tests.federation.conversations.microblog import NONE, Own, Speaker, conversation
from tests.federation.conversations.steps import Platform, Recorded

HOST = "https://example.com"
FOO = f"{HOST}/user/foo"
NOTE = f"{HOST}/note/post-123"
ARTICLE = f"{HOST}/article/post-123"
CREATED = f"{HOST}/create/cb1e7e92-5560-4ceb-9272-7e9d0e2a7da4"
TO_THE_BOARD = {f"{FOO}/followers": "{board}"}

SPEAKER = Speaker(
    iri=FOO,
    post=NOTE,
    thread=ARTICLE,
    where="Ghost, activitypub src/dispatchers.ts",
    note={"to": "as:Public", "cc": ["{board}", "{frida}"]},
    activity={"to": "as:Public"},
    own={
        "reply": Own(
            Recorded("ghost/ghost-publish-note-create-activity.json"),
            aim={**TO_THE_BOARD, CREATED: f"{HOST}/create/1"},
            put={"object.inReplyTo": "{slugs}"},
            then=(answered("{slugs}", post=NOTE), reads("Note content", post=NOTE)),
        ),
        "thread": Own(
            Recorded("ghost/ghost-article-create-activity.json"),
            aim=TO_THE_BOARD,
            then=(opened("Post title", post=ARTICLE), reads("Post content", post=ARTICLE)),
        ),
        "edit": Own(
            Recorded("ghost/ghost-note-update-activity.json"),
            aim=TO_THE_BOARD,
            put={"object.inReplyTo": "{slugs}", "object.updated": "2026-08-02T12:00:00Z"},
            then=(reads("Updated note content", post=NOTE),),
        ),
    },
    lacks=["in report", "in poll", "in quote"],
)

GHOST = Platform(
    name="ghost",
    software="ghost",
    host="example.com",
    here=conversation(SPEAKER),
    none_here={
        **NONE,
        "in report poll quote": "Ghost has none of it",
    },
    no_boards="a site of Ghost is a person",
)
