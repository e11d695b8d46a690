"""The program as a whole: options, set-up, completion, what it loads, and opening the board."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from deskboard import __version__, config
from deskboard.cli import group
from deskboard.tui.intents import INTENTS
from tests.cli.running import Program


def loaded_by(deskboard: Program, *args: object) -> set[str]:
    """The top-level packages that a command imports."""
    code = (
        "import sys; from deskboard.main import main\n"
        "try: main()\n"
        "except SystemExit as end: print('exit', end.code, file=sys.stderr)\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, *map(str, args)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **deskboard.env},
    )
    *_rest, ended, names = ran.stderr.splitlines()
    assert ended == "exit 0"
    return set(names.split())


@pytest.mark.parametrize("args", [("list", "--limit", "5"), ("add", "x"), ("log",), ("list", "--json")])
def test_commands_load_nothing_they_do_not_need(deskboard: Program, args: tuple[str, ...]) -> None:
    assert loaded_by(deskboard, *args) & {"textual", "rich", "alembic", "platformdirs", "psycopg"} == set()


@pytest.mark.parametrize("args", [("--version",), ("--help",), ("completion", "zsh"), ("keys",), ("add", "--help")])
def test_what_needs_no_database_loads_none(deskboard: Program, args: tuple[str, ...]) -> None:
    assert loaded_by(deskboard, *args) & {"textual", "rich", "sqlalchemy", "sqlmodel", "pydantic"} <= (
        {"sqlalchemy", "sqlmodel", "pydantic"} if args[0] == "add" else set()
    )


def test_the_version(deskboard: Program) -> None:
    assert deskboard("--version").out == f"deskboard {__version__}\n"


def test_help_names_every_command(deskboard: Program) -> None:
    help_text = deskboard("--help").out
    for name in group.COMMANDS:
        assert f"\n  {name} " in help_text
        ran = deskboard(name, "--help")
        assert (ran.code, ran.out.startswith(f"Usage: deskboard {name}")) == (0, True)


def test_every_command_of_the_table_is_there_under_its_name() -> None:
    context = click.Context(group.program)
    for name in group.COMMANDS:
        command = group.program.get_command(context, name)
        assert command is not None
        assert command.name == name


def test_global_options_mean_the_same_before_and_after_the_command(deskboard: Program, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    deskboard("--db", other, "add", "There")
    assert deskboard("--db", other, "list", "--columns", "title").out == "There\n"
    assert deskboard("list", "--columns", "title", "--db", other).out == "There\n"
    assert deskboard("list").out == ""
    for args in (("--user", "bob", "add", "x"), ("add", "x", "--user", "bob")):
        deskboard(*args)
        assert deskboard("log", "--limit", "1").lines[0][1] == "bob"


def test_a_typo_gets_a_suggestion(deskboard: Program) -> None:
    assert "“list”" in deskboard("lst").err


def test_debug_adds_where_it_came_from(deskboard: Program) -> None:
    assert "Traceback" not in deskboard("show", 99).err
    assert "Traceback" in deskboard("show", 99, "--debug").err
    assert "Traceback" in deskboard("--debug", "show", 99).err


def test_an_error_nobody_thought_of_is_one_line(deskboard: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from deskboard.desk.desk import Desk

    def broken(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError("very\x1b[31m\nwrong")

    monkeypatch.setattr(Desk, "tickets", broken)
    ran = deskboard("list")
    assert (ran.code, ran.err.count("\n"), "\x1b" in ran.err) == (1, 1, False)
    assert "ZeroDivisionError" in ran.err
    assert "--debug" in ran.err


@pytest.mark.parametrize("words", [("-tag:vpn",), ("-is:done", "-tag:vpn"), ("--", "-tag:vpn"), ("is:open", "-#vpn")])
def test_a_minus_negates_in_a_query(deskboard: Program, words: tuple[str, ...]) -> None:
    deskboard("add", "One #vpn", "#vpn")
    deskboard("add", "Two")
    assert [line[1] for line in deskboard("list", "--limit", "9", *words).lines] == ["Two"]
    exported = deskboard("export", "--to", "csv", *words).out
    assert ("One" in exported, "Two" in exported) == (False, True)


def test_options_of_list_may_stand_anywhere(deskboard: Program) -> None:
    for title in ("B", "A", "C"):
        deskboard("add", title)
    for args in (
        ("is:open", "--sort", "-title", "--columns=title"),
        ("--sort=-title", "--columns", "title", "is:open"),
    ):
        assert deskboard("list", *args).out == "C\nB\nA\n"
    assert deskboard("list", "sort:title", "--sort", "-title", "--columns", "title").out == "C\nB\nA\n"
    assert deskboard("list", "--frob").code == 2


def test_the_database_is_made_once_and_never_by_reading(deskboard: Program, tmp_path: Path) -> None:
    new = tmp_path / "deep" / "new.db"
    ran = deskboard("--db", new, "list")
    assert (ran.code, "deskboard init" in ran.err, new.exists()) == (3, True, False)
    made = deskboard("--db", new, "init")
    assert (made.code, made.out) == (0, f"{new}\n")
    assert (new.stat().st_mode & 0o777, new.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    before = new.read_bytes()
    again = deskboard("--db", new, "init")
    assert (again.code, again.out, new.read_bytes()) == (0, f"{new}\n", before)
    assert str(tmp_path / "third.db") in deskboard("--db", tmp_path / "third.db", "add", "x").err


def test_migrate_on_a_current_database_is_fine(deskboard: Program) -> None:
    assert deskboard("migrate").code == 0


@pytest.mark.parametrize("content", [b"Dear diary " * 500, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_exit_code_five(deskboard: Program, content: bytes) -> None:
    deskboard.db.write_bytes(content)
    for args in (("list",), ("add", "x")):
        ran = deskboard(*args)
        assert (ran.code, ran.err.count("\n")) == (5, 1)


@pytest.mark.parametrize(
    "args",
    [
        ("list", "column:\udcff"),
        ("list", "--sort", "\udcff"),
        ("export", "column:\udcff"),
        ("export", "-o", ""),
        ("export", "-o", "."),
        ("--db", "postgresql:", "list"),
        ("--db", "/", "list"),
        ("list", "tag:a" + ",b" * 1_500),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(deskboard: Program, args: tuple[str, ...]) -> None:
    ran = deskboard(*args)
    assert (ran.code in (2, 5), ran.out, ran.err.count("\n")) == (True, "", 1), ran.err


def test_bytes_that_are_no_text_restrict_nothing(deskboard: Program) -> None:
    deskboard("add", "One")
    assert deskboard("list", "--columns", "title", "one\udcff").out == "One\n"
    assert deskboard("--query", "one\udcff").code == 0
    assert deskboard.opened[0][2] == "one"


def test_a_viewer_may_look_but_not_touch(deskboard: Program) -> None:
    import sqlite3

    deskboard("add", "One")
    deskboard("--user", "eve", "list")
    with sqlite3.connect(deskboard.db) as connection:
        connection.execute("UPDATE person SET role = 'viewer' WHERE login = 'eve'")
    assert deskboard("--user", "eve", "list").code == 0
    for args in (("add", "x"), ("edit", 1, "--title", "x"), ("reply", 1, "x"), ("archive", 1)):
        assert deskboard("--user", "eve", *args).code == 6, args


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(deskboard: Program, shell: str) -> None:
    ran = deskboard("completion", shell)
    assert (ran.code, "_DESKBOARD_COMPLETE" in ran.out) == (0, True)


def test_completion_knows_the_commands(deskboard: Program) -> None:
    ran = subprocess.run(
        deskboard.command(),
        check=False,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            **deskboard.env,
            "_DESKBOARD_COMPLETE": "bash_complete",
            "COMP_WORDS": "deskboard re",
            "COMP_CWORD": "1",
        },
    )
    assert {line.partition(",")[2] for line in ran.stdout.splitlines()} == {
        "restore",
        "restore-backup",
        "reply",
        "redo",
    }


@pytest.mark.parametrize(
    ("words", "at", "offered"),
    [
        ("deskboard list queue:net", 2, {"queue:network"}),
        ("deskboard list queue : ne", 4, {"network"}),
        ("deskboard list queue :", 3, {"network", "mine", "none"}),
        ("deskboard list pri", 2, {"priority:"}),
        ("deskboard edit 1 --queue n", 4, {"network", "none"}),
        ("deskboard queue show net", 3, {"network"}),
    ],
)
def test_completion_knows_the_queues(deskboard: Program, words: str, at: int, offered: set[str]) -> None:
    """bash takes a colon for a word of its own."""
    deskboard("queue", "add", "network")
    deskboard("queue", "add", "evil; rm -rf $HOME")
    asked = {"_DESKBOARD_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(at)}
    ran = subprocess.run(
        deskboard.command(), check=False, capture_output=True, text=True, env={**os.environ, **deskboard.env, **asked}
    )
    assert {line.partition(",")[2] for line in ran.stdout.splitlines()} == offered


def test_config_shows_what_holds_and_where_it_comes_from(deskboard: Program, tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text('theme = "light"\n[keys]\n"ticket.open" = "o"\n')
    lines = {line[0]: line[1:] for line in deskboard("config", "show", "--config", file).lines}
    assert set(lines) == {name for name, setting in config.SETTINGS.items() if not setting.moved}
    assert lines["theme"] == ["light", str(file)]
    assert lines["db"] == [str(deskboard.db), "DESKBOARD_DB"]
    assert lines["density"] == ["normal", "default"]
    assert deskboard("config", "path", "--config", file).out == f"{file}\n"
    assert deskboard("keys", "--config", file).lines[10][0] != ""


def test_config_edit_makes_a_commented_file_and_checks_it(
    deskboard: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new" / "c.toml"
    monkeypatch.setenv("EDITOR", "true")
    assert deskboard("config", "edit", "--config", file).code == 0
    assert (file.stat().st_mode & 0o777, file.read_text()) == (0o600, config.sample())
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "mouse = 3" >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    ran = deskboard("config", "edit", "--config", file)
    assert (ran.code, "mouse" in ran.err) == (2, True)
    assert deskboard("config", "path", "--config", file).code == 0


def test_keys_lists_every_intent_and_the_user_s_own_keys(deskboard: Program, tmp_path: Path) -> None:
    assert {line[3] for line in deskboard("keys").lines} == {intent.id for intent in INTENTS}
    markdown = deskboard("keys", "--markdown").out
    assert [intent.id for intent in INTENTS if f"`{intent.id}`" not in markdown] == []
    file = tmp_path / "c.toml"
    file.write_text('[keys]\n"ticket.open" = "o"\n"ticket.assign" = "o"\n')
    ran = deskboard("keys", "--config", file)
    assert next(line for line in ran.lines if line[3] == "ticket.open")[0] == "o"
    assert "ticket.open" in ran.err
    assert "ticket.assign" in ran.err
    file.write_text('[keys]\n"ticket.opn" = "o"\n')
    assert deskboard("keys", "--config", file).code == 2


def test_without_a_command_the_board_opens_as_asked(deskboard: Program) -> None:
    assert deskboard("--board", "Help desk", "--query", "is:open", "--user", "bob").code == 0
    ((settings, board, query),) = deskboard.opened
    assert (board, query, settings.user, settings.db) == ("Help desk", "is:open", "bob", str(deskboard.db))


@pytest.mark.parametrize("term", ["dumb", "xterm"])
def test_without_a_terminal_the_board_points_to_the_commands(deskboard: Program, term: str) -> None:
    ran = subprocess.run(
        deskboard.command(),
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **deskboard.env, "TERM": term},
    )
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
    assert "deskboard list" in ran.stderr


def test_demo_is_made_opened_and_thrown_away(deskboard: Program) -> None:
    assert deskboard("demo", "--tickets", 12).code == 0
    ((settings, _board, _query),) = deskboard.opened
    assert settings.db != str(deskboard.db)
    assert not Path(settings.db).parent.exists()
    assert deskboard("list").out == ""


def test_demo_can_be_kept_and_is_the_same_for_the_same_seed(deskboard: Program, tmp_path: Path) -> None:
    for name in ("a.db", "b.db"):
        ran = deskboard("demo", "--tickets", 15, "--seed", 3, "--keep", tmp_path / name, "--no-open")
        assert (ran.code, ran.out) == (0, f"{tmp_path / name}\n")
    lists = [deskboard("--db", tmp_path / name, "list", "--columns", "ref,title") for name in ("a.db", "b.db")]
    assert lists[0].out == lists[1].out != ""
    assert deskboard("demo", "--keep", tmp_path / "a.db").code == 2


def test_import_and_export(deskboard: Program, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text('Summary,Deadline,Extra\nPrinter,2026-01-31,x\nVPN,2026-13-99,y\n"Torn\n')
    args = ("import", source, "--map", "title=Summary,due=Deadline")
    dry = deskboard(*args, "--dry-run")
    assert (dry.code, deskboard("list").out) == (0, "")
    first, second = deskboard(*args), deskboard(*args, "--json")
    assert first.code == 0
    assert "Row 3 " in first.err
    assert second.records[0]["added"] == 0
    assert second.records[0]["known"] == 1
    assert deskboard("list", "--columns", "title").out == "Printer\n"
    target = tmp_path / "out.jsonl"
    assert deskboard("export", "-o", target).code == 0
    copy = tmp_path / "copy.db"
    assert deskboard("--db", copy, "import", target).code == 0
    assert (
        deskboard("--db", copy, "list", "--columns", "ref,title,due").out
        == deskboard("list", "--columns", "ref,title,due").out
    )
    assert deskboard("import", tmp_path / "missing.csv").code == 3
    assert deskboard("import", source, "--map", "nonsense").code == 2


def test_a_dry_run_makes_no_database(deskboard: Program, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("title\nPrinter\n")
    new = tmp_path / "new.db"
    assert "1" in deskboard("--db", new, "import", source, "--dry-run").err
    assert not new.exists()


def test_an_export_that_fails_leaves_the_old_file(deskboard: Program, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("precious")
    deskboard.db.write_bytes(b"broken")
    assert deskboard("export", "-o", target).code == 5
    assert target.read_text() == "precious"
    assert deskboard("export", "-o", tmp_path / "no" / "dir.csv").code == 5
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []
