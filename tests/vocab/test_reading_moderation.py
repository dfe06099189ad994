"""What moderators say, in the shapes in which each kind of server says it."""

from typing import Any

import pytest

from fediforum.errors import Malformed
from fediforum.vocab.activities import Add, Block, Delete, Flag, Lock, Resolve, Undo, Warn
from fediforum.vocab.reading import read_activity

MOD = "https://lemmy.test/u/mod"
POST = "https://alpha.test/notes/1"
BOARD = "https://forum.test/ap/boards/tuin"
PERSON = "https://alpha.test/users/alice"


def said(verb: str, thing: Any, **more: Any) -> dict[str, Any]:
    return {"id": f"{MOD}/1", "type": verb, "actor": MOD, "object": thing, **more}


@pytest.mark.parametrize(
    "thing",
    [POST, [POST], {"id": POST, "type": "Tombstone"}, {"id": POST, "type": "Note"}, [{"id": POST}]],
)
def test_delete_is_read_however_its_object_is_written(thing: Any) -> None:
    deletion = read_activity(said("Delete", thing, to=[], summary="", withReplies=True))

    assert isinstance(deletion, Delete)
    assert (POST, "", True) == (deletion.object, deletion.summary, deletion.with_replies)


@pytest.mark.parametrize(
    ("thing", "names"),
    [
        (POST, (POST,)),
        ([PERSON, POST], (PERSON, POST)),
        ({"type": "Person", "id": PERSON}, (PERSON,)),
        ([{"type": "Note", "id": POST}, PERSON], (POST, PERSON)),
    ],
)
@pytest.mark.parametrize("words", [{"summary": "spam"}, {"content": "spam"}])
def test_report_is_read_in_every_form(
    thing: Any, names: tuple[str, ...], words: dict[str, str]
) -> None:
    report = read_activity(said("Flag", thing, **words))

    assert isinstance(report, Flag)
    assert (names, "spam") == (report.object, report.content)


def test_resolve_of_lemmy_brings_its_report() -> None:
    report = said("Flag", POST, summary="spam") | {"id": f"{MOD}/2", "actor": PERSON}

    settled = read_activity(said("Resolve", report, to=[BOARD]))

    assert isinstance(settled, Resolve)
    assert isinstance(settled.resolved, Flag)
    assert (PERSON, (POST,)) == (settled.resolved.actor, settled.resolved.object)


def test_warning_of_lemmy_says_why() -> None:
    warning = read_activity(said("Warn", POST, summary="rustig aan", to=[PERSON]))

    assert isinstance(warning, Warn)
    assert (POST, "rustig aan") == (warning.object, warning.summary)


def test_role_that_piefed_gives_names_no_list() -> None:
    role = read_activity(said("Add", PERSON, target=None, audience=BOARD))

    assert isinstance(role, Add)
    assert (PERSON, None, BOARD) == (role.object, role.target, role.audience)


@pytest.mark.parametrize("word", ["endTime", "expires"])
def test_ban_ends_when_either_word_says_so(word: str) -> None:
    ban = read_activity(
        said("Block", PERSON, target=BOARD, removeData=True, **{word: "2026-12-01T00:00:00Z"})
    )

    assert isinstance(ban, Block)
    assert (True, 2026) == (ban.remove_data, ban.end_time.year if ban.end_time else None)


def test_announce_that_nodebb_takes_back_may_name_a_number() -> None:
    inner = {"id": f"{MOD}#activity/announce/9", "type": "Announce", "actor": MOD, "object": 9}

    undo = read_activity(said("Undo", inner, cc=[2]))

    assert isinstance(undo, Undo)
    assert (f"{MOD}#activity/announce/9", None) == (undo.object, undo.undone)


def test_lock_of_two_things_is_malformed() -> None:
    with pytest.raises(Malformed):
        read_activity(said("Lock", [POST, PERSON]))


def test_lock_of_a_comment_is_read_as_any_lock() -> None:
    lock = read_activity(said("Lock", {"id": POST, "type": "Note"}, summary="genoeg"))

    assert isinstance(lock, Lock)
    assert (POST, "genoeg") == (lock.object, lock.summary)
