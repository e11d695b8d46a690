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
from deskboard.domain.model import EDIT_WINDOW_MINUTES, Channel, CommentKind, Role
from deskboard.store import dialect, words
from deskboard.store.grants.function import Function

VIEWERS = (Role.VIEWER,)

LETS_COMMENT = "EXISTS (SELECT FROM meta m WHERE m.key = 'setting.viewers_comment' AND m.value = 'true')"
"""Whether the desk lets its viewers comment, as it stands in the database."""
RECORDS = (
    f"{LETS_COMMENT} AND actor = session_user AND NOT past AND NOT undone AND cause IS NULL"
    " AND deskboard_may_tell(command_id, ticket_id, kind, data, at)"
)
"""The events that a viewer's role may record."""
_CHANNELS = ", ".join(f"'{channel}'" for channel in Channel if channel != Channel.SYSTEM)
ASKS = (
    f"{LETS_COMMENT} AND actor = session_user AND name IN ('AddComment', 'EditComment')"
    f" AND channel IN ({_CHANNELS}) AND (mode = 'do') = (undoes IS NULL)"
    " AND at BETWEEN now() - interval '5 minutes' AND now() + interval '5 minutes'"
    " AND (undoes IS NULL OR deskboard_is_mine(undoes))"
)
"""The commands: of now, give or take what a clock is wrong by."""

_KINDS = ", ".join(f"'{kind}'" for kind in CommentKind)
_REFUSED = "RAISE insufficient_privilege USING MESSAGE = 'this desk does not let its viewers comment'"
_NOW = "actor = session_user AND xmin = pg_current_xact_id()::xid"
"""What I have recorded just now, in this very transaction: nothing is carried out later or twice."""

MOST_BYTES = 262_144
"""The longest comment that a viewer's role may record."""

_MAY_TELL = Function(
    "deskboard_may_tell(noted integer, ref integer, sort text, told text, moment timestamptz)",
    "boolean LANGUAGE plpgsql",
    f"""
DECLARE
  said json := $4::json;
  given command%ROWTYPE;
  shape text;
BEGIN
  SELECT * INTO given FROM command c
    WHERE c.id = $1 AND c.actor = session_user AND c.xmin = pg_current_xact_id()::xid AND c.at = $5;
  IF NOT FOUND OR NOT EXISTS (SELECT FROM ticket t WHERE t.id = $2) THEN
    RETURN false;
  END IF;
  SELECT string_agg(part.key || ':' || json_typeof(part.value), ' ' ORDER BY part.key COLLATE "C") INTO shape
    FROM json_each(said) part;
  IF shape IS DISTINCT FROM (CASE $3
    WHEN 'comment.added' THEN 'at:string author:string comment:number kind:string text:string'
    WHEN 'comment.removed' THEN 'at:string author:string comment:number kind:string text:string'
    WHEN 'comment.edited' THEN 'after:string before:string comment:number marked:boolean was_marked:boolean'
    WHEN 'ticket.edited' THEN 'after:array before:array field:string'
    ELSE 'none' END)
  THEN
    RETURN false;
  END IF;
  IF $3 = 'ticket.edited' THEN
    RETURN coalesce(said ->> 'field' = 'watchers' AND deskboard_may_watch($1, $2, said), false);
  END IF;
  IF said ->> 'comment' !~ '^[1-9][0-9]{{0,8}}$' THEN
    RETURN false;
  END IF;
  IF given.mode <> 'do' THEN
    RETURN EXISTS (SELECT FROM event u WHERE u.command_id = given.undoes AND u.ticket_id = $2
      AND u.actor = session_user AND NOT u.past AND CASE
        WHEN $3 = 'comment.added' THEN u.kind = 'comment.removed' AND u.data::jsonb = $4::jsonb
        WHEN $3 = 'comment.removed' THEN u.kind = 'comment.added' AND u.data::jsonb = $4::jsonb
        ELSE u.kind = 'comment.edited' AND u.data::jsonb = jsonb_build_object('comment', said -> 'comment',
          'before', said -> 'after', 'after', said -> 'before', 'was_marked', said -> 'marked',
          'marked', said -> 'was_marked') END);
  END IF;
  IF EXISTS (SELECT FROM ticket t WHERE t.id = $2 AND t.trashed IS NOT NULL) THEN
    RETURN false;
  END IF;
  IF $3 = 'comment.added' THEN
    RETURN coalesce(given.name = 'AddComment' AND said ->> 'author' = session_user
      AND said ->> 'kind' IN ({_KINDS})
      AND btrim(said ->> 'text') <> '' AND octet_length(said ->> 'text') <= {MOST_BYTES}
      AND said ->> 'at' ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}([.][0-9]{{6}})?[+]00:00$'
      AND (said ->> 'at')::timestamptz = given.at
      AND (said ->> 'comment')::integer <= (SELECT n.value FROM counter n WHERE n.name = 'comment')
      AND NOT EXISTS (SELECT FROM comment cm WHERE cm.id = (said ->> 'comment')::integer), false);
  END IF;
  RETURN $3 = 'comment.edited' AND given.name = 'EditComment' AND (said ->> 'marked')::boolean
    AND btrim(said ->> 'after') <> '' AND octet_length(said ->> 'after') <= {MOST_BYTES}
    AND EXISTS (SELECT FROM comment cm WHERE cm.id = (said ->> 'comment')::integer AND cm.ticket_id = $2
      AND cm.author = session_user AND cm.text = said ->> 'before' AND cm.edited = (said ->> 'was_marked')::boolean
      AND cm.at >= given.at - interval '{EDIT_WINDOW_MINUTES} minutes');
END
""",
    VIEWERS,
)
"""Whether an event that I am about to record is whole and true: one of the kinds that commenting
leads to, with every part and no other, of the type it has to be. What is taken back, or done again,
is what I told before, turned round."""

