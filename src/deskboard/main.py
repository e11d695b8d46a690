"""The entry point, the only module that knows both front ends.

Invariant: the board is imported only when it is opened, and the command line imports nothing of
it but the table of keys.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from deskboard import restricted
from deskboard.cli.border import run
from deskboard.cli.group import DeskCommand, session
from deskboard.cli.render import Col
from deskboard.config import Loaded
from deskboard.l10n import _

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk
    from deskboard.tui.intents import Intent


def main() -> None:
    """Run the program with the arguments and the environment of this process."""
    # Imports make hundreds of thousands of objects and no garbage: looking for it among them
    # costs an eighth of the start. A session looks again once it has opened its desk.
    gc.disable()
    if restricted.asked(sys.argv[1:]):
        restricted.begin(os.environ, restricted.home())
    sys.exit(run(sys.argv[1:], os.environ, open_board))


def open_board(open_desk: Callable[[], Desk], loaded: Loaded, board: str | None, query: str) -> int:
    """Open the board; returns the exit code once it is left."""
    from deskboard.tui import app

    return app.run(open_desk, loaded, board=board, query=query)


@click.command("keys", cls=DeskCommand)
@click.option("--markdown", is_flag=True, help=_("Write Markdown tables, as in the manual."))
def keys(markdown: bool) -> None:
    """The keys in force, your own included."""
    from deskboard.tui.intents import INTENTS, keymap

    own = session().settings.keys
    output = session().output
    _tables, clashes = keymap(own)
    if markdown:
        output.out.write(_markdown(INTENTS))
        return
    columns: tuple[Col[Intent], ...] = (
        Col("keys", _("Keys"), lambda intent: own.get(intent.id, intent.keys)),
        Col("label", _("Does"), lambda intent: intent.label, flexible=True),
        Col("scopes", _("Where"), lambda intent: intent.scopes),
        Col("id", _("Name in the configuration"), lambda intent: intent.id),
    )
    output.rows(columns, INTENTS, lambda intent: {column.name: column.value(intent) for column in columns})
    for clash in clashes:
        output.tell(
            _("“{key}” means both {first} and {second} in {scope}; the first holds.").format(
                key=clash.key, first=clash.first, second=clash.second, scope=clash.scope
            )
        )


@click.command("man", cls=DeskCommand)
def man() -> None:
    """Write the manual page: `deskboard man | man -l -`."""
    from deskboard.cli.man import Key, page
    from deskboard.tui.intents import INTENTS, keys_of

    own = session().settings.keys
    rows = [Key(intent.group, keys_of(intent, own), intent.label, intent.id) for intent in INTENTS]
    for line in page(sorted(rows, key=lambda row: list(dict.fromkeys(r.group for r in rows)).index(row.group))):
        click.echo(line)


def _markdown(intents: tuple[Intent, ...]) -> str:
    """The default keys, a table for each group."""
    lines: list[str] = [f"# {_('Keys')}", ""]
    for group in dict.fromkeys(intent.group for intent in intents):
        lines += [
            f"## {group}",
            "",
            f"| {_('Keys')} | {_('Does')} | {_('Where')} | {_('Name')} |",
            "|---|---|---|---|",
        ]
        for intent in intents:
            if intent.group == group:
                shown = " ".join("`" + key.replace("|", "\\|") + "`" for key in intent.keys) or _("palette")
                lines.append(f"| {shown} | {intent.label} | {', '.join(intent.scopes)} | `{intent.id}` |")
        lines.append("")
    return "\n".join(lines)
