"""Misskey: whatever somebody feels is a Like, and nobody can edit a note."""

from collections.abc import Mapping
from typing import Any

from fediforum.forum.model import Tie
from tests.federation.conversations.checks import polls, reported, tied, voted
from tests.federation.conversations.microblog import (
    MOMENT,
    NONE,
    PUBLIC,
    Own,
    Speaker,
    conversation,
)
from tests.federation.conversations.steps import FromObject, FromSource, Platform, Recorded, heard

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

ASKED = "https://skippers-bin.com/notes/7x9tmrp97i"
RENDERER = "Misskey, packages/backend/src/core/activitypub/ApRendererService.ts"


def form(kind: str, thing: Any, number: int) -> Mapping[str, Any]:
    """What has no id of its own is given one that nothing is served at; nothing is addressed but
    posts and boosts."""
    unserved = {"id": f"{HOST}/5f6f1e36-0cde-4c5a-9f4b-{number:012}"}
    match kind:
        case "Note":
            return post(thing)
        case "Create":
            around = {name: thing[name] for name in ("published", "to", "cc")}
            return {**around, "id": f"{thing['id']}/activity"}
        case "Follow":
            return {"id": f"{HOST}/follows/83ssedkv53/{number}"}
        case "Announce":
            return {
                "id": f"{HOST}/notes/8vs6wxug{number:02}/activity",
                "published": MOMENT,
                "to": [PUBLIC],
                "cc": [f"{AIMU}/followers"],
            }
        case "Undo":
            return {"id": f"{thing['id']}/undo", "published": MOMENT}
        case "Delete":
            return {**unserved, "published": MOMENT}
        case _:
            return unserved


def post(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    text = thing["content"].removeprefix("<p>").removesuffix("</p>")
    quoted = thing.get("_misskey_quote")
    content = (
        f"<p><span>{text}<br><br>RE: </span>{link(quoted)}</p>" if quoted else f"<p>{text}</p>"
    )
    return {
        "summary": None,
        "content": content,
        "_misskey_content": text,
        "source": {"content": text, "mediaType": "text/x.misskeymarkdown"},
        "inReplyTo": thing.get("inReplyTo"),
        "attachment": [],
        "sensitive": False,
    }


def link(iri: str) -> str:
    return f'<a href="{iri}">{iri}</a>'


SPEAKER = Speaker(
    quotes=("_misskey_quote", "quoteUrl"),
    iri=AIMU,
    post=POST,
    thread=THREAD,
    where=RENDERER,
    form=form,
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
        "unvote": Own(
            FromObject(
                FromSource(
                    {
                        "id": f"{HOST}/likes/917ocsybgp/undo",
                        "type": "Undo",
                        "actor": AIMU,
                        "published": MOMENT,
                    },
                    f"{RENDERER} renderUndo",
                ),
                Recorded(LIKE),
            ),
            aim=LOCAL,
        ),
        "poll": Own(
            FromObject(
                FromSource(
                    {
                        "id": f"{ASKED}/activity",
                        "type": "Create",
                        "actor": AIMU,
                        "published": "2019-09-05T05:35:32.541Z",
                        "to": [PUBLIC],
                        "cc": [f"{AIMU}/followers", "{board}"],
                    },
                    f"{RENDERER} renderCreate",
                ),
                Recorded("misskey/rebased-tesla_mock-misskey_poll_no_end_date.json"),
            ),
            aim={
                "https://skippers-bin.com/users/7v1w1r8ce6": AIMU,
                "https://skippers-bin.com/": f"{HOST}/",
                "https://marchgenso.me/users/march": "{board}",
            },
            then=(polls("Working", "Broken af"),),
        ),
        "report": Own(
            FromSource(
                {
                    "id": f"{HOST}/7d2a3c1b-1c5f-4a7d-8d3f-000000000007",
                    "type": "Flag",
                    "actor": f"{HOST}/users/7rkr3b1c1c",
                    "content": "Note: {slugs}\n-----\nrude",
                    "object": "{frida}",
                },
                f"{RENDERER} renderFlag: whom it is about, and what the reporter wrote",
            ),
            then=(reported(board=""),),
        ),
    },
    lacks=["in edit"],
)

TALK = conversation(SPEAKER)
BALLOT = heard(
    "poll",
    FromSource(
        {
            "id": f"{AIMU}#votes/9a1b2c3d4e/activity",
            "actor": AIMU,
            "type": "Create",
            "to": ["{frida}"],
            "published": MOMENT,
            "object": {
                "id": f"{AIMU}#votes/9a1b2c3d4e",
                "type": "Note",
                "attributedTo": AIMU,
                "to": ["{frida}"],
                "inReplyTo": "{poll}",
                "name": "Green",
            },
        },
        f"{RENDERER} renderVote",
    ),
    tied(Tie.CHOICE, a=AIMU, b="{poll}", value="Green"),
)

MISSKEY = Platform(
    name="misskey",
    software="misskey",
    host="misskey.io",
    actors={AIMU: "misskey/rebased-tesla_mock-aimu@misskey.io.json"},
    here=(*TALK[:-2], BALLOT, *TALK[-2:]),
    none_here={**NONE, "in edit": "nobody can edit a note there"},
    no_boards="Misskey has no groups",
)
