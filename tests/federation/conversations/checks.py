"""What must hold after a step of a conversation; each is given the stage and what was said.

Where no post is named, it is the one that the document is about.
"""

from typing import Any

import httpx

from fediforum.forum.model import PostState, Relation, Tie
from fediforum.vocab.iri import Iri
from tests.federation.conversations.stage import Stage
from tests.federation.conversations.steps import Check, Document

AS2 = {"accept": "application/activity+json"}


def subject(said: Document) -> str:
    """The id of what an activity is about, however often it is wrapped."""
    thing: Any = said
    while isinstance(thing, dict) and "actor" in thing:
        thing = thing["object"]
    return str(thing["id"] if isinstance(thing, dict) else thing)


def actor(said: Document) -> str:
    """Whoever did it first, not who passes it on."""
    thing = said
    while thing["type"] == "Announce" and isinstance(thing["object"], dict):
        thing = thing["object"]
    found = thing.get("actor") or thing["attributedTo"]
    return str(found["id"] if isinstance(found, dict) else found)


async def relation(stage: Stage, kind: Tie, a: str, b: str) -> Relation | None:
    one, other = Iri(stage.iri(a)), Iri(stage.iri(b))
    return (await stage.known(one, other)).relation(kind, one, other)


async def get(stage: Stage, url: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(stage.place.web.apps[stage.place.node.home.host])
    async with httpx.AsyncClient(transport=transport, follow_redirects=True) as client:
        return await client.get(url, headers=headers)


def opened(title: str, *, post: str = "", board: str = "{board}") -> Check:
    """The post is shown as the first of a thread of that title in the board."""

    async def check(stage: Stage, said: Document) -> None:
        iri = stage.iri(post) or subject(said)
        found, thread = await stage.post(iri), await stage.thread(iri)
        assert (title, stage.iri(board), iri) == (thread.title, thread.board, thread.root)
        assert (PostState.SHOWN, 1) == (found.state, found.seq)

    return check


def answered(parent: str, *, post: str = "") -> Check:
    """The post is shown under that parent, and stands in the context of its thread."""

    async def check(stage: Stage, said: Document) -> None:
        iri = stage.iri(post) or subject(said)
        found, above = await stage.post(iri), await stage.post(parent)
        assert (PostState.SHOWN, above.id) == (found.state, found.parent)
        assert above.thread == found.thread
        thread = await stage.thread(iri)
        if thread.context is not None and stage.place.node.home.ours(thread.context):
            context = (await get(stage, thread.context, **AS2)).json()
            assert iri in context["orderedItems"]

    return check


def fetchable(post: str) -> Check:
    """The post can be looked up, if it is ours, and its context has it: NodeBB asks for both."""

    async def check(stage: Stage, said: Document) -> None:
        iri, home = stage.iri(post), stage.place.node.home
        context = (await stage.thread(iri)).context
        if home.ours(iri):
            found = (await get(stage, iri, **AS2)).json()
            assert (iri, context) == (found["id"], found["context"])
        assert context is not None
        answer = await get(stage, context, **AS2)
        assert iri in answer.json()["orderedItems"]
        again = await get(stage, context, **AS2, **{"if-none-match": answer.headers["etag"]})
        assert 304 == again.status_code

    return check


def reads(text: str, *, post: str = "") -> Check:
    """The post says that, and its page shows it."""

    async def check(stage: Stage, said: Document) -> None:
        iri = stage.iri(post) or subject(said)
        found = await stage.post(iri)
        assert text in found.content
        page = await get(stage, stage.place.node.home.post_page(found.short), accept="text/html")
        assert (200, True) == (page.status_code, text in page.text)

    return check


def stands(state: PostState, *, post: str = "") -> Check:
    """The post is shown, pending, removed or deleted."""

    async def check(stage: Stage, said: Document) -> None:
        found = await stage.post(stage.iri(post) or subject(said))
        assert state == found.state, found.state

    return check


def voted(value: str | None, *, post: str = "", by: str = "") -> Check:
    """The vote counts as that, or not at all."""

    async def check(stage: Stage, said: Document) -> None:
        voter = stage.iri(by) or actor(said)
        found = await relation(stage, Tie.VOTE, voter, stage.iri(post) or subject(said))
        assert value == (found.value if found is not None else None)

    return check


def tied(
    kind: Tie, holds: bool = True, *, a: str = "", b: str = "{board}", value: str | None = None
) -> Check:
    """Who acts (or ``a``) stands in that relation to ``b``, or no more."""

    async def check(stage: Stage, said: Document) -> None:
        found = await relation(stage, kind, a or actor(said), b)
        assert holds == (found is not None)
        if value is not None:
            assert found is not None
            assert value == found.value, found.value

    return check


def locked(holds: bool, *, post: str = "") -> Check:
    async def check(stage: Stage, said: Document) -> None:
        thread = await stage.thread(stage.iri(post) or subject(said))
        assert holds == thread.locked

    return check


def closed(holds: bool, *, post: str) -> Check:
    """That one post takes no answers."""

    async def check(stage: Stage, said: Document) -> None:
        assert holds == (await stage.post(post)).locked

    return check


def pinned(holds: bool, *, post: str = "", board: str = "{board}") -> Check:
    async def check(stage: Stage, said: Document) -> None:
        iri = stage.iri(post) or subject(said)
        assert holds == (await relation(stage, Tie.PIN, iri, board) is not None)

    return check


def banned(holds: bool, *, whom: str = "", board: str = "{board}") -> Check:
    async def check(stage: Stage, said: Document) -> None:
        iri = stage.iri(whom) or subject(said)
        assert holds == (await relation(stage, Tie.BAN, iri, board) is not None)

    return check


def moderates(holds: bool, *, whom: str = "", board: str = "{board}") -> Check:
    async def check(stage: Stage, said: Document) -> None:
        iri = stage.iri(whom) or subject(said)
        assert holds == (await relation(stage, Tie.ROLE, iri, board) is not None)

    return check


def reported(*, board: str = "{board}") -> Check:
    """The moderators of the board have the report; of no board: the desk."""

    async def check(stage: Stage, said: Document) -> None:
        async with stage.place.node.database.connection() as conn:
            rows = await conn.fetch("SELECT board FROM report WHERE id = $1", said["id"])
        assert [stage.iri(board) or None] == [row["board"] for row in rows]

    return check


def titled(title: str, *, board: str = "{board}") -> Check:
    """The board is called that."""

    async def check(stage: Stage, said: Document) -> None:
        found = (await stage.board(board)).title
        assert title == found, found

    return check


def stands_in(board: str, *, post: str) -> Check:
    """The thread of the post is filed in that board."""

    async def check(stage: Stage, said: Document) -> None:
        assert stage.iri(board) == (await stage.thread(stage.iri(post))).board

    return check


def polls(*options: str, post: str = "") -> Check:
    """The post asks which of these."""

    async def check(stage: Stage, said: Document) -> None:
        found = await stage.post(stage.iri(post) or subject(said))
        assert options == tuple(each.name for each in found.options)

    return check


def tallied(*votes: int, post: str = "") -> Check:
    """So many have chosen each of the options."""

    async def check(stage: Stage, said: Document) -> None:
        found = await stage.post(stage.iri(post) or subject(said))
        assert votes == tuple(each.votes for each in found.options)

    return check


def quoting(quoted: str, *, post: str = "") -> Check:
    async def check(stage: Stage, said: Document) -> None:
        found = await stage.post(stage.iri(post) or subject(said))
        assert stage.iri(quoted) == found.quote

    return check


def settled(report: str) -> Check:
    """The moderators are done with the report."""

    async def check(stage: Stage, said: Document) -> None:
        async with stage.place.node.database.connection() as conn:
            when = await conn.fetchval("SELECT settled FROM report WHERE id = $1", report)
        assert when is not None

    return check


def accepted(reply: str) -> Check:
    """The reply answers the question of its thread."""

    async def check(stage: Stage, said: Document) -> None:
        thread = await stage.thread(reply)
        assert await relation(stage, Tie.ANSWER, reply, thread.id) is not None

    return check
