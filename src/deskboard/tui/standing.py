"""What the person before the board may do, kept in step with what admins decide meanwhile.

Invariant: what is greyed here is what the desk would refuse; who is no member any more does not
go on looking.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from deskboard.domain.errors import DeskboardError, NotAllowed
from deskboard.domain.readmodels import Changes

if TYPE_CHECKING:
    from deskboard.tui.program import Program


def ask(program: Program, changes: Changes) -> None:
    """People or settings of the desk may have changed: see what may be done by now, and whether I
    am still given tickets."""
    if changes.structure and program.facts is not None:
        program.attending.ask()
        program.bridge.submit(
            lambda desk: desk.denied(),
            lambda denied: _take(program, denied),
            failed=lambda error: refused(program, error),
            key="standing",
        )


def refused(program: Program, error: DeskboardError) -> None:
    """No member any more: leave, and say why. Anything else is an error as any other."""
    if isinstance(error, NotAllowed):
        program.lost(error)
    else:
        program.refuse(error)


def _take(program: Program, denied: Mapping[type, str]) -> None:
    if program.facts is not None and denied != program.facts.denied:
        program.facts = program.facts._replace(denied=denied)
        for screen in program.intent_screens():
            screen.footer.tell(screen.scopes, denied)
