"""A moderator is let in at the desk on the web, and out again."""

from tests.cli.saying import Command


def test_link_is_for_a_moderator_and_says_how_long_it_lasts(alpha: Command) -> None:
    nobody = alpha("desk", "link", "anna")
    missing = alpha("desk", "link", "nobody")
    assert 0 == alpha("mod", "appoint", "anna", "tuin").code

    made = alpha("desk", "link", "anna")

    assert (4, 3, 0) == (nobody.code, missing.code, made.code)
    assert "fediforum mod appoint anna BOARD" in nobody.err
    assert made.out.startswith("https://alpha.test/desk/in/")
    assert 43 == len(made.out.strip().rpartition("/")[2])
    assert "once" in made.err


def test_link_without_a_name_is_the_desks_own(alpha: Command) -> None:
    made = alpha("desk", "link", "--json").data
    other = alpha("desk", "link", "--json").data

    assert "https://alpha.test/ap/members/desk" == made["member"]
    assert made["url"] != other["url"]


def test_nobody_is_signed_out_who_was_not_in(alpha: Command) -> None:
    ended = alpha("desk", "end", "anna")

    assert (0, "https://alpha.test/ap/members/anna is signed out of 0 browsers.\n") == (
        ended.code,
        ended.out,
    )
