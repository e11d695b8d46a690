"""The files tab: attached from a path, saved where one likes, opened only where it is safe."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.attachments import NewFile
from deskboard.domain.commands import AddTicket, AttachFiles
from deskboard.tui import opening
from deskboard.tui.dialogs.path import completed
from tests.tui.conftest import Sit
from tests.tui.test_ticket import open_tab


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Path:
    """A directory to work in; there is a ticket. The shell is remote."""
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    desk.do(AddTicket("Printer"))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


async def test_a_file_is_attached_by_its_path_and_removed_and_brought_back(sit: Sit, desk: Desk, folder: Path) -> None:
    (folder / "a long name.log").write_bytes(b"x" * 4200)
    async with sit() as seat:
        await open_tab(seat, "files")
        assert "No files yet: n attaches one." in seat.text()
        await seat.press("n")
        await seat.type(str(folder / "a l"))
        assert "There is no such file." in seat.text()
        await seat.press("tab")
        assert "a long name.log (4.2 kB)" in seat.text()
        await seat.press("enter")
        assert "Files 1" in seat.text() and "  1 a long name.log" in seat.text() and "4.2 kB" in seat.text()
        await seat.press("backspace")
        assert desk.ticket(1).files == ()
        await seat.press("u")
        assert [file.name for file in desk.ticket(1).files] == ["a long name.log"]
        await seat.press("q")
        assert seat.board.card.attachments == 1


async def test_a_file_is_saved_where_one_likes_and_over_nothing(sit: Sit, desk: Desk, folder: Path) -> None:
    desk.do(AttachFiles((1,), (NewFile("../../evil\x1b.sh", b"data"),)))
    (folder / "evil.sh").write_text("mine")
    async with sit() as seat:
        await open_tab(seat, "files")
        await seat.press("s")
        assert seat.screen.prompt.value == "evil (2).sh", "a free and harmless name is proposed"
        seat.screen.prompt.value = "evil.sh"
        await seat.settle()
        assert "exists already" in seat.text()
        await seat.press("enter")
        assert (folder / "evil.sh").read_text() == "mine"
        (folder / "sub").mkdir()
        seat.screen.prompt.value = "sub"
        await seat.press("enter")
        assert (folder / "sub" / "evil.sh").read_bytes() == b"data" and "Saved sub/evil.sh" in seat.message


async def test_over_ssh_nothing_is_opened_and_saving_is_offered(sit: Sit, desk: Desk, folder: Path) -> None:
    desk.do(AttachFiles((1,), (NewFile("report.pdf", b"data"),)))
    async with sit() as seat:
        await open_tab(seat, "files")
        await seat.press("enter")
        assert "This shell is remote" in seat.message and seat.screen.prompt.value == "report.pdf"
        await seat.press("escape")
        assert list(folder.iterdir()) == []


async def test_here_the_opener_gets_a_private_copy(
    sit: Sit, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.do(AttachFiles((1,), (NewFile("-rf ../../report.pdf", b"data"), NewFile("run.desktop", b"x"))))
    started: list[list[str]] = []
    monkeypatch.delenv("SSH_CONNECTION")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(opening.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(opening.subprocess, "Popen", lambda argv, **_more: started.append(argv))
    async with sit() as seat:
        await open_tab(seat, "files")
        await seat.press("enter")
        ((opener, path),) = started
        place = Path(path)
        assert opener.startswith("/usr/bin/") and place.is_absolute() and place.name == "report.pdf"
        assert place.read_bytes() == b"data"
        assert stat.S_IMODE(place.stat().st_mode) == 0o600 and stat.S_IMODE(place.parent.stat().st_mode) == 0o700
        await seat.press("j", "enter")
        assert "may be a program" in seat.message and len(started) == 1


async def test_too_large_is_said_and_nothing_is_attached(sit: Sit, desk: Desk, folder: Path) -> None:
    with (folder / "big").open("wb") as big:
        big.truncate(1024**3)
    async with sit(attachment_limit=1) as seat:
        await open_tab(seat, "files")
        await seat.press("n")
        seat.screen.prompt.value = "big"
        await seat.press("enter")
        assert "at most 1 MB" in seat.message and desk.ticket(1).files == ()


async def test_the_tab_fits_a_small_terminal(sit: Sit, desk: Desk, folder: Path) -> None:
    desk.do(AttachFiles((1,), (NewFile("한글 " * 40, b"data"), NewFile("b\u202e", b""))))
    async with sit(size=(80, 24)) as seat:
        await open_tab(seat, "files")
        lines = [line for line in seat.text().splitlines() if " ann " in line]
        assert len(lines) == 2 and "…" in lines[0] and "\u202e" not in seat.text()
        assert "History" in seat.text()


def test_tab_goes_on_as_far_as_only_one_name_is_meant(tmp_path: Path) -> None:
    for name in ("report-1.pdf", "report-2.pdf", "other", ".hidden", "odd\x1b[2J"):
        (tmp_path / name).touch()
    (tmp_path / "only").mkdir()
    base = f"{tmp_path}/"
    assert completed(base + "re") == (base + "report-", ["report-1.pdf", "report-2.pdf"])
    assert completed(base + "on") == (base + "only/", ["only/"])
    assert completed(base + "odd")[1] == [], "what cannot be typed is not offered"
    assert completed(base + ".h") == (base + ".hidden", [".hidden"])
    assert completed("/no/such/place") == ("/no/such/place", [])
