"""Requests: what somebody asks the desk to do. Imperative, frozen, unchecked until handled.

A command that acts on tickets takes ``refs`` and is one change and one undo however many it
names. ``seen`` maps a ref to the version its sender saw; a ticket not in it is not checked.
"""

from deskboard.domain.commands.boards import AddBoard, AddColumn
from deskboard.domain.commands.checklist import AddStep, EditStep, MoveStep, RemoveStep, TickStep
from deskboard.domain.commands.comments import AddComment, EditComment
from deskboard.domain.commands.imports import ImportTickets, PastComment, PastEvent, SourceTicket
from deskboard.domain.commands.links import LinkTickets, MergeTicket, SplitComment, UnlinkTickets
from deskboard.domain.commands.people import AddPerson
from deskboard.domain.commands.tickets import (
    AddTicket,
    ArchiveResolved,
    ArchiveTicket,
    EditTicket,
    MoveTicket,
    RestoreTicket,
)

Command = (
    AddTicket
    | EditTicket
    | MoveTicket
    | ArchiveTicket
    | ArchiveResolved
    | RestoreTicket
    | AddStep
    | EditStep
    | TickStep
    | MoveStep
    | RemoveStep
    | AddComment
    | EditComment
    | AddPerson
    | AddBoard
    | AddColumn
    | ImportTickets
    | LinkTickets
    | UnlinkTickets
    | MergeTicket
    | SplitComment
)

__all__ = [
    "AddBoard",
    "AddColumn",
    "AddComment",
    "AddPerson",
    "AddStep",
    "AddTicket",
    "ArchiveResolved",
    "ArchiveTicket",
    "Command",
    "EditComment",
    "EditStep",
    "EditTicket",
    "ImportTickets",
    "LinkTickets",
    "MergeTicket",
    "MoveStep",
    "MoveTicket",
    "PastComment",
    "PastEvent",
    "RemoveStep",
    "RestoreTicket",
    "SourceTicket",
    "SplitComment",
    "TickStep",
    "UnlinkTickets",
]
