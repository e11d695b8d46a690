"""What is written to a ticket: title and description, public replies, internal notes.

Invariant: nothing typed is lost. A text that was left, or that the desk refused, waits as a
draft, also when the program ends, and is offered when the same dialog opens again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from deskboard import restricted
from deskboard.domain import commands as c
from deskboard.domain import fields, presence
from deskboard.domain.commands import Command
from deskboard.domain.errors import BadInput, Conflict, DeskboardError
from deskboard.domain.model import CommentKind
from deskboard.domain.readmodels import TicketPage
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.actions import Aim, Sent
from deskboard.tui.conflicts import ConflictActions
from deskboard.tui.drafts import Base, Draft, Key, differs, resume
from deskboard.tui.widgets.status import ERROR

HEADINGS = {
    CommentKind.REPLY: _("Public reply to {tickets}: the requester sees it"),
    CommentKind.NOTE: _("Internal note on {tickets}: members only"),
}


class WritingActions(ConflictActions):
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
        self.write_over(heading, (ref, draft), start, Base("", text, 0), send, tone=tone)

    def write_over(
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
        about = (key[0], presence.kind_of(key[1])) if key[0] else None
        dialog = TextDialog(heading, start.text, noted, title=title, tone=tone, remark=remark, about=about)
        self.app.push_screen(dialog, done)

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
        self.with_page(self.edit_page)

    def edit_page(self, page: TicketPage) -> None:
        ref = page.row.ref
        if self._still_contested(page, "edit"):
            return
        start, over = self._resumed(page, "edit")

        def send(title: str, text: str) -> Command | None:
            return edited(ref, over, {"title": title, "description": text})

        heading = _("Edit #{ref}").format(ref=ref)
        self.write_over(heading, (ref, "edit"), start, over, send, titled=True)

    def _resumed(self, page: TicketPage, kind: str) -> tuple[Draft, Base]:
        """What to go on with when editing a ticket, and what it is compared with."""
        row = page.row
        now = Base(row.title, row.description, row.version)
        start = resume(self.program.drafts.get((row.ref, kind)), now)
        return start, start.base or now

    def _still_contested(self, page: TicketPage, kind: str) -> bool:
        """A draft that was refused is sent again as it was: the desk says who wrote what since,
        and the choice is offered once more. False: there is nothing to choose any more."""
        row, key = page.row, (page.row.ref, kind)
        draft = self.program.drafts.get(key)
        if draft is None or not draft.contested or (base := draft.base) is None:
            return False
        mine = {"description": draft.text} | ({"title": draft.title} if kind == "edit" else {})
        old, now = {"title": base.title, "description": base.text}, {"title": row.title, "description": row.description}
        if not any(
            now[name] != old[name] and differs(text, old[name]) and differs(text, now[name])
            for name, text in mine.items()
        ):
            return False
        self._send_text(lambda: edited(row.ref, base, mine), key)
        return True

    def write_both(self, conflict: Conflict, title: str | None, theirs: str, both: str, sent: Sent) -> None:
        def write(page: TicketPage) -> None:
            over = Base(page.row.title, theirs, conflict.version)
            self._edit_instead(conflict.ref, Draft(both, title or over.title, over), sent)
            self.edit_page(page)

        self.program.bridge.submit(lambda desk: desk.ticket(conflict.ref), write)

    def _edit_instead(self, ref: int, draft: Draft, sent: Sent) -> None:
        """``draft`` is what is edited from now on. Another edit that waited there, and is not the
        one that ``sent`` forgets, gives it its title, and its text is put aside."""
        drafts, key = self.program.drafts, (ref, "edit")
        # Until it has its place it is kept here: its sources may go before.
        aside = drafts.put_aside(ref, draft)
        sent()
        other = drafts.get(key)
        base = other.base if other is not None else None
        if other is not None and base is not None and other.title != base.title:
            draft = draft._replace(title=other.title)
        drafts[key] = draft
        if other is not None and (base is None or differs(other.text, base.text)):
            drafts[aside] = other
        else:
            del drafts[aside]
        drafts.keep()

    def do_ticket_edit_description(self) -> None:
        self.with_page(self.edit_outside)

    def edit_outside(self, page: TicketPage) -> None:
        """Edit the description in $EDITOR, in a file that only its owner may read. A draft that
        others have overtaken is shown here first, where that can be said; so is all under
        --restricted."""
        from deskboard.tui.editor import edit

        key = (page.row.ref, "description")
        if self._still_contested(page, "description"):
            return
        start, over = self._resumed(page, "description")
        start = start._replace(title=over.title)

        def send(_title: str, text: str) -> Command | None:
            return edited(key[0], over, {"description": text})

        if start.contested or restricted.is_on():
            self.write_over(_("Description of #{ref}").format(ref=key[0]), key, start, over, send)
            return
        with self.program.company.writing(key[0], presence.EDIT):
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
        self._comment(CommentKind.REPLY, HEADINGS[CommentKind.REPLY])

    def do_comment_note(self) -> None:
        self._comment(CommentKind.NOTE, HEADINGS[CommentKind.NOTE])

    def _comment(self, kind: CommentKind, heading: str) -> None:
        if (aim := self.aim) is not None:
            self.comment_on(aim, kind, heading)

    def comment_on(self, aim: Aim, kind: CommentKind, heading: str) -> None:
        def send(_title: str, text: str) -> Command | None:
            return c.AddComment(aim.refs, kind, fields.long_text(text)) if text.strip() else None

        # What is written to many belongs to none of them.
        ref = aim.refs[0] if len(aim.refs) == 1 else 0
        self.write(heading.format(tickets=aim), kind, ref, "", send, tone=kind)


def edited(ref: int, over: Base, written: Mapping[str, str]) -> Command | None:
    """The command that sets what was changed over ``over``, refused where others changed the
    same since. BadInput."""
    old = {"title": over.title, "description": over.text}
    new = {name: fields.check(name, text) for name, text in written.items() if text != old[name]}
    changes = {name: value for name, value in new.items() if value != old[name]}
    return c.EditTicket((ref,), changes, {ref: over.version}) if changes else None
