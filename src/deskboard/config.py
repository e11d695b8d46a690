"""The settings: flags win over the environment, the environment over the file, the file over
the defaults.

Invariant: a setting that nobody knows, or a value of the wrong kind, is refused by name; it is
never ignored. The table ``SETTINGS`` is the one place that names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from deskboard import paths
from deskboard.domain.attachments import LIMIT_MB, LIMIT_MB_MAX
from deskboard.domain.errors import BadInput, NotFound, Unavailable
from deskboard.domain.model import STALE_DAYS
from deskboard.l10n import _

Keys = Mapping[str, tuple[str, ...]]

THEMES = ("dark", "light", "contrast", "ansi")
DENSITIES = ("compact", "normal", "roomy")
DAYS_MAX = 36_500
RANGES: Mapping[str, tuple[int, int]] = {
    "archive_after_days": (0, DAYS_MAX),
    "stale_days": (0, DAYS_MAX),
    "attachment_limit": (1, LIMIT_MB_MAX),
    "backup_days": (1, 366),
    "backup_weeks": (0, 520),
}
"""The smallest and the largest value of a setting."""


class Settings(NamedTuple):
    """What can be set. ``db`` is a path or a postgresql:// URL, always filled in; ``keys`` maps
    an intent's id to the keys that take the place of its own."""

    db: str
    user: str | None = None
    board: str | None = None
    theme: str = "dark"
    density: str = "normal"
    mouse: bool = True
    ascii: bool = False
    exact_times: bool = False
    archive_after_days: int | None = None
    stale_days: int = STALE_DAYS
    attachment_limit: int = LIMIT_MB
    backups: bool = True
    backup_days: int = 7
    backup_weeks: int = 4
    keys: Keys = {}


class Setting(NamedTuple):
    """One line of the manual: ``about`` is also the comment in the file that is made for you.
    ``choices`` empty: anything of ``type``. ``env``: the variable that sets it. ``at_once``: a
    change shows on an open board, else at the next start. ``moved``: the desk has one of that name
    now; what a file still says counts until an admin chooses there."""

    type: type
    about: str
    choices: tuple[str, ...] = ()
    env: str = ""
    at_once: bool = False
    moved: bool = False


SETTINGS: Mapping[str, Setting] = {
    "db": Setting(str, _("the database: a path, or postgresql://…"), env="DESKBOARD_DB"),
    "user": Setting(str, _("who you are, where the system does not vouch for it"), env="DESKBOARD_USER"),
    "board": Setting(str, _("the board to open; the first one when not set")),
    "theme": Setting(str, _("the colours of the board"), THEMES, at_once=True),
    "density": Setting(str, _("how much room a card takes"), DENSITIES, at_once=True),
    "mouse": Setting(bool, _("false leaves the mouse to the terminal, for selecting text")),
    "ascii": Setting(bool, _("true draws with plain ASCII, for fonts without line drawing")),
    "exact_times": Setting(bool, _("true shows “2026-01-31 17:00” in place of “3 days ago”"), at_once=True),
    "archive_after_days": Setting(
        int, _("counts where the desk has chosen nothing: `deskboard config desk archive_after_days`"), moved=True
    ),
    "stale_days": Setting(int, _("is:stale finds open tickets that nothing happened to for so many days")),
    "attachment_limit": Setting(int, _("how large a file you attach may be, in MB")),
    "backups": Setting(bool, _("an open board makes a checked backup once a day, beside the database")),
    "backup_days": Setting(int, _("of so many days the newest daily backup stays")),
    "backup_weeks": Setting(int, _("of so many weeks the newest daily backup stays")),
    "keys": Setting(dict, _("your own keys: the name of an action and its keys; `deskboard keys` lists them")),
}


def at_defaults() -> Settings:
    """What holds when nothing is set."""
    return Settings(db=str(paths.default_database()))


class Loaded(NamedTuple):
    """The settings in force, and for each where it comes from: a flag, a variable, the file's
    path or ``default``."""

    settings: Settings
    origins: Mapping[str, str]
    path: Path


def load(flags: Mapping[str, str | None], env: Mapping[str, str]) -> Loaded:
    """Everything that was set, checked. ``flags``: ``config``, ``db``, ``user`` as far as given.

    BadInput: an unknown setting or a wrong value. NotFound: the file that --config names is
    missing (elsewhere it may be: everything in it has a default). Unavailable: it cannot be read.
    """
    path, named_by = paths.config_file(flags.get("config"), env)
    values: dict[str, Any] = checked(read_file(path, required=named_by == "--config"), path)
    origins = dict.fromkeys(SETTINGS, "default") | dict.fromkeys(values, str(path))
    for name, setting in SETTINGS.items():
        if setting.env and env.get(setting.env):
            values[name], origins[name] = env[setting.env], setting.env
        given = flags.get(name)
        if given is not None:
            values[name], origins[name] = given, f"--{name}"
    if not values.get("db"):
        values["db"] = str(paths.default_database())
    for name in ("user", "board"):
        values[name] = values.get(name) or None
    if "://" not in values["db"]:
        values["db"] = str(Path(values["db"]).expanduser())
    return Loaded(Settings(**values), origins, path)


