"""What keeps the code readable: sizes, words, colours, and no way around the walls."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from deskboard.domain.errors import DeskboardError
from tests.architecture.sources import PACKAGE, ROOT, called, docs, modules, of_tests, tree

FILE_MAX, TESTS_MAX = 400, 500
FUNCTION_MAX = 60
LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|(?i:coming soon|not (yet )?implemented)")
ELSEWHERE = re.compile(r"/root/")
"""Paths of somebody's machine."""
VAGUE = ("utils", "util", "helpers", "helper", "manager", "misc", "common")
BORDERS = ("cli/border.py", "tui/bridge.py", "tui/unasked.py")
"""Where every error is caught, said and not let out."""
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b|\b(red|green|blue|yellow|cyan|magenta|white|black|gr[ae]y)\b")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_too_long_to_hold_in_mind() -> None:
    sizes = {path: len(path.read_text().splitlines()) for path in modules() + of_tests()}
    long = {path: size for path, size in sizes.items() if size > (FILE_MAX if PACKAGE in path.parents else TESTS_MAX)}
    assert {called(path): size for path, size in long.items()} == {}


def test_no_function_is_too_long() -> None:
    long = [
        f"{called(path)}:{node.lineno} {node.name}"
        for path in modules()
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno >= FUNCTION_MAX
    ]
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        called(path)
        for path in modules() + of_tests()
        if path.read_text().strip() and not ast.get_docstring(tree(path))
    ]
    assert silent == []


def test_names_say_what_a_thing_is() -> None:
    assert [called(path) for path in modules() if path.stem in VAGUE or path.parent.name in VAGUE] == []


def _said(path: Path) -> Iterator[str]:
    """Comments and docstrings."""
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def test_nothing_is_put_off() -> None:
    found = [f"{called(path)}: {said}" for path in modules() for said in _said(path) if LATER.search(said)]
    found += [page for page in ("manual.md", "architecture.md") if LATER.search(docs(page))]
    assert found == []


def test_nothing_names_somebodys_machine() -> None:
    pages = [ROOT / "README.md", ROOT / "Makefile", ROOT / "pyproject.toml", *(ROOT / "docs").glob("*.md")]
    paths = [path for path in modules() + of_tests() + pages if path != Path(__file__)]
    assert [called(path) for path in paths if ELSEWHERE.search(path.read_text())] == []


def test_errors_are_caught_by_name() -> None:
    """But at the borders, where the program meets people, and where they are raised again."""
    broad = [
        f"{called(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
        and not called(path).endswith(BORDERS)
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]
    assert broad == []


def test_colours_are_named_in_one_place_only() -> None:
    """Widgets and style sheets ask for meanings."""
    found = [called(path) for path in (PACKAGE / "tui").rglob("*.tcss") if COLOUR.search(path.read_text())]
    for path in modules("tui"):
        if path.name != "themes.py":
            for node in ast.walk(tree(path)):
                is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
                if is_text and COLOUR.fullmatch(node.value.strip().removeprefix("bold ").removeprefix("on ")):
                    found.append(f"{called(path)}:{node.lineno} {node.value}")
    assert found == []


def test_no_widget_reads_markup() -> None:
    """Text reaches Textual's own widgets as Content or Text, never as a string to be parsed."""
    risky = {"Static", "Label", "Button", "Markdown", "from_markup", "notify"}
    found = []
    for path in modules("tui"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                safe = any(keyword.arg == "markup" for keyword in node.keywords)
                if name in risky and not safe:
                    found.append(f"{called(path)}:{node.lineno} {name}")
    assert found == []


def test_every_error_has_an_exit_code_of_its_own_kind() -> None:
    codes = {0: "done"} | {kind.exit_code: kind.__name__ for kind in _kinds(DeskboardError)}
    assert set(codes) == {0, 1, 2, 3, 4, 5, 6}


def _kinds(kind: type[DeskboardError]) -> Iterator[type[DeskboardError]]:
    yield kind
    for inner in kind.__subclasses__():
        yield from _kinds(inner)
