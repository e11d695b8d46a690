"""Reading a board exported from Trello as JSON.

Lists become columns, cards tickets, actions their history. Invariant: a file of any shape
ends in tickets and findings, or in one BadInput; card ids make a second import add nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from deskboard.domain.commands.imports import ImportTickets, SourceColumn, SourcePerson, SourceTicket
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.model import Stage
from deskboard.domain.text import clean_line
from deskboard.l10n import _, ngettext
from deskboard.transfer import fit, loose
from deskboard.transfer.loose import Json
from deskboard.transfer.sources import BATCH, Source
from deskboard.transfer.stages import guess_stage, guess_stages
from deskboard.transfer.trello_actions import Past, Pasts

SIZE_MAX = 256 * 1024 * 1024
"""Bytes. Trello's files are one JSON object and can only be read whole."""


class List(NamedTuple):
    """A Trello list as a column. ``closed``: archived in Trello."""

    column: str
    stage: Stage
    closed: bool


class TrelloBoard(Source):
    """A Trello export file."""

    kind = "trello"

    def _tickets(self) -> Iterator[ImportTickets]:
        board = self._load()
        self.read = self.size()
        reader = _Reader(board, self)
        columns = tuple(SourceColumn(found.column, found.stage) for found in reader.lists.values())
        name = self.board or fit.name(loose.text(board, "name"), "Trello")
        tickets = list(reader.tickets())
        reader.tell()
        people = {person.login: person for person in reader.people.values()}
        for start in range(0, max(len(tickets), 1), BATCH):
            self.rows |= reader.rows
            some = tuple(tickets[start : start + BATCH])
            yield ImportTickets("trello", some, name, columns, tuple(people.values()))

    def _load(self) -> Json:
        if self.size() > SIZE_MAX:
            raise BadInput(_("{name} is too large: a Trello export is read whole.").format(name=self.name))
        try:
            board = json.loads(self.path.read_bytes())
        except (ValueError, RecursionError) as error:
            where = f" ({error.msg}, {error.lineno}:{error.colno})" if isinstance(error, json.JSONDecodeError) else ""
            raise BadInput(
                _("{name} is not the JSON of a Trello board{where}.").format(name=self.name, where=where)
            ) from None
        if not isinstance(board, dict) or not isinstance(board.get("cards"), list):
            raise BadInput(
                _("{name} is JSON, but not that of a Trello board: it has no cards.").format(name=self.name),
                _("In Trello, export it with Menu → Print, export and share → Export as JSON."),
            )
        return board


class _Reader:
    """Turns the parts of one board into tickets."""

    def __init__(self, board: Json, source: TrelloBoard) -> None:
        self.board = board
        self.findings = source.findings
        self.rows: dict[str, int] = {}
        self.lists = _lists(board)
        self.people = _members(board)
        self.labels = {loose.text(label, "id"): label for label in loose.records(board, "labels")}
        self.checklists = _by_card(board)
        self.fields = {loose.text(field, "id"): field for field in loose.records(board, "customFields")}
        self.pasts = Pasts(board, {key: found.column for key, found in self.lists.items()}, self.people)

    def tell(self) -> None:
        """Say which stages were guessed, and what of the actions is not in the history."""
        stages = ", ".join(f"{found.column} ({found.stage})" for found in self.lists.values())
        if stages:
            self.findings.note(_("Columns and their stages: {stages}.").format(stages=stages))
        for note in self.pasts.notes():
            self.findings.note(note)

    def tickets(self) -> Iterator[SourceTicket]:
        """The cards, in the order in which they stand in their lists."""
        cards = list(enumerate(self.board["cards"], 1))
        for row, card in sorted(
            cards, key=lambda pair: loose.number(pair[1], "pos") if isinstance(pair[1], dict) else 0
        ):
            if not isinstance(card, dict) or not loose.text(card, "id"):
                self.findings.problem(row, _("This is not a card: it has no id."))
                continue
            try:
                ticket = self._ticket(row, card)
            except BadInput as error:
                self.findings.problem(row, f"{clean_line(loose.text(card, 'name'))[:60]}: {error.message}")
                continue
            self.rows[ticket.origin] = row
            yield ticket

    def _ticket(self, row: int, card: Json) -> SourceTicket:
        key = loose.text(card, "id")
        past = self.pasts.of(key)
        steps = fit.steps(self._steps(card), self.findings)
        body = loose.text(card, "desc")
        title = fit.heading(loose.text(card, "name"), body, _("Untitled card"), self.findings, row)
        members = [self.people[m].login for m in loose.texts(card, "idMembers") if m in self.people]
        extra = self._extra(card, members)
        fields: dict[str, Value] = {
            "description": fit.description(title.overflow, body, steps.overflow, *extra),
            "tags": fit.tags(self._labels(card), self.findings),
            "due": loose.moment(card, "due"),
            "assignee": members[0] if members else None,
        }
        where = self.lists.get(loose.text(card, "idList"))
        if where is None:
            told = _("Card {row}, “{title}”, is in no list of this file: it is in the first column.")
            self.findings.example(told.format(row=row, title=title.title[:60]), _in_no_list)
        fields |= _times(card, where, past, loose.moment(self.board, "dateLastActivity"))
        return SourceTicket(
            origin=f"trello:{clean_line(key)[:64]}",
            title=title.title,
            fields=fields,
            column=where.column if where else None,
            steps=steps.steps,
            comments=tuple(past.comments),
            history=tuple(past.events),
        )

    def _labels(self, card: Json) -> list[str]:
        labels = loose.records(card, "labels")
        named = {loose.text(label, "id") for label in labels}
        labels += [self.labels[key] for key in loose.texts(card, "idLabels") if key in self.labels and key not in named]
        return [loose.text(label, "name") or loose.text(label, "color") for label in labels]

    def _steps(self, card: Json) -> list[tuple[str, bool]]:
        """The items of all its checklists; with more than one, each says its checklist's name."""
        lists = loose.records(card, "checklists") or self.checklists.get(loose.text(card, "id"), [])
        lists = sorted(lists, key=lambda checklist: loose.number(checklist, "pos"))
        found = []
        for checklist in lists:
            before = f"{loose.text(checklist, 'name')}: " if len(lists) > 1 and loose.text(checklist, "name") else ""
            items = sorted(loose.records(checklist, "checkItems"), key=lambda item: loose.number(item, "pos"))
            found += [(before + loose.text(item, "name"), loose.text(item, "state") == "complete") for item in items]
        return found

    def _extra(self, card: Json, members: list[str]) -> Iterator[str]:
        """What a ticket has no field for, as Markdown."""
        if len(members) > 1:
            yield _("Also on this card: {people}").format(people=", ".join(members[1:]))
        if card.get("dueComplete") is True:
            yield _("The due date was marked complete.")
        if start := loose.moment(card, "start"):
            yield _("Start: {date}").format(date=start.date().isoformat())
        for item in loose.records(card, "customFieldItems"):
            if line := self._custom(item):
                yield line
        if links := [_link(attachment) for attachment in loose.records(card, "attachments")]:
            yield "\n".join((_("Attachments:"), "", *links))
        if url := loose.text(card, "shortUrl") or loose.text(card, "url"):
            yield _("Card in Trello: {url}").format(url=url)

    def _custom(self, item: Json) -> str:
        field = self.fields.get(loose.text(item, "idCustomField"), {})
        options = {
            loose.text(o, "id"): loose.text(loose.record(o, "value"), "text") for o in loose.records(field, "options")
        }
        values = [value for value in loose.record(item, "value").values() if isinstance(value, str)]
        value = options.get(loose.text(item, "idValue")) or (values[0] if values else "")
        return f"{clean_line(loose.text(field, 'name'))}: {clean_line(value)}" if value else ""


