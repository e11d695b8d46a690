"""What was typed and not sent, in a file of its own for each database and person.

Invariant: what is being typed is in the file within ``KEEP_AFTER`` seconds, readable by its
owner only; a file that cannot be read or written costs a message, never the board.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.paths import PROGRAM, make_parent

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.timer import Timer

KEEP_AFTER = 1.0
"""Seconds after which what was typed is written down, also while typing goes on."""

Key = tuple[int, str]
"""The ticket and the kind of text; ticket 0 for what belongs to none."""


class Base(NamedTuple):
    """What stood there when writing began, and the version of the ticket."""

    title: str
    text: str
    version: int


class Draft(NamedTuple):
    """``base`` None: a new text, written over nothing. ``contested``: the desk refused it,
    for others had changed the same."""

    text: str
    title: str = ""
    base: Base | None = None
    contested: bool = False


def differs(one: str, other: str) -> bool:
    """Blank space around a text is no difference."""
    return one.strip() != other.strip()


def resume(draft: Draft | None, now: Base) -> Draft:
    """What to go on with: fields that the draft did not change are as they stand ``now``. The
    base stays the one it was written on, so that the desk can tell what others changed since;
    a contested draft is decided anew against what stands now."""
    if draft is None or draft.base is None:
        return Draft(now.text, now.title, now)
    old = draft.base
    title, old_title = (draft.title, old.title) if draft.title != old.title else (now.title, now.title)
    text, old_text = (draft.text, old.text) if differs(draft.text, old.text) else (now.text, now.text)
    base = now if draft.contested else Base(old_title, old_text, old.version)
    return Draft(text, title, base, draft.contested)


def file_for(database: str, login: str) -> Path:
    """Where the drafts of a person for a database are kept, whether there are any or not."""
    import platformdirs

    # Both come from the database, so nothing in them may name another folder.
    name = quote(f"{database}-{login}", safe="@", errors="replace")[:200]
    return platformdirs.user_state_path(PROGRAM, appauthor=False) / "drafts" / f"{name}.json"


class Drafts(MutableMapping[Key, Draft]):
    """Kept in memory only until ``load``. ``failed`` is told, once, why there is no file,
    and where a damaged one went."""

    def __init__(self, app: MessagePump, failed: Callable[[str], None]) -> None:
        self._app = app
        self._failed = failed
        self._path: Path | None = None
        self._drafts: dict[Key, Draft] = {}
        self._changed: set[Key] = set()
        self._gather: Callable[[], None] | None = None
        self._timer: Timer | None = None
        self._told = False

    def __getitem__(self, key: Key) -> Draft:
        return self._drafts[key]

    def __setitem__(self, key: Key, draft: Draft) -> None:
        if self._drafts.get(key) != draft:
            self._drafts[key] = draft
            self._touch(key)

    def __delitem__(self, key: Key) -> None:
        del self._drafts[key]
        self._touch(key)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._drafts)

    def __len__(self) -> int:
        return len(self._drafts)

    def _touch(self, key: Key) -> None:
        self._changed.add(key)
        self.later(self._gather)

    def later(self, gather: Callable[[], None] | None) -> None:
        """Something is being typed: ``gather`` puts it here when it is time to write it down."""
        self._gather = gather
        if self._timer is None:
            self._timer = self._app.set_timer(KEEP_AFTER, self.keep)

    def load(self, path: Path) -> None:
        """From now on they are kept in this file; those in it are taken up."""
        self._path = path
        try:
            self._drafts = self._merged()
        except OSError as error:
            self._tell(error)

    def keep(self) -> None:
        """Write down now what has changed."""
        try:
            self.save()
        except OSError as error:
            self._tell(error)

    def save(self) -> None:
        """As ``keep``, without a word. OSError: it could not be written."""
        gather, self._gather = self._gather, None
        if gather is not None:
            gather()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._path is not None and self._changed:
            drafts = self._merged()
            _write(self._path, drafts)
            self._drafts = drafts
            self._changed.clear()

    def _merged(self) -> dict[Key, Draft]:
        """What is in the file, where another board may have written, with my changes. OSError."""
        assert self._path is not None
        try:
            found = _parse(self._path.read_text("utf-8"))
        except FileNotFoundError:
            found = {}
        except ValueError:
            found = {}
            # What is in it may still be wanted.
            aside = self._path.replace(self._path.with_suffix(".damaged"))
            self._failed(_("The file of drafts is damaged; it was put aside as {path}.").format(path=safe(str(aside))))
        drafts = {key: draft for key, draft in found.items() if key not in self._changed}
        return drafts | {key: self._drafts[key] for key in self._changed if key in self._drafts}

    def _tell(self, error: OSError) -> None:
        if not self._told:
            self._told = True
            reason = safe(error.strerror or str(error))
            self._failed(_("Drafts last only until you leave the program: {reason}.").format(reason=reason))


def _parse(text: str) -> dict[Key, Draft]:
    """ValueError: this is not what ``_write`` writes."""
    drafts = {}
    try:
        for ref, kind, words, title, base, contested in json.loads(text):
            over = Base(str(base[0]), str(base[1]), int(base[2])) if base is not None else None
            drafts[int(ref), str(kind)] = Draft(str(words), str(title), over, bool(contested))
    except (TypeError, LookupError, RecursionError) as error:
        raise ValueError(str(error)) from error
    return drafts


def _write(path: Path, drafts: dict[Key, Draft]) -> None:
    """Replace the file whole, or remove it when nothing is left. OSError."""
    if not drafts:
        path.unlink(missing_ok=True)
        return
    make_parent(path)
    part = path.with_name(f".{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            json.dump([[*key, *draft] for key, draft in drafts.items()], file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
