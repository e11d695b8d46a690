"""Deskboard: a help desk worked from the keyboard, in a terminal.

The packages, from the inside out: ``domain`` (what a help desk is), ``store`` (the only
place that knows SQL), ``desk`` (the one door for every caller), ``transfer`` (import and
export), and the two front ends ``cli`` and ``tui``.
"""

__version__ = "0.1.0"
