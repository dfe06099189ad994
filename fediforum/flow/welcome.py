"""Welcome: whether this forum speaks with a host, as it is decided at this moment.

Asked at the inbox and before each call to another server, wherever a redirect leads; an answer is
remembered for a second, so that a change is seen within two and a busy host costs next to nothing.
"""

import time
from collections.abc import Callable
from datetime import datetime

from fediforum.flow.recent import Recent
from fediforum.store.database import Database
from fediforum.store.domains import blocked_host

KEPT = 50_000
SECONDS = 1.0


class Welcome:
    """The answers of one process; ``await welcome(host)``, with a host as ``host_of`` gives it."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self.database = database
        self.clock = clock
        self.answers: Recent[bool] = Recent(KEPT, SECONDS, ticks)

    async def __call__(self, host: str) -> bool:
        answer = self.answers.get(host)
        if answer is None:
            async with self.database.connection() as conn:
                answer = not await blocked_host(conn, host, self.clock())
            self.answers.put(host, answer)
        return answer

    def forget(self) -> None:
        """Look again: something was decided here."""
        self.answers.values.clear()
