"""The whole ticket: watchers, answers, links, attachments, snooze, trash, merging; and what a
team saves for itself: views, templates, types, hard limits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _time(name: str, *, null: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _ticket_key(table: str, column: str = "ticket_id") -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = sa.Column(column, sa.Integer(), nullable=False)
    return name, sa.ForeignKeyConstraint([column], ["ticket.id"], f"fk_{table}_{column}", ondelete="CASCADE")


def upgrade() -> None:
    _columns()
    _parts_of_tickets()
    _files()
    _saved()


def _columns() -> None:
    for column in (
        _time("wake"),
        _time("trashed"),
        sa.Column("merged_into", sa.Integer()),
        _text("template", null=True),
    ):
        op.add_column("ticket", column)
    op.create_index("ix_ticket_wake", "ticket", ["wake"])
    op.create_index("ix_ticket_merged_into", "ticket", ["merged_into"])
    op.add_column("event", sa.Column("undone", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("step", _text("assignee", null=True))
    op.add_column("step", _time("due"))
    op.add_column("board_column", sa.Column("hard", sa.Boolean(), nullable=False, server_default=sa.false()))


def _parts_of_tickets() -> None:
    op.create_table(
        "watcher",
        *_ticket_key("watcher"),
        _text("login"),
        sa.PrimaryKeyConstraint("ticket_id", "login", name="pk_watcher"),
        sa.ForeignKeyConstraint(["login"], ["person.login"], "fk_watcher_login"),
    )
    op.create_index("ix_watcher_login", "watcher", ["login"])
    op.create_table(
        "answer",
        *_ticket_key("answer"),
        _text("field"),
        _text("value"),
        sa.PrimaryKeyConstraint("ticket_id", "field", name="pk_answer"),
    )
    op.create_table(
        "link",
        *_ticket_key("link"),
        _text("kind"),
        *_ticket_key("link", "other_id"),
        sa.PrimaryKeyConstraint("ticket_id", "kind", "other_id", name="pk_link"),
        sa.CheckConstraint(
            "kind IN ('relates', 'blocks', 'blocked-by', 'duplicates', 'duplicated-by', 'parent', 'child')",
            name="ck_link_kind",
        ),
    )
    op.create_index("ix_link_other_id", "link", ["other_id"])


def _files() -> None:
    op.create_table(
        "blob",
        _text("digest"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_blob"),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        *_ticket_key("attachment"),
        _text("name"),
        _text("digest"),
        sa.Column("size", sa.Integer(), nullable=False),
        _text("author"),
        _time("at", null=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.ForeignKeyConstraint(["digest"], ["blob.digest"], "fk_attachment_digest"),
    )
    op.create_index("ix_attachment_ticket_id", "attachment", ["ticket_id"])
    op.create_index("ix_attachment_digest", "attachment", ["digest"])


def _saved() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        _text("name"),
        _text("owner", null=True),
        _text("query"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.ForeignKeyConstraint(["owner"], ["person.login"], "fk_saved_view_owner"),
    )
    op.create_index("ix_saved_view_name", "saved_view", ["name"])
    op.create_table(
        "template", _text("name"), _text("type"), _text("data"), sa.PrimaryKeyConstraint("name", name="pk_template")
    )
    op.create_table("ticket_type", _text("name"), sa.PrimaryKeyConstraint("name", name="pk_ticket_type"))
