"""A wave of spam, found and removed, and taken back: ``python -m benchmarks.wave``.

5,000 posts by 300 authors on 40 servers, half of them threads, among 5,000 posts of other people,
in a board that 60 servers follow. What is timed is what the command does; the PostgreSQL is the one
that comes along, with its own settings.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from fediforum.content import SafeHtml
from fediforum.flow import setup
from fediforum.flow.cleanup import Wave, clean_up, find_wave, tell_some
from fediforum.flow.undoing import undo_operation
from fediforum.forum.effects import Effect, Errand, Put, Relate
from fediforum.forum.home import Home, crockford
from fediforum.forum.model import Board, Member, Post, Relation, Thread, Tie
from fediforum.node import Node, node_over
from fediforum.run import set_up_logging
from fediforum.settings import Settings
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Sql, open_database
from fediforum.store.embedded import embedded_cluster
from fediforum.store.peers import save_software
from fediforum.vocab.iri import Iri

POSTS, AUTHORS, HOSTS, FOLLOWERS = 5_000, 300, 40, 60
SPAM = "Vandaag nog uw goedkope horloges en handtassen bestellen bij de beste winkel van het land"
TALK = ("slakken", "eten", "weer", "sla", "koffiedik", "bier", "zout", "egels", "padden", "helpen")
ANALYSE = Sql("ANALYZE")


def member(name: str, host: str) -> Member:
    iri = Iri(f"https://{host}/users/{name}")
    return Member(
        id=iri, local=False, type="Person", name=name, host=host, inbox=Iri(f"{iri}/inbox"),
        shared_inbox=Iri(f"https://{host}/inbox"), followers=Iri(f"{iri}/followers"),
    )  # fmt: skip


def written(
    number: int, author: Member, board: Board, html: str, above: Thread | None, home: Home
) -> tuple[Effect, ...]:
    """A thread and its opening post, or a reply in the thread ``above``."""
    short, now = crockford(number + 1, 13), datetime.now(UTC) - timedelta(hours=1)
    iri = Iri(f"https://{author.host}/notes/{number}")
    opens = Thread(
        id=home.thread(short), short=short, board=board.id, root=iri, author=author.id,
        title=f"Draad {number}", context=home.context(short), created=now,
    )  # fmt: skip
    thread = above or opens
    post = Post(
        id=iri, short=short, local=False, author=author.id, thread=thread.id,
        parent=above.root if above is not None else None, board=board.id, content=SafeHtml(html),
        published=now + timedelta(milliseconds=number),
    )  # fmt: skip
    return (Put(post),) if above is not None else (Put(thread), Put(post))


def everything(board: Board, home: Home) -> Iterator[tuple[Effect, ...]]:
    """The wave, between what other people say."""
    chance = random.Random(1)
    spammers = [member(f"s{n}", f"wave{n % HOSTS}.test") for n in range(AUTHORS)]
    people = [member(f"p{n}", f"town{n % 20}.test") for n in range(AUTHORS)]
    followers = [member(f"f{n}", f"far{n}.test") for n in range(FOLLOWERS)]
    for each in (*spammers, *people, *followers):
        yield (Put(each),)
    for each in followers:
        follow = Relation(kind=Tie.FOLLOW, a=each.id, b=board.id, value="accepted")
        yield (Relate(follow),)
    talk: Thread | None = None
    for number in range(2 * POSTS):
        if number % 2:
            html = f"<p>{' '.join(chance.choices(TALK, k=40))}</p>"
            made = written(number, people[number % AUTHORS], board, html, talk, home)
            if talk is None and isinstance(made[0], Put) and isinstance(made[0].thing, Thread):
                talk = made[0].thing
        else:
            place = f"https://shop{number % 7}.test/{number}"
            html = f'<p>@x{number} {SPAM} {number} <a href="{place}">{place}</a></p>'
            if number % 6 == 0:
                html = html.replace("goedkope", "spotgoedkope")
            above = talk if number % 4 else None
            made = written(number, spammers[number // 2 % AUTHORS], board, html, above, home)
        yield made


async def fill(node: Node, board: Board) -> None:
    acts = everything(board, node.home)
    while some := list(islice(acts, 200)):
        async with node.database.transaction() as conn:
            await commit(conn, [Acted(each) for each in some], node.home, node.clock())
    async with node.database.transaction() as conn:
        for number in range(FOLLOWERS):
            name = ("mastodon", "lemmy", "piefed", "misskey", "nodebb")[number % 5]
            await save_software(conn, f"far{number}.test", name, "1", node.clock())
        await conn.execute(ANALYSE)


async def measure(node: Node) -> None:
    board = await setup.create_board(node, "tuin", "De tuin")
    await fill(node, board)
    sample = "https://wave0.test/notes/0"
    began = time.perf_counter()
    wave = await find_wave(node, sample, node.clock() - timedelta(days=2))
    found = time.perf_counter()
    said = await clean_up(node, wave, "reclame", ban=True)
    done = time.perf_counter()
    assert said.operation is not None
    told = await tell(node, wave, {"activity": said.activity})
    heard = time.perf_counter()
    await undo_operation(node, said.operation)
    undone = time.perf_counter()
    await tell(node, wave, {"undone": said.operation})
    again = time.perf_counter()
    hosts = {each.post.host for each in wave.similar} | {wave.sample.author.host}
    authors = wave.authors | {wave.sample.author.id}
    print(f"{len(wave.similar) + 1:,} posts, {len(authors)} authors, {len(hosts)} servers")
    print(f"found in {found - began:.2f} s, removed and banned in {done - found:.2f} s")
    print(f"told afterwards in {heard - done:.2f} s, in {told} parts")
    print(f"taken back in {undone - heard:.2f} s, and told in {again - undone:.2f} s")


async def tell(node: Node, wave: Wave, details: Mapping[str, str]) -> int:
    """As the worker does, one part after another; how many."""
    parts, after = 0, ""
    while True:
        errand = Errand("cleared", wave.sample.post.id, {**details, "after": after})
        last = await tell_some(node, errand)
        if last is None:
            return parts
        parts, after = parts + 1, last


async def main(folder: Path) -> None:
    set_up_logging("WARNING")
    settings = Settings(url="https://forum.test", data=folder / "data", database_url=None)
    async with (
        embedded_cluster(settings.data, settings.pg_bin, {}) as cluster,
        open_database(cluster.dsn) as database,
    ):
        await setup.begin(settings, database, title="Forum")
        async with node_over(settings, database, cluster) as node:
            await measure(node)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)  # as root, PostgreSQL runs as somebody else
        asyncio.run(main(Path(name)))
