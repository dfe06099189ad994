"""Discourse and a board here: one of its categories follows the board, its people answer."""

from fediforum.forum.model import PostState, Tie
from tests.federation.conversations.checks import answered, reads, stands, tied, voted
from tests.federation.conversations.deeds import (
    answers,
    appoints,
    bans,
    deletes,
    dislikes,
    edits,
    likes,
    locks,
    opens,
    pins,
    removes,
    reports,
    reshapes,
    restores,
    takes_back,
    unbans,
    unlocks,
)
from tests.federation.conversations.discourse.server import (
    GROUP,
    LATER,
    PEOPLE,
    REPLY,
    RUTH,
    announced,
    does,
    elsewhere,
    note,
    said,
    without_content,
)
from tests.federation.conversations.steps import done, heard

OURS = elsewhere("{slugs}", "{frida}", "<p>They <em>ate</em> it.</p>")
BELOW = {"inReplyTo": "{slugs}", "cc": ["{board}"]}
ANSWER = note(REPLY, RUTH, "<p>Beer helps.</p>", **BELOW)
BETTER = note(REPLY, RUTH, "<p>Beer helps a lot.</p>", updated=LATER, **BELOW)
FOLLOW = does("Follow", PEOPLE["{board}"], by=GROUP, number=1, to="{board}")
LIKE = does("Like", OURS, by=RUTH, number=2)

HERE = (
    heard(
        "follow",
        said(FOLLOW),
        tied(Tie.FOLLOW, value="accepted"),
        sent=["general: Accept{Follow}"],
    ),
    done(
        "thread",
        opens("Slugs", "They *ate* it.", calls="slugs"),
        sent=["general: Announce{Create{Note}}"],
    ),
    heard(
        "reply",
        said(
            does("Create", ANSWER, by=RUTH, number=3, cc=["{board}"]),
            "activity/create_serializer.rb",
        ),
        answered("{slugs}"),
        reads("Beer helps"),
        sent=["general: Announce{Create{Note}}"],
        told=["general: Announce{Create{Note}}"],
    ),
    done(
        "reply",
        answers(REPLY, "Yes.", calls="yes"),
        answered(REPLY, post="{yes}"),
        sent=["frida: Create{Note}", "general: Announce{Create{Note}}"],
    ),
    heard(
        "vote",
        said(announced(LIKE, number=4), "activity/like_serializer.rb"),
        voted("up", post="{slugs}", by=RUTH),
        told=["general: Announce{Like}"],
    ),
    heard(
        "unvote",
        said(
            announced(does("Undo", LIKE, by=RUTH, number=5), number=6),
            "activity/undo_serializer.rb",
        ),
        voted(None, post="{slugs}", by=RUTH),
        told=["general: Announce{Undo{Like}}"],
    ),
    done("vote", likes(REPLY), sent=["general: Announce{Like}"]),
    done("unvote", takes_back(REPLY), sent=["general: Announce{Undo{Like}}"]),
    done("downvote", dislikes(REPLY), sent=["general: Announce{Dislike}"]),
    heard(
        "edit",
        said(
            does("Update", BETTER, by=RUTH, number=7, cc=["{board}"]),
            "activity/update_serializer.rb",
        ),
        reads("Beer helps a lot"),
        sent=["general: Announce{Update{Note}}"],
        told=["general: Announce{Update{Note}}"],
    ),
    done(
        "edit",
        edits("{slugs}", "They ate *all*."),
        sent=["general: Announce{Update{Note}}"],
    ),
    done("delete", deletes("{yes}"), sent=["frida: Delete", "general: Announce{Delete}"]),
    done("removal", removes(REPLY), sent=["general: Announce{Delete}"]),
    done("restore", restores(REPLY), sent=["general: Announce{Undo{Delete}}"]),
    done("lock", locks(REPLY), sent=["general: Announce{Lock}"]),
    done("unlock", unlocks(REPLY), sent=["general: Announce{Undo{Lock}}"]),
    done("pin", pins("{slugs}"), sent=["general: Announce{Add}"]),
    done("unpin", pins("{slugs}", out=True), sent=["general: Announce{Remove}"]),
    done("moderator", appoints(RUTH), sent=["general: Announce{Add}"]),
    done("ban", bans(RUTH), sent=["general: Announce{Block}"]),
    done("unban", unbans(RUTH), sent=["general: Announce{Undo{Block}}"]),
    done("report", reports(REPLY)),
    done("board", reshapes("Garden"), sent=["general: Announce{Update{Group}}"]),
    heard(
        "delete",
        said(
            does("Delete", without_content(BETTER), by=RUTH, number=8, cc=["{board}"]),
            "activity/delete_serializer.rb",
        ),
        stands(PostState.DELETED),
        gone=[REPLY],
    ),
    heard(
        "unfollow",
        said(does("Undo", FOLLOW, by=GROUP, number=9, to="{board}"), "activity/undo_serializer.rb"),
        tied(Tie.FOLLOW, False),
        sent=[],
    ),
)
