"""Public replies and internal notes."""

from __future__ import annotations

import click

from deskboard.cli.group import DeskCommand, session
from deskboard.cli.params import long_text, one_ref
from deskboard.cli.results import report
from deskboard.domain.commands import AddComment, Command, EditComment
from deskboard.domain.errors import NotFound
from deskboard.domain.model import CommentKind
from deskboard.l10n import _

CORRECT = click.option(
    "--correct", is_flag=True, help=_("Correct your last one instead, for ten minutes after you wrote it.")
)


@click.command("reply", cls=DeskCommand)
@one_ref()
@click.argument("words", nargs=-1, metavar="[TEXT|-]")
@CORRECT
def reply(ref: int, words: tuple[str, ...], *, correct: bool) -> None:
    """Write what the requester may read."""
    _comment(ref, CommentKind.REPLY, words, correct)


@click.command("note", cls=DeskCommand)
@one_ref()
@click.argument("words", nargs=-1, metavar="[TEXT|-]")
@CORRECT
def note(ref: int, words: tuple[str, ...], *, correct: bool) -> None:
    """Write what only members may read."""
    _comment(ref, CommentKind.NOTE, words, correct)


def _comment(ref: int, kind: CommentKind, words: tuple[str, ...], correct: bool) -> None:
    """The ticket is looked for first: nobody writes a long text for one that does not exist."""
    with session().desk() as desk:
        page = desk.ticket(ref)
        mine = [comment for comment in page.comments if (comment.author, comment.kind) == (desk.who.login, kind)]
    if correct and not mine:
        raise NotFound(_("#{ref} has no such comment of yours.").format(ref=ref), _("Write one without --correct."))
    text = long_text(words, mine[-1].text if correct else "")
    with session().desk() as desk:
        command: Command = EditComment(ref, mine[-1].id, text) if correct else AddComment((ref,), kind, text)
        report(session().output, desk.do(command))
