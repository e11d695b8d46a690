"""Bringing tickets in and writing them out.

Invariant: what is written to a file appears whole or not at all; what could not be brought in
is named row by row on stderr.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING, TextIO, cast

import click

from deskboard.cli.completing import query_words
from deskboard.cli.group import DeskCommand, QueryCommand, session
from deskboard.cli.listing import query_of
from deskboard.cli.params import FILE
from deskboard.cli.progress import progress
from deskboard.cli.render import JSON, Output
from deskboard.domain.errors import BadInput, NotFound, Unavailable
from deskboard.domain.model import Channel
from deskboard.domain.text import safe_lines
from deskboard.l10n import _, ngettext

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk
    from deskboard.transfer.run import Report

IMPORT_EXAMPLES = """\b
deskboard import trello-board.json --dry-run
deskboard import tickets.csv --map title=Subject,requester='Opened by'
task export | deskboard import -"""
EXPORT_EXAMPLES = """\b
deskboard export --to json -o board.jsonl
deskboard export is:done 'resolved>30d' --to csv -o old.csv
deskboard export resolved:week --to markdown"""


@click.command("import", cls=DeskCommand, epilog=IMPORT_EXAMPLES)
@click.argument("file", type=FILE, metavar="FILE")
@click.option(
    "--from",
    "kind",
    type=click.Choice(["trello", "csv", "json", "taskwarrior"]),
    help=_("What it is; guessed when left out."),
)
@click.option(
    "--map", "pairs", multiple=True, metavar="FIELD=HEADER,…", help=_("Which column of a CSV file is which field.")
)
@click.option("--board", metavar="NAME", help=_("The board to put them on; made when missing."))
@click.option("--dry-run", is_flag=True, help=_("Say what would happen, and change nothing."))
def import_(file: str, kind: str | None, pairs: tuple[str, ...], board: str | None, dry_run: bool) -> None:
    """Bring in a file, or standard input ("-"); what was brought in before is left as it is."""
    from deskboard.desk.clock import local_zone
    from deskboard.transfer.run import run_import
    from deskboard.transfer.sources import open_source

    output = session().output
    with _readable(file) as path:
        source = open_source(path, kind, mapping(pairs), board, local_zone())
        with _database(dry_run) as desk, progress(output, _("Importing")) as step:
            report = run_import(desk, source, dry_run=dry_run, progress=step)
    _tell(output, report)


@contextmanager
def _readable(file: str) -> Iterator[str]:
    """The path of a file that can be read more than once. Standard input is kept in a passing
    one: what it is shows only from its beginning."""
    if file != "-":
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="deskboard-") as folder:
        path = Path(folder, "stdin")
        try:
            with path.open("wb") as kept:
                shutil.copyfileobj(sys.stdin.buffer, kept)
        except OSError as error:
            raise Unavailable(_("Cannot keep standard input: {reason}.").format(reason=error.strerror)) from error
        yield str(path)


@contextmanager
def _database(dry_run: bool) -> Iterator[Desk]:
    """The desk to import into. A dry run makes no database: it tries on a passing one."""
    if not (dry_run and session().db_is_missing):
        with session().desk(create=not dry_run) as desk:
            yield desk
        return
    with tempfile.TemporaryDirectory(prefix="deskboard-") as folder:
        session().use(str(Path(folder, "empty.db")))
        with session().opened(Channel.CLI, create=True) as desk:
            yield desk


def mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    """Field → header of ``title=Subject,due=Due date``. A header that has a comma of its own
    needs a --map of its own. BadInput: no ``=``."""
    found: dict[str, str] = {}
    for pair in pairs:
        parts = pair.split(",") if all("=" in part for part in pair.split(",")) else [pair]
        for part in parts:
            field, equals, header = part.partition("=")
            if not equals or not field.strip() or not header.strip():
                raise BadInput(
                    _("“{part}” maps nothing.").format(part=part), _("Write --map title=Subject,due=Deadline.")
                )
            found[field.strip()] = header.strip()
    return found


def _tell(output: Output, report: Report) -> None:
    """What was left out and why, what else was met, and the sums."""
    for row, reason in report.problems:
        output.tell(_("Row {row} was left out: {reason}").format(row=row, reason=reason))
    if report.skipped > len(report.problems):
        more = report.skipped - len(report.problems)
        output.tell(ngettext("… and {n} more row.", "… and {n} more rows.", more).format(n=more))
    for note in report.notes:
        output.tell(note)
    if output.mode == JSON:
        problems = [{"row": row, "reason": reason} for row, reason in report.problems]
        output.json({**report._asdict(), "problems": problems})
    if report.queues and report.dry_run:
        names = ", ".join(_("“{name}”").format(name=name) for name in report.queues)
        output.tell(_("Queues that would be new: {names}.").format(names=names))
    sums = (
        _("Would add {added} to {boards}; here already: {known}; left out: {skipped}.")
        if report.dry_run
        else _("Added {added} to {boards}; here already: {known}; left out: {skipped}.")
    )
    if not report.added:
        nothing = _("Nothing new; here already: {known}; left out: {skipped}.")
        output.tell(nothing.format(known=report.known, skipped=report.skipped))
        return
    boards = ", ".join(f"“{board}”" for board in report.boards)
    output.tell(sums.format(added=report.added, boards=boards, known=report.known, skipped=report.skipped))
    if report.handed_out:
        people = ngettext("{n} person", "{n} people", report.handed_to).format(n=report.handed_to)
        handed = ngettext(
            "Handed out from the queues: {n} ticket to {people}.",
            "Handed out from the queues: {n} tickets to {people}.",
            report.handed_out,
        )
        output.tell(handed.format(n=report.handed_out, people=people))


@click.command("export", cls=QueryCommand, epilog=EXPORT_EXAMPLES)
@click.argument("words", nargs=-1, metavar="[QUERY]…", shell_complete=query_words)
@click.option(
    "--to",
    "kind",
    type=click.Choice(["json", "csv", "markdown"]),
    default="json",
    show_default=True,
    help=_("The format."),
)
@click.option(
    "-o", "--output", "target", type=FILE, metavar="FILE", help=_("Write to a file and not to standard output.")
)
def export(words: tuple[str, ...], kind: str, target: str | None) -> None:
    """All tickets, archived ones too, or those that match the query."""
    from deskboard.transfer.export import export as write

    output = session().output
    query = query_of(words) if words else None
    to_file = target not in (None, "-")
    if target is not None and not Path(target).name and to_file:
        raise BadInput(_("“{path}” is no file to write to.").format(path=target), _("Name one after -o."))
    with session().desk() as desk, _written(target) as out, progress(output, _("Exporting"), to_file) as step:
        count = write(desk, query, kind, out, progress=step)
    if to_file:
        output.tell(
            ngettext("Wrote {n} ticket to {path}.", "Wrote {n} tickets to {path}.", count).format(n=count, path=target)
        )


@contextmanager
def _written(target: str | None) -> Iterator[IO[str]]:
    """Standard output, or a file that gets its name when it is whole."""
    if target in (None, "-"):
        yield cast(IO[str], _Guarded(sys.stdout)) if sys.stdout.isatty() else sys.stdout
        return
    path = Path(target or "")
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("x", encoding="utf-8", newline="") as out:
            yield out
        draft.replace(path)
    except FileNotFoundError as error:
        raise NotFound(
            _("There is no directory {path} to write to.").format(path=path.parent),
            _("Make it with `mkdir -p`, or name another file after -o."),
        ) from error
    except OSError as error:
        raise Unavailable(_("Cannot write {path}: {reason}.").format(path=path, reason=error.strerror)) from error
    finally:
        draft.unlink(missing_ok=True)


class _Guarded(TextIOBase):
    """A terminal that gets no control characters, also not from a database written by others."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal

    def write(self, text: str) -> int:
        return self._terminal.write(safe_lines(text))
