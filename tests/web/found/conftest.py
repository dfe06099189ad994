"""The village, as those see it who look for something, or share it."""

from tests.flow.stage import clock, network
from tests.web.pages.conftest import node, reader, village

__all__ = ["clock", "network", "node", "reader", "village"]
