"""What waits for a moderator, as facts that commands print.

Loaded when a command runs, not before.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from fediforum.content import excerpt
from fediforum.errors import AlreadySo, FediforumError
from fediforum.flow import holding
from fediforum.flow.rehearse import rehearse
from fediforum.flow.speak import Said
from fediforum.forum.holding import TRUST, Rule
from fediforum.node import Node
from fediforum.store.reading import HeldPost

Facts = dict[str, Any]
WORDS_CHARS = 80
ABOUT = {
    Rule.FIRST_POST: "the first post of somebody here",
    Rule.YOUNG_AUTHOR: "authors who are not so many days old",
    Rule.YOUNG_HOST: "servers that are not known for so many days",
    Rule.LINKS: "more links than that",
    Rule.DUPLICATES: "words that came so many times within a day",
    Rule.MENTIONS: "calls of more members than that, by whom nobody here follows",
    Rule.WORDS: "any of these words",
    Rule.STRANGERS: "who was never shown here, until then: see mod freeze",
    TRUST: "nobody who has so many posts here",
}


async def queue(node: Node, board: str) -> list[Facts]:
    """What waits, the longest first."""
    return [facts(node, each) for each in await holding.queue(node, board)]


async def each(
    node: Node,
    posts: Sequence[str],
    deed: Callable[[Node, str], Awaitable[Said]],
    *,
    dry_run: bool,
) -> tuple[list[Facts], list[Facts]]:
    """What came of each post, and to which it could not be done. Of one alone, raises why."""

    async def work(doing: Node) -> tuple[list[Facts], list[Facts]]:
        made: list[Facts] = []
        failed: list[Facts] = []
        for post in posts:
            try:
                said = await deed(doing, post)
            except FediforumError as problem:
                if len(posts) == 1:
                    raise
                failed.append({"post": post, "problem": str(problem)})
            else:
                made.append({"id": said.id, "url": said.url, "operation": said.operation})
        return made, failed

    return await rehearse(node, work) if dry_run else await work(node)


async def rules(node: Node, board: str) -> list[Facts]:
    """Each rule, as it is in the forum or in one board."""
    found, here = await holding.rules_of(node, board)
    return [
        {"rule": str(name), "value": listed(value), "set": here[name], "about": ABOUT[name]}
        for name, value in found.settings.items()
    ]


async def set_rule(
    node: Node, name: str, values: tuple[str, ...] | None, board: str, moderator: str, *,
    strict: bool,
) -> Facts:  # fmt: skip
    """The rule is so from now on; where it was, nothing happens unless ``strict``."""
    try:
        made = await holding.set_rule(node, name, values, board, moderator)
    except AlreadySo:
        if strict:
            raise
        found, _ = await holding.rules_of(node, board)
        return rule_facts(name, found.settings[name], board, None)
    return rule_facts(made.name, made.value, board, made.operation)


async def freeze(node: Node, length: timedelta | None, moderator: str, *, strict: bool) -> Facts:
    """Strangers wait from now on, or no longer."""
    try:
        made = await holding.freeze(node, length, moderator)
    except AlreadySo:
        if strict:
            raise
        return rule_facts(Rule.STRANGERS, "off", "", None)
    return rule_facts(made.name, made.value, "", made.operation)


def rule_facts(name: str, value: str, board: str, operation: str | None) -> Facts:
    return {
        "rule": str(name),
        "value": listed(value),
        "board": board or None,
        "changed": operation is not None,
        "operation": operation,
    }


def listed(value: str) -> str:
    return ", ".join(value.split("\n"))


def facts(node: Node, post: HeldPost) -> Facts:
    return {
        "id": post.id,
        "short": post.short,
        "url": node.home.post_page(post.short),
        "author": post.author.id,
        "handle": post.author.handle,
        "board": post.board.id,
        "thread": post.thread,
        "where": where(post),
        "rule": post.reason,
        "arrived": f"{post.arrived:%Y-%m-%dT%H:%M:%SZ}",
        "published": f"{post.published:%Y-%m-%dT%H:%M:%SZ}",
        "state": post.state.value,
        "words": excerpt(post.content, WORDS_CHARS),
    }


def where(post: HeldPost) -> str:
    return f"{post.board.name}: {post.thread_title}" if post.thread_title else post.board.name
