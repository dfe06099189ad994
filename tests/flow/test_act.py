"""The door: what is said here is done, sent, and done once."""

import asyncio

from fediforum.flow import asides, setup, speak
from fediforum.forum.compose import Poll
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.vocab.objects import Option


async def test_thread_of_a_member_here_stands_in_its_board(alpha: Node) -> None:
    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")

    async with alpha.database.connection() as conn:
        known = await load_known(conn, {said.id}, alpha.home)
    post = known.posts[said.id]
    thread = known.threads[post.thread or alpha.home.desk]
    assert ("Slakken", alpha.home.board("tuin"), 1) == (thread.title, thread.board, post.seq)
    assert said.url == f"https://alpha.test/t/{thread.short}-slakken"


async def test_what_several_do_to_one_post_at_once_is_all_kept(alpha: Node) -> None:
    names = ("berend", "cato", "daan", "els")
    for name in names:
        await setup.create_member(alpha, name, name.title())
    poll = Poll(names=("thee", "koffie"))
    said = await speak.open_thread(alpha, "tuin", "anna", "Wat drinken we?", "Zeg het.", poll=poll)

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(asides.choose(alpha, said.id, name, "thee"))

    async with alpha.database.connection() as conn:
        known = await load_known(conn, {said.id}, alpha.home)
    assert (Option("thee", 4), Option("koffie", 0)) == known.posts[said.id].options
