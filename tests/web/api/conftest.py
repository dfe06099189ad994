"""The village, and somebody who reads it with a program."""

from tests.flow.stage import clock, network
from tests.web.pages.conftest import node, reader, village

__all__ = ["clock", "network", "node", "reader", "village"]
