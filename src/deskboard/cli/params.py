"""What several commands read from their command line: refs, names of columns, long texts.

Invariant: what a person typed is understood or refused with a hint, never guessed at.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from deskboard import restricted
from deskboard.domain.errors import BadInput, NotFound
from deskboard.domain.model import TEXT_MAX
from deskboard.domain.readmodels import Column
from deskboard.domain.text import fold
from deskboard.l10n import _

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk

F = TypeVar("F", bound=Callable[..., Any])

REF_MAX = 2**63 - 1
"""The largest number a database can hold."""


class FileName(click.ParamType[str]):
    """A file of this machine; ``-`` is standard input or output. Every parameter that names a
    file is of this type or of ``FilePath``, so that none is within reach under --restricted."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value != "-":
            restricted.need(_("“-” is standard input or output."))
        return str(value)


class FilePath(click.Path):
    """As ``FileName``, where ``-`` has no meaning."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        restricted.need()
        return super().convert(value, param, ctx)


FILE = FileName()


class Number(click.IntRange):
    """A whole number, called so in messages."""

    name = "number"


class RefType(click.ParamType[int]):
    """``142`` or ``#142``."""

    name = "REF"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> int:
        digits = str(value).removeprefix("#")
        if not (digits.isascii() and digits.isdecimal()):
            self.fail(_("“{value}” is no ticket; write 142 or '#142'.").format(value=value), param, context)
        if len(digits) > 19 or int(digits) > REF_MAX:
            raise NotFound(_("There is no ticket #{ref}.").format(ref=digits[:40]), _("`deskboard list` shows them."))
        return int(digits)


REF = RefType()


def one_ref() -> Callable[[F], F]:
    """The argument REF."""
    return click.argument("ref", type=REF)


def many_refs(*, required: bool = True) -> Callable[[F], F]:
    """The argument REF…, at least one; not ``required``: ``behind`` asks for it."""
    return click.argument("refs", type=REF, nargs=-1, required=required, metavar="REF…")


def behind(refs: Sequence[int], last: str, otherwise: str) -> tuple[int, ...]:
    """The refs, each once, before a last word. BadInput: there is only one word, and that is
    either a ref or what comes behind it."""
    if refs:
        return unique(refs)
    is_ref = last.removeprefix("#").isdecimal()
    missing = _("What is to become of #{ref}?").format(ref=last.removeprefix("#")[:20]) if is_ref else _("No ticket.")
    raise BadInput(missing, otherwise)


def new_option() -> Callable[[F], F]:
    """The option --new."""
    return click.option("--new", is_flag=True, help=_("A login that nobody has is meant, however like another it is."))


def version_option() -> Callable[[F], F]:
    """The option --if-version."""
    return click.option(
        "--if-version",
        "version",
        type=int,
        metavar="N",
        help=_("Only if nobody else has set the same since this version of the ticket (in `show --json`)."),
    )


def seen(desk: Desk, refs: Sequence[int], version: int | None) -> dict[int, int]:
    """The version to check, of the one ticket. BadInput: there are several, or it has never had
    that version; NotFound."""
    if version is None:
        return {}
    if len(refs) > 1:
        raise BadInput(_("--if-version goes with one ticket."), _("Change them one by one."))
    if not 0 < version <= (now := desk.ticket(refs[0]).row.version):
        raise BadInput(_("#{ref} is at version {now}; it never had {n}.").format(ref=refs[0], now=now, n=version))
    return {refs[0]: version}


def unique(refs: Sequence[int]) -> tuple[int, ...]:
    """Each ref once, in the order given."""
    return tuple(dict.fromkeys(refs))


def column_at(desk: Desk, name: str, board: str | None) -> Column:
    """The column of that name on a board (None: the first), or the one that ``Board/Column``
    means. NotFound: no such board or column; BadInput: the name fits several."""
    try:
        return column_named(desk.board(board).columns, name)
    except NotFound:
        elsewhere, slash, column = name.rpartition("/")
        if not slash:
            raise
        columns = desk.board(elsewhere.strip()).columns
        if not column.strip():
            names = ", ".join(column.name for column in columns)
            raise BadInput(
                _("“{name}” names a board and no column.").format(name=name),
                _("Columns are: {names}.").format(names=names),
            ) from None
        return column_named(columns, column)


def column_named(columns: Sequence[Column], name: str) -> Column:
    """The column of that name; capitals and accents do not matter, and a beginning that only
    one of them has is enough. NotFound; BadInput: the name fits several."""
    wanted = fold(name.strip())
    exact = [column for column in columns if fold(column.name) == wanted]
    found = exact or [column for column in columns if wanted and fold(column.name).startswith(wanted)]
    names = ", ".join(column.name for column in columns)
    if not found:
        raise NotFound(
            _("There is no column “{name}”.").format(name=name), _("Columns are: {names}.").format(names=names)
        )
    if len(found) > 1:
        raise BadInput(
            _("“{name}” fits several columns.").format(name=name), _("Columns are: {names}.").format(names=names)
        )
    return found[0]


class Named(Protocol):
    """What has a name."""

    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def named_like(things: Sequence[N], name: str, what: str, otherwise: str) -> N:
    """The thing of that name; capitals and accents do not matter, and a beginning that only one of
    them has is enough. ``what`` it is, and what to do when there is none. NotFound; BadInput: the
    name fits several."""
    wanted = fold(name.strip())
    exact = [thing for thing in things if fold(thing.name) == wanted]
    found = exact or [thing for thing in things if wanted and fold(thing.name).startswith(wanted)]
    known = _("There are: {known}.").format(known=", ".join(thing.name for thing in things)) if things else otherwise
    if not found:
        raise NotFound(_("There is no {what} “{name}”.").format(what=what, name=name[:100]), known)
    if len(found) > 1:
        raise BadInput(_("“{name}” fits several of them.").format(name=name[:100]), known)
    return found[0]


def standard_input() -> str:
    """All of standard input as text. BadInput: far more than a ticket takes, so that an endless
    stream ends (the desk itself checks the exact limit, after cleaning)."""
    read = sys.stdin.buffer.read(4 * TEXT_MAX + 1)
    if len(read) > 4 * TEXT_MAX:
        raise BadInput(_("The text is too long; at most {max} KiB fit.").format(max=TEXT_MAX // 1024))
    return read.decode("utf-8", "replace")


def edited(text: str | None, extension: str, *, require_save: bool = True) -> str | None:
    """A text after $EDITOR; None: it was not saved. NotAllowed."""
    restricted.need(_("Write it on the command line, or read it from standard input with -."))
    return click.edit(text, extension=extension, require_save=require_save)


def long_text(words: Sequence[str], start: str = "") -> str:
    """The text of a comment: the words, standard input for ``-`` or when it is a pipe, else what
    is written in $EDITOR, from ``start`` on. BadInput: there is none."""
    if words == ("-",) or (not words and not sys.stdin.isatty()):
        text = standard_input()
    elif words:
        text = " ".join(words)
    else:
        text = edited(start or None, ".md") or ""
    if not text.strip():
        raise BadInput(_("Nothing was written."), _("Give the text, or - to read it from standard input."))
    return text


def board_of(desk: Desk, refs: Sequence[int]) -> str:
    """The name of the board of the first of these tickets that exists. NotFound: none does."""
    for ref in refs[:-1]:
        try:
            return desk.ticket(ref).row.board
        except NotFound:
            continue
    return desk.ticket(refs[-1]).row.board
