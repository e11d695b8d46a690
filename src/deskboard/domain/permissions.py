"""Who may do what: one table of roles and commands.

``decide`` answers for keys, palette and command line alike, always with a reason.
"""

from __future__ import annotations

from deskboard.domain import commands as c
from deskboard.domain.model import Role
from deskboard.l10n import _

AGENT: frozenset[type] = frozenset(
    {
        c.AddTicket,
        c.EditTicket,
        c.MoveTicket,
        c.ShiftTicket,
        c.ArchiveTicket,
        c.ArchiveResolved,
        c.RestoreTicket,
        c.WakeTickets,
        c.AddStep,
        c.EditStep,
        c.TickStep,
        c.MoveStep,
        c.RemoveStep,
        c.AddComment,
        c.EditComment,
        c.AddPerson,
        c.ImportTickets,
        c.AttachFiles,
        c.RemoveAttachments,
        c.TrashTicket,
        c.AddView,
        c.EditView,
        c.RemoveView,
        c.LinkTickets,
        c.UnlinkTickets,
        c.MergeTicket,
        c.SplitComment,
    }
)
"""The commands of an agent: everything about tickets."""

VIEWER: frozenset[type] = frozenset({c.AddView, c.EditView, c.RemoveView})
"""The commands of a viewer: what is their own, such as private views (the handlers see to that)."""


def decide(role: Role, command: type) -> str | None:
    """None when the role may give the command, else the reason it may not."""
    if role is Role.ADMIN or (role is Role.AGENT and command in AGENT):
        return None
    if role is Role.AGENT:
        return _("Only an admin may do this.")
    if role is Role.VIEWER and command in VIEWER:
        return None
    if role is Role.VIEWER:
        return _("You may look, but not change anything: your role is viewer.")
    return _("You are known as a requester, not as a member of this desk.")
