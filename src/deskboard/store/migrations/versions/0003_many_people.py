"""Many people: who has left the desk, and who is here."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("person", sa.Column("left", sa.DateTime(timezone=True)))
    op.create_table(
        "presence",
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer()),
        sa.Column("ticket_id", sa.Integer()),
        sa.Column("writing", sa.String(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("session", name="pk_presence"),
    )
