"""Facts about what tickets are to one another. Each is told once for each of the two tickets."""

from __future__ import annotations

from typing import NamedTuple


class LinkAdded(NamedTuple):
    """One end of a link: the ticket is ``kind`` to ``other``. In history from elsewhere
    ``other`` may be a text: the ref it had there."""

    ticket: int
    kind: str
    other: int | str

    def inverse(self) -> LinkRemoved:
        return LinkRemoved(*self)


class LinkRemoved(NamedTuple):
    ticket: int
    kind: str
    other: int | str

    def inverse(self) -> LinkAdded:
        return LinkAdded(*self)


class PartsLeft(NamedTuple):
    """Comments and attachments (their ids) left the ticket for ``other``. That they are there
    now is told, and done, by ``PartsCame`` at the other ticket."""

    ticket: int
    other: int | str
    comments: tuple[int, ...] = ()
    attachments: tuple[int, ...] = ()

    def inverse(self) -> PartsCame:
        return PartsCame(*self)


class PartsCame(NamedTuple):
    """Comments and attachments came to the ticket from ``other``."""

    ticket: int
    other: int | str
    comments: tuple[int, ...] = ()
    attachments: tuple[int, ...] = ()

    def inverse(self) -> PartsLeft:
        return PartsLeft(*self)
