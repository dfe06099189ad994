"""How one thing came here and what was decided about it, as plain facts and as lines.

Loaded when a command runs, not before.
"""

from dataclasses import asdict
from typing import Any

from fediforum.cli.neighbouring import moment
from fediforum.flow.explain import Arrived, Refusal, Story, story_of
from fediforum.flow.replay import Replayed
from fediforum.node import Node
from fediforum.store.reading.traces import SentUnder, Stands

Facts = dict[str, Any]


async def explained(node: Node, text: str) -> Facts:
    """All that is known of a thing, in the order in which it was decided. Raises Missing."""
    story = await story_of(node, text)
    return {
        "ids": list(story.ids),
        "turned_away": [refusal_facts(each) for each in story.turned_away],
        "arrived": [arrival_facts(each) for each in story.arrived],
        "stands": [stands_facts(node, each) for each in story.stands],
        "sent": sent_facts(story.sent),
        "owed": sent_facts(story.owed),
        "lines": lines_of(node, story),
    }


def refusal_facts(each: Refusal) -> Facts:
    row = each.row
    return {
        "at": moment(row.at),
        "claimed_host": row.host,
        "claimed_key": row.key_id,
        "activity": row.activity,
        "actor": row.actor,
        "object": row.object,
        "status": row.status,
        "kind": row.kind,
        "reason": row.reason,
        "meaning": each.meaning.meaning,
        "remedy": each.meaning.remedy,
    }


def arrival_facts(each: Arrived) -> Facts:
    row = each.row
    return {
        "arrival": row.id,
        "received": moment(row.received),
        "activity": row.activity,
        "says": each.says,
        "host": row.host,
        "signer": row.signer,
        "key_id": row.key_id,
        "vouched_by": "proof" if row.proven else "signature",
        "dialect": row.dialect,
        "blocked_by": each.blocked,
        "duplicate": each.duplicate,
        "attempts": row.attempts,
        "settled": moment(row.settled),
        "verdict": row.verdict,
        "reason": row.reason,
        "meaning": each.meaning.meaning,
        "remedy": each.meaning.remedy,
    }


def stands_facts(node: Node, each: Stands) -> Facts:
    page = None
    if each.short is not None:
        is_post = each.what == "post"
        page = node.home.post_page(each.short) if is_post else node.home.thread_page(each.short)
    return {
        "what": each.what,
        "id": each.id,
        "state": each.state,
        "reason": each.reason,
        "thread": each.thread,
        "url": page,
    }


def sent_facts(sent: SentUnder | None) -> Facts | None:
    return asdict(sent) if sent is not None else None


def lines_of(node: Node, story: Story) -> list[str]:
    """The whole path for people, a step a line."""
    lines: list[str] = []
    for refusal in story.turned_away:
        lines += refusal_lines(refusal)
    for arrived in story.arrived:
        lines += arrival_lines(arrived)
    if not story.arrived and not story.turned_away:
        here = any(node.home.ours(iri) for iri in story.ids)
        when = "it was said here" if here else "more than 14 days ago, or by another way than POST"
        lines.append(f"arrived: {when}.")
    lines += [stands_line(stands_facts(node, each)) for each in story.stands]
    if not story.stands:
        lines.append("stored: nothing stands here under that name.")
    if story.sent is not None:
        lines.append(f"sent by us: {sent_line(story.sent)}")
    if story.owed is not None:
        lines.append(f"owed because of it: {sent_line(story.owed)}")
    return lines


def refusal_lines(each: Refusal) -> list[str]:
    row = each.row
    who = row.key_id or row.actor or "nobody"
    return [
        f"turned away: {moment(row.at)}, answered {row.status}; it claimed to be of {who}",
        f"  because: {row.reason}",
        f"  which means: {each.meaning.meaning}",
        f"  what to do: {each.meaning.remedy}",
    ]


def arrival_lines(each: Arrived) -> list[str]:
    row = each.row
    by = "a proof of its actor" if row.proven else f"a signature ({row.dialect or 'unknown'})"
    policy = f"blocked ({each.blocked})" if each.blocked else "we speak with it"
    what = f"{each.says or 'what cannot be read'} {row.activity or 'without an id'}"
    lines = [
        f"arrived: {moment(row.received)} as {what} (arrival {row.id})",
        f"  signed: by {row.signer}, vouched for by {by} of the key {row.key_id}",
        f"  policy: {row.host}: {policy}",
        f"  dedupe: {'the same had come before' if each.duplicate else 'the first of its kind'}",
        f"  verdict: {row.verdict or 'not yet'}" + (f": {row.reason}" if row.reason else ""),
        f"  which means: {each.meaning.meaning}",
    ]
    if row.verdict != "accepted":
        lines.append(f"  what to do: {each.meaning.remedy}")
    return lines


def stands_line(facts: Facts) -> str:
    state = f", {facts['state']}" if facts["state"] else ""
    because = f" ({facts['reason']})" if facts["reason"] else ""
    at = f", at {facts['url']}" if facts["url"] else ""
    within = f", in {facts['thread']}" if facts["thread"] not in (None, facts["id"]) else ""
    return f"stored: as {facts['what']} {facts['id']}{state}{because}{within}{at}"


def sent_line(sent: SentUnder) -> str:
    failed = sent.owed - sent.delivered - sent.pending
    return f"{sent.owed} POSTs: {sent.delivered} delivered, {sent.pending} pending, {failed} failed"


def replayed_facts(each: Replayed) -> Facts:
    return asdict(each)
