"""Files of this machine: read up to a limit, written where nothing stands yet.

Invariant: never more than the limit (and one byte) is read, whatever the path leads to, and
nothing that exists is overwritten unless that was asked for.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from deskboard import restricted
from deskboard.domain.attachments import MEGABYTE, NewFile, numbered, safe_name
from deskboard.domain.errors import BadInput, Conflict, NotFound, Refused
from deskboard.domain.text import safe
from deskboard.l10n import _


def read(path: str, limit_mb: int) -> NewFile:
    """The file at ``path``, to be attached. NotFound; BadInput: a directory, larger than the
    limit, not readable; NotAllowed."""
    restricted.need()
    try:
        place = Path(path)
        found = place.stat()
        if stat.S_ISDIR(found.st_mode):
            raise BadInput(_("{path} is a directory.").format(path=safe(path)), _("Attach the files in it."))
        if stat.S_ISREG(found.st_mode) and found.st_size > limit_mb * MEGABYTE:
            raise _too_large(path, limit_mb)
        with place.open("rb") as file:
            return NewFile(place.name, read_stream(file, path, limit_mb))
    except FileNotFoundError:
        raise NotFound(_("There is no file {path}.").format(path=safe(path))) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(_("{path} cannot be read: {reason}.").format(path=safe(path), reason=safe(reason))) from None


def read_stream(stream: BinaryIO, name: str, limit_mb: int) -> bytes:
    """All that comes, also from a pipe that never ends. BadInput: more than the limit."""
    data = stream.read(limit_mb * MEGABYTE + 1)
    if len(data) > limit_mb * MEGABYTE:
        raise _too_large(name, limit_mb)
    return data


def _too_large(name: str, limit_mb: int) -> BadInput:
    return BadInput(
        _("{name} is too large: at most {limit} MB can be attached.").format(name=safe(name), limit=limit_mb),
        _("`attachment_limit` in the configuration sets how much."),
    )


def target(path: str | None, name: str) -> Path:
    """Where a file of that (stored) name is saved: at ``path``, in it when it is a directory,
    else here under a harmless name."""
    if not path:
        return Path(safe_name(name))
    chosen = Path(path).expanduser()
    return chosen / safe_name(name) if chosen.is_dir() or path.endswith(os.sep) else chosen


def free(path: Path) -> Path:
    """The path, or with a number in its name the first one that is not taken."""
    number = 1
    found = path
    while os.path.lexists(found):
        number += 1
        found = path.with_name(numbered(path.name, number))
    return found


def write(path: Path, data: bytes, *, force: bool = False, private: bool = False) -> None:
    """Write a new file, whole or not at all; ``private``: for its owner only. Conflict: there
    is one and ``force`` was not given. A link that stands there is never followed. NotAllowed."""
    restricted.need()
    mode = 0o600 if private else 0o666
    if not force:
        if os.path.lexists(path):
            raise Conflict(_("{path} exists already.").format(path=safe(str(path))), _("Name another place."))
        _fill(path, data, mode)
        return
    if os.path.lexists(path) and not (path.is_file() or path.is_symlink()):
        raise Refused(_("{path} is no file that could be overwritten.").format(path=safe(str(path))))
    part = free(path.with_name(f".{safe_name(path.name)}.part"))
    _fill(part, data, mode)
    part.replace(path)


def _fill(path: Path, data: bytes, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise Conflict(_("{path} exists already.").format(path=safe(str(path)))) from None
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> Refused:
    told = _("{path} cannot be written: {reason}.")
    return Refused(told.format(path=safe(str(path)), reason=error.strerror or error), _("Name another place."))
