"""Discourse and a category of its own that we follow: topics and likes are announced, and what
people answer, edit and delete they send themselves."""

from fediforum.forum.model import PostState, Tie
from tests.federation.conversations.checks import answered, opened, reads, stands, tied, voted
from tests.federation.conversations.deeds import (
    answers,
    deletes,
    dislikes,
    edits,
    follows,
    likes,
    reports,
    takes_back,
    unfollows,
)
from tests.federation.conversations.discourse.server import (
    CONTEXT,
    GROUP,
    HOST,
    LATER,
    PEOPLE,
    REPLY,
    RUTH,
    SAM,
    TOPIC,
    announced,
    does,
    note,
    said,
    without_content,
)
from tests.federation.conversations.steps import AS2, done, heard

OLDER = f"{HOST}/ap/object/0a1b2c3d"
OPENING = note(TOPIC, RUTH, "<p>Which forum?</p>", name="What do we call it?")
BELOW = {"inReplyTo": TOPIC, "cc": [GROUP]}
ANSWER = note(REPLY, SAM, "<p>Thread.</p>", **BELOW)
BETTER = note(REPLY, SAM, "<p>Thread, or topic.</p>", updated=LATER, **BELOW)
ARTICLE = {**note(OLDER, SAM, "<p>Long ago.</p>", name="An older topic"), "type": "Article"}
FOLLOW = {
    "@context": AS2,
    "id": "{our follow}",
    "type": "Follow",
    "actor": PEOPLE["{desk}"],
    "object": PEOPLE[GROUP],
}
LIKE = does("Like", OPENING, by=SAM, number=24)
WHOLE = {
    "@context": AS2,
    "id": CONTEXT,
    "type": "OrderedCollection",
    "audience": GROUP,
    "to": GROUP,
    "cc": f"{AS2}#Public",
    "attributedTo": RUTH,
    "name": "An older topic",
    "totalItems": 1,
    "orderedItems": [announced(does("Create", ARTICLE, by=SAM, number=30), number=31)],
}

THERE = (
    done("follow", follows("{theirs}"), sent=["desk: Follow"]),
    heard(
        "follow",
        said(
            does("Accept", FOLLOW, by=GROUP, number=20, to=GROUP),
            "activity/accept_serializer.rb",
        ),
        tied(Tie.FOLLOW, a="{desk}", b="{theirs}", value="accepted"),
        sent=[],
    ),
    heard(
        "thread",
        said(
            announced(does("Create", OPENING, by=RUTH, number=21), number=22),
            "activity/announce_serializer.rb",
        ),
        opened("What do we call it?", board="{theirs}"),
        reads("Which forum?"),
        sent=[],
    ),
    heard(
        "thread",
        said(WHOLE, "collection/ordered_collection_serializer.rb"),
        opened("An older topic", post=OLDER, board="{theirs}"),
        signer=GROUP,
        verdict="",
        sent=[],
    ),
    heard(
        "reply",
        said(
            does("Create", ANSWER, by=SAM, number=23, cc=[GROUP]), "activity/create_serializer.rb"
        ),
        answered(TOPIC),
        reads("Thread."),
        sent=[],
    ),
    heard(
        "vote",
        said(announced(LIKE, number=25), "activity/like_serializer.rb"),
        voted("up", post=TOPIC, by=SAM),
        sent=[],
    ),
    heard(
        "unvote",
        said(
            announced(does("Undo", LIKE, by=SAM, number=26), number=27),
            "activity/undo_serializer.rb",
        ),
        voted(None, post=TOPIC, by=SAM),
        sent=[],
    ),
    heard(
        "edit",
        said(
            does("Update", BETTER, by=SAM, number=28, cc=[GROUP]), "activity/update_serializer.rb"
        ),
        reads("or topic"),
        sent=[],
    ),
    done("reply", answers(TOPIC, "Yes.", calls="yes"), sent=["frida: Create{Note}"]),
    done("vote", likes(TOPIC), sent=["frida: Like"]),
    done("unvote", takes_back(TOPIC), sent=["frida: Undo{Like}"]),
    done("downvote", dislikes(TOPIC), sent=["frida: Dislike"]),
    done("edit", edits("{yes}", "Yes!"), sent=["frida: Update{Note}"]),
    done("delete", deletes("{yes}"), sent=["frida: Delete"]),
    done("report", reports(TOPIC), sent=["frida: Flag"]),
    heard(
        "delete",
        said(
            does("Delete", without_content(BETTER), by=SAM, number=29, cc=[GROUP]),
            "activity/delete_serializer.rb",
        ),
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
