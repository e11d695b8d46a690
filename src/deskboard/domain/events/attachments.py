"""Facts about the files of a ticket. They name the bytes (``digest``) and hold none."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class AttachmentAdded(NamedTuple):
    ticket: int
    attachment: int
    name: str
    digest: str
    size: int
    author: str
    at: datetime

    def inverse(self) -> AttachmentRemoved:
        return AttachmentRemoved(*self)


class AttachmentRemoved(NamedTuple):
    ticket: int
    attachment: int
    name: str
    digest: str
    size: int
    author: str
    at: datetime

    def inverse(self) -> AttachmentAdded:
        return AttachmentAdded(*self)
