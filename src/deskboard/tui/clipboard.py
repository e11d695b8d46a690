"""The clipboard of whoever sits at the far end of the line, by OSC 52.

Invariant: what is sent is base64 and nothing else, so that no byte of a ticket reaches the
terminal; and no sequence is longer than terminals take.
"""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Mapping

from deskboard import restricted
from deskboard.domain.text import safe_lines

BYTES_MAX = 74_994
"""Of text: with its frame this makes the 100,000 bytes at which xterm and tmux stop reading."""
CHUNK = 252
"""Bytes in one string that GNU screen passes on; it drops what is longer than 256."""
PATIENCE = 2.0
"""Seconds that tmux has to take a text."""


def fit(text: str) -> str | None:
    """The text as it may be copied, without controls; None: it is too long."""
    clean = safe_lines(text)
    return clean if len(clean.encode()) <= BYTES_MAX else None


def sequence(text: str, environ: Mapping[str, str]) -> str:
    """What to write to the terminal so that it copies the text.

    tmux takes the plain sequence with `set-clipboard on`, and passes the wrapped one to the
    terminal with `allow-passthrough on`. GNU screen passes on short strings only.
    """
    plain = f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"
    if environ.get("TMUX"):
        return plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if environ.get("STY"):
        return "".join(f"\x1bP{plain[at : at + CHUNK]}\x1b\\" for at in range(0, len(plain), CHUNK))
    return plain


def give_to_tmux(text: str, environ: Mapping[str, str]) -> bool:
    """Let tmux copy the text, into its own buffer and to its terminal: what works with the
    settings tmux comes with, where it ignores both sequences. False: there is no tmux that can."""
    if not environ.get("TMUX") or restricted.is_on():
        return False
    try:
        subprocess.run(
            ["tmux", "load-buffer", "-w", "-"],
            input=text.encode(),
            check=True,
            capture_output=True,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True
