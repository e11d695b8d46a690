"""Going on with what was written and not sent, from the list of drafts.

Invariant: a draft goes only when it was sent, or dropped in the list; one whose ticket is no more
can still be read, copied, and made a new ticket of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from deskboard.domain import commands as c
from deskboard.domain import fields
from deskboard.domain.commands import Command
from deskboard.domain.errors import NotFound
from deskboard.domain.model import CommentKind
from deskboard.domain.readmodels import TicketPage
from deskboard.l10n import _
from deskboard.tui.actions import Aim, Target
from deskboard.tui.drafts import APART, ASIDE, Base, Draft, Key
from deskboard.tui.forming import PLAIN, FormActions, drafted
from deskboard.tui.writing import HEADINGS, edited

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk


KINDS: Mapping[str, str] = {
    "reply": _("public reply"),
    "note": _("internal note"),
    "edit": _("title and description"),
    "description": _("description"),
    "steps": _("new steps"),
    "step": _("step"),
    "comment": _("correction"),
    "answers": _("answers"),
    "answer": _("answer"),
    "form": _("new ticket"),
    "plain": _("new ticket"),
    "quick add": _("quick add"),
    ASIDE: _("put aside"),
}


class Place(NamedTuple):
    """What has become of the ticket of a draft: its ``title``, and its ``state`` where that is
    not what one expects. ``gone``: it is no more, or in the trash."""

    title: str = ""
    state: str = ""
    gone: bool = False


def kind_of(key: Key) -> str:
    """How people call the kind of text."""
    kind = key[1].partition(APART)[0]
    return KINDS.get(kind) or KINDS.get(kind.split(" ")[0], kind)


class DraftActions(FormActions):
    """The list of drafts, on the board and on a ticket's own screen."""

    def do_draft_list(self) -> None:
        from deskboard.tui.dialogs.drafts import DraftsDialog

        drafts = self.program.drafts
        drafts.keep()
        refs = {ref for ref, _kind in drafts.waiting() if ref}
        if not drafts.waiting():
            self.program.typing.release()
            self.program.say(_("There are no drafts: everything you wrote was sent."))
            return

        def show(places: dict[int, Place]) -> None:
            dialog = DraftsDialog(drafts, places, self.program.now(), self._copy_draft)
            self.app.push_screen(dialog, lambda key: self._go_on(key, places) if key is not None else None)

        self.program.bridge.submit(lambda desk: _places(desk, refs), show)

    def _copy_draft(self, draft: Draft) -> None:
        form = drafted(draft)
        text = draft.text if form is None else "\n".join(f"{name}: {value}" for name, value in form.items() if value)
        if not self.program.copy(text, _("The draft is copied.")):
            self.program.say(_("The draft is too long for the clipboard of a terminal."))

    def _go_on(self, key: Key, places: dict[int, Place]) -> None:
        ref, kind = key
        if APART in kind:
            # It was written beside another one of its kind, which takes its place.
            key = (ref, kind.partition(APART)[0])
            self.program.drafts.swap((ref, kind), key)
        if not ref:
            self._go_on_anywhere(key[1])
        elif places[ref].gone:
            self._make_a_ticket(key)
        elif key[1] in HEADINGS:
            comment = CommentKind(key[1])
            self.comment_on(Aim((ref,)), comment, HEADINGS[comment])
        else:
            self.program.bridge.submit(lambda desk: desk.ticket(ref), lambda page: self._go_on_in(page, key))

    def _go_on_in(self, page: TicketPage, key: Key) -> None:
        word, _blank, which = key[1].partition(" ")
        if word == "edit":
            self.edit_page(page)
        elif word == "description":
            self.edit_outside(page)
        elif word == "answers" and page.form:
            self.ask_answers(page, page.form, Aim((key[0],), Target.of_page(page)))
        elif word == "answer" and (asked := [field for field in page.form if field.key == which]):
            self.ask_answers(page, asked, Aim((key[0],), Target.of_page(page)))
        elif word == ASIDE:
            self._take_up(page, key)
        else:
            self.program.open_ticket(key[0])
            told = _("The draft ({kind}) is offered where you began it, on this ticket.")
            self.program.say(told.format(kind=kind_of(key)))

    def _take_up(self, page: TicketPage, key: Key) -> None:
        """What was put aside, to be made the description after all."""
        row, draft = page.row, self.program.drafts[key]
        # What was written since it was put aside has not been seen here, and is asked about.
        base = draft.base or Base("", row.description, row.version)
        over = Base("", base.text, base.version)

        def send(_title: str, text: str) -> Command | None:
            return edited(row.ref, over, {"description": text})

        heading = _("Description of #{ref}: what you had put aside").format(ref=row.ref)
        self.write_over(heading, key, draft, over, send)

    def _go_on_anywhere(self, kind: str) -> None:
        if kind == "quick add":
            self.program.to_board().do_ticket_add()
        elif kind == PLAIN or kind.startswith("form "):
            name = kind.removeprefix("form ")
            self.program.bridge.submit(
                lambda desk: (desk.templates(), desk.types()),
                lambda known: self.open_form(next((t for t in known[0] if t.name == name), None), known[1]),
            )
        else:
            self.program.typing.release()
            told = _("This was written to several tickets: mark them again, and open it as before.")
            self.program.say(told)

    def _make_a_ticket(self, key: Key) -> None:
        """Its ticket is no more, so it becomes one of its own, or is copied from here."""
        drafts, place = self.program.drafts, self.place_for_new
        draft = drafts[key]
        form = drafted(draft)
        text = draft.text if form is None else "\n".join(f"{name}: {value}" for name, value in form.items())
        title = draft.title or text.strip().split("\n")[0][:80]

        def send(title: str, text: str) -> Command | None:
            return c.AddTicket(str(fields.title(title)), {"description": fields.long_text(text)}, *place)

        heading = _("#{ref} is no more: a new ticket of your draft").format(ref=key[0])
        self.write_over(heading, key, draft._replace(text=text, title=title), Base("", "", 0), send, titled=True)


def _places(desk: Desk, refs: Iterable[int]) -> dict[int, Place]:
    return {ref: _place(desk, ref) for ref in refs}


def _place(desk: Desk, ref: int) -> Place:
    try:
        row = desk.ticket(ref).row
    except NotFound:
        return Place("", _("(is no more)"), True)
    if row.trashed is not None:
        return Place(row.title, _("(in the trash)"), True)
    if row.merged_into is not None:
        return Place(row.title, _("(merged into #{ref})").format(ref=row.merged_into))
    return Place(row.title, _("(archived)") if row.archived is not None else "")
