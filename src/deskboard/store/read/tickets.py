"""Tickets as lines of a list, and one or many of them whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from deskboard.domain import events as e
from deskboard.domain.mentions import mentioned
from deskboard.domain.model import Priority, QueueMode, Stage, Status
from deskboard.domain.query.tree import Query, SortKey
from deskboard.domain.readmodels import Attachment, ColumnName, Comment, Step, TicketPage, TicketRow
from deskboard.domain.templates import form_of
from deskboard.store import dialect, links, log
from deskboard.store.facts import LARGEST_ID, chunks, possible
from deskboard.store.read import forms, kept
from deskboard.store.read.filter import (
    ATTACHMENTS,
    COMMENTS,
    PRIORITY_RANK,
    STEPS,
    STEPS_DONE,
    Asked,
    best_terms,
    where,
)
from deskboard.store.read.people import known
from deskboard.store.tables import answer, attachment, board, board_column, comment, queue, step, tag, ticket, watcher

BATCH = 500
"""How many tickets are read at a time when all are wanted."""


def _rows(sqlite: bool) -> Select[Any]:
    words = select(dialect.joined(sqlite, tag.c.tag)).where(tag.c.ticket_id == ticket.c.id).scalar_subquery()
    told = dialect.paired(sqlite, answer.c.field, answer.c.value)
    told = select(told).where(answer.c.ticket_id == ticket.c.id).scalar_subquery()
    watch = select(dialect.joined(sqlite, watcher.c.login)).where(watcher.c.ticket_id == ticket.c.id).scalar_subquery()
    t = ticket.c
    return (
        select(
            t.id, t.title, t.description, board.c.name, board_column.c.name, board_column.c.stage, t.priority, t.status,
            t.type, t.queue, t.assignee, t.requester, words, t.due, t.impact, t.urgency, t.created, t.updated,
            t.first_response, t.resolved, t.archived, STEPS, STEPS_DONE, COMMENTS, ATTACHMENTS, t.origin, t.version,
            t.merged_into, t.trashed, watch, t.wake, t.priority_by_hand, t.template, told, t.column_id,
        )
        .join(board_column, board_column.c.id == t.column_id)
        .join(board, board.c.id == board_column.c.board_id)
    )  # fmt: skip


_ROWS = {sqlite: _rows(sqlite) for sqlite in (True, False)}


def _row(row: Any) -> TicketRow:
    v = list(row)
    v[5], v[6], v[7] = Stage(v[5]), Priority(v[6]), Status(v[7])
    v[12], v[29] = _split(v[12]), _split(v[29])
    *head, told, _column = v
    return TicketRow._make((*head, tuple(sorted(json.loads(told).items())) if told else ()))


def _split(words: str | None) -> tuple[str, ...]:
    return tuple(sorted(words.split(" "))) if words else ()


def order_of(query: Query) -> list[ColumnElement[Any]]:
    """The order that a query asks for; what is absent comes last either way."""
    return [part for key in query.sort for part in _order(key)]


def _order(key: SortKey) -> list[ColumnElement[Any]]:
    column: ColumnElement[Any] = {
        "ref": ticket.c.id,
        "title": dialect.folded(ticket.c.title),
        "column": board_column.c.rank,
        "stage": case({str(stage): n for n, stage in enumerate(Stage)}, value=board_column.c.stage),
        "board": board.c.name,
        "priority": PRIORITY_RANK,
        "comments": COMMENTS,
        "checklist": STEPS,
    }.get(key.key, ticket.c.get(key.key, ticket.c.id))
    return [column.is_(None), column.desc() if key.descending else column.asc()]


def rows(
    connection: Connection, query: Query | None, asked: Asked, board_name: str | None, limit: int | None
) -> Iterator[TicketRow]:
    """The tickets a query means: in its own order, else by relevance, else newest first."""
    statement = _ROWS[asked.sqlite].where(where(query, asked))
    if board_name is not None:
        statement = statement.where(board.c.name == board_name)
    terms = best_terms(query)
    if query is not None and query.sort:
        statement = statement.order_by(*order_of(query), ticket.c.id)
    elif terms:
        if len(terms) == 1 and terms[0].words[0].isdecimal():
            # Somebody who types a number most likely means that ticket.
            statement = statement.order_by(ticket.c.id != min(int(terms[0].words[0]), LARGEST_ID))
        statement = dialect.by_relevance(statement, asked.sqlite, terms, ticket.c.id)
    else:
        statement = statement.order_by(ticket.c.id.desc())
    for row in connection.execution_options(yield_per=BATCH).execute(statement.limit(limit)):
        yield _row(row)


def count(connection: Connection, query: Query | None, asked: Asked) -> int:
    """How many tickets a query means."""
    statement = select(func.count()).select_from(ticket).join(board_column, board_column.c.id == ticket.c.column_id)
    return int(connection.execute(statement.where(where(query, asked))).scalar_one())


def counts(connection: Connection, queries: Sequence[Query], asked: Asked) -> tuple[int, ...]:
    """How many tickets each of the queries means."""
    return tuple(count(connection, query, kept.ready(connection, query, asked)) for query in queries)


def refs(connection: Connection, query: Query | None, asked: Asked, trash: bool = False) -> list[int]:
    """All refs a query means, board by board, column by column, top to bottom; with no query
    those in the archive as well, and those in the trash only with ``trash``."""
    order = (board_column.c.board_id, board_column.c.rank, ticket.c.rank, ticket.c.id)
    statement = select(ticket.c.id).join(board_column, board_column.c.id == ticket.c.column_id).order_by(*order)
    if query is not None or not trash:
        statement = statement.where(where(query, asked) if query is not None else ticket.c.trashed.is_(None))
    return list(connection.execute(statement).scalars())


def pages(connection: Connection, wanted: Iterable[int], sqlite: bool, trash: bool = False) -> Iterator[TicketPage]:
    """Tickets whole, in the order of the refs; those that do not exist are left out. With ``trash``
    they tell what hangs together with them there, too."""
    names = column_names(connection)
    templates = forms.templates(connection)
    modes = {name: QueueMode(mode) for name, mode in connection.execute(select(queue.c.name, queue.c.mode))}
    for part in chunks(possible(wanted)):
        for page in _pages(connection, part, sqlite, names, trash):
            form = form_of(templates, page.row.type, page.row.template) if templates else ()
            yield page._replace(form=form, mode=modes.get(page.row.queue or ""))


def _pages(
    connection: Connection, part: Sequence[int], sqlite: bool, names: dict[int, str], trash: bool
) -> list[TicketPage]:
    found = {row[0]: row for row in connection.execute(_ROWS[sqlite].where(dialect.among(sqlite, ticket.c.id, part)))}
    steps: dict[int, list[Step]] = {ref: [] for ref in part}
    comments: dict[int, list[Comment]] = {ref: [] for ref in part}
    s, c = step.c, comment.c
    for row in connection.execute(
        select(s.ticket_id, s.id, s.text, s.done, s.assignee, s.due)
        .where(dialect.among(sqlite, s.ticket_id, part))
        .order_by(s.rank, s.id)
    ):
        steps[row[0]].append(Step(*row[1:]))
    for said in connection.execute(
        select(c.ticket_id, c.id, c.kind, c.text, c.author, c.at, c.edited)
        .where(dialect.among(sqlite, c.ticket_id, part))
        .order_by(c.at, c.id)
    ):
        comments[said[0]].append(Comment._make(said[1:]))
    files = _files(connection, part, sqlite)
    histories = log.histories(connection, part)
    rows = {ref: _row(found[ref]) for ref in part if ref in found}
    logins = {ref: _named(row, steps[ref], comments[ref]) for ref, row in rows.items()}
    people = known(connection, sqlite, set().union(*logins.values()))
    linked, merged = links.shown(connection, part, trash), links.merged(connection, part, trash)
    survivors = links.survivors(connection, part)
    return [
        TicketPage(
            row,
            found[ref][-1],
            tuple(steps[ref]),
            tuple(comments[ref]),
            tuple(entry for entry in histories[ref] if not isinstance(entry.event, e.CommentAdded)),
            names,
            links=tuple(linked.get(ref, ())),
            merged=tuple(merged.get(ref, ())),
            survivor=survivors.get(ref),
            files=tuple(files.get(ref, ())),
            people={login: people[login] for login in logins[ref] if login in people},
        )
        for ref, row in rows.items()
    ]


def _named(row: TicketRow, steps: Iterable[Step], comments: Iterable[Comment]) -> set[str]:
    """The logins that a ticket names or mentions, somebody's or not."""
    texts = [row.description, *(comment.text for comment in comments)]
    found = {row.assignee, row.requester, *row.watchers, *(step.assignee for step in steps)}
    found.update(comment.author for comment in comments)
    return {login for login in found if login} | {login for text in texts for login in mentioned(text)}


def _files(connection: Connection, part: Sequence[int], sqlite: bool) -> dict[int, list[Attachment]]:
    """ref → its files, in the order in which they came."""
    a = attachment.c
    found: dict[int, list[Attachment]] = {}
    for row in connection.execute(
        select(a.ticket_id, a.id, a.name, a.digest, a.size, a.author, a.at)
        .where(dialect.among(sqlite, a.ticket_id, part))
        .order_by(a.at, a.id)
    ):
        found.setdefault(row[0], []).append(Attachment._make(row[1:]))
    return found


def column_names(connection: Connection) -> dict[int, str]:
    """id → name of every column there is; each knows its board."""
    query = select(board_column.c.id, board_column.c.name, board.c.name).join(board)
    return {row[0]: ColumnName(row[1], row[2]) for row in connection.execute(query)}
