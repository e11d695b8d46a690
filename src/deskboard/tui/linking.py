"""What can be done between tickets: link, merge, split, and go from one to the other.

Invariant: the ticket that is chosen is named by its ref, and ``change`` alone sends the command.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from deskboard.domain import commands as c
from deskboard.domain.links import LABELS, label
from deskboard.domain.model import TITLE_MAX, CommentKind, LinkKind
from deskboard.domain.readmodels import Comment, TicketPage
from deskboard.domain.text import clean_line, clip, safe
from deskboard.l10n import _
from deskboard.tui import finding
from deskboard.tui.actions import Aim, TicketActions
from deskboard.tui.finding import Found


class LinkActions(TicketActions):
    """The actions of ``TicketActions`` and those that need a second ticket."""

    def pick_ticket(self, heading: str, then: Callable[[int], None], *, title: str = "", but: Collection[int]) -> None:
        """Let another ticket be chosen, those whose titles are like ``title`` offered first and
        those in ``but`` left out; ``then`` gets its ref."""
        from deskboard.tui.dialogs.tickets import TicketPicker

        def find(text: str, told: Callable[[Sequence[Found]], None]) -> None:
            self.program.bridge.submit(lambda desk: finding.find(desk, text, title, but), told, key="picker")

        def chosen(ref: str | None) -> None:
            if ref is not None:
                then(int(ref))

        self.app.push_screen(TicketPicker(heading, find), chosen)

    def do_ticket_merge(self) -> None:
        if (aim := self.aim) is None:
            return
        self.pick_ticket(
            _("Merge {tickets} into").format(tickets=aim),
            lambda survivor: self.change(c.MergeTicket(aim.refs, survivor)),
            title=_title(aim),
            but=aim.refs,
        )

    def do_ticket_link(self) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        if (aim := self.aim) is None:
            return
        order = (LinkKind.RELATES, LinkKind.BLOCKS, *(kind for kind in LABELS if kind is not LinkKind.BLOCKS))
        options = [Option(kind.value, LABELS[kind]) for kind in dict.fromkeys(order)]

        def chosen(kind: str | None) -> None:
            if kind is not None:
                self._link(aim, LinkKind(kind))

        self.app.push_screen(ChooseDialog(_("{tickets}: link").format(tickets=aim), options), chosen)

    def _link(self, aim: Aim, kind: LinkKind) -> None:
        self.pick_ticket(
            f"{aim} {label(kind)}",
            lambda other: self.change(c.LinkTickets(aim.refs, kind, other)),
            title=_title(aim),
            but=aim.refs,
        )

    def do_link_remove(self) -> None:
        self._with_linked(self._choose_removal)

    def _choose_removal(self, page: TicketPage) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        ref = page.row.ref
        options = [
            Option(f"{link.kind} {link.ref}", f"{label(link.kind)} #{link.ref}", safe(link.title))
            for link in page.links
        ]

        def chosen(value: str | None) -> None:
            if value is not None:
                kind, other = value.split()
                self.change(c.UnlinkTickets((ref,), LinkKind(kind), int(other)))

        self.app.push_screen(ChooseDialog(_("#{ref}: remove which link?").format(ref=ref), options), chosen)

    def _with_linked(self, then: Callable[[TicketPage], None]) -> None:
        """Read the ticket whole; go on if it has links."""

        def read(page: TicketPage) -> None:
            if page.links:
                then(page)
            else:
                self._nothing(_("#{ref} has no links: = makes one.").format(ref=page.row.ref))

        if (target := self.target) is not None:
            self.program.bridge.submit(lambda desk: desk.ticket(target.ref), read)

    def _nothing(self, reason: str) -> None:
        """There is nothing to choose from, and the next key is the screen's again."""
        self.program.say(reason)
        self.program.typing.release()


class TicketLinkActions(LinkActions):
    """What goes out from one ticket that is shown whole."""

    page: TicketPage

    def go_to(self, ref: int) -> None:
        """Show another ticket here."""
        raise NotImplementedError

    def do_link_open(self) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        options = [Option(str(end.ref), f"{label(end.kind)} #{end.ref}", safe(end.title)) for end in self.page.links]
        if self.page.survivor is not None:
            ref = self.page.survivor[0]
            options.insert(0, Option(str(ref), _("merged into #{ref}").format(ref=ref)))
        options += [Option(str(ref), _("merged here: #{ref}").format(ref=ref)) for ref, _origin in self.page.merged]
        if not options:
            self._nothing(_("#{ref} has no links: = makes one.").format(ref=self.page.row.ref))
        elif len(options) == 1:
            self.go_to(int(options[0].value))
        else:

            def chosen(ref: str | None) -> None:
                if ref is not None:
                    self.go_to(int(ref))

            self.app.push_screen(ChooseDialog(_("Open which ticket?"), options), chosen)

    def do_comment_split(self) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        comments = {str(comment.id): comment for comment in reversed(self.page.comments)}
        if not comments:
            self._nothing(_("There is no comment to make a ticket of."))
            return
        options = [Option(ident, _opening(comment), _said(comment)) for ident, comment in comments.items()]

        def chosen(ident: str | None) -> None:
            if ident is not None:
                self._split(comments[ident])

        self.app.push_screen(ChooseDialog(_("Make a ticket of which comment?"), options), chosen)

    def _split(self, comment: Comment) -> None:
        from deskboard.domain import fields
        from deskboard.tui.dialogs.line import LineDialog

        ref = self.page.row.ref

        def echo(text: str) -> str:
            return _("a new ticket: {title}").format(title=safe(fields.title(text)))

        def typed(title: str | None) -> None:
            if title is not None:
                self.change(c.SplitComment(ref, comment.id, title))

        first = clip(_opening(comment), TITLE_MAX)
        self.app.push_screen(LineDialog(_("Title of the new ticket"), first, echo), typed)


def _title(aim: Aim) -> str:
    return aim.one.title if aim.one is not None else ""


def _opening(comment: Comment) -> str:
    """The first line of a comment that says something."""
    lines = (clean_line(line).lstrip("#>*- ") for line in comment.text.splitlines())
    return safe(next((line for line in lines if line), ""))


def _said(comment: Comment) -> str:
    kind = _("public reply") if comment.kind == CommentKind.REPLY else _("internal note")
    return f"{safe(comment.author)}, {kind}"
