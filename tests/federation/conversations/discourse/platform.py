"""Discourse with its ActivityPub plugin: categories follow boards and are followed."""

from tests.federation.conversations.discourse.here import HERE
from tests.federation.conversations.discourse.server import GROUP, HOST
from tests.federation.conversations.discourse.there import THERE
from tests.federation.conversations.steps import Platform

MODERATES = "Discourse speaks of no lock, pin, ban, report, moderator or removal"
HAS_NONE = "Discourse sends no polls, accepted answers, quotes or boosts"
VOTES = "Discourse has no votes against"

DISCOURSE = Platform(
    name="discourse",
    software="discourse",
    host="socialhub.activitypub.rocks",
    inbox=f"{HOST}/ap/users/inbox",
    actors={GROUP: "discourse/lemmyrepo-objects-group.json"},
    here=HERE,
    none_here={
        "in thread": "Discourse's people open topics in their own categories alone",
        "in downvote": VOTES,
        "in removal restore lock unlock pin unpin moderator ban unban report board": MODERATES,
        "both move": "Discourse tells nobody where a topic goes",
        "both resolve": MODERATES,
        "both poll answer quote boost": HAS_NONE,
        "out follow unfollow": "the board is here: nobody follows it from here",
    },
    board=GROUP,
    there=THERE,
    none_there={
        "in unfollow": "nobody there follows their own board here",
        "out thread": "Discourse takes answers into a category, and no new topics",
        "in downvote": VOTES,
        "in removal restore lock unlock pin unpin moderator ban unban report board": MODERATES,
        "both move": "Discourse tells nobody where a topic goes",
        "both resolve": MODERATES,
        "both poll answer quote boost": HAS_NONE,
        "out removal restore lock unlock pin unpin moderator ban unban board": (
            "nobody here moderates their board"
        ),
    },
)
