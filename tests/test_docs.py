"""The documents tell the truth: what they list is what the code has."""

import re
from pathlib import Path

from fediforum import limits
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


def test_every_verb_stands_in_both_tables_of_activities() -> None:
    verbs = {verb.__name__ for verb in VERBS}
    for title in ("Activities in", "Activities out"):
        cells = re.findall(r"^\| (`.+?) \|", section("FEDERATION.md", title), re.M)
        listed = {verb for cell in cells for verb in re.findall(r"`(\w+)`", cell)}

        assert verbs == listed


def test_every_setting_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()

    missing = [
        name for name in Settings.model_fields if f"`FEDIFORUM_{name.upper()}`" not in readme
    ]

    assert [] == missing
