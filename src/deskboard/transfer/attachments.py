"""The bytes of files in our own format: one line each, right before the ticket that has them.

Invariant: one file is in memory at a time, in writing and in reading: what was read is read
again from its place in the file when the desk wants it, and has to be the same.
"""

from __future__ import annotations

import binascii
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from deskboard.domain.attachments import FILES_MAX, LIMIT_MB_MAX, MEGABYTE, digest_of
from deskboard.domain.commands.imports import PastFile
from deskboard.domain.errors import BadInput
from deskboard.domain.model import NAME_MAX
from deskboard.domain.readmodels import Content
from deskboard.domain.text import clean_line
from deskboard.l10n import _, ngettext
from deskboard.transfer import loose
from deskboard.transfer.findings import Findings
from deskboard.transfer.loose import Json

LINE_MAX = LIMIT_MB_MAX * MEGABYTE * 4 // 3 + 1024
"""Bytes of a line that holds the largest file."""
MARK = b'{"file":'
"""How such a line begins, as ``content_line`` writes it."""


class Place(NamedTuple):
    """Where the bytes of a file stand: the file of the import, the line's first byte and its
    length; and how many bytes it holds."""

    path: Path
    start: int
    length: int
    digest: str
    size: int

    def read(self) -> bytes:
        """The bytes. BadInput: they are not those that were met before."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            data = _decoded(file.read(self.length))
        if digest_of(data) != self.digest:
            raise BadInput(_("The file was changed while it was read."))
        return data


Held = Mapping[str, Place]
"""digest → where its bytes stand."""


def content_line(content: Content) -> str:
    """One line that holds the bytes of a file."""
    text = binascii.b2a_base64(content.data, newline=False).decode()
    return f'{{"file":{{"sha256":"{content.digest}","size":{len(content.data)},"data":"{text}"}}}}'


def met(path: Path, start: int, line: bytes) -> Place:
    """The file in a line that begins at ``start``. BadInput: it is damaged."""
    data = _decoded(line)
    digest = digest_of(data)
    if loose.text(loose.record(json.loads(line), "file"), "sha256") != digest:
        raise BadInput(_("This line is damaged: the file in it is not what it was."))
    if len(data) > LIMIT_MB_MAX * MEGABYTE:
        raise BadInput(_("The file in this line is too large."))
    return Place(path, start, len(line), digest, len(data))


def _decoded(line: bytes) -> bytes:
    try:
        record = json.loads(line)
        return binascii.a2b_base64(loose.text(loose.record(record, "file"), "data"), strict_mode=True)
    except (ValueError, RecursionError, AttributeError):
        raise BadInput(_("This line is damaged: there is no file in it.")) from None


def _lost(n: int) -> str:
    return ngettext(
        "{n} attachment was left out: its bytes are missing or it is not described.",
        "{n} attachments were left out: their bytes are missing or they are not described.",
        n,
    ).format(n=n)


def read_files(record: Json, findings: Findings, held: Held) -> Iterator[PastFile]:
    """The attachments that a ticket names; those whose bytes did not come are counted."""
    # A list here; the command line's own output has a number under this name.
    for n, entry in enumerate(loose.records(record, "attachments")):
        place = held.get(loose.text(entry, "sha256"))
        author, at = clean_line(loose.text(entry, "author"))[:NAME_MAX], loose.moment(entry, "at")
        if place is None or not author or at is None or n >= FILES_MAX:
            findings.count(_lost)
        else:
            yield PastFile(loose.text(entry, "name"), author, at, place.digest, place.size, place.read)
