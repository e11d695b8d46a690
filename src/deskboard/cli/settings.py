"""``deskboard config``: the settings in force, where they come from, and changing them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deskboard import config as settings
from deskboard import paths, restricted
from deskboard.cli.group import DeskCommand, session
from deskboard.cli.nouns import Noun
from deskboard.cli.render import Col
from deskboard.domain.errors import Unavailable
from deskboard.l10n import _

if TYPE_CHECKING:
    from deskboard.domain.settings import Chosen


class ValueCommand(DeskCommand):
    """A command whose arguments may be negative numbers, for no option is called -1."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        numbers = [arg for arg in args if arg[:1] == "-" and arg[1:].isdecimal()]
        if numbers and "--" not in args:
            args = [*(arg for arg in args if arg not in numbers), "--", *numbers]
        return super().parse_args(context, args)


config = Noun("config", alone="show")


@config.command(help=_("Show every setting, its value and where it comes from."))
def show() -> None:
    """One setting a line."""
    loaded = session().loaded
    values = loaded.settings._asdict() | {"db": settings.shown_db(loaded.settings.db)}
    columns: tuple[Col[settings.Shown], ...] = (
        Col("name", _("Setting"), lambda line: line.name),
        Col("value", _("Value"), lambda line: line.value or None),
        Col("origin", _("From"), lambda line: line.origin),
    )

    def record(line: settings.Shown) -> dict[str, object]:
        return {"name": line.name, "value": values[line.name], "origin": line.origin, "about": line.about}

    session().output.rows(columns, settings.shown(loaded), record)


@config.command(help=_("Print where the configuration file is."))
def path() -> None:
    """The path, whether the file exists or not."""
    session().output.line(str(_file()))


@config.command(help=_("Open the configuration file in $EDITOR; makes a commented one if there is none."))
def edit() -> None:
    """Write it, then see that it can be read."""
    restricted.need()
    file = _file()
    if not file.exists():
        try:
            paths.make_parent(file)
            with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as new:
                new.write(settings.sample())
        except OSError as error:
            raise Unavailable(_("Cannot write {path}: {reason}.").format(path=file, reason=error.strerror)) from error
    click.edit(filename=str(file))
    settings.load({"config": str(file)}, {})


@config.command(
    cls=ValueCommand, help=_("What this desk has chosen for everybody: list it, or change it by NAME VALUE.")
)
@click.argument("name", required=False)
@click.argument("value", required=False)
def desk(name: str | None, value: str | None) -> None:
    """The settings that are kept in the database."""
    from deskboard.cli.results import report
    from deskboard.domain import commands
    from deskboard.domain.settings import known

    with session().desk() as opened:
        if name is not None and value is not None:
            wanted = None if value.strip().lower() == "default" else value
            report(session().output, opened.do(commands.EditSettings({name: wanted})), _("It is so already."))
            return
        if name is not None:
            known(name)
        columns: tuple[Col[Chosen], ...] = (
            Col("name", _("Setting"), lambda line: line.name),
            Col("value", _("Value"), lambda line: line.shown),
            Col("origin", _("From"), _origin),
            Col("about", "", lambda line: line.setting.about, flexible=True),
        )
        lines = [line for line in opened.settings().values() if name in (None, line.name)]
        session().output.rows(columns, lines, _desk_record)


def _origin(line: Chosen) -> str:
    return _("this desk") if line.stored else _("default")


def _desk_record(line: Chosen) -> dict[str, object]:
    origin = "this desk" if line.stored else "default"
    return {"name": line.name, "value": line.value, "origin": origin, "about": line.setting.about}


def _file() -> Path:
    return paths.config_file(session().flag("config"), session().env)[0]
