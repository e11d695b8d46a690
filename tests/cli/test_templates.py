"""``deskboard template``, ``deskboard type``, and tickets with fields of a form."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskboard.cli import templates as files
from tests.cli.running import Program
from tests.domain.test_templates import ONBOARDING

FORM = files.to_toml(ONBOARDING)


@pytest.fixture
def forms(deskboard: Program) -> Program:
    assert deskboard("template", "add", "--from", "-", stdin=FORM).code == 0
    return deskboard


def test_a_template_file_is_what_show_prints(forms: Program) -> None:
    assert files.read(FORM) == ONBOARDING
    assert forms("template", "show", "onb").out == FORM
    assert forms("template", "list").lines == [["Onboarding", "change", "start,site,badge,laptop"]]
    assert forms("--json", "template", "list").records[0]["fields"][0]["key"] == "start"


def test_the_sample_can_be_read() -> None:
    assert files.read(files.SAMPLE).fields[0].key == "first-day"


def test_a_ticket_is_added_from_a_template_and_shown_with_its_fields(forms: Program) -> None:
    ran = forms("add", "Joan joins", "--template", "onb", "--field", "start=2026-03-09", "--field", "site=seo")
    assert ran.code == 0
    record = forms("--json", "show", "1").records[0]
    assert record["template"] == "Onboarding"
    assert record["fields"] == {"site": "Seoul", "start": "2026-03-09"}
    assert forms("--json", "list").records[0]["fields"]["site"] == "Seoul"
    assert ["field.site", "Seoul"] in forms("show", "1").lines
    shown = forms("show", "1", tty=True).out
    assert "First day" in shown and "2026-03-09 (Mon)" in shown


def test_quick_add_names_a_template_too(forms: Program) -> None:
    ran = forms("add", "Joan joins", "template:onb")
    assert ran.code == 2 and "First day" in ran.err and "--field start=" in ran.err
    assert forms("add", "Joan joins template:onb", "--field", "start=tomorrow").code == 0


def test_edit_sets_fields_of_tickets_and_form_alike(forms: Program) -> None:
    forms("add", "Joan joins", "--template", "onb", "--field", "start=2026-03-09")
    ran = forms("edit", "1", "--field", "site=Vilnius", "--field", "priority=low", "--field", "field.laptop=yes")
    assert ran.code == 0
    record = forms("--json", "show", "1").records[0]
    assert (record["priority"], record["fields"]["site"], record["fields"]["laptop"]) == ("low", "Vilnius", "yes")
    forms("edit", "1", "--field", "site=none")
    assert "site" not in forms("--json", "show", "1").records[0]["fields"]
    assert forms("undo").code == 0
    assert forms("--json", "show", "1").records[0]["fields"]["site"] == "Vilnius"


@pytest.mark.parametrize(
    ("pair", "said"),
    [("sote=x", "Did you mean site?"), ("site=Kaunas", "Vilnius, Seoul"), ("start=someday", "no date"), ("x", "NAME=")],
)
def test_a_field_that_is_wrong_is_refused_with_what_fits(forms: Program, pair: str, said: str) -> None:
    forms("add", "Joan joins", "--template", "onb", "--field", "start=2026-03-09")
    ran = forms("edit", "1", "--field", pair)
    assert ran.code == 2 and said in ran.err


def test_moving_to_done_names_what_is_missing(forms: Program) -> None:
    forms("add", "Joan joins", "--template", "onb", "--field", "start=2026-03-09")
    ran = forms("move", "1", "done")
    assert ran.code == 1 and "Badge number" in ran.err and "--field badge=" in ran.err


def test_a_template_is_edited_in_the_editor_and_offered_again_when_refused(
    forms: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def editor(text: str, **_more: object) -> str:
        seen.append(text)
        return text.replace('queue = "accounts"', 'kueue = "people"').replace(
            "kueue", "queue" if len(seen) > 1 else "kueue"
        )

    monkeypatch.setattr("click.edit", editor)
    assert forms("template", "edit", "onboarding").code == 0
    assert seen[0] == FORM and seen[1].startswith("#!") and "Did you mean queue?" in seen[1]
    assert 'queue = "people"' in forms("template", "show", "onboarding").out


def test_a_template_keeps_its_name_and_can_be_removed(forms: Program, tmp_path: Path) -> None:
    path = tmp_path / "form.toml"
    path.write_text(FORM.replace("Onboarding", "Other"))
    ran = forms("template", "edit", "onboarding", "--from", path)
    assert ran.code == 2 and "keeps its name" in ran.err
    assert forms("template", "remove", "onboarding").code == 0
    assert forms("template", "list").out == ""
    assert forms("undo").code == 0 and forms("template", "list").out
    assert forms("template", "show", "nothing").code == 3
    assert forms("template", "add", "--from", tmp_path / "none.toml").code == 3
    assert forms("template", "add", "--from", "-", stdin="name = ").code == 2


def test_types_of_the_team(deskboard: Program) -> None:
    assert deskboard("type", "add", "hardware").code == 0
    assert deskboard("type", "list").lines[-1] == ["hardware", "true"]
    assert deskboard("add", "Screen type:hardware").code == 0
    assert [row[0] for row in deskboard("list", "type:hardware").lines] == ["1"]
    assert deskboard("type", "remove", "hardware").code == 1
    assert deskboard("type", "add", "incidnt").code == 2
    assert deskboard("template", "list", env={"DESKBOARD_USER": "bob"}).code == 0
    assert deskboard("type", "add", "x", env={"DESKBOARD_USER": "bob"}).code == 6
