"""Mbin and a magazine of its own that we follow: all comes in an Announce of the magazine."""

from fediforum.forum.model import PostState, Tie
from tests.federation.conversations.checks import (
    answered,
    banned,
    locked,
    moderates,
    opened,
    pinned,
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
from tests.federation.conversations.mbin.server import (
    BUILDER,
    COMMENT,
    ENTRY,
    HOST,
    MAGAZINE,
    MOMENT,
    OTHER,
    USER,
    file,
    inner,
    passed,
    undoing,
)
from tests.federation.conversations.steps import Announcing, Echo, FromObject, Recorded, done, heard

ANNOUNCE = file("AnnounceTest__testAnnounceCreateEntry")
POST = f"{MAGAZINE}/p/2"

THERE = (
    done("follow", follows("{theirs}"), sent=["desk: Follow"]),
    heard(
        "follow",
        file("FollowTest__testAcceptFollowMagazine"),
        tied(Tie.FOLLOW, a="{desk}", b="{theirs}", value="accepted"),
        aim={OTHER: "{desk}"},
        put={
            "id": f"{HOST}/f/object/1",
            "object.id": "{our follow}",
            "object.object": MAGAZINE,
        },
        sent=[],
    ),
    heard(
        "thread",
        ANNOUNCE,
        opened("test", board="{theirs}"),
        put=passed(2, object_id=ENTRY),
        sent=[],
    ),
    heard(
        "thread",
        file("AnnounceTest__testAnnounceCreatePost"),
        opened("test", board="{theirs}"),
        put=passed(3, object_id=POST, object_url=POST),
        sent=[],
    ),
    heard(
        "reply",
        file("AnnounceTest__testAnnounceCreateEntryComment"),
        answered(ENTRY),
        reads("test"),
        put=passed(4, object_id=COMMENT, object_url=COMMENT, object_inReplyTo=ENTRY),
        sent=[],
    ),
    heard(
        "vote",
        file("AnnounceTest__testAnnounceLikeEntryComment"),
        voted("up"),
        put=passed(5, object=COMMENT),
        sent=[],
    ),
    heard(
        "unvote",
        file("AnnounceTest__testAnnounceUndoLikeEntryComment"),
        voted(None, post=COMMENT, by=OTHER),
        put=passed(6, object_id=f"{HOST}/f/object/5-inner", object_object=COMMENT),
        sent=[],
    ),
    heard(
        "boost",
        file("AnnounceTest__testMagazineBoostEntryComment"),
        answered(ENTRY, post=COMMENT),
        put={"id": f"{HOST}/f/object/7", "object": COMMENT},
        verdict="ignored",
        sent=[],
    ),
    heard(
        "edit",
        Recorded(
            file("UpdateTest__testUpdatePost"),
            inside=file("AnnounceTest__testAnnounceUpdateEntryComment"),
        ),
        reads("#test"),
        put=passed(
            8,
            object_id=COMMENT,
            object_url=COMMENT,
            object_inReplyTo=ENTRY,
            object_published=MOMENT,
            object_object_updated="2026-11-24T12:00:00+00:00",
        ),
        sent=[],
    ),
    done(
        "thread",
        opens("Roses", "When do I *prune* them?", calls="roses", board="{theirs}"),
        stands(PostState.PENDING, post="{roses}"),
        sent=["frida: Create{Note}"],
        like=file("CreateTest__testCreatePost"),
    ),
    heard(
        "thread",
        Echo(ANNOUNCE),
        opened("Roses", post="{roses}", board="{theirs}"),
        put={"id": f"{HOST}/f/object/9"},
        sent=[],
    ),
    done(
        "reply",
        answers(ENTRY, "In March.", calls="march"),
        stands(PostState.PENDING, post="{march}"),
        sent=["frida: Create{Note}"],
        like=file("CreateTest__testCreatePost"),
    ),
    heard(
        "reply",
        Echo(ANNOUNCE),
        answered(ENTRY, post="{march}"),
        put={"id": f"{HOST}/f/object/10"},
        sent=[],
    ),
    done(
        "vote",
        likes(ENTRY),
        sent=["frida: Like"],
        like=file("LikeTest__testLikeEntryComment"),
    ),
    done(
        "unvote",
        takes_back(ENTRY),
        sent=["frida: Undo{Like}"],
        like=file("UndoTest__testUndoLikeEntryComment"),
    ),
    done("downvote", dislikes(ENTRY), sent=["frida: Dislike"]),
    done(
        "edit",
        edits("{march}", "In *March*."),
        sent=["frida: Update{Note}"],
        like=file("UpdateTest__testUpdateEntryComment"),
    ),
    done("report", reports(ENTRY), sent=["frida: Flag"]),
    heard(
        "removal",
        file("AnnounceTest__testAnnounceDeleteEntryByModerator"),
        stands(PostState.REMOVED),
        put=passed(11, object_id=POST),
    ),
    heard(
        "removal",
        file("AnnounceTest__testAnnounceDeleteEntryCommentByModerator"),
        stands(PostState.REMOVED),
        put=passed(12, object_id="{march}"),
    ),
    heard(
        "lock",
        Recorded(file("LockTest__testLockEntryByAuthor"), inside=ANNOUNCE),
        locked(True),
        put=passed(13, object=ENTRY),
    ),
    heard(
        "unlock",
        Announcing(
            FromObject(
                undoing(14, BUILDER, by=USER), Recorded(file("LockTest__testLockEntryByAuthor"))
            ),
            ANNOUNCE,
        ),
        locked(False),
        put=passed(14, object_id=f"{HOST}/f/object/13-inner", object_object=ENTRY),
    ),
    heard(
        "pin",
        file("AnnounceTest__testAnnounceAddPinnedPost"),
        pinned(True, board="{theirs}"),
        put=passed(15, object=ENTRY),
    ),
    heard(
        "unpin",
        file("AnnounceTest__testAnnounceRemovePinnedPost"),
        pinned(False, board="{theirs}"),
        put=passed(16, object=ENTRY),
    ),
    heard(
        "moderator",
        Recorded(
            file("AddHandlerTest__testAddPinnedPost"),
            inside=file("AnnounceTest__testAnnounceRemoveModerator"),
        ),
        moderates(True, whom=OTHER, board="{theirs}"),
        aim={f"{MAGAZINE}/pinned": f"{MAGAZINE}/moderators"},
        put=passed(17, object=OTHER),
    ),
    heard(
        "moderator",
        file("AnnounceTest__testAnnounceRemoveModerator"),
        moderates(False, whom=OTHER, board="{theirs}"),
        put=passed(18, object=OTHER),
    ),
    heard(
        "ban",
        file("AnnounceTest__testAnnounceBlockUser"),
        banned(True, whom="{gerda}", board="{theirs}"),
        put=passed(19, object="{gerda}"),
    ),
    heard(
        "unban",
        Announcing(
            FromObject(undoing(20, BUILDER), inner("AnnounceTest__testAnnounceBlockUser")),
            ANNOUNCE,
        ),
        banned(False, whom="{gerda}", board="{theirs}"),
        put=passed(20, object_id=f"{HOST}/f/object/19-inner", object_object="{gerda}"),
    ),
    heard(
        "board",
        file("AnnounceTest__testAnnounceUpdateMagazine"),
        titled("test", board="{theirs}"),
        put=passed(21, object_id=MAGAZINE),
    ),
    done("delete", deletes("{march}"), sent=["frida: Delete"]),
    heard(
        "delete",
        file("AnnounceTest__testAnnounceDeleteEntryComment"),
        stands(PostState.DELETED),
        put=passed(22, object_id=COMMENT),
        gone=[COMMENT],
    ),
    done(
        "unfollow",
        unfollows("{theirs}"),
        tied(Tie.FOLLOW, False, a="{desk}", b="{theirs}"),
        sent=["desk: Undo{Follow}"],
        like=file("UndoTest__testUndoFollowMagazine"),
    ),
)
