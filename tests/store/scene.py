"""What the store's tests put on the stage: a forum at home.test, and people from elsewhere."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fediforum.content import SafeHtml
from fediforum.forum.effects import Effect, Put
from fediforum.forum.home import Home, crockford
from fediforum.forum.model import Board, Member, Post, PostState, Relation, Thread, Tie
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Conn, Database
from fediforum.vocab.iri import Iri

HOME = Home("https://home.test")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def moment(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def member(name: str, host: str = "alpha.test", *, shared: bool = True) -> Member:
    local = host == HOME.host
    id_ = HOME.member(name) if local else Iri(f"https://{host}/ap/members/{name}")
    return Member(
        id=id_,
        local=local,
        type="Person",
        name=name,
        host=host,
        inbox=Iri(f"{id_}/inbox"),
        shared_inbox=Iri(f"https://{host}/inbox") if shared else None,
        followers=Iri(f"{id_}/followers"),
    )


DESK = member("desk", HOME.host)
ALICE = member("alice")
BOB = member("bob", "beta.test")
CAROL = member("carol", HOME.host)
TUIN = Board(
    id=HOME.board("tuin"),
    local=True,
    name="tuin",
    title="De tuin",
    host=HOME.host,
    followers=Iri(f"{HOME.board('tuin')}/followers"),
    inbox=Iri(f"{HOME.board('tuin')}/inbox"),
    shared_inbox=HOME.shared_inbox,
    featured=Iri(f"{HOME.board('tuin')}/featured"),
    moderators=Iri(f"{HOME.board('tuin')}/moderators"),
)
KEUKEN = replace(TUIN, id=HOME.board("keuken"), name="keuken", title="De keuken")


def short(number: int) -> str:
    return crockford(number, 13)


def thread(number: int, board: Board = TUIN, author: Member = ALICE) -> Thread:
    return Thread(
        id=HOME.thread(short(number)),
        short=short(number),
        board=board.id,
        root=post_id(number, author),
        author=author.id,
        title=f"Draad {number}",
        context=HOME.context(short(number)),
        created=moment(number),
    )


def post_id(number: int, author: Member = ALICE) -> Iri:
    return HOME.post(short(number)) if author.local else Iri(f"https://{author.host}/p/{number}")


def post(
    number: int,
    inside: Thread | None = None,
    parent: Iri | None = None,
    author: Member = ALICE,
    state: PostState = PostState.SHOWN,
) -> Post:
    return Post(
        id=post_id(number, author),
        short=short(number),
        local=author.local,
        author=author.id,
        thread=inside.id if inside is not None else None,
        parent=parent,
        board=TUIN.id,
        content=SafeHtml(f"<p>Bericht {number}</p>"),
        published=moment(number),
        create=Iri(f"{post_id(number, author)}/create"),
        state=state if inside is not None else PostState.SHELVED,
    )


def opening(number: int, board: Board = TUIN, author: Member = ALICE) -> tuple[Effect, ...]:
    """A thread and its opening post."""
    made = thread(number, board, author)
    return Put(made), Put(post(number, made, author=author))


def follow(who: Member, whom: Iri, value: str = "accepted") -> Relation:
    return Relation(
        kind=Tie.FOLLOW, a=who.id, b=whom, value=value, activity=Iri(f"{who.id}/follows/{whom}")
    )


def vote(who: Member, on: Iri, value: str = "up") -> Relation:
    return Relation(kind=Tie.VOTE, a=who.id, b=on, value=value)


async def stage(database: Database, *effects: Effect) -> None:
    """Have everybody and both boards there, and then these effects."""
    people = (DESK, ALICE, BOB, CAROL)
    await done(database, *map(Put, people), *map(Put, (TUIN, KEUKEN)), *effects)


async def done(database: Database, *effects: Effect) -> None:
    """Commit these effects as one act."""
    async with database.transaction() as conn:
        await carry_out(conn, *effects)


async def carry_out(conn: Conn, *effects: Effect) -> None:
    await commit(conn, [Acted(effects)], HOME, NOW)
