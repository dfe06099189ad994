"""Commands for settings: what holds, where it comes from, and whether it can be used."""

from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.opening import forum_settings
from fediforum.cli.output import AsJson, AsLines, answer, answer_list
from fediforum.cli.shapes import forum

app = typer.Typer(help="Settings, and where they come from.", no_args_is_help=True)

Origin = Annotated[bool, typer.Option("--origin", help="Say where each value comes from.")]


@app.command()
@answers(forum.Settings)
def show(origin: Origin = False, as_json: AsJson = False, as_lines: AsLines = False) -> None:
    """Show every setting; passwords are masked.

    Example: fediforum config show --origin
    """
    from fediforum.settings import told

    settings = [
        {"name": each.name, "value": each.value, "origin": each.origin, "about": each.about}
        for each in told(forum_settings())
    ]
    heads = ("setting", "value", "from") if origin else ("setting", "value")
    rows = [(each["name"], each["value"] or "", each["origin"])[: len(heads)] for each in settings]
    answer_list("settings", settings, heads, rows, as_json=as_json, as_lines=as_lines)


@app.command()
@answers(forum.SettingsChecked)
def check(as_json: AsJson = False) -> None:
    """Say whether the settings can be used; what is wrong is named, and the exit code is 1.

    Example: fediforum config check
    """
    settings = forum_settings()
    facts = {"ok": True, "url": settings.base, "federates": settings.federates}
    line = f"The settings of {settings.base} can be used."
    answer(facts, [line], as_json=as_json)
