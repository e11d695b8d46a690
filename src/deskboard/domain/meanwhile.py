"""What others did to a ticket while somebody writes to it, in a few words.

Invariant: it tells of what a text may have to answer to: whoever edits hears of edits, whoever
comments of comments.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from deskboard.domain import events as e
from deskboard.domain.model import CommentKind
from deskboard.domain.presence import EDIT, LONGEST
from deskboard.domain.readmodels import Entry
from deskboard.domain.text import clip, safe
from deskboard.domain.times import local
from deskboard.l10n import _

TEXTS = ("title", "description")


def told(entries: Iterable[Entry], me: str, kind: str, zone: tzinfo) -> str:
    """The newest of the entries (newest first) that somebody should know who writes a text of that
    kind, and how many more there are; empty: nothing."""
    said = [sentence for entry in entries if entry.actor != me and (sentence := _told(entry, kind, zone))]
    more = f" (+{len(said) - 1})" if len(said) > 1 else ""
    return said[0] + more if said else ""


def _told(entry: Entry, kind: str, zone: tzinfo) -> str:
    event = entry.event
    if entry.undone:
        return ""
    if isinstance(event, e.TicketEdited) and kind == EDIT and event.field in TEXTS:
        words = (
            _("{who} changed the title at {time}") if event.field == "title" else _("{who} changed the text at {time}")
        )
    elif isinstance(event, e.CommentAdded) and kind != EDIT:
        is_reply = event.kind == CommentKind.REPLY
        words = _("{who} replied at {time}") if is_reply else _("{who} wrote a note at {time}")
    else:
        return ""
    return words.format(who=clip(safe(entry.actor), LONGEST), time=f"{local(entry.at, zone):%H:%M}")
