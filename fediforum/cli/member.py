"""Commands for members: the people who write here."""

from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, Strict, answer, shown
from fediforum.cli.shapes import content

app = typer.Typer(help="Members, who write here.", no_args_is_help=True)

NewName = Annotated[str, typer.Argument(metavar="NAME", help="Letters a to z, digits, . - _")]
Display = Annotated[str, typer.Option("--display", metavar="D", help="How people know them.")]


@app.callback()
def members() -> None:
    """Members, who write here."""


@app.command()
@answers(content.Member)
def create(
    name: NewName, display: Display, strict: Strict = False, as_json: AsJson = False
) -> None:
    """Let somebody write here.

    Example: fediforum member create anna --display "Anna"
    """
    from fediforum.cli import deeds

    member = with_node(lambda node: deeds.make_member(node, name, display, strict=strict))
    lines = [f"{shown(member['display'])} (@{member['handle']}): {member['url']}"]
    if not member["changed"]:
        lines.append("They were there already: unchanged.")
    answer(member, lines, as_json=as_json)
