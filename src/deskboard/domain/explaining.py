"""Why a ticket is whose it is: what the desk chose, what a person decided, why it still waits.

Invariant: an explanation may come from another desk's log, so whatever is missing in it is left
out, and all that is returned is one line that can be shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from enum import StrEnum

from deskboard.domain import events as e
from deskboard.domain.events import Why
from deskboard.domain.model import DESK, Availability
from deskboard.domain.readmodels import Chosen, Entry, Explanation
from deskboard.domain.text import clip, safe
from deskboard.domain.times import exact
from deskboard.l10n import _, ngettext

AWAY = "away"
"""The requester wrote again, and the assignee wants what they have to go to others."""
REOPENED = "reopened"
"""The ticket was done, or in the archive, and whoever had it is not there."""
AT_ONCE = "at-once"
"""The assignee wanted what they had to go to others at once; a person's decision."""
BACK = frozenset({AWAY, REOPENED, AT_ONCE})
"""What ``why`` says as its rule where a ticket went back to its queue."""
LEFT, NO_AGENT = "left", "no-agent"
"""What ``why`` says as the state of an assignee who cannot go on with a ticket, beside how available
they are: they have left, or have a role that is given none."""
SHOWN = 40
"""Cells of a login or queue."""


class State(StrEnum):
    """Why a ticket is not handed out; the first three are told of one that somebody has, too."""

    TRASHED = "trashed"
    ARCHIVED = "archived"
    DONE = "done"
    ASLEEP = "asleep"
    NO_QUEUE = "no-queue"
    MANUAL = "manual"
    UNSERVED = "unserved"
    """Nobody serves its queue."""
    NOBODY = "nobody"
    """Nobody who serves its queue can take it now."""


def _is_told(event: e.Event) -> bool:
    """Whether the event is what its ``why`` explains, and not the taking back of it."""
    if not isinstance(event, e.TicketEdited) or not isinstance(event.why, Mapping):
        return False  # what an import tells of the past may hold anything
    return (event.after is None) == (event.why.get("rule") in BACK)


def is_choice(event: e.Event) -> bool:
    """Whether the desk itself decided that by its rules, and this is not the taking back of it."""
    return isinstance(event, e.TicketEdited) and _is_told(event) and (event.why or {}).get("rule") != AT_ONCE


def reason(event: e.TicketEdited) -> str:
    """How the desk came to an assignee, and who was eligible, in one line; empty where a person
    decided."""
    from deskboard.domain import assigning_words

    if event.why is None or not _is_told(event):
        return ""
    return "; ".join(filter(None, (reason_of(event.why), assigning_words.candidates(event.why))))


def reason_of(why: Why) -> str:
    """How the desk came to it, by what an event holds."""
    from deskboard.domain import assigning_words

    if why.get("rule") not in BACK:
        return assigning_words.reason(why)
    sentences = {
        AWAY: _("back to {queue}: the requester wrote, and the assignee is {state}"),
        REOPENED: _("back to {queue}: open again, and the assignee is {state}"),
        AT_ONCE: _("back to {queue}: the assignee is {state}"),
    }
    return sentences[why["rule"]].format(queue=_name(why.get("queue")), state=_state(why.get("state")))


def _name(value: object) -> str:
    return clip(safe(value), SHOWN) if isinstance(value, str) else "?"


def _state(value: object) -> str:
    known = {state.value: state.label for state in Availability}
    known |= {LEFT: _("gone"), NO_AGENT: _("no agent any more")}
    return known.get(str(value), _("not there"))


def choices(history: Sequence[Entry]) -> list[Chosen]:
    """What the desk decided about the assignee, oldest first, as ``history`` is."""
    return [
        Chosen(entry.at, _login(entry.event.before), _login(entry.event.after), entry.event.why)
        for entry in history
        if isinstance(entry.event, e.TicketEdited)
        and entry.event.why is not None
        and _is_told(entry.event)
        and not entry.undone
    ]


def _login(value: object) -> str | None:
    return None if value is None else str(value)


def last_by_hand(history: Sequence[Entry]) -> Entry | None:
    """Who set the assignee, where a person had the last word. ``history`` is oldest first. An import
    brought what somebody had decided before; the taking back of a choice decides nothing."""
    imported: Entry | None = None
    for entry in reversed(history):
        event = entry.event
        if isinstance(event, e.TicketImported) and event.values.get("assignee"):
            imported = entry
        elif isinstance(event, e.TicketAdded) and event.values.get("assignee"):
            return imported or entry
        elif isinstance(event, e.TicketEdited) and event.field == "assignee":
            if entry.undone or (event.why is not None and not _is_told(event)):
                continue
            return None if _is_told(event) else entry
    return imported


