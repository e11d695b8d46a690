"""A believable help desk to try things on and to take pictures of.

Invariant: the same seed, size and time give the same tickets, and filling twice adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import chain, islice
from random import Random
from typing import TYPE_CHECKING

from deskboard.desk import demo_team
from deskboard.desk.demo_forms import TEMPLATES, form_fields
from deskboard.desk.demo_stories import DOMAIN, MEMBERS, REQUESTERS, STORIES, Story
from deskboard.desk.demo_variations import variations
from deskboard.domain.commands.imports import (
    ImportTickets,
    PastComment,
    PastEvent,
    SourceColumn,
    SourcePerson,
    SourceTicket,
)
from deskboard.domain.events import Value
from deskboard.domain.model import CommentKind, Priority, Stage, Status

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk

BATCH = 1_000
COLUMNS = {"todo": "To Do", "doing": "Doing", "done": "Done"}
WIP_LIMIT = 10
"""Of the column Doing: the stories put nine tickets there, so that it is nearly full."""
ARCHIVED_AFTER = timedelta(days=14)
"""Done work leaves a real board after this time."""
MANY = 200
"""From this many tickets on old work is archived; a small board shows all it has."""


def fill(
    desk: Desk,
    tickets: int = 60,
    seed: int = 7,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Add that many tickets of an invented IT help desk, around ``now`` (the desk's time).

    ``progress`` is told how many tickets there are so far, and how many there will be.
    """
    maker = _Maker(desk.who.login, now or desk.now(), seed, tickets)
    found = maker.tickets()
    into: int | None = None
    done = 0
    while batch := tuple(islice(found, BATCH)):
        columns = tuple(
            SourceColumn(name, Stage(stage), WIP_LIMIT if stage == "doing" else None) for stage, name in COLUMNS.items()
        )
        result = desk.do_unasked(
            ImportTickets("demo", batch, None, columns, _people(), into=into, templates=() if into else TEMPLATES)
        )
        into = into or result.command
        done += len(batch)
        if progress:
            progress(done, tickets)
    if done:
        demo_team.arrange(desk)
        desk.hand_out()


def _people() -> tuple[SourcePerson, ...]:
    members = [SourcePerson(login, name, f"{login}@{DOMAIN}", "agent") for login, name in MEMBERS.items()]
    requesters = [SourcePerson(_address(key), name, _address(key)) for key, name in REQUESTERS.items()]
    return (*members, *requesters)


def _address(key: str) -> str:
    return f"{key}@{DOMAIN}"


class _Maker:
    """Turns stories into tickets."""

    def __init__(self, me: str, now: datetime, seed: int, tickets: int) -> None:
        self._me = me
        self._now = now.replace(second=0, microsecond=0)
        self._seed = seed
        self._count = tickets
        self._random = Random(seed)

    def tickets(self) -> Iterator[SourceTicket]:
        stories = STORIES if self._count >= len(STORIES) else _mixed(self._count)
        more = variations(self._random, self._count - len(stories))
        for number, story in enumerate(chain(stories, more), 1):
            yield self._ticket(number, story)

    def _ticket(self, number: int, story: Story) -> SourceTicket:
        created = self._now - timedelta(hours=story.age)
        started = created + timedelta(hours=min(story.age, 48) * self._random.uniform(0.05, 0.2))
        ended = started + timedelta(hours=min(story.age * 0.7, self._random.uniform(0.5, 60)))
        comments = self._talk(story, started, ended if story.where == "done" else self._now)
        fields = self._fields(story, created) | self._times(story, created, started, ended, comments)
        steps = tuple((step.removeprefix("x "), step.startswith("x ")) for step in story.steps)
        history = tuple(self._history(story, created, started, ended))
        origin = f"demo:{self._seed}:{number}"
        return SourceTicket(origin, story.title, fields, COLUMNS[story.where], steps, comments, history)

    def _fields(self, story: Story, created: datetime) -> dict[str, Value]:
        due = self._now + timedelta(hours=story.due) if story.due is not None else None
        return {
            "description": story.body,
            "type": story.kind,
            "priority": Priority(story.priority),
            "status": Status(story.status),
            "queue": story.queue,
            "assignee": self._login(story.assignee) if story.assignee else None,
            "requester": self._login(story.requester),
            "due": due.replace(minute=0) if due else None,
            "tags": tuple(story.tags.split()),
            **form_fields(story, created),
        }

    def _times(
        self, story: Story, created: datetime, started: datetime, ended: datetime, talk: tuple[PastComment, ...]
    ) -> dict[str, Value]:
        done = story.where == "done"
        last = max((comment.at for comment in talk), default=created)
        updated = max(last, ended if done else started if story.where == "doing" else created)
        reply = next((c.at for c in talk if c.kind == CommentKind.REPLY and "@" not in c.author), None)
        return {
            "created": created,
            "updated": updated,
            "first_response": reply,
            "resolved": ended if done else None,
            "archived": ended + ARCHIVED_AFTER if self._is_gone(story, ended) else None,
        }

    def _is_gone(self, story: Story, ended: datetime) -> bool:
        """Whether it is in the archive; of those a short history will do."""
        return story.where == "done" and self._now - ended > ARCHIVED_AFTER

    def _login(self, key: str) -> str:
        return self._me if key == "me" else key if key in MEMBERS else _address(key)

    def _talk(self, story: Story, start: datetime, end: datetime) -> tuple[PastComment, ...]:
        """What was said, spread evenly between start and end."""
        said = []
        for index, line in enumerate(story.talk, 1):
            who, mark, text = _split(line)
            at = start + (end - start) * index / (len(story.talk) + 1)
            said.append(PastComment(CommentKind.REPLY if mark == ":" else CommentKind.NOTE, text, self._login(who), at))
        return tuple(said)

    def _history(self, story: Story, created: datetime, started: datetime, ended: datetime) -> Iterator[PastEvent]:
        requester = self._login(story.requester)
        agent = self._login(story.assignee) if story.assignee else "lena"
        values = {"title": story.title, "column": COLUMNS["todo"], "priority": "normal"}
        yield PastEvent("ticket.added", {"values": values}, requester, created)
        if self._is_gone(story, ended):
            yield _moved("todo", "done", agent, ended)
            return
        if story.priority != "normal":
            yield _edited("priority", "normal", story.priority, "lena", created + (started - created) * 0.3)
        if story.assignee:
            yield _edited("assignee", None, agent, "lena", created + (started - created) * 0.5)
        if story.where != "todo":
            yield _moved("todo", "doing", agent, started)
        if story.status != "normal":
            yield _edited("status", "normal", story.status, agent, started + timedelta(minutes=1))
        if story.where == "done":
            yield _moved("doing", "done", agent, ended)


def _split(line: str) -> tuple[str, str, str]:
    """(login, ":" or "#", text) of a line of talk."""
    at = min(index for index in (line.find(":"), line.find("#")) if index > 0)
    return line[:at], line[at], line[at + 1 :].strip()


def _edited(field: str, before: str | None, after: str, actor: str, at: datetime) -> PastEvent:
    return PastEvent("ticket.edited", {"field": field, "before": before, "after": after}, actor, at)


def _moved(before: str, after: str, actor: str, at: datetime) -> PastEvent:
    places = {side: {"column": COLUMNS[stage], "rank": ""} for side, stage in (("before", before), ("after", after))}
    return PastEvent("ticket.moved", places, actor, at)


def _mixed(count: int) -> list[Story]:
    """So few stories that every column still has its share of them."""
    step = len(STORIES) / max(count, 1)
    return [STORIES[int(index * step)] for index in range(count)]
