"""The time of day and the zone of this machine, for whoever does not bring their own."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo


def utc_now() -> datetime:
    """The time of day, as the clock of this machine has it."""
    return datetime.now(UTC)


def local_zone() -> tzinfo:
    """The zone of this machine, with its daylight saving where it says its name."""
    import os
    from pathlib import Path
    from zoneinfo import ZoneInfo

    name = os.environ.get("TZ", "").removeprefix(":")
    if not name:
        target = Path("/etc/localtime").resolve()
        name = "/".join(target.parts[target.parts.index("zoneinfo") + 1 :]) if "zoneinfo" in target.parts else ""
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):
        return datetime.now().astimezone().tzinfo or UTC
