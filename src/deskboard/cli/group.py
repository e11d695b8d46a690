"""The program as click sees it: its commands, found when called, and the global options.

Invariant: ``COMMANDS`` is the one list of the commands; a global option means the same before
and after the command's name.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import click

from deskboard import __version__, restricted
from deskboard.cli.session import OpenBoard, Session
from deskboard.domain.text import clean_line
from deskboard.l10n import _

TICKETS, TALK, CHANGES, WORKLOAD, DATA, CARE = (
    _("Tickets"),
    _("Comments and steps"),
    _("Changes"),
    _("Who does what"),
    _("Data in and out"),
    _("Set-up and care"),
)


class Entry(NamedTuple):
    """A command: where it is (``module:function``), and its one line in the help. ``outside``: it
    is about files of this machine through and through, so it is off under --restricted."""

    place: str
    section: str
    summary: str
    outside: bool = False


COMMANDS: Mapping[str, Entry] = {
    "add": Entry(
        "deskboard.cli.tickets:add", TICKETS, _("Add a ticket; quick-add words such as !high @ann #vpn work.")
    ),
    "list": Entry("deskboard.cli.listing:list_", TICKETS, _("List tickets, one a line, those of a query if given.")),
    "view": Entry("deskboard.cli.views:view", TICKETS, _("List saved queries, and add, edit and remove them.")),
    "show": Entry("deskboard.cli.show:show", TICKETS, _("Show one ticket with its timeline.")),
    "edit": Entry("deskboard.cli.tickets:edit", TICKETS, _("Change fields of tickets.")),
    "move": Entry("deskboard.cli.tickets:move", TICKETS, _("Move tickets to a column.")),
    "assign": Entry("deskboard.cli.tickets:assign", TICKETS, _("Assign tickets to somebody, to “me” or to “none”.")),
    "next": Entry("deskboard.cli.work:next_", TICKETS, _("Show what you should do now, or take the next ticket.")),
    "explain": Entry("deskboard.cli.work:explain", TICKETS, _("Show why a ticket is whose it is.")),
    "archive": Entry("deskboard.cli.tickets:archive", TICKETS, _("Take tickets off the board; they stay findable.")),
    "restore": Entry("deskboard.cli.tickets:restore", TICKETS, _("Bring tickets back from the archive or the trash.")),
    "trash": Entry("deskboard.cli.trash:trash", TICKETS, _("Put tickets into the trash, list it, purge it.")),
    "link": Entry("deskboard.cli.links:link", TICKETS, _("Say what one ticket is to another: blocks, parent …")),
    "merge": Entry("deskboard.cli.links:merge", TICKETS, _("Merge duplicates into the ticket that stays.")),
    "split": Entry("deskboard.cli.links:split", TICKETS, _("Make a new ticket of a comment.")),
    "reply": Entry("deskboard.cli.comments:reply", TALK, _("Write a public reply, which the requester sees.")),
    "note": Entry("deskboard.cli.comments:note", TALK, _("Write an internal note, which only members see.")),
    "check": Entry("deskboard.cli.checklist:check", TALK, _("Show, add, tick, untick and remove steps.")),
    "attach": Entry("deskboard.cli.attachments:attach", TALK, _("Attach files to a ticket, list or remove them.")),
    "save": Entry("deskboard.cli.attachments:save", TALK, _("Save an attachment of a ticket.")),
    "undo": Entry("deskboard.cli.history:undo", CHANGES, _("Undo your last change.")),
    "redo": Entry("deskboard.cli.history:redo", CHANGES, _("Redo what you undid last.")),
    "log": Entry("deskboard.cli.history:log", CHANGES, _("Show what was changed, by whom and when.")),
    "who": Entry("deskboard.cli.presence:who", CHANGES, _("Show who has a board open, and where they are.")),
    "team": Entry("deskboard.cli.team:team", WORKLOAD, _("Show who is there, and how much they have to do.")),
    "queue": Entry("deskboard.cli.queues:queue", WORKLOAD, _("Queues: list, show, add, edit, remove.")),
    "away": Entry("deskboard.cli.work:away", WORKLOAD, _("Be given nothing new.")),
    "available": Entry("deskboard.cli.work:available", WORKLOAD, _("Be given tickets again.")),
    "import": Entry(
        "deskboard.cli.transfer:import_", DATA, _("Bring tickets in from Trello, Taskwarrior, CSV or JSON.")
    ),
    "export": Entry("deskboard.cli.transfer:export", DATA, _("Write tickets as JSON, CSV or Markdown.")),
    "board": Entry("deskboard.cli.boards:board", CARE, _("Boards: list, add, rename, remove.")),
    "column": Entry("deskboard.cli.boards:column", CARE, _("Columns: list, add, edit, move, remove.")),
    "person": Entry("deskboard.cli.people:person", CARE, _("People and roles: list, show, add, edit, remove.")),
    "backup": Entry("deskboard.cli.backup:backup", DATA, _("Copy the database, also while others write."), True),
    "restore-backup": Entry(
        "deskboard.cli.backup:restore_backup", DATA, _("Put a backup in the place of the database."), True
    ),
    "copy": Entry(
        "deskboard.cli.copying:copy", DATA, _("Copy the whole board to another database, and compare."), True
    ),
    "template": Entry("deskboard.cli.templates:template", CARE, _("Ticket forms: list, show, add, edit, remove.")),
    "type": Entry("deskboard.cli.templates:type_", CARE, _("Types of ticket of your own: list, add, remove.")),
    "init": Entry("deskboard.cli.setup:init", CARE, _("Create the database.")),
    "demo": Entry("deskboard.cli.setup:demo", CARE, _("Try it: a throw-away board with believable work.")),
    "migrate": Entry("deskboard.cli.setup:migrate", CARE, _("Bring the database to this program's schema.")),
    "tick": Entry("deskboard.cli.tick:tick", CARE, _("Do what is due: idle people, snoozed and old tickets, queues.")),
    "doctor": Entry("deskboard.cli.doctor:doctor", CARE, _("Check that everything is in order, and say what to do.")),
    "config": Entry("deskboard.cli.settings:config", CARE, _("Show, find and edit the configuration.")),
    "keys": Entry("deskboard.main:keys", CARE, _("List the keys of the board.")),
    "man": Entry("deskboard.main:man", CARE, _("Write the manual page; `deskboard man | man -l -` shows it.")),
    "completion": Entry("deskboard.cli.completion:completion", CARE, _("Print the completion script for your shell.")),
}


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keep a global option where both its places put it."""
    if value and parameter.name and not context.resilient_parsing:
        if parameter.name in restricted.OPTIONS:
            restricted.need(_("Leave out --{option}.").format(option=parameter.name))
        session(context).flags[parameter.name] = value


