"""Rows that are added past SQLAlchemy are kept as it would keep them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, text

from deskboard.desk.desk import Desk
from deskboard.domain.model import Priority
from deskboard.store.adding import add
from deskboard.store.engine import open_engine, writing
from deskboard.store.tables import event

MOMENTS = (
    datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
    datetime(2026, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=5, minutes=30))),
    datetime(1900, 1, 1, tzinfo=timezone(timedelta(hours=-11))),
    # An hour apart, and equal to Python.
    datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=0),
    datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1),
)


def test_values_are_kept_as_the_types_of_the_tables_keep_them(db: str, desk: Desk) -> None:
    rows = [
        {
            **{
                "command_id": 1,
                "ticket_id": (None, 7, None, 7, 7)[n],
                "kind": Priority.HIGH,
                "data": "100 %s ? :x \u017e",
            },
            **{"actor": "ann", "at": moment, "past": n > 0, "undone": False, "cause": None},
        }
        for n, moment in enumerate(MOMENTS)
    ]
    engine = open_engine(db, create=False)
    with writing(engine) as connection:
        start = connection.execute(select(event.c.id).order_by(event.c.id.desc())).scalar() or 0
        connection.execute(insert(event), rows)
        add(connection, event, rows)
        add(connection, event, [])
        kept = [
            tuple(row)[1:] for row in connection.execute(text(f"SELECT * FROM event WHERE id > {start} ORDER BY id"))
        ]
    engine.dispose()
    assert len(kept) == 2 * len(rows)
    assert kept[: len(rows)] == kept[len(rows) :]
