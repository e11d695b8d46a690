"""``deskboard completion``: the script that a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from deskboard.cli.group import DeskCommand, program
from deskboard.l10n import _

EXAMPLES = """\b
deskboard completion bash > ~/.local/share/bash-completion/completions/deskboard
deskboard completion zsh  > ~/.zfunc/_deskboard
deskboard completion fish > ~/.config/fish/completions/deskboard.fish"""


@click.command("completion", cls=DeskCommand, epilog=EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script."""
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(_("Completion for {shell} is not available.").format(shell=shell))
    click.echo(kind(program, {}, "deskboard", "_DESKBOARD_COMPLETE").source())
