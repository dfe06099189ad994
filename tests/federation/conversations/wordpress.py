"""WordPress: bloggers answer as people, and a blog is a group that boosts their articles.

Every activity stands in the outbox under an id of its own, and repeats what its object says of
itself; only a client that writes there likes or boosts.
"""

from collections.abc import Mapping
from typing import Any

from tests.federation.conversations.boosting import NONE as NONE_THERE, Group, boosted
from tests.federation.conversations.microblog import (
    MOMENT,
    NONE,
    PUBLIC,
    Own,
    Speaker,
    conversation,
)
from tests.federation.conversations.steps import FromObject, FromSource, Platform, Recorded

HOST = "https://pfefferle.org"
MATTHIAS = f"{HOST}/author/pfefferle/"
FOLLOWERS = f"{HOST}/wp-json/activitypub/1.0/actors/1/followers"
POST, THREAD = f"{HOST}?c=148", f"{HOST}/?p=149"
BLOG = f"{HOST}/wp-json/activitypub/1.0/actors/0"
ARTICLE = f"{HOST}/this-is-a-test-federation/"
PLUGIN = "WordPress ActivityPub, includes"
POSTS = f"{HOST}/wp-json/activitypub/1.0/posts/149"
AROUND = ("to", "cc", "published", "updated", "inReplyTo")


def outbox(number: int) -> str:
    return f"{HOST}/?post_type=ap_outbox&p={number}"


def form(kind: str, thing: Any, number: int) -> Mapping[str, Any]:
    """collection/class-outbox.php and activity/class-activity.php; posts: transformer/."""
    match kind:
        case "Note":
            return comment(thing) if "inReplyTo" in thing else article(thing)
        case "Create" | "Update" | "Undo":
            around = {name: thing[name] for name in AROUND if name in thing}
            return {**around, "id": outbox(number)}
        case "Follow":
            return {"id": outbox(number), "to": [thing]}
        case "Delete":
            whole = comment({"id": thing if isinstance(thing, str) else thing["id"]})
            around = {name: whole[name] for name in AROUND if name in whole}
            return {**around, "id": outbox(number), "object": whole}
        case _:
            return {"id": outbox(number)}


def comment(thing: Mapping[str, Any]) -> dict[str, Any]:
    """transformer/class-comment.php; a Delete embeds it whole, as it stood."""
    content = thing.get("content", "<p>Beer helps a lot.</p>")
    return {
        "id": thing["id"],
        "type": "Note",
        "attributedTo": MATTHIAS,
        "content": content,
        "contentMap": {"de": content},
        "mediaType": "text/html",
        "published": MOMENT,
        "url": thing["id"],
        "to": [PUBLIC],
        "cc": [FOLLOWERS, "{frida}"],
        "replies": f"{HOST}/wp-json/activitypub/1.0/comments/148/replies",
    }


def article(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    """transformer/class-post.php."""
    title = "When do I prune roses?"
    content = "<p>I have many.</p>"
    return {
        "type": "Article",
        "name": title,
        "nameMap": {"de": title},
        "content": content,
        "contentMap": {"de": content},
        "summary": "I have many. [...]",
        "summaryMap": {"de": "I have many. [...]"},
        "mediaType": "text/html",
        "preview": {"type": "Note", "content": content},
        "attachment": [],
        "url": thing["id"],
        "cc": [FOLLOWERS, "{board}"],
        "replies": f"{POSTS}/replies",
        "likes": f"{POSTS}/likes",
        "shares": f"{POSTS}/shares",
    }


CREATE = FromSource(
    {
        "id": outbox(2),
        "type": "Create",
        "actor": MATTHIAS,
        "published": "2024-04-30T15:21:13Z",
        "to": [PUBLIC, f"{HOST}/wp-json/activitypub/1.0/users/0/followers"],
        "cc": [],
    },
    f"{PLUGIN}/activity/class-activity.php",
)

SPEAKER = Speaker(
    iri=MATTHIAS,
    post=POST,
    thread=THREAD,
    where=PLUGIN,
    form=form,
    own={
        "reply": Own(
            FromObject(CREATE, Recorded("wordpress/lemmyrepo-objects-note.json")),
            aim={
                "https://socialhub.activitypub.rocks/ap/object/"
                "ce040f1ead95964f6dbbf1084b81432d": "{slugs}"
            },
        )
    },
    lacks=["in poll", "in quote", "in report"],
)
PUBLISHED = FromObject(
    FromSource(
        {
            "id": outbox(30),
            "type": "Create",
            "actor": MATTHIAS,
            "published": "2024-04-30T15:16:41Z",
            "to": [PUBLIC, f"{HOST}/wp-json/activitypub/1.0/users/1/followers"],
            "cc": [],
        },
        f"{PLUGIN}/activity/class-activity.php",
    ),
    Recorded("wordpress/lemmyrepo-v0.19-objects-page.json"),
)
GROUP = Group(
    iri=BLOG,
    author=MATTHIAS,
    where=PLUGIN,
    post=Recorded("wordpress/lemmyrepo-v0.19-objects-page.json"),
    id=ARTICLE,
    title="This is a test-federation",
    announce=FromObject(
        FromSource(
            {
                "id": outbox(31),
                "type": "Announce",
                "actor": BLOG,
                "published": "2024-04-30T15:16:41Z",
                "to": [PUBLIC, f"{HOST}/wp-json/activitypub/1.0/users/1/followers"],
                "cc": [],
            },
            f"{PLUGIN}/class-scheduler.php",
        ),
        PUBLISHED,
    ),
    form=form,
    authors=form,
)

WORDPRESS = Platform(
    name="wordpress",
    software="wordpress",
    host="pfefferle.org",
    aim={"https://dbzer0.com/": f"{HOST}/"},
    actors={
        MATTHIAS: "wordpress/lemmyrepo-objects-person.json",
        BLOG: "wordpress/lemmyrepo-objects-group.json",
    },
    here=conversation(SPEAKER),
    none_here={
        **NONE,
        "in report poll": "WordPress reports nothing and asks nothing",
        "in quote": "WordPress asks for a stamp before it quotes, and quotes in its own posts",
    },
    board=BLOG,
    there=boosted(GROUP),
    none_there=NONE_THERE,
)
