"""How much was written, by command."""

from tests.cli.saying import Command

OPEN = ("thread", "create", "tuin", "--as", "anna", "--title", "Slakken", "--json")


def test_what_is_shown_is_counted_in_all_and_by_board(alpha: Command) -> None:
    alpha("board", "create", "keuken", "--title", "De keuken")
    made = alpha(*OPEN, text="Overal.").data["id"]
    alpha("reply", made, "--as", "bea", text="Bier helpt.")
    gone = alpha(*OPEN, text="Reclame.").data["id"]
    alpha("mod", "remove", gone, "-m", "reclame")

    counted, lately = alpha("stats", "--json").data, alpha("stats", "--since", "1h", "--json").data

    expected = {"posts": 2, "threads": 1, "elsewhere": 0, "authors": 2, "hosts": 1}
    assert expected == {key: counted[key] for key in expected}
    assert [{"board": "tuin@alpha.test", **expected}] == counted["boards"] == lately["boards"]
    assert (None, True) == (counted["since"], lately["since"] is not None)


def test_a_forum_in_which_nothing_was_written_counts_nothing(alpha: Command) -> None:
    counted = alpha("stats", "--since", "2030-01-01", "--json").data

    assert (0, []) == (counted["posts"], counted["boards"])
    assert alpha("stats").out.startswith("all\t0")


def test_a_time_that_is_none_is_refused(alpha: Command) -> None:
    assert [2, 2] == [alpha("stats", "--since", time).code for time in ("lang", "")]
