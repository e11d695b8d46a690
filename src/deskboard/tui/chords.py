"""Keys one after the other: ``g a`` is one meaning, and ``g`` alone waits for what follows.

Invariant: a key that means something by itself never waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deskboard.tui.intents import Intent

Tables = Sequence[Mapping[str, "Intent"]]
"""Keys (single, or several with blanks between) → intents, the inner scope first."""


class Chords:
    """``begun`` is what was pressed so far, empty between two meanings."""

    def __init__(self) -> None:
        self.begun = ""

    def take(self, tables: Tables, key: str, character: str | None) -> Intent | None:
        """The intent that a key completes. None: it means nothing, or more must follow. What does
        not go on with what was begun ends it."""
        names = [f"{self.begun} {name}".strip() for name in (key, character) if name and name != " "]
        self.begun = ""
        for table in tables:
            for name in names:
                if name in table:
                    return table[name]
        self.begun = next((name for name in names if any(_starts(table, name) for table in tables)), "")
        return None

    def following(self, tables: Tables) -> list[tuple[str, Intent]]:
        """What may come now: the rest of the keys, and what they mean."""
        found: dict[str, Intent] = {}
        for table in tables if self.begun else ():
            for keys, intent in table.items():
                if keys.startswith(f"{self.begun} "):
                    found.setdefault(keys.removeprefix(f"{self.begun} "), intent)
        return list(found.items())


def _starts(table: Mapping[str, Intent], name: str) -> bool:
    return any(keys.startswith(f"{name} ") for keys in table)
