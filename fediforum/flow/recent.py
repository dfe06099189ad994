"""Recent: what one process remembers for a while, bounded in number."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

V = TypeVar("V")


class Recent(Generic[V]):
    """Values that are remembered for some seconds, at most so many of them."""

    def __init__(self, size: int, seconds: float, clock: Callable[[], float]) -> None:
        self.size = size
        self.seconds = seconds
        self.clock = clock
        self.values: OrderedDict[str, tuple[float, V]] = OrderedDict()

    def get(self, name: str) -> V | None:
        until, value = self.values.get(name, (0.0, None))
        return value if until > self.clock() else None

    def put(self, name: str, value: V) -> None:
        self.values[name] = (self.clock() + self.seconds, value)
        self.values.move_to_end(name)
        if len(self.values) > self.size:
            self.values.popitem(last=False)

    def drop(self, name: str) -> None:
        self.values.pop(name, None)
