"""What can be chosen for people who serve queues: how much they are given, and whether they are there.

Invariant: what ``check`` lets through is stored as it is, and ``check`` makes the same of it again.
"""

from __future__ import annotations

from collections.abc import Mapping

from deskboard.domain import capacity, fields
from deskboard.domain.capacity import LIMIT_MAX
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.model import Availability, Membership, Role
from deskboard.l10n import _

SERVING = (Role.ADMIN, Role.AGENT)
"""The roles that are given tickets."""
STORED: Mapping[str, str] = {"limit": "ticket_limit", "ramp": "ramp", "vip": "vip"}
"""What is chosen for a person → how the person's own field is called."""
FIELDS = (*STORED, "availability")
_YES: Mapping[str, bool] = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


def check(field: str, value: Value) -> Value:
    """The value as it is stored. BadInput: there is no such field, or it cannot hold that."""
    if field == "limit":
        return limit(value)
    if field == "ramp":
        text = str(value or "").strip()
        return None if text.lower() in fields.NOTHING else str(capacity.read_ramp(text))
    if field == "vip":
        return _yes_no(value)
    if field == "availability":
        return availability(value)
    raise BadInput(
        _("A member has no “{field}” to change.").format(field=field[:40]),
        _("There are: {known}.").format(known=", ".join(FIELDS)),
    )


def limit(value: Value) -> int | None:
    """A number of open tickets; None: as many as the desk says. BadInput."""
    if isinstance(value, str):
        text = value.strip()
        if text.lower() in fields.NOTHING:
            return None
        value = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LIMIT_MAX:
        raise BadInput(_("A limit of open tickets is a whole number from 0 to {max}, or none.").format(max=LIMIT_MAX))
    return value


def _yes_no(value: Value) -> bool:
    found = _YES.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise BadInput(_("VIP is yes or no."))
    return found


def availability(value: Value) -> Availability:
    """BadInput: there is no such state."""
    text = "-".join(str(value or "").lower().replace("_", "-").split())
    found = {state.value: state for state in Availability} | {
        state.label.replace(" ", "-"): state for state in Availability
    }
    if text not in found:
        raise BadInput(
            _("“{text}” is no availability.").format(text=text[:40]),
            _("There are: {names}.").format(names=", ".join(Availability)),
        )
    return found[text]


def membership(value: Value) -> Membership | None:
    """What a queue is to somebody; None: they do not serve it. BadInput."""
    if value is None:
        return None
    try:
        return Membership(str(value).lower())
    except ValueError:
        raise BadInput(
            _("A queue is nobody's “{text}”.").format(text=str(value)[:40]),
            _("It is one of: {names}.").format(names=", ".join(Membership)),
        ) from None
