"""What is written to a ticket: title and description, public replies, internal notes.

Invariant: nothing typed is lost. A text that was left, or that the desk refused, waits as a
draft until the program ends and is offered when the same dialog opens again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from deskboard.domain import commands as c
from deskboard.domain import fields
from deskboard.domain.commands import Command
from deskboard.domain.errors import BadInput, DeskboardError
from deskboard.domain.events import Value
from deskboard.domain.model import CommentKind
from deskboard.domain.readmodels import TicketPage
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.actions import TicketActions
from deskboard.tui.widgets.status import ERROR


class WritingActions(TicketActions):
    """The actions of ``TicketActions`` and those that need a text."""

    def write(
        self,
        heading: str,
        draft: str,
        ref: int,
        text: str,
        send: Callable[[str, str], Command | None],
        *,
        tone: str = "",
        title: str | None = None,
    ) -> None:
        """Let a text be written; ``send`` makes the command from title and text. A text that
        is left, or refused, waits as a draft under (ref, draft) and is offered again."""
        from deskboard.tui.dialogs.text import TextDialog

        drafts = self.program.drafts
        title_key, key = (ref, f"{draft}.title"), (ref, draft)
        kept = key in drafts

        def done(written: tuple[bool, str, str] | None) -> None:
            if written is None:
                return
            save, new_title, new_text = written
            if save or new_text.strip() != text.strip() or (title is not None and new_title != title):
                drafts[key], drafts[title_key] = new_text, new_title
            if save:
                self._send_text(lambda: send(new_title, new_text), key, title_key)
            elif key in drafts:
                self.program.say(_("Your text is kept until you leave the program; open it again to go on."))

        start_title = drafts.get(title_key, title) if title is not None else None
        dialog = TextDialog(heading, drafts.get(key, text), title=start_title, tone=tone, kept=kept)
        self.app.push_screen(dialog, done)

    def _send_text(self, make: Callable[[], Command | None], *keys: tuple[int, str]) -> None:
        def forget() -> None:
            for key in keys:
                self.program.drafts.pop(key, None)

        def refused(error: DeskboardError) -> None:
            self.program.typing.release()
            self.program.say(_("{reason} Your text is kept: open it again.").format(reason=error), ERROR)

        try:
            command = make()
        except BadInput as error:
            refused(error)
            return
        if command is None:
            forget()
        else:
            self.change(command, forget, refused)

    def with_page(self, then: Callable[[TicketPage], None]) -> None:
        """Read the ticket whole, then go on."""
        if (target := self.target) is not None:
            self.program.bridge.submit(lambda desk: desk.ticket(target.ref), then)

    def do_ticket_edit(self) -> None:
        self.with_page(self._edit_page)

    def _edit_page(self, page: TicketPage) -> None:
        row = page.row

        def send(title: str, text: str) -> Command | None:
            new: dict[str, Value] = {
                "title": fields.check("title", title),
                "description": fields.check("description", text),
            }
            old = {"title": row.title, "description": row.description}
            changes = {key: value for key, value in new.items() if value != old[key]}
            return c.EditTicket((row.ref,), changes, {row.ref: row.version}) if changes else None

        heading = _("Edit #{ref}").format(ref=row.ref)
        self.write(heading, "edit", row.ref, row.description, send, title=row.title)

    def do_ticket_edit_description(self) -> None:
        self.with_page(self._edit_outside)

    def _edit_outside(self, page: TicketPage) -> None:
        """Edit the description in $EDITOR, in a file that only its owner may read."""
        from deskboard.tui.editor import edit

        row = page.row
        text = edit(self.app, self.program.drafts.get((row.ref, "edit"), row.description))
        if isinstance(text, str) and text != row.description:
            self.program.drafts[row.ref, "edit"] = text
            changes = {"description": text}
            self._send_text(
                lambda: c.EditTicket(
                    (row.ref,),
                    {"description": fields.check("description", changes["description"])},
                    {row.ref: row.version},
                ),
                (row.ref, "edit"),
            )
        elif text is None:
            editor = Path(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi").name
            self.program.say(_("The editor “{name}” could not be run. Set EDITOR.").format(name=safe(editor)), ERROR)

    def do_comment_reply(self) -> None:
        self._comment(CommentKind.REPLY, _("Public reply to #{ref}: the requester sees it"))

    def do_comment_note(self) -> None:
        self._comment(CommentKind.NOTE, _("Internal note on #{ref}: members only"))

    def _comment(self, kind: CommentKind, heading: str) -> None:
        if (target := self.target) is None:
            return

        def send(_title: str, text: str) -> Command | None:
            return c.AddComment((target.ref,), kind, fields.long_text(text)) if text.strip() else None

        self.write(heading.format(ref=target.ref), kind, target.ref, "", send, tone=kind)
