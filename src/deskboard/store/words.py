"""Keeping the full-text index in step with tickets.

The index holds, for each ticket, the words of its title and the words of everything else that
can be searched: ref, description, steps, comments, tags, names of attachments, requester,
answers. It is a copy, and can be made again from the rows at any time (``rebuild``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Connection, literal, select, text, union_all

from deskboard.domain import events as e
from deskboard.domain.search import words_of
from deskboard.store import dialect
from deskboard.store.facts import chunks
from deskboard.store.tables import answer, attachment, comment, person, step, tag, ticket

TABLE = "ticket_search"
_FIELDS = frozenset({"title", "description", "tags", "requester", "answers"})
PARTS = (
    *(e.StepAdded, e.StepRemoved, e.CommentAdded, e.CommentRemoved, e.CommentEdited),
    *(e.AttachmentAdded, e.AttachmentRemoved, e.PartsLeft, e.PartsCame),
)


def refresh(connection: Connection, events: Sequence[e.Event]) -> None:
    """Bring the index up to date with what the events changed."""
    imported = {event.ticket: event.values for event in events if isinstance(event, e.TicketImported)}
    others = [event for event in events if not isinstance(event, e.TicketImported)]
    removed = {event.ticket for event in others if isinstance(event, e.TicketRemoved | e.TicketPurged)}
    added = {event.ticket for event in others if isinstance(event, e.TicketAdded)} | imported.keys()
    changed = {
        event.ticket
        for event in others
        if isinstance(event, PARTS)
        or (isinstance(event, e.TicketEdited) and event.field in _FIELDS)
        or (isinstance(event, e.StepEdited) and event.field == "text")
    }
    stale = (removed | changed) - (added - removed)
    if stale:
        dialect.forget_words(connection, sorted(stale))
    whole = imported.keys() - removed - changed
    index(connection, sorted((added | changed) - removed - whole))
    for part in chunks(sorted(whole)):
        _index_whole(connection, {ref: imported[ref] for ref in part})


def index(connection: Connection, refs: Iterable[int]) -> None:
    """Put tickets into the index that are not in it."""
    for part in chunks(refs):
        dialect.put_words(connection, found(connection, part))


def found(connection: Connection, refs: Sequence[int]) -> list[tuple[int, str, str]]:
    """(ref, words of the title, words of the rest) of the tickets."""
    titles: dict[int, str] = {}
    bodies: dict[int, list[str]] = {ref: [str(ref)] for ref in refs}
    for ref, is_title, piece in connection.execute(_texts(dialect.is_sqlite(connection), refs)):
        if is_title:
            titles[ref] = piece
        elif piece:
            bodies[ref].append(piece)
    return _words(titles, bodies)


def _index_whole(connection: Connection, imported: Mapping[int, Mapping[str, Any]]) -> None:
    """Put imported tickets into the index: all that can be found of them stands in their one event."""
    asked = {values["requester"] for values in imported.values()} - {None}
    known = select(person.c.login, person.c.name)
    rows = connection.execute(known.where(dialect.among(dialect.is_sqlite(connection), person.c.login, asked)))
    names = {row[0]: row[1] for row in rows}
    titles = {ref: values["title"] for ref, values in imported.items()}
    bodies = {
        ref: [
            *(str(ref), values["description"], requester := values["requester"] or "", names.get(requester, "")),
            *values.get("tags", ()),
            *(text for _id, text, *_rest in values.get("steps", ())),
            *(text for _id, _kind, text, *_rest in values.get("comments", ())),
            *(text for _field, text in values.get("answers", ())),
            *(name for _id, name, *_rest in values.get("attachments", ())),
        ]
        for ref, values in imported.items()
    }
    dialect.put_words(connection, _words(titles, bodies))


def _words(titles: Mapping[int, str], bodies: Mapping[int, Iterable[str]]) -> list[tuple[int, str, str]]:
    return [(ref, words_of(title), words_of("\n".join(bodies[ref]))) for ref, title in titles.items()]


def _texts(sqlite: bool, refs: Sequence[int]) -> CompoundSelect[Any]:
    """(ref, whether it is the title, text) of all that can be found of these tickets: one
    question, since each is a journey to the server."""
    of = ticket.c.id
    pieces = [
        *((of, text_of, ticket) for text_of in (ticket.c.description, ticket.c.requester)),
        (of, person.c.name, ticket.join(person, person.c.login == ticket.c.requester)),
        *(
            (text_of.table.c.ticket_id, text_of, text_of.table)
            for text_of in (tag.c.tag, step.c.text, comment.c.text, answer.c.value, attachment.c.name)
        ),
    ]
    return union_all(
        select(of, literal(1), ticket.c.title).where(dialect.among(sqlite, of, refs)),
        *(
            select(ref, literal(0), text_of).select_from(place).where(dialect.among(sqlite, ref, refs))
            for ref, text_of, place in pieces
        ),
    )


def rebuild(connection: Connection, step: Callable[[int], None] = lambda tickets: None) -> int:
    """Make the index anew from the rows; returns how many tickets are in it. ``step`` is told
    of every few tickets."""
    connection.execute(text("DELETE FROM ticket_search"))
    refs = list(connection.execute(select(ticket.c.id)).scalars())
    for part in chunks(refs):
        index(connection, part)
        step(len(part))
    return len(refs)
