"""What can be done to the files of a ticket, on its own screen.

Invariant: files are read and written on the worker thread, never on the one that takes keys;
the name of an attachment is data and says nowhere where a file goes.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from deskboard import files
from deskboard.domain import commands as c
from deskboard.domain.attachments import size_words
from deskboard.domain.errors import BadInput
from deskboard.domain.readmodels import Attachment
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.steps import StepActions
from deskboard.tui.widgets.status import GOOD

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk


class FileActions(StepActions):
    """Acts on the file under the cursor of ``sheet``."""

    @property
    def file(self) -> Attachment | None:
        item = self.sheet.item
        return next((file for file in self.page.files if item is not None and item.key == ("file", file.id)), None)

    def _with_file(self) -> Attachment | None:
        if self.file is None:
            self.program.say(_("There is no file here: n attaches one."))
        return self.file

    def do_file_attach(self) -> None:
        from deskboard.tui.dialogs.path import PathDialog

        ref, limit = self.page.row.ref, self.program.settings.attachment_limit

        def echo(text: str) -> str:
            path = Path(text).expanduser()
            if not path.is_file():
                raise BadInput(_("There is no such file."))
            return f"{safe(path.name)} ({size_words(path.stat().st_size)})"

        def typed(text: str | None) -> None:
            if text is not None:
                path = str(Path(text).expanduser())
                self.program.bridge.submit(
                    lambda _desk: files.read(path, limit), lambda file: self.change(c.AttachFiles((ref,), (file,)))
                )

        self.program.typing.hold()
        heading = _("Attach to #{ref}: the path of a file").format(ref=ref)
        self.app.push_screen(PathDialog(heading, "", echo, _("such as ~/screenshot.png")), typed)

    def do_file_remove(self) -> None:
        if (file := self._with_file()) is not None:
            self.change(c.RemoveAttachments(self.page.row.ref, (file.id,)))

    def do_file_save(self) -> None:
        if (file := self._with_file()) is not None:
            self._save(file)

    def _save(self, file: Attachment, why: str = "") -> None:
        from deskboard.tui.dialogs.path import PathDialog

        def place(text: str) -> Path:
            return files.target(text, file.name)

        def echo(text: str) -> str:
            path = place(text)
            if os.path.lexists(path):
                raise BadInput(_("{path} exists already.").format(path=safe(str(path))))
            return safe(str(path.absolute()))

        def save(path: Path, desk: Desk) -> str:
            files.write(path, desk.content(file.digest))
            return _("Saved {path} ({size}).").format(path=safe(str(path)), size=size_words(file.size))

        def typed(text: str | None) -> None:
            if text is not None:
                self.program.bridge.submit(partial(save, place(text)), lambda said: self.program.say(said, GOOD))

        self.program.typing.hold()
        heading = _("Save {name} to").format(name=safe(file.name))
        dialog = PathDialog(heading, str(files.free(files.target(None, file.name))), echo, _("a path or a directory"))
        self.app.push_screen(dialog, typed)
        if why:
            self.program.say(why)

    def do_file_open(self) -> None:
        from deskboard.tui import opening

        if (file := self._with_file()) is None:
            return
        reason = opening.why_not(file.name, os.environ)
        if reason is not None:
            self._save(file, _("{reason} Save it instead.").format(reason=reason))
            return

        def show(desk: Desk) -> str:
            opening.open_file(file.name, desk.content(file.digest))
            return _("Opened {name}.").format(name=safe(file.name))

        self.program.bridge.submit(show, lambda said: self.program.say(said, GOOD))
