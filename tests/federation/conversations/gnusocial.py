"""GNU social: conversations of its own, and groups that repeat what is said to them."""

from tests.federation.conversations.boosting import NONE as NONE_THERE, Group, boosted
from tests.federation.conversations.checks import answered, reads
from tests.federation.conversations.microblog import NONE, PUBLIC, Own, Speaker, conversation
from tests.federation.conversations.steps import AS2, FromSource, Platform, Recorded

HOST = "https://instance.gnusocial.test"
DIOGO = f"{HOST}/actor/42"
HACKERS = f"{HOST}/actor/21"
POST = f"{HOST}/object/note/1339"
THREAD = f"{HOST}/object/note/1341"
GROUPED = f"{HOST}/object/note/1350"
NOTE = "GNU social, plugins/ActivityPub/Util/Model/Note.php"

SPEAKER = Speaker(
    iri=DIOGO,
    post=POST,
    thread=THREAD,
    where=NOTE,
    note={
        "mediaType": "text/html",
        "source": {"content": "Beer helps.", "mediaType": "text/plain"},
        "attachment": [],
        "inConversation": f"{HOST}/conversation/1338",
    },
    own={
        "reply": Own(
            Recorded("gnusocial/lemmyrepo-activities-create_note.json"),
            aim={
                f"{HOST}/object/note/1338": "{slugs}",
                f"{DIOGO}/subscribers": "{frida}",
            },
            then=(answered("{slugs}", post=POST), reads("yay", post=POST)),
        ),
    },
    lacks=["in poll", "in quote", "in report", "in edit"],
)
GROUP = Group(
    iri=HACKERS,
    author=DIOGO,
    where="GNU social, plugins/RepeatNote/RepeatNote.php",
    post=FromSource(
        {
            "@context": AS2,
            "id": GROUPED,
            "type": "Note",
            "published": "2026-08-01T12:00:00+00:00",
            "attributedTo": DIOGO,
            "content": "<p>!hackers who is here?</p>",
            "mediaType": "text/html",
            "source": {"content": "!hackers who is here?", "mediaType": "text/plain"},
            "attachment": [],
            "tag": [{"type": "Mention", "href": HACKERS, "name": "@hackers@instance"}],
            "inConversation": f"{HOST}/conversation/1350",
            "to": [PUBLIC],
            "cc": [HACKERS],
        },
        NOTE,
    ),
    id=GROUPED,
    title="!hackers who is here?",
)

GNUSOCIAL = Platform(
    name="gnusocial",
    software="gnusocial",
    host="instance.gnusocial.test",
    inbox=f"{HOST}/inbox.json",
    actors={
        DIOGO: "gnusocial/lemmyrepo-objects-person.json",
        HACKERS: "gnusocial/lemmyrepo-objects-group.json",
    },
    here=conversation(SPEAKER),
    none_here={
        **NONE,
        "in poll quote report edit": "GNU social sends notes, repeats, favourites and no more",
    },
    board=HACKERS,
    there=boosted(GROUP),
    none_there=NONE_THERE,
)
