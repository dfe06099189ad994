"""Who the tests are about: Alice on alpha.test, Bob on beta.test, Cora and her forum on forum.test.

The forum has a board Gardening (``tuin``). Values only, all with the same few names, so that a
test says no more than what it is about.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fediforum.content import SafeHtml
from fediforum.forum.home import Home, Ids
from fediforum.forum.known import Known
from fediforum.forum.model import Board, Member, Post, PostState, Relation, Thread, Tie
from fediforum.forum.provenance import Local, Signed
from fediforum.vocab.activities import Create
from fediforum.vocab.iri import PUBLIC, Iri, host_of
from fediforum.vocab.objects import Mention, Object, Tag

HOME = Home("https://forum.test")
NOW = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECRET = bytes(32)
FRESH = "0freshfreshf1"


def ids(short: str = FRESH) -> Ids:
    return Ids(HOME, short, SECRET)


def member(name: str, host: str, *, kind: str = "Person") -> Member:
    iri = HOME.member(name) if host == HOME.host else Iri(f"https://{host}/users/{name}")
    return Member(
        id=iri,
        local=host == HOME.host,
        type=kind,
        name=name,
        host=host,
        display=name.capitalize(),
        inbox=Iri(f"{iri}/inbox"),
        shared_inbox=Iri(f"https://{host}/inbox"),
        followers=Iri(f"{iri}/followers"),
        url=HOME.member_page(name) if host == HOME.host else Iri(f"https://{host}/@{name}"),
    )


def board(name: str, host: str = "forum.test", title: str = "") -> Board:
    iri = HOME.board(name) if host == HOME.host else Iri(f"https://{host}/c/{name}")
    return Board(
        id=iri,
        local=host == HOME.host,
        name=name,
        title=title or name.capitalize(),
        followers=Iri(f"{iri}/followers"),
        inbox=Iri(f"{iri}/inbox"),
        host=host,
        shared_inbox=Iri(f"https://{host}/inbox"),
    )


ALICE = member("alice", "alpha.test")
BOB = member("bob", "beta.test")
MALLORY = member("mallory", "evil.test")
CORA = member("cora", "forum.test")
DAAN = member("daan", "forum.test")
DESK = member("desk", "forum.test")
GARDENING = board("tuin", title="Gardening")
KITCHEN = board("keuken", title="Kitchen")
LEMMY_TEA = board("tea", "lemmy.test", title="Tea")


def as_member(group: Board) -> Member:
    """A board is also somebody who speaks."""
    return Member(
        id=group.id,
        local=group.local,
        type="Group",
        name=group.name,
        host=group.host,
        display=group.title,
        inbox=group.inbox,
        shared_inbox=group.shared_inbox,
        followers=group.followers,
    )


SLUGS_SHORT, REPLY_SHORT, LOCAL_SHORT = "0s1vgs0s1vgs1", "0rep1y0rep1y1", "01oca101oca11"


def thread(short: str, group: Board, root: Iri, author: Member, title: str) -> Thread:
    return Thread(
        id=HOME.thread(short),
        short=short,
        board=group.id,
        root=root,
        author=author.id,
        title=title,
        context=HOME.context(short) if group.local else None,
        created=NOW - 60 * MINUTE,
    )


def post(
    iri: Iri,
    author: Member,
    *,
    short: str,
    within: Thread | None,
    parent: Iri | None = None,
    seq: int | None = None,
    group: Board | None = None,
    text: str = "<p>Hello</p>",
    state: PostState = PostState.SHOWN,
) -> Post:
    return Post(
        id=iri,
        short=short,
        local=author.local,
        author=author.id,
        thread=within.id if within is not None else None,
        parent=parent,
        board=group.id if group is not None else None,
        seq=seq,
        content=SafeHtml(text),
        published=NOW - 60 * MINUTE,
        state=state,
    )


# Alice opened a thread about slugs in Gardening; Cora answered. Cora opened one about tea.
SLUGS = Iri("https://alpha.test/notes/slugs")
SLUGS_THREAD = thread(SLUGS_SHORT, GARDENING, SLUGS, ALICE, "Slugs ate my lettuce")
SLUGS_POST = post(SLUGS, ALICE, short=SLUGS_SHORT, within=SLUGS_THREAD, seq=1, group=GARDENING)
ANSWER = HOME.post(REPLY_SHORT)
ANSWER_POST = post(
    ANSWER, CORA, short=REPLY_SHORT, within=SLUGS_THREAD, parent=SLUGS, seq=2, group=GARDENING
)
CORAS = HOME.post(LOCAL_SHORT)
CORAS_THREAD = thread(LOCAL_SHORT, GARDENING, CORAS, CORA, "Beans")
CORAS_POST = post(CORAS, CORA, short=LOCAL_SHORT, within=CORAS_THREAD, seq=1, group=GARDENING)
# In the board Tea, which lives on lemmy.test and is followed by the desk.
TEA = Iri("https://lemmy.test/post/1")
TEA_SHORT = "0tea0tea0tea1"
TEA_AUTHOR = member("ted", "lemmy.test")
TEA_THREAD = thread(TEA_SHORT, LEMMY_TEA, TEA, TEA_AUTHOR, "Green or black")
TEA_POST = post(TEA, TEA_AUTHOR, short=TEA_SHORT, within=TEA_THREAD, seq=1, group=LEMMY_TEA)

PEOPLE = (ALICE, BOB, MALLORY, CORA, DAAN, DESK, TEA_AUTHOR)
GROUPS = (GARDENING, KITCHEN, LEMMY_TEA)
POSTS = (SLUGS_POST, ANSWER_POST, CORAS_POST, TEA_POST)
THREADS = (SLUGS_THREAD, CORAS_THREAD, TEA_THREAD)


def tie(kind: Tie, a: Iri, b: Iri, value: str = "", activity: Iri | None = None) -> Relation:
    return Relation(kind=kind, a=a, b=b, value=value, activity=activity)


FOLLOWS_TEA = tie(Tie.FOLLOW, DESK.id, LEMMY_TEA.id, "accepted", HOME.activity("0f0110w0f0110"))


def known(*relations: Relation, **more: object) -> Known:
    """All of the above is known; ``more`` replaces fields of ``Known``."""
    ties = (FOLLOWS_TEA, *relations)
    world = Known(
        members={one.id: one for one in (*PEOPLE, *map(as_member, GROUPS))},
        boards={one.id: one for one in GROUPS},
        threads={one.id: one for one in THREADS},
        posts={one.id: one for one in POSTS},
        relations={(one.kind, one.a, one.b): one for one in ties},
        deeds={one.activity: one for one in ties if one.activity is not None},
    )
    return replace(world, **more)  # type: ignore[arg-type]


def signed(who: Member) -> Signed:
    return Signed(who.id, Iri(f"{who.id}#main-key"))


def local(who: Member) -> Local:
    return Local(who.id)


def act_id(who: Member, name: str = "act") -> Iri:
    if who.local:
        return HOME.activity(f"0{name}"[:13].ljust(13, "0"))
    return Iri(f"https://{who.host}/activities/{name}")


def said(
    author: Member,
    *,
    name: str = "n1",
    to: tuple[Iri, ...] = (PUBLIC,),
    cc: tuple[Iri, ...] = (),
    tag: tuple[Tag, ...] = (),
    parent: Iri | None = None,
    content: str = "<p>Who eats my <b>beans</b>? It is a riddle.</p>",
    **more: object,
) -> Object:
    """A Note by somebody, as its document says it."""
    iri = HOME.post(FRESH) if author.local else Iri(f"https://{author.host}/notes/{name}")
    thing = Object(
        id=iri,
        type="Note",
        attributed_to=author.id,
        content=content,
        to=to,
        cc=cc,
        tag=tag,
        in_reply_to=parent,
        published=NOW - MINUTE,
    )
    return replace(thing, **more)  # type: ignore[arg-type]


def created(thing: Object, *, name: str = "create", signature: bool = False) -> Create:
    """The Create that brings a Note."""
    host = host_of(thing.attributed_to)
    iri = (
        HOME.activity("0create0creat")
        if host == HOME.host
        else Iri(f"https://{host}/activities/{name}")
    )
    return Create(
        id=iri,
        actor=thing.attributed_to,
        to=thing.to,
        cc=thing.cc,
        audience=thing.audience,
        object=thing,
        signed=signature,
    )


def calls(*groups: Board | Member) -> tuple[Tag, ...]:
    return tuple(Mention(one.id, f"@{one.handle}") for one in groups)
