"""Tickets to read: boards, columns and tickets as headings of one Markdown document.

Invariant: no text of a ticket adds a heading to the structure, loads anything from elsewhere
or is taken for HTML, in any viewer; what was written still stands there to be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from deskboard.desk.desk import Desk
from deskboard.domain.model import CommentKind, Priority, Status
from deskboard.domain.query.tree import Query
from deskboard.domain.readmodels import Comment, TicketPage
from deskboard.domain.text import safe, safe_lines
from deskboard.domain.times import exact
from deskboard.l10n import _

LEVEL = 3
"""The level of a ticket's heading; those of its texts come below."""

_SIGNS = re.compile(r"([\\`*_\[\]<>&|~$])")
_LEADING = re.compile(r"^(\d+)?([#+\-=.)])")
_FENCE = re.compile(r"\s*(`{3,}(?=[^`]*$)|~{3,})(.*)$")
_INNER_FENCE = re.compile(r"((?:\s|>|[-*+]\s|\d{1,9}[.)]\s)*)(`{3,}|~{3,})")
_HEADING = re.compile(r"((?:\s|>|[-*+]\s|\d{1,9}[.)]\s)*)(#{1,6})(?=\s|$)")
_UNDERLINE = re.compile(r"(\s*(?:>\s*)*)(=+|-+)\s*$")
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://[^\s<>]*>)")
_IMAGE = re.compile(r"!\[")
_TARGET = re.compile(r"\]\((?!https?://|mailto:)")
_DEFINITION = re.compile(r"((?:\s|>|[-*+]\s|\d{1,9}[.)]\s)*)\[(?=[^\]]*\]:)")


def write(desk: Desk, query: Query | None, out: IO[str]) -> Iterator[int]:
    """Write the tickets of a query (None: all); yields how many are written."""
    board: str | None = None
    column: str | None = None
    for done, page in enumerate(desk.whole(query), 1):
        if page.row.board != board:
            out.write(f"{'' if board is None else chr(10)}# {plain(page.row.board)}\n")
            board, column = page.row.board, None
        if page.row.column != column:
            column = page.row.column
            out.write(f"\n## {plain(column)}\n")
        out.write("\n" + "\n\n".join(_ticket(desk, page)) + "\n")
        yield done


def plain(text: str) -> str:
    """One line of data as it is, whatever signs it holds."""
    return _LEADING.sub(lambda found: f"{found[1] or ''}\\{found[2]}", _SIGNS.sub(r"\\\1", safe(text)))


def _ticket(desk: Desk, page: TicketPage) -> Iterator[str]:
    row = page.row
    yield f"{'#' * LEVEL} #{row.ref} {plain(row.title)}"
    yield "\n".join(f"- **{name}:** {value}" for name, value in _fields(desk, page) if value)
    if row.description:
        yield prose(row.description)
    if page.steps:
        yield "\n".join(f"- [{'x' if step.done else ' '}] {plain(step.text)}" for step in page.steps)
    for comment in page.comments:
        yield _comment(desk, comment)


def _fields(desk: Desk, page: TicketPage) -> Iterator[tuple[str, str]]:
    row = page.row
    yield _("Priority"), "" if row.priority is Priority.NORMAL else row.priority
    yield _("Status"), "" if row.status is Status.NORMAL else row.status.label
    yield _("Type"), plain(row.type)
    yield _("Queue"), plain(row.queue or "")
    yield _("Assignee"), plain(row.assignee or "")
    yield _("Requester"), plain(row.requester or "")
    yield _("Watchers"), ", ".join(map(plain, row.watchers))
    yield _("Impact"), row.impact or ""
    yield _("Urgency"), row.urgency or ""
    yield _("Tags"), ", ".join(map(plain, row.tags))
    for name, at in (
        (_("Due"), row.due),
        (_("Asleep until"), row.wake),
        (_("Created"), row.created),
        (_("Resolved"), row.resolved),
        (_("Archived"), row.archived),
    ):
        yield name, exact(at, desk.zone) if at else ""
    yield _("Merged into"), f"#{row.merged_into}" if row.merged_into else ""
    yield _("Links"), "; ".join(f"{link.kind} #{link.ref} {plain(link.title)}" for link in page.links)
    yield _("Files"), ", ".join(plain(file.name) for file in page.files)


def _comment(desk: Desk, comment: Comment) -> str:
    kind = _("Public reply") if comment.kind == CommentKind.REPLY else _("Internal note")
    head = f"**{kind}**, {plain(comment.author)}, {exact(comment.at, desk.zone)}"
    return "\n".join(f"> {line}".rstrip() for line in (head, "", *prose(comment.text).split("\n")))


def prose(text: str) -> str:
    """Markdown that people wrote, with its headings below a ticket's, and without what a viewer
    would run, load or take for a part of the document."""
    lines: list[str] = []
    fence = ""
    for line in safe_lines(text).split("\n"):
        mark = _FENCE.match(line)
        if fence and mark and mark[1].startswith(fence) and not mark[2].strip():
            # At the margin there is no doubt where code begins and ends, in any viewer.
            lines.append(mark[1])
            fence = ""
        elif fence:
            lines.append(line)
        elif mark:
            lines.append(mark[1] + mark[2])
            fence = mark[1]
        else:
            lines.append(_harmless(line, after_text=bool(lines) and not lines[-1].isspace() and lines[-1] != ""))
    # One that was never closed would swallow everything below.
    return "\n".join([*lines, fence] if fence else lines)


def _harmless(line: str, *, after_text: bool) -> str:
    if after_text and (found := _UNDERLINE.match(line)):
        return f"{found[1]}\\{found[2]}"
    line = _INNER_FENCE.sub(r"\1\\\2", line, count=1)
    line = _HEADING.sub(lambda found: found[1] + "#" * min(6, len(found[2]) + LEVEL), line, count=1)
    line = _DEFINITION.sub(r"\1\\[", line, count=1)
    return _TARGET.sub(r"]\\(", _IMAGE.sub(r"!\\[", _TAG.sub("&lt;", line)))
