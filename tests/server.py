"""A PostgreSQL server that can be lost: by a wire that is cut, or by being stopped."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy.engine import make_url

BINARIES = max(
    Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), default=Path("initdb")
).parent


def free_port() -> int:
    """A port on which nothing listens, and which the kernel lends to no connection for a moment:
    Linux and its kin take those from higher ones."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Wire:
    """A TCP line to the server of ``url``. ``cut_at``: cut as soon as the client has sent this,
    after handing it on (``deliver``) or before; ``cut_after``: once it has sent that, on the same
    connection, for a board also commits what its user knows nothing of."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self._server = (parsed.host or "localhost", parsed.port or 5432)
        self._port = free_port()
        self.url = parsed.set(host="127.0.0.1", port=self._port).render_as_string(hide_password=False)
        self._ends: list[socket.socket] = []
        self._listening: socket.socket | None = None
        self.cut_at = self.cut_after = b""
        self.deliver = True
        self._is_cut = threading.Event()
        self._is_cut.set()
        self.mend()

    def mend(self) -> None:
        """Let connections through again, once it has been cut."""
        assert self._is_cut.wait(30)
        self._is_cut.clear()
        self._listening = socket.create_server(("127.0.0.1", self._port), backlog=20)
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def cut(self) -> None:
        """End all connections, and take no new ones."""
        self._refuse()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()
        self._is_cut.set()

    def _refuse(self) -> None:
        if self._listening is not None:
            with suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
        self._listening = None

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client = listening.accept()[0]
                server = socket.create_connection(self._server)
                self._ends += [client, server]
                threading.Thread(target=self._carry, args=(client, server, True), daemon=True).start()
                threading.Thread(target=self._carry, args=(server, client, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, asks: bool) -> None:
        seen = None
        with suppress(OSError):
            while data := source.recv(65536):
                seen = self.cut_after if self.cut_after in data else seen
                ends = asks and self.cut_at and seen == self.cut_after and self.cut_at in data
                if ends:
                    self.cut_at = b""
                    # The answer must not come through, nor another question: this end goes first.
                    self._refuse()
                    source.shutdown(socket.SHUT_RDWR)
                if not ends or self.deliver:
                    target.sendall(data)
                    if ends:
                        target.settimeout(30)
                        target.recv(1)
                if ends:
                    self.cut()
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wired(url: str) -> Iterator[Wire]:
    """A wire to the server of ``url``."""
    wire = Wire(url)
    try:
        yield wire
    finally:
        wire.cut()


class Cluster:
    """A PostgreSQL server of our own, that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._data = folder, folder / "data"
        self.port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        options = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", *options, "-D", str(self._data))
        self.start()

    def _run(self, program: str, *args: str) -> None:
        as_postgres = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        done = subprocess.run(
            [*as_postgres, str(BINARIES / program), *args],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr.decode()

    def start(self) -> None:
        settings = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-D", str(self._data), "-l", str(self._folder / "log"), "-o", settings, "-w", "start")

    def stop(self) -> None:
        """As a crash does: no connection is told."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")


@contextmanager
def cluster_of_our_own() -> Iterator[Cluster]:
    """A server of our own; skips where none can be made. Not in pytest's folder, which only its
    owner may enter: a server does not run as root."""
    if not (BINARIES / "initdb").exists():
        pytest.skip("no PostgreSQL server is installed here (initdb)")
    with TemporaryDirectory(prefix="deskboard-") as folder:
        Path(folder).chmod(0o755)
        made = Cluster(Path(folder))
        try:
            yield made
        finally:
            made.stop()
