"""What a field of a form takes and refuses, and what a template's record may say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskboard.domain import fields, template_records, templates
from deskboard.domain.errors import BadInput, NotFound
from deskboard.domain.query import parse
from deskboard.domain.templates import Asked, Kind, Required, Template

NOW = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
VILNIUS = ZoneInfo("Europe/Vilnius")
SITE = Asked("site", "Site", Kind.CHOICE, ("Vilnius", "Seoul", "San José"))
OF_KIND = {kind: Asked(str(kind).replace("/", "-"), str(kind).capitalize(), kind) for kind in Kind} | {
    Kind.CHOICE: SITE
}
ONBOARDING = Template(
    "Onboarding",
    "change",
    (
        Asked("start", "First day", Kind.DATE, (), Required.SUBMIT),
        SITE,
        Asked("badge", "Badge number", Kind.NUMBER, (), Required.SOLVE),
        Asked("laptop", "Needs a laptop", Kind.YES_NO),
    ),
    "high",
    "accounts",
    ("onboarding",),
    ("Create the account", "Order a laptop"),
)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (Kind.TEXT, "  a \x1b[31m b\n", "a [31m b"),
        (Kind.TEXT, "", ""),
        (Kind.NUMBER, "12", "12"),
        (Kind.NUMBER, "+007", "7"),
        (Kind.NUMBER, "-1.50", "-1.5"),
        (Kind.NUMBER, "-0.0", "0"),
        (Kind.NUMBER, "100", "100"),
        (Kind.DATE, "2026-01-31", "2026-01-31"),
        (Kind.DATE, "today", "2026-03-03"),
        (Kind.DATE, "fri", "2026-03-06"),
        (Kind.DATE, "none", ""),
        (Kind.CHOICE, "seoul", "Seoul"),
        (Kind.CHOICE, "san jose", "San José"),
        (Kind.CHOICE, "vil", "Vilnius"),
        (Kind.YES_NO, "Y", "yes"),
        (Kind.YES_NO, "아니오", "no"),
    ],
)
def test_an_answer_is_stored_in_one_form(kind: Kind, typed: str, stored: str) -> None:
    """Half past midnight in Vilnius: today is the third there."""
    asked = OF_KIND[kind]
    assert templates.from_text(asked, typed, NOW, VILNIUS) == stored
    assert templates.check(asked, stored) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.TEXT, "x" * 1001),
        (Kind.NUMBER, "twelve"),
        (Kind.NUMBER, "1,5"),
        (Kind.NUMBER, "1e9"),
        (Kind.NUMBER, "१२"),
        (Kind.NUMBER, "9" * 31),
        (Kind.DATE, "someday"),
        (Kind.DATE, "2026-02-30"),
        (Kind.DATE, "1/2/2026"),
        (Kind.CHOICE, "Kaunas"),
        (Kind.CHOICE, "s"),
        (Kind.YES_NO, "maybe"),
    ],
)
def test_an_answer_of_another_kind_is_refused(kind: Kind, typed: str) -> None:
    with pytest.raises(BadInput):
        templates.from_text(OF_KIND[kind], typed, NOW, VILNIUS)


@given(st.sampled_from(list(OF_KIND.values())), st.text(max_size=40))
def test_whatever_is_typed_is_stored_stably_or_refused(asked: Asked, typed: str) -> None:
    try:
        stored = templates.from_text(asked, typed, NOW, VILNIUS)
    except BadInput:
        return
    assert templates.check(asked, stored) == stored


def test_a_template_survives_its_record_and_its_json() -> None:
    assert template_records.read(template_records.record(ONBOARDING)) == ONBOARDING
    assert template_records.load(template_records.dump(ONBOARDING)) == ONBOARDING


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"feilds": []}, "Did you mean fields?"),
        ({"type": "incidnt"}, "Did you mean incident?"),
        ({"type": ""}, "no type"),
        ({"name": 5}, "a text"),
        ({"steps": "one"}, "a list of texts"),
        ({"priority": "urgent"}, "none of"),
        ({"fields": [{"key": "Site"}]}, "cannot be the key"),
        ({"fields": [{"key": "priority"}]}, "Every ticket has"),
        ({"fields": [{"key": "a"}, {"key": "a"}]}, "twice"),
        ({"fields": [{"key": "a", "lable": "A"}]}, "Did you mean label?"),
        ({"fields": [{"key": "a", "kind": "choise"}]}, "Did you mean choice?"),
        ({"fields": [{"key": "a", "kind": "choice", "choices": ["one"]}]}, "two choices"),
        ({"fields": [{"key": "a", "choices": ["one", "ONE"]}]}, "the same"),
        ({"fields": [{"key": "a", "kind": "date", "choices": ["one", "two"]}]}, "is no choice"),
        ({"fields": [{"key": "a", "required": "solved"}]}, "Did you mean solve?"),
        ({"fields": [{"key": f"a{n}"} for n in range(51)]}, "at most 50"),
    ],
)
def test_a_record_that_makes_no_sense_is_refused_by_name(change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as refused:
        template_records.read({"name": "X", "type": "support", **change})
    assert said in str(refused.value)


def test_a_field_needs_a_key_only() -> None:
    read = template_records.read({"name": "X", "type": "support", "fields": [{"key": "cost-center", "required": True}]})
    assert read.fields == (Asked("cost-center", "Cost center", Kind.TEXT, (), Required.SUBMIT),)


def test_a_changed_type_shows_what_fits_and_keeps_the_rest() -> None:
    other = Template("Move", "support", (SITE._replace(choices=("Vilnius", "Riga"), required=Required.SUBMIT),))
    form = templates.form_of((ONBOARDING, other), "support", "Onboarding")
    assert [(asked.key, asked.required) for asked in form] == [("site", Required.NO)]
    assert templates.told(form, (("laptop", "yes"), ("site", "Vilnius"))) == (
        [(form[0], "Vilnius")],
        [("laptop", "yes")],
    )
    assert templates.told(form, (("site", "Seoul"),)) == ([], [("site", "Seoul")])


def test_a_template_is_found_by_its_beginning() -> None:
    assert templates.find((ONBOARDING,), "onb") == ONBOARDING
    with pytest.raises(NotFound, match="Onboarding"):
        templates.find((ONBOARDING,), "laptop")


@pytest.mark.parametrize(
    ("word", "meant"), [("incidnt", "incident"), ("inc", "incident"), ("Suport", "support"), ("hardware", "")]
)
def test_a_misspelt_type_is_told_from_one_of_the_teams(word: str, meant: str) -> None:
    assert fields.mistaken_type(word) == meant
    if meant:
        with pytest.raises(BadInput) as refused:
            parse(f"type:{word}")
        assert getattr(refused.value, "suggestion", "") == meant
    else:
        assert parse(f"type:{word}").where is not None
