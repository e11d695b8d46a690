"""Commands about what tickets are to one another: link, merge, split.

Invariant: tickets are named by ref; a comment by its number as ``show`` gives it.
"""

from __future__ import annotations

import click

from deskboard.cli.group import DeskCommand, session
from deskboard.cli.params import REF, Number, one_ref, unique
from deskboard.cli.results import report
from deskboard.domain import commands, links
from deskboard.domain.errors import NotFound
from deskboard.l10n import _

LINK_EXAMPLES = """\b
deskboard link 142 blocks 150
deskboard link 142 'blocked by' 137
deskboard link 142 blocks 150 --remove"""
MERGE_EXAMPLES = """\b
deskboard merge 151 142          # 151 is the duplicate, 142 stays
deskboard merge 151 153 142      # several duplicates at once"""
SPLIT_EXAMPLES = """\b
deskboard split 142 3 New mouse for Maria"""


@click.command("link", cls=DeskCommand, epilog=LINK_EXAMPLES)
@one_ref()
@click.argument("kind", metavar="KIND")
@click.argument("other", type=REF, metavar="REF")
@click.option("--remove", is_flag=True, help=_("Remove the link."))
def link(ref: int, kind: str, other: int, remove: bool) -> None:
    """Say what one ticket is to another."""
    meant = links.kind_of(kind)
    with session().desk() as desk:
        if remove:
            report(session().output, desk.do(commands.UnlinkTickets((ref,), meant, other)), _("There is no such link."))
        else:
            report(session().output, desk.do(commands.LinkTickets((ref,), meant, other)), _("Linked already."))


@click.command("merge", cls=DeskCommand, epilog=MERGE_EXAMPLES)
@click.argument("refs", type=REF, nargs=-1, required=True, metavar="DUPLICATE…")
@click.argument("survivor", type=REF, metavar="SURVIVOR")
def merge(refs: tuple[int, ...], survivor: int) -> None:
    """Merge duplicates into the ticket that stays."""
    with session().desk() as desk:
        report(session().output, desk.do(commands.MergeTicket(unique(refs), survivor)), _("Merged already."))


@click.command("split", cls=DeskCommand, epilog=SPLIT_EXAMPLES)
@one_ref()
@click.argument("number", type=Number(min=1), metavar="COMMENT")
@click.argument("words", nargs=-1, metavar="[TITLE…]")
def split(ref: int, number: int, words: tuple[str, ...]) -> None:
    """Make a new ticket of a comment, linked to the old one."""
    with session().desk() as desk:
        comments = desk.ticket(ref).comments
        if number > len(comments):
            raise NotFound(
                _("#{ref} has no comment {n}.").format(ref=ref, n=number),
                _("`deskboard show {ref}` numbers them.").format(ref=ref),
            )
        command = commands.SplitComment(ref, comments[number - 1].id, " ".join(words) or None)
        report(session().output, desk.do(command))
