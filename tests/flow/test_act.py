"""The door: what is said here is done, sent, and done once."""

from fediforum.flow import speak
from fediforum.node import Node
from fediforum.store.known import load_known


async def test_thread_of_a_member_here_stands_in_its_board(alpha: Node) -> None:
    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")

    async with alpha.database.connection() as conn:
        known = await load_known(conn, {said.id}, alpha.home)
    post = known.posts[said.id]
    thread = known.threads[post.thread or alpha.home.desk]
    assert ("Slakken", alpha.home.board("tuin"), 1) == (thread.title, thread.board, post.seq)
    assert said.url == f"https://alpha.test/t/{thread.short}-slakken"