def global_options(*, hidden: bool) -> list[click.Option]:
    """--db, --config, …; hidden after a command's name, where they would drown its own."""

    def option(name: str, about: str, **more: Any) -> click.Option:
        return click.Option([name], help=about, hidden=hidden, expose_value=False, callback=_remember, **more)

    return [
        option("--db", _("The database: a path or a postgresql:// URL."), metavar="PATH|URL"),
        option("--config", _("The configuration file."), metavar="FILE"),
        option("--user", _("Who you are."), metavar="LOGIN"),
        option("--json", _("Write one JSON object a line."), is_flag=True),
        option("--plain", _("Write as into a pipe: tab-separated, whole values."), is_flag=True),
        option("--no-color", _("Write without colours."), is_flag=True),
        option("--debug", _("Show where an error came from."), is_flag=True),
        option(restricted.FLAG, _("Reach no files, programs or settings: for a service account."), is_flag=True),
    ]


class DeskCommand(click.Command):
    """A command that takes the global options too."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.params += global_options(hidden=True)

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """What cannot be read is told with where to read on: at this very command."""
        try:
            return super().parse_args(context, args)
        except click.UsageError as error:
            error.ctx = error.ctx or context
            raise


class QueryCommand(DeskCommand):
    """A command whose arguments are a query, where ``-tag:vpn`` negates and is no option."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        takes_value = {name: not getattr(p, "is_flag", False) for p in self.get_params(context) for name in p.opts}
        options: list[str] = []
        words: list[str] = []
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                words += rest
            elif arg in takes_value:
                options += [arg, *([value] if takes_value[arg] and (value := next(rest, None)) is not None else [])]
            else:
                (options if arg.startswith("--") else words).append(arg)
        return super().parse_args(context, [*options, "--", *words])


class Program(click.Group):
    """``deskboard``: opens the board when no command is named."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        entry = COMMANDS.get(name)
        if entry is None:
            return None
        module, _colon, attribute = entry.place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        command.help = command.short_help = entry.summary
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not context.resilient_parsing:
            raise click.UsageError(_unknown(args[0]), context)
        if args[0] in COMMANDS and COMMANDS[args[0]].outside:
            restricted.need()
        return super().resolve_command(context, args)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """By section, from the table alone: help imports no command."""
        for section in (TICKETS, TALK, CHANGES, WORKLOAD, DATA, CARE):
            rows = [(name, entry.summary) for name, entry in COMMANDS.items() if entry.section == section]
            with formatter.section(section):
                formatter.write_dl(rows)

    def invoke(self, context: click.Context) -> Any:
        """A reader who has seen enough closes the pipe: that is no failure."""
        try:
            result = super().invoke(context)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is still buffered must go nowhere, or Python complains about it at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            context.exit(0)
        return result


def _unknown(name: str) -> str:
    import difflib

    close = difflib.get_close_matches(name, COMMANDS, n=1)
    if close:
        return _("There is no command “{name}”. Did you mean “{close}”?").format(name=name, close=close[0])
    return _("There is no command “{name}”.").format(name=name)


def session(context: click.Context | None = None) -> Session:
    """The session of the running command."""
    found: Session = (context or click.get_current_context()).find_root().obj
    return found


@click.command(
    "deskboard",
    cls=Program,
    invoke_without_command=True,
    params=global_options(hidden=False),
    help=_("A help desk worked from the keyboard. Without a command: opens the board."),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--board", metavar="NAME", help=_("The board to open."))
@click.option("--query", metavar="QUERY", default="", help=_("Open it filtered."))
@click.version_option(__version__, message="deskboard %(version)s")
@click.pass_context
def program(context: click.Context, board: str | None, query: str) -> None:
    """Open the board, unless a command was named."""
    if context.invoked_subcommand is None:
        context.exit(session(context).show_board(board, clean_line(query)))
    elif board is not None or query:
        raise click.UsageError(_("--board and --query before a command's name are for the board alone."), context)


def new_session(open_board: OpenBoard, argv: Sequence[str], env: Mapping[str, str]) -> Session:
    """A session whose board is opened by ``open_board``; ``--debug`` counts wherever it stands."""
    return Session(open_board, env, {"debug": True} if "--debug" in argv and not restricted.is_on() else {})
