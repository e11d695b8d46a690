"""What other programs write into the cells of a spreadsheet, as values of a ticket.

Invariant: a cell that is not understood gives None; the reader then keeps it as text.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from deskboard.domain.model import Level, Priority, Status, TicketType

_PRIORITIES = {
    Priority.CRITICAL: "critical|urgent|highest|blocker|emergency|immediate|very high|p1|긴급|緊急|kritinis|kritisch",
    Priority.HIGH: "high|major|important|p2|높음|高|aukštas|hoch|alta|haute",
    Priority.NORMAL: "normal|medium|moderate|default|standard|average|p3|보통|中|普通|vidutinis|mittel|media|moyenne",
    Priority.LOW: "low|minor|lowest|trivial|planning|very low|p4|p5|낮음|低|žemas|niedrig|baja|basse",
}
_LEVELS = {
    Level.HIGH: "high|critical|urgent|highest|extensive|major|높음|高",
    Level.MEDIUM: "medium|moderate|normal|significant|average|보통|中",
    Level.LOW: "low|minor|lowest|limited|낮음|低",
}
_TYPES = {
    TicketType.SUPPORT: "support|request|service request|question|help|how to|inquiry",
    TicketType.INCIDENT: "incident|problem|outage|alert",
    TicketType.BUG: "bug|defect|error|fault",
    TicketType.FEATURE: "feature|enhancement|feature request|improvement|new feature|idea|story|user story",
    TicketType.CHANGE: "change|change request|task",
}
_STATUSES = {
    Status.NORMAL: "normal",
    Status.READY: "ready",
    Status.IN_PROGRESS: "in progress",
    Status.NEEDS_REVIEW: "needs review|review|in review|ready for review",
    Status.NEEDS_REWORK: "needs rework|rework",
    Status.WAITING: "waiting for requester|waiting|pending|waiting for customer|waiting on customer|awaiting reply"
    "|awaiting user info|waiting for user|waiting for reply",
    Status.ON_HOLD: "on hold|hold|paused|suspended",
    Status.BLOCKED: "blocked",
}

_PRIORITY = {word: kind for kind, words in _PRIORITIES.items() for word in words.split("|")}
_LEVEL = {word: kind for kind, words in _LEVELS.items() for word in words.split("|")}
_TYPE = {word: kind for kind, words in _TYPES.items() for word in words.split("|")}
_STATUS = {word: kind for kind, words in _STATUSES.items() for word in words.split("|")}


LONGEST = 60
"""Characters of the longest cell that is looked at as a word or a date."""


def _word(cell: str) -> str:
    """Lower case, without a number in front ("1 - Critical") and with spaces for signs."""
    return _folded(cell) if len(cell) <= LONGEST else ""


@lru_cache(maxsize=1024)
def _folded(cell: str) -> str:
    bare = re.sub(r"^\s*\d+\s*[-.:)]+\s*(?=\D)", "", cell.casefold())
    return " ".join(re.sub(r"[_\-\s]+", " ", bare).split())


def priority(cell: str) -> Priority | None:
    return _PRIORITY.get(_word(cell))


def level(cell: str) -> Level | None:
    return _LEVEL.get(_word(cell))


def ticket_type(cell: str) -> TicketType | None:
    return _TYPE.get(_word(cell))


def status(cell: str) -> Status | None:
    return _STATUS.get(_word(cell))


def truth(cell: str) -> bool | None:
    """Whether the cell says yes; None when it says neither yes nor no."""
    word = _word(cell)
    return True if word in ("true", "yes", "y", "1", "x") else False if word in ("false", "no", "n", "0") else None


_CLOCK = r"(?:[ ,T]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?)?"
_NUMERIC = re.compile(rf"(\d{{1,4}})\s*([./-])\s*(\d{{1,2}})\s*\2\s*(\d{{1,4}})\.?{_CLOCK}", re.IGNORECASE)
_DAY_MONTH = re.compile(rf"(\d{{1,2}})[ ./-]+([a-z]{{3,9}})\.?,?[ ./-]+(\d{{2,4}}){_CLOCK}", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"([a-z]{{3,9}})\.? +(\d{{1,2}})(?:st|nd|rd|th)?,? +(\d{{2,4}}){_CLOCK}", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE_ONLY = re.compile(r"\D*\d+\D+\w+\D+\d+\D*|\d{8}")


def moment(cell: str, zone: tzinfo, month_first: bool = False, end_of_day: bool = False) -> datetime | None:
    """The time in the cell as UTC; without a zone it was written in ``zone``.

    ``month_first``: how 3/4/2026 is read. ``end_of_day``: a bare date means its last minute.
    """
    text = " ".join(cell.split())
    if not text or len(text) > LONGEST:
        return None
    try:
        found = _epoch(text) or _iso(text) or _written(text, month_first)
        if found is None:
            return None
        if end_of_day and _DATE_ONLY.fullmatch(text) and not (found.hour or found.minute):
            found = found.replace(hour=23, minute=59)
        found = (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if 1900 <= found.year < 9999 else None


def order(cell: str) -> bool | None:
    """Whether the date in the cell can only be month first (True) or day first (False)."""
    found = _NUMERIC.fullmatch(" ".join(cell[:LONGEST].split()))
    if not found or found[2] == "." or len(found[1]) > 2:
        return None
    first, second = int(found[1]), int(found[3])
    return False if first > 12 >= second else True if second > 12 >= first else None


def _epoch(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970."""
    if not (text.isascii() and text.isdecimal() and len(text) in (10, 13)):
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC)


def _iso(text: str) -> datetime | None:
    """As ISO 8601 has it; else with the zone apart from the time, or in letters."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        bare = re.sub(r" ?(UTC|GMT|Z)$", "+00:00", text)
        bare = re.sub(r" ([+-]\d\d:?\d\d)$", r"\1", bare)
    try:
        return datetime.fromisoformat(bare)
    except ValueError:
        return None


def _written(text: str, month_first: bool) -> datetime | None:
    """Dates as people write them: 31/1/2026, 31.01.2026 17:00, 1/31/26 5:00 PM, 31 Jan 2026."""
    if found := _NUMERIC.fullmatch(text):
        first, second, third = int(found[1]), int(found[3]), int(found[4])
        if len(found[1]) > 2:
            year, month, day = first, second, third
        elif (month_first and found[2] != "." and first <= 12) or second > 12:
            year, month, day = third, first, second
        else:
            year, month, day = third, second, first
        return _at(year, month, day, found.groups()[4:])
    if found := _DAY_MONTH.fullmatch(text):
        return _at(int(found[3]), _month(found[2]), int(found[1]), found.groups()[3:])
    if found := _MONTH_DAY.fullmatch(text):
        return _at(int(found[3]), _month(found[1]), int(found[2]), found.groups()[3:])
    return None


def _month(name: str) -> int:
    """1 to 12. ValueError: no English month."""
    return _MONTHS.index(name[:3].lower()) + 1


def _at(year: int, month: int, day: int, clock: tuple[str | None, ...]) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock[:3])
    if half := (clock[3] or "").lower():
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return datetime(year + 2000 if year < 100 else year, month, day, hour, minute, second)  # noqa: DTZ001  zone follows
