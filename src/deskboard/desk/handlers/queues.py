"""Deciding about queues: which there are, in what order, how they are handed out, and which one is meant.

Invariant: a queue that a ticket or a template names is there under that name, and a name means
one queue, whatever its capitals and accents.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import assigning
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import fields, template_records
from deskboard.domain.errors import BadInput, Mistyped, NotFound, Refused
from deskboard.domain.events import Value
from deskboard.domain.model import Membership, QueueMode
from deskboard.domain.people import NO_QUEUE, nearest_queue
from deskboard.domain.query.renaming import with_queue
from deskboard.domain.ranking import between
from deskboard.domain.text import fold
from deskboard.l10n import _, ngettext
from deskboard.store.queues import QueueFact
from deskboard.store.work import Work

TOLD = 5
"""New queues that a warning names."""

# ---- what a command names


class Named:
    """The queues that a command names: those it names for the first time come into being, handed
    out by hand. ``careful``: Mistyped for a name that is nearly that of a queue there is.
    ``lenient``: a name that no queue may have is left out with a word, instead of BadInput."""

    def __init__(self, work: Work, *, careful: bool = False, lenient: bool = False) -> None:
        self._work = work
        self._careful = careful
        self._lenient = lenient
        self._left_out: dict[str, None] = {}
        self._names: dict[str, str] | None = None
        self._last: str | None = None
        self.added: list[e.QueueAdded] = []

    @property
    def names(self) -> dict[str, str]:
        """Folded name → name of each queue, read when the first one is named."""
        if self._names is None:
            known = self._work.facts.queues()
            self._names = {fold(queue.name): queue.name for queue in known}
            self._last = known[-1].rank if known else None
        return self._names

    def meant(self, value: Value) -> str | None:
        """The name of the queue as it is written on this desk; None: none is named."""
        if not value:
            return None
        name = fields.name(value)
        found = self.names.get(fold(name))
        if found is not None:
            return found
        if self._is_refused(name):
            return None
        near = nearest_queue(name, self.names.values()) if self._careful else None
        if near:
            raise Mistyped(
                _("There is no queue {name}. Did you mean {near}?").format(name=name, near=near),
                _("With --new {name} is added.").format(name=name),
            )
        self.bring(name)
        return name

    def bring(self, name: str, mode: QueueMode = QueueMode.MANUAL) -> e.QueueAdded | None:
        """Adds the queue behind those there are; None: there is one of that name, or may be none."""
        if fold(name) in self.names or self._is_refused(name):
            return None
        event = added(self._work, name, mode, self._last)
        self.names[fold(name)], self._last = name, event.rank
        self.added.append(event)
        return event

    def _is_refused(self, name: str) -> bool:
        """Whether no queue may be called that. BadInput, unless ``lenient``."""
        if fold(name) not in NO_QUEUE:
            return False
        if not self._lenient:
            _check_meaning(name)
        self._left_out[name] = None
        return True

    def warnings(self, without: Collection[str] = ()) -> list[str]:
        """A word on the queues that came into being, but for some by name, and on those that may not."""
        told = _("The queue “{name}” was left out: no queue can be called that.")
        left_out = [told.format(name=name) for name in self._left_out]
        new = [queue.name for queue in self.added if queue.name not in without]
        if not new:
            return left_out
        names = ", ".join(_("“{name}”").format(name=name) for name in new[:TOLD])
        if len(new) > TOLD:
            names = _("{names} and {n} more").format(names=names, n=len(new) - TOLD)
        told = ngettext(
            "new queue {names}: nobody serves it yet", "new queues {names}: nobody serves them yet", len(new)
        )
        return [*left_out, told.format(names=names)]


def find(queues: Iterable[QueueFact], name: str) -> QueueFact | None:
    """The queue of that name, whatever its capitals and accents."""
    wanted = fold(name)
    return next((queue for queue in queues if fold(queue.name) == wanted), None)


def added(work: Work, name: str, mode: QueueMode, after: str | None) -> e.QueueAdded:
    """The event that adds a queue behind the order key ``after``."""
    return e.QueueAdded(work.take("queue")[0], name, mode, between(after, None))


# ---- commands


def there(work: Work, ident: int) -> QueueFact:
    """The queue of that id. NotFound."""
    found = next((queue for queue in work.facts.queues() if queue.id == ident), None)
    if found is None:
        raise NotFound(_("That queue does not exist any more."), _("`deskboard queue list` shows those there are."))
    return found


def add(work: Work, command: c.AddQueue) -> Decision:
    name, mode = fields.name(command.name), _mode(command.mode)
    queues = work.facts.queues()
    _check_name(queues, name)
    event = added(work, name, mode, queues[-1].rank if queues else None)
    return Decision([event], what=_("{name} ({mode})").format(name=name, mode=mode))


def edit(work: Work, command: c.EditQueue) -> Decision:
    queue = there(work, command.queue)
    others = [known for known in work.facts.queues() if known.id != queue.id]
    wanted = _checked(queue, others, command.changes)
    events: list[e.Event] = [
        e.QueueEdited(queue.id, field, getattr(queue, field), after)
        for field, after in wanted.items()
        if getattr(queue, field) != after
    ]
    if wanted.get("name", queue.name) != queue.name:
        events += renamed(work, queue.name, str(wanted["name"]))
    told = [_told(event, command.changes) for event in events if isinstance(event, e.QueueEdited)]
    return Decision(events, what=_("{name}: {changes}").format(name=queue.name, changes=", ".join(told)))


def _told(event: e.QueueEdited, changes: Mapping[str, Value]) -> str:
    if event.field == "name":
        return _("now called {name}").format(name=event.after)
    if event.field == "mode":
        return str(event.after)
    return _("place {n}").format(n=changes["place"])


def renamed(work: Work, before: str, after: str) -> list[e.TemplateEdited | e.ViewEdited]:
    """What templates that put tickets into a queue need, and views that look into it, once it is
    called otherwise. What others keep to themselves follows without an event (``store.renaming``)."""
    forms = [
        e.TemplateEdited(found.name, template_records.dump(found), template_records.dump(found._replace(queue=after)))
        for found in work.facts.templates()
        if found.queue == before
    ]
    views = [
        e.ViewEdited(view.id, "query", view.query, query)
        for view in work.facts.views()
        if view.owner in (None, work.who.login) and (query := with_queue(view.query, before, after)) is not None
    ]
    return [*forms, *views]


def _checked(queue: QueueFact, others: list[QueueFact], changes: Mapping[str, Value]) -> dict[str, Value]:
    """The changes as they are stored, the place as an order key. BadInput, Refused."""
    unknown = changes.keys() - {"name", "mode", "place"}
    if unknown:
        raise BadInput(_("A queue has no “{field}” to change.").format(field=min(unknown)[:40]))
    wanted: dict[str, Value] = {}
    if "name" in changes:
        wanted["name"] = name = fields.name(changes["name"])
        _check_name(others, name)
    if "mode" in changes:
        wanted["mode"] = _mode(changes["mode"])
    if "place" in changes:
        wanted["rank"] = _rank(queue, others, changes["place"])
    return wanted


def _rank(queue: QueueFact, others: list[QueueFact], place: Value) -> str:
    """The order key of the queue at that place; its own where it stands there."""
    last = len(others) + 1
    if isinstance(place, bool) or not isinstance(place, int) or not 1 <= place <= last:
        raise BadInput(_("The place of a queue is a whole number from 1 to {max}.").format(max=last))
    if sum(other.rank < queue.rank for other in others) == place - 1:
        return queue.rank
    low = others[place - 2].rank if place > 1 else None
    high = others[place - 1].rank if place < last else None
    return between(low, high)


def _mode(value: Value) -> QueueMode:
    """BadInput: there is no such mode."""
    try:
        return QueueMode(str(value).strip().lower().replace(" ", "-"))
    except ValueError:
        raise BadInput(
            _("“{mode}” is no mode of a queue.").format(mode=str(value)[:40]),
            _("Modes are: {names}.").format(names=", ".join(QueueMode)),
        ) from None


def _check_meaning(name: str) -> None:
    """BadInput: the name means something else wherever a queue is named."""
    if fold(name) in NO_QUEUE:
        raise BadInput(
            _("A queue cannot be called “{name}”: that word means something else where a queue is named.").format(
                name=name
            ),
            _("Choose another name."),
        )


def _check_name(others: Iterable[QueueFact], name: str) -> None:
    """Refused: another queue has that name, whatever its capitals. BadInput: none may."""
    _check_meaning(name)
    if taken := find(others, name):
        raise Refused(_("There is a queue “{name}” already.").format(name=taken.name), _("Choose another name."))


def remove(work: Work, command: c.RemoveQueue) -> Decision:
    queue = there(work, command.queue)
    _not_in_templates(work, queue)
    refs = work.facts.in_queue(queue.name)
    to = _heir(work, queue, command.to, len(refs))
    moves, told = _moves(work, refs, to)
    members = work.facts.memberships().get(queue.id, {})
    leaving = [e.MembershipEdited(queue.id, queue.name, login, place, None) for login, place in sorted(members.items())]
    what = _("Queue removed: {name}")
    if refs:
        what = ngettext(
            "Queue removed: {name}; {n} ticket to {to}", "Queue removed: {name}; {n} tickets to {to}", len(refs)
        )
    what = what.format(name=queue.name, n=len(refs), to=to or _("no queue"))
    return Decision([*moves, *leaving, removed(queue)], refs, warnings=told, what=what)


def _moves(work: Work, refs: Collection[int], to: str | None) -> tuple[list[e.TicketEdited], list[str]]:
    """What puts tickets into another queue, as edits of theirs would; with a word on who loses some."""
    requeued = assigning.Requeued(work, {"queue": to})
    moves = [
        e.TicketEdited(ticket.ref, field, getattr(ticket, field), after)
        for ticket in work.facts.tickets(refs).values()
        for field, after in requeued.with_assignee(ticket, {"queue": to}).items()
    ]
    # Fields in runs of their own are written together.
    return sorted(moves, key=lambda move: (move.field, move.ticket)), requeued.warnings()


def removed(queue: QueueFact) -> e.QueueRemoved:
    return e.QueueRemoved(queue.id, queue.name, queue.mode, queue.rank)


def _not_in_templates(work: Work, queue: QueueFact) -> None:
    """Refused while a template puts tickets there."""
    naming = [template.name for template in work.facts.templates() if template.queue == queue.name]
    if naming:
        raise Refused(
            _("The template “{template}” puts tickets into {name}.").format(template=naming[0], name=queue.name),
            _("Give the template another queue first: `deskboard template edit`."),
        )


def _heir(work: Work, queue: QueueFact, to: int | None, held: int) -> str | None:
    """The name of the queue that gets the tickets; None: they are in none. Refused: there are
    tickets, and nobody said where they go."""
    if to is None and held:
        told = ngettext("{name} holds {n} ticket.", "{name} holds {n} tickets.", held)
        raise Refused(told.format(name=queue.name, n=held), _("Say where they go: --to QUEUE, or none."))
    if not to:
        return None
    if to == queue.id:
        raise BadInput(_("{name} is what is to be removed.").format(name=queue.name), _("Name another queue."))
    return there(work, to).name


def unserved(work: Work, edits: Sequence[e.MembershipEdited]) -> list[str]:
    """A word on each queue that is to be handed out and that nobody serves any more."""
    if not edits:
        return []
    left = work.facts.memberships()
    for event in edits:
        if event.after is None:
            left.get(event.queue, {}).pop(event.login, None)
        else:
            left.setdefault(event.queue, {})[event.login] = Membership(event.after)
    changed = {event.queue for event in edits}
    return [
        _("nobody serves {queue} any more: what comes in there waits").format(queue=queue.name)
        for queue in work.facts.queues()
        if queue.id in changed and not left.get(queue.id) and queue.mode.is_automatic
    ]


def leaving(work: Work, login: str) -> list[e.MembershipEdited]:
    """What takes somebody out of all their queues."""
    members = work.facts.memberships()
    return [
        e.MembershipEdited(queue.id, queue.name, login, members[queue.id][login], None)
        for queue in work.facts.queues()
        if login in members.get(queue.id, {})
    ]
