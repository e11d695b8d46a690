"""Opening a file to import: which kind it is, judged by what stands in it, not by its name.

Invariant: a file that cannot be read ends in one BadInput that says what to do next.
"""

from __future__ import annotations

import codecs
import re
import stat
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, tzinfo
from pathlib import Path
from typing import ClassVar

from deskboard.domain.commands.imports import ImportTickets
from deskboard.domain.errors import BadInput, NotFound
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.transfer.findings import Findings, Problem

BATCH = 1_000
"""Tickets in one command: large enough to be quick, small enough not to lock others out."""

KINDS = ("trello", "csv", "json", "taskwarrior")
LOOK = 64 * 1024
"""Bytes read to judge a file."""

Mapped = Mapping[str, str]


class Source(ABC):
    """A file being imported. ``name`` is its name, safe to show; ``board`` the board asked for."""

    kind: ClassVar[str]

    def __init__(self, path: str, board: str | None = None) -> None:
        self.path = Path(path)
        self.name = safe(self.path.name)
        self.board = board
        self.findings = Findings()
        self.read = 0
        """Bytes read so far, for progress."""
        self.rows: dict[str, int] = {}
        """Origin → row, of the tickets handed on last: readers forget those before."""

    @abstractmethod
    def _tickets(self) -> Iterator[ImportTickets]:
        """The batches, each of at most ``BATCH`` tickets."""

    def batches(self) -> Iterator[ImportTickets]:
        """The tickets, from the beginning each time; fills ``findings`` on the way."""
        self.findings = Findings()
        self.read = 0
        self.rows.clear()
        try:
            yield from self._tickets()
        except OSError as error:
            raise BadInput(
                _("{name} cannot be read: {reason}.").format(name=self.name, reason=error.strerror or error)
            ) from None

    @property
    def problems(self) -> list[Problem]:
        """The rows left out so far, and why (the first ``findings.KEPT``)."""
        return self.findings.problems

    @property
    def notes(self) -> list[str]:
        """What else was met so far."""
        return self.findings.notes

    def size(self) -> int:
        """Bytes in all, for progress."""
        return self.path.stat().st_size


def open_source(
    path: str,
    kind: str | None = None,
    mapping: Mapped = {},
    board: str | None = None,
    zone: tzinfo = UTC,
) -> Source:
    """The file at ``path``, ready to be read.

    ``kind`` is one of ``KINDS``, guessed when None. ``mapping`` (ticket field → header) is for
    CSV; ``board`` names the board to import into; ``zone`` is where times without one were
    written. NotFound: no such file. BadInput: not a file, not readable, of no known kind, or
    a mapping that does not fit.
    """
    head = _look(path)
    kind = kind or guess_kind(head)
    if kind not in KINDS:
        raise BadInput(
            _("It is not clear what {path} is.").format(path=safe(path)),
            _("Say it with --from {kinds}.").format(kinds="|".join(KINDS)),
        )
    if mapping and kind != "csv":
        raise BadInput(_("--map is for CSV files, and this file is {kind}.").format(kind=kind))
    return _opener(kind, mapping, zone)(path, board)


def _opener(kind: str, mapping: Mapped, zone: tzinfo) -> Callable[[str, str | None], Source]:
    if kind == "trello":
        from deskboard.transfer.trello import TrelloBoard

        return TrelloBoard
    if kind == "json":
        from deskboard.transfer.jsonl import JsonLines

        return JsonLines
    if kind == "taskwarrior":
        from deskboard.transfer.taskwarrior import Tasks

        return Tasks
    from deskboard.transfer.table import Table

    return lambda path, board: Table(path, board, mapping, zone)


def _look(path: str) -> bytes:
    """The beginning of a regular file."""
    try:
        mode = Path(path).stat().st_mode
        if not stat.S_ISREG(mode):
            raise BadInput(_("{path} is not a file.").format(path=safe(path)))
        with Path(path).open("rb") as file:
            return file.read(LOOK)
    except FileNotFoundError:
        raise NotFound(_("There is no file {path}.").format(path=safe(path))) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(_("{path} cannot be read: {reason}.").format(path=safe(path), reason=safe(reason))) from None


_OF_TASKS = (
    re.compile(rb'"uuid"\s*:\s*"[0-9a-fA-F]{8}-'),
    re.compile(rb'"status"\s*:\s*"(?:pending|waiting|completed|deleted|recurring)"'),
    re.compile(rb'"entry"\s*:'),
)
"""What stands in every task that Taskwarrior writes."""


def guess_kind(head: bytes) -> str | None:
    """One of ``KINDS`` from the beginning of a file, or None."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if re.match(rb'\{\s*"deskboard"\s*:', start):
        return "json"
    if start[:1] in (b"[", b"{") and all(sign.search(start) for sign in _OF_TASKS):
        return "taskwarrior"
    if start[:1] == b"{":
        return "trello"
    if start[:1] in (b"[", b"<", b"%", b""):
        return None
    return "csv" if _is_table(head) else None


def _is_table(head: bytes) -> bool:
    """Whether the first line could be headers: text, and either several or a known one."""
    from deskboard.transfer.decoding import guess_encoding
    from deskboard.transfer.headers import known_field

    line = head.decode(guess_encoding(head), "replace").lstrip("\ufeff").split("\n", 1)[0]
    if any(ord(c) < 32 and c not in "\t\r" for c in line):
        return False
    cells = re.split(r"[,;\t|]", line)
    return len(cells) > 1 or known_field(cells[0]) is not None
