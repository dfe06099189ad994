"""PieFed and a board of its own that we follow: all comes in an Announce of the board."""

from typing import Any

from fediforum.forum.model import PostState, Tie
from tests.federation.conversations.checks import (
    accepted,
    answered,
    banned,
    closed,
    locked,
    moderates,
    opened,
    pinned,
    polls,
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
    looks_again,
    opens,
    reports,
    takes_back,
    unfollows,
)
from tests.federation.conversations.piefed.server import (
    ALICE,
    BOB,
    COMMENT,
    CREATE_PAGE,
    FEDLAB,
    HOST,
    OURS,
    WIRE,
    WIRE_SAMPLE,
    moved,
    said,
    undone,
)
from tests.federation.conversations.steps import (
    AS2,
    Announcing,
    FromObject,
    Recorded,
    done,
    heard,
)

POLL = f"{HOST}/post/79247"
THEIRS = {f"{FEDLAB}/p/10/a-link-post": WIRE_SAMPLE, **OURS}
TO_THEM = {"{board}": FEDLAB}
FEATURED = f"{FEDLAB}/featured"
ERIN = "https://sink.fed.test/users/erin"
ERINS = "https://sink.fed.test/objs/ra1795507012"

LIVE = "piefed-live/"
COLOURS: dict[str, Any] = {
    "type": "Question",
    "id": f"{FEDLAB}/p/41/a-poll",
    "attributedTo": ALICE,
    "to": [FEDLAB, f"{AS2}#Public"],
    "cc": [],
    "name": "A poll",
    "content": "<p>Which?</p>\n",
    "mediaType": "text/html",
    "source": {"content": "Which?", "mediaType": "text/markdown"},
    "audience": FEDLAB,
    "attachment": [],
    "commentsEnabled": True,
    "sensitive": False,
    "nsfl": False,
    "genAI": False,
    "stickied": False,
    "published": "2026-11-24T07:40:59.200555+00:00",
    "language": {"identifier": "en", "name": "English"},
    "tag": [],
    "endTime": "2099-01-01T00:00:00+00:00",
    "oneOf": [
        {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": 0}}
        for name in ("Red", "Green")
    ],
}

THERE = (
    done(
        "follow",
        follows("{theirs}"),
        sent=["desk: Follow"],
        like=f"{WIRE}0034-POST-Follow.txt",
    ),
    heard(
        "follow",
        f"{WIRE}0002-POST-Accept_Follow.txt",
        tied(Tie.FOLLOW, a="{desk}", b="{theirs}", value="accepted"),
        aim={"https://sink.fed.test/users/carol": "{desk}"},
        put={"object.id": "{our follow}"},
        sent=[],
    ),
    heard("thread", CREATE_PAGE, opened("A link post", board="{theirs}"), aim=THEIRS, sent=[]),
    heard(
        "reply",
        Recorded(f"{WIRE}0036-POST-Create_Note.txt", inside=CREATE_PAGE),
        answered(WIRE_SAMPLE),
        reads("PieFed self reply"),
        aim={
            "https://sink.fed.test/c/board": FEDLAB,
            f"{HOST}/c/board/p/11/piefed-post-on-remote-board": WIRE_SAMPLE,
            f"{HOST}/comment/1105": COMMENT,
        },
        sent=[],
    ),
    heard("edit", f"{WIRE}0013-POST-Announce_Update_Note.txt", reads("Edited reply"), sent=[]),
    heard(
        "vote",
        f"{WIRE}0076-POST-Announce_array.txt",
        voted("up", post=COMMENT, by=f"{HOST}/u/local1"),
        voted("up", post=COMMENT, by=f"{HOST}/u/local2"),
        voted("up", post=COMMENT, by=f"{HOST}/u/local3"),
        aim={f"{HOST}/comment/1": COMMENT},
        sent=[],
    ),
    heard("downvote", f"{WIRE}0015-POST-Announce_Dislike.txt", voted("down"), sent=[]),
    heard(
        "vote",
        Recorded(f"{WIRE}0038-POST-Like.txt", inside=CREATE_PAGE),
        voted("up"),
        aim={f"{HOST}/c/board/p/11/piefed-post-on-remote-board": WIRE_SAMPLE},
        sent=[],
    ),
    heard(
        "unvote",
        f"{WIRE}0016-POST-Announce_Undo_Like.txt",
        voted(None, post=WIRE_SAMPLE, by=BOB),
        sent=[],
    ),
    done(
        "thread",
        opens("Roses", "When do I *prune* them?", calls="roses", board="{theirs}"),
        stands(PostState.PENDING, post="{roses}"),
        sent=["frida: Create{Note}"],
    ),
    done(
        "reply",
        answers(WIRE_SAMPLE, "In March.", calls="march"),
        stands(PostState.PENDING, post="{march}"),
        sent=["frida: Create{Note}"],
        like=f"{WIRE}0036-POST-Create_Note.txt",
    ),
    done(
        "thread",
        looks_again("{roses}", minutes=1),
        stands(PostState.PENDING, post="{roses}"),
        sent=[],
    ),
    done(
        "thread",
        looks_again("{roses}", minutes=10),
        opened("Roses", post="{roses}", board="{theirs}"),
        serves={f"{FEDLAB}/outbox": Recorded(f"{LIVE}community-outbox.json")},
        aim={f"{FEDLAB}/p/8/thousand-replies": "{roses}"},
        sent=[],
    ),
    done(
        "reply",
        looks_again("{march}", minutes=45),
        answered(WIRE_SAMPLE, post="{march}"),
        serves={
            WIRE_SAMPLE: Recorded(f"{LIVE}post-page.json"),
            f"{HOST}/post/5/context": Recorded(f"{LIVE}post-context.json"),
        },
        aim={f"{FEDLAB}/p/5/first-post": WIRE_SAMPLE, f"{HOST}/comment/1": "{march}"},
        sent=[],
    ),
    done("vote", likes(WIRE_SAMPLE), sent=["frida: Like"], like=f"{WIRE}0038-POST-Like.txt"),
    done(
        "unvote",
        takes_back(WIRE_SAMPLE),
        sent=["frida: Undo{Like}"],
        like=f"{WIRE}0039-POST-Undo_Like.txt",
    ),
    done("downvote", dislikes(WIRE_SAMPLE), sent=["frida: Dislike"]),
    done("edit", edits("{march}", "In *March*."), sent=["frida: Update{Note}"]),
    done("report", reports(WIRE_SAMPLE), sent=["frida: Flag"], like=f"{WIRE}0040-POST-Flag.txt"),
    heard(
        "removal",
        Announcing(said("Delete", COMMENT, "deletes.py", summary="spam"), CREATE_PAGE),
        stands(PostState.REMOVED),
        aim=TO_THEM,
    ),
    heard(
        "restore",
        Announcing(undone("Delete", COMMENT, "deletes.py", summary="spam"), CREATE_PAGE),
        stands(PostState.SHOWN, post=COMMENT),
        aim=TO_THEM,
    ),
    heard(
        "lock",
        f"{WIRE}0083-POST-Announce_Lock.txt",
        locked(True),
        aim={f"{FEDLAB}/p/6/second-post": WIRE_SAMPLE},
    ),
    heard(
        "unlock",
        Announcing(undone("Lock", WIRE_SAMPLE, "locks.py"), CREATE_PAGE),
        locked(False),
        aim=TO_THEM,
    ),
    heard(
        "lock",
        f"{WIRE}0021-POST-Announce_Lock.txt",
        closed(True, post=COMMENT),
    ),
    heard(
        "unlock",
        Announcing(undone("Lock", COMMENT, "locks.py"), CREATE_PAGE),
        closed(False, post=COMMENT),
        aim=TO_THEM,
    ),
    heard(
        "pin",
        Announcing(said("Add", WIRE_SAMPLE, "adds.py", target=FEATURED), CREATE_PAGE),
        pinned(True, board="{theirs}"),
        aim=TO_THEM,
    ),
    heard(
        "unpin",
        Announcing(said("Remove", WIRE_SAMPLE, "removes.py", target=FEATURED), CREATE_PAGE),
        pinned(False, board="{theirs}"),
        aim=TO_THEM,
    ),
    heard("moderator", f"{WIRE}0026-POST-Announce_Add.txt", moderates(True, board="{theirs}")),
    heard(
        "ban",
        f"{WIRE}0082-POST-Announce_Block.txt",
        banned(True, board="{theirs}"),
        aim=OURS,
    ),
    heard(
        "unban",
        Announcing(undone("Block", "{gerda}", "blocks.py", target=FEDLAB), CREATE_PAGE),
        banned(False, whom="{gerda}", board="{theirs}"),
        aim=TO_THEM,
    ),
    heard(
        "poll",
        Announcing(
            FromObject(said("Create", None, "pages.py"), Recorded("piefed/pyfedi-posts-10.json")),
            CREATE_PAGE,
        ),
        polls("Yes", "No", "Maybe", post=POLL),
        aim={
            **TO_THEM,
            "https://piefed.social/c/playground": FEDLAB,
            "https://jolly-piefed.jomandoa.net/u/jollyroberts": ALICE,
            "https://jolly-piefed.jomandoa.net/": f"{HOST}/",
        },
        put={"object.object.endTime": "2099-01-01T00:00:00+00:00"},
    ),
    heard(
        "poll",
        f"{WIRE}0079-POST-Announce_PollVote.txt",
        tied(Tie.CHOICE, False, a=BOB, b=POLL),
        aim={f"{FEDLAB}/p/41/a-poll": POLL},
        verdict="refused",
    ),
    heard(
        "poll",
        Announcing(said("Create", COLOURS, "pages.py"), CREATE_PAGE),
        polls("Red", "Green", post=COLOURS["id"]),
        aim=TO_THEM,
    ),
    heard(
        "poll",
        f"{WIRE}0079-POST-Announce_PollVote.txt",
        tied(Tie.CHOICE, a=BOB, b=COLOURS["id"], value="Red"),
        put={
            "id": f"{HOST}/activities/announce/pollvote-2",
            "object.id": f"{HOST}/activities/pollvote/2",
        },
    ),
    heard(
        "answer",
        Announcing(said("ChooseAnswer", COMMENT, "notes.py"), CREATE_PAGE),
        accepted(COMMENT),
        aim=TO_THEM,
    ),
    heard(
        "move",
        Announcing(moved(POLL, FEDLAB, f"{HOST}/c/another"), CREATE_PAGE),
        stands(PostState.REMOVED, post=POLL),
    ),
    heard(
        "board",
        Announcing(
            FromObject(
                said("Update", None, "groups.py"),
                Recorded("piefed/lemmyrepo-multi-comm-piefed-objects-group.json"),
            ),
            CREATE_PAGE,
        ),
        titled("HistoryRuins", board="{theirs}"),
        aim={**TO_THEM, "https://piefed.social/c/historyruins": FEDLAB},
    ),
    done(
        "delete",
        deletes("{march}"),
        stands(PostState.DELETED, post="{march}"),
        sent=["frida: Delete"],
        like=f"{WIRE}0042-POST-Delete.txt",
    ),
    heard(
        "delete",
        Announcing(said("Delete", COMMENT, "deletes.py", actor=BOB), CREATE_PAGE),
        stands(PostState.DELETED),
        aim=TO_THEM,
    ),
    heard(
        "restore",
        Announcing(undone("Delete", COMMENT, "deletes.py", actor=BOB), CREATE_PAGE),
        stands(PostState.SHOWN, post=COMMENT),
        aim=TO_THEM,
    ),
    heard(
        "delete",
        f"{WIRE}0024-POST-Announce_Delete.txt",
        stands(PostState.DELETED),
    ),
    done(
        "unfollow",
        unfollows("{theirs}"),
        tied(Tie.FOLLOW, False, a="{desk}", b="{theirs}"),
        sent=["desk: Undo{Follow}"],
        like=f"{WIRE}0043-POST-Undo_Follow.txt",
    ),
)
