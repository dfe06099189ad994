"""Friendica: titles, follows of single posts, votes against, and a trace of Diaspora in all."""

from collections.abc import Mapping
from typing import Any

from fediforum.forum.model import Tie
from tests.federation.conversations.boosting import NONE as NONE_THERE, Group, boosted
from tests.federation.conversations.checks import answered, opened, tied, voted
from tests.federation.conversations.deeds import dislikes
from tests.federation.conversations.microblog import (
    MOMENT,
    NONE,
    PUBLIC,
    Own,
    Speaker,
    conversation,
)
from tests.federation.conversations.steps import (
    AS2,
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
INSTRUMENT = {"type": "Service", "name": "Friendica 'Siberian Iris' 2022.05", "url": HOST}
FOLLOWERS = f"{HOST}/followers/heluecht"


def form(kind: str, thing: Any, number: int) -> Mapping[str, Any]:
    """createActivityFromArray and createNote; what is said to one alone: sendActivity."""
    item = f"{HOST}/objects/ec054ce7-8062-3c1b-016c-{number:012}"
    around = {"published": MOMENT, "instrument": INSTRUMENT, "to": [PUBLIC],
              "cc": [FOLLOWERS, "{frida}"]}  # fmt: skip
    alone = {"id": f"{HOST}/activity/ec054ce7-{number:012}", "instrument": INSTRUMENT}
    match kind:
        case "Note":
            return post(thing)
        case "Create" | "Update":
            return {**around, "id": f"{thing['id']}/{kind}", "cc": thing["cc"]}
        case "Delete":
            iri = thing if isinstance(thing, str) else thing["id"]
            return {**around, "id": f"{iri}/Delete", "object": {"id": iri, "type": "Tombstone"}}
        case "Undo" if thing["type"] == "Follow":
            asked = {name: thing[name] for name in ("id", "type", "actor", "object")}
            return {**alone, "to": [thing["object"]], "object": asked}
        case "Undo":
            return {**around, "id": f"{thing['id']}/Undo"}
        case "Follow":
            return {**alone, "to": [thing]}
        case "Accept":
            return {**alone, "to": [thing["actor"]]}
        case "Announce":
            return {**around, "id": item}
        case _:
            return {**around, "id": item, "diaspora:guid": item.removeprefix(f"{HOST}/objects/")}


def post(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    guid = thing["id"].removeprefix(f"{HOST}/objects/")
    content = thing["content"].removeprefix("<p>").removesuffix("</p>").replace("</p><p>", "<br>")
    quoted = thing.get("quoteUrl")
    written = {
        "inReplyTo": thing.get("inReplyTo"),
        "diaspora:guid": guid,
        "url": f"{HOST}/display/{guid}",
        "sensitive": False,
        "context": f"{thing['id']}#context",
        "content": content,
        "contentMap": {"de": content},
        "source": {"content": content, "mediaType": "text/bbcode"},
        "attachment": [],
    }
    if quoted is None:
        return written
    link = {
        "type": "Link",
        "mediaType": 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
        "href": quoted,
        "name": f"RE: {quoted}",
    }
    shared = f'{content}<br>♲ <a href="{quoted}">{quoted}</a>'
    return {
        **written,
        "_misskey_content": content,
        "content": shared,
        "contentMap": {"de": shared},
        "tag": [*thing["tag"], link],
    }


CREATE = FromSource(
    {
        "id": f"{POST}/Create",
        "type": "Create",
        "actor": HEL,
        "published": "2022-04-25T18:35:37Z",
        "instrument": INSTRUMENT,
        "to": [PUBLIC],
        "cc": [FOLLOWERS, "{frida}"],
    },
    f"{TRANSMITTER} createActivityFromArray",
)

SPEAKER = Speaker(
    lacks=["in poll", "in report"],
    quotes=("quoteUrl",),
    iri=HEL,
    post=POST,
    thread=THREAD,
    where=TRANSMITTER,
    form=form,
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
        "unvote": Own(
            FromObject(
                FromSource(
                    {
                        "id": f"{HOST}/objects/ec054ce7-2062-3ce2-7f10-2b4451595945/Undo",
                        "type": "Undo",
                        "actor": HEL,
                        "published": "2022-03-24T21:29:23Z",
                        "instrument": INSTRUMENT,
                        "to": ["{frida}", "{board}"],
                        "cc": [PUBLIC, "{board}/followers"],
                    },
                    f"{TRANSMITTER} createActivityFromArray",
                ),
                Recorded(f"{REPO}activities-like_page.json"),
            ),
            aim=DISLIKED,
        ),
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
        "manuallyApprovesFollowers": False,
        "discoverable": True,
        "generator": INSTRUMENT,
    },
    f"{TRANSMITTER} getProfile",
)
PASSED = f"{HOST}/objects/ec054ce7-5162-3bf2-504c-16d024994850"


def forum(kind: str, thing: Any, number: int) -> Mapping[str, Any]:
    """A forum passes on by an Announce of the post's id, as an item of its own."""
    if kind != "Announce":
        return form(kind, thing, number)
    return {
        "id": f"{HOST}/objects/ec054ce7-5162-3bf2-504c-{number:012}",
        "published": MOMENT,
        "instrument": INSTRUMENT,
        "to": [PUBLIC],
        "cc": [f"{HOST}/followers/forum", HEL],
        "object": PASSED,
    }


GROUP = Group(
    iri=FORUM,
    author=HEL,
    where=TRANSMITTER,
    post=Recorded(f"{REPO}objects-page_2.json"),
    id=PASSED,
    title="From Friendica to Lemmy",
    announce=FromSource(
        {
            "@context": AS2,
            "type": "Announce",
            "actor": FORUM,
            **forum("Announce", PASSED, 2),
        },
        f"{TRANSMITTER} createActivityFromArray",
    ),
    form=forum,
    authors=form,
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
    aim={"https://ds9.lemmy.ml/c/testcom": FORUM, "https://soc.schuerz.at/": f"{HOST}/"},
    actors={
        HEL: f"{REPO}objects-person_1.json",
        FORUM: FORUM_ACTOR,
        PASSED: f"{REPO}objects-page_2.json",
    },
    here=HERE,
    none_here={
        **{words: why for words, why in NONE.items() if "downvote" not in words},
        "in poll": "Friendica makes no polls",
        "in report": "Friendica reports to nobody elsewhere",
        "both answer move": "Friendica has no accepted answers, and moves no thread",
    },
    board=FORUM,
    there=boosted(GROUP),
    none_there=NONE_THERE,
)
