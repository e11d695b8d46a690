"""What the board looks like: the themes, the pens that lines are painted with, the symbols.

Invariant: this is the only module that names a colour. Everything else asks for a meaning
(``pens.overdue``, ``$priority-critical``). The colours of the dark and light themes stand in
the 256-colour cube, so that they look the same there and in truecolor.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rich.style import Style
from textual.color import Color
from textual.theme import Theme


class Pens(NamedTuple):
    """The styles of painted lines, by meaning."""

    plain: Style
    title: Style
    ref: Style
    dim: Style
    faint: Style
    accent: Style
    head: Style
    cursor: Style
    bar: Style
    critical: Style
    high: Style
    low: Style
    overdue: Style
    soon: Style
    status: Style
    good: Style
    tag: Style
    reply: Style
    note: Style
    flash: Style
    key: Style
    error: Style

    def __hash__(self) -> int:
        # Asked with every card that is painted; one style tells themes apart as well as all.
        return hash(self.accent)


class Glyphs(NamedTuple):
    """The symbols of the board; every one is a single cell wide except in ``ASCII``."""

    bar: str
    rule: str
    full: str
    empty: str
    open: str
    close: str
    critical: str
    high: str
    low: str
    comments: str
    attachments: str
    more_left: str
    more_right: str
    thumb: str
    gap: str
    ticked: str
    unticked: str
    bullet: str
    arrow: str
    mark: str
    differs: str


UNICODE = Glyphs(
    *("▌", "─", "▰", "▱", "", "", "▲", "△", "▽", "✎", "⊕", "‹", "›", "┃", "·", "✓", "○", "•", "→", "●", "≠"),
)
ASCII = Glyphs(
    *(">", "-", "#", "-", "[", "]", "!!", "!", "v", "c:", "f:", "<", ">", "|", "-", "[x]", "[ ]", "*", "->", "*", "!"),
)
TO_ASCII = str.maketrans(
    {
        **dict.fromkeys("▌▐█▀▄▏▕▎▊┃│║╎╭╮╰╯┌┐└┘├┤┼┏┓┗┛", "|"),
        **dict.fromkeys("─━═▔▁╌", "-"),
        **{"…": "~", "·": "-", "—": "-", "“": '"', "”": '"', "’": "'", "‹": "<", "›": ">", "→": ">", "▲": "!"},
    }
)
"""Cell for cell, for whatever reaches the screen past ``Glyphs``."""

_COLOURS = ("text", "dim", "faint", "accent", "on-cursor", "cursor", "critical", "high", "low", "overdue", "soon")
_MORE = ("status", "good", "tag", "reply", "note", "on-flash", "flash", "error")
NAMES = _COLOURS + _MORE

_DARK = ("#d0d0d0", "#9e9e9e", "#585858", "#5fafff", "#ffffff", "#005f87", "#ff5f5f", "#ffaf5f", "#8a8a8a", "#ff5f5f")
_DARK_MORE = ("#ffd75f", "#d7afff", "#87d787", "#87afaf", "#5fafff", "#ffd75f", "#000000", "#ffd75f", "#ff5f5f")
_LIGHT = ("#303030", "#626262", "#b2b2b2", "#005faf", "#000000", "#afd7ff", "#af0000", "#af5f00", "#767676", "#af0000")
_LIGHT_MORE = ("#875f00", "#5f00af", "#005f00", "#005f5f", "#005faf", "#875f00", "#000000", "#ffd787", "#af0000")
_STARK = ("#ffffff", "#ffffff", "#9e9e9e", "#ffff00", "#000000", "#ffff00", "#ff8787", "#ffd700", "#ffffff", "#ff8787")
_STARK_MORE = ("#ffd700", "#ffafff", "#87ff87", "#87ffff", "#87ffff", "#ffd700", "#000000", "#00ffff", "#ff8787")
_ANSI = tuple(
    f"ansi_{name}"
    for name in (
        *("default", "default", "bright_black", "cyan", "default", "default", "red", "yellow", "default", "red"),
        *("yellow", "magenta", "green", "cyan", "cyan", "yellow", "default", "default", "red"),
    )
)


class _Ground(NamedTuple):
    """The one surface of a theme. Dialogs stand on it too, told apart by their frame, so that
    painted lines need not know what they stand on."""

    background: str
    dark: bool


_THEMES: dict[str, tuple[_Ground, tuple[str, ...]]] = {
    "dark": (_Ground("#1c1c1c", True), _DARK + _DARK_MORE),
    "light": (_Ground("#ffffff", False), _LIGHT + _LIGHT_MORE),
    "contrast": (_Ground("#000000", True), _STARK + _STARK_MORE),
    "ansi": (_Ground("ansi_default", True), _ANSI),
}


def theme(name: str) -> Theme:
    """The Textual theme of that name (dark, light, contrast, ansi). KeyError: no such theme."""
    ground, colours = _THEMES[name]
    colour = dict(zip(NAMES, colours, strict=True))
    meanings = {f"priority-{level}": colour[level] for level in ("critical", "high", "low")}
    meanings |= {key: colour[key] for key in ("overdue", "soon", "status", "tag", "reply", "note", "dim", "faint")}
    return Theme(
        name=f"deskboard-{name}",
        primary=colour["accent"],
        accent=colour["accent"],
        warning=colour["soon"],
        error=colour["error"],
        success=colour["good"],
        foreground=colour["text"],
        background=ground.background,
        surface=ground.background,
        panel=ground.background,
        dark=ground.dark,
        ansi=name == "ansi",
        variables=meanings | _cursor_variables(name, colour, ground),
    )


def _cursor_variables(name: str, colour: Mapping[str, str], ground: _Ground) -> dict[str, str]:
    """What Textual's text widgets draw their cursor and selection with."""
    if name == "ansi":
        pair = {"foreground": "ansi_black", "background": "ansi_white"}
        mark = {"foreground": "ansi_black", "background": "ansi_bright_blue"}
    else:
        pair = {"foreground": ground.background, "background": colour["text"]}
        mark = {"foreground": colour["on-cursor"], "background": colour["cursor"]}
    return {
        **{f"input-cursor-{key}": value for key, value in pair.items()},
        **{f"input-selection-{key}": value for key, value in mark.items()},
        "input-cursor-text-style": "none",
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
    }


