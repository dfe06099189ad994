"""All the conversations, by platform."""

from tests.federation.conversations.lemmy.platform import LEMMY
from tests.federation.conversations.steps import Platform

PLATFORMS: dict[str, Platform] = {each.name: each for each in (LEMMY,)}
