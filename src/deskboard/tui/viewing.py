"""Quick filters and views on the board: queries that are at hand.

Invariant: whatever is picked becomes the filter that stands in the status line, where it can be
read and edited like one that was typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from deskboard.desk import naming
from deskboard.domain import commands as c
from deskboard.domain import fields
from deskboard.domain.errors import QueryError
from deskboard.domain.query import Query, parse
from deskboard.domain.readmodels import View
from deskboard.domain.text import fold, safe
from deskboard.l10n import _, ngettext
from deskboard.tui.reading import Outcome
from deskboard.tui.widgets.status import ERROR
from deskboard.tui.writing import WritingActions

if TYPE_CHECKING:
    from textual.widget import Widget

    from deskboard.desk.desk import Desk
    from deskboard.tui.dialogs.pick import Picked


class Quick(NamedTuple):
    """A filter that every board has; ``letter`` picks it."""

    letter: str
    label: str
    query: str


QUICK = (
    Quick("o", _("overdue"), "is:overdue"),
    Quick("u", _("unassigned"), "is:unassigned is:open"),
    Quick("m", _("mine"), "is:mine is:open"),
    Quick("y", _("in my queues"), "queue:mine is:unassigned is:open"),
    Quick("r", _("flagged for review"), "is:review is:open"),
    Quick("w", _("waiting for requester"), "is:waiting is:open"),
    Quick("t", _("due today"), "due:today is:open"),
    Quick("n", _("unread"), "is:unread"),
)


class Listed(NamedTuple):
    """The views with how many tickets each finds; None: its query cannot be read any more."""

    views: tuple[View, ...]
    counts: tuple[int | None, ...]


def _listed(desk: Desk) -> Listed:
    views = desk.views()
    queries: dict[int, Query] = {}
    for view in views:
        try:
            queries[view.id] = parse(view.query)
        except QueryError:
            continue
    found = dict(zip(queries, desk.counts(list(queries.values())), strict=True))
    return Listed(views, tuple(found.get(view.id) for view in views))


class ViewActions(WritingActions):
    """``query_text`` is the filter in force, ``set_filter`` puts another one there; ``line`` is where
    it is typed."""

    query_text: str
    line: Widget
    filter: Query | None

    def set_filter(self, text: str, query: Query | None) -> None:
        raise NotImplementedError

    def hidden(self, outcome: Outcome) -> str:
        """What to say of tickets that the filter in force does not show."""
        if not outcome.hidden:
            return ""
        if len(outcome.done.created or outcome.done.refs) == 1:
            return _("hidden by the filter (Esc)")
        told = ngettext("{n} hidden by the filter (Esc)", "{n} hidden by the filter (Esc)", outcome.hidden)
        return told.format(n=outcome.hidden)

    def _use(self, text: str) -> None:
        """Filter by a query, or by nothing when it is the one in force."""
        if text == self.query_text:
            self.set_filter("", None)
            return
        try:
            query = parse(text)
        except QueryError as error:
            self.program.refuse(error)
            return
        self.set_filter(text, query)
        self.say_slips()

    def say_slips(self) -> None:
        """A word on names in the filter that are known nowhere, where it finds nothing."""
        query = self.filter

        def say(slips: tuple[str, ...]) -> None:
            if slips and query is self.filter:
                self.program.say(" ".join(slips), ERROR)

        if query is not None:
            self.program.bridge.submit(lambda desk: naming.slips(desk, query), say)

    def follow_names(self) -> None:
        """A queue may be called otherwise by now: the filter goes with it, unless one is just typed."""
        was = self.query_text

        def found(now: str) -> None:
            if now != was == self.query_text and not self.line.has_class("typing"):
                self.set_filter(now, parse(now))

        if "queue" in was:
            self.program.bridge.submit(lambda desk: desk.query_now(was), found, key="names")

    # Quick filters

    def do_filter_quick(self) -> None:
        queries = [parse(quick.query) for quick in QUICK]
        self.program.bridge.submit(lambda desk: desk.counts(queries), self._choose_quick)

    def _choose_quick(self, counts: tuple[int, ...]) -> None:
        from deskboard.tui.dialogs.pick import Choice, PickDialog, keys_line

        choices = [
            Choice(
                quick.query, quick.label, n, more=quick.query, letter=quick.letter, on=quick.query == self.query_text
            )
            for quick, n in zip(QUICK, counts, strict=True)
        ]
        dialog = PickDialog(_("Quick filters"), keys_line(_("again clears")), choices)
        self.app.push_screen(dialog, lambda picked: self._use(str(picked.key)) if picked is not None else None)

    # Views

    def do_view_choose(self) -> None:
        self.program.bridge.submit(_listed, self._choose_view)

    def _choose_view(self, listed: Listed) -> None:
        from deskboard.tui.dialogs.pick import Choice, PickDialog

        choices = [
            Choice(
                str(view.id),
                safe(view.name),
                count,
                _("shared") if view.shared else "",
                safe(view.query),
                on=view.query == self.query_text,
            )
            for view, count in zip(*listed, strict=True)
        ]
        actions = {"s": "save", "S": "share", "r": "rename", "backspace": "remove"}
        keys = _("Enter applies · s save · r rename · S share · Backspace remove · Esc")
        empty = _("There are no views yet: filter by /, then v s saves it.")
        dialog = PickDialog(_("Views"), keys, choices, actions, empty)
        self.app.push_screen(dialog, lambda picked: self._view_picked(listed.views, picked))

    def _view_picked(self, views: tuple[View, ...], picked: Picked | None) -> None:
        if picked is None:
            return
        view = next((view for view in views if str(view.id) == picked.key), None)
        if picked.action == "save":
            self._save_view(views)
        elif view is None:
            self.program.say(_("There is no view to do this to."))
        elif picked.action == "share":
            self.change(c.EditView(view.id, shared=not view.shared), self.do_view_choose)
        elif picked.action == "rename":
            self._rename_view(view)
        elif picked.action == "remove":
            self.change(c.RemoveView(view.id), self.do_view_choose)
        else:
            self._use(view.query)

    def _save_view(self, views: tuple[View, ...]) -> None:
        from deskboard.tui.dialogs.line import LineDialog

        query = self.query_text
        if not query:
            self.program.say(_("There is no filter to save: / filters."))
            return
        mine = {fold(view.name): view for view in views if not view.shared}

        def echo(text: str) -> str:
            name = fields.name(text)
            sentence = _("replaces “{name}”: {query}") if fold(name) in mine else _("saves “{name}”: {query}")
            return sentence.format(name=safe(name), query=safe(query))

        def typed(text: str | None) -> None:
            if text is None:
                return
            old = mine.get(fold(fields.name(text)))
            self.change(
                c.EditView(old.id, query=query, was={"query": old.query}) if old is not None else c.AddView(text, query)
            )

        hint = _("a name; S in the list of views shares it with everybody")
        self.app.push_screen(LineDialog(_("Save the filter as"), "", echo, hint), typed)

    def _rename_view(self, view: View) -> None:
        from deskboard.tui.dialogs.line import LineDialog

        def typed(text: str | None) -> None:
            if text is not None and text != view.name:
                self.change(c.EditView(view.id, name=text, was={"name": view.name}), self.do_view_choose)

        heading = _("Rename the view “{name}”").format(name=safe(view.name))
        self.app.push_screen(LineDialog(heading, view.name, lambda text: safe(fields.name(text))), typed)
