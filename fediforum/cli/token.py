"""Commands for tokens, by which programs speak for a member."""

from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, note, say, write_object
from fediforum.cli.shapes import content

app = typer.Typer(help="Tokens, by which programs speak for a member.", no_args_is_help=True)

Member = Annotated[str, typer.Argument(metavar="MEMBER", help="Whom it speaks for.")]


@app.callback()
def tokens() -> None:
    """Tokens, by which programs speak for a member."""


@app.command()
@answers(content.Token)
def create(member: Member, as_json: AsJson = False) -> None:
    """Make a token; it is shown this once.

    A program sends it as "Authorization: Bearer …" to the member's outbox.

    Example: fediforum token create anna
    """
    from fediforum.cli import deeds

    made = with_node(lambda node: deeds.make_token(node, member))
    if as_json:
        write_object(made)
        return
    say(made["token"])
    note(f"It speaks for {made['id']}. Keep it: it is not shown again.")
