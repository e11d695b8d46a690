"""What an open board does by itself: for all of them, what is due (``desk.jobs``); and once a day
the backup of the database.

Invariant: it is said when something came of it, and nothing is painted when nothing did.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from threading import Thread

from deskboard.domain.commands import NoteIdle
from deskboard.domain.errors import DeskboardError
from deskboard.domain.readmodels import Changes
from deskboard.domain.ticking import IDLE, Ticked, told
from deskboard.l10n import _
from deskboard.tui.screens.base import IntentScreen
from deskboard.tui.widgets.status import ERROR

TICK_EVERY = 60.0
"""Seconds between two looks at what is due, on every board that is open."""
REST = 50.0
"""Seconds for which it is enough that another board has looked: less than one round."""
BACKUP_AFTER = 5.0
"""Seconds from the first cards to the first look whether a backup is due: nobody waits for it."""
BACKUP_EVERY = 3600.0
"""Seconds between two such looks, on a board that stays open for weeks."""


class Unasked(IntentScreen):
    """Everything here goes on without a key."""

    def look_at_rights(self) -> None:
        """Say so where nothing can be written."""
        self.program.bridge.submit(lambda desk: desk.is_read_only, self._looked_at_rights)

    def _looked_at_rights(self, read_only: bool) -> None:
        if read_only:
            self.program.say(_("The database is read-only for you: you can look, and change nothing."), ERROR)

    def tick(self) -> None:
        """What is due is done, by one open board for all of them. That it could not be is no trouble
        of whoever sits here: in a minute there is another try."""
        days = self.program.settings.archive_after_days
        if NoteIdle in self.program.denied:
            return
        self.program.bridge.submit(
            lambda desk: desk.tick(days, rest=REST, patient=False),
            self._ticked,
            failed=lambda _busy: None,
            key="tick",
            unasked=True,
        )

    def _ticked(self, ticked: Ticked) -> None:
        changed = [duty for duty in ticked.changed if duty.name != IDLE]
        if changed:
            self.program.say(" ".join(told(duty, ticked.archive_after_days) for duty in changed))
            self.program.changed(Changes(0, frozenset(ref for duty in changed for ref in duty.done.refs), False))

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