def _in_no_list(n: int) -> str:
    return ngettext(
        "{n} more card is in no list of this file.", "{n} more cards are in no list of this file.", n
    ).format(n=n)


def _lists(board: Json) -> dict[str, List]:
    """The lists by id, left to right; a name met twice gets a number."""
    lists = sorted(loose.records(board, "lists"), key=lambda found: loose.number(found, "pos"))
    met: Counter[str] = Counter()
    names: list[str] = []
    for found in lists:
        plain = fit.name(loose.text(found, "name"), _("Untitled list"))
        met[plain.casefold()] += 1
        same = met[plain.casefold()]
        names.append(f"{plain[:90]} ({same})" if same > 1 else plain)
    closed = [found.get("closed") is True for found in lists]
    stages = guess_stages([name for name, shut in zip(names, closed, strict=True) if not shut])
    guessed = iter(stages)
    return {
        loose.text(found, "id"): List(name, (guess_stage(name) or Stage.DONE) if shut else next(guessed), shut)
        for found, name, shut in zip(lists, names, closed, strict=True)
    }


def _members(board: Json) -> dict[str, SourcePerson]:
    """The members of the board by their id. They work there, so they become agents."""
    found = {}
    for member in loose.records(board, "members"):
        who = fit.person(loose.text(member, "username"), "agent")
        if who:
            found[loose.text(member, "id")] = who._replace(name=fit.name(loose.text(member, "fullName"), ""))
    return found


def _by_card(board: Json) -> Mapping[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for checklist in loose.records(board, "checklists"):
        found.setdefault(loose.text(checklist, "idCard"), []).append(checklist)
    return found


def _times(card: Json, where: List | None, past: Past, last: datetime | None) -> dict[str, Value]:
    """When it was created, touched, resolved and archived, as far as the file tells. What is closed
    is archived even where it does not tell when: then as late as its board was touched, or now."""
    created = past.created or _id_time(loose.text(card, "id"))
    updated = max(filter(None, (loose.moment(card, "dateLastActivity"), past.last, created)), default=None)
    closed = card.get("closed") is True
    archived: Value = None
    if closed or (where and where.closed):
        archived = (closed and past.closed) or updated or last or True
    resolved = (past.entered or updated) if where and where.stage is Stage.DONE else None
    found: dict[str, Value] = {"created": created, "updated": updated, "archived": archived, "resolved": resolved}
    return {key: value for key, value in found.items() if value}


def _id_time(key: str) -> datetime | None:
    """The time in an id made by MongoDB: its first 8 hex digits are seconds since 1970."""
    if not re.fullmatch(r"[0-9a-fA-F]{24}", key):
        return None
    return datetime.fromtimestamp(int(key[:8], 16), UTC)


def _link(attachment: Json) -> str:
    """One attachment as a Markdown list item."""
    url = re.sub(
        r"[\s()<>]", lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), loose.text(attachment, "url")
    )
    name = re.sub(r"([\\\[\]])", r"\\\1", clean_line(loose.text(attachment, "name"))) or url
    return f"- [{name}]({url})" if url else f"- {name}"
