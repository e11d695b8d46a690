"""Who is here, in words that fit."""

from __future__ import annotations

import pytest

from deskboard.domain.presence import Present, here, name_of, others_writing, sentences
from deskboard.domain.text import cells

ANN, BOB, CEM = (Present(name.lower(), name) for name in ("Ann", "Bob", "Cem"))


@pytest.mark.parametrize(
    ("room", "told"),
    [
        (40, "Ann, Bob, Cem here"),
        (17, "Ann, Bob +1 here"),
        (15, "Ann +2 here"),
        (10, "3 here"),
        (5, ""),
    ],
)
def test_names_are_told_as_far_as_they_fit(room: int, told: str) -> None:
    assert here((ANN, BOB, CEM), room) == told


def test_nobody_needs_no_word() -> None:
    assert here((), 40) == "" and sentences((), 1) == [] and others_writing((), 1, "reply", 60) == ""


def test_whoever_writes_is_told_before_who_only_looks() -> None:
    found = (ANN._replace(ticket=5), BOB._replace(ticket=5, writing="reply"), CEM._replace(ticket=6))
    assert sentences(found, 5) == [("Bob is writing a reply", True), ("Ann is here", False)]
    assert sentences(found, 6) == [("Cem is here", False)]


def test_who_does_the_same_shares_a_sentence() -> None:
    found = [Present(name, name, None, 5, "note") for name in "ab"] + [Present("c", "c", None, 5, "reply")]
    assert {text for text, _writes in sentences(found, 5)} == {"a, b are writing a note", "c is writing a reply"}
    assert others_writing(found, 5, "note", 60) == "a, b are writing a note too"
    assert others_writing(found, 5, "note", 25) == "2 others are writing too"


def test_many_who_look_are_counted() -> None:
    found = [Present(name, name, None, 5) for name in "abcde"]
    assert sentences(found, 5) == [("a, b, c +2 are here", False)]


@pytest.mark.parametrize(
    ("kind", "told"),
    [("reply", "Bob is writing a reply too"), ("note", "Ann is writing a note too"), ("edit", "")],
)
def test_only_who_writes_the_same_is_told_of_in_the_dialog(kind: str, told: str) -> None:
    found = (BOB._replace(ticket=5, writing="reply"), ANN._replace(ticket=5, writing="note"))
    assert others_writing(found, 5, kind, 60) == told


def test_a_hostile_name_is_shown_harmless_and_short() -> None:
    shown = name_of(Present("eve", "\x1b[2J\u202eeve [bold]" + "한" * 300))
    assert shown.isprintable() and cells(shown) <= 24
    assert name_of(Present("eve", "  \t")) == "eve"
