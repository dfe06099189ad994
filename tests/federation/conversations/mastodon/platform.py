"""Mastodon 4.7: no boards of its own, and all it knows of ours are boosts, posts and votes."""

from tests.federation.conversations.mastodon.here import HERE
from tests.federation.conversations.mastodon.server import ALICE, HOST
from tests.federation.conversations.steps import Platform

MODERATES = "Mastodon knows nothing of how a board is moderated"

MASTODON = Platform(
    name="mastodon",
    software="mastodon",
    host=HOST,
    actors={ALICE: "mastodon-shapes/01_actor_person_alice.json"},
    here=HERE,
    none_here={
        "both downvote": "Mastodon has no votes against",
        "in removal restore lock unlock pin unpin moderator ban unban": MODERATES,
        "in board move resolve": MODERATES,
        "out unlock pin unpin moderator unban board move resolve answer": MODERATES,
        "in answer": "Mastodon has no accepted answers",
    },
    no_boards="Mastodon has no groups",
)
