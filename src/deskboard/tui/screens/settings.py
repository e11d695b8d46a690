"""The settings: what each is, where that comes from, and changing it.

Invariant: what is changed here stands in the configuration file before it is shown as changed;
what a flag or a variable says is said to win over it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from deskboard import config, restricted
from deskboard.domain import settings
from deskboard.domain.commands import EditSettings
from deskboard.domain.errors import BadInput, DeskboardError
from deskboard.domain.text import clip, pad, safe
from deskboard.l10n import _
from deskboard.tui.card import Line, wrap
from deskboard.tui.intents import TICKET
from deskboard.tui.screens import desk_settings
from deskboard.tui.themes import Pens
from deskboard.tui.widgets.row import Row
from deskboard.tui.widgets.sheet import Item, Sheet
from deskboard.tui.widgets.status import ERROR, INFO, Message

if TYPE_CHECKING:
    from deskboard.configfile import Value
    from deskboard.domain.events import Value as DeskValue
    from deskboard.domain.settings import Chosen
    from deskboard.tui.program import Program

NAME, ORIGIN = 20, 16
"""Cells for the name of a setting and for where its value comes from, which stands last."""
ELSEWHERE = ("keys",)
"""Settings that are too rich for one line."""


def open_settings(program: Program, at: str | None = None) -> None:
    """Show the settings, the cursor on one of them."""
    if program.loaded is None:
        program.say(_("There is no configuration file here: `deskboard config edit` makes one."), ERROR)
        return
    program.push_screen(SettingsScreen(program, program.loaded, at))


def lines(shown: Sequence[config.Shown], path: str, pens: Pens, width: int) -> list[Item]:
    """One item a setting: name, value and origin, and below it what it means."""
    room = _room(width)
    found: list[Item] = []
    for one in shown:
        origin = {"default": _("default"), path: _("the file")}.get(one.origin, safe(one.origin))
        set_here = one.origin != "default"
        first: Line = (
            Segment(pad(one.name, NAME) + " ", pens.key),
            Segment(pad(safe(one.value) or _("not set"), room) + " ", pens.accent if set_here else pens.plain),
            Segment(clip(origin, ORIGIN), pens.dim),
        )
        about = wrap(one.about, max(20, width - 6), 3)
        found.append(Item((first, *((Segment(f"  {text}", pens.dim),) for text in about), ()), one.name))
    return found


def _room(width: int) -> int:
    """Cells for a value."""
    return max(10, min(60, width - NAME - ORIGIN - 5))


class SettingsScreen(Screen[None]):
    """Enter changes a setting, Backspace takes it out of the file, q or Esc leaves."""

    BINDINGS = []

    def __init__(self, program: Program, loaded: config.Loaded, at: str | None) -> None:
        super().__init__()
        self._program = program
        self.loaded = loaded
        self._at = at
        self._desk: Mapping[str, Chosen] = {}
        self._message = Message("")

    @property
    def program(self) -> Program:
        return self._program

    def compose(self) -> ComposeResult:
        look = self.program.look
        self.head, self.gap, self.said, self.foot = (Row(look.pens) for _n in range(4))
        self.sheet = Sheet(look.pens, look.glyphs, cursor=True)
        yield from (self.head, self.gap, self.sheet, self.said, self.foot)

    def on_mount(self) -> None:
        self.program.typing.release()
        self.program.bridge.submit(lambda desk: desk.settings(), self._met)

    def _met(self, found: Mapping[str, Chosen]) -> None:
        """What the desk has chosen for everybody."""
        self._desk = found
        self.paint()

    def on_screen_resume(self) -> None:
        self.program.typing.release()

    def on_resize(self) -> None:
        self.call_after_refresh(self.paint)

    def paint(self) -> None:
        pens = self.program.look.pens
        path = safe(str(self.loaded.path))
        self.head.show([(f" {_('Settings')}", pens.head), (f"  {path}", pens.dim)])
        own = [one for one in config.shown(self.loaded) if not config.SETTINGS[one.name].moved]
        items = lines(own, str(self.loaded.path), pens, self.sheet.size.width)
        cells = (NAME, _room(self.sheet.size.width), ORIGIN)
        items += desk_settings.lines(self._desk, self.program.denied.get(EditSettings), pens, cells)
        self.sheet.fill(items, at=self._at)
        self._at = self._at if self._at in settings.SETTINGS and not self._desk else None
        self.said.show([(f" {self._message.text}", pens.error if self._message.kind == ERROR else pens.plain)])
        keys = (("Enter", _("change")), (_("Backspace"), _("back to the default")), ("q", _("back")))
        self.foot.show([piece for key, does in keys for piece in ((f" {key}", pens.accent), (f" {does} ", pens.dim))])

    # Keys

    def on_key(self, event: events.Key) -> None:
        event.stop()
        keys = self.program.keys[TICKET]
        intent = keys.get(event.key) or keys.get(event.character or "")
        name = intent.id if intent is not None else ""
        page = {"cursor.page_up": -1, "cursor.page_down": 1}
        if name in ("app.quit", "app.out", "app.settings"):
            self.program.typing.hold()
            self.dismiss(None)
        elif event.key in ("enter", "space") or name == "ticket.edit":
            self._change()
        elif event.key in ("backspace", "delete"):
            self._save(None)
        elif name in ("cursor.down", "cursor.up"):
            self.sheet.move(1 if name == "cursor.down" else -1)
        elif name in page:
            self.sheet.move(page[name] * max(1, self.sheet.size.height // 3))
        elif name in ("cursor.first", "cursor.last"):
            self.sheet.ends(name == "cursor.last")

    def on_click(self, event: events.Click) -> None:
        if event.widget is self.sheet and (place := self.sheet.place_at(event.y)) is not None:
            self.sheet.go(place)
            if event.chain == 2:
                self._change()

    @property
    def setting_name(self) -> str:
        item = self.sheet.item
        return str(item.key) if item is not None else ""

    # Changing

    def _change(self) -> None:
        """Turn, choose or type another value, whichever the setting needs."""
        if (reason := restricted.why_not()) is not None:
            self.say(reason, ERROR)
            return
        name = self.setting_name
        if name in self._desk:
            if self._permitted():
                desk_settings.change(self.program, self._desk[name], self._save_for_all)
            return
        if name in ELSEWHERE or name not in config.SETTINGS:
            self.say(_("Keys are set in the file: `deskboard config edit`. `deskboard keys` lists their names."))
            return
        setting, value = config.SETTINGS[name], self.loaded.settings._asdict()[name]
        if setting.type is bool:
            self._save(not value)
        elif setting.choices:
            self._choose(name, setting, value)
        else:
            self._type(name, setting, str(value if value is not None else ""))

    def _choose(self, name: str, setting: config.Setting, value: str) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        options = [Option(choice, choice) for choice in setting.choices]
        self.program.push_screen(ChooseDialog(f"{name}: {setting.about}", options, at=value), self._save_chosen)

    def _save_chosen(self, value: str | None) -> None:
        if value is not None:
            self._save(value)

    def _type(self, name: str, setting: config.Setting, value: str) -> None:
        from deskboard.tui.dialogs.line import LineDialog

        def read(text: str) -> Value:
            if setting.type is int and not text.removeprefix("-").isdigit():
                raise BadInput(_("“{name}” must be a whole number.").format(name=name))
            made: Value = int(text) if setting.type is int else text
            config.checked({name: made}, self.loaded.path)
            return made

        def typed(text: str | None) -> None:
            if text is not None:
                self._save(read(text) if text else None)

        self.program.push_screen(LineDialog(f"{name}: {setting.about}", value, lambda text: str(read(text))), typed)

    def _save(self, value: Value) -> None:
        """Write it down on the worker, then show what holds now."""
        from deskboard import configfile

        name, path = self.setting_name, self.loaded.path
        if name in self._desk:
            self._save_for_all(value)
            return
        if name in ELSEWHERE:
            self._change()
            return
        self.program.bridge.submit(
            lambda _desk: configfile.save(path, name, value),
            lambda _none: self._saved(name, value),
            failed=self._failed,
        )

    def _save_for_all(self, value: DeskValue) -> None:
        if self._permitted():
            desk_settings.save(self.program, self.setting_name, value, self._chosen, self._failed)

    def _permitted(self) -> bool:
        """Whether this person may change what holds for everybody; else the reason is said."""
        denied = self.program.denied.get(EditSettings)
        if denied:
            self.say(denied, ERROR)
        return not denied

    def _chosen(self, found: Mapping[str, Chosen], told: str) -> None:
        self._desk = found
        self.say(told)

    def _failed(self, error: DeskboardError) -> None:
        self.say(safe(str(error)), ERROR)

    def _saved(self, name: str, value: Value) -> None:
        loaded, setting = self.loaded, config.SETTINGS[name]
        origin = loaded.origins.get(name, "default")
        if origin not in ("default", str(loaded.path)):
            self.say(_("Saved, but {origin} wins over the file.").format(origin=origin))
            return
        new = config.at_defaults()._asdict()[name] if value is None else value
        settings = config.Settings(**{**loaded.settings._asdict(), name: new})
        origins = {**loaded.origins, name: "default" if value is None else str(loaded.path)}
        self.loaded = self.program.loaded = loaded._replace(settings=settings, origins=origins)
        at_once = setting.at_once and self._take(name, new)
        word = safe(str(config.toml(new)).strip('"')) or _("not set")
        sentence = _("{name} is now {value}.") if at_once else _("{name} is {value} from the next start on.")
        self.say(sentence.format(name=name, value=word))

    def _take(self, name: str, value: object) -> bool:
        """Let a setting take effect; False when it can only do so at a start."""
        program = self.program
        program.settings = self.loaded.settings
        if name == "exact_times":
            program.exact_times = bool(value)
        elif name == "density":
            program.restyle(density=str(value))
        elif name == "theme":
            if program.plain or value == "ansi":
                return False
            program.restyle(theme=str(value))
            for row in (self.head, self.gap, self.said, self.foot, self.sheet):
                row.restyle(program.look)
        return True

    def say(self, text: str, kind: str = INFO) -> None:
        self._message = Message(text, kind)
        self.paint()
