"""Commands for whoever writes scripts, or types: schemas of answers, and completion."""

from enum import StrEnum
from typing import Annotated

import typer

from fediforum.cli.answering import schema_of, shape_of
from fediforum.errors import Missing

COMPLETE = "_FEDIFORUM_COMPLETE"

Words = Annotated[list[str], typer.Argument(metavar="NOUN VERB", help="Which command.")]


class Shell(StrEnum):
    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


Which = Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")]


def add_to(app: typer.Typer) -> None:
    """Let these be commands without a noun."""
    for command in (schema, completion):
        app.command()(command)


def schema(words: Words) -> None:
    """Print the JSON Schema of what a command answers under --json.

    Example: fediforum schema board list
    """
    import json

    from fediforum.cli.reference import entries

    found = next((each for each in entries() if each.words == tuple(words)), None)
    shape = shape_of(found.command.callback) if found is not None else None
    if shape is None:
        raise Missing(f"No command {' '.join(words)} has data.")
    typer.echo(json.dumps(schema_of(shape), indent=2))


def completion(shell: Which) -> None:
    """Print what a shell needs to complete nouns, verbs and options.

    For bash: `eval "$(fediforum completion bash)"` in ~/.bashrc; zsh the same in ~/.zshrc, after
    compinit; fish: `fediforum completion fish | source` in config.fish.

    Example: fediforum completion bash
    """
    from typer._completion_shared import get_completion_script

    script = get_completion_script(prog_name="fediforum", complete_var=COMPLETE, shell=shell)
    typer.echo(script)


def begin_completion() -> None:
    """Let the words that a shell asks for be completed."""
    # Typer does so only beside an option --install-completion, which would write to ~/.bashrc.
    from typer._completion_classes import completion_init

    completion_init()
