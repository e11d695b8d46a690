"""Finding the tickets, columns and people that a command names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from deskboard.domain import events as e
from deskboard.domain import fields, times
from deskboard.domain.errors import DeskboardError, Mistyped, NotAllowed, NotFound, Refused
from deskboard.domain.events import Value
from deskboard.domain.model import Role, Ticket
from deskboard.domain.people import nearest_login
from deskboard.domain.permissions import whom
from deskboard.domain.settings import in_force
from deskboard.l10n import _
from deskboard.store.facts import ColumnFact
from deskboard.store.work import Work

Refusals = list[tuple[int, DeskboardError]]


def no_ticket(ref: int) -> NotFound:
    return NotFound(_("There is no ticket #{ref}.").format(ref=ref), _("`deskboard list` shows those there are."))


def _trashed(ref: int) -> Refused:
    return Refused(_("#{ref} is in the trash.").format(ref=ref), _("Restore it first."))


def tickets(
    work: Work, refs: Iterable[int], *, on_board: bool = False, merged: bool = False, in_trash: bool = False
) -> tuple[list[Ticket], Refusals]:
    """The tickets named, each once and in order, and why others were left alone; ``on_board``
    refuses those in the archive. A merged ticket is changed no more, but for ``merged``, nor
    one in the trash, but for ``in_trash``."""
    wanted = list(dict.fromkeys(refs))
    found = work.facts.tickets(wanted)
    good: list[Ticket] = []
    refused: Refusals = []
    for ref in wanted:
        if ref not in found:
            refused.append((ref, no_ticket(ref)))
        elif found[ref].trashed is not None and not in_trash:
            refused.append((ref, _trashed(ref)))
        elif not merged and (gone := merged_away(found[ref])):
            refused.append((ref, gone))
        elif on_board and found[ref].archived is not None:
            reason = Refused(_("#{ref} is archived.").format(ref=ref), _("Restore it first."))
            refused.append((ref, reason))
        else:
            good.append(found[ref])
    return good, refused


def ticket(work: Work, ref: int) -> Ticket:
    """The one ticket named. NotFound; Refused: it lies in the trash."""
    found = work.facts.tickets([ref])
    if ref not in found:
        raise no_ticket(ref)
    if found[ref].trashed is not None:
        raise _trashed(ref)
    return found[ref]


def merged_away(found: Ticket) -> Refused | None:
    """The reason to refuse what would change a ticket that was merged into another."""
    if found.merged_into is None:
        return None
    return Refused(
        _("#{ref} is merged into #{survivor}.").format(ref=found.ref, survivor=found.merged_into),
        _("Use #{survivor} instead.").format(survivor=found.merged_into),
    )


def receiving(work: Work, refs: Iterable[int]) -> tuple[list[Ticket], Refusals, list[str]]:
    """The tickets to which something is added that was meant for those named: a merged one
    passes it on to its survivor, in the end. Each once, with refusals and a word on each that
    passed something on."""
    named, refused = tickets(work, refs, merged=True)
    good: dict[int, Ticket] = {}
    told: list[str] = []
    for asked in named:
        found, passed = asked, {asked.ref}
        while found.merged_into is not None and found.merged_into not in passed:
            passed.add(found.merged_into)
            later = work.facts.tickets([found.merged_into])
            if found.merged_into not in later:
                refused.append((asked.ref, no_ticket(found.merged_into)))
                break
            found = later[found.merged_into]
        else:
            if found.trashed is not None:
                refused.append((asked.ref, _trashed(found.ref)))
                continue
            good.setdefault(found.ref, found)
            if found is not asked:
                told.append(
                    _("#{ref} is merged into #{survivor}, so it went there.").format(ref=asked.ref, survivor=found.ref)
                )
    return list(good.values()), refused, told


def column(work: Work, column_id: int) -> ColumnFact:
    """The column named. NotFound."""
    found = work.facts.column(column_id)
    if found is None:
        raise NotFound(_("That column does not exist any more."))
    return found


def ago(work: Work, at: datetime) -> str:
    """How long ago, to the second within a minute: who was quicker by a moment wants to know."""
    seconds = int((work.now - at).total_seconds())
    return _("{n} s ago").format(n=seconds) if 0 < seconds < 60 else times.ago(at, work.now)


def person(work: Work, value: Value) -> str | None:
    """The login a value means; ``me`` is whoever asks."""
    if value is None:
        return None
    login = fields.login(value)
    return work.who.login if login == "me" else login


def logins(work: Work, value: Value) -> tuple[str, ...]:
    """The logins a value means, sorted; ``me`` is whoever asks."""
    return tuple(sorted({work.who.login if login == "me" else login for login in fields.logins(value)}))


def newcomers(work: Work, mentioned: Mapping[str, Role], *, careful: bool = False) -> list[e.PersonAdded]:
    """People that are mentioned (login → role) for the first time. ``careful``: Mistyped for a
    login that is nearly a member's; requesters are strangers, and are as they say.

    Refused: somebody who has left is to work or watch. NotAllowed: somebody who is nobody's
    colleague yet would become one, and this desk leaves that to its admins."""
    known = work.facts.known_people(mentioned)
    colleagues = [login for login, role in mentioned.items() if role is not Role.REQUESTER]
    for login in sorted(work.facts.gone(colleagues)):
        raise Refused(
            _("{login} has left.").format(login=login),
            _("`deskboard person add {login}` brings them back.").format(login=login),
        )
    unsure = [login for login in colleagues if login not in known]
    if careful and unsure:
        members = work.facts.members()
        for login in unsure:
            if near := nearest_login(login, members):
                raise Mistyped(
                    _("Nobody is called {login}. Did you mean {near}?").format(login=login, near=near),
                    _("With --new {login} is added.").format(login=login),
                )
    if unsure and not may_bring_in(work):
        raise NotAllowed(
            _("{login} is not a member of this desk, and only an admin adds members.").format(login=unsure[0]),
            _("Ask {admins} for `deskboard person add {login}`.").format(
                admins=whom(tuple(work.facts.admins())), login=unsure[0]
            ),
        )
    return [
        e.PersonAdded(login, "", login if "@" in login else None, role)
        for login, role in mentioned.items()
        if login not in known
    ]


def may_bring_in(work: Work) -> bool:
    """Whether whom I name for the first time becomes an agent: where anybody does who opens the
    desk, and where an admin names them."""
    joins = in_force(work.facts.settings())["join_as"].value
    return joins == Role.AGENT or work.facts.role(work.who.login) is Role.ADMIN
