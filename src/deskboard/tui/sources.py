"""What the command palette finds beside commands: tickets, people, views, boards, settings.

A new kind of thing is one line in ``SOURCES``. Invariant: what is read from the desk is read on
the worker; what is found names itself by a value that says all that is needed to go there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from deskboard.domain.model import Role
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui import finding

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk
    from deskboard.tui.screens.base import IntentScreen

MOST = 8
"""Entries of one kind."""


class Found(NamedTuple):
    """One entry: ``label`` and ``note`` are shown (already safe), ``value`` goes to ``act``."""

    value: str
    label: str
    note: str = ""


class Source(NamedTuple):
    """A kind of thing. ``read`` gives all of it, once, and the palette picks by what is typed;
    ``ask`` gives what answers a text. ``act`` goes to one."""

    kind: str
    heading: str
    act: Callable[[IntentScreen, str], None]
    read: Callable[[Desk], Sequence[Found]] | None = None
    ask: Callable[[Desk, str], Sequence[Found]] | None = None


def named_ref(text: str) -> int | None:
    """The ticket that ``#142`` or ``142`` names."""
    match = re.fullmatch(r"\s*#?(\d{1,9})\s*", text)
    return int(match.group(1)) if match else None


def _tickets(desk: Desk, text: str) -> list[Found]:
    found = finding.find(desk, text)[:MOST]
    return [Found(str(one.ref), f"#{one.ref} {safe(one.title)}", safe(one.column)) for one in found]


def _people(desk: Desk) -> list[Found]:
    roles = {Role.ADMIN: _("admin"), Role.AGENT: _("agent"), Role.VIEWER: _("viewer")}
    return [
        Found(person.login, safe(person.login), f"{safe(person.name)}  {roles.get(person.role, _('requester'))}")
        for person in desk.people()
    ]


def _boards(desk: Desk) -> list[Found]:
    boards = desk.board_lines()
    return [Found(str(board.id), safe(board.name)) for board in boards] if len(boards) > 1 else []


def _views(desk: Desk) -> list[Found]:
    return [Found(view.query, safe(view.name), safe(view.query)) for view in desk.views()]


def _settings(_desk: Desk) -> list[Found]:
    from deskboard.config import SETTINGS
    from deskboard.domain import settings

    own = [Found(name, name, setting.about) for name, setting in SETTINGS.items() if not setting.moved]
    return own + [Found(name, name, setting.about) for name, setting in settings.SETTINGS.items()]


def _open_ticket(screen: IntentScreen, value: str) -> None:
    screen.program.open_ticket(int(value))


def show_work_of(screen: IntentScreen, login: str) -> None:
    quoted = f'"{login}"' if re.search(r"[^\w@.-]", login) else login
    screen.program.show_query(f"assignee:{quoted}")


def _show_view(screen: IntentScreen, query: str) -> None:
    screen.program.show_query(query)


def _show_board(screen: IntentScreen, board: str) -> None:
    screen.program.show_board(int(board))


def _open_setting(screen: IntentScreen, name: str) -> None:
    from deskboard.tui.screens.settings import open_settings

    open_settings(screen.program, name)


SOURCES: tuple[Source, ...] = (
    Source("ticket", _("Tickets"), _open_ticket, ask=_tickets),
    Source("person", _("Whose work"), show_work_of, read=_people),
    Source("view", _("Views"), _show_view, read=_views),
    Source("board", _("Boards"), _show_board, read=_boards),
    Source("setting", _("Settings"), _open_setting, read=_settings),
)
BY_KIND = {source.kind: source for source in SOURCES}


def read_all(desk: Desk) -> dict[str, Sequence[Found]]:
    """kind → everything of it, of those kinds that are read as a whole."""
    return {source.kind: source.read(desk) for source in SOURCES if source.read is not None}


def ask_all(desk: Desk, text: str) -> dict[str, Sequence[Found]]:
    """kind → what answers the text, of those kinds that are asked."""
    return {source.kind: source.ask(desk, text) for source in SOURCES if source.ask is not None}
