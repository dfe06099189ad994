"""A server that nobody here wrote follows a board, verifies what it gets, replies and is shown.

The peer is `peer/peer.mjs` on Fedify; it and the forum are real processes, HTTPS on loopback.
What `received` gives was verified by Fedify; this file adds no cryptography of its own.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.federation.peer_process import (
    HOW_TO_GET_IT,
    Authority,
    Forum,
    Peer,
    find_node,
    running_forum,
    running_peer,
    until,
)

pytestmark = [pytest.mark.peer, pytest.mark.xdist_group("peer")]

FORUM, PEER, OLD_PEER = "forum.test", "peer.test", "old-peer.test"
CAVAGE = "draft-cavage-http-signatures-12"


@pytest.fixture(scope="module")
def node() -> str:
    """The Node that runs the peer."""
    found = find_node()
    if found is None:
        pytest.skip(HOW_TO_GET_IT)
    return found


@pytest.fixture(scope="module")
def authority(node: str) -> Iterator[Authority]:
    """The certificate authority that all of them trust, in the directory that they share."""
    with TemporaryDirectory(prefix="peer-") as directory:
        # Where root runs the tests, PostgreSQL is somebody else and must get in; pytest's own
        # directories let nobody in.
        Path(directory).chmod(0o755)
        yield Authority(Path(directory))


@pytest.fixture(scope="module")
def peer(node: str, authority: Authority) -> Iterator[Peer]:
    """The peer as Fedify is by default: RFC 9421 first; software that the forum does not know."""
    with running_peer(node, authority, PEER, FORUM, OLD_PEER) as running:
        yield running


@pytest.fixture(scope="module")
def old_peer(node: str, authority: Authority) -> Iterator[Peer]:
    """The peer as an older microblog: cavage signatures first, and a name that the forum knows."""
    habits = {"PEER_FIRST_KNOCK": CAVAGE, "PEER_SOFTWARE": "mastodon"}
    with running_peer(node, authority, OLD_PEER, FORUM, PEER, **habits) as running:
        yield running


@pytest.fixture(scope="module")
def forum(node: str, authority: Authority) -> Iterator[Forum]:
    """A forum with the member anna."""
    with running_forum(authority, FORUM, PEER, OLD_PEER) as running:
        running.command("member", "create", "anna", "--display", "Anna")
        yield running


@pytest.fixture(scope="module")
def board(forum: Forum) -> str:
    """The id of the board tuin."""
    return str(forum.command("board", "create", "tuin", "--title", "Tuin")["id"])


@pytest.fixture(scope="module")
def accept(forum: Forum, board: str, peer: Peer) -> Any:
    """The board's answer to the peer's Follow, which the peer verified."""
    asked = peer.do("/follow", who=f"@tuin@{forum.host}")
    return peer.received("Accept", of(asked["id"]))


def of(iri: str) -> Callable[[Any], bool]:
    """Whether an activity is about the object of this id."""
    return lambda got: bool(iri == got["object"])


def open_thread(forum: Forum, title: str, text: str) -> Any:
    return forum.command(
        "thread", "create", "tuin", "--as", "anna", "--title", title, "--file", "-", text=text
    )


def reply_here(forum: Forum, parent: str, text: str) -> Any:
    return forum.command("reply", parent, "--as", "anna", "--file", "-", text=text)


def see(forum: Forum, url: str, text: str) -> str:
    """The page at a URL, once it shows a text."""

    def look() -> str | None:
        page = forum.page(url)
        return page.text if page.is_success and text in page.text else None

    return until(look, f"{text!r} on {url}", forum.log)


def posts(forum: Forum, thread: str) -> dict[str, Any]:
    """The posts of a thread by their ids."""
    return {post["id"]: post for post in forum.command("thread", "show", thread)["posts"]}


def test_peer_believes_another_of_its_kind_and_nobody_unsigned(peer: Peer, old_peer: Peer) -> None:
    asked = peer.do("/follow", who=old_peer.handle)
    accepted = peer.received("Accept", of(asked["id"]))
    forged = dict(accepted["body"], id=accepted["id"] + "-forged")
    for signature in ("signature", "proof"):
        del forged[signature]

    answer = peer.post(forged)

    assert accepted["signatures"] == {
        "http": f"{old_peer.id}#main-key",
        "ld": True,
        "proof": True,
    }
    assert 401 == answer.status_code
    assert forged["id"] not in {got["id"] for got in peer.ask("/received")}


def test_board_is_found_by_its_handle(forum: Forum, board: str, peer: Peer) -> None:
    found = peer.ask("/lookup", q=f"@tuin@{forum.host}")

    assert ("Group", board, "Tuin") == (found["type"], found["id"], found["name"])


def test_follow_of_a_board_is_accepted(board: str, accept: Any) -> None:
    assert board == accept["actor"]
    assert accept["signatures"]["http"].startswith(board)
    assert accept["signatures"]["proof"]


def test_new_thread_reaches_a_follower_whole(
    forum: Forum, board: str, peer: Peer, accept: Any
) -> None:
    opened = open_thread(forum, "Roses in clay", "Dig **deep** first.\n")

    announce = peer.received("Announce", of(opened["id"]))

    note = announce["fetched"]
    assert board == announce["actor"]
    assert announce["signatures"]["http"].startswith(board)
    assert ("Note", "Roses in clay") == (note["type"], note["name"])
    assert "<strong>deep</strong>" in note["content"]
    assert "Roses in clay" in note["content"]


def test_reply_from_elsewhere_is_shown(forum: Forum, board: str, peer: Peer, accept: Any) -> None:
    thread = open_thread(forum, "Peas", "When do you sow them?\n")

    reply = peer.do("/reply", inReplyTo=thread["id"], content="In <em>March</em>, I say.")

    page = see(forum, thread["url"], "I say.")
    post = posts(forum, thread["id"])[reply["object"]]
    assert "<em>March</em>" in page
    assert "nel" in post["author"]
    assert "March" in post["content"]
    assert 1 == forum.command("thread", "show", thread["id"])["replies"]


def test_edit_from_elsewhere_is_shown(forum: Forum, board: str, peer: Peer, accept: Any) -> None:
    thread = open_thread(forum, "Beans", "Sticks or nets?\n")
    reply = peer.do("/reply", inReplyTo=thread["id"], content="Wooden sticks.")
    see(forum, thread["url"], "Wooden sticks.")

    peer.do("/update", id=reply["object"], content="Nets, on reflection.")

    page = see(forum, thread["url"], "Nets, on reflection.")
    assert "Wooden sticks." not in page
    assert "Nets" in posts(forum, thread["id"])[reply["object"]]["content"]


def test_post_deleted_elsewhere_is_shown_no_more(
    forum: Forum, board: str, peer: Peer, accept: Any
) -> None:
    thread = open_thread(forum, "Slugs", "Beer or copper?\n")
    reply = peer.do("/reply", inReplyTo=thread["id"], content="Neither, a duck.")
    see(forum, thread["url"], "Neither, a duck.")

    peer.do("/delete", id=reply["object"])

    until(
        lambda: "Neither, a duck." not in forum.page(thread["url"]).text, "the deletion", forum.log
    )
    shown = forum.command("thread", "show", thread["id"])
    assert "duck" not in str(shown["posts"])
    assert 0 == shown["replies"]


def test_like_from_elsewhere_counts_until_it_is_undone(
    forum: Forum, board: str, peer: Peer, accept: Any
) -> None:
    thread = open_thread(forum, "Herbs", "Thyme is enough.\n")

    def liked(times: int) -> bool:
        return bool(times == peer.ask("/document", q=thread["id"])["likes"]["totalItems"])

    like = peer.do("/like", object=thread["id"])
    until(lambda: liked(1), "the like", forum.log)
    peer.do("/undo", id=like["id"])

    until(lambda: liked(0), "the like's undoing", forum.log)


def test_note_that_mentions_the_board_opens_a_thread(
    forum: Forum, board: str, peer: Peer, accept: Any
) -> None:
    note = peer.do("/create", mention=board, content="Who has spare tomato plants?")

    announce = peer.received("Announce", of(note["object"]))

    shown = forum.command("thread", "show", note["object"])
    assert board == announce["actor"]
    assert [note["object"]] == [post["id"] for post in shown["posts"]]
    assert "spare tomato plants" in shown["posts"][0]["content"]


def test_reply_of_a_member_is_relayed_with_its_authors_signature(
    forum: Forum, board: str, peer: Peer, accept: Any
) -> None:
    thread = open_thread(forum, "Compost", "Mine smells.\n")
    peer.received("Announce", of(thread["id"]))

    reply = reply_here(forum, thread["id"], "Add some straw.\n")

    create = peer.received("Create", of(reply["id"]))
    assert create["signatures"]["ld"]
    assert create["signatures"]["http"].startswith(board)
    assert not create["actor"].startswith(board)
    assert "Add some straw." in create["body"]["object"]["content"]


def test_thread_is_followed_on_its_own(forum: Forum, board: str, peer: Peer) -> None:
    thread = open_thread(forum, "Frost", "It is coming.\n")
    other = open_thread(forum, "Sun", "It is coming too.\n")
    handle = forum.command("thread", "show", thread["id"])["handle"]
    actor = peer.ask("/lookup", q=handle)

    asked = peer.do("/follow", who=handle)
    accept = peer.received("Accept", of(asked["id"]))
    elsewhere = reply_here(forum, other["id"], "Hats on.\n")
    here = reply_here(forum, thread["id"], "Cover the figs.\n")
    announce = peer.received("Announce", of(here["id"]))

    by_thread = [got["object"] for got in peer.ask("/received") if got["actor"] == actor["id"]]
    assert actor["id"] == accept["actor"] == announce["actor"]
    assert board != actor["id"]
    assert announce["signatures"]["http"].startswith(actor["id"])
    assert "Cover the figs." in announce["fetched"]["content"]
    assert elsewhere["id"] not in by_thread


def test_microblog_that_signs_the_old_way_gets_one_announce_of_a_thread(
    forum: Forum, board: str, old_peer: Peer
) -> None:
    asked = old_peer.do("/follow", who=f"@tuin@{forum.host}")
    old_peer.received("Accept", of(asked["id"]))
    until(
        lambda: any("GET /nodeinfo/2.1" in line for line in old_peer.seen()),
        "the forum's look at the peer's NodeInfo",
        forum.log,
    )

    threads = [open_thread(forum, title, "Hm.\n")["id"] for title in ("Moss", "Fern", "Ivy")]
    for thread in threads:
        old_peer.received("Announce", of(thread))

    announced = [got["object"] for got in old_peer.ask("/received") if got["type"] == "Announce"]
    assert sorted(threads) == sorted(announced)
