"""Reading: what pages and collections show, in which order, and what they leave out."""

from dataclasses import replace

import pytest

from fediforum.content import SafeHtml
from fediforum.forum.effects import Audience, Effect, Erase, Put, Relate
from fediforum.forum.model import Grave, Post, PostState, Relation, Tie
from fediforum.store import reading
from fediforum.store.actors import StoredKey, save_own_actor
from fediforum.store.boards import create_board
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Database
from fediforum.store.emissions import Emission
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri
from tests.store.scene import (
    ALICE,
    BOB,
    CAROL,
    HOME,
    KEUKEN,
    NOW,
    TUIN,
    done,
    follow,
    moment,
    opening,
    post,
    post_id,
    short,
    stage,
    thread,
)  # fmt: skip

ONE = thread(1)


def replies(*numbers: int) -> tuple[Effect, ...]:
    return tuple(Put(post(number, ONE, post_id(1), BOB)) for number in numbers)


def ids(*numbers: int) -> list[Iri]:
    return [post_id(number, BOB) for number in numbers]


async def test_pages_of_a_thread_never_move(database: Database) -> None:
    late = replace(post(999, ONE, post_id(1), CAROL), published=moment(2.5))
    await stage(database, *opening(1), *replies(*range(2, 102)), Put(late))

    async with database.connection() as conn:
        first = await reading.thread_page(conn, ONE.short, 1)
        second = await reading.thread_page(conn, ONE.short, 2)
        third = await reading.thread_page(conn, ONE.short, 3)

    assert first is not None
    assert second is not None
    assert [each.id for each in first.posts] == [post_id(1), *ids(*range(2, 101))]
    assert [each.id for each in second.posts] == [late.id, *ids(101)]
    assert (first.opening, second.opening) == (first.posts[0], first.posts[0])
    assert (third, first.pages, first.authors) == (None, 2, 3)


async def test_a_tombstone_keeps_its_place_and_says_nothing(database: Database) -> None:
    await stage(database, *opening(1), *replies(2, 3))
    removed = replace(post(3, ONE, post_id(1), BOB), state=PostState.REMOVED)
    grave = Grave(id=post_id(2, BOB), by=BOB.id, at=NOW)

    await done(database, Put(grave), Put(removed))

    async with database.connection() as conn:
        page = await reading.thread_page(conn, ONE.short)
    assert page is not None
    assert [(each.seq, each.state, each.content) for each in page.posts[1:]] == [
        (2, PostState.DELETED, ""),
        (3, PostState.REMOVED, ""),
    ]


async def test_a_reply_leads_to_its_parent(database: Database) -> None:
    answer = post(3, ONE, post_id(2, BOB), CAROL)
    await stage(database, *opening(1), *replies(2), Put(answer))

    async with database.connection() as conn:
        view = await reading.post(conn, answer.id)

    assert view is not None
    assert (view.parent_short, view.parent_page, view.parent_author) == (short(2), 1, "bob")
    assert (view.author.handle, view.board.title, view.page) == ("carol@home.test", "De tuin", 1)


async def test_the_front_page_has_boards_and_newest_replies(database: Database) -> None:
    gone = replace(thread(5), removed=True)
    await stage(
        database,
        *opening(1),
        *replies(2, 3),
        *opening(5),
        Put(post(6, thread(5), post_id(5), BOB)),
        Put(gone),
        Put(post(9, None, Iri("https://x.test/1"), BOB)),
    )

    async with database.connection() as conn:
        front = await reading.front(conn, HOME.desk)

    told = [(each.name, each.threads, each.posts) for each in front.boards]
    assert told == [("keuken", 0, 0), ("tuin", 1, 3)]
    latest = front.boards[1].latest
    assert latest is not None
    assert (latest.short, latest.last_author.name) == (ONE.short, "bob")
    assert [each.id for each in front.newest] == ids(3, 2)


async def test_a_board_lists_threads_by_last_post_with_pins_apart(database: Database) -> None:
    pin = Relation(kind=Tie.PIN, a=post_id(2), b=TUIN.id)
    numbers = range(1, 60)
    starts = [effect for number in numbers for effect in opening(number)]
    await stage(database, *starts, Put(post(99, ONE, post_id(1), BOB)), Relate(pin))

    async with database.connection() as conn:
        first = await reading.board_page(conn, "Tuin", HOME.host, HOME.desk)
        assert first is not None
        second = await reading.board_page(conn, "tuin", HOME.host, HOME.desk, after=first.after)
        missing = await reading.board_page(conn, "tuin", "elsewhere.test", HOME.desk)

    assert second is not None
    assert [each.short for each in first.threads] == [
        short(number) for number in (1, *range(59, 10, -1))
    ]
    assert [each.short for each in first.pinned] == [short(2)]
    assert [each.short for each in second.threads] == [short(n) for n in range(10, 2, -1)]
    assert (second.pinned, second.after, missing) == ((), None, None)


