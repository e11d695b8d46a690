"""The filter line: what is typed after ``/``, and where it is wrong.

Invariant: a query that cannot be read never changes what the board shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events

from deskboard.domain.errors import QueryError
from deskboard.domain.query import Query, highlight, parse
from deskboard.domain.text import cells, safe
from deskboard.l10n import _
from deskboard.tui.themes import Pens
from deskboard.tui.widgets.prompt import Prompt, Span, Tokens
from deskboard.tui.widgets.row import Piece

BEGIN = 2
"""Cells before the first character of the line: the slash."""


def spans(text: str) -> Sequence[Span]:
    return [(start, end, str(kind)) for start, end, kind in highlight(text)]


class FilterPrompt(Prompt):
    """The line itself; Tab asks ``complete`` to go on with it."""

    complete: Callable[[], None]

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "tab":
            event.stop()
            event.prevent_default()
            self.complete()
            return
        await super()._on_key(event)


def filter_prompt(text: str, pens: Pens, complete: Callable[[], None]) -> FilterPrompt:
    """The line with the query that is in force."""
    styles = {"error": pens.error, "text": pens.plain, "value": pens.good, "operator": pens.dim, "negation": pens.dim}
    prompt = FilterPrompt(text, highlighter=Tokens(spans, styles, pens.accent))
    prompt.complete = complete
    return prompt


def read(text: str) -> Query | QueryError:
    """The query, or what is wrong with it."""
    try:
        return parse(text)
    except QueryError as error:
        return error


def complaint(error: QueryError, text: str, pens: Pens, width: int) -> list[Piece]:
    """A caret under the place of the error and the sentence beside it."""
    indent = min(BEGIN + cells(safe(text[: error.position])), max(0, width - 40))
    caret = "^" * max(1, min(error.length, width - indent, 12))
    words = safe(error.message)
    if error.suggestion:
        words = _("{problem} Did you mean {suggestion}?").format(problem=words, suggestion=safe(error.suggestion))
    if indent > len(words) + 2:
        # Beside the caret where there is room, on its left otherwise.
        left = width - indent - len(caret) - 1
        if left < len(words):
            return [(" " * (indent - len(words) - 1), pens.dim), (f"{words} ", pens.error), (caret, pens.error)]
    return [(" " * indent, pens.dim), (caret, pens.error), (f" {words}", pens.error)]


def advice(pens: Pens) -> list[Piece]:
    """What the footer says while the filter is typed."""
    return [
        (_(" Enter keeps it · Tab completes · Esc clears it · "), pens.dim),
        ("is:overdue  priority>=high  assignee:me  tag:vpn  due<2d  -status:blocked", pens.faint),
    ]


def offer(choices: Sequence[str], pens: Pens, width: int) -> list[Piece]:
    """What the line could go on with: as many as there is room for."""
    told, room = "", width - 4
    for choice in choices:
        word = f"  {safe(choice)}"
        room -= cells(word)
        if room < 0:
            return [(f"{told} …", pens.accent)]
        told += word
    return [(told, pens.accent)]
