"""Guppe: groups without people, which boost by id and accept by id whatever they are told of."""

from tests.federation.conversations.boosting import NONE as NONE_THERE, PUBLIC, Group, boosted
from tests.federation.conversations.checks import opened
from tests.federation.conversations.steps import AS2, FromSource, Platform, heard

HOST = "https://gup.pe"
BERNIE = f"{HOST}/u/bernie2020"
ANN = "https://ann.test/users/ann"
CALL = f"{ANN}/statuses/1"
INDEX = "Guppe, index.js"
NOTE = FromSource(
    {
        "@context": AS2,
        "id": CALL,
        "type": "Note",
        "attributedTo": ANN,
        "content": "<p>Who calls tonight?</p><p>@Bernie2020</p>",
        "published": "2026-08-01T12:00:00Z",
        "to": [PUBLIC],
        "cc": [f"{ANN}/followers", BERNIE],
        "tag": [{"type": "Mention", "href": BERNIE, "name": "@Bernie2020@gup.pe"}],
    },
    "Mastodon, app/serializers/activitypub/note_serializer.rb",
)
GROUP = Group(iri=BERNIE, author=ANN, where=INDEX, post=NOTE, id=CALL, title="Who calls tonight?")
BOOSTS = boosted(GROUP)
ONLY_GROUPS = "nobody writes from a Guppe: it has only groups"

GUPPE = Platform(
    name="guppe",
    software="guppe",
    host="gup.pe",
    aim={"https://group.local/": f"{HOST}/"},
    actors={
        BERNIE: "guppe/activity_pub-fixtures-guppe-actor.json",
        ANN: FromSource(
            {
                "@context": AS2,
                "id": ANN,
                "type": "Person",
                "preferredUsername": "ann",
                "inbox": f"{ANN}/inbox",
                "followers": f"{ANN}/followers",
            },
            "Mastodon, app/serializers/activitypub/actor_serializer.rb",
        ),
        CALL: NOTE,
    },
    none_here={
        "both follow unfollow thread reply vote downvote unvote edit delete removal": ONLY_GROUPS,
        "both restore lock unlock pin unpin moderator ban unban report resolve": ONLY_GROUPS,
        "both board move poll answer quote boost": ONLY_GROUPS,
    },
    board=BERNIE,
    there=(
        BOOSTS[0],
        heard("follow", GROUP.says("Accept", "{our follow}", 1), *BOOSTS[1].then),
        heard(
            "thread",
            GROUP.says("Announce", CALL, 2, to=[f"{BERNIE}/followers"], cc=[ANN]),
            opened(GROUP.title, post=CALL, board="{theirs}"),
        ),
        *BOOSTS[3:],
    ),
    none_there=NONE_THERE,
)
