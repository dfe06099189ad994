"""Mitra: its activities carry proofs, what is undone is only named, and 👎 is a vote against."""

from fediforum.forum.model import PostState, Tie
from tests.federation.conversations.checks import (
    answered,
    opened,
    reads,
    stands,
    tied,
    voted,
)
from tests.federation.conversations.deeds import (
    answers,
    deletes,
    dislikes,
    edits,
    follows,
    likes,
    opens,
    reports,
    takes_back,
    unfollows,
)
from tests.federation.conversations.microblog import NONE, PUBLIC, Own, Speaker, conversation
from tests.federation.conversations.steps import (
    FromObject,
    FromSource,
    Platform,
    Recorded,
    Step,
    done,
    heard,
)

HOST = "https://mitra.social"
TEST = f"{HOST}/users/test"
POST = f"{HOST}/objects/019f57cf-0000-77f2-b006-c4c76338956a"
THREAD = f"{HOST}/objects/019f57cf-693a-77f2-b006-c4c76338956a"
GROUP = f"{HOST}/users/localtestgroup"
BUILDERS = "Mitra, mitra_activitypub/src/builders"
CREATED = "mitra/lemmyrepo-activities-create_post.json"
VOYAGER = {"https://voyager.lemmy.ml/c/pubtest0906": "{board}"}


def undone(number: int) -> Own:
    """What is undone is named by its id."""
    said = {
        "id": f"{TEST}/activities/{number + 1000}",
        "type": "Undo",
        "actor": TEST,
        "object": f"{TEST}/activities/{number}",
        "to": ["{frida}", PUBLIC],
        "cc": [],
    }
    return Own(
        FromSource(said, f"{BUILDERS}/undo_like.rs"), then=(voted(None, post="{slugs}", by=TEST),)
    )


SPEAKER = Speaker(
    iri=TEST,
    post=POST,
    thread=THREAD,
    where=BUILDERS,
    quotes=("quoteUrl",),
    note={
        "context": f"{HOST}/collections/conversations/019f57cf-693a-77f2-b006-c4d06a6602cb",
        "contentMap": {"en": "<p>Beer helps.</p>"},
        "replies": f"{POST}/replies",
        "sensitive": False,
    },
    activity={"to": ["{frida}", PUBLIC], "cc": []},
    own={
        "thread": Own(Recorded(CREATED), aim=VOYAGER, then=(opened("Remote post 5", post=THREAD),)),
        "unvote": undone(4),
    },
    lacks=["in report"],
)
TALK = conversation(SPEAKER)
AGAINST = (
    heard(
        "downvote",
        SPEAKER.does("Dislike", "{slugs}", 30, content="👎"),
        voted("down", post="{slugs}", by=TEST),
        told=["general: Announce{Dislike}"],
    ),
    heard(
        "downvote",
        undone(30).source,
        voted(None, post="{slugs}", by=TEST),
        told=["general: Announce{Undo{Dislike}}"],
    ),
    done("downvote", dislikes(POST), sent=["frida: Dislike"]),
)


def passed_on(number: int, verb: str, thing: object, by: str = TEST) -> FromSource:
    """A group says again, as it came, what it was told."""
    inner = {
        "id": f"{by}/activities/{number}",
        "type": verb,
        "actor": by,
        "object": thing,
        "to": [PUBLIC, GROUP],
        "cc": [],
    }
    said = {
        "id": f"{HOST}/activities/announce/{number}",
        "type": "Announce",
        "actor": GROUP,
        "object": inner,
        "audience": GROUP,
        "to": [PUBLIC],
        "cc": [f"{GROUP}/followers"],
    }
    return FromSource(said, f"{BUILDERS}/group_announce.rs")


