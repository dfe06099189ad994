"""GoToSocial: a list of one is written as that one; its reports come from the server itself."""

from collections.abc import Mapping
from typing import Any

from fediforum.forum.model import Tie
from tests.federation.conversations.checks import reported, tied
from tests.federation.conversations.deeds import asks
from tests.federation.conversations.microblog import (
    MOMENT,
    NONE,
    PUBLIC,
    Own,
    Speaker,
    conversation,
)
from tests.federation.conversations.steps import Platform, Recorded, done, heard

HOST = "https://example.org"
TURTLE = f"{HOST}/users/1happyturtle"
POST = f"{TURTLE}/statuses/01FF25D5Q0DH7CHD57CTRS6WK0"
THREAD = f"{TURTLE}/statuses/01FF25D5Q0DH7CHD57CTRS6WK1"
FOLLOWERS = f"{TURTLE}/followers"
CONVERTER = "GoToSocial, internal/typeutils"
FREE = {
    "always": [PUBLIC],
    "approvalRequired": [],
    "automaticApproval": [PUBLIC],
    "manualApproval": [],
}


def form(kind: str, thing: Any, number: int) -> Mapping[str, Any]:
    """internaltoas.go and wrap.go; an id that they give none comes from federatingdb/util.go."""
    ulid = f"01FF25D5Q0DH7CHD57CTRT{number:04}"
    written = {"id": f"{HOST}/{ulid}"}
    match kind:
        case "Note":
            return post(thing)
        case "Create" | "Update":
            around = {name: thing[name] for name in ("to", "cc", "published")}
            return {**around, "id": f"{thing['id']}/activity#{kind}"}
        case "Follow":
            return {"id": f"{TURTLE}/follow/{ulid}", "to": thing}
        case "Like":
            return {"id": f"{TURTLE}/liked/{ulid}", "to": "{frida}"}
        case "Announce":
            return {
                "id": f"{TURTLE}/statuses/{ulid}",
                "published": MOMENT,
                "to": FOLLOWERS,
                "cc": ["{frida}", PUBLIC],
            }
        case "Undo":
            return {**written, "to": thing["to"]}
        case _:
            return {**written, "to": "{frida}"}


def post(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    iri = thing["id"]
    replies = f"{iri}/replies"
    first = {
        "id": f"{replies}?page=true",
        "next": f"{replies}?page=true&only_other_accounts=false",
        "partOf": replies,
        "type": "CollectionPage",
    }
    return {
        "to": PUBLIC,
        "contentMap": {"en": thing["content"]},
        "attachment": [],
        "tag": thing["tag"][0],
        "replies": {"id": replies, "type": "Collection", "first": first},
        "sensitive": False,
        "summary": "",
        "interactionPolicy": {"canLike": FREE, "canReply": FREE, "canAnnounce": FREE},
        "url": iri.replace("/users/", "/@"),
    }


SPEAKER = Speaker(
    lacks=["in quote"],
    iri=TURTLE,
    post=POST,
    thread=THREAD,
    where=CONVERTER,
    form=form,
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
            put={"id": f"{HOST}/01FF25D5Q0DH7CHD57CTRT0008"},
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