async def test_a_member_has_threads_and_posts(database: Database) -> None:
    await stage(database, *opening(1), *replies(2, 3))

    async with database.connection() as conn:
        alice = await reading.member_page(conn, "alice", "alpha.test")
        bob = await reading.member_page(conn, "BOB", "beta.test")
        nobody = await reading.member_page(conn, "tuin", HOME.host)

    assert alice is not None
    assert bob is not None
    assert [each.short for each in alice.threads] == [ONE.short]
    assert [each.id for each in bob.posts] == ids(3, 2)
    assert nobody is None


async def test_whoever_is_erased_is_listed_nowhere(database: Database) -> None:
    await stage(database, *opening(1), *replies(2))
    await done(database, Erase(BOB.id, NOW))

    async with database.connection() as conn:
        bob = await reading.member_page(conn, "bob", "beta.test")
        front = await reading.front(conn, HOME.desk)

    assert bob is not None
    assert (bob.member.gone, bob.posts, front.newest) == (True, (), ())


async def test_a_tag_finds_what_is_shown(database: Database) -> None:
    tagged = replace(post(2, ONE, post_id(1), BOB), hashtags=("zaden",))
    await stage(database, *opening(1), Put(tagged), *replies(3))

    async with database.connection() as conn:
        page = await reading.tag_page(conn, "Zaden")

    assert (page.tag, [each.id for each in page.posts]) == ("zaden", ids(2))


async def test_feeds_are_newest_first(database: Database) -> None:
    await stage(database, *opening(1), *opening(2, KEUKEN), *replies(3, 4))
    await done(database, Put(Grave(id=post_id(4, BOB), by=BOB.id, at=NOW)))

    async with database.connection() as conn:
        site = [each.id for each in await reading.site_posts(conn)]
        board = [each.id for each in await reading.board_posts(conn, TUIN.id)]
        of_thread = [each.id for each in await reading.thread_posts(conn, ONE.short)]

    assert site == [*ids(4, 3), post_id(2), post_id(1)]
    assert board == [*ids(4, 3), post_id(1)]
    assert of_thread == [*ids(4, 3), post_id(1)]


# -- collections and documents ------------------------------------------------------------------


async def test_a_context_lists_every_shown_post_oldest_first(database: Database) -> None:
    early = replace(post(7, ONE, post_id(2, BOB), CAROL), published=moment(1.5))
    pending = replace(post(8, ONE, post_id(1), CAROL), state=PostState.PENDING)
    await stage(database, *opening(1), *replies(2, 3), Put(early), Put(pending))
    await done(database, Put(Grave(id=post_id(3, BOB), by=BOB.id, at=NOW)))

    async with database.connection() as conn:
        context = await reading.context_ids(conn, ONE.short)
        whole = await reading.replies_ids(conn, ONE.short, whole=True)
        direct = await reading.replies_ids(conn, ONE.short, whole=False)
        below = await reading.replies_ids(conn, short(2), whole=False)

    assert context == (post_id(1), early.id, post_id(2, BOB))
    assert whole == (post_id(2, BOB), early.id)
    assert (direct, below) == ((post_id(2, BOB),), (early.id,))


async def test_a_removed_thread_lists_nothing(database: Database) -> None:
    await stage(database, *opening(1), *replies(2), Put(replace(ONE, removed=True)))

    async with database.connection() as conn:
        context = await reading.context_ids(conn, ONE.short)
        outboxes = [
            await reading.outbox(conn, kind, actor, moment(99))
            for kind, actor in (("thread", ONE.id), ("board", TUIN.id), ("member", BOB.id))
        ]

    assert (context, outboxes) == ((), [(), (), ()])


async def test_outboxes_go_on_where_they_stopped(database: Database) -> None:
    await stage(database, *opening(1), *replies(2, 3, 4))

    async with database.connection() as conn:
        first = await reading.outbox(conn, "thread", ONE.id, moment(99), most=2)
        rest = await reading.outbox(conn, "thread", ONE.id, moment(99), after=first[-1].short)
        board = await reading.outbox(conn, "board", TUIN.id, moment(99))
        counts = [
            await reading.outbox_count(conn, kind, actor)
            for kind, actor in (("thread", ONE.id), ("board", TUIN.id), ("member", BOB.id))
        ]

    assert [each.id for each in (*first, *rest)] == [*ids(4, 3, 2), post_id(1)]
    assert [each.id for each in board] == [post_id(1)]
    assert counts == [4, 1, 3]


async def test_follows_pins_and_roles_are_listed(database: Database) -> None:
    ties = (
        follow(ALICE, TUIN.id),
        follow(BOB, TUIN.id),
        follow(CAROL, TUIN.id, "pending"),
        Relation(kind=Tie.ROLE, a=CAROL.id, b=TUIN.id, value="moderator"),
        Relation(kind=Tie.PIN, a=post_id(1), b=TUIN.id),
    )
    await stage(database, *opening(1), *map(Relate, ties))

    async with database.connection() as conn:
        told = (
            await reading.followers_count(conn, TUIN.id),
            await reading.followers_at(conn, TUIN.id, "beta.test"),
            await reading.following(conn, BOB.id),
            await reading.featured(conn, TUIN.id),
            await reading.moderators(conn, TUIN.id),
        )

    assert told == (2, (BOB.id,), (TUIN.id,), (post_id(1),), (CAROL.id,))


async def test_a_document_says_how_its_post_stands(database: Database) -> None:
    await stage(database, *opening(1))
    never = Iri("https://beta.test/p/77")
    async with database.connection() as conn:
        act = Acted((*replies(2),), document=b"{}")
        await commit(conn, [act, Acted((Put(Grave(id=never, by=BOB.id, at=NOW)),))], HOME, NOW)

        root = await reading.post_document(conn, post_id(1))
        reply = await reading.post_document(conn, post_id(2, BOB))
        grave = await reading.post_document(conn, never)
        nothing = await reading.post_document(conn, Iri("https://beta.test/p/78"))

    assert root is not None
    assert reply is not None
    assert grave is not None
    assert (root.opening, root.thread, root.replies) == (True, ONE.id, 1)
    assert (reply.opening, reply.document, reply.deleted) == (False, b"{}", None)
    assert (grave.state, grave.deleted, nothing) == (PostState.DELETED, NOW, None)


async def test_an_activity_is_given_as_it_was_sent(database: Database) -> None:
    async def write() -> bytes:
        return b"{}"

    emission = Emission(
        activity=HOME.activity("x"),
        write=write,
        signer=TUIN.id,
        lane="l",
        audience=Audience(),
        kept=True,
    )
    async with database.connection() as conn:
        await commit(conn, [Acted((), (emission,))], HOME, NOW)

        body = await reading.activity_document(conn, HOME.activity("x"))
        none = await reading.activity_document(conn, HOME.activity("y"))

    assert (body, none) == (b"{}", None)


async def test_a_profile_has_board_keys_and_summary(database: Database) -> None:
    key = StoredKey(
        id=Iri(f"{TUIN.id}#main-key"),
        owner=TUIN.id,
        algorithm="rsa",
        public="PEM",
        private=b"sealed",
    )
    actor = Actor(
        id=TUIN.id,
        type="Group",
        preferred_username="tuin",
        inbox=TUIN.inbox,
        shared_inbox=TUIN.shared_inbox,
        followers=TUIN.followers,
        summary="<p>Groen</p>",
    )
    async with database.transaction() as conn:
        await create_board(conn, actor, TUIN, [key], NOW)
        person = replace(actor, id=HOME.member("eva"), type="Person", preferred_username="eva")
        await save_own_actor(conn, person, [])

        board = await reading.profile(conn, TUIN.id)
        member = await reading.profile(conn, person.id)
        told = await reading.usage(conn, HOME.desk, NOW)

    assert board is not None
    assert member is not None
    assert (board.board, board.keys, board.summary) == (TUIN, (key,), SafeHtml("<p>Groen</p>"))
    assert (member.board, member.member.handle) == (None, "eva@home.test")
    assert (told.members, told.threads) == (1, 0)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (short(2), 2),
        (post_id(2, BOB), 2),
        (f"{post_id(2, BOB)}/create", 2),
        ("https://beta.test/@bob/2", 2),
        (f"{HOME.base}/p/{short(2)}", 2),
        (f"{HOME.base}/t/{short(1)}-draad#p{short(2)}", 2),
        (f"/t/{short(1)}-draad?pagina=1", 1),
        (f"{HOME.base}/ap/posts/{short(1)}", 1),
        (f" {HOME.base}/ap/threads/{short(1)} ", 1),
        (f"@t{short(1)}@home.test", 1),
        (f"https://elsewhere.test/t/{short(1)}", None),
        ("tuin", None),
        ("", None),
    ],
)
async def test_a_post_is_found_by_whatever_names_it(
    database: Database, text: str, number: int | None
) -> None:
    reply: Post = replace(post(2, ONE, post_id(1), BOB), url=Iri("https://beta.test/@bob/2"))
    await stage(database, *opening(1), Put(reply))

    async with database.connection() as conn:
        found = await reading.find_post(conn, text, HOME)
        inside = await reading.find_thread(conn, text, HOME)

    assert found == {1: post_id(1), 2: post_id(2, BOB), None: None}[number]
    assert inside == (None if number is None else ONE.id)


@pytest.mark.parametrize(
    "text", ["tuin", "!tuin@home.test", "Tuin", TUIN.id, f"{HOME.base}/b/tuin"]
)
async def test_a_board_is_found_by_whatever_names_it(database: Database, text: str) -> None:
    await stage(database)

    async with database.connection() as conn:
        assert await reading.find_board(conn, text, HOME) == TUIN.id
        assert await reading.find_board(conn, f"{text}x", HOME) is None
