"""What each person has looked at. Nothing that is there already is news to anybody: all have heard of
it up to here."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("person", sa.Column("heard_ticket", sa.Integer()))
    op.add_column("person", sa.Column("heard_comment", sa.Integer()))
    op.add_column("ticket", sa.Column("came_with", sa.Integer(), nullable=False, server_default="0"))
    text = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    op.create_table(
        "seen",
        sa.Column("login", text, nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("login", "ticket_id", name="pk_seen"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], "fk_seen_ticket_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_seen_ticket_id", "seen", ["ticket_id"])
    last = "coalesce((SELECT value FROM counter WHERE name = '{}'), 0)"
    op.execute(f"UPDATE person SET heard_ticket = {last.format('ticket')}, heard_comment = {last.format('comment')}")
