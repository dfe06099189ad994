"""What real platforms say to a board here is filed as what it is, where no conversation says it.

Recorded documents, aimed at our board: only ids of the board, and of the post that is answered
or liked, are ours. Whole conversations with each platform stand in ``conversations/``.
"""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from fediforum.forum.known import Known
from fediforum.forum.model import Post, PostState, Tie
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from tests.federation.recordings import Document, Place, among_recordings, parsed, speaker_of
from tests.vocab.shared_corpus import documents

BOARD, OPENING = "the board", "the opening post"
SHAPES = "mastodon-shapes/"
NODEBB = "nodebb-live/wire/"
ALICE = Iri("https://mastodon.example/users/alice")
ALICES = f"{ALICE}/statuses/11695000000000"
LEMMY = "lemmy/lemmyrepo-"
LEMMY_MAIN = {"https://enterprise.lemmy.ml/c/main": BOARD}

Aim = Mapping[str, str]


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    dict(documents())
    async with among_recordings(database_url, tmp_path) as forum:
        yield forum


def recorded(place: Place, name: str, aim: Aim | None = None) -> bytes:
    ours = {BOARD: str(place.board), OPENING: str(place.opening)}
    names = {
        old: ours.get(new, new) + ('"' if old.endswith('"') else "")
        for old, new in (aim or {}).items()
    }
    return place.here(dict(documents())[name], **names)


async def say(place: Place, name: str, aim: Aim | None = None) -> str:
    """Have a recorded document arrive; its verdict, with the reason if there is one."""
    came = await place.say(recorded(place, name, aim))
    assert came.status == 202, name
    return f"{came.verdict}: {came.reason}" if came.reason else came.verdict


async def known(place: Place, *ids: str) -> Known:
    async with place.node.database.connection() as conn:
        return await load_known(conn, [Iri(iri) for iri in ids], place.node.home)


async def post_of(place: Place, raw: bytes) -> Post | None:
    """The post that a Create or an Update brought."""
    iri = parsed(raw)["object"]["id"]
    return (await known(place, iri)).posts.get(iri)


async def test_page_of_an_old_lemmy_opens_a_thread(place: Place) -> None:
    name = f"{LEMMY}v0.15v2-activities-create_or_update-create_page.json"

    verdict = await say(place, name, LEMMY_MAIN)

    post = await post_of(place, recorded(place, name, LEMMY_MAIN))
    assert "accepted" == verdict
    assert post is not None
    thread = (await known(place, post.id, post.thread or "")).thread_of(post)
    assert thread is not None
    assert ("test post", place.board, post.id) == (thread.title, thread.board, thread.root)
    assert (PostState.SHOWN, 1) == (post.state, post.seq)


REPLIES: Mapping[str, Aim] = {
    f"{SHAPES}20_create_note_reply_to_board_thread.json": {},
    f"{SHAPES}23_create_note_numeric_ids.json": {},
    f"{SHAPES}24_create_note_unlisted_quiet_public.json": {},
}


async def test_replies_stand_in_the_thread_in_the_order_of_their_arrival(place: Place) -> None:
    verdicts = {name: await say(place, name, aim) for name, aim in REPLIES.items()}

    posts = [await post_of(place, recorded(place, name, aim)) for name, aim in REPLIES.items()]
    assert dict.fromkeys(REPLIES, "accepted") == verdicts
    filed = [post for post in posts if post is not None]
    assert len(REPLIES) == len(filed)
    expected = [(PostState.SHOWN, place.opening, seq) for seq in range(3, 3 + len(filed))]
    assert expected == [(post.state, post.parent, post.seq) for post in filed]


PRIVATE: Mapping[str, Aim] = {
    f"{SHAPES}25_create_note_followers_only_mentions_board.json": {},
    f"{SHAPES}26_create_note_direct_to_board_NOT_PUBLIC.json": {},
    f"{NODEBB}0217-POST-Create_Note.txt": {"https://sink.fed.test/users/carol": BOARD},
}


