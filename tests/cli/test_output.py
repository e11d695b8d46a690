"""What leaves the program: for people, for pipes and for programs, and never a control byte."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskboard.cli.render import one_line, to_json
from tests.cli.running import Program

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b\ufeff]")
BYTES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What a file of whole values must not hold either."""
COLOUR = re.compile(r"\x1b\[[0-9;]*m")

HOSTILE = (
    "\x1b[31mred\x1b[0m",
    "\x1b]52;c;cm0gLXJm\x07",
    "\x1b]0;owned\x1b\\",
    "\x9b31m\x90q\x9c",
    "a\x00b\x08\x7f",
    "one\rtwo",
    "one\ttwo",
    "one\ntwo",
    "safe\u202egnp.exe",
    "\u2066x\u2069\u200b\ufeff",
    "line\u2028sep\u2029",
    "[red]markup[/red] [/] [@click=app.quit]x[/]",
    ":smile: %(x)s {0} {ref} $HOME `id`",
    "-rf",
    "../../etc/passwd",
    "프린터 고장 👩‍👩‍👧 e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "x" * 200,
)


def make_hostile(deskboard: Program, ref: int, text: str) -> None:
    """A ticket that has the text wherever there is text."""
    assert deskboard("add", "--", "ticket").code == 0
    assert deskboard("edit", ref, "--description", text).code == 0
    deskboard("edit", ref, "--title", text)
    deskboard("edit", ref, "--queue", text)
    deskboard("edit", ref, "--requester", text)
    deskboard("edit", ref, f"--tag=+{text}")
    deskboard("note", ref, "--", text)
    deskboard("reply", ref, stdin=text)
    deskboard("check", ref, "--add", text)


READS = (
    ("list",),
    ("list", "--columns", "ref,title,description,queue,requester,tags,origin"),
    ("show", 1),
    ("log",),
    ("log", 1),
    ("check", 1),
    ("export", "--to", "csv"),
    ("export", "--to", "json"),
    ("undo",),
)


MODES: tuple[tuple[tuple[str, ...], bool], ...] = (((), False), ((), True), (("--json",), False))
"""Options, and whether it is for a terminal."""
MORE_MODES = ((("--json",), True), (("--plain",), False), (("--plain",), True))


def test_no_control_character_of_anybody_s_text_leaves(deskboard: Program) -> None:
    """All the texts on one desk; each ticket is looked at, and the last six changes of it undone."""
    for ref, text in enumerate(HOSTILE, 1):
        make_hostile(deskboard, ref, text)
        of_this = [("show", ref), ("log", ref), ("check", ref), ("undo",), ("undo",)]
        see_clean(deskboard, of_this, MODES)
    see_clean(deskboard, READS, MODES + MORE_MODES)


def see_clean(deskboard: Program, reads: Iterable[tuple[Any, ...]], modes: Iterable[tuple[Any, bool]]) -> None:
    for args, (more, tty) in product(reads, modes):
        ran = deskboard(*args, *more, tty=tty)
        assert ran.code in (0, 1), (args, ran.err)
        written = COLOUR.sub("", ran.out) + COLOUR.sub("", ran.err if not tty else "")
        forbidden = BYTES if args == ("export", "--to", "csv") and not tty else CONTROL
        assert not forbidden.search(written), (args, more, tty)


def test_text_that_others_wrote_into_the_file_is_held_back_too(deskboard: Program) -> None:
    """The last wall: what was never cleaned on its way in."""
    import sqlite3

    deskboard("add", "x")
    evil = "a\x1b]0;owned\x07b\x9b\u202e\nc"
    with sqlite3.connect(deskboard.db) as connection:
        connection.execute("UPDATE ticket SET title = ?, description = ?, queue = ?", (evil, evil, evil))
    for args in READS[:-1]:
        for tty in (False, True):
            if args == ("export", "--to", "csv") and not tty:
                continue  # a file for other programs holds what the database holds
            assert not CONTROL.search(COLOUR.sub("", deskboard(*args, tty=tty).out)), args


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_errors_are_one_clean_line_whatever_was_typed(deskboard: Program, text: str) -> None:
    for args in (("show", text), ("list", "--columns", text), ("move", "1", text), ("--config", text, "list"), (text,)):
        if "\x00" in text or text == "-rf":
            continue  # no argument can hold a NUL, and -rf is an option
        ran = deskboard(*args)
        assert ran.code != 0
        assert not CONTROL.search(ran.err.removesuffix("\n"))
        assert ran.err.count("\n") == 1


def test_markup_is_text(deskboard: Program) -> None:
    deskboard("add", "--", "[red]x[/red] [/nope]")
    for args in (("list",), ("show", "1")):
        assert "[red]x[/red] [/nope]" in deskboard(*args, tty=True).out


