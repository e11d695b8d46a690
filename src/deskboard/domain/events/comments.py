"""Facts about public replies and internal notes."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class CommentAdded(NamedTuple):
    ticket: int
    comment: int
    kind: str
    text: str
    author: str
    at: datetime

    def inverse(self) -> CommentRemoved:
        return CommentRemoved(*self)


class CommentRemoved(NamedTuple):
    ticket: int
    comment: int
    kind: str
    text: str
    author: str
    at: datetime

    def inverse(self) -> CommentAdded:
        return CommentAdded(*self)


class CommentEdited(NamedTuple):
    ticket: int
    comment: int
    before: str
    after: str

    def inverse(self) -> CommentEdited:
        return CommentEdited(self.ticket, self.comment, self.after, self.before)
