"""Deciding how imported tickets hang together: their links, and what was merged into what.

Invariant: a link comes with the later of its two tickets, whichever of them that is, so that
it is never told twice and never leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from deskboard.domain import commands as c
from deskboard.domain.model import LinkKind, Ticket
from deskboard.store import links
from deskboard.store.work import Work

OTHER = {"link.added": "other", "link.removed": "other", "parts.left": "other", "parts.came": "other"}


class Kin:
    """Finds the tickets that others of one batch name by their origins."""

    def __init__(self, work: Work, fresh: Sequence[c.SourceTicket], refs: Sequence[int]) -> None:
        wanted = {origin for ticket in fresh for origin in _named(ticket)} - {ticket.origin for ticket in fresh} - {""}
        self._known = links.by_origin(work.connection, wanted)
        self._mergeable = {
            ref for ref, ticket in work.facts.tickets(self._known.values()).items() if _is_left_over(ticket)
        }
        self._known |= _native(work, wanted)
        self._places = {ticket.ref: ref for ticket, ref in zip(fresh, refs, strict=True) if ticket.ref is not None}

    def of(self, ticket: c.SourceTicket, ref: int) -> dict[str, Any]:
        """What the ticket's values say of others. From now on it is known itself."""
        known = self._known
        found = {(LinkKind(kind).value, known[origin]) for kind, origin in ticket.links if origin in known}
        merged = {known[origin] for origin in ticket.merged if known.get(origin) in self._mergeable}
        known[ticket.origin] = ref
        values: dict[str, Any] = {}
        if found:
            values["links"] = tuple(sorted(found))
        if merged:
            values["merged"] = tuple(sorted(merged))
        if ticket.fields.get("archived") is not None:
            if ticket.survivor in known:
                values["merged_into"] = known[ticket.survivor]
            elif ticket.survivor:
                self._mergeable.add(ref)
        return values

    def told(self, past: c.PastEvent) -> c.PastEvent:
        """A past event with today's ref of the other ticket it names; one that is not among
        these tickets is named as a text."""
        data = dict(past.data)
        keys = [OTHER[past.kind]] if past.kind in OTHER else []
        if past.kind == "ticket.edited" and data.get("field") == "merged_into":
            keys = ["before", "after"]
        for key in keys:
            if isinstance(data.get(key), int):
                data[key] = self._places.get(data[key], str(data[key]))
        return past._replace(data=data)


def _named(ticket: c.SourceTicket) -> Iterator[str]:
    yield from (origin for _kind, origin in ticket.links)
    yield from ticket.merged
    if ticket.survivor:
        yield ticket.survivor


def _is_left_over(ticket: Ticket) -> bool:
    """Whether it may be one that was merged into a ticket that came later."""
    return ticket.archived is not None and ticket.merged_into is None


def _native(work: Work, origins: Iterable[str]) -> dict[str, int]:
    """The tickets that were made in this very database, by the origins an export gives them."""
    own = f"deskboard:{work.facts.meta('database_id')}:"
    refs = {origin: origin.removeprefix(own) for origin in origins if origin.startswith(own)}
    found = {origin: int(ref) for origin, ref in refs.items() if ref.isascii() and ref.isdecimal() and len(ref) < 10}
    there = work.facts.tickets(found.values()) if found else {}
    return {origin: ref for origin, ref in found.items() if ref in there}
