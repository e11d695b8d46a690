"""The program on a database of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program


@pytest.fixture
def deskboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program on a new, empty database."""
    program = Program(tmp_path, monkeypatch)
    assert program("init").code == 0
    return program
