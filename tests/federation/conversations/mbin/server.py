"""An Mbin of its own tests' snapshots, where every id and date was blotted out."""

from typing import Any

from tests.federation.conversations.steps import AS2, FromSource, Recorded

HOST = "https://kbin.test"
MAGAZINE = f"{HOST}/m/test"
USER, OTHER, OWNER = f"{HOST}/u/user", f"{HOST}/u/user2", f"{HOST}/u/owner"
ENTRY, COMMENT = f"{MAGAZINE}/t/1", f"{MAGAZINE}/t/1/-/comment/1"
BOARD = {
    MAGAZINE: "{board}",
    f"{MAGAZINE}/pinned": "{board}/featured",
    ENTRY: ENTRY,
    COMMENT: COMMENT,
}
MOMENT = "2026-08-05T12:00:00+00:00"


def file(name: str) -> str:
    return f"mbin/{name}__1.json"


def inner(name: str) -> Recorded:
    """What the magazine announces, as its author sends it to a magazine elsewhere."""
    return Recorded(file(name), inner=True)


def made(number: int, **more: Any) -> dict[str, Any]:
    """The ids that stood where they were blotted out: that of the activity, and ``more``.

    ``object_id`` is put at ``object.id``.
    """
    paths = {path.replace("_", "."): value for path, value in more.items()}
    return {"id": f"{HOST}/f/object/{number}", **paths}


def passed(number: int, **more: Any) -> dict[str, Any]:
    """As ``made``, of an activity in the magazine's Announce."""
    paths = {f"object_{path}": value for path, value in more.items()}
    return made(number, object_id=f"{HOST}/f/object/{number}-inner", **paths)


def undoing(number: int, where: str, *, by: str = OWNER) -> FromSource:
    """An Undo around the activity itself, as Mbin writes all of them."""
    document = {
        "@context": AS2,
        "id": f"{HOST}/f/object/{number}",
        "type": "Undo",
        "actor": by,
        "to": [f"{AS2}#Public"],
        "cc": [MAGAZINE],
        "audience": MAGAZINE,
    }
    return FromSource(document, f"Mbin, {where}")


BUILDER = "src/Service/ActivityPub/ActivityJsonBuilder.php"
