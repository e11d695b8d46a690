"""Finding a ticket to link to or to merge into: what the picker asks of the desk.

Runs on the worker thread. Invariant: what is typed never fails; what cannot be read as a query
is looked for as words.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from deskboard.domain.errors import NotFound, QueryError
from deskboard.domain.query import Is, Query, Text, parse
from deskboard.domain.readmodels import TicketRow
from deskboard.domain.text import search_words

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk

MOST = 12
"""Tickets that are offered: a screenful, the likeliest first."""


class Found(NamedTuple):
    """A ticket to choose. ``alike``: its title is much like that of the ticket in question."""

    ref: int
    title: str
    column: str
    alike: bool = False


def find(desk: Desk, text: str, title: str = "", but: Collection[int] = ()) -> tuple[Found, ...]:
    """The tickets that what was typed means: a ref, words or a query. Nothing typed: those
    whose titles are like ``title`` (or that of the first of several), then the newest open ones.
    The number of a ticket in question finds nothing: no other may stand in its place."""
    if _number(text) in but:
        return ()
    title = title or next((desk.ticket(ref).row.title for ref in but if not text), "")
    alike = {found.ref: Found(found.ref, found.title, "", True) for found in _alike(desk, text, title, but)}
    rows = [] if text and not search_words(text) else list(desk.tickets(_query(text), limit=MOST + len(but)))
    named = _named(desk, text)
    found = {row.ref: Found(row.ref, row.title, row.column) for row in (*named, *rows)}
    return tuple(ticket for ref, ticket in (alike | found | alike).items() if ref not in but)[:MOST]


def _alike(desk: Desk, text: str, title: str, but: Collection[int]) -> list[Found]:
    if text or not title:
        return []
    return [Found(found.ref, found.title, found.requester or "", True) for found in desk.likely_duplicates(title, but)]


def _query(text: str) -> Query:
    try:
        return parse(text) if text else Query(Is("open"))
    except QueryError:
        return Query(Text(text, False))


def _named(desk: Desk, text: str) -> list[TicketRow]:
    """The ticket with the ref that was typed, wherever it is."""
    number = _number(text)
    if number is None:
        return []
    try:
        return [desk.ticket(number).row]
    except NotFound:
        return []


def _number(text: str) -> int | None:
    digits = text.removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None
