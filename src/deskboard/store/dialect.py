"""Everything that differs between SQLite and PostgreSQL.

How few things they are is the point of keeping them in one place: how writers take turns, the
full-text index, and joining strings.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    Text,
    TextClause,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
    text,
)

from deskboard.domain.search import Term
from deskboard.domain.text import fold

WRITE_LOCK = 0x6465736B
"""The PostgreSQL advisory lock that makes writers take turns, as SQLite does by itself: order
keys, undo checks and the order of events then mean the same on both. Value: "desk"."""
BUSY_SECONDS = 30
"""How long a writer waits for its turn before it gives up."""
SILENT_SECONDS = 60
"""How long a writer may keep its turn without a word to the server."""


MOST_WORDS = 400_000
"""Characters of words that PostgreSQL indexes of one ticket: a tsvector holds less than 1 MiB."""
MOST_PLACES = 16_000
"""Words of a ticket whose places a tsvector tells; those of a phrase are found by them."""
MOST_TIMES = 255
"""Places that it tells of one word."""


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def lock_for_writing(connection: Connection) -> str | None:
    """Wait for our turn to write. On SQLite ``BEGIN IMMEDIATE`` has done it already.

    Returns the number by which a server knows the transaction. It ends one that is silent for
    long: its client may have gone without a word, and everybody else waits for it."""
    if is_sqlite(connection):
        return None
    row = connection.exec_driver_sql(
        f"SELECT set_config('lock_timeout', '{BUSY_SECONDS}s', true),"
        f" set_config('idle_in_transaction_session_timeout', '{SILENT_SECONDS}s', true),"
        f" pg_advisory_xact_lock({WRITE_LOCK}), CAST(pg_current_xact_id() AS text)"
    ).one()
    return str(row[3])


def has_function(connection: Connection, signature: str) -> bool:
    """Whether the database has that function of ours (``store.grants``)."""
    found = text("SELECT to_regprocedure(:signature) IS NOT NULL")
    return not is_sqlite(connection) and bool(connection.execute(found, {"signature": signature}).scalar_one())


IMPATIENCE = 100
"""Milliseconds that what can be done another time waits for others."""


@contextmanager
def hurried(connection: Connection) -> Iterator[None]:
    """A transaction that fails where it would have to wait."""
    if not is_sqlite(connection):
        with connection.begin():
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {IMPATIENCE}")
            yield
        return
    # Past SQLAlchemy, which would begin a transaction for it, with the patience of before.
    raw = connection.connection.cursor()
    (before,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute(f"PRAGMA busy_timeout = {IMPATIENCE}")
    try:
        with connection.begin():
            yield
    finally:
        raw.execute(f"PRAGMA busy_timeout = {before}")
        raw.close()


def shared_now(connection: Connection, now: datetime) -> datetime:
    """The time by a clock that all users of the database share: that of the one machine, or
    the server's."""
    return now if is_sqlite(connection) else connection.execute(select(func.clock_timestamp())).scalar_one()


def refuse_hidden_rows(connection: Connection) -> None:
    """Rather an error than a part of a table, where policies hide rows from the role."""
    if not is_sqlite(connection):
        connection.exec_driver_sql("SET LOCAL row_security = off")


def forget_words(connection: Connection, refs: Sequence[int]) -> None:
    """Take tickets out of the full-text index."""
    key = "rowid" if is_sqlite(connection) else "ticket_id"
    connection.execute(text(f"DELETE FROM ticket_search WHERE {key} = :ref"), [{"ref": ref} for ref in refs])


# A sign between them, so that no phrase begins in the title and ends in the rest.
WORDS = "setweight(to_tsvector('simple', {title}), 'A') || CAST('''|'':1' AS tsvector) || to_tsvector('simple', {body})"
"""What PostgreSQL indexes of a ticket, from the words of its title and of the rest."""


def indexed(rows: Iterable[tuple[int, str, str]]) -> list[dict[str, object]]:
    """(ref, words of the title, words of the rest) as PostgreSQL is given them."""
    return [
        {"ref": ref, "title": title, "body": body[:MOST_WORDS], "long": _long(title, body)} for ref, title, body in rows
    ]


