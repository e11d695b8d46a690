"""Markdown as people write it in tickets, in lines that fit."""

from __future__ import annotations

import time
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from deskboard.tui.prose import passages, render
from deskboard.tui.themes import UNICODE, pens

PENS = pens("dark")


def lines(text: str, width: int = 30) -> list[str]:
    return ["".join(segment.text for segment in line).rstrip() for line in render(text, width, PENS, UNICODE)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# What happens", ["What happens"]),
        ("It is **really** `down`.", ["It is really down."]),
        ("- one\n- [x] two\n* [ ] three", ["• one", "✓ two", "○ three"]),
        ("1. first\n2. second", ["1. first", "2. second"]),
        ("> quoted\n>> twice", ["┃ quoted", "┃ ┃ twice"]),
        ("```\n# not a heading\n  kept\n```\nafter", ["  # not a heading", "    kept", "after"]),
        ("- a list item that is longer than a line", ["• a list item that is longer", "  than a line"]),
        ("see [text](http://a.b/c)", ["see text (http://a.b/c)"]),
        ("[http://a.b](http://a.b)", ["http://a.b"]),
        ("*slanted* _too_ ~~gone~~ 2*3*4 snake_case_name", ["slanted too gone 2*3*4", "snake_case_name"]),
        ("half **bold and `open", ["half **bold and `open"]),
        (r"\*no\* mark", ["*no* mark"]),
        ("- a\n  - b\n    - c that is longer than fits", ["• a", "  • b", "    • c that is longer than", "      fits"]),
        ("    indented and longer than a line", ["    indented and longer than a", "    line"]),
        ("above\n---\nbelow", ["above", "─" * 24, "below"]),
        ("| a | b |\n|---|--:|\n| long | 1 |\n| x | 22 |", ["a      b", "────  ──", "long   1", "x     22"]),
        ("| 이름 | n |\n|---|---|\n| 서버 | 1 |", ["이름  n", "────  ─", "서버  1"]),
        (
            "| what | why |\n|--|--|\n| short | a reason longer than there is room |",
            ["what   why", "─────  ───────────────────────", "short  a reason longer than", "       there is room"],
        ),
        ("a | b is no table\nnor | this", ["a | b is no table", "nor | this"]),
        ("프린터가 고장 났어요 그리고 소리가 나요", ["프린터가 고장 났어요 그리고", "소리가 나요"]),
        ("a\n\nb", ["a", "", "b"]),
        ("#142 is no heading", ["#142 is no heading"]),
    ],
)
def test_what_is_shown(text: str, shown: list[str]) -> None:
    assert lines(text) == shown


def test_bold_and_code_differ_from_the_rest() -> None:
    (line,) = render("a **b** `c`", 30, PENS, UNICODE)
    styles = {segment.text: segment.style for segment in line}
    assert styles["b"].bold and styles["c"] != styles["a"] != styles["b"]


@given(
    text=st.text(st.characters() | st.sampled_from("*`#>-[] \n\x1b\u202e가"), max_size=400), width=st.integers(10, 80)
)
def test_no_line_is_too_wide_and_none_holds_a_control(text: str, width: int) -> None:
    for line in render(text, width, PENS, UNICODE):
        shown = "".join(segment.text for segment in line)
        assert cell_len(shown) <= width
        assert not any(category(char) == "Cc" or char == "\u202e" for char in shown)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "*",
        "**",
        "`",
        "> ",
        "- ",
        "[",
        "# ",
        "가",
        "\n",
        "a\u0301",
        "**a` ",
        "|",
        "|-|\n",
        "[a](b ",
        "_a ",
        "~~a",
        "- - ",
        "a\n",
    ],
)
def test_a_quarter_of_a_megabyte_of_anything_takes_no_time(piece: str) -> None:
    text = (piece * (256 * 1024))[: 256 * 1024]
    start = time.process_time()
    render(text, 80, PENS, UNICODE)
    assert time.process_time() - start < 4.0


@pytest.mark.parametrize("text", ["a\n" * 128 * 1024, "\n" * 256 * 1024, "word " * 50 * 1024, "가나 " * 30 * 1024])
def test_the_beginning_of_a_long_text_is_there_at_once(text: str) -> None:
    """Only what is in view is drawn: the rest costs little more than being looked at."""
    start = time.process_time()
    found = passages(text, 96, PENS, UNICODE)
    assert found[0].lines and found[-1].lines
    assert time.process_time() - start < 1.5
    assert sum("lines" in vars(passage) for passage in found) == 2 < len(found)


def test_passages_together_are_the_whole_text() -> None:
    source = [f"line {n}" for n in range(500)]
    source[100:180] = ["```", *("| code |" for _n in range(78)), "```"]
    shown = lines("\n".join(source), 96)
    assert [line.strip() for line in shown] == [line for line in source if line != "```"]
