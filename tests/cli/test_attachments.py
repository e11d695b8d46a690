"""``attach``, ``save`` and what ``show`` tells of files: names are data, never paths."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.attachments import NewFile
from deskboard.domain.commands import AttachFiles
from deskboard.domain.model import Channel, Identity
from tests.cli.running import Program

BYTES = bytes(range(256))
HOSTILE = (
    "../../.ssh/authorized_keys",
    "/etc/passwd",
    "..\\..\\evil.bat",
    "a\x1b]0;x\x07\r\n.txt",
    "CON",
    "x" * 300,
    "",
    "-rf",
    "ab\u202egpj.exe",
    "~",
    "~root/x",
    "..",
    ".bashrc",
    "a\x00b",
    "한글 파일.hwp",
)


@pytest.fixture
def folder(deskboard: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory to work in; there is ticket 1."""
    assert deskboard("add", "a").code == 0
    work = tmp_path / "work" / "here"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    return work


def test_a_file_goes_in_and_comes_out(deskboard: Program, folder: Path) -> None:
    (folder / "blob.bin").write_bytes(BYTES)
    assert deskboard("attach", 1, "blob.bin").err == "#1: attached blob.bin\n"
    (folder / "blob.bin").unlink()
    assert "Saved blob.bin (256 B)" in deskboard("save", 1, "blob.bin").err
    assert (folder / "blob.bin").read_bytes() == BYTES
    (shown,) = deskboard("show", 1, "--json").records[0]["attachments"]
    assert (shown["number"], shown["name"], shown["size"], shown["author"]) == (1, "blob.bin", 256, "ann")
    assert deskboard("list", "--json").records[0]["attachments"] == 1
    assert ["file", "1", "blob.bin", "256"] in [line[:4] for line in deskboard("show", 1).lines]
    assert "blob.bin · 256 B · ann" in deskboard("show", 1, tty=True).out
    assert [line[:3] for line in deskboard("attach", 1).lines] == [["1", "blob.bin", "256"]]
    assert deskboard("attach", 1, "--remove", 1).code == 0
    assert deskboard("show", 1, "--json").records[0]["attachments"] == []
    assert deskboard("undo").err == "Undone on #1: file removed: blob.bin (256 B)\n"


def test_nothing_is_overwritten_unless_asked_and_no_link_is_followed(deskboard: Program, folder: Path) -> None:
    deskboard("attach", 1, "-", "--name", "a.txt", stdin="new")
    (folder / "a.txt").write_text("old")
    refused = deskboard("save", 1, "a.txt")
    assert refused.code == 4 and "exists already" in refused.err and (folder / "a.txt").read_text() == "old"
    assert deskboard("save", 1, "a.txt", "--force").code == 0 and (folder / "a.txt").read_text() == "new"
    victim = folder / "victim"
    victim.write_text("safe")
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to(victim)
    assert deskboard("save", 1, "a.txt").code == 4
    assert deskboard("save", 1, "a.txt", "--force").code == 0
    assert victim.read_text() == "safe" and not (folder / "a.txt").is_symlink()
    (folder / "dangling").symlink_to(folder / "nowhere")
    assert deskboard("save", 1, "a.txt", "dangling").code == 4
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "dangling", "victim"], "no parts are left behind"


def test_hostile_names_are_listed_and_saved_harmlessly(deskboard: Program, folder: Path) -> None:
    with Desk.open(str(deskboard.env["DESKBOARD_DB"]), Identity("ann", Channel.CLI)) as desk:
        desk.do(AttachFiles((1,), tuple(NewFile(name, name.encode("utf-8")) for name in HOSTILE)))
        assert len(desk.ticket(1).files) == len(HOSTILE)
    for tty in (True, False):
        out = deskboard("show", 1, tty=tty).out
        plain = re.sub(r"\x1b\[[0-9;]*m", "", out)  # our own styles
        assert not [char for char in plain if char in "\x1b\x07\r\x00\u202e"]
    before = {path for path in folder.parent.parent.rglob("*") if path.is_file()}
    for number, name in enumerate(HOSTILE, 1):
        into = folder / f"d{number}"
        into.mkdir()
        assert deskboard("save", 1, number, f"{into}/").code == 0, name
        (saved,) = into.rglob("*")
        assert saved.parent == into and saved.name[0] not in "-.~" and saved.read_bytes() == name.encode()
    after = {path for path in folder.parent.parent.rglob("*") if path.is_file()}
    assert all(folder in path.parents for path in after - before if "desk" not in path.name)


def test_a_name_met_twice_is_saved_by_number(deskboard: Program, folder: Path) -> None:
    for text in ("one", "two"):
        deskboard("attach", 1, "-", "--name", "same.txt", stdin=text)
    refused = deskboard("save", 1, "same.txt")
    assert refused.code == 2 and "by its number: 1, 2" in refused.err
    assert deskboard.process("save", 1, 2, "-").stdout == b"two"
    assert deskboard("save", 1, 3).code == 3 and deskboard("save", 1, "nothing").code == 3


def test_too_large_is_refused_before_it_is_read(deskboard: Program, folder: Path) -> None:
    (folder / "config.toml").write_text("attachment_limit = 1\n")
    env = {"DESKBOARD_CONFIG": str(folder / "config.toml")}
    with (folder / "big").open("wb") as big:
        big.truncate(1024**4)
    for path in ("big", "/dev/zero"):
        refused = deskboard("attach", 1, path, env=env)
        assert refused.code == 2 and "at most 1 MB" in refused.err, path
    refused = deskboard("attach", 1, "-", "--name", "x", stdin="x" * (1024 * 1024 + 1), env=env)
    assert refused.code == 2 and "at most 1 MB" in refused.err
    assert deskboard("attach", 1, "-", "--name", "x", stdin="x" * 1024 * 1024, env=env).code == 0
    (folder / "config.toml").write_text("attachment_limit = 0\n")
    assert "from 1 to 500" in deskboard("list", env=env).err


def test_twenty_five_megabytes_are_taken_and_not_a_byte_more(deskboard: Program, folder: Path) -> None:
    for size, code in ((25 * 1024 * 1024 + 1, 2), (25 * 1024 * 1024, 0)):
        with (folder / "log.bin").open("wb") as file:
            file.truncate(size)
        assert deskboard("attach", 1, "log.bin").code == code, size


def test_what_cannot_be_attached_says_why(deskboard: Program, folder: Path) -> None:
    (folder / "there").write_text("x")
    assert deskboard("attach", 1, "missing").code == 3
    assert "is a directory" in deskboard("attach", 1, ".").err
    assert "--name" in deskboard("attach", 1, "-").err
    assert deskboard("attach", 99, "there").code == 3
    assert deskboard("attach", 1, "there", "missing").code == 3
    assert deskboard("show", 1, "--json").records[0]["attachments"] == [], "all or nothing"


def test_standard_output_takes_bytes_in_a_pipe_and_only_text_on_a_terminal(deskboard: Program, folder: Path) -> None:
    (folder / "b").write_bytes(BYTES)
    (folder / "t").write_bytes(b"plain \x1b[2J text\n")
    deskboard("attach", 1, "b", "t")
    assert deskboard.process("save", 1, "b", "-").stdout == BYTES
    refused = deskboard("save", 1, "b", "-", tty=True)
    assert refused.code == 2 and "no text" in refused.err and refused.out == ""
    assert deskboard("save", 1, "t", "-", tty=True).out.startswith("plain [2J text")
