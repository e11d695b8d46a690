"""Copying tickets: their refs, or one as Markdown.

Invariant: comments are never copied; internal notes stay inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from deskboard.domain import times
from deskboard.domain.fields import FIELDS
from deskboard.domain.model import Priority, Status
from deskboard.domain.readmodels import TicketPage
from deskboard.domain.text import safe
from deskboard.l10n import _, ngettext
from deskboard.tui.actions import TicketActions
from deskboard.tui.clipboard import BYTES_MAX
from deskboard.tui.widgets.status import ERROR

TICKETS_MAX = 100
"""Tickets that are copied whole at once; their texts would not fit anyway."""


def as_markdown(page: TicketPage, zone: tzinfo) -> str:
    """Title, fields that are set, description and checklist of a ticket."""
    parts = [f"# #{page.row.ref} {safe(page.row.title)}", "\n".join(_fields(page, zone)), page.row.description.strip()]
    parts.append("\n".join(f"- [{'x' if step.done else ' '}] {safe(step.text)}" for step in page.steps))
    return "\n\n".join(part for part in parts if part) + "\n"


def _fields(page: TicketPage, zone: tzinfo) -> Iterator[str]:
    row = page.row
    values = {
        "column": safe(row.column),
        "priority": row.priority.value if row.priority is not Priority.NORMAL else "",
        "status": row.status.label if row.status is not Status.NORMAL else "",
        "type": safe(row.type),
        "queue": safe(row.queue or ""),
        "assignee": safe(row.assignee or ""),
        "requester": safe(row.requester or ""),
        "due": times.exact(row.due, zone) if row.due is not None else "",
        "tags": " ".join(f"#{safe(tag)}" for tag in row.tags),
    }
    for name, value in values.items():
        if value:
            label = FIELDS[name].label if name in FIELDS else _("column")
            yield f"- {label}: {value}"


class CopyActions(TicketActions):
    """Copies the marked tickets, else the one under the cursor."""

    def do_ticket_copy(self) -> None:
        if (aim := self.aim) is not None:
            refs = " ".join(f"#{ref}" for ref in aim.refs)
            self._copy(refs, _("Copied {what}.").format(what=refs if len(aim.refs) <= 8 else str(aim)))

    def do_ticket_copy_markdown(self) -> None:
        if (aim := self.aim) is None:
            return
        refs, zone = aim.refs[:TICKETS_MAX], self.program.zone
        self.program.bridge.submit(
            lambda desk: "\n".join(as_markdown(desk.ticket(ref), zone) for ref in refs),
            lambda text: self._copy(text, _("Copied {tickets} as Markdown.").format(tickets=aim)),
        )

    def _copy(self, text: str, told: str) -> None:
        if not self.program.copy(text, told):
            limit = ngettext("{n} byte", "{n} bytes", BYTES_MAX).format(n=f"{BYTES_MAX:,}")
            self.program.say(
                _("That is more than terminals copy ({limit}): use `deskboard show` or export.").format(limit=limit),
                ERROR,
            )
