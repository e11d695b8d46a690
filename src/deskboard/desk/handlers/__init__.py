"""One small function per command: facts and a command in, a decision out. Nothing is written
here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import (
    attachments,
    boards,
    checklist,
    comments,
    idle,
    imports,
    links,
    merging,
    people,
    queues,
    settings,
    shifting,
    snooze,
    team,
    templates,
    tickets,
    trash,
    views,
)
from deskboard.domain import commands as c
from deskboard.store.work import Work

HANDLERS: dict[type, Callable[[Work, Any], Decision]] = {
    c.AddTicket: tickets.add,
    c.EditTicket: tickets.edit,
    c.MoveTicket: tickets.move,
    c.ShiftTicket: shifting.shift,
    c.ArchiveTicket: tickets.archive,
    c.RestoreTicket: tickets.restore,
    c.WakeTickets: snooze.wake,
    c.ArchiveResolved: tickets.archive_resolved,
    c.AddStep: checklist.add,
    c.EditStep: checklist.edit,
    c.TickStep: checklist.tick,
    c.MoveStep: checklist.move,
    c.RemoveStep: checklist.remove,
    c.AddComment: comments.add,
    c.EditComment: comments.edit,
    c.AttachFiles: attachments.attach,
    c.RemoveAttachments: attachments.remove,
    c.TrashTicket: trash.trash,
    c.PurgeTickets: trash.purge,
    c.AddPerson: people.add,
    c.EditPerson: people.edit,
    c.RemovePerson: people.remove,
    c.EditSettings: settings.edit,
    c.AddBoard: boards.add_board,
    c.RenameBoard: boards.rename_board,
    c.RemoveBoard: boards.remove_board,
    c.AddColumn: boards.add_column,
    c.EditColumn: boards.edit_column,
    c.MoveColumn: boards.move_column,
    c.RemoveColumn: boards.remove_column,
    c.ImportTickets: imports.take_in,
    c.AddTemplate: templates.add,
    c.EditTemplate: templates.edit,
    c.RemoveTemplate: templates.remove,
    c.AddType: templates.add_type,
    c.RemoveType: templates.remove_type,
    c.AddView: views.add,
    c.EditView: views.edit,
    c.RemoveView: views.remove,
    c.LinkTickets: links.link,
    c.UnlinkTickets: links.unlink,
    c.MergeTicket: merging.merge,
    c.SplitComment: merging.split,
    c.NoteIdle: idle.note_idle,
    c.AddQueue: queues.add,
    c.EditQueue: queues.edit,
    c.RemoveQueue: queues.remove,
    c.EditTeam: team.edit,
    c.SetAvailability: team.set_availability,
    c.NoteReturn: team.note_return,
}
