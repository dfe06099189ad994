"""Errands: what is to be looked up elsewhere, as jobs of the queue.

A job is JSON with ``kind``, ``subject``, ``details`` and ``attempt``; how it is done is known to
the hands.
"""

from collections.abc import Sequence
from datetime import timedelta

import orjson

from fediforum.forum.effects import Errand
from fediforum.store.database import Conn
from fediforum.store.queue import Job, enqueue_all
from fediforum.vocab.iri import Iri

ENTRYPOINT = "errand"
# Pictures are many and their servers slow: in a queue of their own they hold up nothing else.
PICTURE = "picture"


async def enqueue_errands(
    conn: Conn, errands: Sequence[Errand], *, attempt: int = 1, after: timedelta | None = None
) -> None:
    """Queue these errands in the transaction of ``conn``; of a kind, subject and cause, one waits.

    A later attempt has a key of its own: the job that asks for it is still under way.
    """
    await enqueue_all(conn, [errand_job(errand, attempt, after) for errand in errands])


def errand_job(errand: Errand, attempt: int = 1, after: timedelta | None = None) -> Job:
    told = {
        "kind": errand.kind,
        "subject": errand.subject,
        "details": dict(errand.details),
        "attempt": attempt,
    }
    names = (errand.kind, errand.subject, errand.details.get("cause"))
    key = " ".join(name for name in names if name is not None)
    key += f" {attempt}" if attempt > 1 or after else ""
    return Job(
        entrypoint=PICTURE if errand.kind == PICTURE else ENTRYPOINT,
        payload=orjson.dumps(told),
        dedupe_key=key,
        execute_after=after,
    )


def read_errand(payload: bytes) -> tuple[Errand, int]:
    """Return the errand that a job asks for, and which attempt it is."""
    told = orjson.loads(payload)
    errand = Errand(kind=told["kind"], subject=Iri(told["subject"]), details=told["details"])
    return errand, told["attempt"]
