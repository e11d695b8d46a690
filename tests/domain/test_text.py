"""Text from strangers: nothing harmful gets stored or shown, and widths agree with Textual."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from deskboard.domain import text as t
from deskboard.domain.widths import width

ANY = st.text(st.characters(), max_size=60)
NASTY = st.text(
    st.sampled_from(
        [*"aé한프✉ \t\n\r\x1b\x07\x00\x7f\x9b\u200b\u200d\ufe0f\u202e\u2066\u0301\u0316\u2028", "\U000e0041"]
    ),
    max_size=60,
)
BAD = frozenset(
    map(chr, [*range(32), *range(0x7F, 0xA0), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)])
) | {"\u061c", "\ufeff", "\u2028", "\u2029", "\ufe0f"}


@pytest.mark.parametrize(
    ("given_", "stored"),
    [
        ("VPN down", "VPN down"),
        ("  VPN \t down\r\n", "VPN down"),
        ("a\nb\r\nc", "a b c"),
        ("a\x1b[31mb\x1b]52;c;aGk=\x07", "a[31mb]52;c;aGk="),
        ("a\x00b\x7fc\x9bd", "abcd"),
        ("a\x85b\u2028c\u2029d", "a b c d"),
        ("x\ud800y", "xy"),
        ("e\u0301", "é"),
        ("\u1111\u1173\u1105\u1175\u11ab\u1110\u1165", "프린터"),
        ("hi\U000e0041\U000e0042", "hi"),
        ("[/foo] [@click=app.quit]x", "[/foo] [@click=app.quit]x"),
        ("\u202eabc", "\u202eabc"),
        ("\u3000전각\u3000", "전각"),
        ("", ""),
        ("\x1b\x00", ""),
    ],
)
def test_a_stored_line(given_: str, stored: str) -> None:
    assert t.clean_line(given_) == stored


@pytest.mark.parametrize(
    ("given_", "stored"),
    [
        ("a\r\nb\rc\n", "a\nb\nc"),
        ("\n\n  indented\n\tcode\n\n", "  indented\n\tcode"),
        ("a\u2028b\u2029c\x85d\x0be", "a\nb\nc\nd\ne"),
        ("\x1b[2Jx\x00\x08y", "[2Jxy"),
        ("x\udfffy\U000e0001", "xy"),
    ],
)
def test_a_stored_text(given_: str, stored: str) -> None:
    assert t.clean_text(given_) == stored


@given(ANY | NASTY)
def test_cleaning_is_done_once(given_: str) -> None:
    assert t.clean_line(t.clean_line(given_)) == t.clean_line(given_)
    assert t.clean_text(t.clean_text(given_)) == t.clean_text(given_)


@given(ANY | NASTY)
def test_what_is_stored_can_be_encoded_and_is_nfc(given_: str) -> None:
    for stored in (t.clean_line(given_), t.clean_text(given_)):
        assert stored.encode().decode() == stored
        assert unicodedata.is_normalized("NFC", stored)


@pytest.mark.parametrize(
    ("given_", "shown"),
    [
        ("plain", "plain"),
        ("a\x1b[31mb", "a[31mb"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("👩\u200d👩\u200d👧 ✉\ufe0f", "👩👩👧 ✉"),
        ("a\tb\r\nc\u2028d", "a b c d"),
        ("e" + "\u0301" * 50 + "x", "e" + "\u0301" * 4 + "x"),
        ("\u00ad\u3164\u115f\uffa0", ""),
        ("슬랙 알림", "슬랙 알림"),
    ],
)
def test_one_line_on_the_screen(given_: str, shown: str) -> None:
    assert t.safe(given_) == shown


@pytest.mark.parametrize(
    ("given_", "shown"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb\n\tc", "a   b\n    c"),
        ("x\u2028y\x85z", "x\ny\nz"),
        ("\x1b]0;title\x07\u202e", "]0;title"),
    ],
)
def test_several_lines_on_the_screen(given_: str, shown: str) -> None:
    assert t.safe_lines(given_) == shown


@given(ANY | NASTY)
@example("\x1b]52;c;x\x07")
def test_nothing_harmful_is_shown(given_: str) -> None:
    assert not BAD & set(t.safe(given_))
    assert not (BAD - {"\n"}) & set(t.safe_lines(given_))
    assert t.safe(t.safe(given_)) == t.safe(given_)
    t.safe(given_).encode()


@pytest.mark.parametrize(
    "shown",
    [
        "plain",
        "슬랙 알림",
        "가\u1100\u1161\u11a8",
        "ㅎㅏㄴ",
        "日本語テスト",
        "ｶﾞ",
        "🎉🇰🇷🇱🇹",
        "👍🏽",
        "é e\u0301",
        "─▰▱…●",
        "ﬁ½€",
        "สวัสดี",
    ],
)
def test_widths_agree_with_textual(shown: str) -> None:
    assert t.cells(shown) == cell_len(shown)


@given(ANY | NASTY)
def test_widths_of_safe_text_agree_with_textual(given_: str) -> None:
    assert t.cells(t.safe(given_)) == cell_len(t.safe(given_))


def test_characters_have_the_width_textual_gives_it() -> None:
    measure = width.__wrapped__
    rich = get_character_cell_size.__wrapped__
    codes = [*range(0x1FB00), *range(0x1FB00, 0x110000, 61), *range(0xE0000, 0xE1000)]
    wrong = [hex(code) for code in codes if measure(chr(code)) != rich(chr(code), "auto")]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "size", "clipped"),
    [
        ("printer", 7, "printer"),
        ("printer", 6, "print…"),
        ("printer", 1, "…"),
        ("printer", 0, ""),
        ("프린터", 6, "프린터"),
        ("프린터", 5, "프린…"),
        ("프린터", 4, "프…"),
        ("프린터", 2, "…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("", 3, ""),
    ],
)
def test_clipping(text: str, size: int, clipped: str) -> None:
    assert t.clip(text, size) == clipped


@given(NASTY | ANY, st.integers(0, 30))
def test_clipped_fits_and_padded_fills(given_: str, size: int) -> None:
    shown = t.safe(given_)
    assert cell_len(t.clip(shown, size)) <= size
    assert cell_len(t.pad(shown, size)) == size
    if size and cell_len(shown) <= size:
        assert t.clip(shown, size) == shown


@pytest.mark.parametrize(
    ("given_", "folded"),
    [
        ("Slaptažodis", "slaptazodis"),
        ("ĄČĘĖĮŠŲŪŽ", "aceeisuuz"),
        ("ŽMOGUS", "zmogus"),
        ("프린터", "프린터"),
        ("\u1111\u1173\u1105\u1175\u11ab", "프린"),
        ("ＡＢＣ", "abc"),
        ("ΟΔΟΣ", "οδοσ"),
        ("がぎ", "がぎ"),
        ("C#", "c#"),
    ],
)
def test_folding(given_: str, folded: str) -> None:
    assert t.fold(given_) == folded


@given(ANY | NASTY)
def test_folding_is_done_once(given_: str) -> None:
    assert t.fold(t.fold(given_)) == t.fold(given_)


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ("VPN down", ["vpn", "down"]),
        ("foo_bar-baz.txt", ["foo", "bar", "baz", "txt"]),
        ("#142", ["142"]),
        ("Žmogus 프린터 고장", ["zmogus", "프린터", "고장"]),
        ("-- & !", []),
    ],
)
def test_words_to_search(given_: str, words: list[str]) -> None:
    assert t.search_words(given_) == words


@pytest.mark.parametrize(
    "attack", ["\x1b[31m", "\u202e", "\u0301\u0316", "\u302e\u0301", "프린터 ", "\x00", "a\tb\r\n"]
)
def test_a_megabyte_of_anything_is_quick(attack: str) -> None:
    big = "a" + attack * (1_000_000 // len(attack))
    for work in (t.clean_line, t.clean_text, t.safe, t.safe_lines, t.fold, t.cells, lambda text: t.clip(text, 40)):
        start = time.process_time()
        work(big)
        assert time.process_time() - start < 3
