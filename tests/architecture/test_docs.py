"""The manual names what there is."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from deskboard.cli.group import COMMANDS, global_options
from deskboard.config import SETTINGS, Settings, toml
from deskboard.domain.model import Priority, Status, TicketType
from deskboard.domain.query import parse
from tests.architecture.sources import PACKAGE, ROOT, docs
from tests.screenshots import FOLDER, SHOTS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_manual(command: str) -> None:
    assert re.search(rf"deskboard {command}\b", docs("manual.md"))


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_in_the_manual(setting: str) -> None:
    assert f"`{setting}`" in docs("manual.md") or re.search(
        rf"^(\[{setting}\]|{setting} =)", docs("manual.md"), re.MULTILINE
    )


@pytest.mark.parametrize("name", [setting.env for setting in SETTINGS.values() if setting.env] + ["DESKBOARD_CONFIG"])
def test_every_variable_is_in_the_manual(name: str) -> None:
    assert name in docs("manual.md")


@pytest.mark.parametrize("option", global_options(hidden=False), ids=lambda option: option.opts[0])
def test_every_global_option_is_in_the_manual(option: object) -> None:
    assert f"`{option.opts[0]}" in docs("manual.md") or f"{option.opts[0]} " in docs("manual.md")


@pytest.mark.parametrize("word", [*Priority, *TicketType, *(status.label for status in Status)])
def test_every_value_is_in_the_manual(word: str) -> None:
    assert word in docs("manual.md")


@pytest.mark.parametrize(
    "name",
    [name for name, setting in SETTINGS.items() if not setting.moved and name not in ("db", "user", "board", "keys")],
)
def test_the_manual_tells_the_default_and_the_choices_of_every_setting(name: str) -> None:
    row = re.search(rf"^\| `{name}` \| `([^`]*)` \| (.*) \|$", docs("manual.md"), re.MULTILINE)
    assert row, f"no row for {name} in the table of settings"
    assert row[1] == toml(getattr(Settings(db=""), name))
    assert [choice for choice in SETTINGS[name].choices if f"`{choice}`" not in row[2]] == []


def test_the_queries_of_the_manual_can_be_read() -> None:
    """Those of the table of examples, and those that recipes have one type after ``/``."""
    text = docs("manual.md")
    table = text[text.index("### Examples") : text.index("\n## ", text.index("### Examples"))]
    queries = re.findall(r"\| `([^`]+)` \|$", table, re.MULTILINE) + re.findall(r"`/` `([^`]+)`", text)
    assert len(queries) > 15
    for query in queries:
        parse(query)


def test_links_lead_somewhere() -> None:
    """Files that are named exist; headings that are linked to exist."""
    broken = []
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = path.read_text()
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            file, _hash, anchor = target.partition("#")
            if "://" in file or file.startswith("mailto:"):
                continue
            place = (path.parent / file) if file else path
            if not place.exists() or (anchor and place.suffix == ".md" and anchor not in _anchors(place.read_text())):
                broken.append(f"{path.name}: {target}")
    assert broken == []


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ +(.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_pictures_are_those_that_are_drawn_and_stand_alone() -> None:
    """Nothing is fetched when somebody looks at one."""
    assert {path.stem for path in FOLDER.glob("*.svg")} == {shot.name for shot in SHOTS}, "run `make screenshots`"
    for path in FOLDER.glob("*.svg"):
        svg = path.read_text()
        ElementTree.fromstring(svg)
        assert not re.search(r"https?://|@font-face|url\((?!#)", svg.replace("http://www.w3.org/2000/svg", "")), (
            path.name
        )


def test_the_architecture_page_names_every_package() -> None:
    page = docs("architecture.md")
    packages = [path.parent.name for path in PACKAGE.glob("*/__init__.py")]
    assert [name for name in packages if f"{name}/" not in page and f"`{name}`" not in page] == []
