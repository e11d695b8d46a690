"""What a handler decides: the events that follow from a command, and what it left alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from deskboard.domain.errors import DeskboardError
from deskboard.domain.events import Event
from deskboard.store.attachments import Blob
from deskboard.store.log import Record


class Decision(NamedTuple):
    """``events`` happen now; ``past`` is history that comes along with an import. ``refs``
    are the tickets that changed; ``refused`` those left alone, each with its reason;
    ``skipped`` counts what an import found to be there already. ``blobs``:
    the bytes of files that the events name."""

    events: Sequence[Event]
    refs: Sequence[int] = ()
    refused: Sequence[tuple[int, DeskboardError]] = ()
    created: Sequence[int] = ()
    people: Sequence[str] = ()
    warnings: Sequence[str] = ()
    what: str = ""
    past: Sequence[Record] = ()
    skipped: int = 0
    blobs: Sequence[Blob] = ()
