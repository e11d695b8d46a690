"""The time zone that people here live in.

Invariant: there always is one; a machine that does not say lives in UTC.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo


def local_zone() -> tzinfo:
    """The zone of this machine, with its daylight saving where it says its name."""
    name = os.environ.get("TZ", "").removeprefix(":")
    if not name:
        target = Path("/etc/localtime").resolve()
        name = "/".join(target.parts[target.parts.index("zoneinfo") + 1 :]) if "zoneinfo" in target.parts else ""
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):
        return datetime.now().astimezone().tzinfo or UTC
