"""The project's own files, as text and as syntax trees."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "deskboard"


def modules(*folders: str) -> list[Path]:
    """The Python files of these folders of the package; all of them when none is named."""
    places = [PACKAGE / folder for folder in folders] or [PACKAGE]
    return sorted(path for place in places for path in place.rglob("*.py"))


def of_tests() -> list[Path]:
    return sorted((ROOT / "tests").rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def called(path: Path) -> str:
    """The path as people know it."""
    return str(path.relative_to(ROOT))


def docs(name: str) -> str:
    return (ROOT / "docs" / name).read_text()
