"""The one table of what a user can do with a key.

The key handling, the footer, ``?``, the command palette, ``deskboard keys`` and the manual are
all made from ``INTENTS``. Invariant: within one scope a key means one intent; ``keymap``
checks it, also after the user's own keys are laid over the defaults. Imports no Textual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput
from deskboard.l10n import _, ngettext

BOARD = "board"
TICKET = "ticket"
CHECKLIST = "checklist"
"""The checklist tab of a ticket: its keys come before those of the ticket around it."""
FILES = "files"
"""The files tab of a ticket, likewise."""
WORK = "work"
"""The list of what I am to do."""
TEAM = "team"
"""The page of who does the work."""
SCOPES = (BOARD, TICKET, CHECKLIST, FILES, WORK, TEAM)


class Intent(NamedTuple):
    """One thing a user can do. ``keys`` are Textual key names; ``footer`` is its short label
    in the footer, empty when it is not shown there; ``on_ticket``: needs a ticket, marked or
    under the cursor; ``command``: the command it leads to, which decides whether it is permitted;
    ``alone``: it means the ticket under the cursor, whatever is marked; ``outside``: it reaches
    for files or programs of this machine, so it is off under --restricted."""

    id: str
    label: str
    keys: tuple[str, ...]
    scopes: tuple[str, ...]
    group: str
    footer: str = ""
    on_ticket: bool = False
    command: type | None = None
    alone: bool = False
    outside: bool = False


MOVE, TRIAGE, TALK, SEE, PROGRAM = _("Moving"), _("Triage"), _("Talking"), _("Seeing"), _("Program")
BOARDS = _("Boards")
TICKETS = (BOARD, TICKET, WORK)
"""Wherever there is a ticket to act on."""
EVERYWHERE = SCOPES
PAGES = (*TICKETS, TEAM)
"""Wherever a page is in view, whatever of it."""

INTENTS: tuple[Intent, ...] = (
    Intent("cursor.left", _("Cursor to the column on the left"), ("h", "left"), (BOARD,), MOVE),
    Intent("cursor.down", _("Cursor down"), ("j", "down"), EVERYWHERE, MOVE),
    Intent("cursor.up", _("Cursor up"), ("k", "up"), EVERYWHERE, MOVE),
    Intent("cursor.right", _("Cursor to the column on the right"), ("l", "right"), (BOARD,), MOVE),
    Intent("cursor.first", _("First card, or the top"), ("g", "home"), EVERYWHERE, MOVE),
    Intent("cursor.last", _("Last card, or the end"), ("G", "end"), EVERYWHERE, MOVE),
    Intent("cursor.page_up", _("A page up"), ("pageup",), EVERYWHERE, MOVE),
    Intent("cursor.page_down", _("A page down"), ("pagedown",), EVERYWHERE, MOVE),
    Intent("cursor.next_column", _("Next column"), ("tab",), (BOARD,), MOVE),
    Intent("tab.next", _("Next tab"), ("tab", "l", "right"), (TICKET,), MOVE, _("tabs")),
    Intent("tab.previous", _("Previous tab"), ("shift+tab", "h", "left"), (TICKET,), MOVE),
    Intent("ticket.open", _("Open the ticket"), ("enter",), (BOARD, WORK), SEE, _("open"), True, alone=True),
    Intent(
        "ticket.add", _("Quick add: tickets, one line each"), ("n",), (BOARD,), TRIAGE, _("new"), False, c.AddTicket
    ),
    Intent("ticket.form", _("New from a template: a form"), ("N",), (BOARD,), TRIAGE, "", False, c.AddTicket),
    Intent(
        "ticket.edit", _("Edit title and description"), ("e",), TICKETS, TRIAGE, _("edit"), True, c.EditTicket, True
    ),
    Intent(
        "ticket.edit_description",
        _("Edit the description in $EDITOR"),
        ("E",),
        TICKETS,
        TRIAGE,
        "",
        True,
        c.EditTicket,
        True,
    ),
    Intent(
        "ticket.move_left",
        _("Move the ticket to the column on the left"),
        ("H", "shift+left"),
        TICKETS,
        TRIAGE,
        "",
        True,
        c.MoveTicket,
    ),
    Intent(
        "ticket.move_right",
        _("Move the ticket to the column on the right"),
        ("L", "shift+right"),
        TICKETS,
        TRIAGE,
        _("move"),
        True,
        c.MoveTicket,
    ),
    Intent(
        "ticket.move_down",
        _("Move the ticket down in its column"),
        ("J", "shift+down"),
        (BOARD,),
        TRIAGE,
        "",
        True,
        c.MoveTicket,
        True,
    ),
    Intent(
        "ticket.move_up",
        _("Move the ticket up in its column"),
        ("K", "shift+up"),
        (BOARD,),
        TRIAGE,
        "",
        True,
        c.MoveTicket,
        True,
    ),
    Intent("ticket.move", _("Move to a column, board or queue…"), ("m",), TICKETS, TRIAGE, "", True, c.MoveTicket),
    Intent("ticket.assign", _("Assign…"), ("a",), TICKETS, TRIAGE, _("assign"), True, c.EditTicket),
    Intent("ticket.assign_me", _("Assign to me"), ("A",), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("priority.critical", _("Priority critical"), ("1",), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("priority.high", _("Priority high"), ("2",), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("priority.normal", _("Priority normal"), ("3",), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("priority.low", _("Priority low"), ("4",), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("ticket.status", _("Status…"), ("s",), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("ticket.snooze", _("Snooze until…"), ("Z",), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("ticket.impact", _("Impact and urgency…"), ("i",), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("ticket.requester", _("Requester…"), ("r",), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("ticket.watch", _("Watch, or stop watching"), ("w",), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("ticket.watchers", _("Watchers…"), ("W",), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("ticket.tags", _("Tags…"), ("t",), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("ticket.due", _("Due…"), ("D",), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("ticket.field", _("Set another field…"), (), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("ticket.answers", _("Answers to its form…"), (), TICKETS, TRIAGE, "", True, c.EditTicket),
    Intent("ticket.archive", _("Archive"), ("backspace",), TICKETS, TRIAGE, "", True, c.ArchiveTicket),
    Intent(
        "ticket.restore", _("Restore from the archive or the trash"), (), TICKETS, TRIAGE, "", True, c.RestoreTicket
    ),
    Intent("ticket.trash", _("Move to the trash"), ("delete",), TICKETS, TRIAGE, "", True, c.TrashTicket),
    Intent("ticket.purge", _("Purge from the trash…"), (), (BOARD,), TRIAGE, "", True, c.PurgeTickets),
    Intent("trash.show", _("Show the trash"), (), (BOARD,), SEE),
    Intent("trash.empty", _("Empty the trash…"), (), (BOARD,), TRIAGE, "", False, c.PurgeTickets),
    Intent("ticket.copy", _("Copy the ref"), ("y",), TICKETS, TALK, "", True),
    Intent("ticket.copy_markdown", _("Copy the ticket as Markdown"), ("Y",), TICKETS, TALK, "", True),
    Intent("comment.reply", _("Public reply"), ("c",), TICKETS, TALK, _("reply"), True, c.AddComment),
    Intent("comment.note", _("Internal note"), ("C",), TICKETS, TALK, "", True, c.AddComment),
    Intent("ticket.merge", _("Merge into another ticket…"), ("M",), TICKETS, TRIAGE, "", True, c.MergeTicket),
    Intent("ticket.link", _("Link to another ticket…"), ("=",), TICKETS, TRIAGE, "", True, c.LinkTickets),
    Intent("link.remove", _("Remove a link…"), (), TICKETS, TRIAGE, "", True, c.UnlinkTickets, True),
    Intent("link.open", _("Open a linked ticket…"), ("enter",), (TICKET,), SEE, "", True, alone=True),
    Intent("comment.split", _("Make a ticket of a comment…"), (), (TICKET,), TALK, "", True, c.SplitComment, True),
    Intent("comment.edit", _("Correct my last comment"), (), (TICKET,), TALK, "", True, c.EditComment),
    Intent("step.tick", _("Tick or untick the step"), ("space",), (CHECKLIST,), TRIAGE, _("tick"), True, c.TickStep),
    Intent("step.add", _("Add steps"), ("n",), (CHECKLIST,), TRIAGE, _("add step"), True, c.AddStep),
    Intent("step.edit", _("Edit the step"), ("e", "enter"), (CHECKLIST,), TRIAGE, "", True, c.EditStep),
    Intent("step.remove", _("Remove the step"), ("backspace",), (CHECKLIST,), TRIAGE, "", True, c.RemoveStep),
    Intent("step.move_down", _("Move the step down"), ("J", "shift+down"), (CHECKLIST,), TRIAGE, "", True, c.MoveStep),
    Intent("step.move_up", _("Move the step up"), ("K", "shift+up"), (CHECKLIST,), TRIAGE, "", True, c.MoveStep),
    Intent("file.open", _("Open the file"), ("enter",), (FILES,), SEE, _("open"), True, outside=True),
    Intent("file.attach", _("Attach a file"), ("n",), (FILES,), TRIAGE, _("attach"), True, c.AttachFiles, outside=True),
    Intent("file.save", _("Save the file"), ("s",), (FILES,), SEE, _("save"), True, outside=True),
    Intent("file.remove", _("Remove the file"), ("backspace",), (FILES,), TRIAGE, "", True, c.RemoveAttachments),
    Intent("timeline.comments_only", _("Show comments only, or everything"), ("o",), (TICKET,), SEE, "", True),
    Intent("timeline.exact_times", _("Show exact times, or relative ones"), ("T",), (TICKET,), SEE, "", True),
    Intent(
        "mark.toggle", _("Mark, and on to the next"), ("space",), (BOARD, WORK), TRIAGE, _("mark"), True, alone=True
    ),
    Intent("mark.range", _("Mark from the last mark to here"), ("V",), (BOARD, WORK), TRIAGE, "", True, alone=True),
    Intent("mark.all", _("Mark all that match, or none"), ("*",), (BOARD, WORK), TRIAGE),
    Intent("mark.clear", _("Clear the marks"), (), (BOARD, WORK), TRIAGE),
    Intent("team.work", _("Show their work on the board"), ("enter",), (TEAM,), SEE, _("work")),
    Intent("team.mark", _("Mark, and on to the next person"), ("space",), (TEAM,), TRIAGE, _("mark")),
    Intent("team.mark_range", _("Mark from the last mark to here"), ("V",), (TEAM,), TRIAGE),
    Intent("team.mark_all", _("Mark all that are shown, or none"), ("*",), (TEAM,), TRIAGE),
    Intent(
        "team.edit",
        _("Edit: limit, ramp, queues, availability…"),
        ("e",),
        (TEAM,),
        TRIAGE,
        _("edit"),
        False,
        c.EditTeam,
    ),
    Intent(
        "team.availability", _("Availability…"), ("@",), (TEAM,), TRIAGE, _("availability"), False, c.SetAvailability
    ),
    Intent("team.search", _("Search: login, name, queue, away, over…"), ("/",), (TEAM,), SEE, _("search")),
    Intent("team.filter", _("Quick filters…"), ("f",), (TEAM,), SEE, _("filters")),
    Intent("team.sort", _("Sort by…"), ("s",), (TEAM,), SEE, _("sort")),
    Intent("filter.quick", _("Quick filters…"), ("f",), (BOARD,), SEE),
    Intent("view.choose", _("Views…"), ("v",), (BOARD,), SEE),
    Intent("filter.edit", _("Filter"), ("/",), (BOARD,), SEE, _("filter")),
    Intent("filter.clear", _("Clear the filter"), (), (BOARD,), SEE),
    Intent("change.repeat", _("Repeat the last change here"), (".",), TICKETS, TRIAGE, "", True),
    Intent("change.report", _("Report of the last change"), (), TICKETS, PROGRAM),
    Intent("change.undo", _("Undo my last change"), ("u",), PAGES, PROGRAM, _("undo")),
    Intent("change.redo", _("Redo"), ("U",), PAGES, PROGRAM),
    Intent("work.open", _("My work: what to do now"), ("o",), (BOARD,), SEE, _("my work")),
    Intent(
        "work.take", _("Take the next ticket of my queues"), ("+",), TICKETS, TRIAGE, _("take next"), False, c.TakeNext
    ),
    Intent("ticket.why", _("Why this assignee…"), ("X",), TICKETS, SEE, "", True, alone=True),
    Intent("availability.set", _("My availability…"), ("@",), TICKETS, PROGRAM, _("away"), False, c.SetAvailability),
    Intent("board.switch", _("Boards: switch, add, rename, remove…"), ("B",), (BOARD,), BOARDS),
    Intent(
        "board.columns",
        _("Columns: add, rename, order, limit, remove…"),
        ("|",),
        (BOARD,),
        BOARDS,
        command=c.EditColumn,
    ),
    Intent("people.open", _("People: roles, add, remove…"), ("P",), (BOARD,), BOARDS),
    Intent("queue.list", _("Queues: members, mode, order, add, remove…"), ("Q",), (BOARD, TEAM), BOARDS, _("queues")),
    Intent("team.open", _("Team: who is there, load, limits, queues"), ("T",), (BOARD,), BOARDS, _("team")),
    Intent("board.density", _("Density: compact, normal, roomy"), ("z",), (BOARD,), SEE),
    Intent("draft.list", _("Drafts: what you wrote and did not send…"), ("d",), TICKETS, TALK),
    Intent("app.palette", _("Command palette"), (":", "ctrl+p"), PAGES, PROGRAM, _("palette")),
    Intent("people.here", _("Who is here…"), (), PAGES, SEE),
    Intent("app.settings", _("Settings…"), (",",), PAGES, PROGRAM),
    Intent("app.help", _("Help for where you are"), ("?",), PAGES, PROGRAM, _("help")),
    Intent("app.out", _("One level out; clears the filter"), ("escape",), PAGES, PROGRAM),
    Intent("app.suspend", _("Suspend to the shell"), ("ctrl+z",), PAGES, PROGRAM),
    Intent("app.quit", _("Back; on the board: quit"), ("q",), PAGES, PROGRAM, _("quit")),
)

BY_ID: Mapping[str, Intent] = {intent.id: intent for intent in INTENTS}

JAMO: Mapping[str, str] = dict(
    zip("qwertyuiopasdfghjklzxcvbnm", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", strict=True)
) | dict(zip("QWERTOP", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))
"""Latin letter → the jamo that the same key sends on a Korean two-set keyboard. Of the capitals
only seven have a jamo of their own; the others send that of the small letter."""


class Clash(NamedTuple):
    """Two intents on one key in one scope."""

    key: str
    scope: str
    first: str
    second: str


def keymap(own: Mapping[str, Sequence[str]] = {}) -> tuple[dict[str, dict[str, Intent]], list[Clash]]:
    """scope → key → intent, with the user's ``own`` keys (intent id → keys) in place of the
    defaults, and the clashes found. A jamo alias never displaces a real key.

    BadInput: ``own`` names an intent that does not exist.
    """
    for unknown in own.keys() - BY_ID.keys():
        raise BadInput(_("Unknown key setting “{name}”.").format(name=unknown), _("`deskboard keys` lists them."))
    tables: dict[str, dict[str, Intent]] = {scope: {} for scope in SCOPES}
    clashes: list[Clash] = []
    for intent in INTENTS:
        for key in own.get(intent.id, intent.keys):
            for scope in intent.scopes:
                other = tables[scope].setdefault(key, intent)
                if other is not intent:
                    clashes.append(Clash(key, scope, other.id, intent.id))
    for scope, table in tables.items():
        clashes += _unreachable(scope, table)
        for key, intent in list(table.items()):
            alias = " ".join(JAMO.get(part, part) for part in key.split(" "))
            table.setdefault(alias, intent)
    return tables, clashes


def _unreachable(scope: str, table: dict[str, Intent]) -> list[Clash]:
    """Takes out what begins with a key that means something by itself."""
    found = []
    for key in [key for key in table if " " in key]:
        parts = key.split(" ")
        begins = next((b for n in range(1, len(parts)) if (b := " ".join(parts[:n])) in table), None)
        if begins is not None:
            found.append(Clash(begins, scope, table[begins].id, table.pop(key).id))
    return found


def keys_that_work(
    intent: Intent, scopes: Sequence[str], own: Mapping[str, Sequence[str]], tables: Mapping[str, Mapping[str, Intent]]
) -> tuple[str, ...]:
    """The keys of an intent that lead to it in one of these scopes: those it lost are left out."""
    here = [tables[scope] for scope in scopes if scope in intent.scopes]
    return tuple(key for key in keys_of(intent, own) if any(table.get(key) is intent for table in here))


def told(clashes: Sequence[Clash]) -> str:
    """The clashes in one line; nothing when there are none."""
    if not clashes:
        return ""
    first = _("Key {key} is set twice on the {scope}: {first} keeps it, {second} does not.")
    rest = len(clashes) - 1
    more = ngettext("There is {n} more clash: `deskboard keys`.", "There are {n} more clashes: `deskboard keys`.", rest)
    return first.format(**clashes[0]._asdict()) + (f" {more.format(n=rest)}" if rest else "")


def keys_of(intent: Intent, own: Mapping[str, Sequence[str]] = {}) -> tuple[str, ...]:
    """The keys of an intent as they are in force."""
    return tuple(own.get(intent.id, intent.keys))
