"""A NodeBB of the recordings, 4.15: what it sent to another forum, and announced to it."""

from typing import Any

from tests.federation.conversations.steps import AS2, FromSource, Recorded

WIRE = "nodebb-live/wire/"
OLDER = "nodebb/discourse-activity-pub-case_1-"
HOST = "https://nodebb.fed.test"
ALICE, ADMIN = f"{HOST}/uid/2", f"{HOST}/uid/1"
CATEGORY = f"{HOST}/category/5"
TOPIC = f"{HOST}/post/9"
ANSWER = f"{HOST}/post/10"
CREATE_NOTE = f"{WIRE}0012-POST-Announce_Create_Note.txt"

# The other forum of the recording is ours, its board is, and so are its people.
OURS = {
    "https://sink.fed.test/c/board": "{board}",
    "https://sink.fed.test/c/board2": "{board}",
    "https://sink.fed.test/users/carol": "{frida}",
    "https://sink.fed.test/users/dave": "{gerda}",
    "https://sink.fed.test/o/t7-1": "{slugs}",
    "https://sink.fed.test/o/t7-2": "{slugs}",
}
# An older recording, from another NodeBB.
ELSEWHERE = {
    "https://community.nodebb.org/category/30": CATEGORY,
    "https://community.nodebb.org/uid/14929": ALICE,
    "https://community.nodebb.org/": f"{HOST}/",
}


def inner(file: str) -> Recorded:
    """What NodeBB announced or took back, as it says it itself."""
    return Recorded(file, inner=True)


def said(verb: str, thing: object, where: str, *, by: str = ALICE, **more: Any) -> FromSource:
    """An activity as NodeBB writes it, its id a fragment of what it is about."""
    document = {
        "@context": AS2,
        "id": f"{by}#activity/{verb.lower()}/1795503434000",
        "type": verb,
        "actor": by,
        "object": thing,
        **more,
    }
    return FromSource(document, f"NodeBB, src/activitypub/{where}")
