"""Lotide: links with titles, likes alone, and communities that boost posts and replies."""

from fediforum.forum.model import PostState, Tie
from tests.federation.conversations.checks import (
    answered,
    opened,
    polls,
    reads,
    reported,
    stands,
    tied,
    voted,
)
from tests.federation.conversations.deeds import (
    answers,
    deletes,
    edits,
    follows,
    likes,
    opens,
    removes,
    reports,
    restores,
    takes_back,
    unfollows,
)
from tests.federation.conversations.microblog import PUBLIC
from tests.federation.conversations.steps import (
    AS2,
    FromObject,
    FromSource,
    Platform,
    Recorded,
    done,
    heard,
)

HOST = "https://narwhal.city"
ONE = f"{HOST}/users/1"
TEA = f"{HOST}/communities/4"
LINK = f"{HOST}/posts/9"
COMMENT = f"{HOST}/comments/12"
QUESTION = f"{HOST}/posts/13"
SOURCE = "lotide, src/apub_util/mod.rs"
PAGE = Recorded("lotide/lemmyrepo-objects-page.json")
TITLE = "What's Dylan Grillin'? (reupload)"


def says(verb: str, thing: object, iri: str, by: str = ONE, **more: object) -> FromSource:
    said = {"@context": AS2, "id": iri, "type": verb, "actor": by, "object": thing, **more}
    return FromSource(said, SOURCE)


def note(iri: str, above: str, board: str) -> dict[str, object]:
    """A comment: to whom it answers, and with a copy for its board."""
    return {
        "id": iri,
        "type": "Note",
        "attributedTo": ONE,
        "published": "2026-08-01T12:00:00+00:00",
        "inReplyTo": above,
        "content": "Beer & copper.",
        "mediaType": "text/plain",
        "to": "{frida}",
        "cc": [PUBLIC, board],
    }


def created(board: str) -> FromObject:
    """A link, as its author's server says it to the board."""
    said = says("Create", "", f"{LINK}/create", to=board, cc=PUBLIC).said
    return FromObject(FromSource(said, f"{SOURCE} local_post_to_create_ap"), PAGE)


HERE = (
    heard(
        "follow",
        "lotide/lemmyrepo-activities-follow.json",
        tied(Tie.FOLLOW, value="accepted"),
        aim={
            "https://dev.narwhal.city/": f"{HOST}/",
            "https://beehaw.org/c/foss": "{board}",
        },
        sent=["general: Accept{Follow}"],
    ),
    done(
        "thread",
        opens("Slugs", "They *ate* it.", calls="slugs"),
        sent=["general: Announce{id}", "general: Announce{Create{Note}}"],
    ),
    heard(
        "thread",
        created("{board}"),
        opened(TITLE, post=LINK),
        aim={TEA: "{board}"},
        told=["general: Announce{Create{Page}}"],
    ),
    heard(
        "reply",
        says(
            "Create",
            note(COMMENT, "{slugs}", "{board}"),
            f"{COMMENT}/create",
            to="{frida}",
            cc=[PUBLIC, "{board}"],
        ),
        answered("{slugs}", post=COMMENT),
        reads("Beer &amp; copper.", post=COMMENT),
        told=["general: Announce{Create{Note}}"],
    ),
    heard(
        "poll",
        says(
            "Create",
            {
                "id": QUESTION,
                "type": "Question",
                "name": "Tea?",
                "summary": "Tea?",
                "attributedTo": ONE,
                "published": "2026-08-01T12:00:00+00:00",
                "to": "{board}",
                "cc": PUBLIC,
                "anyOf": [
                    {
                        "type": "Note",
                        "name": name,
                        "replies": {"type": "Collection", "totalItems": 0},
                    }
                    for name in ("Green", "Black")
                ],
            },
            f"{QUESTION}/create",
            to="{board}",
            cc=PUBLIC,
        ),
        opened("Tea?", post=QUESTION),
        polls("Green", "Black", post=QUESTION),
    ),
    done(
        "reply",
        answers(COMMENT, "Yes.", calls="yes"),
        answered(COMMENT, post="{yes}"),
        sent=["frida: Create{Note}"],
    ),
    heard(
        "vote",
        says("Like", "{slugs}", f"{HOST}/post_likes/1"),
        voted("up", post="{slugs}", by=ONE),
        told=["general: Announce{Like}"],
    ),
    heard(
        "unvote",
        says("Undo", f"{HOST}/post_likes/1", f"{HOST}/post_like_undos/1"),
        voted(None, post="{slugs}", by=ONE),
        told=["general: Announce{Undo{Like}}"],
    ),
    done(
        "vote",
        likes(COMMENT),
        voted("up", post=COMMENT, by="{frida}"),
        sent=["frida: Like"],
    ),
    done(
        "unvote",
        takes_back(COMMENT),
        voted(None, post=COMMENT, by="{frida}"),
        sent=["frida: Undo{Like}"],
    ),
    done("edit", edits("{yes}", "Yes!")),
    heard(
        "report",
        says("Flag", "{slugs}", f"{HOST}/flags/1", content="rude", to="{board}"),
        reported(),
        told=[],
    ),
    done("report", reports(COMMENT), sent=["desk: Flag"]),
    done("delete", deletes("{yes}"), stands(PostState.DELETED, post="{yes}")),
    done(
        "removal",
        removes(LINK),
        stands(PostState.REMOVED, post=LINK),
        sent=["general: Undo{Announce{id}}"],
    ),
    done(
        "restore",
        restores(LINK),
        stands(PostState.SHOWN, post=LINK),
        sent=["general: Announce{id}"],
    ),
    heard(
        "delete",
        says("Delete", COMMENT, f"{COMMENT}/delete"),
        stands(PostState.DELETED, post=COMMENT),
        told=["general: Announce{Delete}"],
        gone=[COMMENT],
    ),
    heard(
        "unfollow",
        says("Undo", f"{HOST}/communities/90/followers/1", f"{HOST}/community_follow_undos/1"),
        tied(Tie.FOLLOW, False),
    ),
)

