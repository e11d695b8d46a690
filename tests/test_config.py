"""Settings: who wins, and what is refused."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from deskboard import config, paths
from deskboard.domain.errors import BadInput, NotFound


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def load(path: Path, flags: dict[str, str] | None = None, env: dict[str, str] | None = None) -> config.Loaded:
    return config.load({"config": str(path), **(flags or {})}, env or {})


def test_flags_win_over_the_environment_over_the_file_over_defaults(tmp_path: Path) -> None:
    file = write(tmp_path / "c.toml", 'db = "/file.db"\nuser = "file"\ntheme = "light"\n')
    loaded = load(file, {"db": "/flag.db"}, {"DESKBOARD_DB": "/env.db", "DESKBOARD_USER": "env"})
    assert (loaded.settings.db, loaded.settings.user, loaded.settings.theme) == ("/flag.db", "env", "light")
    assert loaded.settings.density == "normal"
    assert {name: loaded.origins[name] for name in ("db", "user", "theme", "density")} == {
        "db": "--db",
        "user": "DESKBOARD_USER",
        "theme": str(file),
        "density": "default",
    }


def test_nothing_set_uses_the_platform_directories(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    loaded = config.load({}, {})
    assert loaded.settings.db == str(tmp_path / "data/deskboard/deskboard.db")
    assert loaded.path == tmp_path / "config/deskboard/config.toml"


def test_a_home_directory_is_understood_in_the_file() -> None:
    assert config.load({"db": "~/desk.db"}, {"DESKBOARD_CONFIG": os.devnull}).settings.db == str(
        Path.home() / "desk.db"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('densty = "normal"', ["densty", "Did you mean “density”?"]),
        ("zzz = 1", ["zzz", "Settings are"]),
        ('mouse = "yes"', ["mouse", "true or false"]),
        ("mouse = 1", ["mouse", "true or false"]),
        ("archive_after_days = true", ["archive_after_days", "whole number"]),
        ("archive_after_days = -1", ["archive_after_days", "from 0"]),
        ('theme = "pink"', ["theme", "pink", "dark, light, contrast, ansi"]),
        ("keys = 3", ["keys", "[keys]"]),
        ('[keys]\n"ticket.open" = 3', ["keys.ticket.open"]),
        ('[keys]\nticket.open = ["x", 3]', ["keys.ticket.open"]),
        ("theme = @", ["not valid TOML", "line 1"]),
    ],
)
def test_what_is_wrong_is_refused_by_name(tmp_path: Path, text: str, words: list[str]) -> None:
    file = write(tmp_path / "c.toml", text)
    with pytest.raises(BadInput) as refused:
        load(file)
    assert str(file) in str(refused.value)
    assert [word for word in words if word not in str(refused.value)] == []


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_bytes(b'user = "\xff"')
    with pytest.raises(BadInput, match="not valid TOML"):
        load(file)


def test_a_file_that_was_asked_for_must_exist(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="config edit"):
        load(tmp_path / "missing.toml")


def test_keys_are_taken_quoted_or_dotted_one_or_several(tmp_path: Path) -> None:
    file = write(tmp_path / "c.toml", '[keys]\n"ticket.open" = ["enter", "o"]\ncursor.down = "n"\n')
    assert load(file).settings.keys == {"ticket.open": ("enter", "o"), "cursor.down": ("n",)}


def test_the_sample_file_changes_nothing_and_every_line_of_it_may_be_uncommented(tmp_path: Path) -> None:
    sample = config.sample()
    assert tomllib.loads(sample) == {}
    settings_only = "\n".join(
        line.removeprefix("# ") for line in sample.splitlines() if "= " in line or line == "# [keys]"
    )
    loaded = load(write(tmp_path / "c.toml", settings_only))
    before = config.load({}, {"DESKBOARD_CONFIG": os.devnull}).settings
    assert loaded.settings._replace(keys={}) == before
    assert set(config.SETTINGS) == set(config.Settings._fields)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:s3cret@db/desk", "postgresql://ann:***@db/desk"),
        ("postgresql://ann:p@ss@db/desk", "postgresql://ann:***@db/desk"),
        ("postgresql://db/desk", "postgresql://db/desk"),
        ("/srv/desk:board@home.db", "/srv/desk:board@home.db"),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    assert config.shown_db(url) == shown


def test_new_directories_are_private(tmp_path: Path) -> None:
    paths.make_parent(tmp_path / "a" / "b" / "config.toml")
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("a", "a/b")] == [0o700, 0o700]