def test_a_pipe_gets_whole_values_and_no_colour(deskboard: Program) -> None:
    title = "A long title " + "x" * 180
    deskboard("add", title, "!critical")
    deskboard("edit", 1, "--description", "one\ttwo\nthree")
    assert deskboard("list", "--columns", "title,description,priority").lines == [[title, "one two three", "critical"]]
    piped, plain = deskboard("list"), deskboard("list", "--plain", tty=True)
    assert piped.out == plain.out
    assert "\x1b" not in piped.out


def test_a_terminal_gets_a_table_that_fits(deskboard: Program) -> None:
    deskboard("add", "A long title " + "x" * 180, "!critical", "#vpn")
    out = deskboard("list", tty=True).out
    assert "\x1b[" in out
    lines = COLOUR.sub("", out).splitlines()
    assert [line.split()[0] for line in lines] == ["Ref", "#1"]
    assert all(len(line) <= 100 for line in lines)
    assert "…" in lines[1]


@pytest.mark.parametrize(("args", "env"), [(("--no-color",), {}), ((), {"NO_COLOR": "1"})])
def test_colour_can_be_turned_off(deskboard: Program, args: tuple[str, ...], env: dict[str, str]) -> None:
    deskboard("add", "Fire", "!critical")
    out = deskboard("list", *args, tty=True, env=env).out
    assert not re.search(r"\x1b\[[0-9;]*(3[0-9]|4[0-9])", out)


def test_json_has_the_promised_names_and_types(deskboard: Program) -> None:
    deskboard("add", "VPN", "due:2026-01-31", "#b", "#a")
    deskboard("check", 1, "--add", "step")
    deskboard("reply", 1, "hello")
    (listed,) = deskboard("list", "--json").records
    (shown,) = deskboard("show", "1", "--json").records
    promised = (
        *("ref", "title", "description", "board", "column", "stage", "priority", "status", "type", "queue"),
        *("assignee", "requester", "tags", "due", "created", "updated", "resolved", "archived", "checklist"),
        *("comments", "attachments", "version"),
    )
    assert [name for name in promised if name not in listed or name not in shown] == []
    assert listed["checklist"] == {"total": 1, "done": 0}
    assert shown["checklist"] == [{"text": "step", "done": False, "assignee": None, "due": None}]
    assert (listed["ref"], listed["tags"], listed["archived"], listed["comments"]) == (1, ["a", "b"], False, 1)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", listed[name]) for name in ("due", "created", "updated"))
    assert [line["kind"] for line in shown["timeline"] if line["kind"] == "reply"] == ["reply"]


def test_one_object_a_line_also_before_the_command(deskboard: Program) -> None:
    deskboard("add", "One")
    deskboard("add", "Two")
    assert deskboard("--json", "list").out == deskboard("list", "--json").out
    assert len(deskboard("--json", "list").records) == 2


@given(st.text())
def test_one_line_is_one_clean_line(text: str) -> None:
    line = one_line(text)
    assert not CONTROL.search(line)
    assert "\n" not in line
    assert "\t" not in line


@given(st.recursive(st.text() | st.integers() | st.none(), st.lists, max_leaves=5))
def test_json_is_ascii_on_one_line_and_comes_back(value: object) -> None:
    line = to_json({"x": value})
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line) == {"x": value}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_whatever_is_typed_as_a_query_is_answered_or_refused(deskboard: Program, text: str) -> None:
    if "\x00" in text or text.startswith("-"):
        return
    ran = deskboard("list", text)
    assert ran.code in (0, 2), ran.err


def test_a_reader_who_leaves_early_is_no_error(deskboard: Program) -> None:
    for _ in range(3):
        deskboard("import", write_csv(deskboard.db.parent / "many.csv"))
    with subprocess.Popen(
        deskboard.command("list", "--json"),
        env={**os.environ, **deskboard.env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.readline().startswith(b"{")
        program.stdout.close()
        assert program.stderr.read() == b""
        assert program.wait(30) == 0


def write_csv(path: Path) -> Path:
    """More than a pipe holds."""
    rows = "".join(f"Ticket {n},{'x' * 300}\n" for n in range(1500))
    path.write_text("title,description\n" + rows)
    return path


def test_a_terminal_without_utf8_gets_question_marks_not_an_error(deskboard: Program) -> None:
    deskboard("add", "프린터")
    ran = subprocess.run(
        deskboard.command("list"),
        check=False,
        capture_output=True,
        env={**os.environ, **deskboard.env, "PYTHONIOENCODING": "latin-1"},
    )
    assert (ran.returncode, ran.stderr, ran.stdout.split(b"\t")[1]) == (0, b"", b"???")
