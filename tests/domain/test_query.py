"""The query language: what it means, where it is wrong, and that it can be written down."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskboard.domain.errors import QueryError
from deskboard.domain.model import Priority, Stage, Status, TicketType
from deskboard.domain.query import (
    ME,
    MINE,
    NONE,
    Age,
    All,
    Any_,
    At,
    Day,
    Is,
    Node,
    Not,
    Percent,
    Query,
    SortKey,
    Text,
    Value,
    Word,
    highlight,
    interval,
    mentions,
    parse,
    to_text,
)
from deskboard.domain.query import (
    Test as Compared,
)
from deskboard.domain.query.words import KEYS, SORTS

VILNIUS = ZoneInfo("Europe/Vilnius")
NOW = datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
DAY = 86_400


def word(text: str) -> Text:
    return Text(text, False)


def refusal(text: str) -> QueryError:
    with pytest.raises(QueryError) as wrong:
        parse(text)
    return wrong.value


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("vpn", word("vpn")),
        ("vpn down", All((word("vpn"), word("down")))),
        ('"exact words"', Text("exact words", True)),
        ('"still open', Text("still open", True)),
        (r'"a \"b\" \\ c:\temp"', Text('a "b" \\ c:\\temp', True)),
        ("#142", word("#142")),
        ("-vpn", Not(word("vpn"))),
        ("--force", word("--force")),
        ("-(a b)", Not(All((word("a"), word("b"))))),
        ("a OR b c", Any_((word("a"), All((word("b"), word("c")))))),
        ("(a OR b) c", All((Any_((word("a"), word("b"))), word("c")))),
        ("a AND b", All((word("a"), word("b")))),
        ("a or b", All((word("a"), word("or"), word("b")))),
        ("((a))", word("a")),
        ("(a b) c", All((word("a"), word("b"), word("c")))),
        ("- & …", None),
        ("a OR &", word("a")),
        ("priority>=high", Compared("priority", ">=", (Priority.HIGH,))),
        ("Priority:HIGH,critical", Compared("priority", ":", (Priority.HIGH, Priority.CRITICAL))),
        ("priority=low", Compared("priority", ":", (Priority.LOW,))),
        ("priority!=low", Not(Compared("priority", ":", (Priority.LOW,)))),
        ("created:>=2026-01-01", Compared("created", ">=", (Day(date(2026, 1, 1)),))),
        ("tag:vpn,#mail", Compared("tag", ":", ("vpn", "mail"))),
        ('tag:"a b",c', Compared("tag", ":", ("a b", "c"))),
        ("-tag:vpn", Not(Compared("tag", ":", ("vpn",)))),
        ('column:"To Do"', Compared("column", ":", ("To Do",))),
        ("stage:doing", Compared("stage", ":", (Stage.DOING,))),
        ("status:in-progress", Compared("status", ":", (Status.IN_PROGRESS,))),
        ('status:"waiting for requester"', Compared("status", ":", (Status.WAITING,))),
        ("status:Needs_Review", Compared("status", ":", (Status.NEEDS_REVIEW,))),
        ("type:incident", Compared("type", ":", (TicketType.INCIDENT,))),
        ("assignee:me", Compared("assignee", ":", (ME,))),
        ("queue:mine,net", Compared("queue", ":", (MINE, "net"))),
        ('queue:"mine"', Compared("queue", ":", ("mine",))),
        ("assignee:@ann,none", Compared("assignee", ":", ("ann", NONE))),
        ('assignee:"none"', Compared("assignee", ":", ("none",))),
        ("ref:#142", Compared("ref", ":", (142,))),
        ("due<2d", Compared("due", "<", (Age(2 * DAY),))),
        ("due:none", Compared("due", ":", (NONE,))),
        ("due:rytoj", Compared("due", ":", (Word("tomorrow"),))),
        ("updated>30d", Compared("updated", ">", (Age(30 * DAY),))),
        ('due<"2026-01-31 17:00"', Compared("due", "<", (At(datetime(2026, 1, 31, 17)),))),
        ("checklist<100%", Compared("checklist", "<", (Percent(100),))),
        ("checklist>5", Compared("checklist", ">", (5,))),
        ("comments>=3", Compared("comments", ">=", (3,))),
        ("has:due,checklist", Compared("has", ":", ("due", "checklist"))),
        ("is:open", Is("open")),
        ("is:open,blocked", Any_((Is("open"), Is("blocked")))),
        ("http://example.org/a?b=1,2", word("http://example.org/a?b=1,2")),
        ("10:30", word("10:30")),
        (r"C:\temp", word(r"C:\temp")),
        ("localhost:8080", word("localhost:8080")),
        ("de:ad:be:ef", word("de:ad:be:ef")),
        ("fe80::1", word("fe80::1")),
        ("x<y", word("x<y")),
        ("", None),
        ("  \t\n ", None),
    ],
)
def test_what_a_query_means(text: str, meaning: Node | None) -> None:
    query = parse(text)
    assert query.where == meaning
    assert type(query.where) is type(meaning)
    assert query.text == text
    assert parse(to_text(query)).where == meaning


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("sort:due", (SortKey("due", False),)),
        ("sort:-priority,created vpn", (SortKey("priority", True), SortKey("created", False))),
        ("a OR b sort:-due", (SortKey("due", True),)),
        ("sort:due x sort:ref", (SortKey("due", False), SortKey("ref", False))),
    ],
)
def test_the_order_of_a_query(text: str, sort: tuple[SortKey, ...]) -> None:
    assert parse(text).sort == sort
    assert parse(to_text(parse(text)))[:2] == parse(text)[:2]


@pytest.mark.parametrize(
    ("text", "place", "suggestion"),
    [
        ("prioritiy:high", (0, 9), "priority"),
        ("vpn prioritiy>=high", (4, 9), "priority"),
        ("pri:high", (0, 3), "priority"),
        ("x priority:hihg", (11, 4), "high"),
        ("priority:high,crit", (14, 4), "critical"),
        ("is:opne", (3, 4), "open"),
        ("status:waitin", (7, 6), "waiting"),
        ("sort:priorty", (5, 7), "priority"),
        ("sort:-dew", (5, 4), "due"),
        ("has:checklst", (4, 8), "checklist"),
        ("due:tomorow", (4, 7), "tomorrow"),
        ("sla:breached", (0, 3), ""),
        ("is:snozed", (3, 6), "snoozed"),
        ("is:breached", (3, 8), "trashed"),
        ("has:wheels", (4, 6), ""),
        ("created:2026-02-30", (8, 10), ""),
        ("created:9999-12-31", (8, 10), ""),
        ("comments>many", (9, 4), ""),
        ("ref:abc", (4, 3), ""),
        ("checklist<101%", (10, 4), "100%"),
        ("title:&", (6, 1), ""),
        ("tag:", (0, 4), ""),
        ("vpn tag:a,", (4, 6), ""),
        ('tag:""', (0, 6), ""),
        ("title>a", (0, 7), ""),
        ("priority>=high,low", (0, 18), ""),
        ("due<none", (0, 8), ""),
        ("(a", (0, 1), ""),
        ("a (b (c)", (2, 1), ""),
        ("a)", (1, 1), ""),
        ("()", (1, 1), ""),
        ("(", (0, 1), ""),
        ("OR a", (0, 2), ""),
        ("a OR", (2, 2), ""),
        ("a OR OR b", (2, 2), ""),
        ("(sort:due)", (1, 8), ""),
        ("-sort:due", (1, 8), ""),
        ("sort>due", (0, 8), ""),
    ],
)
def test_where_a_query_is_wrong(text: str, place: tuple[int, int], suggestion: str) -> None:
    error = refusal(text)
    assert (error.position, error.length) == place
    assert error.suggestion == suggestion
    assert error.message.endswith(".") and "\n" not in error.message


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "-(" * 5_000,
        ")" * 10_000,
        "a " * 5_000,
        "a OR " * 2_000,
        "prioritiy:" + "y" * 9_000,
    ],
)
def test_a_monster_is_answered_at_once(text: str) -> None:
    start = time.process_time()
    assert len(refusal(text).message) < 150
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("tag:a" + ",b" * 1_500, len("tag:") + 400),
        (
            "-(tag:x" + ",b" * 150 + " column:y" + ",b" * 150 + ")",
            len("-(tag:x" + ",b" * 150 + " column:y" + ",b" * 48) + 1,
        ),
        ("sort:due" + ",due" * 200, len("sort:due" + ",due" * 199) + 1),
    ],
)
def test_every_value_counts_as_a_term(text: str, position: int) -> None:
    wrong = refusal(text)
    assert (wrong.message[:24], wrong.position) == ("A query may have 200 ter", position)


def test_two_hundred_values_are_read() -> None:
    assert isinstance(where := parse("tag:a" + ",b" * 199).where, Compared)
    assert len(where.values) == 200


def test_too_long_is_refused() -> None:
    with pytest.raises(QueryError, match="10000 characters"):
        parse("a" * 10_001)


def test_twenty_terms_take_no_time() -> None:
    text = "vpn mail tag:x due<2d priority>=high status:waiting is:open -assignee:me created>2026-01-01 (a OR b) " * 2
    start = time.process_time()
    for _ in range(50):
        parse(text)
    assert (time.process_time() - start) / 50 < 0.01


@given(st.text(max_size=80) | st.text('ab"()-: OR,<>=\\tagdue', max_size=80))
def test_any_text_is_read_or_refused_in_place(text: str) -> None:
    try:
        query = parse(text)
    except QueryError:
        wrong = refusal(text)
        assert 0 <= wrong.position < wrong.position + wrong.length <= len(text)
    else:
        assert parse(to_text(query))[:2] == query[:2]


@given(st.text(max_size=80) | st.text('ab"()-: OR,<>=\\tagdue', max_size=80))
def test_colours_are_in_order_and_apart(text: str) -> None:
    spans = highlight(text)
    edges = [edge for start, end, _kind in spans for edge in (start, end)]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end, _kind in spans)


def test_colours() -> None:
    assert highlight('vpn -tag:vpn,mail "a b" OR prioritiy:high') == [
        (0, 3, "text"),
        (4, 5, "operator"),
        (5, 9, "key"),
        (9, 12, "value"),
        (13, 17, "value"),
        (18, 23, "quote"),
        (24, 26, "operator"),
        (27, 36, "error"),
        (36, 41, "text"),
    ]


PLAIN = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
MOMENTS: st.SearchStrategy[Value] = st.one_of(
    st.integers(0, 99_999).map(lambda n: Age(60 * n)),
    st.dates(date(1900, 1, 1), date(9998, 12, 31)).map(Day),
    st.datetimes(datetime(1900, 1, 1), datetime(9998, 1, 1)).map(lambda t: At(t.replace(second=0, microsecond=0))),
    st.sampled_from([Word("today"), Word("tomorrow"), Word("yesterday"), Word("week"), Word("now")]),
)
NAMES = PLAIN.map(lambda name: name.lstrip("#@")).filter(str.strip)
LEAVES = st.one_of(
    PLAIN.filter(str.isalnum).filter(lambda text: text not in ("OR", "AND")).map(lambda text: Text(text, False)),
    PLAIN.map(lambda text: Text(f"{text} x", True)),
    st.sampled_from([Is("open"), Is("archived"), Is("mine")]),
    st.builds(
        lambda values: Compared("tag", ":", tuple(values)), st.lists(NAMES | st.just(NONE), min_size=1, max_size=3)
    ),
    st.builds(lambda name: Compared("assignee", ":", (name,)), NAMES | st.sampled_from([ME, NONE])),
    st.builds(lambda name: Compared("queue", ":", (name,)), NAMES | st.sampled_from([MINE, NONE, "Mine"])),
    st.builds(lambda op, value: Compared("due", op, (value,)), st.sampled_from([":", "<", "<=", ">", ">="]), MOMENTS),
    st.builds(lambda value: Compared("status", ":", (value,)), st.sampled_from(Status)),
    st.builds(lambda n: Compared("checklist", "<=", (Percent(n),)), st.integers(0, 100)),
)


def _group(kind: type[All] | type[Any_], nodes: list[Node]) -> Node:
    flat = [child for node in nodes for child in (node.nodes if isinstance(node, kind) else (node,))]
    return kind(tuple(flat))


TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=4).map(lambda nodes: _group(All, nodes)),
        st.lists(inner, min_size=2, max_size=4).map(lambda nodes: _group(Any_, nodes)),
    ),
    max_leaves=12,
)


@given(TREES, st.lists(st.builds(SortKey, st.sampled_from(SORTS), st.booleans()), max_size=3))
def test_a_tree_survives_being_written_down(where: Node, sort: list[SortKey]) -> None:
    query = Query(where, tuple(sort))
    assert parse(to_text(query))[:2] == query[:2]


def test_all_and_any_of_the_same_are_not_the_same() -> None:
    nodes = (word("a"), word("b"))
    assert All(nodes) != Any_(nodes)
    assert len({All(nodes), Any_(nodes)}) == 2


def test_asking_what_a_query_speaks_of() -> None:
    assert mentions(parse("vpn -(is:archived OR x)"), "archived")
    assert mentions(parse("-archived:none"), "archived")
    assert not mentions(parse("vpn is:open archived"), "archived")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("due:today", "2026-03-04 00:00", "2026-03-05 00:00"),
        ("due:tomorrow", "2026-03-05 00:00", "2026-03-06 00:00"),
        ("due<today", None, "2026-03-04 00:00"),
        ("due<=today", None, "2026-03-05 00:00"),
        ("due>today", "2026-03-05 00:00", None),
        ("due:week", "2026-03-02 00:00", "2026-03-09 00:00"),
        ("due<now", None, "2026-03-04 10:30"),
        ("due<2d", None, "2026-03-06 10:30"),
        ("due>2d", "2026-03-06 10:30", None),
        ("due:2d", "2026-03-04 10:30", "2026-03-06 10:30"),
        ("due<90min", None, "2026-03-04 12:00"),
        ("updated>30d", None, "2026-02-02 10:30"),
        ("updated<30d", "2026-02-02 10:30", None),
        ("created:7d", "2026-02-25 10:30", None),
        ("created>=2026-01-01", "2026-01-01 00:00", None),
        ("created:2026-01-01", "2026-01-01 00:00", "2026-01-02 00:00"),
        ("created<2026-01-01", None, "2026-01-01 00:00"),
        ("resolved:yesterday", "2026-03-03 00:00", "2026-03-04 00:00"),
        ('due<="2026-03-04 12:00"', None, "2026-03-04 12:01"),
        ("due:2026-03-29", "2026-03-29 00:00", "2026-03-30 00:00"),
    ],
)
def test_what_a_moment_means_now(text: str, start: str | None, end: str | None) -> None:
    test = parse(text).where
    assert isinstance(test, Compared)
    expected = tuple(
        edge and datetime.fromisoformat(edge).replace(tzinfo=VILNIUS).astimezone(UTC) for edge in (start, end)
    )
    assert interval(test.key, test.op, test.values[0], NOW, VILNIUS) == expected


def test_a_local_day_may_have_23_hours() -> None:
    start, end = interval("due", ":", Day(date(2026, 3, 29)), NOW, VILNIUS)
    assert start is not None and end is not None
    assert (end - start).total_seconds() == 23 * 3600


@given(st.sampled_from(["due", "created"]), st.sampled_from([":", "<", "<=", ">", ">="]), MOMENTS)
def test_every_moment_has_an_interval(key: str, op: str, value: Value) -> None:
    start, end = interval(key, op, value, NOW, VILNIUS)
    assert start is None or end is None or start <= end


def test_every_key_offers_only_what_it_can_read() -> None:
    for key, known in KEYS.items():
        for offered in known.words:
            assert parse(f"{key}:{offered}").where is not None
