"""A PieFed of the recordings, 1.6.6: what it sent to another forum, and announced to it."""

import itertools
from typing import Any

from tests.federation.conversations.steps import AS2, FromSource, Recorded

WIRE = "piefed-live/wire/"
HOST = "https://piefed.fed.test"
FEDLAB = f"{HOST}/c/fedlab"
ALICE, BOB = f"{HOST}/u/alice", f"{HOST}/u/bob"
CREATE_PAGE = f"{WIRE}0010-POST-Announce_Create_Page.txt"
PAGE = f"{HOST}/c/board/p/11/piefed-post-on-remote-board"
WIRE_SAMPLE = f"{FEDLAB}/p/9/wire-sample-post"
COMMENT = f"{HOST}/comment/1104"

NUMBERS = itertools.count(1)

# The other forum of the recording is ours, its board is, and so are its people.
OURS = {
    "https://sink.fed.test/c/board": "{board}",
    "https://sink.fed.test/users/dave": "{gerda}",
}


def inner(file: str) -> Recorded:
    """What PieFed announced in a board of its own, as it sends it to a board elsewhere."""
    return Recorded(WIRE + file, inner=True)


def said(verb: str, thing: object, where: str, **more: Any) -> FromSource:
    """An activity by alice about the board, as PieFed's tasks write all of them."""
    document = {
        "@context": AS2,
        "id": f"{HOST}/activities/{verb.lower()}/{next(NUMBERS):015}",
        "type": verb,
        "actor": ALICE,
        "object": thing,
        "audience": "{board}",
        "to": [f"{AS2}#Public"],
        "cc": ["{board}"],
        **more,
    }
    return FromSource(document, f"PieFed, app/shared/tasks/{where}")


def moved(thing: str, origin: str, target: str) -> FromSource:
    """A Move says no ``audience``; the board that is left hears it."""
    document = said("Move", thing, "moves.py", origin=origin, target=target, cc=[origin]).said
    del document["audience"]
    return FromSource(document, "PieFed, app/shared/tasks/moves.py")


def undone(verb: str, thing: object, where: str, **more: Any) -> FromSource:
    """What is undone is written anew, under an id that was never sent."""
    inner = said(verb, thing, where, **more).said
    del inner["@context"]
    return said("Undo", inner, where, actor=inner["actor"])