async def test_what_is_not_public_is_filed_nowhere(place: Place) -> None:
    verdicts = {name: await say(place, name, aim) for name, aim in PRIVATE.items()}

    posts = [await post_of(place, recorded(place, name, aim)) for name, aim in PRIVATE.items()]
    assert dict.fromkeys(PRIVATE, "ignored: it is not public") == verdicts
    assert [None] * len(PRIVATE) == posts


async def test_reaction_is_a_vote(place: Place) -> None:
    name = f"{SHAPES}55_emoji_react_other_software_for_contrast.json"

    verdict = await say(place, name)

    voter = parsed(recorded(place, name))["actor"]
    vote = (await known(place, voter, place.opening)).relation(Tie.VOTE, voter, place.opening)
    assert ("accepted", "🎉") == (verdict, vote.value if vote is not None else None)


FOLLOWS: Mapping[str, Aim] = {
    f"{SHAPES}15_follow_actor_as_numeric_id_user.json": {},
    "hubzilla/rebased-fixtures-osada-follow-activity.json": {
        "https://pleroma.site/users/kaniini": BOARD
    },
    "mastodon/lemmyrepo-activities-follow.json": {"https://ds9.lemmy.ml/c/testcom": BOARD},
}


async def test_follow_of_the_board_is_accepted_and_answered_with_what_was_asked(
    place: Place,
) -> None:
    for name, aim in FOLLOWS.items():
        place.web.posts.clear()

        verdict = await say(place, name, aim)

        asked = parsed(recorded(place, name, aim))
        follower = Iri(speaker_of(asked))
        world = await known(place, follower, place.board)
        tie = world.relation(Tie.FOLLOW, follower, place.board)
        answers = [(each["type"], each["actor"], each["object"]["id"]) for each in place.sent()]
        assert "accepted" == verdict, name
        assert tie is not None
        assert "accepted" == tie.value
        assert ("Accept", place.board, asked["id"]) in answers, name


async def test_member_of_mastodon_changes_their_name_warns_and_reports(place: Place) -> None:
    async def says(*names: str) -> list[str]:
        files = {name.removeprefix(SHAPES)[:2]: name for name, _ in documents() if SHAPES in name}
        return [await say(place, files[number]) for number in names]

    assert ["accepted"] == await says("20")
    # After an Update of an actor its document is read anew, where its keys stand.
    place.web.documents[ALICE] = {**place.web.documents[ALICE], "name": "Alice B."}

    verdicts = await says("22", "32", "63")

    world = await known(place, ALICE, f"{ALICES}0103")
    warned = world.posts[Iri(f"{ALICES}0103")]
    assert ["accepted"] * 3 == verdicts
    assert "Alice B." == world.members[ALICE].display
    assert (True, place.reply) == (warned.sensitive, warned.parent)
    assert warned.summary


def serve(place: Place, announced: Document) -> None:
    """The post that is announced is found at its own id, and so is its author."""
    post = announced["object"] if announced["type"] == "Create" else announced
    place.web.record(post)
    place.web.introduce(post["attributedTo"])


async def test_what_an_older_lemmy_announces_in_a_followed_board_stands_in_it(
    place: Place,
) -> None:
    name = f"{LEMMY}v0.18-activities-community-announce_create_page.json"
    board, page = "https://enterprise.lemmy.ml/c/main", Iri("https://enterprise.lemmy.ml/post/7")
    await place.follow_board(board)
    serve(place, parsed(recorded(place, name))["object"])

    verdict = await say(place, name)

    post = (await known(place, page)).posts[page]
    assert post.thread is not None
    thread = (await known(place, post.thread)).threads[post.thread]
    assert "accepted" == verdict
    assert ("post 4", board, page) == (thread.title, thread.board, thread.root)
    assert (PostState.SHOWN, 1) == (post.state, post.seq)


async def test_what_a_board_announces_that_nobody_here_follows_is_not_filed(place: Place) -> None:
    verdict = await say(place, f"{NODEBB}0010-POST-Announce_Article.txt")

    assert verdict.startswith("ignored: it boosts a post that is not known")
    assert {} == (await known(place, "https://nodebb.fed.test/post/9")).posts
