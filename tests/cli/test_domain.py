"""The commands about other servers, as a keeper says them."""

import pytest

from tests.cli.village import LIST, Village, village

__all__ = ["village"]

BLOCK = ("domain", "block", "boos.test", "-m", "spam")


@pytest.fixture(autouse=True)
def nothing_decided(village: Village) -> None:
    """As it was before: the village is one for all of these."""
    village.say("domain", "mode", "open", "--yes")
    for each in village.say("domain", "subscriptions", "--json").data["subscriptions"]:
        village.say("domain", "unsubscribe", each["url"], "--yes")
    for each in village.say("domain", "list", "--json").data["domains"]:
        village.say("domain", "lift", each["domain"], "--yes")


def operation(village: Village, *words: str) -> str:
    said = village.say(*words, "--json")
    assert 0 == said.code, said.err
    return str(said.data["operation"])


def policy(village: Village, name: str) -> str:
    return str(village.say("domain", "show", name, "--json").data["policy"])


def test_a_block_tells_first_what_it_concerns_and_waits_for_a_yes(village: Village) -> None:
    village.note()

    said = village.say("domain", "block", "mastodon.test", "-m", "spam")

    assert 4 == said.code
    assert "This concerns 1 server" in said.err
    assert "allow" == policy(village, "mastodon.test")


def test_a_dry_run_changes_nothing(village: Village) -> None:
    said = village.say(*BLOCK, "--dry-run", "--json")

    assert (0, False, True) == (said.code, said.data["changed"], said.data["dry_run"])
    assert "allow" == policy(village, "boos.test")


def test_what_was_decided_is_shown_with_who_why_and_until_when(village: Village) -> None:
    operation(village, *BLOCK, "--for", "30d", "--comment", "zie kaartje 7", "--yes")

    said = village.say("domain", "show", "www.boos.test")
    facts = village.say("domain", "show", "www.boos.test", "--json").data

    assert "www.boos.test: block" in said.out
    assert "spam" in said.out
    assert "zie kaartje 7" in said.out
    assert ("boos.test", "block") == (facts["holds"]["domain"], facts["holds"]["policy"])
    assert facts["holds"]["until"]


def test_an_operation_takes_a_decision_back(village: Village) -> None:
    name = operation(village, *BLOCK, "--yes")
    assert "block" == policy(village, "boos.test")

    assert 0 == village.say("op", "undo", name).code

    assert "allow" == policy(village, "boos.test")


def test_what_is_so_already_is_unchanged_or_a_conflict(village: Village) -> None:
    operation(village, *BLOCK, "--yes")

    again = village.say(*BLOCK, "--yes")
    strict = village.say(*BLOCK, "--yes", "--strict")

    assert (0, 6) == (again.code, strict.code)
    assert "Unchanged" in again.out


@pytest.mark.parametrize("name", ["co.uk", "alpha.test", "geen naam", "*", "ex*mple.org"])
def test_what_cannot_be_decided_about_is_refused(village: Village, name: str) -> None:
    assert 2 == village.say("domain", "block", name, "-m", "spam", "--yes").code


def test_an_import_says_first_and_does_with_a_yes(village: Village) -> None:
    file = village.folder / "lijst.csv"
    file.write_text(LIST)

    looked = village.say("domain", "import", str(file), "--json")
    before = policy(village, "naar.test")
    done = village.say("domain", "import", str(file), "--yes", "--json")

    assert (0, False, 2) == (looked.code, looked.data["changed"], looked.data["entries"])
    assert ("allow", "block", "limit") == (
        before,
        policy(village, "naar.test"),
        policy(village, "luid.test"),
    )
    assert (0, True, 2) == (done.code, done.data["changed"], done.data["names"])
    rows = village.say("domain", "list", "--source", "lijst.csv", "--json").data["domains"]
    assert ["luid.test", "naar.test"] == [each["domain"] for each in rows]


def test_lines_that_cannot_be_kept_are_told_one_by_one(village: Village) -> None:
    text = "naar.test\ngeen naam\nge*eim.test\n\x1b[31mrood\nco.uk\n"

    said = village.say("domain", "import", "-", "--format", "lines", "--yes", text=text)

    assert 5 == said.code
    assert [True, True, True] == [f"line {n}:" in said.err for n in (2, 4, 5)]
    assert "1 with a hidden name" in said.err
    assert "\x1b" not in said.err
    assert "block" == policy(village, "naar.test")


