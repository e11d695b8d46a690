"""Requests about the files of tickets."""

from __future__ import annotations

from typing import NamedTuple

from deskboard.domain.attachments import NewFile


class AttachFiles(NamedTuple):
    """Attach files to tickets. The bytes are kept once, however many tickets get them."""

    refs: tuple[int, ...]
    files: tuple[NewFile, ...]


class RemoveAttachments(NamedTuple):
    """Take files (by id) off a ticket. They can be brought back by undo."""

    ref: int
    attachments: tuple[int, ...]
