"""GoToSocial: addresses are strings, not lists; its reports come from the server itself."""

from fediforum.forum.model import Tie
from tests.federation.conversations.checks import reported, tied
from tests.federation.conversations.deeds import asks
from tests.federation.conversations.microblog import NONE, Own, Speaker, conversation
from tests.federation.conversations.steps import AS2, Platform, Recorded, done, heard

HOST = "https://example.org"
TURTLE = f"{HOST}/users/1happyturtle"
POST = f"{TURTLE}/statuses/01FF25D5Q0DH7CHD57CTRS6WK0"
THREAD = f"{TURTLE}/statuses/01FF25D5Q0DH7CHD57CTRS6WK1"
ALWAYS = {"always": [f"{AS2}#Public"], "approvalRequired": []}

SPEAKER = Speaker(
    lacks=["in quote"],
    iri=TURTLE,
    post=POST,
    thread=THREAD,
    where="GoToSocial, internal/typeutils/internaltoas.go",
    note={
        "to": f"{AS2}#Public",
        "cc": [f"{TURTLE}/followers", "{board}", "{frida}"],
        "attachment": [],
        "replies": {"id": f"{POST}/replies", "type": "Collection"},
        "sensitive": False,
        "interactionPolicy": {"canLike": ALWAYS, "canReply": ALWAYS, "canAnnounce": ALWAYS},
    },
    own={
        "report": Own(
            Recorded("gotosocial/gts-docs-moderation-01.json"),
            aim={
                "https://fossbros-anonymous.io/users/foss_satan/statuses/"
                "01FVW7JHQFSFK166WWKR8CBA6M": "{slugs}",
                "https://fossbros-anonymous.io/users/foss_satan": "{frida}",
            },
            then=(reported(),),
        ),
        "delete": Own(
            Recorded("gotosocial/gts-docs-posts-11.json"),
            aim={
                f"{HOST}/users/admin/statuses/01FF25D5Q0DH7CHD57CTRS6WK0": POST,
                f"{HOST}/users/admin": TURTLE,
            },
            put={"id": f"{TURTLE}/activities/delete"},
        ),
    },
)

TALK = conversation(SPEAKER)
BALLOT = (
    done(
        "poll",
        asks("Shopping", "tissues", "financial times", "bread", calls="shopping", many=True),
    ),
    heard(
        "poll",
        "gotosocial/gts-docs-posts-10.json",
        tied(Tie.CHOICE, a=TURTLE, b="{shopping}", value="tissues\nfinancial times"),
        aim={
            "https://sample.com/users/willy_nilly": TURTLE,
            f"{HOST}/users/bobby_tables/statuses/123456": "{shopping}",
            f"{HOST}/users/bobby_tables": "{frida}",
        },
        verdict="",
    ),
)

GOTOSOCIAL = Platform(
    name="gotosocial",
    software="gotosocial",
    host="example.org",
    actors={TURTLE: "gotosocial/gts-docs-actors-06.json"},
    here=(*TALK[:-2], *BALLOT, *TALK[-2:]),
    none_here={**NONE, "in quote": "GoToSocial quotes nothing"},
    no_boards="GoToSocial has no groups",
)
