"""Friendica: titles, follows of single posts, votes against, and a trace of Diaspora in all."""

from fediforum.forum.model import Tie
from tests.federation.conversations.boosting import NONE as NONE_THERE, Group, boosted
from tests.federation.conversations.checks import answered, opened, tied, voted
from tests.federation.conversations.deeds import dislikes
from tests.federation.conversations.microblog import NONE, Own, Speaker, conversation
from tests.federation.conversations.steps import (
    FromObject,
    FromSource,
    Platform,
    Recorded,
    done,
    heard,
)

HOST = "https://pirati.ca"
HEL = f"{HOST}/profile/heluecht"
POST = f"{HOST}/objects/a85d7459-7262-66e9-f901-f05552414769"
THREAD = f"{HOST}/objects/ec054ce7-8062-3c1b-016c-910426317080"
REPO = "friendica/lemmyrepo-"
UNDO_DISLIKE = f"{REPO}activities-undo_dislike_page.json"
BOARD = {"https://ds9.lemmy.ml/c/testcom": "{board}", f"{HOST}/profile/test8": "{frida}"}
DISLIKED = {
    **BOARD,
    "https://pirati.ca/objects/ec054ce7-2062-3bfa-8687-ca8313624820": "{slugs}",
}
TRANSMITTER = "Friendica, src/Protocol/ActivityPub/Transmitter.php"
CREATE = FromSource(
    {"id": f"{POST}/Create", "type": "Create", "actor": HEL, "to": [], "cc": []}, TRANSMITTER
)

SPEAKER = Speaker(
    lacks=["in poll"],
    quotes=("quoteUrl",),
    iri=HEL,
    post=POST,
    thread=THREAD,
    where=TRANSMITTER,
    note={"diaspora:guid": "a85d7459-7262-66e9-f901-f05552414769", "summary": ""},
    activity={"instrument": {"type": "Service", "name": "Friendica", "url": HOST}},
    own={
        "thread": Own(
            Recorded(f"{REPO}v0.17-activities-create_page_1.json"),
            aim=BOARD,
            then=(opened("ISS astronauts perform final spacewalk of Expedition 66"),),
        ),
        "reply": Own(
            FromObject(CREATE, Recorded(f"{REPO}objects-note_2.json")),
            aim={
                "https://nerdica.net/profile/liwott": HEL,
                "https://nerdica.net/": f"{HOST}/",
                "https://lemmy.ml/comment/167904": "{slugs}",
            },
            then=(answered("{slugs}"),),
        ),
        "vote": Own(Recorded(f"{REPO}activities-like_page.json"), aim=DISLIKED),
    },
)

FORUM = f"{HOST}/profile/forum"
FORUM_ACTOR = FromSource(
    {
        "id": FORUM,
        "type": "Group",
        "preferredUsername": "forum",
        "name": "Forum",
        "inbox": f"{HOST}/inbox/forum",
        "outbox": f"{HOST}/outbox/forum",
        "followers": f"{HOST}/followers/forum",
        "endpoints": {"sharedInbox": f"{HOST}/inbox"},
    },
    TRANSMITTER,
)
GROUP = Group(
    iri=FORUM,
    author=HEL,
    where=TRANSMITTER,
    post=Recorded(f"{REPO}objects-page_2.json"),
    id=f"{HOST}/objects/ec054ce7-5162-3bf2-504c-16d024994850",
    title="From Friendica to Lemmy",
    aim={"https://ds9.lemmy.ml/c/testcom": FORUM},
    kind="Group",
)

TALK = conversation(SPEAKER)
HERE = (
    *TALK[:8],
    heard(
        "downvote",
        Recorded(UNDO_DISLIKE, inner=True),
        voted("down", post="{slugs}", by=HEL),
        aim=DISLIKED,
        sent=[],
        told=["general: Announce{Dislike}"],
    ),
    heard(
        "downvote",
        UNDO_DISLIKE,
        voted(None, post="{slugs}", by=HEL),
        aim=DISLIKED,
        sent=[],
        told=["general: Announce{Undo{Dislike}}"],
    ),
    done("downvote", dislikes(POST), sent=["frida: Dislike"]),
    heard(
        "follow",
        SPEAKER.does("Follow", "{slugs}", 20),
        tied(Tie.FOLLOW, b="{slugs thread}"),
        sent=["general: Accept{Follow}"],
    ),
    *TALK[8:],
)

FRIENDICA = Platform(
    name="friendica",
    software="friendica",
    host="pirati.ca",
    actors={FORUM: FORUM_ACTOR},
    here=HERE,
    none_here={
        **{words: why for words, why in NONE.items() if "downvote" not in words},
        "in poll": "Friendica makes no polls",
        "both answer move": "Friendica has no accepted answers, and moves no thread",
    },
    board=FORUM,
    there=boosted(GROUP),
    none_there=NONE_THERE,
)
