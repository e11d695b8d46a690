"""The week as a picture: an SVG that stands alone, on light and on dark pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from deskboard.domain.model import Priority
from tests.simulation.figures import Figures
from tests.simulation.play import Sample
from tests.simulation.world import CLOSES, DAY, MINUTE, OFFICE_DAYS, OPENS, WEEK

WIDTH, HEIGHT = 860, 640
LEFT, RIGHT = 56, 836
STYLE = """
  .card { fill: #fcfcfb } text { fill: #33373d; font: 12px system-ui, sans-serif }
  .head { font-weight: 600; font-size: 14px }
  .soft { fill: #6b727c } .rule { stroke: #d9dce0 } .end { text-anchor: end } .middle { text-anchor: middle }
  .a { fill: #1b8a7a } .b { fill: #d2691e } .line-a { stroke: #1b8a7a } .line-b { stroke: #d2691e }
  .band { fill-opacity: .25 }
  @media (prefers-color-scheme: dark) {
    .card { fill: #1c1f24 } text { fill: #e3e6ea } .soft { fill: #9aa2ad } .rule { stroke: #3a3f47 }
    .a { fill: #3fc1ad } .b { fill: #f0954a } .line-a { stroke: #3fc1ad } .line-b { stroke: #f0954a }
  }
"""


def chart(balanced: Figures, by_hand: Figures) -> str:
    top = max(sample.loads[-1] for one in (balanced, by_hand) for sample in one.samples)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        "<title>A week of assignment: balanced, and by hand</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="card" width="{WIDTH}" height="{HEIGHT}" rx="8"/>',
        _text(20, 30, "Open tickets of a person: the least, the median and the most", "head"),
        *_loads(balanced, "a", "balanced", 56, top),
        *_loads(by_hand, "b", "by hand", 226, top),
        _text(20, 424, "How long a ticket waits until work begins, in open hours", "head"),
        *_waits(balanced, by_hand, 448),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _text(x: float, y: float, words: str, kind: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{words}</text>'


def _rule(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<line class="rule" x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"/>'


# ---- the load over the week


HIGH = 136


def _loads(one: Figures, kind: str, name: str, y: float, top: int) -> Iterable[str]:
    yield _text(LEFT + 8, y + 12, name, kind)
    step = 5 if top > 12 else 2
    for value in range(0, top + 1, step):
        level = y + HIGH - value * HIGH / top
        yield _rule(LEFT, level, RIGHT, level)
        yield _text(LEFT - 8, level + 4, str(value), "soft end")
    for day in range(OFFICE_DAYS):
        samples = [sample for sample in one.samples if sample.at // DAY == day and sample.loads]
        yield from _day(samples, kind, y, top)
        yield _text(_x(day * DAY + (OPENS + CLOSES) / 2), y + HIGH + 18, WEEK[day], "soft middle")


def _day(samples: Sequence[Sample], kind: str, y: float, top: int) -> Iterable[str]:
    def points(values: Iterable[float], at: Iterable[int]) -> str:
        return " ".join(
            f"{_x(moment):.1f},{y + HIGH - v * HIGH / top:.1f}" for v, moment in zip(values, at, strict=True)
        )

    at = [sample.at for sample in samples]
    most, least = (
        points((one.loads[-1] for one in samples), at),
        points((one.loads[0] for one in samples[::-1]), at[::-1]),
    )
    middle = points((median(one.loads) for one in samples), at)
    yield f'<polygon class="{kind} band" points="{most} {least}"/>'
    yield f'<polyline class="line-{kind}" fill="none" stroke-width="1.8" points="{middle}"/>'


def _x(at: float) -> float:
    """Nights take no room, but for a gap between the days."""
    day, second = divmod(at, DAY)
    room = (RIGHT - LEFT) / OFFICE_DAYS
    return LEFT + day * room + 8 + (second - OPENS) / (CLOSES - OPENS) * (room - 16)


# ---- how long tickets wait


TALL = 18


def _waits(balanced: Figures, by_hand: Figures, y: float) -> Iterable[str]:
    start, end = LEFT + 44, RIGHT - 24
    longest = max(waits.begun.ninetieth for one in (balanced, by_hand) for waits in one.waits.values())
    scale = (end - start) / longest
    bottom = y + len(Priority) * 40
    for minutes in range(0, longest // MINUTE + 1, 30):
        x = start + minutes * MINUTE * scale
        yield _rule(x, y - 6, x, bottom)
        yield _text(x, bottom + 14, f"{minutes} min", "soft middle")
    for index, priority in enumerate(Priority):
        top = y + index * 40
        yield _text(start - 8, top + 21, priority.value, "end")
        for kind, one, offset in (("a", balanced, 0), ("b", by_hand, 16)):
            wait = one.waits[priority].begun
            yield _bar(start, top + offset, wait.ninetieth * scale, f"{kind} band")
            yield _bar(start, top + offset, wait.median * scale, kind)
    yield _text(end, y - 24, "full: median · pale: 90th percentile", "soft end")


def _bar(x: float, y: float, width: float, kind: str) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 1.0):.1f}" height="14" rx="2"/>'
