"""Runs the program as another user of this host, under a umask that gives nothing to anybody.

The interpreter may stand where that user cannot read it. So everything is loaded by a run on a
passing database first, and only then is root given up; the process then runs one command line
after the other: ``python -m tests.cli.somebody UID GID GROUPS``.
"""

from __future__ import annotations

import _strptime  # noqa: F401 - loaded while it can be read
import grp  # noqa: F401
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import MutableMapping
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from deskboard.cli.border import run
from tests.cli.running import Ran

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be several users")
ROOT = Path(__file__).parents[2]


class Somebody:
    """A user of this host, by ids that every Linux has; a process once it is needed."""

    def __init__(self, uid: int, gid: int, *groups: int) -> None:
        self.uid, self.gid, self.groups = uid, gid, groups
        self._process: subprocess.Popen[str] | None = None

    def __call__(self, *args: object, db: Path) -> Ran:
        if self._process is None:
            ids = [str(self.uid), str(self.gid), ",".join(map(str, self.groups))]
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.cli.somebody", *ids],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
            )
        process = self._process
        assert process.stdin is not None and process.stdout is not None
        print(json.dumps([str(db), *map(str, args)]), file=process.stdin, flush=True)
        return Ran(*json.loads(process.stdout.readline()))

    def leave(self) -> None:
        if self._process is not None:
            self._process.communicate()
            self._process = None


def become(uid: int, gid: int, groups: list[int]) -> None:
    """Load what the program needs, then give up root for good."""
    with tempfile.TemporaryDirectory() as folder:
        backups = (["backup", "--auto"], ["backup", "--list", "--json"], ["restore-backup", f"{folder}/copy.db"])
        people = ["person", "edit", "me", "--role", "admin"]
        loaded = (["init"], ["add", "First"], ["list"], ["backup", f"{folder}/copy.db"], *backups, people, ["doctor"])
        for args in loaded:
            one(args, on(f"{folder}/desk.db"))
    os.setgroups(groups)
    os.setgid(gid)
    os.setuid(uid)
    os.umask(0o077)


def on(db: str) -> dict[str, str]:
    return {"DESKBOARD_DB": db, "DESKBOARD_CONFIG": os.devnull}


def one(args: list[str], env: MutableMapping[str, str], stdin: str = "") -> Ran:
    """One command line in this process."""
    kept = (sys.stdin, sys.stdout, sys.stderr)
    out, err = (TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True) for _n in range(2))
    sys.stdin, sys.stdout, sys.stderr = TextIOWrapper(BytesIO(stdin.encode()), encoding="utf-8"), out, err
    try:
        code = run(args, env, lambda open_desk, *_: open_desk().close() or 0)
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept
    return Ran(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]


if __name__ == "__main__":
    become(int(sys.argv[1]), int(sys.argv[2]), [int(group) for group in sys.argv[3].split(",") if group])
    for line in sys.stdin:
        db, *args = json.loads(line)
        print(json.dumps(one(args, on(db))), flush=True)
