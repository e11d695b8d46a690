"""The manual page, in roff, made from the commands, the keys, the settings and the errors.

Invariant: nothing is written down twice: what the page says is what ``--help``, ``?`` and the
configuration say. Shown by ``deskboard man | man -l -``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import click

from deskboard import __version__
from deskboard.cli.group import COMMANDS, program
from deskboard.config import SETTINGS, Settings, toml
from deskboard.domain import errors
from deskboard.domain.query.words import HAS, KEYS, SORTS, STATES
from deskboard.l10n import _


class Key(NamedTuple):
    """One thing a key does. ``keys`` empty: it is in the palette only."""

    group: str
    keys: Sequence[str]
    label: str
    name: str


def page(keys: Iterable[Key]) -> Iterator[str]:
    """The lines of the manual page."""
    yield f'.TH DESKBOARD 1 "" "deskboard {text(__version__)}" "{text(_("User commands"))}"'
    yield ".nh"
    yield from _section(_("NAME"), rf"deskboard \- {text(_('a help desk worked from the keyboard, in a terminal'))}")
    yield from _section(_("SYNOPSIS"))
    yield r".B deskboard"
    yield r"[\fIOPTION\fR]\|.\|.\|. [\fICOMMAND\fR [\fIARGUMENT\fR]\|.\|.\|.]"
    yield from _section(
        _("DESCRIPTION"),
        text(
            _(
                "Requests are tickets on a board of columns, in one SQLite file or on PostgreSQL. Without a command"
                " the board opens; everything else works without a terminal too. Every change can be undone."
            )
        ),
    )
    with click.Context(program, info_name="deskboard") as context:
        yield from _section(_("OPTIONS"))
        yield from _options(program, context)
        yield from _commands(context)
    yield from _keys(keys)
    yield from _queries()
    yield from _settings()
    yield from _section(_("EXIT STATUS"))
    for code, about in _exits():
        yield from _item(rf"\fB{code}\fR", about)
    yield from _section(_("SEE ALSO"), text(_("deskboard COMMAND --help, and docs/manual.md, which also has a tour.")))


def text(plain: str) -> str:
    """Words as roff prints them: no sign of theirs is a request or an escape."""
    line = " ".join(plain.split()).replace("\\", r"\e").replace("-", r"\-").replace('"', r"\(dq").replace("`", "")
    return rf"\&{line}" if line.startswith((".", "'")) else line


def _section(title: str, *lines: str) -> Iterator[str]:
    yield f'.SH "{text(title.upper())}"'
    yield from lines


def _item(term: str, about: str) -> Iterator[str]:
    yield ".TP"
    yield term
    yield text(about) or r"\&"


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for option in command.get_params(context):
        is_help = "--help" in option.opts and context.parent is not None  # each command has it
        if isinstance(option, click.Option) and not option.hidden and not is_help:
            names = ", ".join(rf"\fB{text(name)}\fR" for name in (*option.opts, *option.secondary_opts))
            value = "" if option.is_flag else rf" \fI{text(option.make_metavar(context))}\fR"
            yield from _item(names + value, option.help or "")


def _commands(context: click.Context) -> Iterator[str]:
    yield from _section(_("COMMANDS"))
    for section in dict.fromkeys(entry.section for entry in COMMANDS.values()):
        yield f'.SS "{text(section)}"'
        for name, entry in COMMANDS.items():
            command = program.get_command(context, name)
            if entry.section == section and command:
                yield from _command(command, name, context)


def _command(command: click.Command, name: str, above: click.Context) -> Iterator[str]:
    with click.Context(command, info_name=name, parent=above) as context:
        pieces = [piece for piece in command.collect_usage_pieces(context) if piece != "[OPTIONS]"]
        path = context.command_path.partition(" ")[2]
        yield from _item(rf"\fB{text(path)}\fR {text(' '.join(pieces))}", command.help or command.short_help or "")
        if options := [*_options(command, context)]:
            yield from (".RS", *options, ".RE")
        if command.epilog:
            yield from _examples(command.epilog)
        if isinstance(command, click.Group):
            yield ".RS"
            for inner in command.list_commands(context):
                if found := command.get_command(context, inner):
                    yield from _command(found, inner, context)
            yield ".RE"


def _examples(epilog: str) -> Iterator[str]:
    yield from (".RS", ".PP", ".nf")
    for line in epilog.replace("\b", "").strip("\n").split("\n"):
        yield text(line) or r"\&"
    yield from (".fi", ".RE")


def _keys(keys: Iterable[Key]) -> Iterator[str]:
    yield from _section(_("KEYS OF THE BOARD"))
    group = ""
    for key in keys:
        if key.group != group:
            group = key.group
            yield f'.SS "{text(group)}"'
        shown = " ".join(key.keys) or _("(palette)")
        yield from _item(rf"\fB{text(shown)}\fR", f"{key.label} ({key.name})")


def _queries() -> Iterator[str]:
    yield from _section(
        _("QUERIES"),
        text(
            _(
                "Words, and tests such as key:value or key<value; values with commas mean any of them; a minus before"
                " a test negates it; OR and parentheses put together."
            )
        ),
    )
    yield from _item(r"\fBkeys\fR", ", ".join(KEYS))
    yield from _item(r"\fBis:\fR", ", ".join(STATES))
    yield from _item(r"\fBhas:\fR", ", ".join(HAS))
    yield from _item(r"\fBsort:\fR", ", ".join(SORTS))


def _settings() -> Iterator[str]:
    yield from _section(_("SETTINGS"))
    defaults: dict[str, Any] = Settings(db="")._asdict()
    for name, setting in SETTINGS.items():
        choices = f" ({', '.join(setting.choices)})" if setting.choices else ""
        default = toml(defaults[name]) if defaults[name] not in ("", None, {}) else ""
        told = _("Default: {value}.").format(value=default) if default else ""
        yield from _item(rf"\fB{text(name)}\fR", f"{setting.about}{choices}".rstrip(".…") + f". {told}")
    yield from _section(_("ENVIRONMENT"))
    for name, setting in SETTINGS.items():
        if setting.env:
            yield from _item(rf"\fB{setting.env}\fR", _("sets {name}").format(name=name))
    yield from _item(r"\fBDESKBOARD_CONFIG\fR", _("the configuration file"))


def _exits() -> Iterator[tuple[int, str]]:
    """Each exit code with what the errors that have it say of themselves."""
    yield 0, _("Done.")
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    codes = sorted({kind.exit_code for kind in kinds if issubclass(kind, errors.DeskboardError)})
    for code in codes:
        kind = next(kind for kind in kinds if getattr(kind, "exit_code", 0) == code)
        yield code, re.split(r"\n\n", kind.__doc__ or "")[0]