FOLLOWERS = f"{TEA}/followers"
ANNOUNCE = says("Announce", LINK, f"{TEA}/posts/9/announce", TEA, to=FOLLOWERS, cc=PUBLIC).said
ADD = says(
    "Add", LINK, f"{TEA}/posts/9/add", TEA, target=f"{TEA}/outbox", to=FOLLOWERS, cc=PUBLIC
).said
THEIRS = note(COMMENT, LINK, TEA)

THERE = (
    done("follow", follows("{theirs}"), sent=["desk: Follow"]),
    heard(
        "follow",
        says("Accept", "{our follow}", f"{TEA}/followers/1/accept", TEA),
        tied(Tie.FOLLOW, a="{desk}", b="{theirs}", value="accepted"),
    ),
    heard("thread", FromSource(ANNOUNCE, SOURCE), opened(TITLE, post=LINK, board="{theirs}")),
    heard("thread", FromSource(ADD, SOURCE), stands(PostState.SHOWN, post=LINK), verdict="ignored"),
    heard(
        "reply",
        says("Announce", COMMENT, f"{TEA}/comments/12/announce", TEA),
        answered(LINK, post=COMMENT),
    ),
    done(
        "thread",
        opens("Ours", "Hello.", calls="ours", board="{theirs}"),
        sent=["frida: Create{Note}"],
    ),
    done("reply", answers(LINK, "Yes.", calls="yes"), sent=["frida: Create{Note}"]),
    done("vote", likes(LINK), sent=["frida: Like"]),
    done("unvote", takes_back(LINK), sent=["frida: Undo{Like}"]),
    done("report", reports(LINK), sent=["frida: Flag"]),
    done("delete", deletes("{yes}"), sent=["frida: Delete"]),
    heard(
        "vote",
        says("Like", "{ours}", f"{HOST}/post_likes/2"),
        voted("up", post="{ours}", by=ONE),
    ),
    heard(
        "unvote",
        says("Undo", f"{HOST}/post_likes/2", f"{HOST}/post_like_undos/2"),
        voted(None, post="{ours}", by=ONE),
    ),
    heard(
        "removal",
        says("Undo", ANNOUNCE, f"{TEA}/posts/9/announce/undos/1", TEA, to=FOLLOWERS, cc=PUBLIC),
        stands(PostState.REMOVED, post=LINK),
    ),
    heard(
        "removal",
        says("Undo", ADD, f"{TEA}/posts/9/add/undos/1", TEA, to=FOLLOWERS, cc=PUBLIC),
        stands(PostState.REMOVED, post=LINK),
        verdict="ignored",
    ),
    heard(
        "restore",
        FromSource({**ADD, "id": f"{TEA}/posts/9/add/2"}, SOURCE),
        stands(PostState.SHOWN, post=LINK),
    ),
    heard(
        "delete",
        says("Delete", COMMENT, f"{COMMENT}/delete"),
        stands(PostState.DELETED, post=COMMENT),
        gone=[COMMENT],
    ),
    done(
        "unfollow",
        unfollows("{theirs}"),
        tied(Tie.FOLLOW, False, a="{desk}", b="{theirs}"),
        sent=["desk: Undo{Follow}"],
    ),
)
KNOWS = "lotide knows likes, and no vote against"
FEW = "lotide knows no locks, bans, moves, answers, quotes or boosts, and edits nothing"
OWN = "moderation within a community of lotide is told by nothing but what it passes on"

LOTIDE = Platform(
    name="lotide",
    software="lotide",
    host="narwhal.city",
    inbox=f"{HOST}/inbox",
    aim={"https://narwhal.city/users/3": ONE},
    actors={
        ONE: "lotide/lemmyrepo-objects-person.json",
        TEA: FromSource(
            {
                "@context": AS2,
                "id": TEA,
                "type": "Group",
                "name": "tea",
                "preferredUsername": "tea",
                "summary": "",
                "inbox": f"{TEA}/inbox",
                "outbox": f"{TEA}/outbox",
                "followers": FOLLOWERS,
                "endpoints": {"sharedInbox": f"{HOST}/inbox"},
            },
            "lotide, src/routes/apub/communities.rs",
        ),
        LINK: PAGE,
        COMMENT: FromSource({"@context": AS2, **THEIRS}, f"{SOURCE} local_comment_to_ap"),
    },
    here=HERE,
    none_here={
        "both downvote": KNOWS,
        "in edit removal restore lock unlock pin unpin moderator ban unban resolve board": FEW,
        "in move answer quote boost": FEW,
        "out follow unfollow": "nobody here follows a person of lotide for the board's sake",
        "out lock unlock pin unpin moderator ban unban resolve board move": FEW,
        "out poll answer quote boost": FEW,
    },
    board=TEA,
    there=THERE,
    none_there={
        "both downvote": KNOWS,
        "in unfollow edit lock unlock pin unpin moderator ban unban report resolve board": OWN,
        "in move poll answer quote boost": FEW,
        "out edit": FEW,
        "out removal restore lock unlock pin unpin moderator ban unban resolve board move": (
            "nobody here moderates their community"
        ),
        "out poll answer quote boost": FEW,
    },
)
