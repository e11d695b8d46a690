"""Changing one setting in the configuration file, and nothing else of it.

Invariant: comments, order and spelling of everything else stay as they are. What was written is
read back before it takes the place of the old file, and takes it in one step.
"""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from deskboard import config, paths, restricted
from deskboard.domain.errors import BadInput, Unavailable
from deskboard.l10n import _

Value = str | int | bool | None
"""None: not set, so that the default holds."""

_TABLE = re.compile(r"\s*\[")
_REST = re.compile(r"""\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"']+)(?P<comment>\s*#.*)?\s*""")


def save(path: Path, name: str, value: Value) -> None:
    """Set a setting in the file, which is made when it is missing.

    BadInput: the value is none for this setting, or the file is written in a way that cannot be
    changed in one line. Unavailable: it cannot be read or written. NotAllowed.
    """
    restricted.need()
    if value is not None:
        config.checked({name: value}, path)
    before = config.read_file(path, required=False)
    wanted = {key: kept for key, kept in before.items() if key != name} | ({} if value is None else {name: value})
    if wanted == before:
        return
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else config.sample()
        new = with_value(text, name, value)
        if not _says(new, wanted):
            raise BadInput(
                _("“{name}” in {path} cannot be changed from here.").format(name=name, path=path),
                _("Change it with `deskboard config edit`."),
            )
        _replace(path, new)
    except OSError as error:
        raise Unavailable(_("Cannot write {path}: {reason}.").format(path=path, reason=error.strerror)) from error


def begin(path: Path, theme: str | None) -> None:
    """Make the file, every setting in it as a comment, with the theme that was chosen. Left
    alone when it exists or cannot be made: nobody has asked for a file."""
    if restricted.is_on() or path.exists():
        return
    with suppress(OSError):
        _replace(path, config.sample() if theme is None else with_value(config.sample(), "theme", theme))


def _says(text: str, wanted: dict[str, object]) -> bool:
    import tomllib

    try:
        return tomllib.loads(text) == wanted
    except ValueError:
        return False


def with_value(text: str, name: str, value: Value) -> str:
    """The text of a file with one setting set, or (None) without it."""
    lines = text.splitlines(keepends=True)
    top = next((n for n, line in enumerate(lines) if _TABLE.match(line)), len(lines))
    here = re.compile(rf"\s*(?:{name}|\"{name}\")\s*=(?P<rest>.*)", re.DOTALL)
    for n, line in enumerate(lines[:top]):
        if match := here.fullmatch(line):
            lines[n : n + 1] = _line(name, value, _comment(match.group("rest")))
            return "".join(lines)
    place = _place(lines[:top], name, is_whole=top == len(lines))
    if place and not lines[place - 1].endswith("\n"):
        lines[place - 1] += "\n"
    lines[place:place] = _line(name, value, "")
    return "".join(lines)


def _line(name: str, value: Value, comment: str) -> list[str]:
    return [] if value is None else [f"{name} = {config.toml(value)}{comment}\n"]


def _comment(rest: str) -> str:
    """What was said behind a value."""
    match = _REST.fullmatch(rest)
    return (match.group("comment") or "").rstrip() if match else ""


def _place(lines: list[str], name: str, *, is_whole: bool) -> int:
    """Where a new setting goes: below its line in the sample, else at the end of the settings."""
    for n, line in enumerate(lines):
        if re.match(rf"#\s*{name}\s*=", line):
            return n + 1
    end = len(lines)
    # Comments right above a table are about the table.
    while end and not is_whole and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _replace(path: Path, text: str) -> None:
    """Put a new file in the place of the old one. A link stays one: what it names is replaced."""
    path = path.resolve()
    paths.make_parent(path)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    handle, name = tempfile.mkstemp(prefix=".config-", suffix=".toml", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as new:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
