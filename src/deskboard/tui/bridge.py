"""The desk on its own thread, so that no key ever waits for the database.

Invariant: every call on the desk, from opening to closing, happens on the one worker thread;
every answer is handed to ``deliver``, which brings it to the thread of the event loop.
Between two jobs the worker looks twice a second whether anybody wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from deskboard.domain.errors import DeskboardError, NotAllowed, Unreachable
from deskboard.domain.model import Fate

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk
    from deskboard.domain.presence import Present
    from deskboard.domain.readmodels import Changes

LOOK_EVERY = 0.5
"""Seconds between two looks for what others wrote."""
OPENING_AT_MOST = 0.5
"""Seconds that leaving waits for a desk that is still being opened."""

T = TypeVar("T")
Deliver = Callable[[Callable[[], None]], None]


class _Job(NamedTuple):
    work: Callable[[Desk], Any]
    then: Callable[[Any], None]
    failed: Callable[[DeskboardError], None] | None
    key: str
    number: int


class Bridge:
    """Jobs go in by ``submit``; their results come back through ``deliver``.

    ``failed`` is told about refusals a job had no own handler for, ``changed`` about what
    was written meanwhile, ``met`` about who else is here, ``again`` when looking for that goes
    well after it did not, ``lost`` when the desk could not be opened or may be looked at no more,
    and ``broken`` about any other exception of a job; ``watch`` is asked at every look and ends the
    worker when it says False. ``cut`` is told that the database cannot be reached any more,
    ``back`` that it can again, and what has become of the change that was under way. ``asked`` is
    called with every job that somebody waits for, on the event loop; ``busy_since`` says when the
    job that the worker is at began, ``key_at`` is told when a key was pressed last (``time.monotonic``).
    """

    def __init__(self, open_desk: Callable[[], Desk], *, watch: Callable[[], bool] = lambda: True) -> None:
        self._open = open_desk
        self._watch = watch
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._newest: dict[str, int] = {}
        self._count = 0
        self.busy_since: float | None = None
        self.key_at: float | None = None
        self.asked: Callable[[], None] = lambda: None
        self._thread = Thread(target=self._run, name="desk", daemon=True)
        self._deliver: Deliver = lambda act: None
        self._ready: SimpleQueue[None] = SimpleQueue()
        self.failed: Callable[[DeskboardError], None] = lambda error: None
        self.changed: Callable[[Changes], None] = lambda changes: None
        self.met: Callable[[tuple[Present, ...]], None] = lambda present: None
        self.lost: Callable[[DeskboardError], None] = lambda error: None
        self.cut: Callable[[Unreachable], None] = lambda error: None
        self.back: Callable[[Fate], None] = lambda fate: None
        self._away = False
        self.broken: Callable[[Exception], None] = lambda error: None
        self.again: Callable[[None], None] = lambda _none: None
        self._trouble = ""
        self._desk: Desk | None = None

    def start(self) -> None:
        """Begin to open the desk; results wait until ``attach``."""
        self._thread.start()

    def attach(self, deliver: Deliver) -> None:
        """From now on results can be delivered."""
        self._deliver = deliver
        self._ready.put(None)

    def submit(
        self,
        work: Callable[[Desk], T],
        then: Callable[[T], None] = lambda result: None,
        *,
        failed: Callable[[DeskboardError], None] | None = None,
        key: str = "",
        unasked: bool = False,
    ) -> None:
        """Do ``work`` on the worker, then ``then`` with its result on the event loop. Of
        several waiting jobs with the same ``key`` only the newest is done. ``unasked``: nobody
        waits for it, however long it takes."""
        self._count += 1
        if not unasked:
            self.asked()
        if key:
            self._newest[key] = self._count
        self._jobs.put(_Job(work, then, failed, key, self._count))

    @property
    def may_give_up(self) -> bool:
        """Whether the worker is at a change, which can be given up."""
        return self._desk is not None and self._desk.line.stopping.is_possible

    def give_up(self) -> bool:
        """Have the worker give up the change it is at, which then fails and leaves nothing behind; the
        one thing asked of the desk from another thread. False: it is at none."""
        return self._desk is not None and self._desk.line.stopping.stop()

    def stop(self, timeout: float = 5.0) -> None:
        """Finish what was submitted, close the desk, end the thread. A desk that is not even open has
        nothing to finish, and is hardly waited for."""
        self._jobs.put(None)
        self._ready.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout if self._desk is not None else OPENING_AT_MOST)

    def _run(self) -> None:
        try:
            desk = self._open()
            desk.changes()
        except DeskboardError as error:
            self._ready.get()
            self._send(self.lost, error)
            return
        except Exception as error:  # a border: whatever opening raises must end the program in words
            self._ready.get()
            self._send(self.broken, error)
            self._send(self.lost, DeskboardError(str(error)))
            return
        with desk:
            self._desk = desk
            self._ready.get()
            self._serve(desk)

    def _serve(self, desk: Desk) -> None:
        look = monotonic() + LOOK_EVERY
        while True:
            try:
                job = self._jobs.get(timeout=max(0.0, look - monotonic()))
            except Empty:
                if not self._watch():
                    return
                self._guard(self._look, desk, None)
                look = monotonic() + LOOK_EVERY
                continue
            if job is None:
                return
            if not job.key or self._newest[job.key] == job.number:
                self.busy_since = monotonic()
                self._guard(self._do, desk, job)
                self.busy_since = None

    def _do(self, desk: Desk, job: _Job | None) -> None:
        assert job is not None
        self._send(job.then, job.work(desk))

    def _look(self, desk: Desk, _job: _Job | None) -> None:
        if self._away:
            fate = desk.line.come_back()
            self._away, self._trouble = False, ""
            self._send(self.back, fate)
        try:
            changes = desk.changes()
        except Unreachable:
            raise
        except NotAllowed as error:
            self._send(self.lost, error)  # a server lets us look no more
            return
        except DeskboardError as error:
            # Looks come twice a second: the same trouble is told once.
            if str(error) == self._trouble:
                return
            self._trouble = str(error)
            raise
        if self._trouble:
            self._trouble = ""
            self._send(self.again, None)
        if changes is not None:
            self._send(self.changed, changes)
        if self.key_at is not None:
            desk.presence.touch(monotonic() - self.key_at)
        present = desk.presence.look()
        if present is not None:
            self._send(self.met, present)

    def _guard(self, act: Callable[[Desk, _Job | None], None], desk: Desk, job: _Job | None) -> None:
        try:
            act(desk, job)
            self._answered(desk)
        except DeskboardError as error:
            if isinstance(error, Unreachable):
                if not self._away:
                    error.fate = desk.line.fate
                    self._send(self.cut, error)
                self._away = True
                if job is None:
                    return
            self._answered(desk)
            self._send(job.failed if job is not None and job.failed is not None else self.failed, error)
        except Exception as error:  # the border of the worker: logged and shown, and the board goes on
            import logging

            logging.getLogger("deskboard").exception("A job of the board failed")
            self._answered(desk)
            self._send(self.broken, error)

    def _answered(self, desk: Desk) -> None:
        """What became of a change is told; while the line is down it is still to be found out."""
        if not self._away:
            desk.line.fate = Fate.NONE

    def _send(self, act: Callable[[T], None], value: T) -> None:
        self._deliver(lambda: act(value))
