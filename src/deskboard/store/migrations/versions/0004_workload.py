"""Workload: queues with members, limits, availability. What tickets and templates named as their
queue becomes one, handed out by hand as before."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from deskboard.domain.ranking import many_between
from deskboard.domain.text import fold

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.add_column("person", sa.Column("ticket_limit", sa.Integer()))
    op.add_column("person", sa.Column("ramp", _text()))
    op.add_column("person", sa.Column("vip", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("presence", sa.Column("active", time))
    op.create_table(
        "queue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", _text(), nullable=False),
        sa.Column("mode", _text(), nullable=False),
        sa.Column("rank", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("turn", _text()),
        sa.PrimaryKeyConstraint("id", name="pk_queue"),
        sa.UniqueConstraint("name", name="uq_queue_name"),
        sa.CheckConstraint("mode IN ('manual', 'round-robin', 'balanced')", name="ck_queue_mode"),
    )
    op.create_table(
        "queue_member",
        sa.Column("queue_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("login", _text(), nullable=False),
        sa.Column("membership", _text(), nullable=False),
        sa.PrimaryKeyConstraint("queue_id", "login", name="pk_queue_member"),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], "fk_queue_member_queue_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["login"], ["person.login"], "fk_queue_member_login"),
        sa.CheckConstraint("membership IN ('primary', 'secondary')", name="ck_queue_member_membership"),
    )
    op.create_index("ix_queue_member_login", "queue_member", ["login"])
    op.create_table(
        "availability",
        sa.Column("login", _text(), nullable=False),
        sa.Column("state", _text(), nullable=False),
        sa.Column("since", time),
        sa.Column("by_itself", sa.Boolean(), nullable=False),
        sa.Column("assigned", time),
        sa.PrimaryKeyConstraint("login", name="pk_availability"),
        sa.CheckConstraint("state IN ('available', 'away', 'away-reassign')", name="ck_availability_state"),
    )
    op.create_table(
        "lease",
        sa.Column("name", _text(), nullable=False),
        sa.Column("holder", _text(), nullable=False),
        sa.Column("until", time, nullable=False),
        sa.Column("done", time),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )
    standing, waiting = sa.text("archived IS NULL"), sa.text("archived IS NULL AND assignee IS NULL")
    # With what its condition asks too, SQLite need not look at the tickets themselves.
    _index("ix_ticket_load", ["assignee", "column_id", "status", "archived", "requester", "created"], standing)
    _index("ix_ticket_waiting", ["queue"], waiting)
    _index("ix_ticket_solved", ["resolved"], sa.text("archived IS NOT NULL"))
    _queues_that_are_named()


def _text() -> sa.types.TypeEngine[str]:
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "ticket", columns, sqlite_where=where, postgresql_where=where)


def _queues_that_are_named() -> None:
    """Each name becomes a queue; of names that differ by capitals or accents alone, the one that
    most tickets have is that of all of them."""
    connection = op.get_bind()
    counted = connection.execute(sa.text("SELECT queue, count(*) FROM ticket WHERE queue IS NOT NULL GROUP BY queue"))
    tickets = {row[0]: row[1] for row in counted}
    forms = {row[0]: json.loads(row[1]) for row in connection.execute(sa.text("SELECT name, data FROM template"))}
    named = {*tickets, *(form["queue"] for form in forms.values() if form.get("queue"))}
    meant: dict[str, str] = {}
    for name in sorted(named, key=lambda name: (-tickets.get(name, 0), name)):
        meant.setdefault(fold(name), name)
    for name in named:
        if (instead := meant[fold(name)]) != name:
            both = {"name": name, "instead": instead}
            connection.execute(sa.text("UPDATE ticket SET queue = :instead WHERE queue = :name"), both)
    for name, form in forms.items():
        if form.get("queue") and (instead := meant[fold(form["queue"])]) != form["queue"]:
            data = json.dumps({**form, "queue": instead}, separators=(",", ":"))
            connection.execute(
                sa.text("UPDATE template SET data = :data WHERE name = :name"), {"name": name, "data": data}
            )
    table = sa.table("queue", *(sa.column(name) for name in ("id", "name", "mode", "rank")))
    ranks = many_between(None, None, len(meant))
    rows = [
        {"id": ident, "name": name, "mode": "manual", "rank": rank}
        for ident, (name, rank) in enumerate(zip(sorted(meant.values()), ranks, strict=True), 1)
    ]
    if rows:
        connection.execute(table.insert(), rows)
        counter = sa.table("counter", sa.column("name"), sa.column("value"))
        connection.execute(counter.insert(), [{"name": "queue", "value": len(rows)}])
