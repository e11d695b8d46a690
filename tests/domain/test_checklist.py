"""Steps as people type and paste them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskboard.domain.checklist import Reading, parse, parse_lines, written
from deskboard.domain.commands import NewStep
from deskboard.domain.errors import BadInput
from deskboard.domain.mentions import mentioned
from deskboard.domain.people import nearest_login
from deskboard.domain.text import clean_line
from deskboard.domain.times import parse_wake

VILNIUS = ZoneInfo("Europe/Vilnius")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
READING = Reading(NOW, VILNIUS, {"ann", "bob"}, "ann")
FRIDAY = datetime(2026, 3, 6, 21, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("Call the vendor @bob due:fri", NewStep("Call the vendor", False, "bob", FRIDAY)),
        ("due:fri @me call", NewStep("call", False, "ann", FRIDAY)),
        ("call due:fri 15:00 again", NewStep("call again", False, None, datetime(2026, 3, 6, 13, tzinfo=UTC))),
        ('call due:"2026-03-06"', NewStep("call", False, None, FRIDAY)),
        ("mail @nobody and a@bob", NewStep("mail @nobody and a@bob")),
        (r"say \@bob and \due:fri", NewStep("say @bob and due:fri")),
        ("- [ ] open", NewStep("open")),
        ("  * [x] shut @bob", NewStep("shut", True, "bob")),
        ("- [X] shut", NewStep("shut", True)),
        ("12. twelfth", NewStep("twelfth")),
        ("3) third", NewStep("third")),
        ("3.5 mm plug", NewStep("3.5 mm plug")),
        ("-5 degrees", NewStep("-5 degrees")),
        ("due: soon", NewStep("due: soon")),
    ],
)
def test_a_line_is_a_step(line: str, step: NewStep) -> None:
    assert parse(line, READING) == step


@pytest.mark.parametrize("line", ["x due:someday", "x @ann @bob", "x due:fri due:sat"])
def test_a_line_that_contradicts_itself_is_refused(line: str) -> None:
    with pytest.raises(BadInput):
        parse(line, READING)


def test_a_pasted_list_is_many_steps() -> None:
    text = "Steps:\n\n- [x] look\r\n- [ ] fix @bob\n\n1. tell\n- \n"
    assert [(step.text, step.done) for step in parse_lines(text, READING)] == [
        ("Steps:", False),
        ("look", True),
        ("fix", False),
        ("tell", False),
    ]


@given(
    st.text(st.sampled_from("ab@:\\ due1.-[x]"), max_size=30),
    st.sampled_from([None, "ann", "bob"]),
    st.sampled_from([None, FRIDAY, datetime(2026, 3, 6, 13, tzinfo=UTC)]),
)
def test_what_is_written_is_read_back(text: str, assignee: str | None, due: datetime | None) -> None:
    text = clean_line(text)
    line = written(text, assignee, due, VILNIUS)
    assert parse(line, READING, pasted=False) == NewStep(text, False, assignee, due)


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        ("@ann and @Bob. Also @a-b.c, (@d)", ("ann", "bob", "a-b.c", "d")),
        ("ann@example.org /@x \\@y @@z", ()),
        ("`@code` and\n```\n@fence\n```\n@ann", ("ann",)),
        ("```\n@open fence\n@never closed", ()),
        ("@ alone, @ann @ann", ("ann",)),
    ],
)
def test_mentions(text: str, logins: tuple[str, ...]) -> None:
    assert mentioned(text) == logins


@pytest.mark.parametrize(
    ("login", "near"),
    [
        ("annn", "ann"),
        ("an", "ann"),
        ("rob", None),
        ("zoe", None),
        ("jonas@example.org", None),
        ("mara@example.org", "maria@example.org"),
    ],
)
def test_the_login_that_was_meant(login: str, near: str | None) -> None:
    assert nearest_login(login, ["ann", "bob", "maria@example.org"]) == near


def test_what_sleeps_until_a_day_is_there_when_the_day_begins() -> None:
    assert parse_wake("fri", NOW, VILNIUS) == datetime(2026, 3, 5, 22, tzinfo=UTC)
    assert parse_wake("fri 9:00", NOW, VILNIUS) == datetime(2026, 3, 6, 7, tzinfo=UTC)
    assert parse_wake("3d", NOW, VILNIUS) == datetime(2026, 3, 5, 9, tzinfo=UTC)
    for past in ("today", "2026-03-01", "2026-03-02 11:00"):
        with pytest.raises(BadInput, match="not ahead"):
            parse_wake(past, NOW, VILNIUS)
