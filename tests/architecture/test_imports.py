"""Who may know whom, and what is loaded when (the contracts themselves stand in pyproject.toml)."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, called, modules, tree

LOADED = "import sys, json; {code}; print('\\n' + json.dumps(sorted(sys.modules)))"
HEAVY = ("textual", "alembic", "psycopg", "rich", "hypothesis")


def loaded_by(code: str, tmp_path: Path) -> set[str]:
    """The modules in a fresh interpreter after running ``code``."""
    env = {
        "DESKBOARD_DB": str(tmp_path / "desk.db"),
        "DESKBOARD_CONFIG": "/dev/null",
        "PATH": "",
        "DESKBOARD_USER": "ann",
    }
    ran = subprocess.run(
        [sys.executable, "-c", LOADED.format(code=code)], env=env, capture_output=True, text=True, check=True
    )
    return set(json.loads(ran.stdout.splitlines()[-1]))


def among(loaded: set[str], *names: str) -> set[str]:
    return {module for module in loaded if module.split(".")[0] in names or module in names}


RUN = "from deskboard.cli.border import run; run({args!r}, __import__('os').environ, None)"


@pytest.mark.parametrize(
    "args",
    [["add", "Ticket"], ["list"], ["list", "--json"], ["show", "1"], ["edit", "1", "--priority", "high"], ["undo"]],
)
def test_a_command_loads_no_textual_and_nothing_heavy(args: list[str], tmp_path: Path) -> None:
    loaded_by(RUN.format(args=["add", "First"]), tmp_path)
    loaded = loaded_by(RUN.format(args=args), tmp_path)
    assert "deskboard.desk.desk" in loaded
    assert among(loaded, *HEAVY) == set()
    assert not {module for module in loaded if module.startswith("deskboard.tui")}


def test_help_loads_no_database(tmp_path: Path) -> None:
    code = "import contextlib\nwith contextlib.suppress(SystemExit): " + RUN.format(args=["--help"])
    loaded = loaded_by(f"exec({code!r})", tmp_path)
    assert among(loaded, "sqlalchemy", "sqlmodel", "pydantic", *HEAVY) == set()


def test_the_domain_loads_only_the_standard_library(tmp_path: Path) -> None:
    names = [called(path)[4:-3].replace("/", ".").removesuffix(".__init__") for path in modules("domain")]
    loaded = loaded_by("; ".join(f"import {name}" for name in names), tmp_path)
    third = {module.split(".")[0] for module in loaded} - sys.stdlib_module_names - {"deskboard", "__main__"}
    ours = {module for module in loaded if module.startswith("deskboard.") and module.count(".") == 1}
    assert not {name for name in third if not name.startswith(("_", "sitecustomize", "__editable__"))}
    assert ours == {"deskboard.domain", "deskboard.l10n"}


IMPURE = {"open", "input", "print"}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time"), ("random", "random")}


def test_the_domain_has_no_clock_and_touches_nothing() -> None:
    """Now, the zone and chance are handed in."""
    found = []
    for path in modules("domain"):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            function = node.func
            if isinstance(function, ast.Name) and function.id in IMPURE:
                found.append(f"{called(path)}:{node.lineno} {function.id}")
            if isinstance(function, ast.Attribute) and (getattr(function.value, "id", ""), function.attr) in CLOCKS:
                found.append(f"{called(path)}:{node.lineno} {function.attr}")
    assert found == []


def test_the_contracts_of_pyproject_hold() -> None:
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert "0 broken" in ran.stdout
