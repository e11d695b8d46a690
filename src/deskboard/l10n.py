"""Sentences that people see, translated by gettext.

Every such sentence goes through ``_``; placeholders are filled *after* translation, so a
translator always sees a whole sentence.
"""

from __future__ import annotations

import gettext
from pathlib import Path

_catalogue = gettext.translation("deskboard", Path(__file__).parent / "locale", fallback=True)


def _(sentence: str) -> str:
    """The sentence in the user's language; English where no catalogue has it."""
    return _catalogue.gettext(sentence)


def ngettext(one: str, many: str, n: int) -> str:
    """The singular or plural sentence for ``n`` in the user's language."""
    return _catalogue.ngettext(one, many, n)