def left(history: Sequence[Entry]) -> str | None:
    """The queue out of which the desk gave the ticket away last, where it is in another since; that
    a queue is called otherwise is told of no ticket. ``history`` is oldest first."""
    moves: list[e.TicketEdited] = []
    for entry in reversed(history):
        event = entry.event
        if not isinstance(event, e.TicketEdited):
            continue
        if event.field == "queue":
            moves.append(event)
        elif event.why is not None and _is_told(event) and not entry.undone:
            return _login(moves[-1].before) if moves and moves[-1].before != moves[0].after else None
    return None


# ---- in words


def lines(found: Explanation, zone: tzinfo) -> list[str]:
    """The whole explanation, a sentence a line; the first one says how things stand."""
    from deskboard.domain import assigning_words

    told = [_standing(found, zone)]
    last = found.choices[-1] if found.assignee is not None and found.by is None and found.choices else None
    if last is not None and last.after is not None:
        told += [f"  {line}" for line in assigning_words.lines(last.why)]
        told += _elsewhere(found)
    told += [f"  {_seat(*seat)}" for seat in found.seats]
    earlier = found.choices[:-1] if found.assignee is not None and found.by is None else found.choices
    if earlier:
        told.append(_("Before that:"))
        told += [f"  {_chosen(choice, zone)}" for choice in reversed(earlier)]
    return told


def _standing(found: Explanation, zone: tzinfo) -> str:
    if found.assignee is None:
        return state_words(found)
    over = {
        State.TRASHED: _("It lies in the trash now."),
        State.ARCHIVED: _("It is in the archive now."),
        State.DONE: _("It is done now."),
    }
    if found.state in over:
        return f"{over[State(found.state)]} {_came_to(found, zone, over=True)}"
    return _came_to(found, zone, over=False)


def _came_to(found: Explanation, zone: tzinfo, *, over: bool) -> str:
    """How the ticket came to whoever has it. ``over``: they have nothing to do for it any more."""
    login = _name(found.assignee)
    if found.by is not None:
        when = exact(found.at, zone) if found.at is not None else "?"
        if found.by == DESK:
            has, had = _("{login} has it from the beginning, {when}."), _("{login} had it from the beginning, {when}.")
            return (had if over else has).format(login=login, when=when)
        has = _("{login} has it: {who} decided that by hand, {when}.")
        had = _("{login} had it: {who} decided that by hand, {when}.")
        return (had if over else has).format(login=login, who=_name(found.by), when=when)
    if not found.choices:
        has = _("{login} has it; the log does not say since when.")
        had = _("{login} had it; the log does not say since when.")
        return (had if over else has).format(login=login)
    last = found.choices[-1]
    has, had = _("{login} has it since {when}: {reason}."), _("{login} was given it {when}: {reason}.")
    return (had if over else has).format(login=login, when=exact(last.at, zone), reason=reason_of(last.why))


def _elsewhere(found: Explanation) -> list[str]:
    """A word where the ticket has left the queue out of which it was given."""
    if found.left is None:
        return []
    if found.queue is None:
        return [_("It was in {queue} then, and is in no queue now.").format(queue=_name(found.left))]
    return [_("It was in {queue} then, and is in {now} now.").format(queue=_name(found.left), now=_name(found.queue))]


def _chosen(choice: Chosen, zone: tzinfo) -> str:
    before, after = (_name(login) if login is not None else _("none") for login in (choice.before, choice.after))
    return _("{when}: {before} → {after}, {reason}").format(
        when=exact(choice.at, zone), before=before, after=after, reason=reason_of(choice.why)
    )


def state_words(found: Explanation) -> str:
    """Why nobody has the ticket, in one sentence."""
    queue = _name(found.queue)
    able = sum(verdict == "eligible" for _login, verdict, _open, _limit in found.seats)
    words = {
        State.TRASHED: _("Nobody has it: it lies in the trash."),
        State.ARCHIVED: _("Nobody has it: it is in the archive."),
        State.DONE: _("Nobody has it: it is done."),
        State.ASLEEP: _("It is handed out when it wakes."),
        State.NO_QUEUE: _("It is in no queue, so nobody is given it."),
        State.MANUAL: _("It waits in {queue}, where people take tickets themselves.").format(queue=queue),
        State.UNSERVED: _("It waits in {queue}, which nobody serves.").format(queue=queue),
        State.NOBODY: _("It waits in {queue}: nobody who serves it can take it now.").format(queue=queue),
    }
    if found.state is not None and found.state in words:
        return words[State(found.state)]
    told = ngettext(
        "It waits in {queue}: {n} person could take it.", "It waits in {queue}: {n} people could take it.", able
    )
    return told.format(queue=queue, n=able)


def _seat(login: str, verdict: str, held: int, limit: int | None) -> str:
    from deskboard.domain import assigning_words
    from deskboard.domain.assignment import Verdict

    load = str(held) if limit is None else _("{open} of {limit}").format(open=held, limit=limit)
    words = assigning_words.verdict_words(Verdict(verdict)) if verdict in set(Verdict) else safe(verdict)
    return _("{login}, {load} open: {verdict}").format(login=_name(login), load=load, verdict=words)
