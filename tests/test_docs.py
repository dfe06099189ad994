"""The documents tell the truth: what they list is what the code has (FEP-67ff)."""

import re
from pathlib import Path

import pytest

from fediforum import limits
from fediforum.cli.main import main
from fediforum.cli.reference import entries
from fediforum.settings import Settings
from fediforum.vocab.activities import VERBS

ROOT = Path(__file__).parent.parent


def section(document: str, title: str) -> str:
    text = (ROOT / document).read_text()
    return text.split(f"## {title}\n")[1].split("\n## ")[0]


def test_every_limit_is_printed_in_federation_md() -> None:
    rows = re.findall(
        r"^\| `([A-Z_0-9]+)` \| ([\d.,]+) \|$", section("FEDERATION.md", "Limits"), re.M
    )
    printed = {name: float(value.replace(",", "")) for name, value in rows}

    assert {name: value for name, value in vars(limits).items() if name.isupper()} == printed


def test_every_limit_is_kept_by_somebody() -> None:
    code = "\n".join(
        path.read_text() for path in (ROOT / "fediforum").rglob("*.py") if path.name != "limits.py"
    )
    names = [name for name in vars(limits) if name.isupper()]

    assert [] == [name for name in names if not re.search(rf"\b{name}\b", code)]


def test_every_verb_stands_in_both_tables_of_activities() -> None:
    verbs = {verb.__name__ for verb in VERBS}
    for title in ("Activities in", "Activities out"):
        cells = re.findall(r"^\| (`.+?) \|", section("FEDERATION.md", title), re.M)
        listed = {verb for cell in cells for verb in re.findall(r"`(\w+)`", cell)}

        assert verbs == listed


def feps() -> dict[str, str]:
    """The proposals that the table of FEDERATION.md lists, and how far each is carried out."""
    rows = re.findall(
        r"^\| (?:\[)?(\w{4})(?:\]\(https://w3id\.org/fep/(\w{4})\))? \| .+? \| (.+?) \| .+ \|$",
        section("FEDERATION.md", "FEPs"),
        re.M,
    )
    assert [] == [slug for slug, linked, _ in rows if linked not in {slug, ""}]
    assert len(rows) == len({slug for slug, _, _ in rows})
    return {slug: state for slug, _, state in rows}


def cited(folder: str) -> set[str]:
    """The proposals that are named in a folder's Python."""
    files = (
        path.read_text()
        for path in (ROOT / folder).rglob("*.py")
        if "node_modules" not in path.parts
    )
    return {slug for text in files for slug in re.findall(r"\bFEP-([0-9a-f]{4})\b", text)}


def test_every_fep_that_the_code_names_is_listed_and_its_state_is_said() -> None:
    assert set() == cited("fediforum") - feps().keys()
    assert {"implemented", "partly", "planned"} >= set(feps().values())


def test_every_fep_that_is_said_to_be_there_is_in_the_code_and_held_by_a_test() -> None:
    there = {slug for slug, state in feps().items() if state != "planned"}

    assert set() == there - cited("fediforum")
    assert set() == there - cited("tests")


def test_every_setting_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()

    missing = [
        name for name in Settings.model_fields if f"`FEDIFORUM_{name.upper()}`" not in readme
    ]

    assert [] == missing


def test_readme_names_no_setting_that_is_not_there() -> None:
    named = set(re.findall(r"\bFEDIFORUM_([A-Z_]+[A-Z])\b", (ROOT / "README.md").read_text()))
    elsewhere = {"CONFIG", "WHOLE"}  # which file holds the settings; how much the tests look at

    assert {name.upper() for name in Settings.model_fields} | elsewhere >= named


def commands_in_readme() -> dict[tuple[str, ...], list[str]]:
    """The commands that the README's table names, each with the options it is shown with."""
    rows = re.findall(r"^\| (`fediforum .+?) \| (.+) \|$", section("README.md", "For admins"), re.M)
    named: dict[tuple[str, ...], list[str]] = {}
    for shown in re.findall(r"`(?:fediforum )?([a-z][^`]*)`", " ".join(sum(rows, ()))):
        words = [word for word in shown.split() if re.fullmatch("[a-z]+(-[a-z]+)*", word)]
        named[tuple(words)] = re.findall(r"--[a-z]+", shown)
    return named


def test_readme_names_no_command_that_is_not_there() -> None:
    assert set() == set(commands_in_readme()) - {entry.words for entry in entries()}


@pytest.mark.parametrize(("words", "options"), commands_in_readme().items())
def test_command_of_the_readme_helps_and_takes_what_is_shown(
    words: tuple[str, ...], options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([*words, "--help"])

    told = capsys.readouterr().out
    assert 0 == code
    assert [] == [option for option in ["--json", *options] if f"{option} " not in told]


def test_architecture_names_every_room_and_nothing_that_is_not_there() -> None:
    rooms = section("ARCHITECTURE.md", "3. The rooms")
    package = ROOT / "fediforum"
    there = {path.name for path in package.rglob("*.py")}
    own = {path.name for path in package.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    ground = {path.name for path in package.glob("*.py")} - {"__init__.py"}

    assert [] == [name for name in sorted(own) if f"`{name}/`" not in rooms]
    assert [] == [name for name in sorted(ground) if f"`{name}`" not in rooms]
    assert set() == set(re.findall(r"`(\w+\.py)`", rooms)) - there
