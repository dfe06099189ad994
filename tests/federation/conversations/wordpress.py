"""WordPress: bloggers answer as people, and a blog is a group that boosts its articles."""

from tests.federation.conversations.boosting import NONE as NONE_THERE, Group, boosted
from tests.federation.conversations.microblog import NONE, Own, Speaker, conversation
from tests.federation.conversations.steps import FromObject, FromSource, Platform, Recorded

HOST = "https://pfefferle.org"
MATTHIAS = f"{HOST}/author/pfefferle/"
POST, THREAD = f"{HOST}?c=148", f"{HOST}/?p=149"
BLOG = f"{HOST}/wp-json/activitypub/1.0/actors/0"
ARTICLE = f"{HOST}/this-is-a-test-federation/"
TRANSFORMER = "WordPress ActivityPub, includes/activity/class-activity.php"
CREATE = FromSource({"id": f"{POST}#activity", "type": "Create", "actor": MATTHIAS}, TRANSFORMER)

SPEAKER = Speaker(
    iri=MATTHIAS,
    post=POST,
    thread=THREAD,
    where=TRANSFORMER,
    note={"mediaType": "text/html", "contentMap": {"de": "…"}},
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
GROUP = Group(
    iri=BLOG,
    author=MATTHIAS,
    where=TRANSFORMER,
    post=Recorded("wordpress/lemmyrepo-v0.19-objects-page.json"),
    id=ARTICLE,
    title="This is a test-federation",
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
