"""What stands on a board without tickets: how to begin, as far as this person may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deskboard import restricted
from deskboard.domain import commands as c
from deskboard.l10n import _
from deskboard.tui.intents import BY_ID
from deskboard.tui.widgets.footer import key_name

if TYPE_CHECKING:
    from deskboard.tui.program import Program


def ways(program: Program, scopes: Sequence[str]) -> str:
    """The ways to tickets and to help, in one line."""
    add, ask = (program.keys_of(BY_ID[name], scopes) for name in ("ticket.add", "app.help"))
    out = []
    if add and c.AddTicket not in program.denied:
        out.append(_("{key} adds a ticket").format(key=key_name(add[0])))
    if c.ImportTickets not in program.denied and not restricted.is_on():
        out.append(_("`deskboard import` brings many"))
    if ask:
        out.append(_("{key} helps").format(key=key_name(ask[0])))
    return " · ".join(out)
