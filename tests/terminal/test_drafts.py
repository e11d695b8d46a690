"""A text that is being written outlasts whatever ends the program, also at the far end of SSH."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deskboard.domain.commands import AddTicket
from tests.server import free_port
from tests.terminal.conftest import Site
from tests.terminal.term import PATIENCE, Term

SSHD = shutil.which("sshd", path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
LONG = "Dear Maria, please open the tray at the side and pull the paper out slowly. "


@pytest.fixture
def desk_site(site: Site) -> Site:
    with site.desk() as desk:
        desk.do(AddTicket("Printer jams"))
    return site


def until(holds: Callable[[], object], told: str, board: Term | None = None) -> None:
    """Wait until it holds; a board goes on painting meanwhile."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, told
        if board is not None and not board.ended:
            board.pump(0.02)
        else:
            time.sleep(0.02)


def written(site: Site) -> str:
    """All that stands in files of drafts."""
    return "".join(path.read_text() for path in site.folder.glob(".local/state/deskboard/drafts/*.json"))


def begin_reply(board: Term, site: Site) -> None:
    """Write until the first part of it must be in the file, and go on."""
    board.send("c")
    board.wait_for("Public reply")
    board.send(LONG)
    until(lambda: LONG.strip() in written(site), "not written down while it is typed", board)


def is_offered(site: Site, *words: str) -> Term:
    """The next board names the draft, and leads to it."""
    board = site.board(ready="Printer jams")
    board.wait_for("drafts: #1")
    board.send("d")
    board.wait_for("public reply", "Dear Maria")
    board.send("\r")
    board.wait_for("your draft", *words)
    return board


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL], ids=["HUP", "TERM", "KILL"])
def test_a_reply_outlasts_the_end_of_the_program(desk_site: Site, number: signal.Signals) -> None:
    board = desk_site.board(ready="Printer jams")
    begin_reply(board, desk_site)
    if number != signal.SIGKILL:
        board.send("Yours")
        board.wait_for("slowly. Yours")
    os.kill(board.pid, number)
    until(lambda: board.process.poll() is not None, f"{number.name} does not end it", board)
    assert board.process.returncode == {signal.SIGHUP: 129, signal.SIGTERM: 143, signal.SIGKILL: -9}[number]
    is_offered(desk_site, *(["Yours"] if number != signal.SIGKILL else []))


def test_a_reply_outlasts_a_terminal_that_is_closed(desk_site: Site) -> None:
    board = desk_site.board(ready="Printer jams")
    begin_reply(board, desk_site)
    board.hang_up()
    until(lambda: board.process.poll() is not None, "it outlives its terminal")
    is_offered(desk_site)


def test_a_program_asked_to_end_gives_the_terminal_back(desk_site: Site) -> None:
    board = desk_site.board(ready="Printer jams")
    os.kill(board.pid, signal.SIGTERM)
    until(lambda: board.process.poll() is not None, "it goes on", board)
    board.pump(0.1)
    assert b"\x1b[?1049l" in board.raw


def test_a_folder_that_cannot_be_written_is_told_once_and_typing_goes_on(desk_site: Site) -> None:
    (desk_site.folder / ".local").write_text("no folder")
    board = desk_site.term()
    board.wait_for("Printer jams", "Drafts last only until you leave")
    board.send("c")
    board.wait_for("Public reply")
    board.send("Dear Maria")
    board.wait_for("Dear Maria")
    board.send("\x13")
    board.wait_for("public reply")
    assert "Drafts last only" not in board.text
    with desk_site.desk() as desk:
        assert [said.text for said in desk.ticket(1).comments] == ["Dear Maria"]


# ---- SSH


@pytest.fixture
def ssh(site: Site, tmp_path: Path) -> Iterator[list[str]]:
    """How to reach a server of our own on this host: the client's command line."""
    if SSHD is None or shutil.which("ssh") is None or shutil.which("ssh-keygen") is None:
        pytest.skip("needs openssh-server and openssh-client")
    keys = tmp_path / "ssh"
    keys.mkdir(mode=0o700)
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(keys / name)], check=True)
    shutil.copy(keys / "user.pub", keys / "authorized_keys")
    port = free_port()
    settings = {
        "Port": port,
        "ListenAddress": "127.0.0.1",
        "HostKey": keys / "host",
        "PidFile": "none",
        "AuthorizedKeysFile": keys / "authorized_keys",
        "StrictModes": "no",
        "UsePAM": "no",
        "PasswordAuthentication": "no",
        "PermitRootLogin": "prohibit-password",
    }
    config = keys / "sshd_config"
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # a new root of the part that has no rights
    server = subprocess.Popen([SSHD, "-D", "-e", "-f", str(config)], stderr=(keys / "log").open("w"))
    try:
        until(lambda: _answers(port) or server.poll() is not None, "sshd does not answer")
        if server.poll() is not None:
            pytest.skip(f"sshd does not run here: {(keys / 'log').read_text()[:200]}")
        options = ["StrictHostKeyChecking=no", f"UserKnownHostsFile={keys / 'known'}", "IdentitiesOnly=yes"]
        chosen = [part for option in options for part in ("-o", option)]
        yield ["ssh", "-F", "none", "-tt", "-q", "-p", str(port), "-i", str(keys / "user"), *chosen, "127.0.0.1"]
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def boards_on(db: Path) -> list[int]:
    """The processes of the program that have this database in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            line, env = (path / "cmdline").read_bytes(), (path / "environ").read_bytes()
        except OSError:
            continue
        if b"deskboard" in line and b"ssh" not in line.split(b"\0")[0] and f"DESKBOARD_DB={db}".encode() in env:
            found.append(int(path.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_a_connection_that_drops_in_the_middle_of_a_reply_costs_nothing(desk_site: Site, ssh: list[str]) -> None:
    said = " ".join(f"{name}={value}" for name, value in desk_site.env.items() if name != "PATH")
    line = f"cd {Path.cwd()} && exec env {said} PATH={os.environ['PATH']} {sys.executable} -m deskboard"
    board = desk_site.term(argv=(*ssh, line), env={"HOME": os.environ.get("HOME", "/")})
    board.wait_for("Printer jams", "Enter open")
    begin_reply(board, desk_site)
    assert boards_on(desk_site.db)
    os.kill(board.pid, signal.SIGKILL)
    board.process.wait()
    until(lambda: not boards_on(desk_site.db), "a process is left behind")
    is_offered(desk_site)
