"""Threads and posts by command: opened, answered, changed, taken back, shown."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.saying import Command

OPEN = ("thread", "create", "tuin", "--as", "anna", "--title", "Slakken in de sla", "--json")


def thread_of(alpha: Command, thread: str) -> dict[str, Any]:
    said = alpha("thread", "show", thread, "--json")
    assert 0 == said.code, said.err
    return said.data


def test_a_thread_that_is_opened_is_named_by_id_page_and_handle(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal *slakken*.").data

    short = made["id"].rpartition("/")[2]
    assert f"https://alpha.test/ap/posts/{short}" == made["id"]
    assert f"https://alpha.test/t/{short}-slakken-in-de-sla" == made["url"]
    assert f"t{short}@alpha.test" == made["handle"]


def test_a_thread_is_shown_with_all_that_stands_in_it_oldest_first(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal *slakken*.").data
    alpha("reply", made["id"], "--as", "bea", text="Bier helpt.")

    shown = thread_of(alpha, made["url"])

    assert (1, made["handle"], 1) == (shown["v"], shown["handle"], shown["replies"])
    first, second = shown["posts"]
    assert (made["id"], made["url"]) == (first["id"], first["url"])
    assert "https://alpha.test/ap/members/anna" == first["author"]
    assert "<p>Overal <em>slakken</em>.</p>" == first["content"].strip()
    assert ("Bier helpt.", made["id"]) == (second["text"], second["parent"])
    assert first["published"] <= second["published"]


def test_a_post_is_found_by_id_page_and_short_id(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal.").data
    short = made["id"].rpartition("/")[2]
    names = (
        made["id"], made["url"], short, f"https://alpha.test/p/{short}",
        f"https://alpha.test/ap/threads/{short}", f"/t/{short}-wat-dan-ook", made["handle"],
    )  # fmt: skip

    answers = [alpha("reply", name, "--as", "bea", "--json", text=name) for name in names]

    assert {0} == {said.code for said in answers}
    assert len(names) == thread_of(alpha, short)["replies"]


def test_the_text_of_a_post_comes_from_a_file_too(alpha: Command, tmp_path: Path) -> None:
    file = tmp_path / "post.md"
    file.write_text("Uit een bestand.")

    made = alpha(*OPEN, "--file", str(file)).data

    assert "Uit een bestand." == thread_of(alpha, made["id"])["posts"][0]["text"]


def test_an_edited_post_says_something_else_in_the_same_place(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal.").data

    edited = alpha("post", "edit", made["id"], "--as", "anna", "--json", text="Nergens.").data

    assert made["id"] == edited["id"]
    (post,) = thread_of(alpha, made["id"])["posts"]
    assert ("Nergens.", True) == (post["text"], post["updated"] is not None)


def test_a_deleted_post_is_shown_no_more(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal.").data
    answer = alpha("reply", made["id"], "--as", "bea", "--json", text="Bier.").data

    said = alpha("post", "delete", answer["id"], "--as", "bea", "--json")

    assert (0, True) == (said.code, said.data["changed"])
    shown = thread_of(alpha, made["id"])
    assert (0, 1) == (shown["replies"], len(shown["posts"]))


def test_to_delete_again_changes_nothing_unless_strict(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal.").data
    words = ("post", "delete", made["id"], "--as", "anna", "--json")
    alpha(*words)

    again, strict = alpha(*words), alpha(*words, "--strict")

    assert (0, False) == (again.code, again.data["changed"])
    assert (6, "") == (strict.code, strict.out)


def test_threads_are_listed_newest_first(alpha: Command) -> None:
    alpha("board", "create", "moes", "--title", "Moestuin")
    alpha(*OPEN, text="Overal.")
    alpha("thread", "create", "moes", "--as", "anna", "--title", "Prei", text="Dik.")

    everywhere, one = alpha("thread", "list", "--json"), alpha("thread", "list", "--board", "tuin")

    titles = [thread["title"] for thread in everywhere.data["threads"]]
    assert ["Prei", "Slakken in de sla"] == titles
    assert ("Slakken in de sla", False) == (one.out.split("\t")[2], "Prei" in one.out)


NONSENSE: tuple[tuple[tuple[str, ...], str | bytes, int], ...] = (
    (OPEN, "", 2),
    (OPEN, " \n", 2),
    (OPEN, b"\xff\xfe", 2),
    ((*OPEN, "--file", "/there/is/no/such/file"), "", 2),
    (("thread", "create", "tuin", "--as", "anna", "--title", ""), "Overal.", 2),
    (("thread", "create", "tuin", "--as", "anna", "--title", "\x1b"), "Overal.", 2),
    (("thread", "create", "nergens", "--as", "anna", "--title", "T"), "Overal.", 3),
    (("thread", "create", "tuin", "--as", "niemand", "--title", "T"), "Overal.", 3),
    (("reply", "0123456789abc", "--as", "anna"), "Overal.", 3),
    (("reply", "onzin", "--as", "anna"), "Overal.", 3),
    (("reply", "https://elders.test/1", "--as", "anna"), "Overal.", 3),
    (("post", "edit", "onzin", "--as", "anna"), "Overal.", 3),
    (("post", "delete", "onzin", "--as", "anna"), "", 3),
    (("thread", "show", "onzin"), "", 3),
    (("thread", "show", "\udcff"), "", 2),
    (("thread", "create", "tuin", "--title", "T"), "Overal.", 2),
    (("reply",), "", 2),
    (("post",), "", 2),
    (("onzin",), "", 2),
    (("board", "list", "--onzin"), "", 2),
)


def test_nonsense_is_refused_in_plain_words(alpha: Command) -> None:
    answers = [alpha(*words, text=text) for words, text, _ in NONSENSE]

    expected = [(words, code) for words, _, code in NONSENSE]
    codes = [said.code for said in answers]
    assert expected == [(words, code) for (words, _, _), code in zip(NONSENSE, codes, strict=True)]
    assert "Traceback" not in "".join(said.out + said.err for said in answers)


@pytest.mark.parametrize("words", [("post", "edit"), ("post", "delete")], ids=["edit", "delete"])
def test_what_is_another_s_is_left_alone(alpha: Command, words: tuple[str, ...]) -> None:
    made = alpha(*OPEN, text="Overal.").data

    said = alpha(*words, made["id"], "--as", "bea", text="Van mij.")

    assert 4 == said.code
    assert "Overal." == thread_of(alpha, made["id"])["posts"][0]["text"]


def test_text_from_elsewhere_cannot_steer_a_terminal(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal \u202ekkals.").data

    said = alpha("thread", "show", made["id"])

    assert "\u202e" not in said.out
    assert "\\u202e" in said.out


def test_a_post_quotes_another_until_its_author_takes_that_back(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal *slakken*.").data
    quoting = alpha("reply", made["id"], "--as", "bea", "--quote", made["url"], "--json", text="Ja")

    back = alpha("post", "revoke-quote", made["id"], quoting.data["url"], "--as", "anna", "--json")
    again = alpha("post", "revoke-quote", made["id"], quoting.data["id"], "--as", "anna")

    assert (0, made["id"]) == (back.code, back.data["id"])
    assert 0 != again.code
    assert "RE:" in thread_of(alpha, made["url"])["posts"][1]["content"]


def test_a_moderator_may_answer_as_one_and_nobody_else(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal.").data
    alpha("mod", "appoint", "bea", "tuin")

    refused = alpha("reply", made["id"], "--as", "anna", "--note", text="Rustig aan.")
    said = alpha("reply", made["id"], "--as", "bea", "--note", "--json", text="Rustig aan.")

    assert 0 != refused.code
    assert "moderator" in refused.err
    assert 0 == said.code, said.err


def test_a_count_of_readers_may_begin_at_a_number(alpha: Command) -> None:
    made = alpha(*OPEN, text="Overal.").data

    said = alpha("thread", "edit", made["url"], "--views", "2775", "--json")
    nothing = alpha("thread", "edit", "0000000000zzz", "--views", "1")
    less = alpha("thread", "edit", made["url"], "--views", "-1")

    assert (0, 2775) == (said.code, said.data["views"])
    assert 0 != nothing.code
    assert 0 != less.code