def put_words(connection: Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    """Put (ref, words of the title, words of the rest) into the full-text index; the refs
    must not be in it."""
    values: Any
    if is_sqlite(connection):
        sql, values = "INSERT INTO ticket_search (rowid, title, body) VALUES (?, ?, ?)", list(rows)
    else:
        words = WORDS.format(title="%(title)s", body="%(body)s")
        sql = f"INSERT INTO ticket_search (ticket_id, words, long) VALUES (%(ref)s, {words}, %(long)s)"
        values = indexed(rows)
    if values:
        connection.exec_driver_sql(sql, values)


def _long(title: str, body: str) -> str | None:
    """The words as they stand, for a ticket of which a tsvector cannot tell all."""
    words = body.split()
    if len(words) <= MOST_TIMES:
        return None
    if len(body) <= MOST_WORDS and len(words) <= MOST_PLACES and Counter(words).most_common(1)[0][1] <= MOST_TIMES:
        return None
    return f" {title} | {body} "


def matching(sqlite: bool, terms: Sequence[Term], name: str, *, title: bool = False) -> TextClause:
    """A subquery of the refs whose words (``title``: those of the title) hold all the terms.
    ``name`` keeps the parameters of several subqueries in one statement apart."""
    if sqlite:
        sql = f"SELECT rowid FROM ticket_search WHERE ticket_search MATCH :{name}"
        return text(sql).bindparams(**{name: f"title : ({_fts5(terms)})" if title else _fts5(terms)})
    if title:
        sql = f"SELECT ticket_id FROM ticket_search WHERE words @@ to_tsquery('simple', :{name})"
        return text(sql).bindparams(**{name: _tsquery(terms, "A")})
    return text(f"SELECT ticket_id FROM ticket_search WHERE {_anywhere(name)}").bindparams(**_asked(terms, name))


def _anywhere(name: str) -> str:
    return f"(words @@ to_tsquery('simple', :{name}) OR long LIKE ALL (CAST(:{name}_long AS text[])))"


def _asked(terms: Sequence[Term], name: str) -> dict[str, object]:
    """The parameters of ``_anywhere``. Words are letters and digits: no sign of LIKE is in them."""
    patterns = ["% " + " ".join(term.words) + ("%" if term.prefix else " %") for term in terms]
    return {name: _tsquery(terms), f"{name}_long": patterns}


def keep_hits(connection: Connection, terms: Sequence[Term], table: str) -> None:
    """Fill a temporary table of our own with the refs whose words hold all the terms, for
    reads that look at them several times. SQLite only."""
    connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS {table} (ref INTEGER PRIMARY KEY)")
    connection.exec_driver_sql(f"DELETE FROM temp.{table}")
    found = "SELECT rowid FROM ticket_search WHERE ticket_search MATCH :terms"
    connection.execute(text(f"INSERT INTO temp.{table} {found}"), {"terms": _fts5(terms)})


def kept_hits(table: str) -> TextClause:
    """A subquery of the refs in such a table."""
    return text(f"SELECT ref FROM temp.{table}")


def count_titles(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    """word → how many tickets have it in their title, of the last one as a beginning. A number
    past ``MANY`` is told as that or more."""
    if not is_sqlite(connection):
        return _count_titles_at_once(connection, words) if words else {}
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.title_words USING fts5vocab(main, ticket_search, 'col')"
    )
    exact = text("SELECT coalesce(sum(doc), 0) FROM temp.title_words WHERE term = :word AND col = 'title'")
    begun = text(
        "SELECT coalesce(sum(doc), 0) FROM (SELECT doc FROM temp.title_words"
        " WHERE term >= :word AND term < :end AND col = 'title' LIMIT 50)"
    )
    counts = {word: connection.execute(exact, {"word": word}).scalar_one() for word in words}
    if words:
        last = words[-1]
        counts[last] = connection.execute(begun, {"word": last, "end": last + "\U0010ffff"}).scalar_one()
    return counts


def _count_titles_at_once(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    counts = ", ".join(
        "(SELECT count(*) FROM (SELECT 1 FROM ticket_search"
        f" WHERE words @@ to_tsquery('simple', :word_{n}) LIMIT :many) AS found_{n})"
        for n in range(len(words))
    )
    terms = {f"word_{n}": _tsquery([Term((word,), word == words[-1])], "A") for n, word in enumerate(words)}
    found = connection.execute(text(f"SELECT {counts}"), {**terms, "many": MANY}).one()
    return dict(zip(words, found, strict=True))


MANY = 50_000
"""Tickets with a word that are counted."""


def holding(connection: Connection, groups: Sequence[Sequence[Term]], limit: int) -> TextClause:
    """A query of the newest refs whose titles hold all the terms of one of the groups."""
    if is_sqlite(connection):
        match = " OR ".join(f"({_fts5(terms)})" for terms in groups)
        sql = (
            "SELECT rowid AS ref FROM ticket_search WHERE ticket_search MATCH :groups ORDER BY rowid DESC LIMIT :newest"
        )
        return text(sql).bindparams(groups=f"title : ({match})", newest=limit)
    match = " | ".join(f"({_tsquery(terms, 'A')})" for terms in groups)
    sql = "SELECT ticket_id AS ref FROM ticket_search WHERE words @@ to_tsquery('simple', :groups)"
    return text(f"{sql} ORDER BY ticket_id DESC LIMIT :newest").bindparams(groups=match, newest=limit)


def _fts5(terms: Sequence[Term]) -> str:
    """Words are alphanumeric by construction and quoted all the same: FTS5 has keywords."""
    return " AND ".join('"' + " ".join(term.words) + '"' + ("*" if term.prefix else "") for term in terms)


def _tsquery(terms: Sequence[Term], weight: str = "") -> str:
    def one(term: Term) -> str:
        marks = [weight] * (len(term.words) - 1) + [weight + ("*" if term.prefix else "")]
        words = (f"'{word}'" + (f":{mark}" if mark else "") for word, mark in zip(term.words, marks, strict=True))
        return "(" + " <-> ".join(words) + ")"

    return " & ".join(one(term) for term in terms)


def by_relevance(query: Select[Any], sqlite: bool, terms: Sequence[Term], ref: ColumnElement[int]) -> Select[Any]:
    """The query with its rows in order of likeness to the terms, a word in the title counting
    ten times one elsewhere."""
    if sqlite:
        found = text(
            "SELECT rowid AS ref, bm25(ticket_search, 10.0, 1.0) AS distance"
            " FROM ticket_search WHERE ticket_search MATCH :best"
        ).bindparams(best=_fts5(terms))
    else:
        found = text(
            "SELECT ticket_id AS ref, -ts_rank('{0.1, 0.1, 0.1, 1.0}', words, to_tsquery('simple', :best)) AS distance"
            f" FROM ticket_search WHERE {_anywhere('best')}"
        ).bindparams(**_asked(terms, "best"))
    best = found.columns(column("ref", Integer), column("distance", Float)).subquery("best")
    return query.join(best, best.c.ref == ref).order_by(best.c.distance, ref.desc())


def among(sqlite: bool, key: ColumnElement[Any], keys: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column holds one of the keys, however many: they travel as one parameter, so
    that the statement is made ready once and not for every number of keys."""
    wanted = list(keys)
    if len(wanted) == 1:
        only: ColumnElement[bool] = key == wanted[0]
        return only  # as most questions are, and the quickest put
    if sqlite:
        return key.in_(select(func.json_each(json.dumps(wanted)).table_valued("value").c.value))
    return key == any_(literal(wanted, ARRAY(key.type)))


def among_bound(sqlite: bool, key: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """As ``among``, for a statement that is built once: its parameter ``name`` is given what
    ``as_bound`` makes of the keys."""
    if sqlite:
        return key.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))
    return key == any_(bindparam(name, type_=ARRAY(key.type)))


def as_bound(sqlite: bool, keys: Iterable[Any]) -> str | list[Any]:
    """Keys, however many, as the parameter of such a statement."""
    return json.dumps(list(keys)) if sqlite else list(keys)


def folded(words: ColumnElement[str]) -> ColumnElement[str]:
    """Texts in small letters without accents, as ``domain.text.fold`` makes them: SQLite's
    connections bring it (``store.engine``), PostgreSQL's tables have a function like it."""
    return func.deskboard_fold(words)


def is_named(name: ColumnElement[str], wanted: str) -> ColumnElement[bool]:
    """Whether a name is the one wanted, whatever its accents and the case of its letters."""
    return folded(name) == fold(wanted)


def joined(sqlite: bool, words: ColumnElement[str]) -> ColumnElement[str]:
    """All values of a group as one text, separated by single spaces, in no given order."""
    return func.group_concat(words, " ") if sqlite else func.string_agg(words, " ")


def paired(sqlite: bool, names: ColumnElement[str], values: ColumnElement[str]) -> ColumnElement[str]:
    """Names and values of a group as the text of one JSON object, in no given order."""
    if sqlite:
        return func.json_group_object(names, values)
    return cast(func.json_object_agg(names, values), Text)
