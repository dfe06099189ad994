"""All the conversations, by platform."""

from tests.federation.conversations.discourse.platform import DISCOURSE
from tests.federation.conversations.lemmy.platform import LEMMY
from tests.federation.conversations.mastodon.platform import MASTODON
from tests.federation.conversations.mbin.platform import MBIN
from tests.federation.conversations.nodebb.platform import NODEBB
from tests.federation.conversations.piefed.platform import PIEFED
from tests.federation.conversations.steps import Platform

PLATFORMS: dict[str, Platform] = {
    each.name: each for each in (LEMMY, PIEFED, NODEBB, MBIN, DISCOURSE, MASTODON)
}
