"""The board: the one widget that takes keys, with its lanes side by side.

Invariant: the cursor is on a ticket, not on a row. Whatever arrives, it stays on its ticket;
if that left, it goes to the nearest one. Lanes never take the focus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events

from deskboard.domain.readmodels import BoardHead, Card, Page
from deskboard.domain.times import Chip
from deskboard.tui.card import Look
from deskboard.tui.marks import Marks
from deskboard.tui.reading import Snapshot
from deskboard.tui.stack import Stack
from deskboard.tui.widgets.lane import Lane
from deskboard.tui.widgets.painted import Painted

LANE_MIN = 24
"""Cells: the narrowest a lane may get beside others."""
ONE_BELOW = 60
"""Cells: below this width one column is shown at a time."""
FLASH_SECONDS = 0.7


class Board(Painted):
    """Keys go to ``pressed``; what is missing is asked for by ``fetch``. ``returns_to`` is the ticket
    that the cursor goes back to as soon as it is there again: the one that was under it when a
    filter began to be typed, or when nothing was left. ``walked_into`` is the column that was
    empty when its user went there. ``hint`` says how to begin, as long as the board is empty."""

    can_focus = True

    def __init__(self, look: Look, chip: Callable[[Card], Chip | None]) -> None:
        super().__init__()
        self.look = look
        self.chip = chip
        self.head: BoardHead | None = None
        self.stacks: list[Stack] = []
        self.lanes: list[Lane] = []
        self.active = 0
        self.first = 0
        self.filtered = False
        self.flashing: frozenset[int] = frozenset()
        self.marked = Marks[int]()
        self.hint = ""
        self.pressed: Callable[[events.Key], object] = lambda event: None
        self.fetch: Callable[[int, int, int], None] = lambda column, start, size: None
        self.moved: Callable[[int, int], None] = lambda ref, column: None
        self.opened: Callable[[], None] = lambda: None
        self.focused_again: Callable[[], None] = lambda: None
        self._dragged: int | None = None
        self.returns_to: int | None = None
        self.walked_into: int | None = None

    # What the cursor is on

    @property
    def stack(self) -> Stack | None:
        return self.stacks[self.active] if self.stacks else None

    @property
    def card(self) -> Card | None:
        return self.stack.current if self.stack is not None else None

    @property
    def hold(self) -> int | None:
        """The ticket the cursor should be on, if it is there."""
        return self.returns_to if self.returns_to is not None else self.card.ref if self.card is not None else None

    @property
    def rows(self) -> int:
        return self.lanes[0].rows if self.lanes else max(1, (self.size.height - 2) // self.look.height)

    def windows(self) -> dict[int, tuple[int, int]]:
        """column → (start, size) of what should be read anew."""
        rows = self.rows
        return {stack.column.id: (stack.page.start, Stack.size(rows)) for stack in self.stacks}

    # New data

    def show(self, snapshot: Snapshot) -> None:
        """Show what was read; the cursor stays on its ticket, wherever that stands now."""
        before = self.card.ref if self.card is not None else None
        same = [stack.column.id for stack in self.stacks] == [column.id for column in snapshot.head.columns]
        if not same:
            self._rebuild(snapshot.head)
        relabel = self.head != snapshot.head or self.filtered != snapshot.filtered
        self.head, self.filtered = snapshot.head, snapshot.filtered
        self._take(snapshot)
        if snapshot.home is not None:
            self._go_home(snapshot.home)
        self._land(before)
        if not same:
            self._arrange()
            return
        self._bind()
        for lane in self.lanes:
            if relabel:
                lane.repaint_heading()
            lane.sync()
        self.want()

    def _take(self, snapshot: Snapshot) -> None:
        rows = self.rows
        for stack, column in zip(self.stacks, snapshot.head.columns, strict=True):
            stack.column = column
            if (page := snapshot.pages.get(column.id)) is not None:
                stack.take(page, rows, snapshot.hold if snapshot.home == column.id else None)

    def _rebuild(self, head: BoardHead) -> None:
        active = self.stack.column.id if self.stack else None
        kept = {stack.column.id: stack for stack in self.stacks}
        self.stacks = [kept.get(column.id) or Stack(column) for column in head.columns]
        ids = [column.id for column in head.columns]
        self.active = ids.index(active) if active in ids else 0

    def _go_home(self, column: int) -> None:
        for place, stack in enumerate(self.stacks):
            if stack.column.id == column and place != self.active:
                self._activate(place)

    def _land(self, before: int | None) -> None:
        """Where the column of the cursor has become empty, on to the nearest one that has cards;
        whoever walked into an empty one stays there. ``before``: the ticket the cursor was on."""
        stack = self.stack
        if stack is None or stack.total:
            self.walked_into = None
            return
        left = before if before is not None else self.returns_to
        if left is None and (not self.filtered or self.walked_into == stack.column.id):
            return
        filled = [place for place, other in enumerate(self.stacks) if other.total]
        if filled:
            self._activate(min(filled, key=lambda place: abs(place - self.active)))
        else:
            self.returns_to = self.returns_to or before

    def stay(self) -> None:
        """The cursor stays where it is now, if that is on a ticket."""
        if self.card is not None:
            self.returns_to = None

    def show_page(self, page: Page) -> None:
        """Show more cards of one column."""
        for stack in self.stacks:
            if stack.column.id == page.column:
                stack.take(page, self.rows)
                if (lane := self.lane_of(stack)) is not None:
                    lane.sync()

    def flash(self, refs: Iterable[int]) -> None:
        """Highlight the cards of these tickets for a moment."""
        refs = frozenset(refs)
        if refs:
            self._paint_flash(self.flashing | refs)
            self.set_timer(FLASH_SECONDS, lambda: self._paint_flash(self.flashing - refs))

    def _paint_flash(self, refs: frozenset[int]) -> None:
        self.flashing = refs
        self.sync()

    def sync(self) -> None:
        """Repaint the cards that read differently, for whatever reason."""
        self._bind()
        for lane in self.lanes:
            lane.sync()

    def touch(self) -> None:
        """Repaint the card under the cursor, where it reads differently."""
        if self.stack is not None and (lane := self.lane_of(self.stack)) is not None:
            lane.sync_cards(self.stack.index)

    # Lanes

    def _slots(self) -> int:
        width = self.size.width
        fit = 1 if width < ONE_BELOW else max(1, width // LANE_MIN)
        return max(1, min(len(self.stacks), fit))

    def _arrange(self) -> None:
        """As many lanes as fit, each with its stack."""
        slots = self._slots()
        if not self.stacks:
            return
        if len(self.lanes) < slots:
            new = [Lane(self.look, self.chip) for _ in range(slots - len(self.lanes))]
            self.lanes += new
            self.mount_all(new)
        for lane in self.lanes[slots:]:
            lane.remove()
        del self.lanes[slots:]
        self._keep_in_view()
        self._bind()
        for lane in self.lanes:
            lane.repaint()
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        """After a new size: scroll so that every cursor is in view again."""
        for stack in self.stacks:
            stack.move_to(stack.index, self.rows)
        for lane in self.lanes:
            lane.repaint()
        self.want()

    def _keep_in_view(self) -> bool:
        """Page sideways so that the active column has a lane; True when the first changed."""
        slots, before = max(1, len(self.lanes)), self.first
        if self.active < self.first:
            self.first = self.active
        elif self.active >= self.first + slots:
            self.first = self.active - slots + 1
        self.first = max(0, min(self.first, len(self.stacks) - slots))
        return self.first != before

    def _bind(self) -> None:
        is_empty = not self.filtered and not any(stack.column.total or stack.total for stack in self.stacks)
        for slot, lane in enumerate(self.lanes):
            place = self.first + slot
            lane.stack = self.stacks[place] if place < len(self.stacks) else None
            lane.active, lane.filtered, lane.flashing = place == self.active, self.filtered, self.flashing
            lane.marked = self.marked
            lane.hint = self.hint if is_empty and not slot else ""
            lane.more_left = self.first if slot == 0 else 0
            beyond = len(self.stacks) - self.first - len(self.lanes)
            lane.more_right = beyond if slot == len(self.lanes) - 1 else 0

    def lane_of(self, stack: Stack | None) -> Lane | None:
        return next((lane for lane in self.lanes if lane.stack is stack), None)

    def change_look(self, look: Look) -> None:
        self.look = look
        for lane in self.lanes:
            lane.look = look
        self._settle()

    def on_resize(self) -> None:
        self._arrange()

    # Moving the cursor

    def move_to(self, index: int) -> None:
        """The cursor to another card of its column."""
        self.returns_to = None
        stack = self.stack
        lane = self.lane_of(stack)
        if stack is None or lane is None:
            return
        before = stack.index
        if stack.move_to(index, lane.rows):
            lane.sync()
            self.want()
        elif stack.index != before:
            lane.sync_cards(before, stack.index)

    def move_by(self, by: int) -> None:
        if self.stack is not None:
            self.move_to(self.stack.index + by)

    def move_across(self, by: int, *, wrap: bool = False) -> None:
        """The cursor to a neighbouring column, as high up as it was."""
        target = self.active + by
        if wrap and self.stacks:
            target %= len(self.stacks)
        if self.stack is None or not 0 <= target < len(self.stacks) or target == self.active:
            return
        old = self.stack
        height = old.index - old.top
        new = self.stacks[target]
        new.index = max(0, min(new.top + height, new.total - 1))
        self._walk(target)

    def _walk(self, target: int) -> None:
        """The cursor to another column, as its user wants it."""
        self._activate(target)
        stack = self.stacks[target]
        self.returns_to, self.walked_into = None, None if stack.total else stack.column.id

    def _activate(self, target: int) -> None:
        """Make a column the active one, and repaint what that changes."""
        old_lane, old = self.lane_of(self.stack), self.stack
        self.active = target
        if self._keep_in_view():
            self._bind()
            for lane in self.lanes:
                lane.repaint()
            self.want()
            return
        self._bind()
        for touched, stack in ((old_lane, old), (self.lane_of(self.stack), self.stack)):
            if touched is not None and stack is not None:
                touched.repaint_heading()
                touched.sync_cards(stack.index)

    def want(self) -> None:
        """Ask for cards that will be needed soon."""
        for lane in self.lanes:
            if lane.stack is not None and (start := lane.stack.missing(lane.rows)) is not None:
                self.fetch(lane.stack.column.id, start, Stack.size(lane.rows))

    # Keys and mouse

    async def _on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if self._dragged is not None and event.key == "escape":
            # The card stays where it is; the filter is not what was meant.
            self._dragged = None
        else:
            self.pressed(event)

    def _on_focus(self, event: events.Focus) -> None:
        # The board looks the same with and without the focus; Textual would repaint it whole.
        event.prevent_default()
        self.set_reactive(Board.has_focus, True)
        self.focused_again()

    def _on_blur(self, event: events.Blur) -> None:
        event.prevent_default()
        self.set_reactive(Board.has_focus, False)

    async def _on_paste(self, event: events.Paste) -> None:
        # A paste must never run as commands, whatever it holds.
        event.stop()
        event.prevent_default()

    def _lane_at(self, event: events.MouseEvent) -> tuple[Lane, int] | None:
        for lane in self.lanes:
            if lane.region.contains(int(event.screen_x), int(event.screen_y)):
                return lane, int(event.screen_y) - lane.region.y
        return None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        found = self._lane_at(event)
        if found is None or found[0].stack is None or event.button != 1:
            return
        lane, y = found
        target = self.stacks.index(lane.stack) if lane.stack in self.stacks else self.active
        if target != self.active:
            self._walk(target)
        index = lane.row_at(y)
        if index is not None:
            self.move_to(index)
            self._dragged = self.card.ref if self.card else None

    def on_mouse_up(self, event: events.MouseUp) -> None:
        found, dragged = self._lane_at(event), self._dragged
        self._dragged = None
        if dragged is None or found is None or found[0].stack is None or found[0].stack is self.stack:
            return
        self.moved(dragged, found[0].stack.column.id)

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and self.card is not None:
            self.opened()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, direction: int) -> None:
        event.stop()
        found = self._lane_at(event)
        if found is not None and (stack := found[0].stack) is not None:
            by = direction * max(1, found[0].rows // 3)
            if stack.scroll(by, found[0].rows):
                found[0].sync()
                self.want()
