"""Templates, types of the team's own, and the answers of tickets, through commands."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from deskboard.domain.model import Priority, Role
from deskboard.domain.query.parse import parse
from deskboard.domain.templates import Asked, Kind, Required, Template
from deskboard.domain.wording import describe
from tests.conftest import ZONE, Clock, OpenDesk
from tests.domain.test_templates import ONBOARDING

HARDWARE = Template("Hardware", "hardware", (Asked("item", "Item", Kind.TEXT, (), Required.SUBMIT),))


@pytest.fixture
def forms(desk: Desk) -> Desk:
    """A desk with the template Onboarding."""
    desk.do(c.AddTemplate(ONBOARDING))
    return desk


def new(desk: Desk, title: str = "Joan joins", **answers: str) -> int:
    given = {"start": "2026-03-09", **answers}
    return desk.do(c.AddTicket(title, {"template": "onboarding", "answers": tuple(given.items())})).created[0]


def answers(desk: Desk, ref: int) -> dict[str, str]:
    return dict(desk.ticket(ref).row.answers)


def column(desk: Desk, name: str) -> int:
    return next(column.id for column in desk.board().columns if column.name == name)


def test_a_ticket_from_a_template_has_its_defaults_steps_and_answers_in_one_undo(forms: Desk) -> None:
    ref = new(forms, site="seoul", laptop="Y")
    page = forms.ticket(ref)
    row = page.row
    assert (row.template, row.type, row.priority, row.queue) == ("Onboarding", "change", Priority.HIGH, "accounts")
    assert row.tags == ("onboarding",)
    assert row.answers == (("laptop", "yes"), ("site", "Seoul"), ("start", "2026-03-09"))
    assert [step.text for step in page.steps] == ["Create the account", "Order a laptop"]
    assert page.form == ONBOARDING.fields
    forms.undo()
    with pytest.raises(NotFound):
        forms.ticket(ref)
    forms.redo()
    assert forms.ticket(ref).row._replace(version=0) == row._replace(version=0)
    assert answers(forms, ref) == dict(row.answers)


def test_what_is_given_goes_before_the_defaults(forms: Desk) -> None:
    fields = {"template": "Onboarding", "answers": (("start", "2026-03-09"),), "priority": "low", "tags": ("vip",)}
    row = forms.ticket(forms.do(c.AddTicket("x", fields)).created[0]).row
    assert (row.priority, row.tags) == (Priority.LOW, ("onboarding", "vip"))
    with pytest.raises(BadInput, match="template of the type change"):
        forms.do(c.AddTicket("x", {**fields, "type": "bug"}))


def test_what_is_required_at_submit_must_be_there(forms: Desk) -> None:
    with pytest.raises(BadInput, match="First day"):
        forms.do(c.AddTicket("x", {"template": "Onboarding"}))
    ref = new(forms)
    with pytest.raises(BadInput, match="required"):
        forms.do(c.EditTicket((ref,), {"answers": (("start", ""),)}))
    assert forms.do(c.AddTicket("a quick ask needs a title only")).created


def test_what_is_required_at_solve_holds_a_ticket_back_ticket_by_ticket(forms: Desk) -> None:
    first, second = new(forms), new(forms, badge="7")
    plain = forms.do(c.AddTicket("plain", {"type": "change"})).created[0]
    done = forms.do(c.MoveTicket((first, second, plain), column(forms, "Done")))
    assert done.refs == (second, plain)
    assert [ref for ref, _reason in done.refused] == [first]
    assert "Badge number" in done.refused[0][1]
    forms.do(c.EditTicket((first,), {"answers": (("badge", "12"),)}))
    forms.do(c.MoveTicket((first,), column(forms, "Done")))
    assert forms.ticket(first).row.resolved is not None
    given = {"template": "Onboarding", "answers": (("start", "2026-03-09"),)}
    with pytest.raises(BadInput, match="Badge number"):
        forms.do(c.AddTicket("x", given, column(forms, "Done")))


def test_answers_are_edited_one_by_one_undone_and_told_in_the_history(forms: Desk) -> None:
    ref = new(forms, site="Seoul")
    forms.do(
        c.EditTicket(
            (ref,),
            {
                "answers": (
                    ("site", "vil"),
                    ("laptop", "no"),
                )
            },
        )
    )
    assert answers(forms, ref) == {"start": "2026-03-09", "site": "Vilnius", "laptop": "no"}
    event = forms.ticket(ref).history[-1].event
    assert describe(event, {}, ZONE) == "laptop: none → no · site: Seoul → Vilnius"
    forms.do(c.EditTicket((ref,), {"answers": (("laptop", ""),)}))
    assert "laptop" not in answers(forms, ref)
    forms.undo()
    forms.undo()
    assert answers(forms, ref) == {"start": "2026-03-09", "site": "Seoul"}


def test_a_bulk_edit_refuses_the_tickets_without_the_field(forms: Desk) -> None:
    ref = new(forms)
    other = forms.do(c.AddTicket("printer")).created[0]
    done = forms.do(c.EditTicket((ref, other), {"answers": (("site", "Seoul"),)}))
    assert done.refs == (ref,) and [refused for refused, _why in done.refused] == [other]
    with pytest.raises(BadInput, match="one of"):
        forms.do(c.EditTicket((ref,), {"answers": (("site", "Kaunas"),)}))


def test_a_changed_type_keeps_the_answers_and_requires_nothing(forms: Desk) -> None:
    ref = new(forms, site="Seoul")
    forms.do(c.EditTicket((ref,), {"type": "support"}))
    page = forms.ticket(ref)
    assert page.form == () and dict(page.row.answers) == {"start": "2026-03-09", "site": "Seoul"}
    forms.do(c.MoveTicket((ref,), column(forms, "Done")))
    with pytest.raises(BadInput, match="no field"):
        forms.do(c.EditTicket((ref,), {"answers": (("site", "Vilnius"),)}))
    forms.do(c.EditTicket((ref,), {"answers": (("site", ""),)}))
    assert answers(forms, ref) == {"start": "2026-03-09"}
    forms.do(c.EditTicket((ref,), {"template": "onb"}))
    assert (forms.ticket(ref).row.type, forms.ticket(ref).form) == ("change", ONBOARDING.fields)


def test_others_changes_to_the_answers_are_not_overwritten(forms: Desk, open_desk: OpenDesk, clock: Clock) -> None:
    ref = new(forms)
    seen = {ref: forms.ticket(ref).row.version}
    bob = open_desk("bob")
    forms.do(c.EditTicket((ref,), {"answers": (("site", "Seoul"),)}))
    clock.forward(seconds=5)
    with pytest.raises(Conflict, match="ann set the answer “site” of #1 to Seoul 5 s ago, and you to Vilnius"):
        bob.do(c.EditTicket((ref,), {"answers": (("site", "Vilnius"),)}, seen))
    bob.do(c.EditTicket((ref,), {"answers": (("site", "Vilnius"),)}))
    with pytest.raises(Conflict):
        forms.undo()


def test_answers_are_found_by_their_words(forms: Desk) -> None:
    ref = new(forms, site="san")
    forms.do(c.AddTicket("other"))
    assert [row.ref for row in forms.tickets(parse("san jose"))] == [ref]
    forms.do(c.EditTicket((ref,), {"answers": (("site", "Seoul"),)}))
    assert [row.ref for row in forms.tickets(parse("jose"))] == []


def test_a_template_is_added_changed_removed_and_each_is_undone(forms: Desk) -> None:
    with pytest.raises(Refused):
        forms.do(c.AddTemplate(ONBOARDING._replace(name="onboarding")))
    with pytest.raises(BadInput, match="no type"):
        forms.do(c.AddTemplate(HARDWARE))
    shorter = ONBOARDING._replace(fields=ONBOARDING.fields[:1], steps=())
    ref = new(forms, site="Seoul")
    forms.do(c.EditTemplate(shorter))
    assert forms.templates() == (shorter,)
    assert answers(forms, ref)["site"] == "Seoul", "an answer outlives its field"
    forms.undo()
    assert forms.templates() == (ONBOARDING,)
    forms.do(c.RemoveTemplate("Onboarding"))
    assert forms.templates() == () and forms.ticket(ref).row.template == "Onboarding"
    forms.undo()
    assert forms.ticket(ref).form == ONBOARDING.fields
    with pytest.raises(NotFound):
        forms.do(c.EditTemplate(ONBOARDING._replace(name="Other")))


def test_a_template_that_somebody_changed_since_is_not_taken_back(forms: Desk, open_desk: OpenDesk) -> None:
    forms.do(c.AddPerson("root", role=Role.ADMIN))
    forms.do(c.EditTemplate(ONBOARDING._replace(steps=())))
    open_desk("root").do(c.EditTemplate(ONBOARDING._replace(queue="people")))
    with pytest.raises(Conflict):
        forms.undo()
    assert forms.templates()[0].queue == "people"


def test_a_team_has_types_of_its_own(desk: Desk) -> None:
    with pytest.raises(BadInput, match="no type"):
        desk.do(c.AddTicket("x", {"type": "hardware"}))
    desk.do(c.AddType("Hardware"))
    ref = desk.do(c.AddTicket("x", {"type": "hardware"})).created[0]
    desk.do(c.AddTicket("y"))
    assert desk.types()[-1] == "hardware"
    assert [row.ref for row in desk.tickets(parse("type:hardware"))] == [ref]
    with pytest.raises(Refused):
        desk.do(c.RemoveType("hardware"))
    desk.do(c.EditTicket((ref,), {"type": "support"}))
    desk.do(c.RemoveType("hardware"))
    desk.undo()
    assert "hardware" in desk.types()


@pytest.mark.parametrize("name", ["incidnt", "feat", "two words,here", "", "bug"])
def test_a_type_cannot_be_named_like_another(desk: Desk, name: str) -> None:
    with pytest.raises((BadInput, Refused)):
        desk.do(c.AddType(name))


@pytest.mark.parametrize(
    "command",
    [c.AddTemplate(HARDWARE), c.EditTemplate(HARDWARE), c.RemoveTemplate("x"), c.AddType("x"), c.RemoveType("x")],
    ids=lambda command: type(command).__name__,
)
def test_templates_and_types_are_for_admins(open_desk: OpenDesk, desk: Desk, command: c.Command) -> None:
    with pytest.raises(NotAllowed):
        open_desk("bob").do(command)
