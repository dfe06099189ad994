"""Which servers got a post, and all that was said of it later, as plain facts.

Loaded when a command runs, not before.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from fediforum.cli.neighbouring import cause_facts, moment, said_in
from fediforum.errors import Missing
from fediforum.flow.owing import activity_in
from fediforum.node import Node
from fediforum.store.reading import find_post
from fediforum.store.reading.receipts import Receipt, Sending, receipts, sendings
from fediforum.vocab.activities import subject_of
from fediforum.vocab.iri import Iri

Facts = dict[str, Any]


async def receipts_of(node: Node, text: str) -> Facts:
    """What was sent of a post in the last 90 days, and where it stands. Raises Missing."""
    async with node.database.connection() as conn:
        post = await find_post(conn, text, node.home)
        if post is None:
            raise Missing(f"There is no post {text} here.")
        about = {each.id: each for each in await sendings(conn, post) if is_about(each, post)}
        found = await receipts(conn, list(about.values()))
    rows = [receipt_facts(each, about) for each in found]
    return {
        "id": post,
        "totals": dict(sorted(Counter(row["state"] for row in rows).items())),
        "hosts": by_host(rows),
        "receipts": rows,
    }


def is_about(sending: Sending, post: Iri) -> bool:
    """Whether a body speaks of that post, not of one that only names it."""
    activity = activity_in(sending.body)
    return activity is not None and subject_of(activity) == post


def receipt_facts(receipt: Receipt, about: Mapping[int, Sending]) -> Facts:
    sending = about[receipt.emission]
    failed = bool(receipt.response) and receipt.outcome != "delivered"
    return {
        "delivery": receipt.id,
        "host": receipt.host,
        "inbox": receipt.inbox,
        "says": said_in(activity_in(sending.body)),
        "activity": sending.activity,
        "sent": moment(sending.created),
        "state": state_of_receipt(receipt),
        "attempts": receipt.attempts,
        "settled": moment(receipt.settled),
        "next_try": moment(receipt.due) if receipt.settled is None else None,
        "error": cause_facts(receipt.response or "", receipt.host) if failed else None,
    }


def state_of_receipt(receipt: Receipt) -> str:
    """Delivered, pending or failed; ``unknown`` is what may have been taken."""
    match receipt.outcome:
        case None:
            return "pending"
        case "delivered" | "unknown" as outcome:
            return outcome
        case _:
            return "failed"


def by_host(rows: Sequence[Facts]) -> list[Facts]:
    """For each server how many stand how, and the newest error."""
    found: dict[str, Facts] = {}
    for row in rows:
        counted = {"host": row["host"], "delivered": 0, "pending": 0, "failed": 0, "unknown": 0}
        facts = found.setdefault(row["host"], {**counted, "error": None})
        facts[row["state"]] += 1
        facts["error"] = row["error"] or facts["error"]
    return list(found.values())