def pens(name: str) -> Pens:
    """The pens of the theme of that name. KeyError: no such theme."""
    colour = {key: Color.parse(value).rich_color for key, value in zip(NAMES, _THEMES[name][1], strict=True)}
    plain = name == "ansi"
    ground = None if plain else Color.parse(_THEMES[name][0].background).rich_color

    def pen(key: str, *, bold: bool = False, dim: bool = False) -> Style:
        return Style(color=colour[key], bgcolor=ground, bold=bold or None, dim=dim or None)

    def block(front: str, back: str) -> Style:
        if plain:
            return Style(reverse=True, bold=True)
        return Style(color=colour[front], bgcolor=colour[back], bold=True)

    return Pens(
        plain=pen("text"),
        title=pen("text"),
        ref=pen("dim"),
        dim=pen("dim", dim=plain),
        faint=pen("faint"),
        accent=pen("accent"),
        head=pen("accent", bold=True),
        cursor=block("on-cursor", "cursor"),
        bar=pen("accent", bold=plain),
        critical=pen("critical", bold=True),
        high=pen("high"),
        low=pen("low", dim=plain),
        overdue=pen("overdue", bold=plain),
        soon=pen("soon"),
        status=pen("status"),
        good=pen("good"),
        tag=pen("tag"),
        reply=pen("reply", bold=True),
        note=pen("note", bold=True),
        flash=block("on-flash", "flash"),
        key=pen("text", bold=True),
        error=pen("error", bold=True),
    )
