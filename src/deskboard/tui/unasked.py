"""What an open board does by itself: old work goes to the archive, what slept comes back, and
once a day the database is backed up.

Invariant: it is said when something came of it, and nothing is painted when nothing did.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from threading import Thread

from deskboard.domain.errors import DeskboardError
from deskboard.domain.readmodels import Changes, Done
from deskboard.l10n import _, ngettext
from deskboard.tui.screens.base import IntentScreen
from deskboard.tui.widgets.status import ERROR

BACKUP_AFTER = 5.0
"""Seconds from the first cards to the first look whether a backup is due: nobody waits for it."""
BACKUP_EVERY = 3600.0
"""Seconds between two such looks, on a board that stays open for weeks."""


class Unasked(IntentScreen):
    """``reload`` reads the board again."""

    def reload(self, flash: frozenset[int] = frozenset()) -> None:
        raise NotImplementedError

    def tidy(self) -> None:
        """Done work that has been done for long leaves the board, where it can be written."""
        self.program.bridge.submit(lambda desk: desk.is_read_only, self._tidy)

    def _tidy(self, read_only: bool) -> None:
        days = self.program.settings.archive_after_days
        if read_only:
            self.program.say(_("The database is read-only for you: you can look, and change nothing."), ERROR)
        elif days:
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

    def back_up(self) -> None:
        """Today's backup, if it is due: on a thread of its own, for it may take long and the desk
        has no part in it. What went wrong is said once; the next look tries again."""
        from deskboard.desk.backup import back_up_daily

        program, settings = self.program, self.program.settings
        # A server's own tools do it; and whoever may only read leaves it to those who may write.
        if not settings.backups or not os.access(settings.db, os.W_OK):
            return
        if self._backing_up is not None and self._backing_up.is_alive():
            return

        def make() -> None:
            try:
                back_up_daily(settings.db, datetime.now(UTC), settings.backup_days, settings.backup_weeks)
                program.deliver(lambda: self._backed_up(""))
            except DeskboardError as error:
                told = str(error)
                program.deliver(lambda: self._backed_up(told))
            except Exception as error:  # a border: logged and told, for a thread's traceback goes over the screen
                import logging

                logging.getLogger("deskboard").exception("Today's backup failed")
                failed = repr(error)[:200]
                program.deliver(lambda: self._backed_up(failed))

        self._backing_up = Thread(target=make, name="backup", daemon=True)
        self._backing_up.start()

    _backing_up: Thread | None = None
    _backup_trouble = ""

    def _backed_up(self, trouble: str) -> None:
        if trouble and trouble != self._backup_trouble:
            self.program.say(_("Today's backup was not made: {reason}").format(reason=trouble), ERROR)
        self._backup_trouble = trouble
