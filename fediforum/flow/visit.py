"""Visiting: an address that somebody gives us is read, and what is there is brought here."""

from dataclasses import dataclass

from fediforum.errors import Missing, Permanent
from fediforum.flow.backfill import BackfillReport, backfill
from fediforum.flow.budget import Budget
from fediforum.flow.find import who
from fediforum.flow.introduce import fetch, remember
from fediforum.flow.look import listing_of
from fediforum.node import Node
from fediforum.vocab.iri import Iri, read_iri
from fediforum.vocab.reading import kind_of, read_collection

REQUESTS = 1_000


@dataclass(frozen=True, slots=True)
class Visited:
    """What stood at the address: its id, its kind, and for a post what came with it."""

    id: Iri
    kind: str
    report: BackfillReport | None = None


async def visit(node: Node, address: str) -> Visited:
    """The actor or post at an address is known from now on, a post with its conversation.

    ``address`` is an id, a page's URL that leads to one, or a handle; that of a thread's list
    means the first post in it. Whether a post is kept is for the law: ``report`` says how many
    were. Raises as ``introduce.fetch``, Missing for a handle that nobody has, Permanent for
    what is neither.
    """
    budget = Budget.backfill(REQUESTS)
    if not address.startswith("https://"):
        member = await who(node, "@" + address.lstrip("@!"), budget)
        if member is None:
            raise Missing(f"There is nobody called {address}.")
        return Visited(member.id, "actor")
    found = await fetch(node, read_iri(address), budget)
    match kind_of(found.document):
        case "actor":
            return Visited((await remember(node, found)).id, "actor")
        case "object":
            report = await backfill(node, Iri(found.iri), budget)
            return Visited(Iri(found.iri), "post", report)
        case "collection":
            listing, whole = listing_of(read_collection(found.document), found.iri)
            named = [*(each.post.id for each in whole), *listing.items]
            if not named:
                raise Permanent("Nothing is listed at that address.")
            report = await backfill(node, named[0], budget, also=Iri(found.iri))
            return Visited(named[0], "post", report)
        case kind:
            raise Permanent(f"There is no actor or post at that address, but: {kind}.")
