"""Who may do what: one table of roles and commands.

``decide`` answers for keys, palette and command line alike, always with a reason.
"""

from __future__ import annotations

from typing import NamedTuple

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
        c.AddPerson,  # requesters only; the handler sees to that
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
        c.SetAvailability,  # of others only an admin; the handler sees to that
        c.TakeNext,
        c.AssignTickets,
        c.NoteIdle,
        c.NoteReturn,
    }
)
"""The commands of an agent: everything about tickets."""

VIEWER: frozenset[type] = frozenset({c.AddView, c.EditView, c.RemoveView})
"""The commands of a viewer: what is their own, such as private views (the handlers see to that)."""


COMMENTER: frozenset[type] = frozenset({c.AddComment, c.EditComment})
"""What a desk may allow its viewers besides (of comments, only their own can be corrected)."""


class Standing(NamedTuple):
    """What somebody is to this desk. ``left``: they are no member any more; ``comments``: this
    desk lets its viewers comment; ``admins``: whom to ask."""

    role: Role
    left: bool = False
    comments: bool = False
    admins: tuple[str, ...] = ()


def decide(standing: Standing | Role, command: type) -> str | None:
    """None when somebody of that standing may give the command, else the reason they may not."""
    if isinstance(standing, Role):
        standing = Standing(standing)
    role = standing.role
    if standing.left:
        return left(standing)
    if role is Role.ADMIN or (role is Role.AGENT and command in AGENT):
        return None
    if role is Role.AGENT:
        return _("Only an admin may do this.")
    if role is Role.VIEWER and (command in VIEWER or (standing.comments and command in COMMENTER)):
        return None
    if role is Role.VIEWER and standing.comments:
        return _("You may look and comment, but not change anything: your role is viewer.")
    if role is Role.VIEWER:
        return _("You may look, but not change anything: your role is viewer.")
    return _("You are known as a requester, not as a member of this desk.")


def left(standing: Standing) -> str:
    """Why somebody may not even look who is no member any more."""
    return _("You are no member of this desk any more. Ask {admins}.").format(admins=whom(standing.admins))


def whom(admins: tuple[str, ...]) -> str:
    """The admins in a sentence that says whom to ask."""
    return ", ".join(admins[:3]) if admins else _("an admin")
