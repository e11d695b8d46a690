"""Files of tickets: how they are named, measured and told apart.

Invariant: the name of a file is data from strangers. What ``safe_name`` returns is one plain
name: no directory, no option, no device, nothing hidden, whatever went in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from deskboard.domain.text import clean_line, safe
from deskboard.l10n import _

MEGABYTE = 1024 * 1024
LIMIT_MB = 25
"""How large one file may be unless the settings say otherwise."""
LIMIT_MB_MAX = 500
"""No setting allows more: a database takes a file whole, as one value."""
FILES_MAX = 500
"""Files of one ticket."""
NAME_LENGTH = 255
"""Characters of a name that are kept, as most file systems do."""
SAFE_BYTES = 200
"""Bytes of a name that is saved: file systems allow 255, and a number may have to fit in."""
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")
"""What Windows takes for a device, whatever follows the first dot."""


class NewFile(NamedTuple):
    """A file as it is brought in. ``name`` is cleaned by the desk."""

    name: str
    data: bytes


def stored_name(name: str) -> str:
    """The name as it is kept: one line, not too long, never empty."""
    return _cut(clean_line(name), NAME_LENGTH, len) or _("attachment")


def safe_name(name: str) -> str:
    """A name under which the file can be saved in any directory."""
    parts = [part for part in re.split(r"[/\\]", safe(name)) if part.strip(" .~")]
    base = re.sub(r'[<>:"|?*]', "_", parts[-1] if parts else "").lstrip(" .-~").rstrip(" .")
    base = _cut(base, SAFE_BYTES, lambda text: len(text.encode("utf-8", "replace")))
    if _DEVICES.match(base):
        base = f"_{base}"
    return base or _("attachment")


def numbered(name: str, number: int) -> str:
    """``report.pdf`` as ``report (2).pdf``."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem} ({number}).{ending}" if dot and stem else f"{name} ({number})"


def _cut(name: str, most: int, measure: Callable[[str], int]) -> str:
    """A name of at most ``most`` by ``measure``; a short ending stays."""
    if measure(name) <= most:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = dot + ending if dot and stem and len(ending) <= 10 else ""
    stem = name[: len(name) - len(tail)] if tail else name
    stem = stem[:most]
    while stem and measure(stem + tail) > most:
        stem = stem[:-1]
    return stem.rstrip() + tail


def digest_of(data: bytes) -> str:
    """What tells files apart: SHA-256 in hexadecimal digits."""
    from hashlib import sha256

    return sha256(data).hexdigest()


def size_words(size: int) -> str:
    """``812 B``, ``4.2 kB``, ``17 MB``: as people read it."""
    if size < 1000:
        return f"{size} B"
    unit, scaled = ("kB", size / 1_000) if size < 999_500 else ("MB", size / 1_000_000)
    return f"{scaled:.1f} {unit}" if scaled < 9.95 else f"{scaled:.0f} {unit}"
