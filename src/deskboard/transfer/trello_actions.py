"""The actions of a Trello board as the past of its cards.

Trello lists the newest action first, and names and places as they were at that time.
Invariant: an action that is not understood is left out and counted, never an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from deskboard.domain import fields
from deskboard.domain.commands.imports import PastComment, PastEvent, SourcePerson
from deskboard.domain.errors import BadInput
from deskboard.domain.model import TAGS_MAX, TITLE_MAX, CommentKind
from deskboard.domain.text import clean_line, clean_text
from deskboard.l10n import _
from deskboard.transfer import fit, loose
from deskboard.transfer.findings import Findings
from deskboard.transfer.loose import Json

EXPORTED = 1_000
"""A Trello export holds at most this many actions: the newest."""

AT_ONCE = timedelta(seconds=2)
"""Trello tells a card dropped into another list twice: its list, then its position there."""


class Past:
    """What happened to one card: filled in the order in which it happened.

    ``created``, ``closed`` and ``entered`` tell when it was made, last archived, and last
    moved to another list; None where the actions do not tell.
    """

    def __init__(self) -> None:
        self.events: list[PastEvent] = []
        self.comments: list[PastComment] = []
        self.created: datetime | None = None
        self.closed: datetime | None = None
        self.entered: datetime | None = None
        self.last: datetime | None = None
        self.members: dict[str, None] = {}
        """Logins on the card, in the order in which they came."""
        self.tags: tuple[str, ...] = ()
        self.items: dict[str, int] = {}
        """Ids of checklist items, and the numbers of their steps in the order in which they came."""


class Moment:
    """One action: who did it, when, and what it tells."""

    def __init__(self, data: Json, actor: str, at: datetime, card: Past) -> None:
        self.data = data
        self.actor = actor
        self.at = at
        self.card = card

    def add(self, kind: str, **data: object) -> bool:
        self.card.events.append(PastEvent(kind, data, self.actor, self.at))
        return True

    def edited(self, field: str, before: object, after: object) -> bool:
        return before == after or self.add("ticket.edited", field=field, before=before, after=after)


class Pasts:
    """The pasts of all cards of a board."""

    def __init__(self, board: Json, columns: Mapping[str, str], people: dict[str, SourcePerson]) -> None:
        self._columns = columns
        self._people = people
        self._cards: dict[str, Past] = {}
        self._left_out: Counter[str] = Counter()
        actions = loose.records(board, "actions")[::-1]
        self._cut = len(actions) >= EXPORTED
        for action in sorted(actions, key=lambda action: loose.text(action, "date")):
            self._take(action)

    def of(self, card: str) -> Past:
        """The past of the card with that id; an empty one when there is none."""
        return self._cards.get(card) or Past()

    def notes(self) -> Iterator[str]:
        """What of the actions is not in the history."""
        if self._left_out:
            kinds = ", ".join(f"{n} {clean_line(kind)[:40] or '?'}" for kind, n in self._left_out.most_common(20))
            yield _("Actions that are not about a ticket, or not known, and were left out: {kinds}.").format(
                kinds=kinds
            )
        if self._cut:
            yield _("The file holds only Trello's last {n} actions: what is older has no history.").format(n=EXPORTED)

    def _take(self, action: Json) -> None:
        kind = loose.text(action, "type")
        data = loose.record(action, "data")
        key = loose.text(loose.record(data, "card"), "id")
        at = loose.moment(action, "date")
        understood = _ACTIONS.get(kind)
        if not (understood and key and at):
            self._left_out[kind] += 1
            return
        card = self._cards.setdefault(key, Past())
        card.last = at
        try:
            told = understood(self, Moment(data, self._actor(action), at, card))
        except BadInput:
            told = False
        if not told:
            self._left_out[kind] += 1

    def _actor(self, action: Json) -> str:
        """The login of whoever did it; people who left the board become known as requesters."""
        member = loose.record(action, "memberCreator")
        key = loose.text(action, "idMemberCreator") or loose.text(member, "id")
        if key not in self._people:
            who = fit.person(loose.text(member, "username"), "requester") or SourcePerson("trello", "Trello")
            name = fit.name(loose.text(member, "fullName"), who.name)
            self._people[key] = who._replace(name=name)
        return self._people[key].login

    def _place(self, data: Json, key: str) -> dict[str, str] | None:
        """A list as a place; its present name if it still is there."""
        found = loose.record(data, key)
        name = self._columns.get(loose.text(found, "id"))
        return {"column": name, "rank": ""} if name else None

    def created(self, moment: Moment) -> bool:
        moment.card.created = moment.card.created or moment.at
        moment.card.entered = moment.at
        title = clean_line(loose.text(loose.record(moment.data, "card"), "name"))[:TITLE_MAX]
        values: dict[str, object] = {"title": title}
        if place := self._place(moment.data, "list"):
            values["column"] = place["column"]
        return moment.add("ticket.added", values=values)

    def updated(self, moment: Moment) -> bool:
        old = loose.record(moment.data, "old")
        if "idList" in old or "listAfter" in moment.data:
            return self.moved(moment)
        changes = [change(moment, old) for key, change in _CHANGES.items() if key in old]
        return any(changes) or ("pos" in old and self.ordered(moment, old))

    def moved(self, moment: Moment) -> bool:
        before, after = self._place(moment.data, "listBefore"), self._place(moment.data, "listAfter")
        if not (before and after):
            return False
        moment.card.entered = moment.at
        return moment.add("ticket.moved", before=before, after=after)

    def ordered(self, moment: Moment, old: Json) -> bool:
        """A new position in the same list. Trello's positions are numbers; written as text they
        are ranks that differ, which is all that a history needs."""
        place = self._place(moment.data, "list")
        if not place:
            return False
        entered = moment.card.entered
        if entered and moment.at - entered < AT_ONCE:
            return True
        ranks = loose.number(old, "pos"), loose.number(loose.record(moment.data, "card"), "pos")
        before, after = ({**place, "rank": str(rank)} for rank in ranks)
        return moment.add("ticket.moved", before=before, after=after)

    def commented(self, moment: Moment) -> bool:
        text = fields.long_text(loose.text(moment.data, "text"))
        if text:
            moment.card.comments.append(PastComment(CommentKind.NOTE, text, moment.actor, moment.at))
        return bool(text)

    def joined(self, moment: Moment) -> bool:
        return self._assigned(moment, True)

    def left(self, moment: Moment) -> bool:
        return self._assigned(moment, False)

    def _assigned(self, moment: Moment, came: bool) -> bool:
        """Trello has many members on a card, a ticket one assignee: the one who came first."""
        key = loose.text(moment.data, "idMember") or loose.text(loose.record(moment.data, "member"), "id")
        if key not in self._people:
            return False
        members, login = moment.card.members, self._people[key].login
        before = next(iter(members), None)
        if came:
            members.setdefault(login)
        else:
            members.pop(login, None)
        after = next(iter(members), None)
        return before != after and moment.edited("assignee", before, after)

    def labelled(self, moment: Moment) -> bool:
        return self._tagged(moment, lambda tags, tag: {*tags, tag})

    def unlabelled(self, moment: Moment) -> bool:
        return self._tagged(moment, lambda tags, tag: {*tags} - {tag})

    def _tagged(self, moment: Moment, change: Callable[[tuple[str, ...], str], set[str]]) -> bool:
        label = loose.record(moment.data, "label")
        found = fit.tags([loose.text(label, "name") or loose.text(label, "color")], Findings())
        before = moment.card.tags
        if not found or len(before) > TAGS_MAX:
            return False
        moment.card.tags = after = tuple(sorted(change(before, found[0])))
        return moment.edited("tags", list(before), list(after))

    def step_added(self, moment: Moment) -> bool:
        item = loose.record(moment.data, "checkItem")
        steps = fit.steps([(loose.text(item, "name"), False)], Findings()).steps
        if not steps:
            return False
        number = moment.card.items.setdefault(loose.text(item, "id"), len(moment.card.items) + 1)
        return moment.add("step.added", step=number, text=steps[0][0], rank="", done=False)

    def step_ticked(self, moment: Moment) -> bool:
        item = loose.record(moment.data, "checkItem")
        step = moment.card.items.setdefault(loose.text(item, "id"), len(moment.card.items) + 1)
        done = loose.text(item, "state") == "complete"
        return moment.add("step.edited", step=step, field="done", before=not done, after=done)


def _title(moment: Moment, old: Json) -> bool:
    before, after = loose.text(old, "name"), loose.text(loose.record(moment.data, "card"), "name")
    return moment.edited("title", clean_line(before)[:TITLE_MAX], clean_line(after)[:TITLE_MAX])


def _description(moment: Moment, old: Json) -> bool:
    before, after = loose.text(old, "desc"), loose.text(loose.record(moment.data, "card"), "desc")
    return moment.edited("description", fields.long_text(before), fields.long_text(clean_text(after)))


def _due(moment: Moment, old: Json) -> bool:
    times = loose.moment(old, "due"), loose.moment(loose.record(moment.data, "card"), "due")
    return moment.edited("due", *(time.isoformat() if time else None for time in times))


def _closed(moment: Moment, old: Json) -> bool:
    closed = loose.record(moment.data, "card").get("closed") is True
    times = (None, moment.at.isoformat()) if closed else (_iso(moment.card.closed or moment.at), None)
    moment.card.closed = moment.at if closed else None
    return moment.edited("archived", *times)


def _iso(time: datetime) -> str:
    return time.isoformat()


_CHANGES: dict[str, Callable[[Moment, Json], bool]] = {
    "name": _title,
    "desc": _description,
    "due": _due,
    "closed": _closed,
}

_ACTIONS: dict[str, Callable[[Pasts, Moment], bool]] = {
    "createCard": Pasts.created,
    "copyCard": Pasts.created,
    "emailCard": Pasts.created,
    "convertToCardFromCheckItem": Pasts.created,
    "moveCardToBoard": Pasts.created,
    "updateCard": Pasts.updated,
    "commentCard": Pasts.commented,
    "copyCommentCard": Pasts.commented,
    "addMemberToCard": Pasts.joined,
    "removeMemberFromCard": Pasts.left,
    "addLabelToCard": Pasts.labelled,
    "removeLabelFromCard": Pasts.unlabelled,
    "createCheckItem": Pasts.step_added,
    "updateCheckItemStateOnCard": Pasts.step_ticked,
}
