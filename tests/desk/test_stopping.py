"""A change that is given up while it is under way leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from sqlalchemy import event

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import Refused
from deskboard.store.engine import writing
from deskboard.store.stopping import Stopping


@pytest.mark.parametrize("after", [1, 6, 9, 12])
def test_a_change_that_is_given_up_leaves_nothing_behind(desk: Desk, after: int) -> None:
    refs = tuple(desk.do(c.AddTicket(f"ticket {n}")).refs[0] for n in range(3))
    before = (desk.history(limit=None), [desk.ticket(ref) for ref in refs])
    seen = []

    def count(*_what: object) -> None:
        seen.append(1)
        if len(seen) == after:
            assert desk.line.stopping.stop()

    event.listen(desk._engine, "after_cursor_execute", count)
    with pytest.raises(Refused, match="Cancelled: nothing was changed"):
        desk.do(c.EditTicket(refs, {"tags": ("vpn",), "title": "other"}))
    event.remove(desk._engine, "after_cursor_execute", count)
    assert (desk.history(limit=None), [desk.ticket(ref) for ref in refs]) == before
    assert not desk.line.stopping.stop(), "there is nothing to give up"
    assert desk.do(c.EditTicket(refs, {"title": "other"})).refs == refs
    desk.undo()
    assert [desk.ticket(ref).row.title for ref in refs] == ["ticket 0", "ticket 1", "ticket 2"]


class Interrupted(Stopping):
    """Something happens right after it was looked up which change is under way."""

    _number = 0
    meanwhile: Callable[[], object] | None = None

    @property
    def _under_way(self) -> int:
        found, then, self.meanwhile = self._number, self.meanwhile, None
        if then is not None:
            then()
        return found

    @_under_way.setter
    def _under_way(self, number: int) -> None:
        self._number = number


def test_a_change_that_begins_as_another_is_given_up_goes_on(desk: Desk) -> None:
    stopping = Interrupted(desk._engine)
    with ExitStack() as first, ExitStack() as second:
        first.enter_context(stopping.change())

        def go_on() -> None:
            first.close()
            second.enter_context(stopping.change())

        stopping.meanwhile = go_on
        assert stopping.stop()
        with writing(desk._engine):
            assert stopping.is_possible, "the second is under way"
        assert stopping.stop()
        with pytest.raises(Refused), writing(desk._engine):
            pass
