"""What real platforms say to a board here is filed as what it is.

Recorded documents, aimed at our board: only ids of the board, and of the post that is answered
or liked, are ours.
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
NODEBB, PIEFED = "nodebb-live/wire/", "piefed-live/wire/"
ALICE = Iri("https://mastodon.example/users/alice")
ALICES = f"{ALICE}/statuses/11695000000000"
LEMMY = "lemmy/lemmyrepo-"
LEMMY_MAIN = {"https://enterprise.lemmy.ml/c/main": BOARD}
LEMMY_POST = {**LEMMY_MAIN, 'https://ds9.lemmy.ml/post/1"': OPENING}
FRIENDICA = {"https://ds9.lemmy.ml/c/testcom": BOARD}
SINK = {"https://sink.fed.test/c/board": BOARD}

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


THREADS = {
    f"{SHAPES}21_create_note_new_thread_by_mentioning_board.json": (
        {},
        "How do I configure the frobnicator?",
    ),
    f"{LEMMY}get-cache-activities-create_or_update-create_page.json": (LEMMY_MAIN, "test post"),
    f"{LEMMY}v0.15v2-activities-create_or_update-create_page.json": (LEMMY_MAIN, "test post"),
    "mbin/CreateTest__testCreateEntry__1.json": (
        {"https://kbin.test/m/test": BOARD, "https://mbin.test/i/1": "https://kbin.test/i/1"},
        "test",
    ),
    "friendica/lemmyrepo-v0.17-activities-create_page_1.json": (
        FRIENDICA,
        "ISS astronauts perform final spacewalk of Expedition 66",
    ),
    "mitra/lemmyrepo-activities-create_post.json": (
        {"https://voyager.lemmy.ml/c/pubtest0906": BOARD},
        "Remote post 5",
    ),
}


@pytest.mark.parametrize("name", THREADS)
async def test_post_that_is_addressed_to_a_board_opens_a_thread(place: Place, name: str) -> None:
    aim, title = THREADS[name]

    verdict = await say(place, name, aim)

    post = await post_of(place, recorded(place, name, aim))
    assert "accepted" == verdict
    assert post is not None
    thread = (await known(place, post.id, post.thread or "")).thread_of(post)
    assert thread is not None
    assert (title, place.board, post.id) == (thread.title, thread.board, thread.root)
    assert (PostState.SHOWN, 1) == (post.state, post.seq)


REPLIES: Mapping[str, Aim] = {
    f"{SHAPES}20_create_note_reply_to_board_thread.json": {},
    f"{SHAPES}23_create_note_numeric_ids.json": {},
    f"{SHAPES}24_create_note_unlisted_quiet_public.json": {},
    f"{LEMMY}activities-create_or_update-create_comment.json": LEMMY_POST,
    "akkoma/wordpress-tests-akkoma-reply.json": {'https://forum.test/p/1"': OPENING},
    "smithereen/lemmyrepo-activities-create_note.json": {"https://ds9.lemmy.ml/post/1723": OPENING},
    "gnusocial/lemmyrepo-activities-create_note.json": {
        "https://instance.gnusocial.test/object/note/1338": OPENING
    },
    f"{NODEBB}0202-POST-Create_Note.txt": {**SINK, "https://sink.fed.test/o/t7-2": OPENING},
    f"{PIEFED}0036-POST-Create_Note.txt": {
        **SINK,
        "https://piefed.fed.test/c/board/p/11/piefed-post-on-remote-board": OPENING,
    },
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


VOTES: Mapping[str, tuple[Aim, str]] = {
    f"{SHAPES}50_like.json": ({}, "up"),
    f"{SHAPES}55_emoji_react_other_software_for_contrast.json": ({}, "🎉"),
    f"{LEMMY}activities-voting-like_note.json": (
        {'https://ds9.lemmy.ml/comment/1"': OPENING},
        "up",
    ),
    f"{LEMMY}activities-voting-dislike_page.json": (LEMMY_POST, "down"),
    "friendica/lemmyrepo-activities-like_page.json": (
        {"https://pirati.ca/objects/ec054ce7-2062-3bfa-8687-ca8313624820": OPENING},
        "up",
    ),
    "misskey/rebased-fixtures-custom-emoji-reaction.json": (
        {
            "https://pleroma.local.live/objects/89937a53-2692-4631-bb62-770091267391": OPENING,
            "https://misskey.local.live/": "https://misskey.test/",
        },
        ":hanapog:",
    ),
    f"{NODEBB}0213-POST-Like.txt": ({"https://sink.fed.test/o/t7-1": OPENING}, "up"),
    f"{PIEFED}0038-POST-Like.txt": (
        {"https://piefed.fed.test/c/board/p/11/piefed-post-on-remote-board": OPENING},
        "up",
    ),
}


async def test_likes_dislikes_and_reactions_are_votes(place: Place) -> None:
    votes = {}
    for name, (aim, _) in VOTES.items():
        assert "accepted" == await say(place, name, aim), name
        voter = parsed(recorded(place, name, aim))["actor"]
        vote = (await known(place, voter, place.opening)).relation(Tie.VOTE, voter, place.opening)
        votes[name] = vote.value if vote is not None else None

    assert {name: value for name, (_, value) in VOTES.items()} == votes


FOLLOWS: Mapping[str, Aim] = {
    f"{SHAPES}10_follow_board.json": {},
    f"{SHAPES}15_follow_actor_as_numeric_id_user.json": {},
    f"{LEMMY}activities-following-follow.json": LEMMY_MAIN,
    "lotide/lemmyrepo-activities-follow.json": {"https://beehaw.org/c/foss": BOARD},
    "pleroma/lemmyrepo-activities-follow.json": {"https://lemmy.ca/u/kinetix": BOARD},
    "hubzilla/rebased-fixtures-osada-follow-activity.json": {
        "https://pleroma.site/users/kaniini": BOARD
    },
    "mastodon/lemmyrepo-activities-follow.json": {"https://ds9.lemmy.ml/c/testcom": BOARD},
    f"{PIEFED}0034-POST-Follow.txt": SINK,
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


async def test_member_of_mastodon_comes_and_goes(place: Place) -> None:
    """One Mastodon account: everything that it can do to a thread, and takes back."""
    reply = f"{ALICES}0101"
    follow, vote, share = Tie.FOLLOW, Tie.VOTE, Tie.SHARE

    async def tied(tie: Tie, b: Iri) -> bool:
        return (await known(place, ALICE, b)).relation(tie, ALICE, b) is not None

    async def says(*names: str) -> list[str]:
        files = {name.removeprefix(SHAPES)[:2]: name for name, _ in documents() if SHAPES in name}
        return [await say(place, files[number]) for number in names]

    assert ["accepted"] * 4 == await says("10", "20", "50", "52")
    assert [True] * 3 == [
        await tied(follow, place.board),
        await tied(vote, place.opening),
        await tied(share, place.opening),
    ]
    assert ["accepted"] * 3 == await says("11", "51", "53")
    assert [False] * 3 == [
        await tied(follow, place.board),
        await tied(vote, place.opening),
        await tied(share, place.opening),
    ]

    before = (await known(place, reply)).posts[Iri(reply)]
    # After an Update of an actor its document is read anew, where its keys stand.
    place.web.documents[ALICE] = {**place.web.documents[ALICE], "name": "Alice B."}
    assert ["accepted"] * 3 == await says("22", "30", "32")
    edited = (await known(place, reply, ALICE)).posts[Iri(reply)]
    warned = (await known(place, f"{ALICES}0103")).posts[Iri(f"{ALICES}0103")]
    assert before.content != edited.content
    assert before.seq == edited.seq
    assert "Alice B." == (await known(place, ALICE)).members[ALICE].display
    assert (True, place.reply) == (warned.sensitive, warned.parent)
    assert warned.summary

    assert ["accepted"] * 3 == await says("62", "63", "70")
    assert ["accepted"] == await says("40")
    gone = (await known(place, reply)).posts[Iri(reply)]
    assert (PostState.DELETED, "") == (gone.state, gone.content)
    assert before.seq == gone.seq


async def test_moderators_hear_of_reports(place: Place) -> None:
    reports: Mapping[str, Aim] = {
        f"{SHAPES}62_flag_from_instance_actor.json": {},
        f"{LEMMY}v0.16-activities-community-report_page.json": {
            **LEMMY_MAIN,
            "https://enterprise.lemmy.ml/post/7": OPENING,
        },
        f"{PIEFED}0040-POST-Flag.txt": {
            **SINK,
            "https://piefed.fed.test/c/board/p/11/piefed-post-on-remote-board": OPENING,
        },
    }

    verdicts = [await say(place, name, aim) for name, aim in reports.items()]

    async with place.node.database.connection() as conn:
        kept = await conn.fetch("SELECT board FROM report")
    assert ["accepted"] * 3 == verdicts
    assert [place.board] * 3 == [row["board"] for row in kept]


ANNOUNCED = {
    "nodebb": (
        "https://nodebb.fed.test/category/5",
        (f"{NODEBB}0010-POST-Announce_Article.txt", f"{NODEBB}0012-POST-Announce_Create_Note.txt"),
        ("https://nodebb.fed.test/post/9", "https://nodebb.fed.test/post/10"),
        "Wire capture topic",
    ),
    "piefed": (
        "https://piefed.fed.test/c/fedlab",
        (f"{PIEFED}0010-POST-Announce_Create_Page.txt",),
        ("https://piefed.fed.test/c/fedlab/p/10/a-link-post",),
        "A link post",
    ),
    "lemmy": (
        "https://enterprise.lemmy.ml/c/main",
        (f"{LEMMY}v0.18-activities-community-announce_create_page.json",),
        ("https://enterprise.lemmy.ml/post/7",),
        "post 4",
    ),
}


def serve(place: Place, announced: Document) -> None:
    """The post that is announced is found at its own id, and so is its author."""
    post = announced["object"] if announced["type"] == "Create" else announced
    place.web.record(post)
    place.web.introduce(post["attributedTo"])


@pytest.mark.parametrize("platform", ANNOUNCED)
async def test_what_a_followed_board_announces_stands_in_it(place: Place, platform: str) -> None:
    board, names, ids, title = ANNOUNCED[platform]
    await place.follow_board(board)
    for name in names:
        serve(place, parsed(recorded(place, name))["object"])

    verdicts = [await say(place, name) for name in names]

    world = await known(place, *ids)
    posts = [world.posts[Iri(iri)] for iri in ids]
    thread = (await known(place, posts[0].thread or "")).threads[posts[0].thread or Iri("")]
    assert ["accepted"] * len(names) == verdicts
    assert (title, board, ids[0]) == (thread.title, thread.board, thread.root)
    expected = [(PostState.SHOWN, thread.id, number) for number in range(1, len(ids) + 1)]
    assert expected == [(post.state, post.thread, post.seq) for post in posts]


async def test_what_a_board_announces_that_nobody_here_follows_is_not_filed(place: Place) -> None:
    verdict = await say(place, f"{NODEBB}0010-POST-Announce_Article.txt")

    assert verdict.startswith("ignored: it boosts a post that is not known")
    assert {} == (await known(place, "https://nodebb.fed.test/post/9")).posts
