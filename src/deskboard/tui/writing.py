"""What is written to a ticket: title and description, public replies, internal notes.

Invariant: nothing typed is lost. A text that was left, or that the desk refused, waits as a
draft, also when the program ends, and is offered when the same dialog opens again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from deskboard.domain import commands as c
from deskboard.domain import fields
from deskboard.domain.commands import Command
from deskboard.domain.errors import BadInput, Conflict, DeskboardError
from deskboard.domain.model import CommentKind
from deskboard.domain.readmodels import TicketPage
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.drafts import Base, Draft, Key, differs, resume
from deskboard.tui.repeating import RepeatActions
from deskboard.tui.widgets.status import ERROR


class WritingActions(RepeatActions):
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
    ) -> None:
        """Let a text be written; ``send`` makes the command from title and text. A text that
        is left, or refused, waits as a draft under (ref, draft) and is offered again."""
        start = self.program.drafts.get((ref, draft), Draft(text))
        self._write(heading, (ref, draft), start, Base("", text, 0), send, tone=tone)

    def _write(
        self,
        heading: str,
        key: Key,
        start: Draft,
        over: Base,
        send: Callable[[str, str], Command | None],
        *,
        tone: str = "",
        titled: bool = False,
    ) -> None:
        """Go on with ``start``; what is the same as ``over`` is no draft."""
        from deskboard.tui.dialogs.text import TextDialog

        drafts = self.program.drafts

        def noted(title: str, text: str) -> None:
            if differs(text, over.text) or (titled and title != over.title):
                drafts[key] = start._replace(text=text, title=title if titled else "")
            else:
                drafts.pop(key, None)

        def done(written: tuple[bool, str, str] | None) -> None:
            if written is None:
                return
            save, title, text = written
            noted(title, text)
            drafts.keep()
            if save:
                self._send_text(lambda: send(title, text), key)
            elif key in drafts:
                self.program.say(_("Your text is kept; open it again to go on."))

        remark = _("your draft") if key in drafts else ""
        if start.contested:
            remark = _("changed by others since: compare before you send")
        title = start.title if titled else None
        self.app.push_screen(TextDialog(heading, start.text, noted, title=title, tone=tone, remark=remark), done)

    def _send_text(self, make: Callable[[], Command | None], key: Key) -> None:
        drafts = self.program.drafts
        sent = drafts.get(key)

        def forget() -> None:
            # Unless something else has been typed before the desk answered.
            if sent is not None and drafts.get(key) == sent:
                del drafts[key]
                drafts.keep()

        def refused(error: DeskboardError) -> None:
            if isinstance(error, Conflict) and key in drafts:
                drafts[key] = drafts[key]._replace(contested=True)
                drafts.keep()
            self.program.typing.release()
            self.program.connection.when_saved(error, forget)
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
        ref = page.row.ref
        start, over = self._resumed(page, "edit")

        def send(title: str, text: str) -> Command | None:
            return _edit(ref, over, {"title": title, "description": text})

        heading = _("Edit #{ref}").format(ref=ref)
        self._write(heading, (ref, "edit"), start, over, send, titled=True)

    def _resumed(self, page: TicketPage, kind: str) -> tuple[Draft, Base]:
        """What to go on with when editing a ticket, and what it is compared with."""
        row = page.row
        now = Base(row.title, row.description, row.version)
        start = resume(self.program.drafts.get((row.ref, kind)), now)
        return start, start.base or now

    def do_ticket_edit_description(self) -> None:
        self.with_page(self._edit_outside)

    def _edit_outside(self, page: TicketPage) -> None:
        """Edit the description in $EDITOR, in a file that only its owner may read. A draft that
        others have overtaken is shown here first, where that can be said."""
        from deskboard.tui.editor import edit

        key = (page.row.ref, "description")
        start, over = self._resumed(page, "description")
        start = start._replace(title=over.title)

        def send(_title: str, text: str) -> Command | None:
            return _edit(key[0], over, {"description": text})

        if start.contested:
            self._write(_("Description of #{ref}").format(ref=key[0]), key, start, over, send)
            return
        text = edit(self.app, start.text)
        if text is None:
            editor = Path(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi").name
            self.program.say(_("The editor “{name}” could not be run. Set EDITOR.").format(name=safe(editor)), ERROR)
        elif text != over.text:
            self.program.drafts[key] = start._replace(text=text)
            self.program.drafts.keep()
            self._send_text(lambda: send("", text), key)
        else:
            self.program.drafts.pop(key, None)

    def do_comment_reply(self) -> None:
        self._comment(CommentKind.REPLY, _("Public reply to {tickets}: the requester sees it"))

    def do_comment_note(self) -> None:
        self._comment(CommentKind.NOTE, _("Internal note on {tickets}: members only"))

    def _comment(self, kind: CommentKind, heading: str) -> None:
        if (aim := self.aim) is None:
            return

        def send(_title: str, text: str) -> Command | None:
            return c.AddComment(aim.refs, kind, fields.long_text(text)) if text.strip() else None

        # What is written to many belongs to none of them.
        ref = aim.refs[0] if len(aim.refs) == 1 else 0
        self.write(heading.format(tickets=aim), kind, ref, "", send, tone=kind)


def _edit(ref: int, over: Base, written: Mapping[str, str]) -> Command | None:
    """The command that sets what was changed over ``over``, refused where others changed the
    same since. BadInput."""
    old = {"title": over.title, "description": over.text}
    new = {name: fields.check(name, text) for name, text in written.items() if text != old[name]}
    changes = {name: value for name, value in new.items() if value != old[name]}
    return c.EditTicket((ref,), changes, {ref: over.version}) if changes else None
