"""How a viewer's database role comments, where the desk lets its viewers do so.

It may write to the log, of comments alone and as itself; what is told there the server carries
out, by functions of the owner's. Invariant: a viewer's role changes no row of a ticket but by what
the log tells in the same transaction, of a comment of its own or of who watches because of one.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, text
from sqlalchemy import func as server

from deskboard.domain import events as e
from deskboard.domain.model import Role
from deskboard.store import dialect, words
from deskboard.store.grants.function import Function

VIEWERS = (Role.VIEWER,)

LETS_COMMENT = "EXISTS (SELECT FROM meta m WHERE m.key = 'setting.viewers_comment' AND m.value = 'true')"
"""Whether the desk lets its viewers comment, as it stands in the database."""
_ITS = "EXISTS (SELECT FROM comment cm WHERE cm.id = (data::json ->> 'comment')::integer AND cm.author = session_user)"
_MAY_RECORD = (
    "actor = session_user AND NOT past AND NOT undone"
    " AND EXISTS (SELECT FROM command c WHERE c.id = command_id AND c.actor = session_user)"
    " AND (kind = 'comment.added' AND data::json ->> 'author' = session_user"
    f" OR kind IN ('comment.edited', 'comment.removed') AND {_ITS}"
    " OR kind = 'ticket.edited' AND data::json ->> 'field' = 'watchers')"
)
RECORDS = f"{LETS_COMMENT} AND {_MAY_RECORD}"
"""The events that a viewer's role may record."""
ASKS = (
    f"{LETS_COMMENT} AND actor = session_user AND name IN ('AddComment', 'EditComment')"
    " AND (undoes IS NULL OR deskboard_is_mine(undoes))"
)
"""The commands."""

_REFUSED = "RAISE insufficient_privilege USING MESSAGE = 'this desk does not let its viewers comment'"
_NOW = "actor = session_user AND xmin = pg_current_xact_id()::xid"
"""What I have recorded just now, in this very transaction: nothing is carried out later or twice."""

_TAKE = Function(
    "deskboard_take_comments(n integer)",
    "integer LANGUAGE plpgsql",
    f"""
DECLARE
  top integer;
BEGIN
  IF NOT {LETS_COMMENT} OR $1 NOT BETWEEN 1 AND 1000 THEN
    {_REFUSED};
  END IF;
  INSERT INTO counter (name, value) VALUES ('comment', 0) ON CONFLICT DO NOTHING;
  UPDATE counter SET value = value + $1 WHERE counter.name = 'comment' RETURNING value INTO top;
  RETURN top;
END
""",
    VIEWERS,
)
"""Takes the ids of new comments; returns the last."""

_CARRY_OUT = Function(
    "deskboard_carry_out_comments(noted integer)",
    "void LANGUAGE plpgsql",
    f"""
DECLARE
  told record;
BEGIN
  IF NOT {LETS_COMMENT} THEN
    {_REFUSED};
  END IF;
  FOR told IN SELECT ticket_id AS ref, kind, data::json AS said FROM event
              WHERE command_id = $1 AND {_NOW} ORDER BY id LOOP
    IF told.kind = 'comment.added' THEN
      IF (told.said ->> 'comment')::integer > (SELECT value FROM counter WHERE name = 'comment') THEN
        {_REFUSED};
      END IF;
      INSERT INTO comment (id, ticket_id, kind, text, author, at, edited) VALUES ((told.said ->> 'comment')::integer,
        told.ref, told.said ->> 'kind', told.said ->> 'text', session_user, (told.said ->> 'at')::timestamptz, false);
    ELSIF told.kind = 'comment.edited' THEN
      UPDATE comment SET text = told.said ->> 'after', edited = (told.said ->> 'marked')::boolean
        WHERE id = (told.said ->> 'comment')::integer AND ticket_id = told.ref AND author = session_user;
    ELSIF told.kind = 'comment.removed' THEN
      DELETE FROM comment
        WHERE id = (told.said ->> 'comment')::integer AND ticket_id = told.ref AND author = session_user;
    ELSIF told.kind = 'ticket.edited' AND told.said ->> 'field' = 'watchers' THEN
      DELETE FROM watcher WHERE ticket_id = told.ref;
      INSERT INTO watcher (ticket_id, login) SELECT told.ref, login FROM json_array_elements_text(told.said -> 'after')
        AS login;
    ELSE
      {_REFUSED};
    END IF;
    UPDATE ticket SET version = version + 1, updated = (SELECT at FROM command WHERE id = $1) WHERE id = told.ref;
  END LOOP;
END
""",
    VIEWERS,
)
"""Does to the rows what the log tells of that command."""

_REWORD = Function(
    "deskboard_reword(ref integer, title text, body text, whole text)",
    "void LANGUAGE plpgsql",
    f"""
BEGIN
  IF NOT {LETS_COMMENT} OR NOT EXISTS (SELECT FROM event WHERE ticket_id = $1 AND {_NOW}) THEN
    {_REFUSED};
  END IF;
  DELETE FROM ticket_search WHERE ticket_id = $1;
  INSERT INTO ticket_search (ticket_id, words, long) VALUES ($1, {dialect.WORDS.format(title="$2", body="$3")}, $4);
END
""",
    VIEWERS,
)
"""Puts the words of a ticket that I have just commented on into the search index."""

COMMENTING = (_TAKE, _CARRY_OUT, _REWORD)


def take(connection: Connection, n: int) -> range:
    """``n`` fresh ids of comments."""
    top = connection.execute(select(server.deskboard_take_comments(n))).scalar_one()
    return range(top - n + 1, top + 1)


def carry_out(connection: Connection, command_id: int, events: Sequence[e.Event]) -> None:
    """Have the server do what the log tells of the command, and bring the search index up to date."""
    connection.execute(select(server.deskboard_carry_out_comments(command_id)))
    refs = sorted({event.ticket for event in events if isinstance(event, words.PARTS)})
    call = text("SELECT deskboard_reword(:ref, :title, :body, :long)")
    for row in dialect.indexed(words.found(connection, refs)):
        connection.execute(call, row)
