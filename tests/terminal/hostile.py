"""What strangers write, and what may leave for a terminal because of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.terminal.stream import INVISIBLE, parts

PAYLOADS: Mapping[str, str] = {
    "escape": "\x1b[31mred\x1b[2J\x1b[H",
    "lone escape": "\x1b",
    "clipboard": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "window title": "\x1b]0;owned\x07",
    "window title, ended by ST": "\x1b]2;owned\x1b\\",
    "hyperlink": "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "device string": '\x1bP$q"p\x1b\\',
    "answerback": "\x05\x1b[c\x1b[6n\x1b[21t",
    "C1 CSI": "\u009b31mred",
    "C1 OSC": "\u009d0;owned\u009c",
    "C1 next line": "a\u0085b",
    "override": "\u202egnp.exe",
    "isolates": "\u2066\u2067\u2068x\u2069",
    "embeddings": "\u202a\u202bx\u202c\u200e\u200f\u061c",
    "NUL": "a\x00b",
    "bell": "ding\x07dong",
    "backspaces": "good\x08\x08\x08\x08evil",
    "carriage return": "good\revil",
    "tabs and feeds": "a\tb\vc\fd",
    "DEL": "a\x7fb",
    "markup that closes nothing": "[/foo]",
    "markup with an action": "[@click=app.quit]x[/]",
    "markup with a colour": "[red]not red[/red] [bold",
    "markup with a link": "[link=https://evil.example]x[/link]",
    "emoji code": ":warning: :skull:",
    "many marks": "o" + "\u0301" * 200,
    "enclosing marks": "e\u20dd\u20dd\u20dd",
    "family": "👨‍👩‍👧‍👦 👩🏽‍💻 ❤️‍🔥",
    "flags": "🇱🇹🇰🇷 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "Hebrew": "שלום עולם",
    "Arabic": "مرحبا بالعالم",
    "line separators": "a\u2028b\u2029c",
    "byte order mark": "\ufeffa\u200bb\u2060c",
    "tag characters": "a\U000e0041\U000e0042b",
    "private and unassigned": "\ue000\uffff\U0010ffff",
    "formula": "=cmd|' /C calc'!A0",
    "shell": "$(id) `id` ; rm -rf ~ && x",
    "path": "../../etc/passwd",
    "format": "{0.__class__} %s %(x)s",
    "query": "') OR 1=1; DROP TABLE ticket; --",
    "wide": "가나다 日本語 ｆｕｌｌ",
}

OWN_CSI = re.compile(
    r"\x1b\[(?:"
    r"[0-9;]*[Hm]"  # where to write, and how
    r"|\?(?:7|25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]"  # modes, switched on and off again
    r"|\?(?:2026|2048)\$p|[<>][0-9]*u"  # questions about modes, and the keyboard's
    r"|6n"
    r")"
)
"""The control sequences of the board itself."""
OWN_OSC = ("\x1b]22;default\x07",)
"""The pointer's shape."""
SGR = re.compile(r"\x1b\[[0-9;]*m")


def found_on_board(raw: bytes | bytearray) -> list[str]:
    """Everything the board wrote that it should not have; the hostile texts hold no sequence
    that is the board's own, except cursor moves and colours, which must be told otherwise."""
    bad = []
    for kind, value in parts(raw):
        if kind == "csi":
            good = OWN_CSI.fullmatch(value) is not None
        elif kind == "osc":
            good = value in OWN_OSC
        elif kind == "control":
            good = value in "\r\n"
        else:
            good = kind == "text" and not INVISIBLE.search(value)
        if not good:
            bad.append(f"{kind} {value[:60]!r}")
    return bad


def found_in_output(raw: bytes, *, colours: bool = False) -> list[str]:
    """Everything a command wrote that it should not have: lines, tabs and text are fine, and on
    a terminal colours."""
    bad = []
    for kind, value in parts(raw):
        good = kind == "text" and not INVISIBLE.search(value)
        good |= kind == "control" and value in "\r\n\t"
        good |= colours and kind == "csi" and SGR.fullmatch(value) is not None
        if not good:
            bad.append(f"{kind} {value[:60]!r}")
    return bad
