"""The first schema: boards, people, tickets, the event log and the full-text index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ON_BOARD = sa.text("archived IS NULL")


def _order_key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False)


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _time(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _ticket_key(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = sa.Column("ticket_id", sa.Integer(), nullable=False)
    return name, sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], f"fk_{table}_ticket_id", ondelete="CASCADE")


def upgrade() -> None:
    _boards_and_people()
    _tickets()
    _parts_of_tickets()
    _log()
    _search()


def _boards_and_people() -> None:
    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        _text("name"),
        sa.PrimaryKeyConstraint("id", name="pk_board"),
        sa.UniqueConstraint("name", name="uq_board_name"),
    )
    op.create_table(
        "board_column",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        _text("name"),
        _text("stage"),
        _order_key("rank"),
        sa.Column("wip_limit", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_board_column"),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], "fk_board_column_board_id"),
        sa.UniqueConstraint("board_id", "name", name="uq_board_column_board_id_name"),
        sa.CheckConstraint("stage IN ('todo', 'doing', 'done')", name="ck_board_column_stage"),
    )
    op.create_table(
        "person",
        _text("login"),
        _text("name"),
        _text("email", null=True),
        _text("role"),
        sa.PrimaryKeyConstraint("login", name="pk_person"),
        sa.CheckConstraint("role IN ('admin', 'agent', 'viewer', 'requester')", name="ck_person_role"),
    )


def _tickets() -> None:
    levels = "('high', 'medium', 'low')"
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("column_id", sa.Integer(), nullable=False),
        _order_key("rank"),
        _text("title"),
        _text("description"),
        _text("type"),
        _text("priority"),
        sa.Column("priority_by_hand", sa.Boolean(), nullable=False),
        _text("status"),
        _text("queue", null=True),
        _text("assignee", null=True),
        _text("requester", null=True),
        _time("due", null=True),
        _text("impact", null=True),
        _text("urgency", null=True),
        _time("created"),
        _time("updated"),
        _time("first_response", null=True),
        _time("resolved", null=True),
        _time("archived", null=True),
        _text("origin", null=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
        sa.ForeignKeyConstraint(["column_id"], ["board_column.id"], "fk_ticket_column_id"),
        sa.ForeignKeyConstraint(["assignee"], ["person.login"], "fk_ticket_assignee"),
        sa.ForeignKeyConstraint(["requester"], ["person.login"], "fk_ticket_requester"),
        sa.CheckConstraint("priority IN ('critical', 'high', 'normal', 'low')", name="ck_ticket_priority"),
        sa.CheckConstraint(
            "status IN ('normal', 'ready', 'in-progress', 'needs-review', 'needs-rework', 'waiting', 'on-hold',"
            " 'blocked')",
            name="ck_ticket_status",
        ),
        sa.CheckConstraint(f"impact IN {levels}", name="ck_ticket_impact"),
        sa.CheckConstraint(f"urgency IN {levels}", name="ck_ticket_urgency"),
    )
    _on_board("ix_ticket_lane", "column_id", "rank", "id")
    _on_board("ix_ticket_due", "due")
    _on_board("ix_ticket_assignee", "assignee")
    _on_board("ix_ticket_resolved", "resolved")
    op.create_index("ix_ticket_updated", "ticket", ["updated"])
    archived = sa.text("archived IS NOT NULL")
    op.create_index(
        "ix_ticket_archive", "ticket", ["column_id", "rank"], sqlite_where=archived, postgresql_where=archived
    )
    op.create_index("uq_ticket_origin", "ticket", ["origin"], unique=True)


def _on_board(name: str, *columns: str) -> None:
    op.create_index(name, "ticket", list(columns), sqlite_where=ON_BOARD, postgresql_where=ON_BOARD)


def _parts_of_tickets() -> None:
    op.create_table(
        "ticket_tag",
        *_ticket_key("ticket_tag"),
        _text("tag"),
        sa.PrimaryKeyConstraint("ticket_id", "tag", name="pk_ticket_tag"),
    )
    op.create_index("ix_ticket_tag_tag", "ticket_tag", ["tag"])
    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        *_ticket_key("step"),
        _order_key("rank"),
        _text("text"),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_step"),
    )
    op.create_index("ix_step_ticket_id", "step", ["ticket_id"])
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        *_ticket_key("comment"),
        _text("kind"),
        _text("text"),
        _text("author"),
        _time("at"),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
        sa.CheckConstraint("kind IN ('reply', 'note')", name="ck_comment_kind"),
    )
    op.create_index("ix_comment_ticket_id", "comment", ["ticket_id"])


def _log() -> None:
    op.create_table(
        "command",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("actor"),
        _text("channel"),
        _text("name"),
        _text("mode"),
        sa.Column("undoes", sa.Integer(), nullable=True),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name="pk_command"),
        sa.CheckConstraint("mode IN ('do', 'undo', 'redo')", name="ck_command_mode"),
    )
    op.create_index("ix_command_actor", "command", ["actor", "id"])
    op.create_index("uq_command_undoes", "command", ["undoes"], unique=True)
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("command_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        _text("kind"),
        _text("data"),
        _text("actor"),
        _time("at"),
        sa.Column("past", sa.Boolean(), nullable=False),
        _text("cause", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.ForeignKeyConstraint(["command_id"], ["command.id"], "fk_event_command_id"),
    )
    op.create_index("ix_event_ticket", "event", ["ticket_id", "id"])
    op.create_index("ix_event_command", "event", ["command_id"])
    for name, column in (("counter", sa.Column("value", sa.Integer(), nullable=False)), ("meta", _text("value"))):
        key = "name" if name == "counter" else "key"
        op.create_table(name, _text(key), column, sa.PrimaryKeyConstraint(key, name=f"pk_{name}"))


def _search() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE ticket_search USING fts5(title, body,"
            " tokenize = 'unicode61 remove_diacritics 0', prefix = '1')"
        )
        return
    op.execute("CREATE TABLE ticket_search (ticket_id integer PRIMARY KEY, words tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_ticket_search_words ON ticket_search USING gin (words)")
