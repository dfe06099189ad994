"""How acts of moderation are said: tried first if so wanted, with what they came to and the name by
which they are taken back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from fediforum.cli.opening import with_node
from fediforum.cli.output import answer, shown
from fediforum.errors import AlreadySo

if TYPE_CHECKING:
    from fediforum.flow.speak import Said
    from fediforum.node import Node

Facts = dict[str, Any]
HOSTS_SHOWN = 8


def presided(
    deed: Callable[[Node], Awaitable[Said]],
    word: str,
    *,
    dry_run: bool = False,
    strict: bool = False,
    as_json: bool = False,
) -> None:
    """Do it, and say of what it was done and what that came to, or that it was so already."""
    from fediforum.cli import journal

    async def tried(node: Node) -> Facts | AlreadySo:
        try:
            if dry_run:
                return await journal.rehearsed(node, deed)
            return await journal.done(node, deed)
        except AlreadySo as problem:
            if strict:
                raise
            return problem

    made = with_node(tried)
    if isinstance(made, AlreadySo):
        answer({"changed": False, "says": str(made)}, [f"Unchanged: {made}"], as_json=as_json)
        return
    facts = {"changed": not dry_run, "dry_run": dry_run, **made}
    answer(facts, [f"{made['url']} {word}.", *came_to(facts)], as_json=as_json)


def came_to(facts: Facts) -> list[str]:
    """What an operation came to, or would, in lines for people."""
    lines = [f"  {effect_line(effect)}" for effect in facts["effects"]]
    hosts = [each["host"] for each in facts["hosts"]]
    if hosts:
        more = f" and {len(hosts) - HOSTS_SHOWN} more" if len(hosts) > HOSTS_SHOWN else ""
        lines.append(f"  told: {shown(', '.join(hosts[:HOSTS_SHOWN]))}{more}")
    if facts["dry_run"]:
        return [*lines, "That is what would happen. Nothing was done."]
    return [*lines, f"Take it back with: fediforum op undo {facts['operation']}"]


def effect_line(effect: Facts) -> str:
    """One thing that changed, and how many of its kind.

    >>> effect_line({"kind": "post", "column": "state", "before": "shown", "after": "removed",
    ...     "count": 3})
    '3 × post: state shown → removed'
    >>> effect_line({"kind": "ban", "column": None, "before": None, "after": "here", "count": 1})
    '1 × ban: new'
    """
    kind, column = effect["kind"], effect["column"]
    if column is None:
        what = "new" if effect["before"] is None else "gone"
    elif effect["before"] is None and effect["after"] is None:
        what = f"{column} changed"
    else:
        what = f"{column} {effect['before'] or '–'} → {effect['after'] or '–'}"
    return f"{effect['count']} × {kind}: {shown(what)}"
