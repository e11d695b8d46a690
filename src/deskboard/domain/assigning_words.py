"""Why somebody was given a ticket, in words.

Invariants: an explanation comes from the log, perhaps another desk's, so whatever it holds is
made safe, and what is missing in it is left out, never an error. Each sentence is one line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from deskboard.domain.assignment import Verdict
from deskboard.domain.model import Membership, QueueMode
from deskboard.domain.text import clip, safe
from deskboard.l10n import _, ngettext

NAME_SHOWN = 40
"""Cells of a login or queue."""


class _Able(NamedTuple):
    """Somebody who could have taken the ticket, as they were before."""

    login: str
    open: int
    limit: int | None

    @property
    def load(self) -> str:
        if self.limit is None:
            return str(self.open)
        return _("{open} of {limit}").format(open=self.open, limit=self.limit)


def reason(why: Mapping[str, Any]) -> str:
    """In one line: ``balanced in network: fewest open tickets, 2 of 10; next would have been bob with 3``."""
    able, rule = _eligible(why), str(why.get("rule"))
    if not able:
        return _where(why)
    rules = {
        "fewest": _("{where}: fewest open tickets, {load}; next would have been {next} with {open}"),
        "longest-ago": _("{where}: as few open tickets as {next}, {load}, and was given one longest ago"),
        "login": _("{where}: as few open tickets as {next}, {load}, and first by login"),
        "turn": _("{where}: next in turn, {load} open; then comes {next}"),
        "only": _("{where}: nobody else could take it; {load} open"),
    }
    sentence = rules.get(rule if len(able) > 1 else "only", _("{where}: {load} open"))
    following = able[min(1, len(able) - 1)]
    return sentence.format(where=_where(why), load=able[0].load, next=following.login, open=following.open)


def _where(why: Mapping[str, Any]) -> str:
    mode = _("round robin") if why.get("mode") == QueueMode.ROUND_ROBIN else _("balanced")
    sentence = _("{mode} in {queue}")
    if why.get("place") == Membership.SECONDARY:
        sentence = _("{mode} in {queue}, a secondary queue")
    return sentence.format(mode=mode, queue=_name(why.get("queue")))


def lines(why: Mapping[str, Any]) -> list[str]:
    """Who could have taken the ticket, in the order they would have been asked, and who could
    not and why. What ``reason`` says is not said again."""
    able = _eligible(why)
    number = max(_number(why.get("eligible_count")), len(able))
    told = (
        [ngettext("{n} could take it:", "{n} could take it, in this order:", number).format(n=number)] if able else []
    )
    told += [_("{login}, {load} open").format(login=one.login, load=one.load) for one in able]
    if number > len(able) > 0:
        told.append(ngettext("and {n} more", "and {n} more", number - len(able)).format(n=number - len(able)))
    logins, counts = _mapping(why.get("not")), _mapping(why.get("not_count"))
    for verdict in Verdict:
        names = [_name(login) for login in _listed(logins.get(verdict))]
        if names:
            told.append(f"{verdict_words(verdict)}: {_together(names, _number(counts.get(verdict)))}")
    return told


def verdict_words(verdict: Verdict) -> str:
    """What speaks for or against somebody."""
    return {
        Verdict.ELIGIBLE: _("could take it"),
        Verdict.AWAY: _("away"),
        Verdict.FULL: _("at the limit"),
        Verdict.PRIMARIES: _("tickets wait in their primary queues"),
    }[verdict]


def _together(names: Sequence[str], number: int) -> str:
    listed = ", ".join(names)
    if number <= len(names):
        return listed
    return _("{names} and {n} more").format(names=listed, n=number - len(names))


# ---- reading what stands in a log


def _eligible(why: Mapping[str, Any]) -> list[_Able]:
    found = []
    for one in _listed(why.get("eligible")):
        parts = _listed(one)
        if len(parts) == 3:
            found.append(_Able(_name(parts[0]), _number(parts[1]), None if parts[2] is None else _number(parts[2])))
    return found


def _name(value: Any) -> str:
    return clip(safe(value), NAME_SHOWN) if isinstance(value, str) else "?"


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _mapping(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}
