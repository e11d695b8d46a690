"""Public replies and internal notes."""

from __future__ import annotations

import click

from deskboard.cli.group import DeskCommand, session
from deskboard.cli.params import long_text, one_ref
from deskboard.cli.results import report
from deskboard.domain.commands import AddComment
from deskboard.domain.model import CommentKind


@click.command("reply", cls=DeskCommand)
@one_ref()
@click.argument("words", nargs=-1, metavar="[TEXT|-]")
def reply(ref: int, words: tuple[str, ...]) -> None:
    """Write what the requester may read."""
    _comment(ref, CommentKind.REPLY, words)


@click.command("note", cls=DeskCommand)
@one_ref()
@click.argument("words", nargs=-1, metavar="[TEXT|-]")
def note(ref: int, words: tuple[str, ...]) -> None:
    """Write what only members may read."""
    _comment(ref, CommentKind.NOTE, words)


def _comment(ref: int, kind: CommentKind, words: tuple[str, ...]) -> None:
    """The ticket is looked for first: nobody writes a long text for one that does not exist."""
    with session().desk() as desk:
        desk.ticket(ref)
    text = long_text(words)
    with session().desk() as desk:
        report(session().output, desk.do(AddComment((ref,), kind, text)))
