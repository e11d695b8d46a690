"""Opening a file of any kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskboard.domain.errors import BadInput, DeskboardError, NotFound
from deskboard.transfer.sources import guess_kind, open_source


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b'{"deskboard":1}\n{"board":{}}', "json"),
        (b'\xef\xbb\xbf \n{ "deskboard" : 1}', "json"),
        (b'{"id":"x","cards":[]}', "trello"),
        (b"title,body\n1,2\n", "csv"),
        (b"Subject\nhello\n", "csv"),
        ("title;größe\n".encode("utf-16"), "csv"),
        (b"hello world\n", None),
        (b"<html>,,,</html>", None),
        (b"[1,2]", None),
        (b"%PDF-1.4,\n", None),
        (b"\x89PNG\r\n\x1a\n,,,", None),
        (b"PK\x03\x04,,,", None),
        (b"", None),
    ],
)
def test_the_content_tells_the_kind(head: bytes, kind: str | None) -> None:
    assert guess_kind(head) == kind


def test_what_cannot_be_opened_says_so(tmp_path: Path) -> None:
    (tmp_path / "prose.txt").write_text("no table at all")
    cases: list[tuple[str, str | None, type[DeskboardError], str]] = [
        (str(tmp_path / "missing.csv"), None, NotFound, "missing.csv"),
        (str(tmp_path), None, BadInput, "not a file"),
        ("a\0b", None, BadInput, "null"),
        (str(tmp_path / "prose.txt"), None, BadInput, "--from"),
    ]
    for path, kind, error, said in cases:
        with pytest.raises(error) as caught:
            open_source(path, kind)
        assert said in str(caught.value)


def test_a_mapping_is_for_tables(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text('{"cards": []}')
    with pytest.raises(BadInput, match="--map"):
        open_source(str(tmp_path / "b.json"), mapping={"title": "x"})


def test_a_hostile_file_name_is_safe_to_show(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2J.csv"
    path.write_text("title\nx\n")
    assert "\x1b" not in open_source(str(path)).name
