"""Consent: what other servers hear of, or what cannot be taken back, is shown first and done
once it is agreed to.

    @app.command()
    def close(
        board: Board, reason: Reason, dry_run: DryRun = False, yes: Yes = False, …
    ) -> None:
        facts = with_node(lambda node: views.closing(node, board))
        note(f"{facts['threads']} threads close, {facts['followers']} followers are told.")
        if not dry_run:
            confirmed("Close the board", facts["name"], yes=yes)
            facts = with_node(lambda node: deeds.close(node, board, reason))
        answer({**facts, "dry_run": dry_run}, …, as_json=as_json)

At a terminal the keeper types the name of what it is about; a script says ``--yes``.
"""

import sys
from typing import Annotated

import typer

from fediforum.cli.output import note
from fediforum.errors import Forbidden

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen; do nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


def confirmed(what: str, name: str, *, yes: bool) -> None:
    """Return once the keeper has agreed: by ``yes``, or by typing the name at a terminal.

    ``what`` is an act in words ("Close the board"), ``name`` what it is done to. Raises Forbidden
    (exit 4) where another name was typed, and where nobody can be asked.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise Forbidden(f"{what} {name}? Nobody is here to ask: say --yes, or --dry-run to look.")
    note(f"{what} {name}? Type its name to go on:")
    if sys.stdin.readline().strip() != name:
        raise Forbidden("That is not its name: nothing was done.")
