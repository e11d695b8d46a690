"""Names in a query that nothing and nobody on the desk has: a slip, most likely.

Invariant: it only tells. A query with such a name can be read, and finds what it finds: the name
may come into being tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterator

from deskboard.domain.query.completing import Names
from deskboard.domain.query.tree import All, Any_, Node, Not, Query, Test
from deskboard.domain.query.words import KEYS, brief, nearest
from deskboard.domain.text import fold
from deskboard.l10n import _

MOST = 3
"""So many names are told; more are no slip."""


def unknown(query: Query, names: Names) -> tuple[str, ...]:
    """A sentence on each name in the query that is none of ``names`` (those of a key that is
    missing there are not looked at)."""
    found = dict.fromkeys(_asked(query.where)) if query.where is not None else {}
    told = (_told(key, value, names) for key, value in found if key in names)
    return tuple(sentence for sentence in told if sentence)[:MOST]


def _asked(node: Node) -> Iterator[tuple[str, str]]:
    """(key, value) of what is tested for, wherever it stands."""
    if isinstance(node, All | Any_):
        for part in node.nodes:
            yield from _asked(part)
    elif isinstance(node, Not):
        yield from _asked(node.node)
    elif isinstance(node, Test):
        yield from ((node.key, value) for value in node.values if isinstance(value, str))


def _told(key: str, value: str, names: Names) -> str:
    known = {fold(name): name for name in (*names[key], *KEYS[key].words)}
    wanted = fold(value.removeprefix("@") if key in _PEOPLE else value.removeprefix("#") if key == "tag" else value)
    if wanted in known:
        return ""
    sentence = _("Nobody here is called {name}.") if key in _PEOPLE else _("There is no {key} “{name}”.")
    told = sentence.format(key=key, name=brief(value))
    near = nearest(wanted, known)
    return f"{told} {_('Did you mean “{name}”?').format(name=brief(known[near]))}" if near else told


_PEOPLE = ("assignee", "requester", "watcher")
