"""``deskboard completion``: the script that a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from deskboard.cli.group import DeskCommand, program
from deskboard.domain.errors import BadInput
from deskboard.l10n import _

EXAMPLES = """\b
deskboard completion bash > ~/.local/share/bash-completion/completions/deskboard
deskboard completion zsh  > ~/.zfunc/_deskboard
deskboard completion fish > ~/.config/fish/completions/deskboard.fish"""

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", cls=DeskCommand, epilog=EXAMPLES)
@click.argument("shell", metavar="bash|zsh|fish", required=False)
def completion(shell: str | None) -> None:
    """Print the script."""
    kind = get_completion_class(shell) if shell in SHELLS else None
    if kind is None:
        names = ", ".join(SHELLS)
        raise BadInput(
            _("Name your shell.") if shell is None else _("There is no completion for {shell}.").format(shell=shell),
            _("There are: {names}.").format(names=names),
        )
    click.echo(kind(program, {}, "deskboard", "_DESKBOARD_COMPLETE").source())