@pytest.mark.parametrize("form", ["mastodon", "iftas", "gts", "lines"])
def test_what_is_exported_is_imported_the_same(village: Village, form: str) -> None:
    for name in ("a.boos.test", "b.boos.test"):
        operation(village, "domain", "block", name, "-m", 'ruzie,\n"en" meer\nc.test', "--yes")
    for words in (
        ("block", "hidden.test", "--hidden"),
        ("block", "alone.test", "--exact"),
        ("limit", "luid.test"),
        ("hold", "wacht.test"),
        ("allow", "goed.test"),
    ):
        operation(village, "domain", *words, "-m", "reclame", "--yes")
    exported = ("domain", "export", "--format", form)
    facts = village.say(*exported, "--json").data
    text = village.say(*exported).out
    for each in village.say("domain", "list", "--json").data["domains"]:
        assert 0 == village.say("domain", "lift", each["domain"], "--yes").code

    said = village.say("domain", "import", "-", "--format", form, "--yes", "--json", text=text)
    rows = village.say("domain", "list", "--json").data["domains"]

    assert (0, KEPT[form]) == (
        said.code,
        [(each["domain"], each["policy"], each["obfuscated"]) for each in rows],
    )
    assert (len(rows), 7 - len(rows)) == (facts["entries"], facts["left"])
    assert text == village.say(*exported).out


BLOCKED = [("a.boos.test", "block", False), ("b.boos.test", "block", False)]
HIDDEN = ("hidden.test", "block", True)
KEPT = {
    "mastodon": [*BLOCKED, HIDDEN, ("luid.test", "limit", False)],
    "iftas": [*BLOCKED, HIDDEN, ("luid.test", "limit", False)],
    "gts": [*BLOCKED, HIDDEN],
    "lines": BLOCKED,
}


def test_what_a_list_says_all_the_same_is_told_once_when_a_decision_is_lifted(
    village: Village,
) -> None:
    operation(village, "domain", "subscribe", "https://lists.test/blocks.csv", "--yes")
    operation(village, "domain", "allow", "naar.test", "-m", "niet meer", "--yes")

    said = village.say("domain", "lift", "naar.test", "--yes")

    assert (0, 1) == (said.code, said.err.count("says block all the same"))


def test_a_list_is_subscribed_to_and_left(village: Village) -> None:
    url = "https://lists.test/blocks.csv"
    operation(village, "domain", "subscribe", url, "--priority", "10", "--yes")
    listed = village.say("domain", "subscriptions", "--json").data["subscriptions"]
    lifted = village.say("domain", "lift", "naar.test", "--yes")
    refreshed = village.say("domain", "refresh", "--json")

    assert [(url, 10, 2)] == [(each["url"], each["priority"], each["entries"]) for each in listed]
    assert (0, "block") == (lifted.code, policy(village, "naar.test"))
    assert url in lifted.out
    assert (0, [(0, "")]) == (
        refreshed.code,
        [(each["names"], each["problem"]) for each in refreshed.data["lists"]],
    )

    operation(village, "domain", "unsubscribe", url, "--yes")
    assert "allow" == policy(village, "naar.test")
    assert 3 == village.say("domain", "unsubscribe", url, "--yes").code


def test_a_setting_of_a_list_that_changes_is_told_and_can_be_taken_back(village: Village) -> None:
    subscribing = ("domain", "subscribe", "https://lists.test/blocks.csv", "--yes")
    operation(village, *subscribing)

    changed = village.say(*subscribing, "--retract", "keep", "--strict", "--json")
    again = village.say(*subscribing, "--retract", "keep", "--strict")
    (listed,) = village.say("domain", "subscriptions", "--json").data["subscriptions"]

    assert (0, True, 6) == (changed.code, changed.data["changed"], again.code)
    assert "keep" == listed["retracted"]
    assert 0 == village.say("op", "undo", changed.data["operation"]).code
    (listed,) = village.say("domain", "subscriptions", "--json").data["subscriptions"]
    assert "lift" == listed["retracted"]


def test_the_mode_is_said_and_set(village: Village) -> None:
    assert "open\n" == village.say("domain", "mode").out

    operation(village, "domain", "mode", "allowlist", "--yes")

    assert "allowlist\n" == village.say("domain", "mode").out
    assert "block" == policy(village, "mastodon.test")
    assert 0 == village.say("domain", "mode", "open", "--yes").code
