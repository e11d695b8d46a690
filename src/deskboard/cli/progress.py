"""A bar for what takes long, on a terminal only, beside the data.

Invariant: writes to stderr, and nothing at all when that is no terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from deskboard.cli.render import JSON, Output

Progress = Callable[[int, int | None], None]
"""Called with how much is done, and how much there is if that is known."""


@contextmanager
def progress(output: Output, label: str, wanted: bool = True) -> Iterator[Progress | None]:
    """What to call as the work goes on; None where nobody looks, or when it is not ``wanted``."""
    if not wanted or not output.err.isatty() or output.mode == JSON:
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(file=output.err, no_color=not output.color)
    with Bar(console=console, transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
