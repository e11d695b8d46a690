"""What an examination finds: one check, how it is, and what to do.

Invariant: whatever is not in order comes with what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    OK = "ok"
    NOTE = "note"
    """Good to know; nothing needs doing today."""
    TODO = "todo"


class Finding(NamedTuple):
    """One check: what was looked at, how it is, and (unless it is in order) what to do."""

    check: str
    state: State
    said: str
    advice: str = ""


class Surroundings(NamedTuple):
    """What the checks need of the outside world. ``mounts``: the text of /proc/mounts;
    ``terminal``: whether somebody looks at one; ``encoding``: of what is written to it;
    ``login``: who asks."""

    env: Mapping[str, str]
    mounts: str
    now: datetime
    terminal: bool
    encoding: str
    login: str