ANSWER = {
    "id": f"{HOST}/objects/019f57cf-1111-77f2-b006-c4c76338956a",
    "type": "Note",
    "attributedTo": TEST,
    "content": "<p>Me too.</p>",
    "inReplyTo": THREAD,
    "published": "2026-08-01T12:00:00Z",
    "replies": f"{HOST}/objects/019f57cf-1111-77f2-b006-c4c76338956a/replies",
    "sensitive": False,
    "to": [PUBLIC, GROUP],
    "cc": [f"{TEST}/followers"],
}
REPLY = str(ANSWER["id"])
BETTER = {**ANSWER, "content": "<p>Me three.</p>", "updated": "2026-08-02T12:00:00Z"}
TOMBSTONE = {"id": REPLY, "type": "Tombstone", "formerType": "Note"}
ANNOUNCE = FromSource(
    {name: value for name, value in passed_on(40, "Create", "").said.items() if name != "object"},
    f"{BUILDERS}/group_announce.rs",
)
THERE: tuple[Step, ...] = (
    done("follow", follows("{theirs}"), sent=["desk: Follow"]),
    heard(
        "follow",
        "mitra/lemmyrepo-activities-accept.json",
        tied(Tie.FOLLOW, a="{desk}", b="{theirs}", value="accepted"),
        aim={
            "https://voyager.lemmy.ml/activities/follow/7d782f02-b91d-4455-b6c0-772540f00c2d": (
                "{our follow}"
            ),
            "https://voyager.lemmy.ml/u/silverpill": "{desk}",
        },
        sent=[],
    ),
    heard(
        "thread",
        FromObject(ANNOUNCE, Recorded(CREATED)),
        opened("Remote post 5", post=THREAD, board="{theirs}"),
        aim={"https://voyager.lemmy.ml/c/pubtest0906": GROUP},
        sent=[],
    ),
    heard("reply", passed_on(41, "Create", ANSWER), answered(THREAD), reads("Me too"), sent=[]),
    heard("vote", passed_on(42, "Like", THREAD), voted("up", post=THREAD, by=TEST), sent=[]),
    heard(
        "unvote",
        passed_on(43, "Undo", f"{TEST}/activities/42"),
        voted(None, post=THREAD, by=TEST),
        sent=[],
    ),
    heard(
        "downvote", passed_on(44, "Dislike", THREAD), voted("down", post=THREAD, by=TEST), sent=[]
    ),
    heard("edit", passed_on(45, "Update", BETTER), reads("Me three"), sent=[]),
    done(
        "thread",
        opens("Ours", "Hello.", calls="ours", board="{theirs}"),
        sent=["frida: Create{Note}"],
    ),
    # A Mitra has no shared inbox: both the group and whoever wrote the post hear of it.
    done("reply", answers(THREAD, "Yes.", calls="yes"), sent=["frida: Create{Note}"] * 2),
    done("vote", likes(THREAD), sent=["frida: Like"] * 2),
    done("unvote", takes_back(THREAD), sent=["frida: Undo{Like}"] * 2),
    done("downvote", dislikes(THREAD), sent=["frida: Dislike"] * 2),
    done("edit", edits("{yes}", "Yes!"), sent=["frida: Update{Note}"] * 2),
    done("report", reports(THREAD)),
    done("delete", deletes("{yes}"), sent=["frida: Delete"] * 2),
    heard(
        "delete",
        passed_on(46, "Delete", TOMBSTONE),
        stands(PostState.DELETED),
        gone=[REPLY],
        sent=[],
    ),
    done(
        "unfollow",
        unfollows("{theirs}"),
        tied(Tie.FOLLOW, False, a="{desk}", b="{theirs}"),
        sent=["desk: Undo{Follow}"],
    ),
)
ONLY = "a group of Mitra passes on what it is told, and has no moderators"

MITRA = Platform(
    name="mitra",
    software="mitra",
    host="mitra.social",
    actors={
        TEST: "mitra/fedbox-actors-mitra-user.json",
        GROUP: FromSource(
            {
                "id": GROUP,
                "type": "Group",
                "preferredUsername": "localtestgroup",
                "name": "Test",
                "inbox": f"{GROUP}/inbox",
                "outbox": f"{GROUP}/outbox",
                "followers": f"{GROUP}/followers",
            },
            "Mitra, mitra_activitypub/src/actors/builders.rs",
        ),
    },
    here=(*TALK[:8], *AGAINST, *TALK[8:]),
    none_here={
        **{words: why for words, why in NONE.items() if "downvote" not in words},
        "both answer move": "Mitra has no accepted answers, and moves no thread",
        "in report": "Mitra sends no reports",
    },
    board=GROUP,
    there=THERE,
    none_there={
        "in removal restore lock unlock pin unpin moderator ban unban": ONLY,
        "out removal restore lock unlock pin unpin moderator ban unban": ONLY,
        "both resolve board move answer": ONLY,
        "in unfollow report poll quote boost": ONLY,
        "out poll quote boost": "a poll, a quote or a boost is passed on as any other post",
    },
)
