"""What waits for a moderator, as facts that commands print."""

from typing import Any

from fediforum.content import excerpt
from fediforum.flow import holding
from fediforum.forum.holding import TRUST, Rule
from fediforum.node import Node
from fediforum.store.reading import HeldPost

Facts = dict[str, Any]
WORDS_CHARS = 80
ABOUT = {
    Rule.FIRST_POST: "the first post of somebody here",
    Rule.YOUNG_AUTHOR: "authors not so many days old",
    Rule.YOUNG_HOST: "servers not known for so many days",
    Rule.LINKS: "more links than that",
    Rule.DUPLICATES: "words that came so many times within a day",
    Rule.MENTIONS: "more members called than that, by whom nobody follows",
    Rule.WORDS: "any of these words",
    Rule.STRANGERS: "of whom nothing was shown, until then (mod freeze)",
    TRUST: "who has so many posts here waits for none of these",
}


async def queue(node: Node, board: str) -> list[Facts]:
    """What waits, the longest first."""
    return [facts(node, each) for each in await holding.queue(node, board)]


async def rules(node: Node, board: str) -> list[Facts]:
    """Each rule, as it is in the forum or in one board."""
    found, here = await holding.rules_of(node, board)
    return [
        {
            "rule": name,
            "value": ", ".join(value.split("\n")),
            "set": "here" if here[name] else "",
            "about": ABOUT[name],
        }
        for name, value in found.settings.items()
    ]


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
