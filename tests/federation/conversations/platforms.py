"""All the conversations, by platform."""

from tests.federation.conversations.bridgyfed import BRIDGY_FED
from tests.federation.conversations.discourse.platform import DISCOURSE
from tests.federation.conversations.friendica import FRIENDICA
from tests.federation.conversations.ghost import GHOST
from tests.federation.conversations.gnusocial import GNUSOCIAL
from tests.federation.conversations.gotosocial import GOTOSOCIAL
from tests.federation.conversations.guppe import GUPPE
from tests.federation.conversations.hubzilla import HUBZILLA
from tests.federation.conversations.lemmy.platform import LEMMY
from tests.federation.conversations.lotide import LOTIDE
from tests.federation.conversations.mastodon.platform import MASTODON
from tests.federation.conversations.mbin.platform import MBIN
from tests.federation.conversations.misskey import MISSKEY
from tests.federation.conversations.mitra import MITRA
from tests.federation.conversations.mobilizon import MOBILIZON
from tests.federation.conversations.nodebb.platform import NODEBB
from tests.federation.conversations.peertube import PEERTUBE
from tests.federation.conversations.piefed.platform import PIEFED
from tests.federation.conversations.pleroma import AKKOMA, PLEROMA
from tests.federation.conversations.publishers import FUNKWHALE, GANCIO, OWNCAST
from tests.federation.conversations.smithereen import SMITHEREEN
from tests.federation.conversations.steps import Platform
from tests.federation.conversations.wordpress import WORDPRESS

ALL = (
    LEMMY, PIEFED, NODEBB, MBIN, DISCOURSE, WORDPRESS, FRIENDICA, PEERTUBE, GOTOSOCIAL, MISSKEY,
    MASTODON, PLEROMA, AKKOMA, HUBZILLA, MITRA, SMITHEREEN, LOTIDE, GNUSOCIAL, GHOST, BRIDGY_FED,
    GUPPE, MOBILIZON, FUNKWHALE, GANCIO, OWNCAST,
)  # fmt: skip
PLATFORMS: dict[str, Platform] = {each.name: each for each in ALL}
