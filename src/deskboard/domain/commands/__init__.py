"""Requests: what somebody asks the desk to do. Imperative, frozen, unchecked until handled.

A command that acts on tickets takes ``refs`` and is one change and one undo however many it
names. ``seen`` maps a ref to the version its sender saw; a ticket not in it is not checked.
"""

from deskboard.domain.commands.attachments import AttachFiles, RemoveAttachments
from deskboard.domain.commands.boards import (
    AddBoard,
    AddColumn,
    EditColumn,
    MoveColumn,
    RemoveBoard,
    RemoveColumn,
    RenameBoard,
)
from deskboard.domain.commands.checklist import AddStep, EditStep, MoveStep, NewStep, RemoveStep, TickStep
from deskboard.domain.commands.comments import AddComment, EditComment
from deskboard.domain.commands.imports import (
    ImportTickets,
    PastComment,
    PastEvent,
    PastFile,
    SourceQueue,
    SourceStep,
    SourceTicket,
)
from deskboard.domain.commands.links import LinkTickets, MergeTicket, SplitComment, UnlinkTickets
from deskboard.domain.commands.people import AddPerson, EditPerson, EditSettings, RemovePerson
from deskboard.domain.commands.queues import (
    AddQueue,
    AssignTickets,
    EditQueue,
    EditTeam,
    NoteIdle,
    NoteReturn,
    RemoveQueue,
    SetAvailability,
    TakeNext,
)
from deskboard.domain.commands.templates import AddTemplate, AddType, EditTemplate, RemoveTemplate, RemoveType
from deskboard.domain.commands.tickets import (
    AddTicket,
    ArchiveResolved,
    ArchiveTicket,
    EditTicket,
    MoveTicket,
    RestoreTicket,
    ShiftTicket,
    WakeTickets,
)
from deskboard.domain.commands.trash import PurgeTickets, TrashTicket
from deskboard.domain.commands.views import AddView, EditView, RemoveView

Command = (
    AddTicket
    | EditTicket
    | MoveTicket
    | ShiftTicket
    | ArchiveTicket
    | ArchiveResolved
    | RestoreTicket
    | WakeTickets
    | AddStep
    | EditStep
    | TickStep
    | MoveStep
    | RemoveStep
    | AddComment
    | EditComment
    | AddPerson
    | EditPerson
    | RemovePerson
    | EditSettings
    | AddBoard
    | RenameBoard
    | RemoveBoard
    | AddColumn
    | EditColumn
    | MoveColumn
    | RemoveColumn
    | ImportTickets
    | AddTemplate
    | EditTemplate
    | RemoveTemplate
    | AddType
    | RemoveType
    | AttachFiles
    | RemoveAttachments
    | TrashTicket
    | PurgeTickets
    | AddView
    | EditView
    | RemoveView
    | LinkTickets
    | UnlinkTickets
    | MergeTicket
    | SplitComment
    | AddQueue
    | EditQueue
    | RemoveQueue
    | EditTeam
    | SetAvailability
    | TakeNext
    | AssignTickets
    | NoteIdle
    | NoteReturn
)

__all__ = [
    "AddBoard",
    "AddColumn",
    "AddComment",
    "AddPerson",
    "AddQueue",
    "AddStep",
    "AddTemplate",
    "AddTicket",
    "AddType",
    "AddView",
    "ArchiveResolved",
    "ArchiveTicket",
    "AssignTickets",
    "AttachFiles",
    "Command",
    "EditColumn",
    "EditComment",
    "EditPerson",
    "EditQueue",
    "EditSettings",
    "EditStep",
    "EditTeam",
    "EditTemplate",
    "EditTicket",
    "EditView",
    "ImportTickets",
    "LinkTickets",
    "MergeTicket",
    "MoveColumn",
    "MoveStep",
    "MoveTicket",
    "NewStep",
    "NoteIdle",
    "NoteReturn",
    "PastComment",
    "PastEvent",
    "PastFile",
    "PurgeTickets",
    "RemoveAttachments",
    "RemoveBoard",
    "RemoveColumn",
    "RemovePerson",
    "RemoveQueue",
    "RemoveStep",
    "RemoveTemplate",
    "RemoveType",
    "RemoveView",
    "RenameBoard",
    "RestoreTicket",
    "SetAvailability",
    "ShiftTicket",
    "SourceQueue",
    "SourceStep",
    "SourceTicket",
    "SplitComment",
    "TakeNext",
    "TickStep",
    "TrashTicket",
    "UnlinkTickets",
    "WakeTickets",
]
