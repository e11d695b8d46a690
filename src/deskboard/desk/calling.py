"""Queries by the names that queues have now.

Invariant: what a query means does not change: only a queue that is called otherwise by now is named
anew, and one that took its former name since is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from deskboard.desk.people import People
from deskboard.domain import events as e
from deskboard.domain.query.renaming import with_queue
from deskboard.domain.readmodels import View
from deskboard.domain.text import fold
from deskboard.store.facts import Facts
from deskboard.store.read import views as view_reads

if TYPE_CHECKING:
    from sqlalchemy import Connection

RENAMES = 1_000
"""Changes of queues that are looked through for what a queue is called now."""


class Calling(People):
    """Saved queries, and others that have been there for a while."""

    def views(self) -> tuple[View, ...]:
        """The saved queries: my own, then those of everybody, each by name. What nobody could write
        into mine, for a server shows them to nobody else, stands in them all the same."""

        def read(connection: Connection) -> tuple[View, ...]:
            views = view_reads.views(connection, self.who.login)
            queries = queries_now(Facts(connection), [view.query for view in views])
            return tuple(view._replace(query=query) for view, query in zip(views, queries, strict=True))

        return self._read(read)

    def query_now(self, text: str) -> str:
        """A query with its queues as they are called now."""
        return self._read(lambda connection: queries_now(Facts(connection), [text])[0])


def later_names(facts: Facts) -> dict[str, str]:
    """Former name → the name that came after it, of the latest renaming of each."""
    found: dict[str, str] = {}
    for data, _actor, _at in facts.last_structural("queue.edited", RENAMES):
        event = e.load("queue.edited", None, data)
        if isinstance(event, e.QueueEdited) and event.field == "name":
            found.setdefault(str(event.before), str(event.after))
    return found


def queries_now(facts: Facts, texts: Sequence[str]) -> list[str]:
    """The queries with the queues that are called otherwise by now; as they are where there are none."""
    if not any("queue" in _bare(text) for text in texts):
        return list(texts)
    known = {fold(queue.name) for queue in facts.queues()}
    later = later_names(facts)
    return [_renamed(text, later, known) if "queue" in _bare(text) else text for text in texts]


def _renamed(text: str, later: Mapping[str, str], known: set[str]) -> str:
    told = _bare(text)
    for former in later:
        if _bare(former) in told and fold(former) not in known and (name := _last(former, later, known)):
            text = with_queue(text, former, name) or text
    return text


def _bare(text: str) -> str:
    """Folded, and without what a query writes before a quote."""
    return fold(text).replace("\\", "")


def _last(former: str, later: Mapping[str, str], known: set[str]) -> str | None:
    """What a queue that was called so is called now; None: it is gone."""
    name: str | None = former
    for _n in range(RENAMES):
        name = later.get(name or "")
        if name is None or fold(name) in known:
            return name
    return None
