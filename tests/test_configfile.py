"""Changing one setting in a file that somebody wrote with care."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from deskboard import config
from deskboard.configfile import save, with_value
from deskboard.domain.errors import BadInput, Unavailable

OWN = """# mine
theme = "light"   # for the office

# Keys
[keys]
"ticket.open" = ["enter", "o"]
theme = "x"
"""


def test_only_the_line_of_the_setting_changes() -> None:
    assert with_value(OWN, "theme", "dark") == OWN.replace('"light"', '"dark"', 1)
    assert with_value(OWN, "theme", None) == OWN.replace('theme = "light"   # for the office\n', "", 1)


def test_a_new_setting_stands_before_the_tables_and_their_comments() -> None:
    assert with_value(OWN, "mouse", False) == OWN.replace("\n\n# Keys", "\nmouse = false\n\n# Keys", 1)
    assert with_value("", "mouse", True) == "mouse = true\n"
    assert with_value('user = "ann"', "mouse", True) == 'user = "ann"\nmouse = true\n'


def test_in_the_sample_it_stands_below_its_own_comment(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "config.toml"
    save(path, "density", "compact")
    text = path.read_text()
    assert '# density = "normal"\ndensity = "compact"\n' in text
    assert tomllib.loads(text) == {"density": "compact"}
    assert path.stat().st_mode & 0o777 == 0o600


def test_every_setting_can_be_set_and_unset(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    values = {"db": '/a "b"\\c', "user": "ann", "theme": "light", "mouse": False, "stale_days": 3}
    for name, value in values.items():
        save(path, name, value)
    assert tomllib.loads(path.read_text()) == values
    for name in values:
        save(path, name, None)
    assert path.read_text() == config.sample()


@pytest.mark.parametrize(("name", "value"), [("theme", "pink"), ("mouse", "yes"), ("stale_days", -1), ("x", 1)])
def test_what_is_refused_in_the_file_is_not_written(tmp_path: Path, name: str, value: str | int) -> None:
    path = tmp_path / "config.toml"
    with pytest.raises(BadInput):
        save(path, name, value)
    assert not path.exists()


def test_a_file_that_is_no_toml_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("theme = @")
    with pytest.raises(BadInput, match="not valid TOML"):
        save(path, "theme", "dark")
    assert path.read_text() == "theme = @"


def test_a_value_of_several_lines_is_left_to_the_editor(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text := 'user = """\nann"""\n')
    with pytest.raises(BadInput, match="config edit"):
        save(path, "user", "bob")
    assert path.read_text() == text


def test_a_link_stays_a_link_and_modes_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    real.write_text("mouse = true\n")
    real.chmod(0o640)
    link.symlink_to(real)
    save(link, "mouse", False)
    assert link.is_symlink() and real.read_text() == "mouse = false\n" and real.stat().st_mode & 0o777 == 0o640


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="Cannot"):
        save(tmp_path / "file" / "config.toml", "mouse", False)
