"""Waves of spam as plain facts: what is like a post, and what became of it.

Loaded when a command runs, not before.
"""

from collections import Counter
from typing import Any

from fediforum.cli import journal
from fediforum.cli.times import moment
from fediforum.content import excerpt
from fediforum.flow.cleanup import LINK, TEXT, WORDS, Similar, Wave, clean_up, find_wave
from fediforum.forum.model import PostState
from fediforum.limits import SWEPT
from fediforum.node import Node

Facts = dict[str, Any]
SAMPLES = 6
WORDS_CHARS = 70


async def found(
    node: Node, sample: str, since: str, board: str, *, everybody: bool
) -> tuple[Any, Wave]:
    """What is like a post, as facts and as what to remove. Raises Missing, Malformed."""
    begun = moment(since, node.clock())
    wave = await find_wave(node, sample, begun, board, everybody=everybody)
    own = wave.sample.post.state is PostState.SHOWN
    hosts = Counter(each.post.host for each in wave.similar)
    if own:
        hosts[wave.sample.author.host] += 1
    told = Counter(each.by for each in wave.similar)
    facts = {
        "short": wave.sample.post.short,
        "since": f"{begun:%Y-%m-%dT%H:%M:%SZ}",
        "looked_at": wave.looked_at,
        "posts": len(wave.similar) + own,
        "authors": len(wave.authors | ({wave.sample.post.author} if own else set())),
        "hosts": [{"host": host, "posts": posts} for host, posts in hosts.most_common()],
        "by": {kind: told[kind] for kind in (WORDS, TEXT, LINK)},
        "samples": [post_facts(each) for each in chosen(wave)],
        "spared": len(wave.spared),
        "limited": len(wave.similar) >= SWEPT - 1,
    }
    return facts, wave


def chosen(wave: Wave) -> list[Similar]:
    """Some posts to look at: of each kind those that came first, the least alike above all."""
    several = [
        [each for each in wave.similar if each.by == kind][:SAMPLES] for kind in (LINK, TEXT, WORDS)
    ]
    return [each for kind in several for each in kind[: SAMPLES // len(several)]]


def post_facts(similar: Similar) -> Facts:
    post = similar.post
    return {
        "id": post.id,
        "short": post.short,
        "handle": post.handle,
        "by": similar.by,
        "words": excerpt(post.content, WORDS_CHARS),
    }


async def removed(node: Node, wave: Wave, reason: str, moderator: str, *, ban: bool) -> Facts:
    """The wave is removed; what that came to."""
    said = await clean_up(node, wave, reason, moderator, ban=ban)
    came = await journal.came_to(node, said.operation or "")
    return {"operation": said.operation, "effects": came["effects"], "told": came["hosts"]}
