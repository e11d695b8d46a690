"""``deskboard who``: who has a board open.

Invariant: it tells of others what their boards told, and nothing of who runs it: a command is
no presence.
"""

from __future__ import annotations

import click

from deskboard.cli.group import DeskCommand, session
from deskboard.cli.render import Col, Styled
from deskboard.domain.presence import Present, doing
from deskboard.l10n import _


@click.command("who", cls=DeskCommand)
def who() -> None:
    """Everybody who has a board open, once for each place."""
    columns: list[Col[Present]] = [
        Col("login", _("Login"), lambda one: one.login),
        Col("name", _("Name"), lambda one: one.name),
        Col("board", _("Board"), lambda one: one.board, flexible=True),
        Col("ticket", _("Ticket"), lambda one: one.ticket, lambda one: Styled(f"#{one.ticket}" if one.ticket else "")),
        Col("writing", _("Doing"), lambda one: one.writing, lambda one: Styled(doing(one))),
    ]
    with session().desk() as desk:
        session().output.rows(columns, desk.presence.everybody(), Present._asdict)
