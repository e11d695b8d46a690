"""Which SQLite is used, and that an old one is refused by name."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from deskboard.domain.errors import Unavailable
from deskboard.store import sqlite
from tests.architecture.sources import called, modules, tree

ASK = "from deskboard.store import sqlite; print(sqlite.origin(), sqlite.version())"
BESIDE = """
from sqlite3 import *
from sqlite3.dbapi2 import *
sqlite_version_info = {version}
class Connection(Connection):
    __module__ = "pysqlite3.dbapi2"
"""


@pytest.mark.parametrize(("version", "origin"), [((3, 53, 4), "pysqlite3"), ((3, 7, 1), "sqlite3")])
def test_a_fixed_sqlite_beside_python_s_own_is_preferred(
    version: tuple[int, int, int], origin: str, tmp_path: Path
) -> None:
    (tmp_path / "pysqlite3").mkdir()
    (tmp_path / "pysqlite3" / "__init__.py").touch()
    (tmp_path / "pysqlite3" / "dbapi2.py").write_text(BESIDE.format(version=version))
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {ASK}"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split()[0] == origin


def test_an_sqlite_that_is_too_old_is_refused_by_its_number() -> None:
    sqlite.require((3, 35, 0))
    with pytest.raises(Unavailable, match=r"3\.34\.1 is too old"):
        sqlite.require((3, 34, 1))


def test_everybody_takes_the_one_sqlite_that_was_chosen() -> None:
    """Two libraries on one file would drop each other's locks."""
    imports = [
        called(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import)
        and {alias.name.split(".")[0] for alias in node.names} & {"sqlite3", "pysqlite3"}
    ]
    assert set(imports) == {"src/deskboard/store/sqlite.py"}
