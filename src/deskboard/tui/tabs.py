"""The tabs of a ticket as lines: pure functions from what was read to what is painted.

Invariant: a public reply and an internal note differ in words as well as in colour.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from deskboard.domain import templates, times, wording
from deskboard.domain.attachments import size_words
from deskboard.domain.fields import FIELDS
from deskboard.domain.model import CommentKind, Priority, Stage
from deskboard.domain.readmodels import Comment, Entry, Step, TicketPage
from deskboard.domain.text import cells, pad, safe
from deskboard.l10n import _, ngettext
from deskboard.tui import prose, ties
from deskboard.tui.card import Line, Look, priority_piece, status_words, wrap
from deskboard.tui.layout import Item, Later

DETAILS, CHECKLIST, COMMENTS, FILES, HISTORY = "details", "checklist", "comments", "files", "history"
TABS = (DETAILS, CHECKLIST, COMMENTS, FILES, HISTORY)
LABEL = 16
"""Cells for the name of a field."""
LABEL_MAX = 32
"""Cells for the name of a field that a template asks: teams name theirs as they like."""
WHEN, WHO = 16, 10
"""Cells for the time and the person of an event."""
MOST_LINES = 20
"""Lines of one step: a thousand characters on a narrow screen."""
SIZE = 7
"""Cells for the size of a file."""
MEASURE = 100
"""Cells: prose is not set wider than this, however wide the terminal is."""


class Setting(NamedTuple):
    """How the tabs are drawn: all but the ticket itself."""

    look: Look
    width: int
    now: datetime
    zone: tzinfo
    exact: bool
    people: frozenset[str] = frozenset()
    """Whose mentions stand out."""

    @property
    def measure(self) -> int:
        return max(10, min(MEASURE, self.width - 4))

    def when(self, moment: datetime) -> str:
        return times.exact(moment, self.zone) if self.exact else times.ago(moment, self.now)


def names(page: TicketPage) -> dict[str, str]:
    """Tab → its label with its count."""
    steps = f" {page.row.steps_done}/{page.row.steps_total}" if page.row.steps_total else ""
    comments = f" {len(page.comments)}" if page.comments else ""
    return {
        DETAILS: _("Details"),
        CHECKLIST: _("Checklist") + steps,
        COMMENTS: _("Comments") + comments,
        FILES: _("Files") + (f" {len(page.files)}" if page.files else ""),
        HISTORY: _("History"),
    }


def tab_line(page: TicketPage, tab: str, look: Look) -> list[tuple[str, Style]]:
    pieces = []
    for name, label in names(page).items():
        pieces += [("  ", look.pens.dim), (f" {label} ", look.pens.cursor if name == tab else look.pens.dim)]
    return pieces[1:]


def headline(page: TicketPage, look: Look, now: datetime, zone: tzinfo) -> list[tuple[str, Style]]:
    """What a card says, in one line: column, priority, status, due, assignee."""
    row, pens = page.row, look.pens
    pieces = [(f" {safe(row.column)}", pens.accent)]
    if row.trashed:
        pieces.append((_("in the trash"), pens.status))
    elif row.archived:
        pieces += ties.survivor(page, look) or [(_("archived"), pens.status)]
    if mark := priority_piece(row.priority, look):
        pieces.append(mark)
    if row.due is not None and row.resolved is None:
        chip = times.due_chip(row.due, now, zone)
        pieces.append((chip.text, {"overdue": pens.overdue, "soon": pens.soon}.get(chip.state, pens.dim)))
    if row.status.value != "normal":
        asleep = times.wake_word(row.wake, now, zone) if row.wake is not None else ""
        pieces.append((status_words(row.status, times.Chip("", "", asleep), look), pens.status))
    if row.assignee:
        pieces.append((f"@{safe(row.assignee)}", pens.dim))
    pieces += [(f"#{safe(tag)}", pens.tag) for tag in row.tags]
    spaced: list[tuple[str, Style]] = []
    for text, style in pieces:
        spaced += [("  ", pens.dim), (text, style)] if spaced else [(text, style)]
    return spaced


def items(page: TicketPage, tab: str, setting: Setting, *, comments_only: bool) -> list[Item]:
    """The lines of a tab."""
    setting = setting._replace(people=frozenset(page.people))
    if tab == DETAILS:
        return details(page, setting)
    if tab == CHECKLIST:
        return checklist(page, setting)
    if tab == COMMENTS:
        found = [comment(entry, setting) for entry in page.comments]
        return found or [_empty(_("No comments yet: c writes a public reply, C an internal note."), setting)]
    if tab == FILES:
        return files(page, setting)
    return history(page, setting, comments_only=comments_only)


def _empty(text: str, setting: Setting) -> Item:
    return Item(((Segment(f" {text}", setting.look.pens.dim),),), None, False)


def details(page: TicketPage, setting: Setting) -> list[Item]:
    pens = setting.look.pens
    lines: list[Line] = []
    for label, value, style in _facts(page, setting):
        lines.append((Segment(" " + pad(label, LABEL), pens.dim), Segment(value, style)))
    if answers := _answers(page, setting):
        width = min(LABEL_MAX, max(LABEL, *(cells(label) + 2 for label, _value, _style in answers)))
        lines.append(())
        lines += [(Segment(" " + pad(label, width), pens.dim), Segment(text, style)) for label, text, style in answers]
    if tied := ties.lines(page, setting, LABEL):
        lines += [(), *tied]
    lines.append(())
    text = page.row.description
    if text.strip():
        return [*_flat(lines), *_description(text, setting)]
    lines.append((Segment(_(" No description: e writes one."), pens.faint),))
    return _flat(lines)


def _flat(lines: Iterable[Line]) -> list[Item]:
    return [Item((line,), None, False) for line in lines]


def _description(text: str, setting: Setting) -> list[Item]:
    """Passage by passage, each drawn when it comes into view."""
    found = []
    for n, passage in enumerate(
        prose.passages(text, setting.measure, setting.look.pens, setting.look.glyphs, setting.people)
    ):
        later = Later(passage.guess, lambda passage=passage: _indented(passage.lines))  # type: ignore[misc]
        found.append(Item((), ("prose", n), False, later))
    return found


def _facts(page: TicketPage, setting: Setting) -> list[tuple[str, str, Style]]:
    """Label, value and style of each line of facts; what is not set is left out, but for
    those one looks for."""
    row, pens = page.row, setting.look.pens

    def when(moment: datetime | None) -> str:
        return setting.when(moment) if moment is not None else ""

    mark = priority_piece(row.priority, setting.look)
    priority = mark if mark is not None else (Priority.NORMAL.value, pens.plain)
    priority = (_with_reason(priority[0], page), priority[1])
    due = times.exact(row.due, setting.zone) if row.due is not None else ""
    found = [
        (FIELDS["type"].label, safe(row.type), pens.plain),
        (FIELDS["priority"].label, *priority),
        (FIELDS["status"].label, row.status.label, pens.plain),
        (FIELDS["queue"].label, _queue(page), pens.plain),
        (FIELDS["assignee"].label, safe(row.assignee or "") or _("nobody"), pens.plain if row.assignee else pens.dim),
        (FIELDS["requester"].label, _known_as(row.requester, page), pens.plain),
        (FIELDS["watchers"].label, " ".join(f"@{safe(login)}" for login in row.watchers), pens.plain),
        (FIELDS["due"].label, due, pens.plain),
        (FIELDS["wake"].label, times.exact(row.wake, setting.zone) if row.wake else "", pens.status),
        (FIELDS["impact"].label, row.impact or "", pens.plain),
        (FIELDS["urgency"].label, row.urgency or "", pens.plain),
        (FIELDS["tags"].label, " ".join(f"#{safe(tag)}" for tag in row.tags), pens.tag),
        (_("created"), when(row.created), pens.plain),
        (_("updated"), when(row.updated), pens.plain),
        (_("first response"), when(row.first_response), pens.plain),
        (_("resolved"), when(row.resolved), pens.plain),
        (_("archived"), when(row.archived), pens.status),
        (_("in the trash"), when(row.trashed), pens.status),
    ]
    return [entry for entry in found if entry[1]]


def _answers(page: TicketPage, setting: Setting) -> list[tuple[str, str, Style]]:
    """Label, value and style of each answer to the form, what is needed before the ticket is
    done, and then what no form asks any more."""
    pens, row = setting.look.pens, page.row
    own, others = templates.told(page.form, row.answers)
    told = [(safe(asked.label), safe(templates.shown(asked, stored)), pens.plain) for asked, stored in own]
    if row.stage is not Stage.DONE:
        lacking = templates.missing(page.form, row.answers, solving=True)
        told += [(safe(asked.label), _("needed before it is done"), pens.faint) for asked in lacking]
    told += [(_("{key} (other)").format(key=safe(key)), safe(stored), pens.dim) for key, stored in others]
    return ([(FIELDS["template"].label, safe(row.template), pens.accent)] if row.template else []) + told


def _with_reason(priority: str, page: TicketPage) -> str:
    """The priority, and where it comes from when impact and urgency have a say."""
    row = page.row
    if row.impact is None or row.urgency is None:
        return priority
    if row.priority_by_hand:
        return _("{priority}  (by hand)").format(priority=priority)
    sentence = _("{priority}  (from impact {impact} × urgency {urgency})")
    return sentence.format(priority=priority, impact=row.impact, urgency=row.urgency)


def _queue(page: TicketPage) -> str:
    """The queue, and how its tickets come to people."""
    name = safe(page.row.queue or "")
    return _("{queue}  ({mode})").format(queue=name, mode=page.mode) if page.mode is not None else name


def _known_as(login: str | None, page: TicketPage) -> str:
    """A login, with the name and address of its person where there are such."""
    person = page.people.get(login or "")
    more = (person.name, person.email if person.email != login else None) if person is not None else ()
    return safe(" · ".join(filter(None, (login, *more))))


def _indented(lines: list[Line]) -> list[Line]:
    return [(Segment(" "), *line) for line in lines]


def checklist(page: TicketPage, setting: Setting) -> list[Item]:
    pens, glyphs = setting.look.pens, setting.look.glyphs
    found = []
    sides = {step.id: _step_side(step, setting) for step in page.steps}
    room = max((sum(cells(text) for text, _style in side) for side in sides.values()), default=0)
    texts = [safe(step.text) for step in page.steps]
    widest = max(10, min(max(map(cells, texts), default=0), setting.width - 6 - room))
    for step, text in zip(page.steps, texts, strict=True):
        box = Segment(f"{glyphs.ticked} ", pens.good) if step.done else Segment(f"{glyphs.unticked} ", pens.dim)
        style = pens.dim if step.done else pens.plain
        # Who and when stand in a column of their own; a long text goes on below.
        lines: list[Line] = []
        for number, part in enumerate(wrap(text, widest, MOST_LINES)):
            shown = pad(part, widest) if sides[step.id] and not number else part
            lines.append((box if not number else Segment("  "), Segment(shown, style)))
        lines[0] += tuple(Segment(f"  {words}", pen) for words, pen in sides[step.id])
        found.append(Item(tuple(lines), step.id))
    return found or [_empty(_("No steps yet: n adds some, one a line."), setting)]


def _step_side(step: Step, setting: Setting) -> list[tuple[str, Style]]:
    """Who does a step and when; what is done is late no more."""
    pens = setting.look.pens
    side = [(f"@{safe(step.assignee)}", pens.dim)] if step.assignee else []
    if step.due is not None:
        chip = times.due_chip(step.due, setting.now, setting.zone)
        style = {"overdue": pens.overdue, "soon": pens.soon}.get(chip.state, pens.dim)
        words = times.exact(step.due, setting.zone) if setting.exact or step.done else chip.text
        side.append((words, pens.dim if step.done else style))
    return side


def files(page: TicketPage, setting: Setting) -> list[Item]:
    """One file a line: number, name, size, who, when."""
    pens = setting.look.pens
    room = max(12, min(60, setting.width - 4 - SIZE - WHO - WHEN - 3))
    found = []
    for number, file in enumerate(page.files, 1):
        line = (
            Segment(f"{number:>3} ", pens.dim),
            Segment(pad(safe(file.name), room) + " ", pens.plain),
            Segment(f"{size_words(file.size):>{SIZE}}  ", pens.dim),
            Segment(pad(safe(file.author), WHO) + " ", pens.dim),
            Segment(setting.when(file.at), pens.dim),
        )
        found.append(Item((line,), ("file", file.id)))
    return found or [_empty(_("No files yet: n attaches one."), setting)]


def comment(entry: Comment, setting: Setting) -> Item:
    """A comment, drawn when it comes into view."""
    guess = 3 + entry.text.count("\n") + len(entry.text) // setting.measure
    return Item((), ("comment", entry.id), False, Later(guess, lambda: comment_lines(entry, setting)))


def comment_lines(entry: Comment, setting: Setting) -> list[Line]:
    """Who, when and of which kind, then the text beside a bar of its colour."""
    pens, glyphs = setting.look.pens, setting.look.glyphs
    public = entry.kind == CommentKind.REPLY
    style = pens.reply if public else pens.note
    kind = _("public reply") if public else _("internal note")
    head = [Segment(pad(setting.when(entry.at), WHEN) + " ", pens.dim)]
    head += [Segment(f"{safe(entry.author)}  ", pens.key), Segment(kind, style)]
    if entry.edited:
        head.append(Segment(f"  {_('corrected')}", pens.dim))
    bar = Segment(f"{glyphs.thumb} ", style)
    body = prose.render(entry.text, setting.measure, pens, glyphs, setting.people)
    return [tuple(head), *((bar, *line) for line in body), ()]


def history(page: TicketPage, setting: Setting, *, comments_only: bool) -> list[Item]:
    """Comments and events in one list, oldest first."""
    pens = setting.look.pens
    found: list[Item] = []
    gap = Item(((),), None, False)
    after_event = False
    for entry in wording.timeline(page):
        if isinstance(entry, Comment):
            found += [gap] if after_event else []
            found.append(comment(entry, setting))
        elif not comments_only:
            found.append(_event(entry, page, setting))
        after_event = not isinstance(entry, Comment)
    if comments_only:
        hidden = len(page.history)
        note = ngettext("{n} event is hidden: o shows it.", "{n} events are hidden: o shows them.", hidden)
        found.append(Item(((Segment(note.format(n=hidden), pens.faint),),), None, False))
    return found


def _event(entry: Entry, page: TicketPage, setting: Setting) -> Item:
    return Item((), ("event", entry.id), False, Later(1, lambda: [_event_line(entry, page, setting)]))


def _event_line(entry: Entry, page: TicketPage, setting: Setting) -> Line:
    pens = setting.look.pens
    what = safe(wording.describe(entry.event, page.column_names, setting.zone))
    style = pens.faint if entry.undone else pens.plain
    line = [Segment(pad(setting.when(entry.at), WHEN) + " ", pens.dim)]
    line += [Segment(pad(safe(entry.actor), WHO) + " ", pens.plain), Segment(what, style)]
    if entry.undone:
        line.append(Segment(f"  {_('(undone)')}", pens.dim))
    return tuple(line)
