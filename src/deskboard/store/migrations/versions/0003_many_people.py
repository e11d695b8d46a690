"""Many people: who has left the desk, and who is here; one order and one comparison of names,
whatever the language of a server."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Accents and other marks on letters."""


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
    if op.get_bind().dialect.name != "sqlite":
        _compare_by_ourselves()
        _keep_long_words()


def _compare_by_ourselves() -> None:
    """PostgreSQL orders texts by the language of its database, and knows the small letter of a
    letter only in some. By code points, and with a function of our own, it does as SQLite does."""
    for table, column in op.get_bind().execute(
        sa.text(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            " AND data_type = 'character varying' AND table_name <> 'alembic_version'"
        )
    ):
        op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE varchar COLLATE "C"')
    icu = sa.text("SELECT count(*) FROM pg_collation WHERE collname = 'und-x-icu'")
    small = 'COLLATE "und-x-icu"' if op.get_bind().execute(icu).scalar_one() else 'COLLATE "default"'
    op.execute(
        "CREATE OR REPLACE FUNCTION deskboard_fold(value text) RETURNS text"
        " LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN"
        f" normalize(regexp_replace(translate(lower(normalize(value, NFKD) {small}), 'ς', 'σ'),"
        f" '[{MARKS}]', '', 'g'), NFC) COLLATE \"C\""
    )


def _keep_long_words() -> None:
    """A ticket may have more words, or one more often, than PostgreSQL's index tells the places
    of; such a ticket keeps them beside it as they stand."""
    op.execute("ALTER TABLE ticket_search ADD COLUMN long text")
    op.execute("CREATE INDEX ix_ticket_search_long ON ticket_search (ticket_id) WHERE long IS NOT NULL")
