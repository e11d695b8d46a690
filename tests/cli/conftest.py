"""The program on a database of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.running import Program


@pytest.fixture(scope="session")
def founded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that ann has made today."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        program = Program(tmp_path_factory.mktemp("founded"), monkeypatch)
        assert program("init").code == 0
    return program.db


@pytest.fixture
def deskboard(founded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program on a new, empty database."""
    program = Program(tmp_path, monkeypatch)
    shutil.copy(founded_file, program.db)
    return program
