"""Attaching files to tickets, and saving them.

Invariant: the name of an attachment is data: it never says where a file is written.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from deskboard.cli.group import DeskCommand, session
from deskboard.cli.params import FILE, one_ref
from deskboard.cli.render import Col, Output, Styled
from deskboard.cli.results import report
from deskboard.domain import commands
from deskboard.domain.attachments import size_words
from deskboard.domain.errors import BadInput, NotFound
from deskboard.domain.readmodels import Attachment
from deskboard.domain.text import fold, safe
from deskboard.l10n import _

if TYPE_CHECKING:
    from deskboard.domain.attachments import NewFile

Numbered = tuple[int, Attachment]

ATTACH_EXAMPLES = """\b
deskboard attach 142 screenshot.png trace.txt
dmesg | deskboard attach 142 - --name dmesg.txt
deskboard attach 142 --remove trace.txt"""
SAVE_EXAMPLES = """\b
deskboard save 142 trace.txt            here, under its own name
deskboard save 142 2 /tmp/              the second file, into a directory
deskboard save 142 trace.txt - | less   to standard output"""


@click.command("attach", cls=DeskCommand, epilog=ATTACH_EXAMPLES)
@one_ref()
@click.argument("paths", type=FILE, nargs=-1, metavar="[FILE|-]…")
@click.option("--name", metavar="NAME", help=_("Its name, when it is one file; needed for “-”."))
@click.option("--remove", "removed", multiple=True, metavar="NAME|N", help=_("Take a file off the ticket."))
def attach(ref: int, paths: tuple[str, ...], name: str | None, removed: tuple[str, ...]) -> None:
    """Attach files; without any, list those that are attached."""
    output = session().output
    if name is not None and len(paths) != 1:
        raise BadInput(_("--name is for one file."), _("Attach the others without it."))
    with session().desk() as desk:
        known = desk.ticket(ref).files
        if not paths and not removed:
            list_files(output, known)
            return
        if removed:
            ids = tuple(dict.fromkeys(file_named(known, one).id for one in removed))
            report(output, desk.do(commands.RemoveAttachments(ref, ids)))
    if paths:
        # Read with no database open: a pipe may take its time.
        given = tuple(_read(path, name) for path in paths)
        with session().desk() as desk:
            report(output, desk.do(commands.AttachFiles((ref,), given)), _("Attached already."))


def _read(path: str, name: str | None) -> NewFile:
    from deskboard import files
    from deskboard.domain.attachments import NewFile

    limit = session().settings.attachment_limit
    if path != "-":
        found = files.read(path, limit)
        return found._replace(name=name) if name else found
    if not name:
        raise BadInput(_("What comes from standard input needs a name."), _("Give it one with --name."))
    return NewFile(name, files.read_stream(sys.stdin.buffer, name, limit))


@click.command("save", cls=DeskCommand, epilog=SAVE_EXAMPLES)
@one_ref()
@click.argument("name", metavar="NAME|N")
@click.argument("path", type=FILE, required=False, metavar="[PATH|-]")
@click.option("--force", is_flag=True, help=_("Overwrite a file that exists."))
def save(ref: int, *, name: str, path: str | None, force: bool) -> None:
    """Save one attachment here, or at PATH."""
    from deskboard import files, restricted

    output = session().output
    if path is None:
        restricted.need(_("“-” is standard output."))
    with session().desk() as desk:
        file = file_named(desk.ticket(ref).files, name)
        data = desk.content(file.digest)
    if path == "-":
        _to_standard_output(data, file.name)
        return
    place = files.target(path, file.name)
    files.write(place, data, force=force)
    output.tell(_("Saved {path} ({size}).").format(path=place, size=size_words(file.size)))


def _to_standard_output(data: bytes, name: str) -> None:
    """The bytes as they are into a pipe. A terminal takes text only, and that made safe."""
    out = session().output
    if not out.out.isatty():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise BadInput(_("{name} is no text.").format(name=safe(name)), _("Save it to a file, or send it into a pipe."))
    out.text(text)


def file_named(known: Sequence[Attachment], name: str) -> Attachment:
    """The file of exactly that name, else with that number, else the one whose name holds those
    words. NotFound: none; BadInput: several."""
    digits = name.removeprefix("#")
    exact = [file for file in known if safe(file.name) == safe(name)]
    if not exact and digits.isascii() and digits.isdecimal():
        if len(digits) < 7 and 1 <= int(digits) <= len(known):
            return known[int(digits) - 1]
        told = _("There is no file {n}.").format(n=digits[:20])
        raise NotFound(told, _("The ticket has {n}.").format(n=len(known)))
    wanted = fold(name.strip())
    found = exact or [file for file in known if wanted and wanted in fold(file.name)]
    if not found:
        raise NotFound(_("No file is called “{name}”.").format(name=name), _("`deskboard attach REF` lists them."))
    if len({file.digest for file in found}) > 1:
        numbers = ", ".join(str(known.index(file) + 1) for file in found)
        told = _("Several files are called “{name}”.").format(name=name)
        raise BadInput(told, _("Name it by its number: {numbers}.").format(numbers=numbers))
    return found[0]


def file_record(number: int, file: Attachment) -> dict[str, object]:
    """The JSON object of a file."""
    return {
        "number": number,
        "name": file.name,
        "size": file.size,
        "sha256": file.digest,
        "author": file.author,
        "at": file.at,
    }


def list_files(output: Output, known: Sequence[Attachment]) -> None:
    """The files, one a line."""
    columns: tuple[Col[Numbered], ...] = (
        Col("number", "", lambda item: item[0]),
        Col("name", "", lambda item: item[1].name, flexible=True),
        Col("size", "", lambda item: item[1].size, lambda item: Styled(size_words(item[1].size))),
        Col("author", "", lambda item: item[1].author),
        Col("at", "", lambda item: item[1].at, lambda item: Styled(f"{item[1].at:%Y-%m-%d}", "dim")),
    )
    output.rows(columns, enumerate(known, 1), lambda item: file_record(*item))
