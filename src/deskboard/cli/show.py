"""``deskboard show``: one ticket with its checklist and its timeline.

Invariant: the same facts in every mode; only the dress differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

import click

from deskboard.cli import records
from deskboard.cli.attachments import file_record
from deskboard.cli.checklist import shown_assignee, shown_due, step_record
from deskboard.cli.group import DeskCommand, session
from deskboard.cli.history import entry_record
from deskboard.cli.params import one_ref
from deskboard.cli.render import JSON, TABLE, Output
from deskboard.domain import templates, times, wording
from deskboard.domain.attachments import size_words
from deskboard.domain.links import label as link_label
from deskboard.domain.model import CommentKind, Stage
from deskboard.domain.readmodels import Comment, Entry, Step, TicketPage, TicketRow
from deskboard.domain.text import cells, clip, pad, safe, safe_lines
from deskboard.l10n import _

if TYPE_CHECKING:
    from rich.text import Text

LABEL = 30
"""Cells of the label of a field that a template asks."""
KINDS = {CommentKind.REPLY: _("public reply"), CommentKind.NOTE: _("internal note")}


@click.command("show", cls=DeskCommand)
@one_ref()
def show(ref: int) -> None:
    """Everything about one ticket."""
    output = session().output
    with session().desk() as desk:
        page = desk.ticket(ref)
        if output.mode == JSON:
            output.json(page_record(page, desk.zone))
        elif output.mode == TABLE:
            _for_people(output, page, desk.now(), desk.zone, session().settings.exact_times)
        else:
            _lines(output, page, desk.zone)


def page_record(page: TicketPage, zone: tzinfo) -> dict[str, object]:
    """The JSON object of a whole ticket: that of a list, with the steps, the files and a ``timeline``."""
    """The JSON object of a whole ticket: that of a list, with the steps and a ``timeline``."""
    numbers = _numbers(page)
    return {
        **records.ticket_record(page.row),
        "checklist": [step_record(step) for step in page.steps],
        "links": [{"kind": link.kind, "ref": link.ref} for link in page.links],
        "merged": [ref for ref, _origin in page.merged],
        "attachments": [file_record(number, file) for number, file in enumerate(page.files, 1)],
        "timeline": [
            _comment_record(item, numbers[item.id])
            if isinstance(item, Comment)
            else entry_record(item, page.column_names, zone)
            for item in wording.timeline(page)
        ],
    }


def _comment_record(comment: Comment, number: int) -> dict[str, object]:
    return {
        "number": number,
        "kind": comment.kind,
        "text": comment.text,
        "author": comment.author,
        "at": comment.at,
        "edited": comment.edited,
    }


def _numbers(page: TicketPage) -> dict[int, int]:
    """The number by which each comment, by its id, is named."""
    return {comment.id: number for number, comment in enumerate(page.comments, 1)}


def _lines(output: Output, page: TicketPage, zone: tzinfo) -> None:
    """Tab-separated: the name of a field and its value, then steps, then the timeline."""
    record = records.ticket_record(page.row)
    record["checklist"] = f"{page.row.steps_done}/{page.row.steps_total}"
    record.pop("fields")
    for name, value in record.items():
        output.line(name, value)
    for key, answer in page.row.answers:
        output.line(f"field.{key}", answer)
    for number, step in enumerate(page.steps, 1):
        output.line("step", number, "done" if step.done else "open", step.text, step.assignee, step.due)
    for link in page.links:
        output.line("link", link.kind, link.ref, link.title)
    for number, file in enumerate(page.files, 1):
        output.line("file", number, file.name, file.size, file.author, file.at)
    for item in wording.timeline(page):
        kind, author, text = _line_of(item, page, zone)
        output.line(kind, item.at, author, text)


def _line_of(item: Comment | Entry, page: TicketPage, zone: tzinfo) -> tuple[str, str, str]:
    """Kind, author and words of one entry of the timeline."""
    if isinstance(item, Comment):
        return item.kind, item.author, item.text
    return "event", item.actor, wording.describe(item.event, page.column_names, zone)


def _for_people(output: Output, page: TicketPage, now: datetime, zone: tzinfo, exact: bool) -> None:
    from rich.text import Text

    console = output.console()

    def say(text: str = "", style: str = "") -> None:
        console.print(Text(text, style=style), soft_wrap=True)

    row = page.row
    say(f"#{row.ref} {safe(row.title)}", "bold")
    for fact in _facts(page, now, zone, exact):
        console.print(fact, soft_wrap=True)
    if row.description:
        say(f"\n{safe_lines(row.description)}")
    if page.steps:
        say(f"\n{_('Checklist')} {row.steps_done}/{row.steps_total}", "bold")
    for number, step in enumerate(page.steps, 1):
        say(_shown_step(number, step, zone), "dim" if step.done else "")
    if page.links:
        say(f"\n{_('Links')}", "bold")
    width = max((len(link_label(link.kind)) for link in page.links), default=0)
    for link in page.links:
        state = (
            _("open") if link.is_open_blocker else _("done") if link.done else _("archived") if link.archived else ""
        )
        end = f"  {link_label(link.kind):<{width}}  #{link.ref} {safe(link.title)}" + (f" ({state})" if state else "")
        say(end, "bold red" if link.is_open_blocker else "dim" if state else "")
    if page.files:
        say(f"\n{_('Files')} {len(page.files)}", "bold")
    for number, file in enumerate(page.files, 1):
        when = records.shown_time(file.at, now, zone, exact)
        say(f"  {number:>2} {safe(file.name)} · {size_words(file.size)} · {safe(file.author)} · {when}")
    say(f"\n{_('Timeline')}", "bold")
    numbers = _numbers(page)
    for item in wording.timeline(page):
        kind, author, text = _line_of(item, page, zone)
        when = records.shown_time(item.at, now, zone, exact)
        if isinstance(item, Comment):
            named = _("{kind} {n}").format(kind=KINDS.get(CommentKind(kind), kind), n=numbers[item.id])
            say(f"{when} · {safe(author)} · {named}", _comment_style(kind))
            say("\n".join(f"  {line}" for line in safe_lines(text).split("\n")))
        else:
            say(f"{when} · {safe(author)} · {safe(text)}", "dim")


def _comment_style(kind: str) -> str:
    return "bold yellow" if kind == CommentKind.NOTE else "bold green"


def _shown_step(number: int, step: Step, zone: tzinfo) -> str:
    line = f"  {number:>2} [{'x' if step.done else ' '}] {safe(step.text)}"
    return "  ".join(filter(None, (line, safe(shown_assignee(step)), shown_due(step, zone))))


def _shown_person(login: str | None, page: TicketPage) -> str:
    """The login, and the name and address where there are such."""
    person = page.people.get(login or "")
    more = (person.name, person.email if person.email != login else None) if person is not None else ()
    return " · ".join(filter(None, (login, *more)))


def _shown_priority(row: TicketRow) -> str:
    """The priority, and where it comes from when that is not plain."""
    if row.impact is None or row.urgency is None:
        return row.priority
    if row.priority_by_hand:
        return _("{priority} (by hand)").format(priority=row.priority)
    sentence = _("{priority} (impact {impact} × urgency {urgency})")
    return sentence.format(priority=row.priority, impact=row.impact, urgency=row.urgency)


def _facts(page: TicketPage, now: datetime, zone: tzinfo, exact: bool) -> Iterator[Text]:
    """The fields that hold something, one a line, their names in a column."""
    from rich.text import Text

    row = page.row
    due = records.shown_due(row, now, zone, exact)
    if row.due and not exact and row.stage is not Stage.DONE:
        due = due._replace(text=f"{times.exact(row.due, zone)} ({due.text})")
    style = records.PRIORITY_STYLE.get(row.priority, "")
    facts: tuple[tuple[str, str | None, str], ...] = (
        (_("board"), f"{row.board} › {row.column}", ""),
        (_("priority"), _shown_priority(row), style),
        (_("status"), row.status.label, ""),
        (_("type"), row.type, ""),
        (_("queue"), row.queue, ""),
        (_("assignee"), row.assignee, ""),
        (_("requester"), _shown_person(row.requester, page), ""),
        (_("watchers"), " ".join(row.watchers), ""),
        (_("due"), due.text, due.style),
        (_("asleep until"), times.exact(row.wake, zone) if row.wake else "", ""),
        (_("impact"), row.impact, ""),
        (_("urgency"), row.urgency, ""),
        (_("tags"), " ".join(row.tags), "cyan"),
        *_answers(page),
        (_("created"), records.shown_time(row.created, now, zone, exact), ""),
        (_("updated"), records.shown_time(row.updated, now, zone, exact), ""),
        (_("resolved"), records.shown_time(row.resolved, now, zone, exact), ""),
        (_("archived"), records.shown_time(row.archived, now, zone, exact), ""),
        (_("in the trash"), records.shown_time(row.trashed, now, zone, exact), "bold red"),
        (_("merged into"), f"#{row.merged_into}" if row.merged_into else "", "bold"),
        (_("merged here"), " ".join(f"#{ref}" for ref, _origin in page.merged), ""),
    )
    shown = [(name, value, style) for name, value, style in facts if value]
    width = max(cells(name) for name, _value, _style in shown)
    for name, value, style in shown:
        yield Text.assemble((pad(name, width) + "  ", "dim"), (safe(value), style))


def _answers(page: TicketPage) -> list[tuple[str, str, str]]:
    """The template and the answers to its form: label, value and style."""
    own, others = templates.told(page.form, page.row.answers)
    found = [(clip(safe(asked.label), LABEL), templates.shown(asked, stored), "") for asked, stored in own]
    found += [(_("{key} (other)").format(key=clip(safe(key), LABEL)), stored, "dim") for key, stored in others]
    return [(_("template"), page.row.template or "", ""), *found]
