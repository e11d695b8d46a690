"""What was typed and not sent, in a file of its own for each database and person.

Invariant: what is being typed is in the file within ``KEEP_AFTER`` seconds, readable by its
owner only; a file that cannot be read or written costs a message, never the board; and of two
boards of one person that write the same text, neither overwrites what the other wrote.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote
from uuid import uuid4

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

ASIDE = "aside"
"""The kind, with a number, of a text that was given up for what somebody else wrote."""
APART = "~"
"""Stands between a kind and what tells the text of one board from the same of another one."""
LOCK_TRIES, LOCK_PAUSE = 20, 0.01
"""How often, and how many seconds apart, to ask for the file; whoever has it writes for moments."""


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


Kept = dict[Key, tuple[Draft, float]]
"""Drafts, each with the time of its last change (seconds since 1970; 0: not known)."""


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

    def __init__(self, app: MessagePump, failed: Callable[[str], None], clock: Callable[[], float] = time.time) -> None:
        self._app = app
        self._failed = failed
        self._clock = clock
        self._times: dict[Key, float] = {}
        self._known: dict[Key, Draft] = {}
        self._apart: dict[Key, Key] = {}
        self._path: Path | None = None
        self._drafts: dict[Key, Draft] = {}
        self._changed: set[Key] = set()
        self._gather: Callable[[], None] | None = None
        self._timer: Timer | None = None
        self._told = False

    def __getitem__(self, key: Key) -> Draft:
        return self._drafts[self._apart.get(key, key)]

    def __setitem__(self, key: Key, draft: Draft) -> None:
        key = self._apart.get(key, key)
        if self._drafts.get(key) != draft:
            self._drafts[key] = draft
            self._times[key] = self._clock()
            self._touch(key)

    def __delitem__(self, key: Key) -> None:
        mine = self._apart.get(key, key)
        del self._drafts[mine]
        self._apart.pop(key, None)
        self._touch(mine)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._drafts)

    def __len__(self) -> int:
        return len(self._drafts)

    def waiting(self) -> dict[Key, tuple[Draft, float]]:
        """All of them, each under a key of its own, with the time of its last change."""
        return {key: (draft, self._times.get(key, 0.0)) for key, draft in self._drafts.items()}

    def swap(self, one: Key, other: Key) -> None:
        """Each goes on as what the other was; there need not be an ``other``."""
        self._apart = {key: mine for key, mine in self._apart.items() if mine not in (one, other)}
        first, second = self._drafts.pop(one, None), self._drafts.pop(other, None)
        for key, draft in ((one, second), (other, first)):
            if draft is not None:
                self._drafts[key] = draft
                self._times[key] = self._clock()
            self._touch(key)
        self.keep()

    def drop(self, key: Key) -> None:
        """The very one under this key goes, whoever wrote it."""
        self._drafts.pop(key, None)
        self._touch(key)
        self.keep()

    def put_aside(self, ref: int, draft: Draft) -> Key:
        """Keep a text that was given up, until it is told to go; under which key."""
        kinds = [kind.partition(APART)[0] for at, kind in self if at == ref and kind.startswith(f"{ASIDE} ")]
        key = (ref, f"{ASIDE} {max((int(kind.split()[1]) for kind in kinds), default=0) + 1}")
        self[key] = draft
        self.keep()
        return key

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
            with _locked(path):
                self._take(self._found())
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
            make_parent(self._path)
            with _locked(self._path):
                found = self._found()
                self._make_way(found)
                self._take(found)
                _write(self._path, self.waiting())
                self._known = dict(self._drafts)
            self._changed.clear()

    def _make_way(self, found: Kept) -> None:
        """Where another board has written what I wrote too, mine goes under a key of its own."""
        for key in list(self._changed):
            there = found.get(key)
            if there is None or there[0] in (self._known.get(key), self._drafts.get(key)):
                continue
            self._changed.discard(key)
            if key in self._drafts:
                ref, kind = key
                apart = (ref, f"{kind.partition(APART)[0]}{APART}{uuid4().hex}")
                self._apart[key] = apart
                self._drafts[apart] = self._drafts.pop(key)
                self._times[apart] = self._times.pop(key, 0.0)
                self._changed.add(apart)

    def _take(self, found: Kept) -> None:
        """Take up what is in the file, but for what I changed since."""
        mine = {key: kept for key, kept in self.waiting().items() if key in self._changed}
        every = {key: kept for key, kept in found.items() if key not in self._changed} | mine
        self._drafts = {key: draft for key, (draft, _at) in every.items()}
        self._times = {key: at for key, (_draft, at) in every.items()}
        self._known = {key: draft for key, (draft, _at) in found.items()}

    def _found(self) -> Kept:
        """What is in the file, where another board may have written. OSError."""
        assert self._path is not None
        try:
            return _parse(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError:
            # What is in it may still be wanted.
            aside = self._path.replace(self._path.with_suffix(".damaged"))
            self._failed(_("The file of drafts is damaged; it was put aside as {path}.").format(path=safe(str(aside))))
            return {}

    def _tell(self, error: OSError) -> None:
        if not self._told:
            self._told = True
            reason = safe(error.strerror or str(error))
            self._failed(_("Drafts last only until you leave the program: {reason}.").format(reason=reason))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """The folder is locked, so that nobody else reads and writes the file meanwhile; should
    somebody hold it for long (a stopped program), it is written at the same time all the same."""
    import fcntl

    try:
        lock = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        yield  # what cannot be locked can be read at least; writing tells the reason
        return
    try:
        for _try in range(LOCK_TRIES):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                time.sleep(LOCK_PAUSE)
        yield
    finally:
        os.close(lock)


def _parse(text: str) -> Kept:
    """ValueError: this is not what ``_write`` writes."""
    drafts: Kept = {}
    try:
        for ref, kind, words, title, base, contested, *at in json.loads(text):
            over = Base(str(base[0]), str(base[1]), int(base[2])) if base is not None else None
            draft = Draft(str(words), str(title), over, bool(contested))
            drafts[int(ref), str(kind)] = draft, float(at[0]) if at else 0.0
    except (TypeError, LookupError, RecursionError) as error:
        raise ValueError(str(error)) from error
    return drafts


def _write(path: Path, drafts: Kept) -> None:
    """Replace the file whole, or remove it when nothing is left. OSError."""
    if not drafts:
        path.unlink(missing_ok=True)
        return
    part = path.with_name(f".{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            json.dump([[*key, *draft, at] for key, (draft, at) in drafts.items()], file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
