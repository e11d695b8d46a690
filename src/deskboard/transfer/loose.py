"""Reading JSON whose shape nobody vouches for.

Invariant: a value of the wrong type counts as absent; none of these functions raises.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


def text(record: Json, key: str) -> str:
    """The text under ``key``, else an empty one."""
    value = record.get(key)
    return value if isinstance(value, str) else ""


def record(parent: Json, key: str) -> Json:
    """The object under ``key``, else an empty one."""
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def records(parent: Json, key: str) -> list[Json]:
    """The objects in the list under ``key``; whatever else stands in it is passed over."""
    value = parent.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(parent: Json, key: str) -> list[str]:
    """The texts in the list under ``key``."""
    value = parent.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def number(parent: Json, key: str) -> float:
    """The finite number under ``key``, else 0."""
    value = parent.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return 0.0
    try:
        return float(value) if math.isfinite(value) else 0.0
    except OverflowError:
        return 0.0


def whole(parent: Json, key: str) -> int | None:
    """The positive integer under ``key`` that a database can hold, else None."""
    value = parent.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31 else None


def moment(parent: Json, key: str) -> datetime | None:
    """The ISO 8601 time under ``key`` in UTC; a time without a zone is UTC already."""
    return parse_moment(text(parent, key))


def parse_moment(value: str) -> datetime | None:
    """The ISO 8601 time in UTC, or None; a time without a zone is UTC already."""
    try:
        found = datetime.fromisoformat(value.strip())
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if 1900 <= found.year < 9999 else None


def leaves(value: Any) -> Iterator[Any]:
    """Every plain value inside a JSON value."""
    pending = [value]
    while pending:
        here = pending.pop()
        if isinstance(here, dict):
            pending += here.values()
        elif isinstance(here, list):
            pending += here
        else:
            yield here
