"""What a desk lets its admins choose for everybody, kept in the database.

What somebody chooses for themselves stands in their configuration file instead. Invariant: a
stored value is one that ``checked`` let through; a setting that is not stored has its default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from deskboard.domain.capacity import LIMIT_MAX
from deskboard.domain.errors import BadInput, NotFound
from deskboard.domain.events import Value
from deskboard.domain.model import Role
from deskboard.domain.text import clip
from deskboard.domain.waiting import DEFAULT_ORDER, Order, read_order
from deskboard.l10n import _

NOBODY = "nobody"
"""The value of ``join_as`` with which a desk takes in nobody by itself."""


class DeskSetting(NamedTuple):
    """``kind`` is bool, int or str; ``choices``: the only texts there are; ``most``: the largest
    number; ``read``: gives a text as it is stored, or BadInput."""

    kind: type
    default: Value
    about: str
    choices: tuple[str, ...] = ()
    most: int | None = None
    read: Callable[[str], str] | None = None


def _order(text: str) -> str:
    return ", ".join(read_order(text))


DAYS_MAX = 36_500
"""A hundred years."""
MINUTES_MAX = 100_000
"""More than two months: whoever is away for that long says so."""

SETTINGS: Mapping[str, DeskSetting] = {
    "join_as": DeskSetting(
        str,
        str(Role.AGENT),
        _("What somebody becomes who opens this desk for the first time."),
        (Role.AGENT, Role.VIEWER, NOBODY),
    ),
    "viewers_comment": DeskSetting(bool, False, _("Whether viewers may write replies and notes.")),
    "archive_after_days": DeskSetting(
        int,
        14,
        _("Days after which done tickets leave the board by themselves; 0: only by hand."),
        most=DAYS_MAX,
    ),
    "away_after": DeskSetting(
        int,
        0,
        _("Minutes without a key or a change after which somebody is away by themselves. 0: never."),
        most=MINUTES_MAX,
    ),
    "reassign_after": DeskSetting(
        int,
        0,
        _("Minutes after which they are away and their tickets are reassigned. 0: never; not before away_after."),
        most=MINUTES_MAX,
    ),
    "ticket_limit": DeskSetting(
        int,
        0,
        _("Open tickets that a queue gives anybody at most, who has no limit of their own; 0: no limit."),
        most=LIMIT_MAX,
    ),
    "waiting_counts": DeskSetting(
        bool, False, _("Whether tickets that wait for their requester or are on hold count toward the limit.")
    ),
    "assignment_order": DeskSetting(
        str,
        ", ".join(DEFAULT_ORDER),
        _("What decides which ticket of the queues is next, first things first: {words}.").format(
            words=", ".join(Order)
        ),
        read=_order,
    ),
}
"""name → setting. Names never change: they stand in logs and exports."""

_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Chosen(NamedTuple):
    """A setting as it is in force. ``stored``: an admin chose it."""

    name: str
    value: Value
    stored: bool

    @property
    def setting(self) -> DeskSetting:
        return SETTINGS[self.name]

    @property
    def shown(self) -> str:
        return shown(self.value)


def known(name: str) -> DeskSetting:
    """The setting of that name. NotFound."""
    if name not in SETTINGS:
        raise NotFound(
            _("This desk has no setting “{name}”.").format(name=name[:40]),
            _("There are: {known}.").format(known=", ".join(SETTINGS)),
        )
    return SETTINGS[name]


def checked(name: str, value: Value) -> Value:
    """The value as it is stored; None, the default. NotFound, BadInput."""
    setting = known(name)
    if value is None:
        return None
    if isinstance(value, str) and setting.kind is bool:
        value = _WORDS.get(value.strip().lower(), value)
    elif isinstance(value, str) and setting.kind is int and re.fullmatch(r"[+-]?[0-9]{1,18}", value.strip(), re.A):
        value = int(value)
    elif isinstance(value, str) and setting.choices:
        value = value.strip().lower()
    if type(value) is not setting.kind or (setting.choices and value not in setting.choices):
        raise BadInput(
            _("{name} cannot be “{value}”.").format(name=name, value=clip(str(value), 40)),
            _("It is one of: {values}.").format(values=", ".join(values(setting)))
            if values(setting)
            else _range(setting.most),
        )
    if setting.most is not None and isinstance(value, int) and not 0 <= value <= setting.most:
        raise BadInput(
            _("{name} cannot be “{value}”.").format(name=name, value=value),
            _range(setting.most),
        )
    return setting.read(value) if setting.read is not None and isinstance(value, str) else value


def _range(most: int | None) -> str:
    if most is None:
        return _("It is a whole number.")
    return _("It is a whole number from 0 to {most}.").format(most=most)


def check_together(chosen: Mapping[str, Chosen]) -> None:
    """BadInput: settings that are right one by one, and not beside each other."""
    away, reassign = chosen["away_after"].value, chosen["reassign_after"].value
    if isinstance(away, int) and isinstance(reassign, int) and 0 < reassign < away:
        raise BadInput(
            _("reassign_after ({reassign}) cannot be less than away_after ({away}).").format(
                reassign=reassign, away=away
            ),
            _("Nobody's tickets are reassigned before they are away: change both, or set one to 0."),
        )


def values(setting: DeskSetting) -> tuple[str, ...]:
    """All the values a setting can have, as text; nothing when they cannot be counted."""
    return ("yes", "no") if setting.kind is bool else setting.choices


def shown(value: Value) -> str:
    """A value as a person reads and writes it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def in_force(stored: Mapping[str, Value]) -> dict[str, Chosen]:
    """Every setting by name: what is stored, else the default. Stored names that this program
    does not know are left out."""
    return {name: Chosen(name, stored.get(name, setting.default), name in stored) for name, setting in SETTINGS.items()}
