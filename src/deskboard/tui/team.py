"""The Team page, opened from the board: what is asked of the desk for it.

Invariant: what stands on the page is of one moment, people and queues alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from deskboard.domain.readmodels import QueueLine, TeamLine
from deskboard.tui.screens.base import IntentScreen

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk


class Crew(NamedTuple):
    """Who does the work, and where it comes from. ``limit``: what the desk says how many open
    tickets one may have, 0 for as many as come."""

    lines: tuple[TeamLine, ...]
    queues: tuple[QueueLine, ...]
    limit: int


def read(desk: Desk) -> Crew:
    with desk.one_moment():
        said = desk.settings().get("ticket_limit")
        limit = said.value if said is not None else 0
        return Crew(desk.team(), desk.queue_lines(), limit if isinstance(limit, int) else 0)


class TeamActions(IntentScreen):
    """The way to the page."""

    def do_team_open(self) -> None:
        self.program.bridge.submit(read, self._open_team)

    def _open_team(self, crew: Crew) -> None:
        from deskboard.tui.screens.team import TeamScreen

        # T pressed twice must not open two.
        if self.app.screen is self:
            self.app.push_screen(TeamScreen(crew))
