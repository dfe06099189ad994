"""Smithereen: posts stand on walls, and a group adds to its own what is written there."""

from fediforum.forum.model import PostState
from tests.federation.conversations.boosting import NONE as NONE_THERE, Group, boosted
from tests.federation.conversations.checks import answered, opened, polls, reported, stands
from tests.federation.conversations.microblog import NONE, PUBLIC, Own, Speaker, conversation
from tests.federation.conversations.steps import (
    AS2,
    FromObject,
    FromSource,
    Platform,
    Recorded,
    heard,
)

HOST = "https://friends.grishka.me"
GRISHKA = f"{HOST}/users/1"
POST = f"{HOST}/posts/66561"
THREAD = f"{HOST}/posts/66562"
POLL = f"{HOST}/posts/54642"
TEAM = f"{HOST}/groups/7"
ON_WALL = f"{HOST}/posts/70001"
QUESTION = "smithereen/rebased-tesla_mock-smithereen_non_anonymous_poll.json"
WORKER = "Smithereen, smithereen/activitypub/ActivityPubWorker.java"
CREATE = FromSource(
    {
        "@context": AS2,
        "id": f"{POLL}/activityCreate",
        "type": "Create",
        "actor": GRISHKA,
        "to": [PUBLIC],
        "cc": [f"{GRISHKA}/followers"],
    },
    WORKER,
)

SPEAKER = Speaker(
    iri=GRISHKA,
    post=POST,
    thread=THREAD,
    where=WORKER,
    quotes=("_misskey_quote", "quoteUrl"),
    note={
        "tag": [{"type": "Mention", "href": "{board}"}],
        "sensitive": False,
        "likes": {"type": "Collection", "id": f"{POST}/likes"},
        "canBeReposted": True,
    },
    own={
        "reply": Own(
            Recorded("smithereen/lemmyrepo-activities-create_note.json"),
            aim={
                "https://ds9.lemmy.ml/post/1723": "{slugs}",
                "https://ds9.lemmy.ml/u/nutomic": "{frida}",
            },
            then=(answered("{slugs}", post=POST),),
        ),
        "poll": Own(
            FromObject(
                CREATE, Recorded("smithereen/rebased-tesla_mock-smithereen_non_anonymous_poll.json")
            ),
            aim={f"{GRISHKA}/followers": "{board}"},
            then=(
                opened("тестовый опрос", post=POLL),
                polls("тестовый ответ 1", "тестовый ответ 2", "тестовый ответ 3", post=POLL),
            ),
        ),
        "report": Own(
            FromSource(
                {
                    "@context": AS2,
                    "id": f"{HOST}/activitypub/objects/reports/3",
                    "type": "Flag",
                    "actor": f"{HOST}/activitypub/serviceActor",
                    "object": ["{slugs}", "{frida}"],
                    "content": "rude",
                },
                f"{WORKER} sendViolationReport",
            ),
            then=(reported(),),
        ),
        "delete": Own(
            FromSource(
                {
                    "@context": AS2,
                    "id": f"{POST}/delete",
                    "type": "Delete",
                    "actor": GRISHKA,
                    "object": POST,
                    "to": [PUBLIC],
                    "cc": ["{frida}"],
                },
                f"{WORKER} sendDeletePostActivity",
            ),
            then=(stands(PostState.DELETED, post=POST),),
        ),
    },
)
NOTE = FromSource(
    {
        "@context": AS2,
        "id": ON_WALL,
        "type": "Note",
        "attributedTo": GRISHKA,
        "content": "<p>Who brings the cake?</p>",
        "published": "2026-08-01T12:00:00Z",
        "to": [PUBLIC, TEAM],
        "cc": [],
        "tag": [],
        "target": {"type": "Collection", "id": f"{TEAM}/wall", "attributedTo": TEAM},
    },
    "Smithereen, smithereen/activitypub/objects/NoteOrQuestion.java",
)
GROUP = Group(
    iri=TEAM,
    author=GRISHKA,
    where=WORKER,
    post=Recorded("smithereen/lemmyrepo-objects-note.json"),
    id=ON_WALL,
    title="Who brings the cake?",
)
WALL = boosted(GROUP)
ADDED = heard(
    "thread",
    GROUP.says(
        "Add",
        ON_WALL,
        2,
        to=[PUBLIC, f"{TEAM}/followers", GRISHKA],
        target={"type": "Collection", "id": f"{TEAM}/wall", "attributedTo": TEAM},
    ),
    opened(GROUP.title, post=ON_WALL, board="{theirs}"),
)

SMITHEREEN = Platform(
    name="smithereen",
    software="smithereen",
    host="friends.grishka.me",
    inbox=f"{HOST}/activitypub/sharedInbox",
    actors={
        GRISHKA: "smithereen/rebased-tesla_mock-smithereen_user.json",
        ON_WALL: NOTE,
        TEAM: FromSource(
            {
                "@context": AS2,
                "id": TEAM,
                "type": "Group",
                "preferredUsername": "team",
                "name": "Team",
                "inbox": f"{TEAM}/inbox",
                "outbox": f"{TEAM}/outbox",
                "followers": f"{TEAM}/followers",
                "members": f"{TEAM}/members",
                "wall": f"{TEAM}/wall",
                "endpoints": {"sharedInbox": f"{HOST}/activitypub/sharedInbox"},
            },
            "Smithereen, smithereen/model/groups/Group.java",
        ),
    },
    here=conversation(SPEAKER),
    none_here=NONE,
    board=TEAM,
    there=(*WALL[:2], ADDED, *WALL[3:]),
    none_there=NONE_THERE,
)
