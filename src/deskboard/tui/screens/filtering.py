"""The filter line on the board screen: opens it, follows the typing, keeps or clears.

Invariant: while what is typed cannot be read, the board keeps the last good result.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deskboard.desk import naming
from deskboard.domain.errors import QueryError
from deskboard.domain.query import completing
from deskboard.domain.query.completing import Names
from deskboard.tui.widgets.filter import advice, complaint, filter_prompt, offer, read
from deskboard.tui.widgets.prompt import Prompt
from deskboard.tui.widgets.row import Row

if TYPE_CHECKING:
    from deskboard.tui.screens.board import BoardScreen

TYPING = "typing"


def open_line(screen: BoardScreen) -> None:
    """The status line becomes the line to type into."""
    pens = screen.program.look.pens
    if screen.line.has_class(TYPING):
        return
    screen.line.query_one("#slash", Row).show([(" /", pens.accent)])
    screen.line.add_class(TYPING)
    prompts = screen.line.query(Prompt)
    if prompts:
        prompt = prompts.first()
        prompt.value = screen.query_text
    else:
        prompt = filter_prompt(screen.query_text, pens, lambda: complete(screen))
        screen.line.mount(prompt, after=0)
    prompt.cursor_position = len(screen.query_text)
    prompt.focus()
    screen.board.returns_to = screen.board.hold
    screen.footer.notice(advice(pens))
    screen.stand()


def typed(screen: BoardScreen, text: str) -> None:
    """Every letter: show the result, or what is wrong under the place where it is."""
    pens = screen.program.look.pens
    query = read(text)
    if isinstance(query, QueryError):
        screen.footer.notice(complaint(query, text, pens, screen.footer.size.width))
        good = last_good(screen.query_text, text)
        query = read(good)
        if good == screen.query_text or isinstance(query, QueryError):
            return
        text = good
    else:
        screen.footer.notice(advice(pens))
    if text.strip() != screen.query_text.strip():
        screen.set_filter(text.strip(), query if query.where is not None or query.sort else None)


def last_good(before: str, text: str) -> str:
    """The query whose result stays while ``text`` cannot be read. It is the one ``before``, but not
    where a colon has just made a key of its last word: as a word that found something else."""
    if text.lstrip().startswith(before + ":"):
        return re.sub(r"[^\s()]*$", "", before).strip()
    return before


def complete(screen: BoardScreen) -> None:
    """Tab: go on with the key or the value before the cursor, as far as only one can be meant."""
    program, prompt = screen.program, screen.line.query_one(Prompt)
    program.typing.hold()

    def found(names: Names) -> None:
        made = completing.complete(prompt.value, prompt.cursor_position, names)
        if made.text != prompt.value:
            prompt.value = made.text
            prompt.cursor_position = made.place
        if made.choices:
            # Behind what the new text says of itself.
            offered = offer(made.choices, program.look.pens, screen.footer.size.width)
            screen.call_later(screen.footer.notice, offered)
        prompt.ready()

    program.bridge.submit(naming.names, found)


def keep(screen: BoardScreen, text: str) -> None:
    """Enter: the filter stays; one that cannot be read keeps the line open."""
    if isinstance(read(text), QueryError):
        screen.program.typing.release()
    else:
        typed(screen, text)
        screen.board.stay()
        _close(screen)
        screen.say_slips()


def clear(screen: BoardScreen) -> None:
    """Esc: no filter, and the cursor where it was before."""
    if screen.filter is not None or screen.query_text:
        screen.set_filter("", None)
    else:
        screen.board.stay()
    _close(screen)


def _close(screen: BoardScreen) -> None:
    screen.line.remove_class(TYPING)
    screen.footer.notice(None)
    screen.set_focus(screen.board)
    screen.stand()
