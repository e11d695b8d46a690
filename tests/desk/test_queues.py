"""Queues: which there are, in what order, and what becomes of tickets and templates that name them."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput, DeskboardError, Mistyped, NotFound, Refused
from deskboard.domain.model import Membership, QueueMode, Role
from deskboard.domain.templates import Template
from deskboard.store.engine import reading
from deskboard.store.facts import Facts
from deskboard.store.queues import QueueFact
from deskboard.store.tables import saved_view
from tests.conftest import OpenDesk


def queues(desk: Desk) -> list[QueueFact]:
    with reading(desk._engine) as connection:
        return Facts(connection).queues()


def shown(desk: Desk) -> list[str]:
    """Every queue in order: ``network balanced: ann*, bob``; a star marks a primary one."""
    with reading(desk._engine) as connection:
        facts = Facts(connection)
        members = facts.memberships()
        found = []
        for queue in facts.queues():
            serving = ", ".join(
                login + ("*" if place is Membership.PRIMARY else "")
                for login, place in sorted(members.get(queue.id, {}).items())
            )
            found.append(f"{queue.name} {queue.mode}" + (f": {serving}" if serving else ""))
        return found


def ident(desk: Desk, name: str) -> int:
    return next(queue.id for queue in queues(desk) if queue.name == name)


@pytest.fixture
def three(desk: Desk) -> Desk:
    for name, mode in (("network", QueueMode.BALANCED), ("web", QueueMode.ROUND_ROBIN), ("accounts", QueueMode.MANUAL)):
        desk.do(c.AddQueue(name, mode))
    return desk


def queue_of(desk: Desk, ref: int) -> str | None:
    return desk.ticket(ref).row.queue


def test_queues_stand_in_the_order_in_which_they_came_until_one_is_placed_elsewhere(three: Desk) -> None:
    assert shown(three) == ["network balanced", "web round-robin", "accounts manual"]
    done = three.do(c.EditQueue(ident(three, "accounts"), {"place": 1, "mode": "balanced"}))
    assert shown(three) == ["accounts balanced", "network balanced", "web round-robin"]
    assert done.what == "accounts: balanced, place 1"
    three.do(c.EditQueue(ident(three, "accounts"), {"place": 2}))
    assert shown(three) == ["network balanced", "accounts balanced", "web round-robin"]
    three.undo()
    three.undo()
    assert shown(three) == ["network balanced", "web round-robin", "accounts manual"]
    assert three.do(c.EditQueue(ident(three, "web"), {"place": 2})).command is None, "it stands there already"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "A name has 1 to 100"),
        ({"name": "n" * 101}, "A name has 1 to 100"),
        ({"name": "WÉB"}, "There is a queue “web” already"),
        ({"mode": "loud"}, "no mode of a queue. Modes are: manual, round-robin, balanced"),
        ({"place": 0}, "from 1 to 3"),
        ({"place": 4}, "from 1 to 3"),
        ({"place": True}, "from 1 to 3"),
        ({"colour": "red"}, "A queue has no “colour”"),
    ],
)
def test_what_a_queue_cannot_be_is_refused_with_the_reason(three: Desk, change: dict[str, object], told: str) -> None:
    with pytest.raises(DeskboardError, match=told):
        three.do(c.EditQueue(ident(three, "network"), change))  # type: ignore[arg-type]


def test_a_name_is_given_once_whatever_its_capitals_and_accents(three: Desk) -> None:
    with pytest.raises(Refused, match="a queue “network” already"):
        three.do(c.AddQueue("NETWÓRK"))
    three.do(c.EditQueue(ident(three, "network"), {"name": "Network"}))
    assert shown(three)[0] == "Network balanced"
    with pytest.raises(NotFound, match="does not exist any more"):
        three.do(c.EditQueue(99, {"name": "x"}))


def test_a_renamed_queue_keeps_its_tickets_and_templates(three: Desk) -> None:
    three.do(c.AddTemplate(Template("Cable", "support", queue="network")))
    ref = three.do(c.AddTicket("x", {"queue": "network"})).created[0]
    three.do(c.ArchiveTicket((three.do(c.AddTicket("old", {"queue": "network"})).created[0],)))
    version = three.ticket(ref).row.version
    three.do(c.EditQueue(ident(three, "network"), {"name": "cables"}))
    assert [queue_of(three, n) for n in (ref, ref + 1)] == ["cables", "cables"]
    assert three.ticket(ref).row.version == version, "nothing happened to the ticket"
    assert three.templates()[0].queue == "cables"
    three.undo()
    assert (queue_of(three, ref), three.templates()[0].queue) == ("network", "network")
    three.redo()
    assert (queue_of(three, ref), three.templates()[0].queue) == ("cables", "cables")


def test_a_queue_goes_with_its_tickets_to_another_or_to_none(three: Desk) -> None:
    refs = [three.do(c.AddTicket(title, {"queue": "web"})).created[0] for title in ("one", "two")]
    three.do(c.ArchiveTicket((refs[1],)))
    web = ident(three, "web")
    with pytest.raises(Refused, match=r"web holds 2 tickets. Say where they go"):
        three.do(c.RemoveQueue(web))
    with pytest.raises(BadInput, match="Name another queue"):
        three.do(c.RemoveQueue(web, web))
    done = three.do(c.RemoveQueue(web, ident(three, "accounts")))
    assert done.what == "Queue removed: web; 2 tickets to accounts"
    assert [queue_of(three, ref) for ref in refs] == ["accounts", "accounts"]
    three.undo()
    assert shown(three) == ["network balanced", "web round-robin", "accounts manual"]
    assert [queue_of(three, ref) for ref in refs] == ["web", "web"]
    assert three.do(c.RemoveQueue(web, 0)).what == "Queue removed: web; 2 tickets to no queue"
    assert [queue_of(three, ref) for ref in refs] == [None, None]


def test_a_queue_that_a_template_fills_stays(three: Desk) -> None:
    three.do(c.AddTemplate(Template("Cable", "support", queue="network")))
    with pytest.raises(Refused, match=r"“Cable” puts tickets into network. Give the template another queue"):
        three.do(c.RemoveQueue(ident(three, "network"), 0))


def test_its_members_go_and_come_back_with_a_queue(three: Desk) -> None:
    three.do(c.AddPerson("bob"))
    web = ident(three, "web")
    three.do(c.EditTeam(("ann", "bob"), queues={web: Membership.PRIMARY}))
    three.do(c.RemoveQueue(web))
    assert "web" not in str(shown(three))
    three.undo()
    assert shown(three)[1] == "web round-robin: ann*, bob*"


# ---- queues that a ticket or a template names


def test_a_queue_that_is_named_for_the_first_time_comes_into_being(three: Desk) -> None:
    done = three.do(c.AddTicket("x", {"queue": "printers"}))
    assert done.warnings == ("new queue “printers”: nobody serves it yet",)
    assert shown(three)[3] == "printers manual"
    assert not three.do(c.AddTicket("y", {"queue": "PRINTERS"})).warnings
    assert queue_of(three, 2) == "printers"
    assert three.do(c.EditTicket((1, 2), {"queue": "phones"})).warnings
    three.do(c.AddTemplate(Template("Key", "support", queue="Phönes")))
    assert three.templates()[0].queue == "phones"
    three.undo()
    three.undo()
    assert "phones" not in str(shown(three))
    three.undo()
    three.undo()
    assert "printers" not in str(shown(three)), "nobody names it any more"
    three.redo()
    assert (queue_of(three, 1), shown(three)[3]) == ("printers", "printers manual")


def test_a_queue_stays_when_others_have_come_to_need_it(three: Desk, open_desk: OpenDesk) -> None:
    bob = open_desk("bob")
    bob.do(c.AddTicket("x", {"queue": "printers"}))
    three.do(c.AddTicket("y", {"queue": "printers"}))
    bob.undo()
    assert shown(three)[3] == "printers manual"


def test_a_name_that_is_nearly_a_queues_is_asked_about(three: Desk) -> None:
    three.do(c.AddQueue("line 1"))
    with pytest.raises(Mistyped, match=r"There is no queue netwrok. Did you mean network\?"):
        three.do(c.AddTicket("x", {"queue": "netwrok"}, new_people=False))
    ref = three.do(c.AddTicket("x", {"queue": "Line 2"}, new_people=False)).created[0]
    with pytest.raises(Mistyped, match="Did you mean accounts"):
        three.do(c.EditTicket((ref,), {"queue": "acounts"}, new_people=False))
    three.do(c.EditTicket((ref,), {"queue": "acounts"}))
    assert queue_of(three, ref) == "acounts"


def test_an_undo_finds_a_queue_under_the_name_it_has_now(three: Desk, open_desk: OpenDesk) -> None:
    bob = open_desk("bob")
    ref = bob.do(c.AddTicket("x", {"queue": "web"})).created[0]
    bob.do(c.EditTicket((ref,), {"queue": "network"}))
    for name in ("cables", "wires"):
        three.do(
            c.EditQueue(next(q.id for q in queues(three) if q.name != "web" and q.mode == "balanced"), {"name": name})
        )
    bob.undo()
    assert queue_of(three, ref) == "web"
    bob.redo()
    assert queue_of(three, ref) == "wires"


def test_an_undo_brings_a_queue_back_that_a_ticket_is_to_be_in_again(three: Desk, open_desk: OpenDesk) -> None:
    bob = open_desk("bob")
    ref = bob.do(c.AddTicket("x", {"queue": "web"})).created[0]
    bob.do(c.EditTicket((ref,), {"queue": None}))
    three.do(c.RemoveQueue(ident(three, "web")))
    bob.undo()
    assert (queue_of(three, ref), shown(three)[-1]) == ("web", "web manual")
    bob.redo()
    assert (queue_of(three, ref), shown(three)[-1]) == (None, "accounts manual")


def test_a_template_that_was_changed_since_follows_a_name_that_is_taken_back(three: Desk, open_desk: OpenDesk) -> None:
    three.do(c.AddPerson("bob", role=Role.ADMIN))
    bob = open_desk("bob")
    three.do(c.AddTemplate(Template("Cable", "support", queue="network")))
    three.do(c.EditQueue(ident(three, "network"), {"name": "cables"}))
    bob.do(c.EditTemplate(Template("Cable", "support", queue="cables", tags=("c",))))
    bob.do(c.AddTemplate(Template("Wire", "support", queue="cables")))
    three.undo()
    assert [template.queue for template in three.templates()] == ["network", "network"]


def test_a_queue_that_came_back_has_only_members_who_are_still_there(three: Desk, open_desk: OpenDesk) -> None:
    three.do(c.AddPerson("bob"))
    three.do(c.AddPerson("cat", role=Role.ADMIN))
    web = ident(three, "web")
    three.do(c.EditTeam(("ann", "bob"), queues={web: Membership.PRIMARY}))
    three.do(c.RemoveQueue(web))
    open_desk("cat").do(c.RemovePerson("bob"))
    three.undo()
    assert shown(three)[1] == "web round-robin: ann*"


def own(desk: Desk) -> list[str]:
    """The queries of somebody's private views, by their names."""
    return [view.query for view in desk.views() if not view.shared]


