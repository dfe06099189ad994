"""NodeBB and a category of its own that we follow."""

from fediforum.forum.model import PostState, Tie
from tests.federation.conversations.checks import (
    answered,
    opened,
    reads,
    stands,
    tied,
    titled,
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
from tests.federation.conversations.nodebb.server import (
    ADMIN,
    ALICE,
    ANSWER,
    CATEGORY,
    CREATE_NOTE,
    ELSEWHERE,
    HOST,
    OLDER,
    TOPIC,
    WIRE,
    said,
)
from tests.federation.conversations.steps import (
    AS2,
    Announcing,
    Echo,
    FromObject,
    Recorded,
    done,
    heard,
)

BOBS = "https://sink.fed.test/o/x7-1"
FOLLOW = {"id": "{our follow}", "type": "Follow", "actor": "{desk}", "object": CATEGORY}

MOVED = f"{HOST}/post/12"

# A post that is deleted is still there, as a Tombstone and with 200, until it is purged.
GRAVE = Recorded("nodebb-live/post-tombstone.json")
FROM_GRAVE = {f"{HOST}/post/14": TOPIC}
EDITED = said(
    "Update",
    None,
    "out.js update.note",
    to=[f"{AS2}#Public", CATEGORY],
    cc=[f"{ALICE}/followers"],
)

THERE = (
    done("follow", follows("{theirs}"), sent=["desk: Follow"]),
    heard(
        "follow",
        said("Accept", FOLLOW, "inbox.js follow", by=CATEGORY, to=["{desk}"]),
        tied(Tie.FOLLOW, a="{desk}", b="{theirs}", value="accepted"),
        sent=[],
    ),
    heard(
        "thread",
        f"{WIRE}0010-POST-Announce_Article.txt",
        opened("Wire capture topic", board="{theirs}", post=TOPIC),
        reads("wire capture", post=TOPIC),
        sent=[],
    ),
    heard("reply", CREATE_NOTE, answered(TOPIC), reads("Admin reply"), sent=[]),
    heard(
        "reply",
        f"{WIRE}0184-POST-Announce_Create_Note.txt",
        answered(TOPIC),
        reads("X7 bob replies"),
        aim={f"{HOST}/post/3": TOPIC},
        sent=[],
    ),
    heard(
        "vote",
        f"{OLDER}received_3.json",
        voted("up", post=TOPIC),
        aim={**ELSEWHERE, "https://community.nodebb.org/post/102840": TOPIC},
        sent=[],
    ),
    heard(
        "downvote",
        Announcing(said("Dislike", ANSWER, "out.js dislike.note"), CREATE_NOTE),
        voted("down"),
        sent=[],
    ),
    heard(
        "edit",
        Recorded(f"{WIRE}0204-POST-Update_Note.txt", inside=CREATE_NOTE),
        reads("topic T7, edited"),
        aim={
            ALICE: ADMIN,
            f"{HOST}/post/13": ANSWER,
            "https://sink.fed.test/o/t7-1": TOPIC,
            "https://sink.fed.test/c/board": CATEGORY,
        },
        sent=[],
    ),
    done(
        "thread",
        opens("Roses", "When do I *prune* them?", calls="roses", board="{theirs}"),
        stands(PostState.PENDING, post="{roses}"),
        sent=["frida: Create{Note}"],
    ),
    heard(
        "thread",
        Echo(f"{WIRE}0180-POST-Announce_Create_Article.txt"),
        opened("Roses", post="{roses}", board="{theirs}"),
        sent=[],
    ),
    done(
        "reply",
        answers(TOPIC, "In March.", calls="march"),
        stands(PostState.PENDING, post="{march}"),
        sent=["frida: Create{Note}"],
        like=f"{WIRE}0202-POST-Create_Note.txt",
    ),
    heard(
        "reply",
        Echo(f"{WIRE}0184-POST-Announce_Create_Note.txt"),
        answered(TOPIC, post="{march}"),
        sent=[],
    ),
    done("vote", likes(TOPIC), sent=["frida: Like"], like=f"{WIRE}0213-POST-Like.txt"),
    done(
        "unvote",
        takes_back(TOPIC),
        sent=["frida: Undo{Like}"],
        like=f"{WIRE}0214-POST-Undo_Like.txt",
    ),
    done("downvote", dislikes(TOPIC), sent=["frida: Dislike"]),
    done(
        "edit",
        edits("{march}", "In *March*."),
        sent=["frida: Update{Note}"],
        like=f"{WIRE}0204-POST-Update_Note.txt",
    ),
    done("report", reports(TOPIC), sent=["frida: Flag"]),
    heard(
        "board",
        FromObject(
            said("Update", None, "out.js update.category", by=CATEGORY, to=[], cc=[]),
            Recorded("nodebb-live/category-group.json"),
        ),
        titled("Fed Lab", board="{theirs}"),
    ),
    done(
        "delete",
        deletes("{march}"),
        stands(PostState.DELETED, post="{march}"),
        sent=["frida: Delete"],
    ),
    heard(
        "delete",
        f"{WIRE}0020-POST-Announce_Delete.txt",
        stands(PostState.DELETED),
        aim={ALICE: ADMIN, f"{HOST}/post/11": ANSWER},
        sent=[],
    ),
    heard(
        "delete",
        f"{WIRE}0025-POST-Delete.txt",
        stands(PostState.DELETED),
        signer=ADMIN,
        verdict="",
        serves={TOPIC: GRAVE},
        aim=FROM_GRAVE,
        sent=[],
    ),
    heard(
        "restore",
        FromObject(
            EDITED,
            Recorded(f"{WIRE}0010-POST-Announce_Article.txt", inner=True),
        ),
        stands(PostState.SHOWN),
        reads("wire capture", post=TOPIC),
        put={"object.updated": "2026-11-24T09:00:00.000Z"},
        sent=[],
    ),
    heard(
        "thread",
        f"{WIRE}0028-POST-Announce_Article.txt",
        opened("Topic to be moved", board="{theirs}", post=MOVED),
    ),
    heard(
        "move",
        f"{WIRE}0030-POST-Move.txt",
        stands(PostState.REMOVED, post=MOVED),
        sent=[],
    ),
    heard(
        "removal",
        f"{WIRE}0031-POST-Undo_Announce.txt",
        stands(PostState.REMOVED, post=MOVED),
        sent=[],
    ),
    done(
        "unfollow",
        unfollows("{theirs}"),
        tied(Tie.FOLLOW, False, a="{desk}", b="{theirs}"),
        sent=["desk: Undo{Follow}"],
        like=f"{WIRE}0212-POST-Undo_Follow.txt",
    ),
)
