"""Who is asking: what the system vouches for, and who may say something else."""

from __future__ import annotations

import multiprocessing
import os
import pwd
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from deskboard import identity
from deskboard.domain.errors import BadInput, NotAllowed
from deskboard.identity import Process

NAMES = {0: "root", 900: "desk", 1001: "ann", 1002: "bob"}
SUDO = {"SUDO_USER": "ann", "SUDO_UID": "1001"}
THEIRS = 900
"""The uid that owns the database: a service account's, or whoever made the file."""


def ask(configured: str | None, uid: int, env: dict[str, str] | None = None, owner: int | None = THEIRS) -> str:
    return identity.login(configured, Process(env or {}, uid, NAMES.__getitem__, owner))


@pytest.mark.parametrize(
    ("env", "uid", "owner", "login"),
    [
        ({}, 1001, THEIRS, "ann"),
        (SUDO, 0, THEIRS, "ann"),  # by sudo to root
        (SUDO, 900, THEIRS, "ann"),  # by sudo to the service account
        (SUDO, 1002, None, "ann"),  # there is no file whose owner could be asked
        (SUDO, 1002, THEIRS, "bob"),  # a member of the group sets the variables himself
        ({"SUDO_USER": "ann"}, 0, THEIRS, "root"),  # a bare variable is not sudo's word
        ({"SUDO_USER": "ann", "SUDO_UID": "1002"}, 0, THEIRS, "root"),
        ({"SUDO_USER": "ann", "SUDO_UID": "x"}, 0, THEIRS, "root"),
        ({}, 4711, THEIRS, "uid4711"),  # a container's user without a name
    ],
)
def test_who_is_asking(env: dict[str, str], uid: int, owner: int | None, login: str) -> None:
    assert ask(None, uid, env, owner) == login


@pytest.mark.parametrize(
    ("uid", "env", "owner"),
    [
        (0, {}, THEIRS),  # root writes what it likes
        (900, {}, THEIRS),  # so does who owns the file
        (1002, {}, 1002),
        (4711, {}, THEIRS),  # nobody vouches for a uid without a name
        (1002, {}, None),  # the file is still to be made, or is a server's
        (900, SUDO, None),
    ],
)
def test_who_could_write_anything_may_say_who_they_are(uid: int, env: dict[str, str], owner: int | None) -> None:
    assert ask("carol", uid, env, owner) == "carol"
    assert ask(" Carol\x1b[31m ", uid, env, owner) == "carol[31m"


@pytest.mark.parametrize(("uid", "env"), [(1001, {}), (0, SUDO), (900, SUDO), (1001, {**SUDO, "SUDO_USER": "bob"})])
def test_whom_the_system_vouches_for_is_nobody_else(uid: int, env: dict[str, str]) -> None:
    with pytest.raises(NotAllowed, match=r"You are ann here.*only the owner of the database may act as carol"):
        ask("carol", uid, env)
    assert ask("Ann", uid, env) == "ann", "to say what is so anyway is fine"


@pytest.mark.parametrize("name", ["", "  ", "ann smith", "x" * 101, "\x00\x1b"])
def test_what_cannot_be_a_login_is_refused_with_advice(name: str) -> None:
    with pytest.raises(BadInput, match="--user or DESKBOARD_USER"):
        ask(name, 0)


def _as_nobody(uid: int, db: str, env: dict[str, str], answers: Any) -> None:
    os.setgid(uid)
    os.setuid(uid)
    os.environ.update(env)
    for configured in (None, "ann"):
        try:
            answers.put(identity.of_this_process(configured, db))
        except NotAllowed as error:
            answers.put(error.exit_code)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody else")
def test_a_real_account_is_itself_on_somebody_elses_file(tmp_path: Path) -> None:
    other = pwd.getpwnam("nobody").pw_uid
    folder = Path(tempfile.mkdtemp(dir="/tmp"))  # pytest's own folders are closed to others
    folder.chmod(0o755)
    db = folder / "desk.db"
    fork = multiprocessing.get_context("fork")
    try:
        for owner, expected in ((0, ["nobody", 6]), (other, ["nobody", "ann"]), (None, ["root", "ann"])):
            if owner is not None:
                db.touch()
                os.chown(db, owner, -1)
            else:
                db.unlink()
            # Who owns no file cannot make the system believe in a sudo that never was.
            sudo = {"SUDO_USER": "root", "SUDO_UID": "0"} if owner != other else {}
            answers = fork.SimpleQueue()
            child = fork.Process(target=_as_nobody, args=(other, str(db), sudo, answers))
            child.start()
            assert [answers.get(), answers.get()] == expected
            child.join(10)
    finally:
        shutil.rmtree(folder)
