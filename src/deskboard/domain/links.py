"""What one ticket is to another, in words, and read from words.

Invariant: a kind is told by its label everywhere, and every label is read back as its kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from deskboard.domain import events as e
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.model import LinkKind
from deskboard.domain.text import clip, fold, safe
from deskboard.l10n import _, ngettext

LABELS: Mapping[LinkKind, str] = {
    LinkKind.BLOCKED_BY: _("blocked by"),
    LinkKind.BLOCKS: _("blocks"),
    LinkKind.PARENT: _("parent of"),
    LinkKind.CHILD: _("child of"),
    LinkKind.DUPLICATES: _("duplicates"),
    LinkKind.DUPLICATED_BY: _("duplicated by"),
    LinkKind.RELATES: _("relates to"),
}
"""In the order in which the links of a ticket are shown: what stops it comes first."""


def label(kind: str) -> str:
    """What stands before the other ticket: ``blocked by`` #4."""
    return LABELS[LinkKind(kind)] if kind in LABELS else safe(kind)


def order(kind: str) -> int:
    return list(LABELS).index(LinkKind(kind))


def describe(event: e.LinkAdded | e.LinkRemoved | e.PartsLeft | e.PartsCame) -> str:
    """What is told at two tickets, in one line."""
    other = _other(event.other)
    if isinstance(event, e.LinkAdded):
        return _("linked: {kind} {ticket}").format(kind=label(event.kind), ticket=other)
    if isinstance(event, e.LinkRemoved):
        return _("link removed: {kind} {ticket}").format(kind=label(event.kind), ticket=other)
    comments, files = len(event.comments), len(event.attachments)
    parts = [ngettext("{n} comment", "{n} comments", comments).format(n=comments)] if comments else []
    parts += [ngettext("{n} attachment", "{n} attachments", files).format(n=files)] if files else []
    if not parts:
        sentence = _("merged with {ticket}") if isinstance(event, e.PartsCame) else _("no longer merged with {ticket}")
        return sentence.format(ticket=other)
    sentence = _("{parts} came from {ticket}") if isinstance(event, e.PartsCame) else _("{parts} went to {ticket}")
    return sentence.format(parts=", ".join(parts), ticket=other)


def merged(before: Value, after: Value) -> str:
    """The field ``merged_into`` changed, in one line."""
    if after is None:
        return _("merge into {ticket} taken back").format(ticket=_other(before))
    return _("merged into {ticket}").format(ticket=_other(after))


def _other(ref: Value) -> str:
    """A ticket by its ref; one from elsewhere that is not here says so."""
    return f"#{ref}" if isinstance(ref, int) else _("#{ref} elsewhere").format(ref=safe(str(ref)))


def kind_of(text: str) -> LinkKind:
    """The kind that a word or label means; a beginning that only one of them has is enough.
    BadInput: none, or several."""
    wanted = _bare(text)
    known = {_bare(name): kind for kind, named in LABELS.items() for name in (kind.value, named)}
    if wanted in known:
        return known[wanted]
    found = {kind for name, kind in known.items() if wanted and name.startswith(wanted)}
    kinds = ", ".join(kind.value for kind in LABELS)
    if len(found) == 1:
        return found.pop()
    if found:
        fits = ", ".join(kind.value for kind in LABELS if kind in found)
        raise BadInput(_("“{word}” can mean {kinds}.").format(word=clip(safe(text), 30), kinds=fits))
    raise BadInput(
        _("“{word}” is no kind of link.").format(word=clip(safe(text), 30)),
        _("There are: {kinds}.").format(kinds=kinds),
    )


def _bare(text: str) -> str:
    """``Is blocked by``, ``blocked-by`` and ``blocked_by`` are one word."""
    return re.sub(r"[\W_]+", "", re.sub(r"^\s*is\b", "", fold(text)))
