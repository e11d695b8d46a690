"""Draws the pictures in ``screenshots/`` from the demo board: ``python -m tests.screenshots [FOLDER]``.

Seed, clock and zone are fixed, so that a picture changes only when the program does. No
picture names anything outside itself: no font to fetch, no address.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from deskboard.config import Loaded, Settings
from deskboard.desk import demo
from deskboard.desk.desk import Desk
from deskboard.domain.commands import EditTicket
from deskboard.domain.model import Channel, Identity
from deskboard.domain.presence import REPLY, Whereabouts
from deskboard.domain.text import cells
from deskboard.tui.terminal import SWITCHES, Means

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from deskboard.tui.program import Program

FOLDER = Path(__file__).parents[1] / "screenshots"
ZONE = ZoneInfo("Europe/Vilnius")
MADE = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
SEEN = MADE + timedelta(seconds=20)
"""A little later, so that no relative time is on the edge between two readings."""
ANN, BOB = Identity("ann", Channel.BOARD), Identity("bob", Channel.BOARD)
FONTS = (
    "'DejaVu Sans Mono', 'Noto Sans Mono CJK KR', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', Menlo, Consolas, monospace"
)


CELL = 12.2
"""Width of a cell in the picture."""
TEXT = re.compile(r'(<text [^>]*x=")([0-9.]+)("[^>]*textLength=")([0-9.]+)("[^>]*>)([^<]*)</text>')

WIDE_SIZE = 24
"""Of the font for wide characters: as they are less than twice as wide as others at the same size."""
WIDE = "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60"
RUNS = re.compile(rf"[{WIDE}]+|[^\s{WIDE}](?:(?:[^\s{WIDE}]|\s(?!\s))*[^\s{WIDE}])?")
"""Wide characters side by side, or narrow ones with no more than one blank between them: what stands
in columns does so whatever the fonts."""


def write_a_reply(desk: Desk) -> None:
    desk.presence.be(Whereabouts(desk.board().id, _second(desk), REPLY))


def describe(desk: Desk) -> None:
    ref = _second(desk)
    more = "\n\nSeen on two more machines in the same room. The switch there was replaced on Friday."
    desk.do(EditTicket((ref,), {"description": desk.ticket(ref).row.description + more}))


def _second(desk: Desk) -> int:
    """The ticket under the cursor after ``l``."""
    return desk.page(desk.board().columns[1].id).cards[0].ref


class Shot(NamedTuple):
    """One picture: what is pressed before it is taken; a text in braces is typed, ``welcome`` is
    what the board asks the first time, and at ``beside`` Bob does something at his desk."""

    name: str
    keys: Sequence[str] = ()
    size: tuple[int, int] = (120, 36)
    theme: str = "dark"
    query: str = ""
    density: str = "normal"
    beside: Callable[[Desk], None] = lambda desk: None


SHOTS = (
    Shot("board", ["j", "j"]),
    Shot("ticket", ["l", "j", "j", "enter"]),
    Shot("checklist", ["enter", "tab", "j"]),
    Shot("comments", ["l", "enter", "tab", "tab"]),
    Shot("files", ["l", "enter", "tab", "tab", "tab"]),
    Shot("history", ["l", "enter", "tab", "tab", "tab", "tab"]),
    Shot("marks", ["space", "space", "j", "space", "l", "space"]),
    Shot("form", ["N", "enter"]),
    Shot("quick-filters", ["f"]),
    Shot("boards", ["B"]),
    Shot("columns", ["|"]),
    Shot("move", ["m"]),
    Shot("impact", ["i"]),
    Shot("quick-add", ["n", "{VPN down for finance !critical @ann #vpn due:tomorrow queue:network}"]),
    Shot("filter", ["/", "{priority>=high -is:done}"]),
    Shot("filter-error", ["/", "{prioritiy:high}"]),
    Shot("help", ["?"]),
    Shot("palette", [":"]),
    Shot("palette-finds", [":", "{vpn}"]),
    Shot("settings", [","]),
    Shot("welcome", ["welcome"]),
    Shot("wide", ["j"], size=(200, 50)),
    Shot("light", ["l", "j"], theme="light"),
    Shot("contrast", ["l", "j"], theme="contrast"),
    Shot("small", ["j"], size=(80, 24)),
    Shot("korean", ["j"], query="tag:seoul"),
    Shot("work", ["o", "j"]),
    Shot("why", ["j", "X"]),
    Shot("people", ["P"]),
    Shot("team", ["T", "j", "space", "V"]),
    Shot("team-edit", ["T", "space", "G", "space", "e", "8", "enter"]),
    Shot("queues", ["Q", "j"]),
    Shot("drafts", ["c", "{Dear Dana, the new cable is in. Please try the second screen aga}", "escape", "d"]),
    Shot("together", ["l", "enter", "beside"], beside=write_a_reply),
    Shot("conflict", ["l", "e", "tab", "{ It works again since noon.}", "beside", "f2"], beside=describe),
)


def fill(path: Path) -> None:
    """The demo board as it was at ``MADE``."""
    with Desk.open(str(path), ANN, clock=lambda: MADE, zone=ZONE) as desk:
        demo.fill(desk)
        desk.archive_old(14)  # as the board does when it opens, which it would say in the picture


def program_on(path: Path, shot: Shot) -> Program:
    from deskboard.tui.bridge import Bridge
    from deskboard.tui.program import Program

    bridge = Bridge(lambda: Desk.open(str(path), ANN, clock=lambda: SEEN, zone=ZONE))
    settings = Settings(db=str(path), theme=shot.theme, density=shot.density)
    file = Path("/home/ann/.config/deskboard/config.toml")
    loaded = Loaded(settings._replace(db="/home/ann/.local/share/deskboard/deskboard.db"), {"theme": str(file)}, file)
    return Program(bridge, settings, Means(shot.theme, False), None, shot.query, loaded)


async def settle(program: Program, pilot: Pilot[int]) -> None:
    """Until the worker and the screen have nothing more to do."""
    for _turn in range(3):
        landed = asyncio.Event()
        program.bridge.submit(lambda desk: None, lambda _none, event=landed: event.set())  # type: ignore[misc]
        await asyncio.wait_for(landed.wait(), 30)
        await pilot.pause()


async def take(path: Path, shot: Shot) -> str:
    """The picture, as SVG."""
    program = program_on(path, shot)
    program.bridge.start()
    others = ExitStack()
    try:
        async with program.run_test(size=shot.size) as pilot:
            await settle(program, pilot)
            for key in shot.keys:
                if key == "beside":
                    shot.beside(others.enter_context(Desk.open(str(path), BOB, clock=lambda: SEEN, zone=ZONE)))
                    await asyncio.sleep(1.2)  # until this board has looked
                elif key == "welcome":
                    program.loaded = Loaded(program.settings, {}, path.with_suffix(".toml"))
                    program.welcome()
                elif key.startswith("{"):
                    await pilot.press(*key[1:-1])
                else:
                    await pilot.press(key)
                await settle(program, pilot)
            return on_its_own(program.export_screenshot(title="deskboard"))
    finally:
        others.close()
        program.bridge.stop()


def on_its_own(svg: str) -> str:
    """The picture without the fonts it would fetch. ValueError: it is no valid XML, or names
    something outside itself still."""
    svg = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: [^;]+;", f"font-family: {FONTS};", svg)
    svg = svg.replace("font-variant-east-asian: full-width;", "")
    svg = re.sub(TEXT, _on_its_cells, svg)
    svg = "\n".join(line.strip() for line in svg.splitlines() if line.strip()) + "\n"
    ElementTree.fromstring(svg)
    outside = re.findall(r"https?://[^\"')\s]+|url\((?!#)", svg.replace('xmlns="http://www.w3.org/2000/svg"', ""))
    if outside:
        raise ValueError(f"the picture names {outside}")
    return svg


def _on_its_cells(text: re.Match[str]) -> str:
    """A run of text as runs of equally wide characters, each on the cells it has in a terminal
    (a font rarely has wide characters exactly twice as wide), without the blanks around it
    (which some programs draw and some do not)."""
    head, x, middle, _length, tail, content = text.groups()
    plain = unescape(content).replace("\xa0", " ")
    drawn = []
    for run in RUNS.finditer(plain):
        place = float(x) + CELL * cells(plain[: run.start()])
        shown = escape(run.group()).replace(" ", "&#160;")
        size = f' style="font-size:{WIDE_SIZE}px">' if cells(run.group()) > len(run.group()) else ">"
        drawn.append(f"{head}{place:.1f}{middle}{CELL * cells(run.group()):.1f}{tail[:-1]}{size}{shown}</text>")
    return "".join(drawn)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(exist_ok=True)
    os.environ.update(SWITCHES)
    with tempfile.TemporaryDirectory() as work:
        os.environ["XDG_STATE_HOME"] = work  # where drafts go
        for shot in SHOTS:
            path = Path(work, f"{shot.name}.db")
            fill(path)
            (folder / f"{shot.name}.svg").write_text(asyncio.run(take(path, shot)))
            print(folder / f"{shot.name}.svg")


if __name__ == "__main__":
    main()
