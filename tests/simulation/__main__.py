"""Plays the simulated week: ``python -m tests.simulation [--write docs/]``.

Prints the page; ``--write`` makes docs/workload-week.md and its picture anew.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.simulation.chart import chart
from tests.simulation.figures import week
from tests.simulation.page import HABITS, LIMIT, LIMITS, OTHER_SEEDS, Weeks, page
from tests.simulation.sharing import Balanced, Habits, Inbox

PAGE, PICTURE = "workload-week.md", "workload-week.svg"


def main() -> None:
    parser = argparse.ArgumentParser(description="Plays a week of assignment.")
    parser.add_argument("--write", type=Path, metavar="DIR", help="where the page and its picture go")
    folder = parser.parse_args().write
    limits = {limit: week(Balanced(limit)) for limit in LIMITS}
    habits = {name: week(Inbox(one)) for name, one in HABITS.items()}
    balanced, by_hand = limits[LIMIT], habits[next(name for name, one in HABITS.items() if one == Habits())]
    others = [(week(Balanced(LIMIT), seed), week(Inbox(Habits()), seed)) for seed in OTHER_SEEDS]
    text = page(Weeks(balanced, by_hand, limits, habits, others))
    if folder is None:
        print(text)
        return
    (folder / PAGE).write_text(text)
    (folder / PICTURE).write_text(chart(balanced, by_hand))


if __name__ == "__main__":
    main()