def read_file(path: Path, *, required: bool) -> dict[str, Any]:
    """The file's own words, unchecked; nothing when it is missing and not ``required``."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        if not required:
            return {}
        raise NotFound(
            _("There is no configuration file at {path}.").format(path=path),
            _("Make one with `deskboard config edit`, or name another with --config."),
        ) from None
    except OSError as error:
        raise Unavailable(_("Cannot read {path}: {reason}.").format(path=path, reason=error.strerror)) from error
    import tomllib

    try:
        return tomllib.loads(text.decode())
    except ValueError as error:
        raise BadInput(
            _("{path} is not valid TOML: {reason}.").format(path=path, reason=error),
            _("Correct it with `deskboard config edit`."),
        ) from error


def checked(words: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """What a file says, each name known and each value of the right kind. BadInput."""
    values: dict[str, Any] = {}
    for name, value in words.items():
        if name not in SETTINGS:
            raise BadInput(_("Unknown setting “{name}” in {path}.").format(name=name, path=path), _suggestion(name))
        values[name] = _keys(value, path) if name == "keys" else _value(name, value, path)
    return values


def _suggestion(name: str) -> str:
    import difflib

    close = difflib.get_close_matches(name, SETTINGS, n=1)
    if close:
        return _("Did you mean “{name}”?").format(name=close[0])
    return _("Settings are: {names}.").format(names=", ".join(SETTINGS))


def _value(name: str, value: object, path: Path) -> object:
    setting = SETTINGS[name]
    # A TOML `true` is an int to Python: compared by exact type.
    if type(value) is not setting.type:
        wanted = {str: _("text in quotes"), bool: _("true or false"), int: _("a whole number")}[setting.type]
        raise BadInput(_("“{name}” in {path} must be {wanted}.").format(name=name, path=path, wanted=wanted))
    if setting.choices and value not in setting.choices:
        raise BadInput(
            _("“{name}” in {path} cannot be “{value}”.").format(name=name, path=path, value=value),
            _("It is one of: {choices}.").format(choices=", ".join(setting.choices)),
        )
    least, most = RANGES.get(name, (0, 0))
    if name in RANGES and not least <= int(str(value)) <= most:
        told = _("“{name}” in {path} must be from {least} to {most}.")
        raise BadInput(told.format(name=name, path=path, least=least, most=f"{most:,}"))
    return value


def _keys(value: object, path: Path, prefix: str = "") -> dict[str, tuple[str, ...]]:
    """The keys table. TOML reads ``ticket.open = "x"`` as a table in a table: flattened here."""
    if not isinstance(value, dict):
        raise BadInput(_("“keys” in {path} must be a table.").format(path=path), _("Write it as [keys]."))
    found: dict[str, tuple[str, ...]] = {}
    for name, keys in value.items():
        if isinstance(keys, dict):
            found |= _keys(keys, path, f"{prefix}{name}.")
        elif isinstance(keys, str):
            found[prefix + name] = (keys,)
        elif isinstance(keys, list) and all(isinstance(key, str) for key in keys):
            found[prefix + name] = tuple(keys)
        else:
            raise BadInput(
                _("“keys.{name}” in {path} must be a key or a list of keys.").format(name=prefix + name, path=path)
            )
    return found


class Shown(NamedTuple):
    """A setting as it is told to people: its value in words, and where that comes from."""

    name: str
    value: str
    origin: str
    about: str


def shown(loaded: Loaded) -> tuple[Shown, ...]:
    """Every setting, for `deskboard config show` and the screen of settings; one that has moved
    where it is still set."""
    values = loaded.settings._asdict() | {"db": shown_db(loaded.settings.db)}

    def words(name: str) -> str:
        value = values[name]
        return value or "" if isinstance(value, str | None) else toml(value) if value != {} else ""

    return tuple(
        Shown(name, words(name), loaded.origins.get(name, "default"), setting.about)
        for name, setting in SETTINGS.items()
        if not setting.moved or (name in loaded.origins and loaded.origins[name] != "default")
    )


def shown_db(db: str) -> str:
    """The path or URL as it may be shown: without a password."""
    import re

    return re.sub(r"(://[^:/@]*):.*@", r"\1:***@", db)


def sample() -> str:
    """A configuration file that changes nothing: every setting as a comment, with its default."""
    lines = [f"# {_('Deskboard. Remove the # before a line to set it.')}", ""]
    defaults = at_defaults()._asdict()
    for name, setting in SETTINGS.items():
        if setting.moved:
            continue
        choices = f" ({', '.join(setting.choices)})" if setting.choices else ""
        lines += [f"# {setting.about}{choices}"]
        if name == "keys":
            lines += ["# [keys]", '# "ticket.open" = ["enter", "o"]', ""]
        else:
            lines += [f"# {name} = {toml(defaults[name])}", ""]
    return "\n".join(lines)


def toml(value: object) -> str:
    """One value as TOML writes it; nothing set is an empty text."""
    import json

    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(key)} = {json.dumps(list(keys))}" for key, keys in value.items())
        return "{" + ", ".join(pairs) + "}"
    return json.dumps(value or "", ensure_ascii=False)
