"""How a card is drawn: a pure function from a card and a state to lines of segments.

Invariant: every line is exactly ``width`` cells wide, whatever the ticket's title holds, and
no priority, due date or status is told by colour alone. The cache key holds the text of the
due chip, never the time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from deskboard.domain.model import Priority, Status
from deskboard.domain.readmodels import Card
from deskboard.domain.text import cells, clip, pad, safe
from deskboard.domain.times import Chip
from deskboard.l10n import _
from deskboard.tui.themes import Glyphs, Pens

HEIGHTS = {"compact": 1, "normal": 4, "roomy": 6}
"""Lines from one card to the next; the last is a gap, but not in compact."""
DENSITIES = tuple(HEIGHTS)
LATER, SOON, OVERDUE = "later", "soon", "overdue"

WORDS, LETTERS, SHORTER, BRIEF = range(4)
"""How far the marks of a card are cut, each in addition to the one before: not at all; ``▲C`` for
``▲ critical``; ``review`` for ``needs review``; ``!2d`` for ``overdue 2d``."""
BRIEF_BELOW = 46
"""Cells: a compact card of less width has its due date brief, as all those around it."""
TITLE_LEAST, STUB = 16, 4
"""Cells that are left to the title of a compact card by what is not urgent; and the least
in which a login or a title can still be told."""

PLAIN, CURSOR, FLASH = "", "cursor", "flash"
"""The states of a card."""

Line = tuple[Segment, ...]


class Look(NamedTuple):
    """How cards are drawn: all that is the same for every card of the board."""

    density: str
    pens: Pens
    glyphs: Glyphs

    @property
    def height(self) -> int:
        return HEIGHTS[self.density]

    @property
    def lines(self) -> int:
        """Lines with something on them."""
        return max(1, self.height - 1)


Piece = tuple[str, Style]


def wrap(text: str, width: int, lines: int) -> list[str]:
    """The text in at most so many lines, broken at spaces where there is one near; what is
    left over is cut with an ellipsis."""
    out: list[str] = []
    while text and len(out) < lines - 1 and cells(text) > width:
        head = _prefix(text, width)
        cut = head.rfind(" ")
        if cut < width // 4 or text[len(head) : len(head) + 1] == " ":
            cut = len(head)
        out.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    if text or not out:
        out.append(clip(text, width))
    return out


def _prefix(text: str, width: int) -> str:
    """As much of the text as fits, at least one character."""
    if text.isascii():
        return text[: max(1, width)]
    used = 0
    for place, char in enumerate(text):
        used += cells(char)
        if used > width:
            return text[: max(1, place)]
    return text


def priority_piece(priority: Priority, look: Look, *, short: bool = False) -> Piece | None:
    """The mark of a priority: symbol and word (or letter); None for normal."""
    if priority is Priority.NORMAL:
        return None
    symbol = getattr(look.glyphs, priority.value)
    word = priority.value[0].upper() if short else priority.value
    return f"{symbol}{'' if short else ' '}{word}", getattr(look.pens, priority.value)


def due_piece(chip: Chip, look: Look, *, brief: bool = False) -> Piece:
    style = {OVERDUE: look.pens.overdue, SOON: look.pens.soon}.get(chip.state, look.pens.dim)
    return (chip.brief if brief and chip.brief else chip.text), style


def status_words(status: Status, chip: Chip | None, look: Look, *, cut: int = WORDS) -> str:
    """The status, and until when it lasts: ``on hold → Mon``."""
    asleep = chip.asleep if chip is not None else ""
    label = status.label
    if cut >= LETTERS and status is Status.WAITING:
        label = _("waiting")
    elif cut >= SHORTER:
        label = {Status.NEEDS_REVIEW: _("review"), Status.NEEDS_REWORK: _("rework")}.get(status, label)
    return f"{label} {look.glyphs.arrow} {asleep}" if asleep else label


def progress(done: int, total: int, glyphs: Glyphs) -> str:
    """``▰▰▱ 2/3``: one cell a step up to five; full only when all are done."""
    size = min(total, 5)
    full = size if done == total else min(size - 1, round(size * done / total))
    return f"{glyphs.open}{glyphs.full * full}{glyphs.empty * (size - full)}{glyphs.close} {done}/{total}"


def _marks(card: Card, look: Look, chip: Chip | None, cut: int, *, status: bool = True) -> list[Piece]:
    pieces = []
    if mark := priority_piece(card.priority, look, short=cut >= LETTERS):
        pieces.append(mark)
    if chip is not None and chip.text:
        pieces.append(due_piece(chip, look, brief=cut >= BRIEF))
    if status and card.status is not Status.NORMAL:
        pieces.append((status_words(card.status, chip, look, cut=cut), look.pens.status))
    if status and card.blocked and card.status is not Status.BLOCKED:
        pieces.append((Status.BLOCKED.label, look.pens.status))
    # What is done presses nobody any more.
    return [(text, look.pens.dim) for text, _style in pieces] if card.done else pieces


def _people(card: Card, look: Look) -> list[Piece]:
    pieces = []
    if card.assignee:
        pieces.append((f"@{safe(card.assignee)}", look.pens.dim))
    if card.steps_total:
        style = look.pens.good if card.steps_done == card.steps_total else look.pens.dim
        pieces.append((progress(card.steps_done, card.steps_total, look.glyphs), style))
    if card.comments:
        pieces.append((f"{look.glyphs.comments}{card.comments}", look.pens.dim))
    if card.attachments:
        pieces.append((f"{look.glyphs.attachments}{card.attachments}", look.pens.dim))
    return pieces


def _tags(card: Card, look: Look) -> list[Piece]:
    return [(f"#{safe(tag)}", look.pens.tag) for tag in card.tags]


def _fit(pieces: list[Piece], width: int) -> Line:
    """The pieces that fit into the width, two cells apart, the first cut if it must be."""
    line: list[Segment] = []
    used = 0
    for text, style in pieces:
        size = cells(text)
        if used and used + 2 + size > width:
            continue
        if used:
            line[-1] = Segment(line[-1].text + "  ", line[-1].style)
            used += 2
        elif size > width:
            text_cut = clip(text, width)
            line.append(Segment(text_cut, style))
            used = cells(text_cut)
            continue
        line.append(Segment(text, style))
        used += size
    # Blanks take the style beside them: every change of style is bytes on the line.
    if line and used < width:
        line[-1] = Segment(line[-1].text + " " * (width - used), line[-1].style)
    return tuple(line)


def _width(pieces: list[Piece]) -> int:
    return sum(cells(text) + 2 for text, _ in pieces) - 2


def _details(card: Card, look: Look, width: int, chip: Chip | None, lines: int) -> list[Line]:
    """Marks, people and tags over so many lines: each on its own where there is room."""
    people, tags = _people(card, look), _tags(card, look)
    if lines == 1:
        groups = [_in_one(card, look, width, chip, people, tags)]
    else:
        marks = _room_for(card, look, width, chip, [], [])
        groups = [marks, people, tags] if lines > 2 else [marks, people + tags]
    return [_fit(group, width) for group in groups if group]


def _in_one(
    card: Card, look: Look, width: int, chip: Chip | None, people: list[Piece], tags: list[Piece]
) -> list[Piece]:
    """All there is to say in one line: the marks and whose it is before anything else."""
    who = people[:1] if card.assignee else []
    marks = _room_for(card, look, width, chip, who, people)
    if len(marks) == len(_marks(card, look, chip, WORDS)):
        return marks + people + tags
    # Where the status had to go, nothing of less weight takes its place.
    room = width - _width(marks) - 2 if marks else width
    return marks + [(clip(text, room), style) for text, style in who if room >= STUB]


def _room_for(
    card: Card, look: Look, width: int, chip: Chip | None, who: list[Piece], people: list[Piece]
) -> list[Piece]:
    """The marks, cut until ``who`` has room beside them, in words where all the ``people`` have;
    without the status if need be."""
    for cut in (WORDS, LETTERS, SHORTER, BRIEF):
        marks = _marks(card, look, chip, cut)
        if _width(marks + (who if cut else people)) <= width:
            return marks
    for cut in (LETTERS, BRIEF):
        marks = _marks(card, look, chip, cut, status=False)
        if _width(marks + who) <= width:
            break
    return marks


def _head(card: Card, look: Look) -> str:
    """The ref, and the mark of what is unread."""
    return f"#{card.ref} {look.glyphs.bullet} " if card.unread else f"#{card.ref} "


def _head_pen(card: Card, look: Look) -> Style:
    return look.pens.key if card.unread else look.pens.ref


def _title(card: Card, look: Look, width: int, lines: int, state: str) -> list[Line]:
    head = _head(card, look)
    text = wrap(head + safe(card.title), width, lines)
    if state:
        style = look.pens.cursor if state == CURSOR else look.pens.flash
        return [(Segment(pad(line, width), style),) for line in text]
    title = look.pens.dim if card.done else look.pens.title
    out: list[Line] = [(Segment(text[0][: len(head)], _head_pen(card, look)), Segment(text[0][len(head) :], title))]
    out += [(Segment(line, title),) for line in text[1:]]
    return [_padded(line, width - cells(whole)) for line, whole in zip(out, text, strict=True)]


def _padded(line: Line, room: int) -> Line:
    last = line[-1]
    return (*line[:-1], Segment(last.text + " " * room, last.style))


def _compact(card: Card, look: Look, width: int, chip: Chip | None, state: str) -> Line:
    """One line: ref, mark and title on the left, due and assignee on the right if there is
    room; what is due soon or over is always told."""
    mark = priority_piece(card.priority, look, short=True)
    if mark and card.done:
        mark = (mark[0], look.pens.dim)
    right: list[Piece] = [due_piece(chip, look, brief=width < BRIEF_BELOW)] if chip and chip.text else []
    if card.assignee:
        right.append((f"@{safe(card.assignee)}", look.pens.dim))
    if card.blocked:
        right.append((Status.BLOCKED.label, look.pens.status))
    head = _head(card, look) + (f"{mark[0]} " if mark else "")
    urgent = right[:1] if chip is not None and chip.state in (OVERDUE, SOON) else []
    kept = 1 if urgent and _width(urgent) + len(head) + STUB < width else 0
    while len(right) > kept and _width(right) + len(head) + TITLE_LEAST > width:
        right.pop()
    tail = _width(right) + 2 if right else 0
    title = pad(safe(card.title), max(0, width - len(head) - tail))
    if state:
        text = pad(head + title + "".join("  " + piece for piece, _ in right), width)
        return (Segment(text, look.pens.cursor if state == CURSOR else look.pens.flash),)
    line = [Segment(_head(card, look), _head_pen(card, look))]
    if mark:
        line.append(Segment(f"{mark[0]} ", mark[1]))
    line.append(Segment(title, look.pens.dim if card.done else look.pens.title))
    line += [Segment(f"  {text}", style) for text, style in right]
    return _padded(tuple(line), width - sum(cells(segment.text) for segment in line))


@lru_cache(maxsize=2048)
def card_lines(card: Card, look: Look, width: int, chip: Chip | None = None, state: str = PLAIN) -> tuple[Line, ...]:
    """The card as ``look.lines`` lines of ``width`` cells, without bar and gap; width ≥ 8."""
    if look.density == "compact":
        return (_compact(card, look, width, chip, state),)
    titles = _title(card, look, width, 2, state)
    lines = titles + _details(card, look, width, chip, look.lines - len(titles))
    blank: Line = (Segment(" " * width, look.pens.plain),)
    return tuple(lines[: look.lines] + [blank] * (look.lines - len(lines)))


def text_of(lines: tuple[Line, ...]) -> str:
    """What the lines say, without colours; for tests and the clipboard."""
    return "\n".join("".join(segment.text for segment in line) for line in lines)
