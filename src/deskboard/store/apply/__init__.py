"""Events become rows: one small function per kind of event, each for many at once.

Invariant: nothing else in the program changes a ticket's row, and every event on a ticket adds
one to its version. Runs of the same kind are written together, in the order of the events.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection

from deskboard.domain import events as e
from deskboard.store.apply import (
    attachments,
    boards,
    checklist,
    comments,
    links,
    people,
    queues,
    templates,
    tickets,
    views,
)
from deskboard.store.apply.rows import Run


def apply(connection: Connection, events: Sequence[e.Event], at: datetime) -> None:
    """Write the events into the rows; ``at`` becomes the tickets' time of update."""
    for kind, run in groupby(events, type):
        _APPLY[kind](connection, list(run), at)


_APPLY: dict[type, Callable[[Connection, Run, datetime], None]] = {
    e.TicketAdded: tickets.ticket_added,
    e.TicketImported: tickets.ticket_added,
    e.TicketRemoved: tickets.ticket_removed,
    e.TicketEdited: tickets.ticket_edited,
    e.TicketMoved: tickets.ticket_moved,
    e.StepAdded: checklist.step_added,
    e.StepRemoved: checklist.step_removed,
    e.StepEdited: checklist.step_edited,
    e.CommentAdded: comments.comment_added,
    e.CommentRemoved: comments.comment_removed,
    e.CommentEdited: comments.comment_edited,
    e.AttachmentAdded: attachments.attachment_added,
    e.AttachmentRemoved: attachments.attachment_removed,
    e.TicketPurged: tickets.ticket_removed,
    e.PersonAdded: people.person_added,
    e.PersonRemoved: people.person_removed,
    e.PersonEdited: people.person_edited,
    e.SettingEdited: people.setting_edited,
    e.BoardAdded: boards.board_added,
    e.BoardRemoved: boards.board_removed,
    e.BoardEdited: boards.board_edited,
    e.ColumnAdded: boards.column_added,
    e.ColumnRemoved: boards.column_removed,
    e.TemplateAdded: templates.template_added,
    e.TemplateRemoved: templates.template_removed,
    e.TemplateEdited: templates.template_edited,
    e.TypeAdded: templates.type_added,
    e.TypeRemoved: templates.type_removed,
    e.LinkAdded: links.link_added,
    e.LinkRemoved: links.link_removed,
    e.PartsLeft: links.parts_left,
    e.PartsCame: links.parts_came,
    e.ColumnEdited: boards.column_edited,
    e.ViewAdded: views.view_added,
    e.ViewRemoved: views.view_removed,
    e.ViewEdited: views.view_edited,
    e.QueueAdded: queues.queue_added,
    e.QueueRemoved: queues.queue_removed,
    e.QueueEdited: queues.queue_edited,
    e.MembershipEdited: queues.membership_edited,
    e.AvailabilityEdited: queues.availability_edited,
}
