"""The week as a page of the manual.

The sentences stand in ``page.md``. Every number comes from the simulation, or from the world that
is simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from deskboard.domain.model import Priority
from tests.simulation.figures import Figures, Load, Wait
from tests.simulation.sharing import SCREEN, Habits
from tests.simulation.world import (
    ASKED_BACK,
    MINUTE,
    OFFICE_DAYS,
    PRIORITIES,
    QUEUES,
    REOPENED,
    SEED,
    TEAM,
    TICKETS,
    WEEK,
    requests,
)

LIMIT = 5
LIMITS: tuple[int | None, ...] = (3, LIMIT, 8, None)
HABITS = {
    "as above": Habits(),
    "nobody is asked by name": Habits(by_name=0),
    "nobody picks the easy ones": Habits(picks_easy=0),
    "nobody takes several at once": Habits(grabs=False),
    "everybody always helps out": Habits(helps=1),
    "who has nothing to do looks every minute": Habits(looks=1),
    "all of these": Habits(0, 0, False, 1, 1),
}
BOTH = ("balanced", "by hand")

OTHER_SEEDS = range(1, 11)
TEMPLATE = Path(__file__).with_name("page.md")

Row = Sequence[str]


class Weeks(NamedTuple):
    """All that the page tells of. ``others``: the two ways in weeks that were drawn otherwise."""

    balanced: Figures
    by_hand: Figures
    limits: dict[int | None, Figures]
    habits: dict[str, Figures]
    others: list[tuple[Figures, Figures]]


def page(weeks: Weeks) -> str:
    both = weeks.balanced, weeks.by_hand
    tables = {
        "loads": loads(both),
        "waits": waits(both),
        "limits": _table(
            ("limit", *BESIDE), [(str(limit or "none"), *_beside(one)) for limit, one in weeks.limits.items()]
        ),
        "habits": _habits(weeks),
        "others": _others(weeks.others),
    }
    shares = {"secondary_balanced": _percent(both[0].secondary), "secondary_by_hand": _percent(both[1].secondary)}
    return TEMPLATE.read_text().format(**_world(), **tables, **shares)


def loads(both: Sequence[Figures]) -> str:
    """The first table."""
    rows = []
    for index, day in enumerate((*WEEK[:OFFICE_DAYS], "all")):
        for way, one in zip(BOTH, both, strict=True):
            load = one.days[index] if index < OFFICE_DAYS else one.whole
            rows.append((day, way, *_load(load)))
    return _table(("", "", "least", "median", "most", "σ", "nobody’s"), rows)


def _load(load: Load) -> tuple[str, ...]:
    return (*(f"{value:.1f}" for value in load[:4]), f"{load.inbox:.0f}")


def waits(both: Sequence[Figures]) -> str:
    """The second table."""
    rows = []
    for priority in Priority:
        found = [one.waits[priority] for one in both]
        cells = [_wait(one.given) for one in found] + [_wait(one.begun) for one in found]
        rows.append((priority.value, f"{found[0].number:,}", *cells))
    kinds = [f"until {what}, {way}" for what in ("somebody has it", "work begins") for way in BOTH]
    return _table(("priority", "tickets", *kinds), rows)


def _wait(wait: Wait) -> str:
    return f"{_time(wait.median)} / {_time(wait.ninetieth)}"


def _time(seconds: float) -> str:
    minutes = seconds / MINUTE
    return f"{minutes:.0f} min" if minutes < 99.5 else f"{minutes / 60:.1f} h"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


BESIDE = ("σ of the load", "most", "critical, work begins", "normal, work begins", "by secondaries")


def _beside(one: Figures) -> Row:
    return (
        f"{one.whole.spread:.1f}",
        f"{one.whole.most:.1f}",
        _wait(one.waits[Priority.CRITICAL].begun),
        _wait(one.waits[Priority.NORMAL].begun),
        _percent(one.secondary),
    )


def _habits(weeks: Weeks) -> str:
    rows = [*((name, *_beside(one)) for name, one in weeks.habits.items())]
    return _table(("by hand", *BESIDE), [*rows, ("balanced, to compare", *_beside(weeks.balanced))])


def _others(others: Sequence[tuple[Figures, Figures]]) -> str:
    """The least and the most of each number over other weeks."""

    def between(values: Iterable[float], shown: Callable[[float], str]) -> str:
        ordered = sorted(values)
        return f"{shown(ordered[0])} – {shown(ordered[-1])}"

    rows = []
    for index, way in enumerate(BOTH):
        found = [pair[index] for pair in others]
        rows.append(
            (
                way,
                between((one.whole.spread for one in found), "{:.1f}".format),
                between((one.whole.most for one in found), "{:.1f}".format),
                between((one.waits[Priority.CRITICAL].begun.ninetieth for one in found), _time),
                between((one.waits[Priority.NORMAL].begun.ninetieth for one in found), _time),
                between((one.secondary for one in found), _percent),
            )
        )
    return _table(("", "σ of the load", "most", "critical, 90th", "normal, 90th", "by secondaries"), rows)


def _table(head: Row, rows: Sequence[Row]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _world() -> dict[str, str]:
    steps = [step for request in requests() for step in request.steps]
    hours = sum(step.work for step in steps) / 3_600
    habits = Habits()
    return {
        "tickets": f"{TICKETS:,}",
        "people": str(len(TEAM)),
        "queues": str(len(QUEUES)),
        "limit": str(LIMIT),
        "hours": f"{hours:.0f}",
        "minutes": f"{hours * 60 / TICKETS:.1f}",
        "seed": str(SEED),
        "shares": ", ".join(f"{name} {share * 100:.0f} %" for name, (share, _work) in QUEUES.items()),
        "priorities": ", ".join(f"{priority.value} {share * 100:.0f} %" for priority, share in PRIORITIES.items()),
        "asked_back": _percent(ASKED_BACK),
        "reopened": _percent(REOPENED),
        "by_name": _percent(habits.by_name),
        "picks_easy": _percent(habits.picks_easy),
        "helps": _percent(habits.helps),
        "screen": str(SCREEN),
        "looks": str(habits.looks),
        "grabbers": str(sum(one.grabs > 1 for one in TEAM)),
        "grabs": str(max(one.grabs for one in TEAM)),
        "known": str(sum(one.well_known > 1 for one in TEAM)),
    }
