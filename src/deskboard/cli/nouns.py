"""What the admin nouns have in common: ``deskboard column``, ``deskboard board`` …

Invariant: a noun alone is its list, and the global options mean the same anywhere behind it.
"""

from __future__ import annotations

from typing import Any, cast

import click

from deskboard.cli.group import DeskCommand, global_options


@click.pass_context
def _alone(context: click.Context) -> None:
    """Without a command behind it a noun lists what there is."""
    noun = cast("Noun", context.command)
    if context.invoked_subcommand is None:
        context.invoke(noun.commands[noun.alone])


class Noun(click.Group):
    """A group of commands about one thing; without one of them it does ``list``, or what is ``alone``."""

    command_class = DeskCommand

    def __init__(self, name: str, alone: str = "list", **more: Any) -> None:
        super().__init__(name, callback=_alone, invoke_without_command=True, **more)
        self.alone = alone
        self.params += global_options(hidden=True)
