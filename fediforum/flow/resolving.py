"""Resolving: from a handle to its actor, step by step, with what went wrong at which of them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from fediforum.errors import FediforumError
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import fetch
from fediforum.node import Node
from fediforum.vocab.iri import Iri
from fediforum.vocab.reading import read_actor
from fediforum.wire import read_handle, resolve
from fediforum.wire.webfinger import ask, read_jrd

SECONDS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One step: whether it went well, what was found, and what to do where it did not."""

    ok: bool
    what: str
    found: str
    remedy: str = ""


async def steps(node: Node, text: str) -> AsyncIterator[Step]:
    """Each step in its order; the first that fails is the last. Raises Malformed for no handle."""
    handle = read_handle(text.removeprefix("!"), node.http.guard)
    yield Step(True, "handle", f"{handle.name} at {handle.host}")
    try:
        answer = await ask(node.http, handle.host, f"acct:{handle}", seconds=SECONDS)
    except FediforumError as problem:
        remedy = f"It must be answered at https://{handle.host}/.well-known/webfinger."
        yield Step(False, "webfinger", why(problem), remedy)
        return
    yield Step(True, "webfinger", f"{answer.status} from {answer.url}")
    try:
        subject, actor = read_jrd(answer.body, node.http.guard)
    except FediforumError as problem:
        remedy = "Its answer needs a `subject`, and a link `self` of the type of AS2."
        yield Step(False, "answer", str(problem), remedy)
        return
    yield Step(True, "answer", f"{subject} is {actor}")
    try:
        found = await resolve(node.http, str(handle), seconds=SECONDS)
    except FediforumError as problem:
        remedy = "The host of the actor must say the same as the host of the handle."
        yield Step(False, "confirmed", why(problem), remedy)
        return
    yield Step(True, "confirmed", f"{found.handle} and {found.actor} name each other")
    try:
        fetched = await fetch(node, Iri(found.actor), Budget(1, SECONDS))
        person = read_actor(fetched.document)
    except FediforumError as problem:
        yield Step(False, "actor", why(problem), "Its server does not show its actor to us.")
        return
    yield Step(True, "actor", f"{person.id}, inbox {person.inbox}")


def why(problem: FediforumError) -> str:
    """An error, and in what way a server was not reached where that is known."""
    how = getattr(problem, "how", "")
    return f"{problem} ({how})" if how else str(problem)
