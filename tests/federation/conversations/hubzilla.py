"""Hubzilla: titles, votes against, and a deletion that brings the whole post along."""

from fediforum.forum.model import PostState
from tests.federation.conversations.boosting import NONE as NONE_THERE, Group, boosted
from tests.federation.conversations.checks import answered, opened, stands, voted
from tests.federation.conversations.deeds import dislikes
from tests.federation.conversations.microblog import NONE, PUBLIC, Own, Speaker, conversation
from tests.federation.conversations.steps import FromSource, Platform, Recorded, done, heard

HOST = "https://scottstolz.com"
SCOTT = f"{HOST}/channel/scott"
POST = f"{HOST}/item/0f0e2f2a-4d0b-4f3c-9f0a-0a6a1a4a5c11"
THREAD = f"{HOST}/item/b69c1864-5562-4e1d-9b0e-094feebf1501"
SHARED = f"{HOST}/item/c1b41529-5ef1-416e-b8f5-8204016d3795"
FORUM = f"{HOST}/channel/forum"
ACTIVITY = "Hubzilla, Zotlabs/Lib/Activity.php"

SPEAKER = Speaker(
    iri=SCOTT,
    post=POST,
    thread=THREAD,
    where=ACTIVITY,
    quotes=("quoteUrl",),
    note={
        "diaspora:guid": "0f0e2f2a-4d0b-4f3c-9f0a-0a6a1a4a5c11",
        "actor": SCOTT,
        "commentPolicy": "authenticated",
        "source": {"content": "Beer [b]helps[/b].", "mediaType": "text/bbcode"},
        "contextHistory": f"{HOST}/conversation/0f0e2f2a",
        "context": f"{HOST}/conversation/0f0e2f2a",
    },
    activity={"diaspora:guid": "52f0b259-596e-429f-8a1b-c0b455f8932b", "to": [PUBLIC]},
    own={
        "follow": Own(
            Recorded("hubzilla/rebased-fixtures-hubzilla-follow-activity.json"),
            aim={
                "https://hubzilla.example.org/channel/kaniini": SCOTT,
                "https://localtesting.pleroma.lol/users/lain": "{board}",
            },
        ),
        "thread": Own(
            Recorded("hubzilla/lemmyrepo-hubzilla-federation-activities-create_page.json"),
            aim={f"{HOST}/followers/scott": "{board}"},
            then=(opened("First Monday of the New Year", post=THREAD),),
        ),
        "delete": Own(
            FromSource(
                {
                    "id": f"{POST.replace('/item/', '/activity/')}#delete",
                    "type": "Delete",
                    "actor": SCOTT,
                    "object": {
                        "id": POST,
                        "type": "Note",
                        "attributedTo": SCOTT,
                        "actor": SCOTT,
                        "content": "",
                        "inReplyTo": "{slugs}",
                        "to": [PUBLIC],
                    },
                    "to": [PUBLIC],
                },
                f"{ACTIVITY} encode_activity",
            ),
            then=(stands(PostState.DELETED, post=POST),),
        ),
    },
    lacks=["in report"],
)
GROUP = Group(
    iri=FORUM,
    author=SCOTT,
    where=ACTIVITY,
    post=Recorded("hubzilla/lemmyrepo-hubzilla-federation-objects-page.json"),
    id=SHARED,
    title=(
        "Another Angry WomanAnother Angry Woman wrote the following post "
        "Wed, 25 Jan 2023 05:05:10 -0500"
    ),
)
CONVERSATION = {
    "id": f"{HOST}/conversation/c1b41529",
    "type": "Collection",
    "attributedTo": FORUM,
}


def added(number: int, verb: str, thing: object) -> FromSource:
    """The forum adds what somebody did to the conversation, whole (FEP-171b)."""
    inner = SPEAKER.does(verb, thing, number, to=[PUBLIC]).said
    return GROUP.says("Add", inner, number, to=[PUBLIC], target=CONVERSATION)


ANSWER = {
    "id": f"{SHARED}-answer",
    "type": "Note",
    "attributedTo": SCOTT,
    "inReplyTo": SHARED,
    "content": "A robbery indeed.",
    "context": f"{HOST}/conversation/c1b41529",
    "published": "2026-08-01T12:00:00Z",
    "to": [PUBLIC],
}
ADDED = (
    heard("reply", added(50, "Create", ANSWER), answered(SHARED, post=f"{SHARED}-answer")),
    heard("vote", added(51, "Like", SHARED), voted("up", post=SHARED, by=SCOTT)),
    heard(
        "unvote",
        added(52, "Undo", SPEAKER.does("Like", SHARED, 51).said),
        voted(None, post=SHARED, by=SCOTT),
    ),
)
TALK = conversation(SPEAKER)
THERE = boosted(GROUP)
AGAINST = (
    heard(
        "downvote",
        SPEAKER.does("Dislike", "{slugs}", 30),
        voted("down", post="{slugs}", by=SCOTT),
        told=["general: Announce{Dislike}"],
    ),
    heard(
        "downvote",
        SPEAKER.undoes("Dislike", "{slugs}", 30),
        voted(None, post="{slugs}", by=SCOTT),
        told=["general: Announce{Undo{Dislike}}"],
    ),
    done("downvote", dislikes(POST), sent=["frida: Dislike"]),
)

HUBZILLA = Platform(
    name="hubzilla",
    software="hubzilla",
    host="scottstolz.com",
    actors={
        SCOTT: "hubzilla/lemmyrepo-hubzilla-federation-objects-person.json",
        FORUM: FromSource(
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
            f"{ACTIVITY} encode_person",
        ),
    },
    here=(*TALK[:8], *AGAINST, *TALK[8:]),
    none_here={
        **{words: why for words, why in NONE.items() if "downvote" not in words},
        "both answer move": "Hubzilla has no accepted answers, and moves no thread",
        "in report": "Hubzilla sends no reports",
    },
    board=FORUM,
    there=(*THERE[:3], *ADDED, *THERE[3:]),
    none_there={
        words.replace("vote downvote unvote", "downvote"): why for words, why in NONE_THERE.items()
    },
)