def test_a_view_that_nobody_else_may_write_is_read_by_the_names_of_now(three: Desk, open_desk: OpenDesk) -> None:
    """As on a server that shows nobody the private views of others."""
    bob = open_desk("bob")
    bob.do(c.AddView("hers", "queue:network is:open"))
    bob.do(c.AddView("web", "queue:web"))
    for name in ("net", "second line"):
        three.do(c.EditQueue(ident(three, three.queues()[0]), {"name": name}))
    with three._engine.begin() as connection:
        stored = update(saved_view).where(saved_view.c.name == "hers").values(query="queue:Network is:open")
        connection.execute(stored)
    assert own(bob) == ['queue:"second line" is:open', "queue:web"]
    view = next(view for view in bob.views() if view.name == "hers")
    bob.do(c.EditView(view.id, name="his", was={"name": "hers", "query": view.query}))
    assert bob.query_now("vpn -queue:net") == 'vpn -queue:"second line"'
    three.do(c.AddQueue("network"))
    assert own(bob)[0] == "queue:Network is:open", "that name means another one by now"


def test_views_follow_a_new_name_and_its_undo(three: Desk, open_desk: OpenDesk) -> None:
    bob = open_desk("bob")
    mine = 'is:open (queue:NETWORK,web OR -queue:"network") sort:-due'
    three.do(c.AddView("mine", mine))
    three.do(c.AddView("shared", "queue:network", shared=True))
    three.do(c.AddView("other", 'queue:web  title:"network"'))
    bob.do(c.AddView("bob's", "queue:network"))
    bob.do(c.AddView("others", "queue:web"))
    before = [view.query for view in three.views()]
    done = three.do(c.EditQueue(ident(three, "network"), {"name": "second line"}))
    assert done.what == "network: now called second line"
    after = {view.name: view.query for view in three.views()}
    assert after == {
        "mine": 'is:open (queue:"second line",web OR -queue:"second line") sort:-due',
        "shared": 'queue:"second line"',
        "other": 'queue:web title:"network"',
    }
    assert own(bob) == ['queue:"second line"', "queue:web"]
    assert not any("bob" in str(entry.event) for entry in three.history(limit=5)), "for bob's eyes"
    three.undo()
    assert [view.query for view in three.views()] == before and own(bob) == ["queue:network", "queue:web"]
    three.redo()
    assert own(bob) == ['queue:"second line"', "queue:web"]
    assert {view.name: view.query for view in three.views()} == after
    bob.do(c.EditView(2, query='queue:"second line" is:open'))
    bob.do(c.AddView("later", 'queue:"second line"', shared=True))
    three.undo()
    found = {view.name: view.query for view in three.views()}
    assert (found["shared"], found["later"]) == ("queue:network is:open", "queue:network")
