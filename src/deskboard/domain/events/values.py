"""What a field of a ticket, as an event tells it, can hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

Value = str | int | bool | None | datetime | tuple[Any, ...]
"""What a field of a ticket can hold."""
Values = Mapping[str, Value]
Why = Mapping[str, Any]
"""How a choice came about, as JSON values: ``domain.assignment`` says which."""
