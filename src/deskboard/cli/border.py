"""The border of the command line, where errors become one line and an exit code.

Invariant: whatever goes wrong, stderr gets one line that says what and what to do; only
``--debug`` adds where it came from.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping, Sequence
from io import TextIOWrapper

import click

from deskboard.cli.group import new_session, program
from deskboard.cli.session import OpenBoard
from deskboard.domain.errors import DeskboardError, QueryError
from deskboard.domain.text import safe
from deskboard.l10n import _

INTERRUPTED = 130
"""What a shell gives a program that Ctrl-C ended."""


def run(argv: Sequence[str], env: Mapping[str, str], open_board: OpenBoard) -> int:
    """Run one command line; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8 gets “?”, not an error
    session = new_session(open_board, argv, env)
    try:
        code = program.main(list(argv), prog_name="deskboard", standalone_mode=False, obj=session)
    except click.exceptions.Abort:
        return INTERRUPTED
    except Exception as error:  # the border: nothing may leave as a traceback
        if session.flags.get("debug"):
            traceback.print_exc()
        line, code = said(error)
        print(f"deskboard: {line}", file=sys.stderr)
    return code if isinstance(code, int) else 0


def said(error: Exception) -> tuple[str, int]:
    """What to tell the person, on one line, and the exit code."""
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "deskboard"
        hint = _("`{command} --help` shows how.").format(command=command)
        return safe(f"{error.format_message()} {hint}"), error.exit_code
    if isinstance(error, click.ClickException):
        return safe(error.format_message()), error.exit_code
    if isinstance(error, QueryError):
        return safe(_query(error)), error.exit_code
    if isinstance(error, DeskboardError):
        return safe(str(error)), error.exit_code
    if isinstance(error, OSError):
        what = f"{error.strerror or error}" + (f" ({error.filename})" if error.filename else "")
        return safe(_("That could not be read or written: {reason}.").format(reason=what)), 1
    kind = type(error).__name__
    message = _("Something went wrong inside Deskboard ({kind}: {reason}); --debug shows where.")
    return safe(message.format(kind=kind, reason=error)), 1


def _query(error: QueryError) -> str:
    place = _("(at character {n})").format(n=error.position + 1)
    if error.suggestion:
        suggestion = _("Did you mean “{suggestion}”?").format(suggestion=error.suggestion)
        return f"{error.message} {suggestion} {place}"
    return f"{error} {place}"
