"""Quick add: one line becomes a ticket, and nothing of it is lost on the way."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskboard.domain.errors import BadInput, QueryError
from deskboard.domain.events import Value
from deskboard.domain.model import Level, Priority, Status, TicketType
from deskboard.domain.quickadd import QuickAdd, parse

VILNIUS = ZoneInfo("Europe/Vilnius")
NOW = datetime(2026, 3, 4, 8, 30, tzinfo=UTC)


def read(line: str) -> QuickAdd:
    return parse(line, NOW, VILNIUS, "jo")


def test_the_line_of_the_manual() -> None:
    line = "VPN down for finance !critical @ann #vpn due:tomorrow queue:network type:incident from:maria@example.org"
    quick = read(line).checked()
    assert quick.title == "VPN down for finance"
    assert quick.fields == {
        "priority": Priority.CRITICAL,
        "assignee": "ann",
        "tags": ("vpn",),
        "due": datetime(2026, 3, 5, 21, 59, 59, tzinfo=UTC),
        "queue": "network",
        "type": TicketType.INCIDENT,
        "requester": "maria@example.org",
    }
    assert [line[token.start : token.end] for token in quick.tokens] == line.split()[4:]


@pytest.mark.parametrize(
    ("line", "title", "fields"),
    [
        ("printer !c", "printer", {"priority": Priority.CRITICAL}),
        ("printer !HIGH", "printer", {"priority": Priority.HIGH}),
        ("@ann middle #VPN end", "middle end", {"assignee": "ann", "tags": ("vpn",)}),
        ("x #b #a #b,c", "x", {"tags": ("a", "b", "c")}),
        ("x #2fa #재택", "x", {"tags": ("2fa", "재택")}),
        ('x queue:"second line"', "x", {"queue": "second line"}),
        ('x due:"fri 17:00"', "x", {"due": datetime(2026, 3, 6, 15, 0, tzinfo=UTC)}),
        ("x due:fri 17:00 y", "x y", {"due": datetime(2026, 3, 6, 15, 0, tzinfo=UTC)}),
        ("x due:+2h", "x", {"due": datetime(2026, 3, 4, 10, 30, tzinfo=UTC)}),
        ("x impact:high urgency:m", "x", {"impact": Level.HIGH, "urgency": Level.MEDIUM}),
        ("x status:waiting", "x", {"status": Status.WAITING}),
        ("x @me from:me", "x", {"assignee": "jo", "requester": "jo"}),
        (r"\#3 printer", "#3 printer", {}),
        (r"\!high \@ann \#vpn \due:today", "!high @ann #vpn due:today", {}),
        (r"\\server\share", r"\\server\share", {}),
        ("see #142, #7!", "see #142, #7!", {}),
        ("C# a@b.example wow! x#y ! @ # !! @@ #!", "C# a@b.example wow! x#y ! @ # !! @@ #!", {}),
        ("http://x 10:30 note:this Due:Date", "http://x 10:30 note:this Due:Date", {}),
        ("  much   space \t here ", "much space here", {}),
        ("슬랙 알림이 안 와요 !높음없음"[:11], "슬랙 알림이 안 와요", {}),
        ("", "", {}),
    ],
)
def test_what_a_line_says(line: str, title: str, fields: dict[str, Value]) -> None:
    quick = read(line).checked()
    assert quick.title == title
    assert quick.fields == fields


@pytest.mark.parametrize(
    ("line", "offender"),
    [
        ("x due:notaday y", "due:notaday"),
        ("x type:incidnt", "type:incidnt"),
        ("x !urgent", "!urgent"),
        ("x due:1/31", "due:1/31"),
        ("x status:", "status:"),
        ("Rent due: tomorrow", "due:"),
        ("x @ann @bob", "@bob"),
        ("x !high priority:low", "priority:low"),
        ("x impact:huge", "impact:huge"),
        ("x @a;b", "@a;b"),
        ("x #" + "y" * 60, "#" + "y" * 60),
        ('x queue:"', 'queue:"'),
    ],
)
def test_a_token_that_cannot_be_read_is_never_dropped(line: str, offender: str) -> None:
    quick = read(line)
    with pytest.raises(QueryError) as wrong:
        quick.checked()
    error = wrong.value
    assert isinstance(error, BadInput)
    assert line[error.position : error.position + error.length] == offender
    assert error.message


def test_me_is_nobody_where_nobody_asks() -> None:
    with pytest.raises(QueryError):
        parse("x @me", NOW, VILNIUS).checked()


def test_pasted_lines_are_steps() -> None:
    quick = read("New laptop for Ann #onboarding\n- [ ] order it\n* install\n\n  [x] hand over \r\nplain")
    assert quick.title == "New laptop for Ann"
    assert quick.steps == ("order it", "install", "hand over", "plain")


def test_hostile_text_is_clean() -> None:
    quick = read("a\x1b[2Jb #t\x1bag @x\x00y queue:q\x9b1")
    assert quick.title == "a[2Jb"
    assert quick.fields == {"tags": ("tag",), "assignee": "xy", "queue": "q1"}


@given(st.text(max_size=80) | st.text('ab !@#\\":due12highqueue', max_size=60))
def test_every_character_is_title_or_token(line: str) -> None:
    quick = read(line)
    first = line.partition("\n")[0]
    edges = [edge for token in quick.tokens for edge in (token.start, token.end)]
    assert edges == sorted(edges) and all(edge <= len(first) for edge in edges)
    rest, place = [], 0
    for token in quick.tokens:
        rest.append(first[place : token.start])
        place = token.end
    rest.append(first[place:])
    kept = "".join(character for character in "".join(rest) if character.isalnum() and character.isascii())
    assert kept == "".join(character for character in quick.title if character.isalnum() and character.isascii())
