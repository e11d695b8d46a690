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
    """A text was corrected; ``was_marked`` and ``marked`` tell whether it said so before and
    says so now."""

    ticket: int
    comment: int
    before: str
    after: str
    was_marked: bool = False
    marked: bool = True

    def inverse(self) -> CommentEdited:
        return CommentEdited(self.ticket, self.comment, self.after, self.before, self.marked, self.was_marked)
