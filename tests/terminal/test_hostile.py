"""No byte of what strangers write reaches a terminal as anything but text (PRODUCT §17).

The same texts come in by the command line, by an import, and by somebody who writes into the
database with other tools; then every screen and every command shows them, and what left is
taken apart. Each text stands between two plain words, which must be readable.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from deskboard.domain.commands import AddComment, AddTicket
from deskboard.domain.model import CommentKind
from deskboard.store.sqlite import sqlite3
from tests.cli.running import Program
from tests.terminal.conftest import Site
from tests.terminal.hostile import PAYLOADS, found_in_output, found_on_board
from tests.terminal.stream import INVISIBLE
from tests.terminal.term import Term

NUMBERED = {name: f"h{n:02} {text} t{n:02}" for n, (name, text) in enumerate(PAYLOADS.items(), 1)}
WORDS = [word for n in range(1, len(PAYLOADS) + 1) for word in (f"h{n:02}", f"t{n:02}")]
ALL = "\n".join(NUMBERED.values())
WHY = ("queue", "mode", "rule", "place", "open", "limit", "eligible", "eligible_count", "not", "not_count", "state")
COLOURED = "\x1b[31mred\x1b[2J\x1b[H"


def write_directly(db: Path) -> None:
    """As somebody does who has the file and other tools: nothing is cleaned on the way in."""
    with sqlite3.connect(db) as connection:
        texts = list(NUMBERED.values())
        refs = [row[0] for row in connection.execute("SELECT id FROM ticket ORDER BY id")]
        for ref, text in zip(refs, texts, strict=False):
            connection.execute(
                "UPDATE ticket SET title = ?, description = ?, queue = ? WHERE id = ?", (text, ALL, text, ref)
            )
            connection.execute("UPDATE step SET text = ? WHERE ticket_id = ?", (text, ref))
            connection.execute("UPDATE comment SET text = ?, author = ? WHERE ticket_id = ?", (ALL, text, ref))
            connection.execute("UPDATE ticket_tag SET tag = ? WHERE ticket_id = ?", (text, ref))
            connection.execute("UPDATE person SET name = ? WHERE login = ?", (text, f"p{ref}"))
        connection.execute("DELETE FROM queue")
        for ident, text in enumerate(texts, 1):
            connection.execute(
                "INSERT INTO queue (id, name, mode, rank) VALUES (?, ?, 'manual', ?)", (ident, text, text)
            )
            connection.execute("INSERT INTO queue_member VALUES (?, ?, 'primary')", (ident, f"p{ident}"))
            connection.execute("INSERT INTO queue_member VALUES (?, 'ann', 'secondary')", (ident,))
        connection.execute("UPDATE board_column SET name = 'Do' || ? || 'ing' WHERE name = 'Doing'", (COLOURED,))
        connection.execute("UPDATE board SET name = 'Help' || ? || ' desk'", (COLOURED,))
        connection.execute("UPDATE event SET actor = ? WHERE id % 2", (NUMBERED["clipboard"],))
    connection.close()


@pytest.fixture(scope="module")
def poisoned_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with ExitStack() as terms:
        site = Site(tmp_path_factory.mktemp("poison"), terms)
        with site.desk() as desk:
            for n in range(1, len(PAYLOADS) + 1):
                ref = desk.do(
                    AddTicket(
                        f"Ticket {n}",
                        {"tags": ("tag",), "queue": "q", "assignee": f"p{n}", "requester": f"r{n}@x.example"},
                        steps=("step", "step"),
                    )
                ).created[0]
                desk.do(AddComment((ref,), CommentKind.NOTE, "text"))
        write_directly(site.db)
    return site.db


@pytest.fixture
def poisoned(site: Site, poisoned_file: Path) -> Site:
    """A database that somebody has filled with hostile texts behind our back."""
    shutil.copy(poisoned_file, site.db)
    return site


def pages(term: Term) -> Iterator[str]:
    """The screen, page after page down to the end."""
    last = ""
    while term.text != last:
        last = term.text
        yield last
        term.press("\x1b[6~")


def missing(shown: str, words: list[str]) -> list[str]:
    return [word for word in words if not re.search(rf"\b{word}\b", shown)]


SEEN = [name for name, text in PAYLOADS.items() if re.search(f"[\x00-\x1f\x7f-\x9f]|{INVISIBLE.pattern}", text)]


@pytest.mark.parametrize("name", SEEN)
def test_the_watchman_is_awake(name: str) -> None:
    """What these tests look for would be seen if it left."""
    raw = f"\x1b[1;1H\x1b[38;5;246m{PAYLOADS[name]}\x1b[0m\r\n".encode()
    assert found_on_board(raw) or name == "carriage return"
    assert found_in_output(raw, colours=True)


def test_the_board_in_every_density(poisoned: Site) -> None:
    term = poisoned.board(ready="h", size=(120, 40))
    for _density in range(3):
        shown = "".join(pages(term))
        assert missing(shown, WORDS[::2]) == []
        term.press("g", "z")
    assert "Help[31mred[2J[H desk" in term.text, "what would be a sequence is shown without its escape"
    assert found_on_board(term.raw) == []


@pytest.mark.parametrize("size", [(80, 24), (200, 50)], ids=str)
def test_the_tabs_of_a_ticket(poisoned: Site, size: tuple[int, int]) -> None:
    term = poisoned.board(size=size)
    term.send("\r")
    term.wait_for("Details")
    term.press("g")
    details = "".join(pages(term))
    term.press("\t")
    term.wait_for("[ ]" if "[ ]" in term.text else "○")
    term.press("\t", "g")
    comments = "".join(pages(term))
    term.press("\t", "g", "T", "o", "o")
    history = "".join(pages(term))
    assert found_on_board(term.raw) == []
    assert missing(details, WORDS) == []
    assert missing(comments, WORDS) == []
    assert "ticket" in history or "added" in history
    assert not term.ended


def test_dialogs_palette_help_and_status(poisoned: Site) -> None:
    term = poisoned.board()
    for key, sign in (
        ("a", "who does it"),
        ("t", "tags"),
        ("m", "Move"),
        ("e", "Edit #"),
        ("s", "status"),
        ("D", "due"),
        ("c", "Public reply"),
        (":", "Commands"),
        ("?", "scroll"),
    ):
        term.send(key)
        term.wait_for(sign)
        term.press("\x1b[6~", "\x1b[6~")
        term.send("\x1b")
        term.wait_without(sign)
    for key in "1LuU":
        term.cost(key)
    for field in ("queue", "requester", "title"):
        term.send(":")
        term.wait_for("Commands")
        term.send("another field")
        term.wait_for("▌Set another field")
        term.send("\r")
        term.wait_for("Which field?")
        term.send(field)
        term.wait_for(f" {field} ", f"▌{field} ")
        term.send("\r")
        heading = ": " + field if field != "requester" else "who asked"
        term.wait_for(heading)
        term.press("\x1b")
        term.wait_without(heading)
    assert found_on_board(term.raw) == []
    assert not term.ended


def test_the_pages_about_work(poisoned: Site) -> None:
    """The team, its queues, what I am to do, and why a ticket is whose it is."""
    why = json.dumps(
        {"field": "assignee", "before": None, "after": "p1", "why": dict.fromkeys(WHY, NUMBERED["clipboard"])}
    )
    with sqlite3.connect(poisoned.db) as connection:
        connection.execute("UPDATE ticket SET assignee = 'ann' WHERE id > 2")
        connection.execute(
            "INSERT INTO event (command_id, kind, ticket_id, data, actor, at, past, undone)"
            " SELECT command_id, 'ticket.edited', 1, ?, actor, at, 0, 0 FROM event WHERE ticket_id = 1 LIMIT 1",
            (why,),
        )
    connection.close()
    term = poisoned.board(ready="h")
    term.send("X")
    term.wait_for("Esc leaves")
    term.send("\x1b")
    term.wait_without("Esc leaves")
    for key, sign in (("o", "My work"), ("T", " Team "), ("Q", "Queues")):
        term.send(key)
        term.wait_for(sign)
        shown = "".join(pages(term))
        assert any(word in shown for word in WORDS), key
        term.send("\x1b")
        term.wait_without(sign)
    assert found_on_board(term.raw) == []
    assert not term.ended
    for args in (("team",), ("queue",), ("next",), ("explain", "1"), ("show", "1"), ("log", "1")):
        assert found_in_output(poisoned.cli(*args).encode()) == [], args


def test_a_click_on_markup_does_nothing(poisoned: Site) -> None:
    term = poisoned.board(ready="h")
    next(shown for shown in pages(term) if "@click" in shown)
    for y, line in enumerate(term.lines):
        if "@click" in line:
            x = line.index("app.quit")
            term.send(f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m")
    term.settle()
    assert not term.ended
    assert found_on_board(term.raw) == []


@pytest.mark.parametrize("way", ["typed", "pasted"])
def test_quick_add_and_filter_with_hostile_texts(site: Site, way: str) -> None:
    """What a keyboard cannot type is pasted; ends of the paste are taken out, as terminals do."""
    term = site.board()
    texts = [text.replace("\x1b", "" if way == "typed" else "\x1b") for text in NUMBERED.values()]
    term.send("n")
    term.wait_for("New in")
    for text in texts:
        if way == "pasted":
            term.send(f"\x1b[200~{text}\x1b[201~")
        else:
            term.send("".join(c for c in text if c.isprintable()))
        term.settle(0.05)
        assert not term.ended
        term.send("\x15")
    term.send("\x1b")
    term.wait_without("New in")
    term.send("/")
    term.wait_for("Enter keeps it")
    for text in texts:
        term.send(f"\x1b[200~{text}\x1b[201~" if way == "pasted" else "".join(c for c in text if c.isprintable()))
        term.settle(0.05)
        term.send("\x15")
    term.send("\x1b")
    term.wait_for("Enter open")
    assert found_on_board(term.raw) == []


def by_import(site: Site, kind: str) -> None:
    path = site.folder / f"hostile.{kind}"
    if kind == "jsonl":
        lines = [{"deskboard": 1}, {"person": {"login": "eve", "name": ALL, "role": "agent"}}]
        for n, text in enumerate(NUMBERED.values()):
            lines.append(
                {
                    "ticket": {
                        "origin": f"x:{n}",
                        "title": text,
                        "description": ALL,
                        "column": "To Do",
                        "tags": [text],
                        "queue": text,
                        "requester": "eve",
                        "steps": [{"text": text, "done": False}],
                        "comments": [
                            {"kind": "reply", "author": "eve", "at": "2026-01-01T00:00:00+00:00", "text": ALL}
                        ],
                    }
                }
            )
        path.write_text("\n".join(map(json.dumps, lines)))
    else:
        out = io.StringIO()
        table = csv.writer(out)
        table.writerow(["Title", "Description", "Tags", "Requester", "Queue", ALL])
        for text in NUMBERED.values():
            table.writerow([text, ALL, text, text, text, text])
        path.write_text(out.getvalue(), newline="")
    ran = site.run("import", "--from", "csv" if kind == "csv" else "json", str(path))
    assert ran.returncode in (0, 1), ran.stderr
    assert b"Traceback" not in ran.stderr
    assert found_in_output(ran.stdout) == found_in_output(ran.stderr) == []


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_brought_in_by_an_import(site: Site, kind: str) -> None:
    by_import(site, kind)
    stored = site.records("list")
    assert missing("\n".join(record["title"] for record in stored), WORDS) == []
    term = site.board(ready="h")
    assert missing("".join(pages(term)), WORDS[::2]) == []
    assert found_on_board(term.raw) == []


COMMANDS = (
    ("list",),
    ("list", "--sort", "title"),
    ("show", "1"),
    ("show", "2"),
    ("log",),
    ("log", "3"),
    ("check", "4"),
    ("edit", "5", "--priority", "high"),
    ("move", "6", "Done"),
    ("assign", "7", "p8"),
    ("undo",),
    ("export", "--to", "csv"),
    ("export", "--to", "json"),
    ("config", "show"),
    ("doctor",),
)


@pytest.mark.parametrize("command", [words for words in COMMANDS if words[0] != "export"], ids=" ".join)
def test_every_command_in_a_pipe(poisoned: Site, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """But for an export, which holds what is stored, whole."""
    program = Program(poisoned.folder, monkeypatch)
    for mode in ("--plain", "--json"):
        ran = program(*command, mode)
        assert ran.code in (0, 1, 4), ran.err
        assert found_in_output(ran.out.encode()) == found_in_output(ran.err.encode()) == []


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_on_a_terminal(poisoned: Site, command: tuple[str, ...]) -> None:
    term = poisoned.term(*command)
    assert term.exit_code() in (0, 1, 4)
    assert found_in_output(bytes(term.raw), colours=True) == []
    assert b"Traceback" not in term.raw
    if command[0] == "list":
        assert missing(bytes(term.raw).decode(), WORDS[::2]) == []


SURROGATES = os.fsdecode(b"h98 lone \xff\xfe\xed\xa0\x80 t98")
"""What Python makes of an argument that is not UTF-8."""


def test_by_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As titles, descriptions, steps, comments, tags, people, queries and names of things; what
    is refused is refused in one clean line."""
    program = Program(tmp_path, monkeypatch)
    program("add", "First")
    for text in [*NUMBERED.values(), SURROGATES]:
        for command in (
            ("add", "--description", text, "plain", text),
            ("edit", "1", "--title", text, "--queue", text),
            ("check", "1", "--add", text),
            ("check", "1", text),
            ("note", "1", text),
            ("edit", "1", "--tag", "+" + text),
            ("edit", "1", "--requester", text),
            ("edit", "1", "--due", text),
            ("move", "1", text),
            ("list", text),
            ("list", "--sort", text),
            (text,),
            ("show", text),
            ("import", text),
            ("queue", "add", text),
            ("queue", "edit", "h01", "--name", text),
            ("team", text),
            ("person", "edit", "ann", "--join", text),
            ("person", "edit", "ann", "--ramp", text),
            ("away", "--person", text),
            ("explain", text),
        ):
            ran = program(*command)
            assert ran.code in (0, 1, 2, 3), (command, ran)
            assert found_in_output(ran.out.encode()) == found_in_output(ran.err.encode()) == [], (command, ran)
            assert ran.code == 0 or ran.err.count("\n") == 1, (command, ran)
    shown = program("show", "1").out
    assert found_in_output(shown.encode()) == []
    assert missing(shown, WORDS) == [], "the comments are readable"


