"""Commands for the desk on the web: letting a moderator in, and out."""

from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, note, say, write_object
from fediforum.cli.shapes import moderation

app = typer.Typer(help="The desk on the web, where moderators work.", no_args_is_help=True)

Member = Annotated[
    str, typer.Argument(metavar="[MEMBER]", help="Which moderator; the desk itself if nobody.")
]


@app.command()
@answers(moderation.DeskLink)
def link(member: Member = "desk", as_json: AsJson = False) -> None:
    """Print an address that leads a moderator to the desk on the web: once, within 15 minutes.

    Example: fediforum desk link
    """
    from fediforum.cli import deeds

    made = with_node(lambda node: deeds.desk_link(node, member))
    if as_json:
        write_object(made)
        return
    say(made["url"])
    note(f"It lets in {made['member']}, once, until {made['until']}. Show it to nobody else.")


@app.command()
@answers(moderation.DeskEnded)
def end(member: Member = "desk", as_json: AsJson = False) -> None:
    """Let a moderator out of the desk on the web, wherever they are signed in.

    Example: fediforum desk end
    """
    from fediforum.cli import deeds

    ended = with_node(lambda node: deeds.desk_end(node, member))
    if as_json:
        write_object(ended)
    else:
        count = ended["ended"]
        say(f"{ended['member']} is signed out of {count} browser{'s' * (count != 1)}.")
