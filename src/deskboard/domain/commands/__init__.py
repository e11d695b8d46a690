"""Requests: what somebody asks the desk to do. Imperative, frozen, unchecked until handled.

A command that acts on tickets takes ``refs`` and is one change and one undo however many it
names. ``seen`` maps a ref to the version its sender saw; a ticket not in it is not checked.
"""

from deskboard.domain.commands.boards import AddBoard, AddColumn
from deskboard.domain.commands.checklist import AddStep, EditStep, MoveStep, RemoveStep, TickStep
from deskboard.domain.commands.comments import AddComment, EditComment
from deskboard.domain.commands.imports import ImportTickets, PastComment, PastEvent, SourceTicket
from deskboard.domain.commands.people import AddPerson
from deskboard.domain.commands.templates import AddTemplate, AddType, EditTemplate, RemoveTemplate, RemoveType
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
    | AddTemplate
    | EditTemplate
    | RemoveTemplate
    | AddType
    | RemoveType
)

__all__ = [
    "AddBoard",
    "AddColumn",
    "AddComment",
    "AddPerson",
    "AddStep",
    "AddTemplate",
    "AddTicket",
    "AddType",
    "ArchiveResolved",
    "ArchiveTicket",
    "Command",
    "EditComment",
    "EditStep",
    "EditTemplate",
    "EditTicket",
    "ImportTickets",
    "MoveStep",
    "MoveTicket",
    "PastComment",
    "PastEvent",
    "RemoveStep",
    "RemoveTemplate",
    "RemoveType",
    "RestoreTicket",
    "SourceTicket",
    "TickStep",
]
