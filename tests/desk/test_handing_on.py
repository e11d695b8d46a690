"""What becomes of tickets when people, or their queues, are no longer there for them; and what is said of it."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from deskboard.desk import doctor
from deskboard.desk.desk import Desk
from deskboard.domain import capacity, settings, team
from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput
from deskboard.domain.model import Role, TicketType
from deskboard.domain.templates import Template
from deskboard.store.tables import person
from tests.conftest import Clock, OpenDesk
from tests.desk.handing import (
    AWAY,
    BALANCED,
    MANUAL,
    add,
    be,
    close,
    limit,
    network_id,
    network_of,
    queue,
    team_of,
    whose,
)


@pytest.fixture
def network(desk: Desk) -> Desk:
    return network_of(desk)


def test_who_only_looks_from_now_on_keeps_open_tickets_and_their_admin_is_told(network: Desk) -> None:
    refs = [add(network, None, assignee="bob") for _ in range(6)]
    close(network, refs[0])
    network.do(c.EditTeam(("ann",), queues={network_id(network): None}))
    done = network.do(c.EditPerson("bob", {"role": Role.VIEWER}))
    assert done.warnings == (
        "bob still has #2, #3, #4, #5, #6. `deskboard edit REF… --assignee LOGIN` hands them on.",
        "nobody serves network any more: what comes in there waits",
    )
    assert whose(network, *refs) == ["bob"] * 6
    assert network.do(c.EditPerson("bob", {"name": "Bob"})).warnings == ()


def test_who_takes_over_from_somebody_who_leaves_is_looked_at_as_by_hand(network: Desk) -> None:
    for _ in range(3):
        add(network, None, assignee="bob")
    be(network, "ann", AWAY)
    network.do(c.EditTeam(("ann",), queues={network_id(network): None}))
    assert network.do(c.RemovePerson("bob", "ann")).warnings == (
        "ann is away.",
        "ann is over the limit: 3 of 2.",
        "nobody serves network any more: what comes in there waits",
    )


@pytest.mark.parametrize(("counts", "told"), [(False, ()), (True, ("ann is over the limit: 2 of 1.",))])
def test_what_does_not_count_toward_a_limit_takes_nobody_over_it(desk: Desk, counts: bool, told: tuple[str]) -> None:
    team_of(desk).do(c.EditSettings({"waiting_counts": counts}))
    limit(desk, "ann", 1)
    add(desk, None, assignee="ann")
    held = desk.do(c.AddTicket("held", {"assignee": "ann", "status": "waiting"}))
    assert held.warnings == told
    desk.do(c.EditTicket(held.created, {"assignee": "bob"}))
    assert desk.do(c.EditTicket(held.created, {"assignee": "ann"})).warnings == told
    desk.do(c.EditTicket(held.created, {"assignee": None, "status": "normal"}))
    assert desk.do(c.EditTicket(held.created, {"assignee": "ann", "status": "waiting"})).warnings == told
    desk.do(c.EditTicket(held.created, {"assignee": None}))
    assert desk.do(c.TakeNext()).warnings == told


def test_what_does_not_count_still_goes_to_somebody_who_is_away(network: Desk) -> None:
    be(network, "bob", AWAY)
    assert network.do(c.AddTicket("x", {"assignee": "bob", "status": "waiting"})).warnings == ("bob is away.",)


def test_a_queue_that_goes_leaves_its_tickets_only_to_whom_the_next_one_is_served_by(network: Desk) -> None:
    web = queue(network, "web", MANUAL, "cat ann")
    cats, anns, old = (add(network, "web", assignee=login) for login in ("cat", "ann", "cat"))
    close(network, old)
    be(network, "bob", AWAY)
    done = network.do(c.RemoveQueue(web, network_id(network)))
    assert (done.warnings, done.assigned) == ((f"#{cats}: cat does not serve network.",), ((cats, "ann"),))
    assert whose(network, cats, anns, old) == ["ann", "ann", "cat"]
    network.undo()
    assert whose(network, cats, anns, old) == ["cat", "ann", "cat"]
    assert {network.ticket(ref).row.queue for ref in (cats, anns, old)} == {"web"}


def test_another_queue_takes_no_ticket_from_whom_somebody_else_just_gave_it_to(
    network: Desk, open_desk: OpenDesk
) -> None:
    queue(network, "web", BALANCED, "bob")
    ref = add(network, None, assignee="ann")
    seen = network.ticket(ref).row.version
    open_desk("bob").do(c.EditTicket((ref,), {"assignee": "cat"}))
    done = network.do(c.EditTicket((ref,), {"queue": "web"}, seen={ref: seen}))
    assert done.warnings == ("#1: cat was given it meanwhile and keeps it, but does not serve web.",)
    assert (network.ticket(ref).row.queue, whose(network, ref)) == ("web", ["cat"])
    network.do(c.EditTicket((ref,), {"queue": "network"}, seen={ref: network.ticket(ref).row.version}))
    assert whose(network, ref) != ["cat"], "seen and decided"


@pytest.mark.parametrize("name", ["none", "Mine", "nobody", "-", "me"])
def test_no_queue_is_called_what_means_something_else(desk: Desk, name: str) -> None:
    told = "A queue cannot be called"
    ident = queue(desk, "network")
    commands = (
        c.AddQueue(name),
        c.EditQueue(ident, {"name": name}),
        c.AddTicket("x", {"queue": name}),
        c.AddTemplate(Template("Key", TicketType.SUPPORT, queue=name)),
    )
    for command in commands:
        with pytest.raises(BadInput, match=told):
            desk.do(command)
    source = c.ImportTickets("x", (c.SourceTicket("x:1", "x", {"queue": name}),), queues=(c.SourceQueue(name),))
    done = desk.do(source)
    assert f"The queue “{name}” was left out: no queue can be called that." in done.warnings
    assert [line.name for line in desk.queue_lines()] == ["network"]
    assert desk.ticket(done.created[0]).row.queue is None


def test_every_limit_of_open_tickets_has_the_same_end() -> None:
    most = capacity.LIMIT_MAX
    assert settings.checked("ticket_limit", most) == team.check("limit", most) == most
    assert team.check("ramp", f"{most}:2026-11-01:2026-12-31")
    for refused in (
        lambda: settings.checked("ticket_limit", most + 1),
        lambda: team.check("limit", most + 1),
        lambda: team.check("ramp", f"{most + 1}:2026-11-01:2026-12-31"),
    ):
        with pytest.raises(BadInput):
            refused()
    for text in ("-1", str(most + 1), "9" * 15, "9" * 39, "many"):
        with pytest.raises(BadInput) as raised:
            settings.checked("ticket_limit", text)
        assert f"“{text}”" in raised.value.message and f"from 0 to {most}." in str(raised.value)


def test_a_ramp_that_was_spoilt_holds_nobody_up_and_the_doctor_finds_it(network: Desk, db: str, clock: Clock) -> None:
    def found() -> list[doctor.Finding]:
        around = doctor.Surroundings({}, "", clock.now, False, "utf-8", "ann")
        return [finding for finding in doctor.examine(db, around) if finding.check == "ramps"]

    assert found() == []
    with network._engine.begin() as connection:
        connection.execute(update(person).where(person.c.login == "bob").values(ramp="x"))
    assert whose(network, add(network), add(network)) == ["ann", "bob"]
    assert network.do(c.EditTicket((1,), {"assignee": "bob"})).warnings == ()
    assert network.my_work("bob").limit == 2
    assert {(line.limit, line.ramp) for line in network.team() if line.person.login == "bob"} == {(2, "x")}
    assert [(finding.state, finding.said) for finding in found()] == [
        (doctor.State.TODO, "Ramps that cannot be read, and count as none: bob.")
    ]
    assert "deskboard person edit bob --ramp none" in found()[0].advice
    network.do(c.EditTeam(("bob",), {"ramp": None}))
    assert found() == []
