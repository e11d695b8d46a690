"""Small frozen values and the enumerations of a help desk.

Each enumeration is stored and shown by its value; the order of its members is their order
in menus, and for priorities also their rank.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

TITLE_MAX = 200
"""Characters in a title (PRODUCT §3)."""
TEXT_MAX = 256 * 1024
"""Bytes of UTF-8 in a description or comment."""
STEPS_MAX = 10_000
TAGS_MAX = 500
STEP_MAX = 1_000
"""Characters in one step: a step is a line, not a text."""
TAG_MAX = 50
NAME_MAX = 100
"""Characters in the name of a person, board, column or queue."""
COLUMNS_MAX = 100
"""Columns of a board: each is read whenever the board is."""
LIMIT_MAX = 1_000_000
"""The highest limit of a column."""
EDIT_WINDOW_MINUTES = 10
"""How long its author may still edit a comment."""
STALE_DAYS = 14
"""An open ticket that nothing happened to for so long has been forgotten, unless set otherwise."""
WATCHERS_MAX = 100
DEFAULT_BOARD = "Help desk"


class Fate(StrEnum):
    """What became of a change when the connection to the database was lost."""

    NONE = "none"  # there was no change
    SAVED = "saved"
    NOT_SAVED = "not saved"
    UNKNOWN = "unknown"


class Stage(StrEnum):
    """What a column means to filters, clocks and reports."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"


class Priority(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def rank(self) -> int:
        """3 for critical down to 0 for low, so that ``priority>=high`` compares numbers."""
        return 3 - list(Priority).index(self)


class Status(StrEnum):
    """A label beside the column."""

    NORMAL = "normal"
    READY = "ready"
    IN_PROGRESS = "in-progress"
    NEEDS_REVIEW = "needs-review"
    NEEDS_REWORK = "needs-rework"
    WAITING = "waiting"
    ON_HOLD = "on-hold"
    BLOCKED = "blocked"

    @property
    def label(self) -> str:
        return "waiting for requester" if self is Status.WAITING else self.value.replace("-", " ")

    @property
    def pauses_clock(self) -> bool:
        """Whether the promise to the requester stands still while this label holds."""
        return self in (Status.WAITING, Status.ON_HOLD)

    @property
    def may_sleep(self) -> bool:
        """Whether a ticket with this label may carry a date on which it comes back by itself."""
        return self in (Status.WAITING, Status.ON_HOLD)

    @property
    def flagged_for_review(self) -> bool:
        return self is Status.NEEDS_REVIEW


class Level(StrEnum):
    """Impact or urgency."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class TicketType(StrEnum):
    SUPPORT = "support"
    INCIDENT = "incident"
    BUG = "bug"
    FEATURE = "feature"
    CHANGE = "change"


class Role(StrEnum):
    ADMIN = "admin"
    AGENT = "agent"
    VIEWER = "viewer"
    REQUESTER = "requester"


class QueueMode(StrEnum):
    """How the tickets of a queue come to people."""

    MANUAL = "manual"
    ROUND_ROBIN = "round-robin"
    BALANCED = "balanced"

    @property
    def is_automatic(self) -> bool:
        return self is not QueueMode.MANUAL


class Membership(StrEnum):
    """What a queue is to one of its members: a secondary one is served when all the primary ones
    are empty."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class Availability(StrEnum):
    """Whether somebody is given tickets. ``away-reassign``: what they have goes back to its queue
    when its requester writes again."""

    AVAILABLE = "available"
    AWAY = "away"
    AWAY_REASSIGN = "away-reassign"

    @property
    def label(self) -> str:
        return "away and reassign" if self is Availability.AWAY_REASSIGN else self.value


class CommentKind(StrEnum):
    REPLY = "reply"
    """Public: the requester sees it."""
    NOTE = "note"
    """Internal: only members see it."""


class LinkKind(StrEnum):
    """What a ticket is to another, seen from its own end."""

    RELATES = "relates"
    BLOCKS = "blocks"
    BLOCKED_BY = "blocked-by"
    DUPLICATES = "duplicates"
    DUPLICATED_BY = "duplicated-by"
    PARENT = "parent"
    """The ticket is the parent of the other."""
    CHILD = "child"

    @property
    def inverse(self) -> LinkKind:
        """The same link seen from the other end."""
        return LinkKind(_INVERSE.get(self.value, self.value))


_INVERSE = {
    "blocks": "blocked-by",
    "blocked-by": "blocks",
    "duplicates": "duplicated-by",
    "duplicated-by": "duplicates",
    "parent": "child",
    "child": "parent",
}


class Channel(StrEnum):
    """Where a change came from."""

    BOARD = "board"
    CLI = "cli"
    SYSTEM = "system"


class Place(NamedTuple):
    """Where a ticket stands: the column's id and the order key within it. In history from
    before an import the column is told by the name it had."""

    column: int | str
    rank: str


class Identity(NamedTuple):
    """Who is asking: the login, and the channel the request comes through."""

    login: str
    channel: Channel


DESK = "deskboard"
"""The login of the desk itself, which does what nobody asked for. It is nobody else's."""
SYSTEM = Identity(DESK, Channel.SYSTEM)
"""Who does what nobody asked for. It has no undo stack that anybody could stumble on."""


class Ticket(NamedTuple):
    """The facts of one ticket, as rules and handlers read them. Times are UTC."""

    ref: int
    title: str
    description: str
    board: int
    column: int
    rank: str
    type: str
    priority: Priority
    priority_by_hand: bool
    status: Status
    queue: str | None
    assignee: str | None
    requester: str | None
    due: datetime | None
    impact: Level | None
    urgency: Level | None
    tags: tuple[str, ...]
    created: datetime
    updated: datetime
    first_response: datetime | None
    resolved: datetime | None
    archived: datetime | None
    origin: str | None
    version: int
    wake: datetime | None = None
    """When a ticket that waits or is on hold comes back by itself."""
    trashed: datetime | None = None
    """Since when it is in the trash. Whatever is in the trash is archived too."""
    merged_into: int | None = None
    """The survivor, when this is a merged duplicate. Whatever is merged is archived too."""
    template: str | None = None
    """The name of the template it was made from."""
    answers: tuple[tuple[str, str], ...] = ()
    """What its form was told: (key, stored text), by key."""
    watchers: tuple[str, ...] = ()
    """The logins of those who want to hear of it, sorted."""


def proposed_priority(impact: Level | None, urgency: Level | None) -> Priority | None:
    """The priority that impact × urgency propose, or None while either is unknown.

    high×high is critical, high×medium high; medium×medium and low×high are normal; the
    rest is low (PRODUCT §3; the matrix of ITIL's incident priority). Symmetric.
    """
    if impact is None or urgency is None:
        return None
    pair = {impact, urgency}
    if pair == {Level.HIGH}:
        return Priority.CRITICAL
    if pair == {Level.HIGH, Level.MEDIUM}:
        return Priority.HIGH
    if pair in ({Level.MEDIUM}, {Level.LOW, Level.HIGH}):
        return Priority.NORMAL
    return Priority.LOW
