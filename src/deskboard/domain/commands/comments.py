"""Requests about public replies and internal notes."""

from __future__ import annotations

from typing import NamedTuple

from deskboard.domain.model import CommentKind


class AddComment(NamedTuple):
    refs: tuple[int, ...]
    kind: CommentKind
    text: str


class EditComment(NamedTuple):
    """Correct a comment: its author only, and only for ten minutes."""

    ref: int
    comment: int
    text: str
