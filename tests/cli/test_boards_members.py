"""Boards, members and tokens: made once, shown, and refused in plain words."""

from tests.cli.saying import Command


def test_a_board_that_is_made_is_named_by_id_and_page(alpha: Command) -> None:
    said = alpha("board", "create", "moes", "--title", "Moestuin", "--json")

    expected = {
        "v": 1,
        "id": "https://alpha.test/ap/boards/moes",
        "url": "https://alpha.test/b/moes",
        "handle": "moes@alpha.test",
        "title": "Moestuin",
        "changed": True,
    }
    assert (0, expected) == (said.code, said.data)


def test_a_board_that_is_there_already_is_left_as_it_is(alpha: Command) -> None:
    said = alpha("board", "create", "tuin", "--title", "De tuin", "--json")

    assert (0, False) == (said.code, said.data["changed"])


REFUSED: tuple[tuple[tuple[str, ...], int], ...] = (
    (("board", "create", "tuin", "--title", "De tuin", "--strict"), 6),
    (("board", "create", "tuin", "--title", "Iets anders"), 6),
    (("board", "create", "anna", "--title", "Anna"), 6),
    (("member", "create", "tuin", "--display", "Tuin"), 6),
    (("member", "create", "desk", "--display", "Desk"), 6),
    (("member", "create", "t0123456789abc", "--display", "Thread"), 6),
    (("board", "create", "de tuin", "--title", "De tuin"), 2),
    (("board", "create", "-tuin", "--title", "De tuin"), 2),
    (("board", "create", "é", "--title", "É"), 2),
    (("board", "show", "nergens"), 3),
    (("token", "create", "niemand"), 3),
    (("token", "create", "tuin"), 3),
)


def test_what_cannot_be_ends_in_its_own_code(alpha: Command) -> None:
    answers = [alpha(*words) for words, _ in REFUSED]

    codes = [said.code for said in answers]
    assert list(REFUSED) == [(words, code) for (words, _), code in zip(REFUSED, codes, strict=True)]
    assert {""} == {said.out for said in answers}
    assert all(said.err for said in answers)


def test_boards_are_listed_with_what_stands_in_them(alpha: Command) -> None:
    alpha("thread", "create", "tuin", "--as", "anna", "--title", "Slakken", text="Overal.")

    said = alpha("board", "list", "--json")

    (board,) = said.data["boards"]
    assert ("tuin@alpha.test", 1, 1) == (board["handle"], board["threads"], board["posts"])


def test_a_board_is_shown_by_name_handle_id_or_page(alpha: Command) -> None:
    alpha("thread", "create", "tuin", "--as", "anna", "--title", "Slakken", text="Overal.")
    names = (
        "tuin", "Tuin", "@tuin@alpha.test", "https://alpha.test/b/tuin",
        "https://alpha.test/ap/boards/tuin",
    )  # fmt: skip

    answers = [alpha("board", "show", name, "--json") for name in names]

    newest = [[thread["title"] for thread in said.data["newest"]] for said in answers]
    assert [["Slakken"]] * len(names) == newest


def test_a_member_that_is_made_is_named_by_id_and_page(alpha: Command) -> None:
    said = alpha("member", "create", "cor", "--display", "Cor", "--json")

    assert "https://alpha.test/ap/members/cor" == said.data["id"]
    assert "https://alpha.test/u/cor" == said.data["url"]


def test_a_token_is_given_once_and_is_another_each_time(alpha: Command) -> None:
    first, second = (alpha("token", "create", "anna", "--json").data for _ in range(2))

    assert "https://alpha.test/ap/members/anna" == first["id"]
    assert first["token"] != second["token"]


def test_a_token_for_people_is_alone_on_standard_output(alpha: Command) -> None:
    said = alpha("token", "create", "anna")

    assert 1 == len(said.out.split())