def test_arguments_that_are_not_text(site: Site) -> None:
    ran = site.run(b"add", b"plain \xff\xfe\xed\xa0\x80 title")
    assert ran.returncode == 0 and found_in_output(ran.stdout) == []
    assert site.records("list")[0]["title"].startswith("plain")


@pytest.mark.parametrize("way", ["argument", "csv", "json"])
def test_a_title_far_too_long_is_refused(site: Site, way: str) -> None:
    """A megabyte (what the system lets through as an argument): one line, nothing written."""
    site.cli("init")
    if way == "argument":
        ran = site.run("add", "x" * 120_000)
        assert ran.returncode == 2
        assert ran.stderr.count(b"\n") == 1 and len(ran.stderr) < 1000
    else:
        path = site.folder / f"long.{way}"
        title = "x" * 1_000_000
        records = '{"deskboard": 1}\n{"ticket": {"origin": "x", "title": "%s"}}\n'
        path.write_text(f"Title\n{title}\n" if way == "csv" else records % title)
        ran = site.run("import", str(path))
        assert ran.returncode in (0, 1, 2) and b"Traceback" not in ran.stderr
        assert len(ran.stderr) < 2000
    assert all(len(record["title"]) <= 200 for record in site.records("list"))


def test_a_megabyte_pasted_into_quick_add(site: Site) -> None:
    term = site.board()
    term.send("n")
    term.wait_for("New in")
    term.send("\x1b[200~" + "x" * 1_000_000 + "\x1b[201~")
    term.wait_for("xxxx")
    term.send("\r")
    term.wait_for("200")
    term.press("\x15")
    term.send("Short\r")
    term.wait_for("Added #1: Short")
    assert found_on_board(term.raw) == []


def test_a_paste_on_the_board_is_no_command(poisoned: Site) -> None:
    """Pasted by mistake: not one key of it is obeyed."""
    before = poisoned.records("log")
    term = poisoned.board(ready="h")
    term.send("\x1b[200~LLLL1 n new ticket\r\nJKD\x7f\x1b[201~")
    term.settle()
    assert poisoned.records("log") == before
    assert not term.ended
