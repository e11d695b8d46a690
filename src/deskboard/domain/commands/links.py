"""Requests about what tickets are to one another: linked, merged, split."""

from __future__ import annotations

from typing import NamedTuple

from deskboard.domain.model import LinkKind


class LinkTickets(NamedTuple):
    """Each of ``refs`` is ``kind`` to ``other``: ``blocks`` means that they block it."""

    refs: tuple[int, ...]
    kind: LinkKind
    other: int


class UnlinkTickets(NamedTuple):
    refs: tuple[int, ...]
    kind: LinkKind
    other: int


class MergeTicket(NamedTuple):
    """Merge the duplicates ``refs`` into ``survivor``."""

    refs: tuple[int, ...]
    survivor: int


class SplitComment(NamedTuple):
    """Make a ticket of a comment and link the two. ``title`` None: its first line."""

    ref: int
    comment: int
    title: str | None = None
