"""One table of what can be done: every key documented, every command reachable, every intent
carried out by the screens it names."""

from __future__ import annotations

from typing import get_args

import pytest

from deskboard.domain import commands as c
from deskboard.main import _markdown
from deskboard.tui.intents import BOARD, CHECKLIST, FILES, INTENTS, JAMO, TEAM, TICKET, WORK, Intent, keymap
from tests.architecture.sources import docs

ELSEWHERE = {
    c.ArchiveResolved: "the program does it by itself when done work is old enough",
    c.WakeTickets: "the program does it by itself when the time has come",
    c.ImportTickets: "deskboard import, deskboard demo",
    c.ShiftTicket: "what moves one ticket a column further moves marked ones by this",
    c.AddView: "the list of views",
    c.EditView: "the list of views",
    c.RemoveView: "the list of views",
    c.AddPerson: "in the list of people, people.open",
    c.RemovePerson: "in the list of people, people.open",
    c.EditPerson: "in the list of people, people.open",
    c.EditSettings: "on the screen of settings, app.settings",
    c.AddBoard: "in the list of boards, board.switch",
    c.RenameBoard: "in the list of boards, board.switch",
    c.RemoveBoard: "in the list of boards, board.switch",
    c.AddColumn: "in the list of columns, board.columns",
    c.MoveColumn: "in the list of columns, board.columns",
    c.RemoveColumn: "in the list of columns, board.columns",
    c.AddQueue: "in the list of queues, queue.list",
    c.EditQueue: "in the list of queues, queue.list",
    c.RemoveQueue: "in the list of queues, queue.list",
    c.AssignTickets: "the desk by itself, because of whatever frees somebody",
    c.NoteIdle: "the desk by itself, when somebody has done nothing for long",
    c.NoteReturn: "the desk by itself, with the first key or command of who is back",
    c.AddTemplate: "deskboard template add: a form is a file",
    c.EditTemplate: "deskboard template edit",
    c.RemoveTemplate: "deskboard template remove",
    c.AddType: "deskboard type add",
    c.RemoveType: "deskboard type remove",
}
"""Commands that no key leads to, and why that is right."""


def test_no_key_means_two_things() -> None:
    _tables, clashes = keymap()
    assert clashes == []
    ids = [intent.id for intent in INTENTS]
    assert len(ids) == len(set(ids))


def test_the_key_reference_is_up_to_date() -> None:
    assert _markdown(INTENTS).strip() == docs("keys.md").strip(), "run `make docs`"


def test_every_command_is_reached_by_an_intent_or_is_excused() -> None:
    by_key = {intent.command for intent in INTENTS} - {None}
    everything = set(get_args(c.Command))
    assert everything - by_key - ELSEWHERE.keys() == set()
    assert by_key & ELSEWHERE.keys() == set(), "excused, though there is a key now"
    assert by_key <= everything


@pytest.mark.parametrize("intent", INTENTS, ids=lambda intent: intent.id)
def test_every_screen_carries_out_its_intents(intent: Intent) -> None:
    from deskboard.tui.screens.base import method_of
    from deskboard.tui.screens.board import BoardScreen
    from deskboard.tui.screens.team import TeamScreen
    from deskboard.tui.screens.ticket import TicketScreen
    from deskboard.tui.screens.work import WorkScreen

    screens = {
        BOARD: BoardScreen,
        TICKET: TicketScreen,
        CHECKLIST: TicketScreen,
        FILES: TicketScreen,
        WORK: WorkScreen,
        TEAM: TeamScreen,
    }
    for scope in intent.scopes:
        assert callable(getattr(screens[scope], method_of(intent), None)), (
            f"{screens[scope].__name__}.{method_of(intent)}"
        )
    assert intent.label and intent.group and intent.scopes


def test_nothing_essential_needs_ctrl_or_alt() -> None:
    """Whatever is done with a modifier has another key or is not needed for the work."""
    only = [i.id for i in INTENTS if i.keys and all(key.startswith(("ctrl+", "alt+")) for key in i.keys)]
    assert only == ["app.suspend"]


def test_every_letter_key_works_with_a_korean_layout() -> None:
    tables, _clashes = keymap()
    missing = [
        (scope, key) for scope, table in tables.items() for key in table if key in JAMO and JAMO[key] not in table
    ]
    assert missing == []


def test_a_key_of_ones_own_takes_the_place_of_the_default() -> None:
    tables, clashes = keymap({"ticket.open": ("O",)})
    assert tables[BOARD]["O"].id == "ticket.open" and "enter" not in tables[BOARD] and not clashes
    _tables, clashes = keymap({"ticket.open": ("j",)})
    assert clashes
