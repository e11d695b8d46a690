"""What an open board does by itself: old work goes to the archive, what slept comes back.

Invariant: it is said when something came of it, and nothing is painted when nothing did.
"""

from __future__ import annotations

from deskboard.domain.readmodels import Changes, Done
from deskboard.l10n import _, ngettext
from deskboard.tui.screens.base import IntentScreen


class Unasked(IntentScreen):
    """``reload`` reads the board again."""

    def reload(self, flash: frozenset[int] = frozenset()) -> None:
        raise NotImplementedError

    def tidy(self) -> None:
        """Done work that has been done for long leaves the board."""
        days = self.program.settings.archive_after_days
        if days:
            self.program.bridge.submit(lambda desk: desk.archive_old(days), self._archived)

    def _archived(self, done: Done) -> None:
        if done.refs:
            days, n = self.program.settings.archive_after_days, len(done.refs)
            told = ngettext(
                "{n} ticket, done for {days} days, went to the archive.",
                "{n} tickets, done for {days} days, went to the archive.",
                n,
            )
            self.program.say(told.format(n=n, days=days))
            self.reload()

    def wake(self) -> None:
        """What slept until now comes back by itself."""
        self.program.bridge.submit(lambda desk: desk.wake_due(), self._woken, failed=lambda _busy: None, key="wake")

    def _woken(self, done: Done) -> None:
        if done.refs:
            refs = " ".join(f"#{ref}" for ref in done.refs[:10]) + (" …" if len(done.refs) > 10 else "")
            self.program.say(_("Back from sleep: {refs}").format(refs=refs))
            self.program.changed(Changes(0, frozenset(done.refs), False))
