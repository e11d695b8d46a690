"""The table of intents: each can be done where it says, no key means two things."""

from __future__ import annotations

import pytest

from deskboard.domain.errors import BadInput
from deskboard.domain.text import cells
from deskboard.tui.intents import BOARD, BY_ID, CHECKLIST, FILES, INTENTS, JAMO, SCOPES, TEAM, TICKET, WORK, keymap
from deskboard.tui.screens.base import OPENING, method_of
from deskboard.tui.screens.board import BoardScreen
from deskboard.tui.screens.team import TeamScreen
from deskboard.tui.screens.ticket import TicketScreen
from deskboard.tui.screens.work import WorkScreen
from deskboard.tui.themes import pens
from deskboard.tui.widgets.footer import key_name, pieces

SCREENS = {
    BOARD: BoardScreen,
    TICKET: TicketScreen,
    CHECKLIST: TicketScreen,
    FILES: TicketScreen,
    WORK: WorkScreen,
    TEAM: TeamScreen,
}


@pytest.mark.parametrize("intent", INTENTS, ids=lambda intent: intent.id)
def test_every_intent_has_a_method_in_each_of_its_scopes(intent) -> None:
    for scope in intent.scopes:
        assert callable(getattr(SCREENS[scope], method_of(intent), None)), f"{scope}: {method_of(intent)}"


def test_every_method_of_an_intent_is_in_the_table() -> None:
    known = {method_of(intent) for intent in INTENTS}
    for screen in SCREENS.values():
        assert {name for name in dir(screen) if name.startswith("do_")} <= known


def test_ids_are_unique_and_labels_and_groups_are_there() -> None:
    assert len(BY_ID) == len(INTENTS)
    for intent in INTENTS:
        assert intent.label and intent.group and set(intent.scopes) <= set(SCOPES)
        assert set(BY_ID) >= OPENING


def test_the_defaults_do_not_clash() -> None:
    assert keymap()[1] == []


def test_own_keys_take_the_place_of_the_defaults() -> None:
    tables, clashes = keymap({"cursor.down": ("x",), "ticket.add": ("O",)})
    assert clashes == []
    assert tables[BOARD]["x"].id == "cursor.down" and tables[BOARD]["O"].id == "ticket.add"
    assert "j" not in tables[BOARD]


def test_a_clash_is_reported_and_the_first_keeps_the_key() -> None:
    tables, clashes = keymap({"ticket.archive": ("j",)})
    assert ("j", BOARD, "cursor.down", "ticket.archive") in clashes
    assert tables[BOARD]["j"].id == "cursor.down"


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(BadInput, match=r"ticket\.explode"):
        keymap({"ticket.explode": ("x",)})


def test_every_letter_works_with_a_korean_layout() -> None:
    tables, _clashes = keymap()
    for key, intent in tables[BOARD].items():
        if len(key) == 1 and key.islower() and key in JAMO:
            assert tables[BOARD][JAMO[key]] is intent


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        *(("enter", "Enter"), ("j", "j"), ("ctrl+p", "Ctrl+P"), ("shift+left", "Shift+Left"), ("?", "?")),
        *(("delete", "Delete"), ("f2", "F2")),
    ],
)
def test_keys_are_named_as_people_write_them(key: str, shown: str) -> None:
    assert key_name(key) == shown


@pytest.mark.parametrize(
    ("scope", "width", "there", "not_there"),
    [
        (BOARD, 80, "Enter open  n new", "my work"),
        (BOARD, 120, "L move  o my work", "take next"),
        (BOARD, 160, "+ take next  e edit  T team  @ away", "queues"),
        (WORK, 120, "+ take next", "my work"),
        (TEAM, 120, "Q queues", "availability"),
    ],
)
def test_a_wide_footer_says_what_a_newcomer_would_not_find(scope: str, width: int, there: str, not_there: str) -> None:
    found = pieces((scope,), lambda intent, _scopes: intent.keys, {}, pens("dark"), width)
    text = "".join(piece for piece, _style in found)
    assert there in text and not_there not in text and cells(text) <= width
    assert "? help  q " in text