_MAY_WATCH = Function(
    "deskboard_may_watch(noted integer, ref integer, said json)",
    "boolean LANGUAGE plpgsql",
    """
DECLARE
  before text[] := ARRAY(SELECT json_array_elements_text($3 -> 'before'));
  after text[] := ARRAY(SELECT json_array_elements_text($3 -> 'after'));
  now_watch text[] := ARRAY(SELECT w.login FROM watcher w WHERE w.ticket_id = $2);
  taken_back integer := (SELECT c.undoes FROM command c WHERE c.id = $1);
BEGIN
  IF EXISTS (SELECT FROM json_array_elements($3 -> 'before') part WHERE json_typeof(part) <> 'string')
    OR EXISTS (SELECT FROM json_array_elements($3 -> 'after') part WHERE json_typeof(part) <> 'string')
    OR cardinality(after) > (SELECT count(DISTINCT one) FROM unnest(after) one)
    OR NOT (before <@ now_watch AND now_watch <@ before)
  THEN
    RETURN false;
  END IF;
  IF taken_back IS NULL THEN
    RETURN before <@ after AND NOT EXISTS (SELECT FROM unnest(after) one WHERE NOT one = ANY (before)
      AND NOT (EXISTS (SELECT FROM person p WHERE p.login = one)
        AND EXISTS (SELECT FROM event e WHERE e.command_id = $1 AND e.ticket_id = $2
          AND e.kind IN ('comment.added', 'comment.edited')
          AND strpos(lower(coalesce(e.data::json ->> 'text', e.data::json ->> 'after')), '@' || lower(one)) > 0)));
  END IF;
  RETURN EXISTS (SELECT FROM event u WHERE u.command_id = taken_back AND u.ticket_id = $2
    AND u.actor = session_user AND NOT u.past AND u.kind = 'ticket.edited'
    AND NOT EXISTS (SELECT FROM unnest(after) one WHERE NOT one = ANY (before)
      AND NOT (u.data::jsonb -> 'before' ? one AND NOT u.data::jsonb -> 'after' ? one))
    AND NOT EXISTS (SELECT FROM unnest(before) one WHERE NOT one = ANY (after)
      AND NOT (u.data::jsonb -> 'after' ? one AND NOT u.data::jsonb -> 'before' ? one)));
END
""",
    VIEWERS,
)
"""Whether who watches may change so: whoever my comment has just mentioned, and nobody else, begins
to; and taking that back takes away nobody else."""

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

COMMENTING = (_MAY_WATCH, _MAY_TELL, _TAKE, _CARRY_OUT, _REWORD)


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
