"""The same tickets and the same queries on SQLite and on PostgreSQL: the same answers, in the
same order, whatever the language of the server's database."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.model import Channel, CommentKind, Identity
from deskboard.domain.query.parse import parse
from deskboard.domain.query.words import SORTS
from tests.conftest import SERVER, Clock

pytestmark = pytest.mark.skipif(not SERVER, reason="needs a server named by DESKBOARD_TEST_POSTGRES")
TITLES = (
    *("Žirklės", "žemaitė rašo", "ZEBRA", "zebra 2", "Ącius", "apple", "Über alles", "ubuntu", "École", "eclair"),
    *("프린터 고장", "프린터", "한글 입력기", "会議室の予約", "会議", "straße", "STRASSE", "İstanbul", "ΟΔΟΣ", "οδός"),
    *("Ёлка", "ёжик", "item 10", "item 9", "a-b", "a b", "a_b", "AB", "1e5 errors", "007 bond", "v1.10", "ﬁle", "x²"),
)
QUEUES = (None, "Žmonės", "alpha", "Beta", "žmonės", "éclair", "zulu", "_x")
TYPES = ("support", "bug", "incident")
TAGS = ("vpn", "žala", "zala", "프린터", "a-b", "9", "10")
WORDS = (
    *(
        "zirkles",
        "ŽEM",
        "zeb",
        "a",
        "b",
        "ab",
        '"a b"',
        '"b a"',
        "프린",
        "린",
        "고장",
        "한글",
        "会議",
        "議室",
        "strasse",
    ),
    *("straße", "istanbul", "οδος", "елка", "10", "1e5", "007", "7", "v1", '"v1 10"', "file", "x2", "naïve", "comment"),
    *(
        "zebra OR apple",
        "-zebra",
        "item -10",
        "(a OR z) 2",
        "title:a",
        "title:프린",
        "tag:zala",
        "tag:žala",
        "tag:none",
    ),
    *(
        "queue:zmones",
        "queue:Žmonės",
        "queue:ALPHA",
        "queue:none",
        "type:bug",
        'column:"to do"',
        "@bob",
        "strasse",
        "tag:none",
    ),
    *("priority>=high", "due<2d", "due:none", "is:overdue", "assignee:bob", "has:due", "comments>0", "bob zebra"),
)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Desk]]:
    """The same desk thrice: on SQLite, on a database by code points, and on a Lithuanian one."""
    folder: Path = tmp_path_factory.mktemp("equal")
    with ExitStack() as stack:
        urls = {"sqlite": str(folder / "desk.db")}
        for name, locale in {"C": "LOCALE 'C'", "lt": "LOCALE_PROVIDER icu ICU_LOCALE 'lt' LOCALE 'C.UTF-8'"}.items():
            urls[name] = stack.enter_context(_Database(locale)).url
        found = {}
        for name, url in urls.items():
            clock = Clock()
            found[name] = stack.enter_context(Desk.open(url, Identity("ann", Channel.CLI), clock=clock, zone=UTC))
            fill(found[name], clock)
        yield found


class _Database:
    """A database of its own with a locale."""

    def __init__(self, locale: str) -> None:
        self._name, self._locale = f"deskboard_{uuid4().hex}", locale
        self.url = SERVER.rsplit("/", 1)[0] + f"/{self._name}"

    def __enter__(self) -> _Database:
        self._do(f"CREATE DATABASE {self._name} TEMPLATE template0 ENCODING 'UTF8' {self._locale}")
        return self

    def __exit__(self, *_error: object) -> None:
        self._do(f"DROP DATABASE {self._name} WITH (FORCE)")

    def _do(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(sql)


def fill(desk: Desk, clock: Clock) -> None:
    """Tickets that differ in every key of an order, with gaps and ties."""
    for login, name in (("bob", "Bob"), ("Zoe", "Zoë"), ("žemyna", "Žemyna"), ("_x", ""), ("anna", "Anna")):
        desk.do(c.AddPerson(login, name))
    for n, title in enumerate(TITLES):
        fields: dict[str, object] = {"type": TYPES[n % 3], "priority": ("low", "normal", "high", "critical")[n % 4]}
        if QUEUES[n % 8]:
            fields["queue"] = QUEUES[n % 8]
        if n % 5:
            fields["assignee"] = ("bob", "žemyna", "ann")[n % 3]
        if n % 3:
            fields["due"] = clock.now + timedelta(hours=n % 7 - 3)
        fields["tags"] = TAGS[: n % 4]
        desk.do(c.AddTicket(title, fields, (1, 2, 3)[n % 3]))  # type: ignore[arg-type]
        if n % 4 == 1:
            desk.do(c.AddComment((n + 1,), CommentKind.NOTE, f"A naïve comment on {title}"))
        clock.forward(minutes=n % 2)
    for place in range(1, 4):
        desk.do(c.MoveTicket((place,), 1, below=None))


def answers(desks: dict[str, Desk], query: str) -> dict[str, list[int]]:
    parsed = parse(query)
    return {name: [row.ref for row in desk.tickets(parsed)] for name, desk in desks.items()}


@pytest.mark.parametrize("key", SORTS)
@pytest.mark.parametrize("sign", ["", "-"])
def test_an_order_is_the_same_everywhere(desks: dict[str, Desk], key: str, sign: str) -> None:
    found = answers(desks, f"sort:{sign}{key}")
    assert found["C"] == found["sqlite"]
    assert found["lt"] == found["sqlite"]
    assert len(found["sqlite"]) == len(TITLES)


@pytest.mark.parametrize("query", WORDS)
def test_a_query_finds_the_same_everywhere(desks: dict[str, Desk], query: str) -> None:
    found = answers(desks, f"{query} sort:ref")
    assert found["C"] == found["sqlite"]
    assert found["lt"] == found["sqlite"]


def test_all_beginnings_of_all_words_find_the_same(desks: dict[str, Desk]) -> None:
    words = {word[:n] for title in TITLES for word in title.split() for n in range(1, len(word) + 1)}
    for query in [word for word in sorted(words) if word[0].isalnum()]:
        found = answers(desks, f"title:{query} sort:ref")
        assert found["C"] == found["lt"] == found["sqlite"], query


def test_lists_are_in_the_same_order_everywhere(desks: dict[str, Desk]) -> None:
    lists = [
        (desk.people(), desk.queues(), desk.tags(), desk.types(), [line.name for line in desk.board_lines()])
        for desk in desks.values()
    ]
    assert all(one == other for one, other in itertools.pairwise(lists))


def test_a_column_stands_in_the_same_order_everywhere(desks: dict[str, Desk]) -> None:
    for column in (1, 2, 3):
        pages = [[card.ref for card in desk.page(column).cards] for desk in desks.values()]
        assert pages[0] == pages[1] == pages[2]


def test_titles_are_in_the_order_of_the_alphabet_without_accents(desks: dict[str, Desk]) -> None:
    rows = [row.title for row in desks["lt"].tickets(parse("sort:title"))]
    assert rows.index("Ącius") < rows.index("apple") < rows.index("École") < rows.index("Žirklės")


@pytest.mark.parametrize(
    "query",
    [
        '"v7 v8"',
        '"v8 v7"',
        '"again v399"',
        "v399",
        '"v19998 v19999"',
        "뒷부분",
        "부분 v7",
        "much v39",
        '"much 1"',
        '"more 2"',
    ],
)
def test_what_stands_far_down_a_long_ticket_is_found_everywhere(long: dict[str, Desk], query: str) -> None:
    found = answers(long, query)
    assert found["C"] == found["sqlite"]


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Desk]]:
    """Two desks with a ticket of more words, one of them more often, than places are kept of."""
    with ExitStack() as stack:
        urls = {"sqlite": str(tmp_path_factory.mktemp("long") / "desk.db")}
        urls["C"] = stack.enter_context(_Database("LOCALE 'C'")).url
        found = {}
        for name, url in urls.items():
            desk = found[name] = stack.enter_context(Desk.open(url, Identity("ann", Channel.CLI)))
            often = " ".join(f"again v{n}" for n in range(400))
            desk.do(c.AddTicket("Much", {"description": often + " " + " ".join(f"v{n}" for n in range(20_000))}))
            desk.do(c.AddTicket("More"))
            for text in ("x " * 100_000, "y " * 100_000, "z " * 50_000 + "뒷부분 v7"):
                desk.do(c.AddComment((2,), CommentKind.NOTE, text))
        yield found
