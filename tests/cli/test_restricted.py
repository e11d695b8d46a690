"""What a caller cannot do who works through a service account."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from deskboard import restricted
from deskboard.cli.group import COMMANDS
from deskboard.cli.params import FileName, FilePath
from tests.cli.running import Program, Ran
from tests.cli.somebody import ROOT

START = """
import json, os, sys
from pathlib import Path
from deskboard import restricted
from tests.cli.somebody import one
restricted.begin(os.environ, Path({home!r}))
{more}
for args, stdin in json.loads(sys.argv[1]):
    print(json.dumps(one(["--restricted", *args], os.environ, stdin)))
"""


class Account:
    """A service account: its home, with a configuration, a database and a secret."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.db = home / "desk.db"
        config = home / ".config" / "deskboard" / "config.toml"
        config.parent.mkdir(parents=True)
        config.write_text('db = "desk.db"\n')
        self.secret = home / "secret.txt"
        self.secret.write_text("s3cret")

    def __call__(self, *steps: tuple[list[str], str], more: str = "", **env: str) -> list[Ran]:
        """Command lines, each with what it reads, in one restricted process of their own; what
        ``more`` prints comes before what they came to."""
        said = subprocess.run(
            [sys.executable, "-c", START.format(home=str(self.home), more=more), json.dumps(steps)],
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            cwd=self.home.parent,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
        return [Ran(*json.loads(line)) for line in said.splitlines()]


@pytest.fixture
def account(tmp_path: Path) -> Account:
    return Account(tmp_path / "home")


def test_the_work_goes_on_as_ever(account: Account) -> None:
    ran = account(
        (["add", "First"], ""),
        (["note", "1", "-"], "By the way"),
        (["attach", "1", "-", "--name", "trace.txt"], "a trace"),
        (["save", "1", "trace.txt", "-"], ""),
        (["export", "--to", "csv", "-o", "-"], ""),
        (["import", "-"], "title\nSecond\n"),
        (["list", "--columns", "title", "--sort", "created"], ""),
        (["undo"], ""),
        (["doctor", "--plain"], ""),
        ([], ""),
    )
    assert [one.code for one in ran] == [0] * len(ran)
    assert (ran[3].out, ran[4].out.count("First"), ran[6].out) == ("a trace", 1, "First\nSecond\n")
    assert account.db.stat().st_mode & 0o777 == 0o600


OUTSIDE = [
    ["--db", "/tmp/other.db", "list"],
    ["list", "--db", "/tmp/other.db"],
    ["--config", "/tmp/other.toml", "list"],
    ["list", "--config=/tmp/other.toml"],
    ["--user", "root", "list"],
    ["list", "--user", "root"],
    ["--debug", "list"],
    ["attach", "1", "secret.txt"],
    ["attach", "1", "/etc/passwd"],
    ["attach", "1", "-", "secret.txt"],
    ["save", "1", "trace.txt"],
    ["save", "1", "trace.txt", "/tmp/out"],
    ["export", "-o", "out.jsonl"],
    ["import", "secret.txt"],
    ["import", "--dry-run", "/dev/stdin"],
    ["template", "add", "--from", "secret.txt"],
    ["template", "add", "New"],
    ["config", "edit"],
    ["backup"],
    ["backup", "copy.db"],
    ["restore-backup", "copy.db"],
    ["demo", "--keep", "demo.db", "--no-open"],
    ["demo", "--no-open"],
    ["copy", "desk.db", "other.db"],
    ["init", "--shared-group", "root"],
]


def test_what_reaches_outside_is_refused_with_the_reason(deskboard: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restricted, "_on", True)
    before = sorted(deskboard.db.parent.iterdir())
    ran = {" ".join(args): deskboard("--restricted", *args) for args in OUTSIDE}
    assert {line: (one.code, one.out) for line, one in ran.items()} == dict.fromkeys(ran, (6, ""))
    assert [line for line, one in ran.items() if "Switched off (--restricted)" not in one.err] == []
    assert sorted(deskboard.db.parent.iterdir()) == before


def test_no_variable_of_the_caller_leads_elsewhere(account: Account, tmp_path: Path) -> None:
    evil = tmp_path / "evil"
    (evil / "deskboard").mkdir(parents=True)
    (evil / "deskboard" / "config.toml").write_text(f'db = "{evil}/evil.db"\nuser = "root"\n')
    (tmp_path / "desk.db").write_text("not this one")
    added, said = account(
        (["add", "First"], ""),
        (["list", "--columns", "title"], ""),
        DESKBOARD_DB=str(evil / "evil.db"),
        DESKBOARD_CONFIG=str(evil / "deskboard" / "config.toml"),
        DESKBOARD_USER="root",
        XDG_CONFIG_HOME=str(evil),
        XDG_DATA_HOME=str(evil),
        XDG_STATE_HOME=str(evil),
        HOME=str(evil),
        TMPDIR=str(evil),
        TEXTUAL_LOG=str(evil / "log"),
        TEXTUAL_DRIVER="evil:Driver",
        EDITOR="touch /tmp/evil",
    )
    assert (added.code, said.out) == (0, "First\n")
    assert sorted(path.name for path in evil.iterdir()) == ["deskboard"]


def test_of_the_variables_stay_those_that_name_no_file() -> None:
    kept = restricted.cleaned(
        {
            "TERM": "tmux-256color",
            "LANG": "ko_KR.UTF-8",
            "LC_ALL": "../../tmp/evil",
            "LANGUAGE": "/tmp/evil",
            "TZ": "Europe/Vilnius",
            "SUDO_USER": "ann",
            "SUDO_UID": "1000",
            "TMUX": "/tmp/tmux-1000/default,7,0",
            "TEXTUAL_DRIVER": "evil",
            "LD_PRELOAD": "/tmp/evil.so",
            "PGPASSFILE": "/tmp/evil",
        }
    )
    assert kept == {
        "TERM": "tmux-256color",
        "LANG": "ko_KR.UTF-8",
        "TZ": "Europe/Vilnius",
        "SUDO_USER": "ann",
        "SUDO_UID": "1000",
        "TMUX": "1",
    }
    assert restricted.cleaned({"TZ": "/etc/shadow"}) == restricted.cleaned({"TZ": ":/x"}) == {}


def test_the_doctor_says_whether_callers_can_get_around(deskboard: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restricted, "_on", True)

    def account_lines() -> list[list[str]]:
        return [line for line in deskboard("doctor").lines if line[0] == "account"]

    deskboard.db.parent.chmod(0o700)
    assert [line[1] for line in account_lines()] == ["ok"]
    deskboard.db.chmod(0o660)
    assert [(line[1], "chmod go-rwx" in line[3]) for line in account_lines()] == [("todo", True)]


STARTS = (
    "__import__('subprocess').run(['true'])",
    "os.system('true')",
    "os.execv('/bin/true', ['true'])",
    "os.posix_spawn('/bin/true', ['true'], {})",
    "os.fork()",
    "__import__('pty').fork()",
    "__import__('click').edit('text')",
)
TRY = """
for code in {codes}:
    try:
        eval(code)
        print(json.dumps([1, code, "started"]))
    except restricted.NotAllowed:
        print(json.dumps([0, code, "refused"]))
"""


def test_no_program_starts_whoever_forgot_to_ask(account: Account) -> None:
    ran = account(more=TRY.format(codes=STARTS), EDITOR="true")
    assert [one.err for one in ran] == ["refused"] * len(STARTS)


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its name, those of groups too."""
    for name, entry in COMMANDS.items():
        module, _colon, attribute = entry.place.partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        yield name, found
        if isinstance(found, click.Group):
            yield from ((f"{name} {inner}", command) for inner, command in found.commands.items())


NAMES_A_FILE = ("file", "path", "dir", "folder", "source", "target", "keep", "output")


def test_every_parameter_that_names_a_file_passes_the_one_that_decides() -> None:
    """A new one is found by what it is called: FILE, PATH or DIR in its help or its name."""
    forgotten = []
    for name, command in commands():
        outside = COMMANDS[name.split()[0]].outside
        for parameter in command.params:
            if parameter.name in restricted.OPTIONS or outside or getattr(parameter, "is_flag", False):
                continue
            words = {parameter.name or "", *(opt.strip("-") for opt in parameter.opts)}
            metavar = (getattr(parameter, "metavar", None) or "").upper()
            names_one = bool(words & set(NAMES_A_FILE)) or any(word in metavar for word in ("FILE", "PATH", "DIR"))
            decides = isinstance(parameter.type, FileName | FilePath)
            if (isinstance(parameter.type, click.Path | click.File) and not decides) or (names_one and not decides):
                forgotten.append(f"{name} {parameter.name}")
    assert forgotten == []
