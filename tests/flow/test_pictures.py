"""Pictures of other servers are fetched once, by us, and made anew; ours are kept until shown."""

import io
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from PIL import Image
from starlette.types import ASGIApp, Receive, Scope, Send

from fediforum import limits
from fediforum.errors import Malformed, Temporary, Unavailable
from fediforum.flow import speak
from fediforum.flow.pictures import fetch_one, make_room, pictures_named, take_in
from fediforum.forum.effects import Errand
from fediforum.media.darkroom import Darkroom
from fediforum.node import Node
from fediforum.store.instance import instance, save_instance
from fediforum.store.known import load_known
from fediforum.store.media import (
    MediaUsage,
    ask_again,
    media_usage,
    readable,
    still_wanted,
    wanted,
)
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import read_json
from tests.blocking import block_host
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network

BLOG = "gamma.test"
CAT = Iri(f"https://{BLOG}/cat.png")


def drawn(width: int = 800, height: int = 600, colour: str = "teal", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


def gives(
    body: bytes, *, status: int = 200, kind: str = "image/png", location: str = ""
) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", kind.encode())]
        if location:
            headers.append((b"location", location.encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


Shows = Callable[[str], Awaitable[speak.Said]]


@pytest.fixture
def shows(alpha: Node) -> Shows:
    """Anna opens a thread that shows a picture."""

    async def opened(url: str) -> speak.Said:
        return await speak.open_thread(alpha, "tuin", "anna", "Kat", f"![Een kat]({url})")

    return opened


async def usage(node: Node) -> MediaUsage:
    async with node.database.connection() as conn:
        return await media_usage(conn)


async def fetch(node: Node, url: Iri = CAT) -> None:
    await fetch_one(node, Errand("picture", url))


async def files(node: Node, url: str = CAT) -> list[str]:
    async with node.database.connection() as conn:
        rows = await conn.fetch("SELECT name FROM picture_file WHERE url = $1", url)
    return [row["name"] for row in rows]


async def seen(node: Node, name: str) -> bool:
    async with node.database.connection() as conn:
        return await readable(conn, name, node.clock())


async def test_picture_that_a_post_shows_is_fetched_once_and_made_anew(
    alpha: Node, network: Network, shows: Shows
) -> None:
    network.apps[BLOG] = gives(drawn())
    await shows(CAT)

    await fetch(alpha)
    await fetch(alpha)

    assert [CAT] == network.gets
    (one, two) = sorted(await files(alpha))
    assert await alpha.shelf.get(one) not in (None, drawn())
    assert await seen(alpha, one)
    assert await seen(alpha, two)
    assert (1, 0) == ((await usage(alpha)).others, (await usage(alpha)).wanted)


async def test_nothing_is_fetched_that_no_post_shows(alpha: Node, network: Network) -> None:
    network.apps[BLOG] = gives(drawn())

    await fetch(alpha)

    assert [] == network.gets


async def test_site_that_links_pictures_fetches_none(
    alpha: Node, network: Network, shows: Shows
) -> None:
    network.apps[BLOG] = gives(drawn())
    async with alpha.database.transaction() as conn:
        forum = await instance(conn, alpha.home.base)
        assert forum is not None
        await save_instance(conn, replace(forum, pictures="link"))
    await shows(CAT)

    await fetch(alpha)

    assert [] == network.gets


REFUSED = {
    "gone": gives(b"", status=410),
    "forbidden": gives(b"", status=403),
    "a lie": gives(b"<script>alert(1)</script>"),
    "svg": gives(b"<svg xmlns='http://www.w3.org/2000/svg'/>", kind="image/svg+xml"),
    "too long": gives(bytes(limits.PICTURE_BYTES + 1)),
    "a private address": gives(b"", status=302, location="https://127.0.0.1/cat.png"),
    "another scheme": gives(b"", status=302, location="http://gamma.test/cat.png"),
    "our own door": gives(b"", status=302, location="https://alpha.test/nodeinfo/2.1"),
    "round in circles": gives(b"", status=302, location=CAT),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_picture_that_cannot_be_had_is_remembered_and_not_asked_for_again(
    alpha: Node, network: Network, shows: Shows, name: str
) -> None:
    network.apps[BLOG] = REFUSED[name]
    await shows(CAT)

    await fetch(alpha)
    asked = len(network.gets)
    await fetch(alpha)

    assert asked == len(network.gets)
    assert (0, 1) == ((await usage(alpha)).others, (await usage(alpha)).failed)
    assert not any("127.0.0.1" in url for url in network.gets)


async def test_server_that_is_blocked_is_asked_for_nothing(
    alpha: Node, network: Network, shows: Shows
) -> None:
    network.apps[BLOG] = gives(drawn())
    await shows(CAT)
    async with alpha.database.transaction() as conn:
        await block_host(conn, BLOG, "", alpha.clock())

    await fetch(alpha)

    assert [] == network.gets


async def test_server_that_does_not_answer_is_asked_again_a_few_times(
    alpha: Node, network: Network, shows: Shows
) -> None:
    network.dead.add(BLOG)
    await shows(CAT)

    for _ in range(limits.PICTURE_TRIES):
        with pytest.raises(Temporary):
            await fetch(alpha)
    await fetch(alpha)

    assert (0, 1) == ((await usage(alpha)).wanted, (await usage(alpha)).failed)


class NoProcess(Darkroom):
    """A machine that cannot start a process just now."""

    async def run(self, raw: bytes, small: bool) -> tuple[int, bytes, str]:
        raise Unavailable


async def test_picture_is_not_given_up_for_what_is_lacking_here(
    alpha: Node, network: Network, shows: Shows
) -> None:
    network.apps[BLOG] = gives(drawn())
    await shows(CAT)
    darkroom, alpha.darkroom = alpha.darkroom, NoProcess()
    for _ in range(limits.PICTURE_TRIES):
        with pytest.raises(Unavailable):
            await fetch(alpha)

    alpha.darkroom = darkroom
    await fetch(alpha)

    assert 1 == (await usage(alpha)).others


async def test_server_that_has_had_many_waits_a_day(
    alpha: Node, network: Network, shows: Shows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PICTURES_PER_HOST_DAY", 1)
    network.apps[BLOG] = gives(drawn())
    other = Iri(f"https://{BLOG}/other.png")
    await shows(CAT)
    await shows(other)

    await fetch(alpha)
    await fetch(alpha, other)

    assert [CAT] == network.gets
    assert 1 == (await usage(alpha)).wanted


async def test_what_was_lost_with_the_queue_is_found(
    alpha: Node, network: Network, shows: Shows, clock: Clock
) -> None:
    await shows(CAT)
    clock.later(minutes=20)

    async with alpha.database.connection() as conn:
        assert (CAT,) == await still_wanted(conn, clock(), 10)


async def test_picture_is_shown_as_long_as_a_post_shows_it(
    alpha: Node, network: Network, shows: Shows, clock: Clock
) -> None:
    network.apps[BLOG] = gives(drawn())
    said = await shows(CAT)
    await fetch(alpha)
    (name, *_) = await files(alpha)

    assert await seen(alpha, name)
    await speak.edit(alpha, said.id, "anna", "Geen kat meer")
    assert not await seen(alpha, name)
    clock.later(minutes=1)
    await speak.edit(alpha, said.id, "anna", f"![Toch een kat]({CAT})")
    assert await seen(alpha, name)
    await speak.delete(alpha, said.id, "anna")
    assert not await seen(alpha, name)


async def test_picture_of_ours_is_kept_and_hangs_on_its_post(alpha: Node) -> None:
    url = await take_in(alpha, drawn(2000, 1000, kind="JPEG"))
    name = url.rpartition("/")[2]
    assert not await seen(alpha, name)

    said = await speak.open_thread(alpha, "tuin", "anna", "Kat", f'![Een kat]({url} "Prent")')

    assert await seen(alpha, name)
    hung = await pictures_named(alpha, f"![Een kat]({url})")
    assert [("Een kat", 2000, 1000)] == [(a.name, a.width, a.height) for a in hung.values()]
    async with alpha.database.connection() as conn:
        row = await conn.fetchrow("SELECT attachments, content FROM post WHERE id = $1", said.id)
    assert row is not None
    assert '"name": "Een kat"' in row["attachments"]
    assert "<figcaption>Prent</figcaption>" in row["content"]


async def test_what_is_no_picture_is_not_taken_in(alpha: Node) -> None:
    with pytest.raises(Malformed):
        await take_in(alpha, b"%PDF-1.7")


async def test_those_shown_longest_ago_make_room_and_come_again_when_they_are_read(
    alpha: Node, network: Network, shows: Shows, clock: Clock
) -> None:
    fresh = Iri(f"https://{BLOG}/fresh.png")
    await shows(CAT)
    network.apps[BLOG] = gives(drawn(colour="red"))
    await fetch(alpha)
    old = await files(alpha)
    clock.later(hours=2)
    await shows(fresh)
    network.apps[BLOG] = gives(drawn(colour="lime"))
    await fetch(alpha, fresh)
    kept = await usage(alpha)
    clock.later(hours=2)

    await make_room(alpha, most_bytes=kept.others_bytes - 1)

    assert [None, None] == [await alpha.shelf.get(name) for name in old]
    assert 2 == len(await files(alpha, fresh))
    assert (1, 1) == ((await usage(alpha)).others, (await usage(alpha)).dropped)
    async with alpha.database.transaction() as conn:
        await ask_again(conn, [CAT], clock())
        assert await wanted(conn, CAT) is not None


async def test_what_no_post_shows_is_gone_after_a_day_with_its_files(
    alpha: Node, clock: Clock
) -> None:
    url = await take_in(alpha, drawn())
    name = url.rpartition("/")[2]

    await make_room(alpha)
    assert await alpha.shelf.get(name) is not None
    clock.later(hours=25)
    await make_room(alpha)

    assert await alpha.shelf.get(name) is None
    assert 0 == (await usage(alpha)).own


async def test_a_picture_that_two_posts_share_outlives_one_of_them(
    alpha: Node, network: Network, shows: Shows, clock: Clock
) -> None:
    network.apps[BLOG] = gives(drawn())
    first = await shows(CAT)
    await shows(CAT)
    await fetch(alpha)
    await speak.delete(alpha, first.id, "anna")
    clock.later(days=2)

    await make_room(alpha)

    assert all([await seen(alpha, name) for name in await files(alpha)])


async def test_long_source_is_kept_whole_and_only_its_beginning_sent(
    alpha: Node, alice: Stranger
) -> None:
    source = f"{'Een zin. ' * 8}\n\n" * 600
    said = await speak.open_thread(alpha, "tuin", "anna", "Lang", source)

    async with alpha.database.connection() as conn:
        row = await conn.fetchrow("SELECT source, document FROM post WHERE id = $1", said.id)

    assert row is not None
    assert source == row["source"]
    assert len(read_json(row["document"])["source"]["content"]) <= 32_000


ODD = (
    "https://gamma.test:99999/cat.png",
    "https://./cat.png",
    "https://[:::]/cat.png",
    "https://[1.2]/cat.png",
    "https://gamma.test:0/cat.png",
    "http://gamma.test/cat.png",
    "https://..gamma.test./cat.png",
    "https://_/cat.png",
    "https://gamma.test/%00.png",
)


@pytest.mark.parametrize("src", ODD)
async def test_post_with_a_picture_at_an_odd_address_is_filed_all_the_same(
    alpha: Node, alice: Stranger, src: str
) -> None:
    note = alice.note(f'<p>Kat</p><img src="{src}" alt="Kat">', to=(alpha.home.board("tuin"),))
    hanging = {"type": "Image", "mediaType": "image/png", "url": src, "name": "Kat"}
    attached = {**note, "attachment": [hanging]}
    await alice.post(alice.creates(attached))
    await settle_down(alpha)

    async with alpha.database.connection() as conn:
        assert note["id"] in (await load_known(conn, [note["id"]], alpha.home)).posts
