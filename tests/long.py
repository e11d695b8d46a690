"""A ticket about which much was said: made in one command, for one by one each note finds the
words of all before it again."""

from __future__ import annotations

from datetime import timedelta

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c

NOTES = 500


def add_long_ticket(desk: Desk, title: str, description: str = "") -> int:
    """``NOTES`` notes, each with as much of history; ``Comment 499`` is the newest."""
    start = desk.now() - timedelta(days=2)
    at = [start + timedelta(minutes=n) for n in range(NOTES)]
    notes = tuple(c.PastComment("note", f"Comment {n}\n" + "word " * 60, "ann", at[n]) for n in range(NOTES))
    edits = tuple(
        c.PastEvent(
            "ticket.edited", {"field": "title", "before": f"title {n}", "after": f"title {n + 1}"}, "ann", at[n]
        )
        for n in range(NOTES)
    )
    source = c.SourceTicket("long:1", title, {"description": description}, comments=notes, history=edits)
    return desk.do(c.ImportTickets("long", (source,))).created[0]
