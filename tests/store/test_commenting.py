"""What a viewer's database role can record of comments on a real server, without the program in between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from deskboard.domain import commands as c
from deskboard.domain.model import CommentKind
from tests.roles import Roles, needs_server, peopled

pytestmark = [needs_server, pytest.mark.postgresql]


@pytest.fixture(scope="module")
def roles() -> Iterator[Roles]:
    """A desk with a ticket, where viewers comment. (The server looks at its own clock.)"""
    with peopled() as roles:
        roles.clock.now = datetime.now(UTC)
        with roles.open(roles.admin) as desk:
            desk.do(c.AddTicket("Printer on fire"))
            desk.do(c.AddComment((1,), CommentKind.NOTE, "the admin's"))
            desk.do(c.EditSettings({"viewers_comment": True}))
        yield roles


def _tells(roles: Roles, kind: str, said: object, given: str = "AddComment", at: str = "now()") -> bool:
    """Whether a viewer's role may record that, under a command of the same moment."""
    import psycopg

    data = said if isinstance(said, str) else json.dumps(said)
    with roles.sql(roles.viewer) as connection, connection.transaction(force_rollback=True):
        try:
            connection.execute(
                "INSERT INTO command (actor, channel, name, mode, at)"
                f" VALUES (session_user, 'cli', '{given}', 'do', {at})"
            )
            connection.execute("SELECT deskboard_take_comments(1)")
            connection.execute(
                "INSERT INTO event (command_id, ticket_id, kind, data, actor, at, past, undone)"
                f" SELECT max(id), 1, %s, replace(%s, '<now>', to_char({at} AT TIME ZONE 'UTC',"
                " 'YYYY-MM-DD\"T\"HH24:MI:SS.US+00:00')), session_user,"
                f" {at}, false, false FROM command",
                (kind, data),
            )
        except psycopg.Error:
            return False
        return True


def test_a_viewers_role_tells_only_what_is_whole_and_true(roles: Roles) -> None:
    me = roles.viewer
    with roles.open(me) as desk:
        desk.do(c.AddComment((1,), CommentKind.NOTE, "mine"))
    with roles.sql(me) as connection:
        mine = connection.execute("SELECT max(id) FROM comment").fetchone()[0]  # type: ignore[index]
    whole = {"comment": mine + 1, "kind": "note", "text": "x", "author": me, "at": "<now>"}
    assert _tells(roles, "comment.added", whole)
    for wrong in (
        {"author": me},
        {},
        {**whole, "more": 1},
        {key: whole[key] for key in whole if key != "text"},
        {**whole, "text": 5},
        {**whole, "text": " "},
        {**whole, "text": "x" * 262_145},
        {**whole, "text": None},
        {**whole, "kind": "shout"},
        {**whole, "comment": "7"},
        {**whole, "comment": -1},
        {**whole, "comment": 0},
        {**whole, "comment": mine + 1.5},
        {**whole, "comment": mine},
        {**whole, "comment": 2**31 - 1},
        {**whole, "comment": True},
        {**whole, "author": roles.admin},
        {**whole, "at": "2026-01-01T00:00:00+00:00"},
        {**whole, "at": "now"},
        {**whole, "at": "infinity"},
        [whole],
        "5",
        "null",
        json.dumps(whole)[:-1] + ', "text": 5}',
    ):
        assert not _tells(roles, "comment.added", wrong), wrong
    assert not _tells(roles, "comment.added", whole, at="now() - interval '1 day'"), "nothing is back-dated"
    assert not _tells(roles, "comment.added", whole, at="now() + interval '1 day'")
    assert not _tells(roles, "comment.added", whole, "EditComment")
    assert not _tells(roles, "comment.removed", {**whole, "comment": mine}), "that is for undo"
    edited = {"comment": mine, "before": "mine", "after": "better", "was_marked": False, "marked": True}
    assert _tells(roles, "comment.edited", edited, "EditComment")
    for wrong in (
        {**edited, "before": "never said"},
        {**edited, "after": ""},
        {**edited, "after": 3},
        {**edited, "marked": False},
        {**edited, "was_marked": "x"},
        {"comment": mine, "before": "mine", "after": "better"},
        {**edited, "comment": 1},
    ):
        assert not _tells(roles, "comment.edited", wrong, "EditComment"), wrong
    with roles.sql(roles.viewer) as connection:
        watching = [row[0] for row in connection.execute("SELECT login FROM watcher WHERE ticket_id = 1")]
    for after in ([me], [*watching, me], [5], [[]], [None], "x", {}):
        assert not _tells(roles, "ticket.edited", {"field": "watchers", "before": watching, "after": after}), after
    roles.root(f"UPDATE comment SET at = at - interval '11 minutes' WHERE id = {mine}", database=roles.database)
    assert not _tells(roles, "comment.edited", edited, "EditComment"), "too late to correct"
    roles.root("UPDATE ticket SET trashed = now() WHERE id = 1", database=roles.database)
    assert not _tells(roles, "comment.added", whole)
    roles.root("UPDATE ticket SET trashed = NULL WHERE id = 1", database=roles.database)
