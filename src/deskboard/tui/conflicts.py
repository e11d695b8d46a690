"""When somebody else set the same meanwhile: both values are shown, and who came second chooses.

Invariant: nothing is sent but what was chosen after both values were seen, and a text of mine
that was not taken is a draft or stands among those put aside.
"""

from __future__ import annotations

from deskboard.domain import commands as c
from deskboard.domain.commands import Command
from deskboard.domain.conflicts import Chooseable, Contested, settled
from deskboard.domain.errors import Conflict, DeskboardError
from deskboard.domain.events import Value
from deskboard.l10n import _
from deskboard.tui.actions import Refusal, Sent
from deskboard.tui.drafts import Base, Draft
from deskboard.tui.repeating import RepeatActions


class ConflictActions(RepeatActions):
    """``settling`` goes between the desk's refusals and whoever hears of them."""

    def settling(self, command: Command, sent: Sent, refused: Refusal | None) -> Refusal:
        """Let the user choose where the desk refused a command because somebody else set the
        same; any other refusal, and a question that was left, is told to ``refused``."""
        otherwise = refused or self.program.refuse

        def failed(error: DeskboardError) -> None:
            if isinstance(error, Conflict) and error.contested and isinstance(command, Chooseable):
                _Question(self, command, error, sent, refused).ask()
            else:
                otherwise(error)

        return failed

    def write_both(self, conflict: Conflict, title: str | None, theirs: str, both: str, sent: Sent) -> None:
        """Let a description be made of two: ``both`` is what to begin with; once that is a draft,
        ``sent`` is called."""
        raise NotImplementedError


class _Question:
    """Asks about one contested value after the other, the long texts last."""

    def __init__(
        self, screen: ConflictActions, command: Chooseable, conflict: Conflict, sent: Sent, refused: Refusal | None
    ) -> None:
        self._screen, self._program = screen, screen.program
        self._command, self._conflict = command, conflict
        self._sent, self._refused = sent, refused
        self._open = sorted(conflict.contested, key=lambda one: one.is_long)
        self._decided: dict[str, Value] = {}

    def ask(self) -> None:
        from deskboard.tui.dialogs.conflict import ConflictDialog

        total = len(self._conflict.contested)
        place = _("({n} of {total})").format(n=total - len(self._open) + 1, total=total) if total > 1 else ""
        one = self._open[0]
        dialog = ConflictDialog(self._conflict.ref, one, self._program.now(), place)
        self._program.push_screen(dialog, lambda chosen: self._chosen(chosen, one, dialog.merged.text))

    def _chosen(self, chosen: str | None, one: Contested, both: str) -> None:
        from deskboard.tui.dialogs.conflict import BOTH, BY_HAND, MINE, THEIRS

        if chosen is None:
            self._leave()
            return
        if chosen == BY_HAND:
            self._write(one, both)
            return
        if chosen == THEIRS and one.is_long:
            over = Base("", str(one.theirs), self._conflict.version)
            self._program.drafts.put_aside(self._conflict.ref, Draft(str(one.mine), base=over))
        if chosen in (MINE, BOTH):
            self._decided[one.name] = one.mine if chosen == MINE else both
        self._open.pop(0)
        if self._open:
            self.ask()
        else:
            self._send()

    def _leave(self) -> None:
        """It stays as others set it, for now."""
        if self._refused is not None:
            self._refused(self._conflict)
            return
        self._program.typing.release()
        self._program.say(_("#{ref} stays as it is.").format(ref=self._conflict.ref))

    def _send(self) -> None:
        rest = settled(self._command, self._conflict, self._decided)
        if rest is not None:
            self._screen.change(rest, self._sent, self._refused)
            return
        self._sent()
        self._program.typing.release()
        told = _("#{ref} stays as it is.").format(ref=self._conflict.ref)
        if any(one.is_long for one in self._conflict.contested):
            told = _("#{ref} stays as it is; your text waits among the drafts.").format(ref=self._conflict.ref)
        self._program.say(told)

    def _write(self, one: Contested, both: str) -> None:
        assert isinstance(self._command, c.EditTicket)
        rest = settled(self._command, self._conflict, self._decided)
        title = rest.changes.get("title") if isinstance(rest, c.EditTicket) else None
        self._screen.write_both(self._conflict, str(title) if title else None, str(one.theirs), both, self._sent)
