"""A scripted morning: sixty tickets, triaged by keys alone on a real terminal, and all of it
undone key by key."""

from __future__ import annotations

import io
import json
from typing import Any

from deskboard.transfer.export import export
from tests.terminal.conftest import Site
from tests.terminal.term import Term

ESCAPE, BACKSPACE = "\x1b", "\x7f"

OPEN = """\
VPN down for the whole office|maria@example.org
Printer on floor 3 is jammed again|jonas@example.org
Outlook asks for the password every hour|lin@example.org
Laptop does not wake from sleep|
VPN is down, nobody in the office can connect|omar@example.org
Second monitor stays black|petra@example.org
Cannot open the shared finance folder|maria@example.org
Badge does not open the side door|
Toner for the printer in accounting|rosa@example.org
Office VPN down since 7|kim@example.org
Teams calls drop after ten minutes|lin@example.org
Reset password for the payroll portal|sven@example.org
Phone system plays the wrong greeting|
Wi-Fi is weak in meeting room 2|petra@example.org
Printer prints blank pages|rosa@example.org
The VPN of our office is down|sven@example.org
New mouse, left button sticks|omar@example.org
Access to the CRM for the new hire|kim@example.org
Install Python on the analysis machine|
Mailbox is full, mail bounces|jonas@example.org
Excel crashes on the budget sheet|maria@example.org
VPN down, whole sales office offline|petra@example.org
Projector in the board room flickers|
Antivirus blocks the tax program|rosa@example.org
Printer driver missing on laptop 114|sven@example.org
Certificate of the intranet expires soon|
Locked out after three wrong passwords|kim@example.org
Calendar shows meetings an hour late|lin@example.org
Disk almost full on file server 2|
Cannot scan to mail|omar@example.org
Slow network in the warehouse|jonas@example.org
Docking station loses the keyboard|petra@example.org
Request a licence for Photoshop|rosa@example.org
Backup of the wiki failed twice|
Browser warns about the timesheet site|sven@example.org
Move four desks to the second floor|kim@example.org
Headset for the reception|maria@example.org
Printer queue stuck on server print1|
Old laptop to be wiped and returned|omar@example.org
Suspicious mail from the bank|lin@example.org
SAP session ends while typing|jonas@example.org
Tablet for the delivery team|
Guest Wi-Fi voucher for Thursday|petra@example.org
Restore a file deleted yesterday|rosa@example.org
Fan of the switch in room 12 is loud|
Add a signature to the sales mailbox|sven@example.org
Remote desktop shows a grey screen|kim@example.org
Time clock is four minutes fast|
Upgrade Windows on the till|omar@example.org
Forward mail of a colleague on leave|maria@example.org
"""
CLOSED = """\
Replaced the battery of the UPS
Unlocked the account of the trainee
Rebooted the lift display
Mailing list for the works council
New keyboard for the front desk
Cleared the paper jam on floor 1
Removed the old fax line
Renewed the domain for the canteen
Copied photos from the dead phone
Set up the room booking screen
"""

TEMPLATE = """\
name = "Onboarding"
type = "change"
queue = "accounts"
tags = ["onboarding"]
steps = ["Create the account", "Order a laptop", "Hand out the badge"]

[[fields]]
key = "first-day"
label = "First day"
kind = "date"
required = "submit"

[[fields]]
key = "site"
label = "Site"
choices = ["Vilnius", "Seoul"]
"""
VPN = {1, 5, 10, 16, 22}
PRINTERS = {2, 9, 15, 25}
WAITING = {3, 11, 28}
DONE = set(range(51, 61))
NEW = (61, 62)

Record = dict[str, Any]


def fill(site: Site) -> None:
    """The sixty tickets, as the help desk's old tool wrote them, and the template."""
    rows = ["Subject;Requester;Status;Owner"]
    rows += [";".join((*line.split("|"), "Open", "")) for line in OPEN.splitlines()]
    rows += [f"{line};;Closed;bob" for line in CLOSED.splitlines()]
    path = site.folder / "tickets.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    site.cli("import", str(path))
    site.cli("template", "add", "--from", "-", stdin=TEMPLATE)


def state(exported: str) -> list[Record]:
    """An export without what only tells of the log, which grows with every undo:

    - the head's ``exported``: when this export was made;
    - the head's ``last_ref``: no ref is given out twice, whatever is undone;
    - a ticket's ``history``: the log itself, where a change and its undo both stay;
    - a ticket's ``updated``: when its last event was, an undo's included.

    Everything else stays, and the order of the lines, which is that of the tickets. (An export
    has no ``version``: that is counted from the log as well, but by ``list`` and ``show`` only.)
    """
    records: list[Record] = [json.loads(line) for line in exported.splitlines()]
    del records[0]["exported"], records[0]["last_ref"]
    for record in records:
        if "ticket" in record:
            del record["ticket"]["history"], record["ticket"]["updated"]
    return records


class Morning:
    """The board, and behind it the states it went through: one for each change, to be met again
    when they are undone."""

    def __init__(self, site: Site, term: Term) -> None:
        self.site = site
        self.term = term
        self.steps: list[tuple[str, list[Record]]] = []
        """What its undo will say, and the state before it."""

    def state(self) -> list[Record]:
        out = io.StringIO()
        with self.site.desk() as desk:
            export(desk, None, "json", out)
        return state(out.getvalue())

    def change(self, keys: str, says: str, undone: str) -> None:
        """Type what makes a change. ``says``: what the board answers; ``undone``: what it will
        answer to the undo."""
        self.steps.append((undone, self.state()))
        self.term.send(keys)
        self.term.wait_for(says)
        self.term.settle(0.1)

    def undo(self) -> None:
        """Take back the last change; everything is then as it was before it."""
        undone, before = self.steps.pop()
        assert self.state() != before, undone
        self.term.send("u")
        self.term.wait_for(undone)
        assert self.state() == before, undone

    def filter(self, query: str, heading: str) -> None:
        """``heading``: what stands over the first column then."""
        self.term.send("/")
        self.term.wait_for("Enter keeps it")
        self.term.send(query)
        self.term.wait_for(heading)
        self.term.send("\r")
        self.term.wait_without("Enter keeps it")
        self.term.wait_for(f"/{query}", heading)
        self.term.press("g")

    def unfilter(self, heading: str) -> None:
        """Out of the marks, if there are any, and of the filter."""
        if " marked" in self.term.text:
            self.term.send(ESCAPE)
            self.term.wait_without(" marked")
        self.term.send(ESCAPE)
        self.term.wait_for(heading)

    def mark(self, keys: str, n: int) -> None:
        self.term.press(*keys)
        self.term.wait_for(f"{n} marked")


def the_outage(morning: Morning) -> None:
    """Five tickets about one thing: all to Bob, four of them merged into the first, that one critical."""
    term = morning.term
    morning.filter("vpn down", "To Do 5 of 50")
    morning.mark("*", 5)
    term.send("a")
    term.wait_for("5 tickets: who does it?", "@bob")
    term.send("bob")
    term.wait_for("▌@bob")
    morning.change("\r", "5 tickets: assignee bob", "Undone on 5 tickets: assignee: none → bob")
    morning.mark("g ", 4)
    term.send("M")
    term.wait_for("Merge 4 tickets into")
    term.send("whole office")
    term.wait_for("▌#1 VPN down for the whole office  ")
    morning.change("\r", "4 tickets: merged into #1", "Undone on 5 tickets: merge")
    term.wait_for("To Do 1 of 46")
    morning.change("1", "#1: priority critical", "Undone on #1: priority")
    morning.unfilter("To Do 46")


def the_printers(morning: Morning) -> None:
    """Four of the five: mine, and of high priority; and a view for the next time."""
    term = morning.term
    morning.filter("printer is:open", "To Do 5 of 46")
    morning.mark(" jjV", 4)
    morning.change("2", "4 tickets: priority high", "Undone on 4 tickets: priority: normal → high")
    term.send("v")
    term.wait_for("There are no views yet")
    term.send("s")
    term.wait_for("Save the filter as")
    term.send("Printers")
    term.wait_for("saves “Printers”: printer is:open")
    morning.change("\r", "View “Printers” saved.", "Undone: view added: Printers")
    morning.change("A", "4 tickets: assignee ann", "Undone on 4 tickets: assignee: none → ann")
    morning.unfilter("To Do 46")


def the_newcomers(morning: Morning) -> None:
    for ref, who, day in ((NEW[0], "Joan", "2027-03-01"), (NEW[1], "Tomas", "2027-03-08")):
        morning.term.send("N")
        morning.term.wait_for("New ticket: Onboarding", "First day *")
        morning.term.press(f"{who} joins the sales team\t", f"{day}\t", "v")
        morning.change("\r", f"Added #{ref}: {who} joins", f"Undone on #{ref}: added")
    morning.term.wait_for("To Do 48")


def the_waiting(morning: Morning) -> None:
    term = morning.term
    morning.filter("requester:lin@example.org is:open", "To Do 4 of 48")
    morning.mark("   ", 3)
    term.send("Z")
    term.wait_for("3 tickets: snooze until when?")
    term.send("3d")
    term.wait_for("→ 2")
    morning.change("\r", "3 tickets: asleep until", "Undone on 3 tickets: ")
    morning.unfilter("To Do 48")


def the_finished(morning: Morning) -> None:
    morning.term.press("l", "l", "g")
    morning.mark(" GV", 10)
    morning.change(BACKSPACE, "10 tickets: to the archive", "Undone on 10 tickets: archived")
    morning.term.wait_for("To Do 48", "Done 0")


def check_the_morning(site: Site) -> None:
    """Through the command line: each thing really happened, and to nothing else."""
    now = {record["ref"]: record for record in site.records("list")}
    assert set(now) == set(range(1, 63)) - VPN - DONE | {1}
    assert now[1]["assignee"] == "bob" and now[1]["priority"] == "critical"
    (outage,) = site.records("show", "1")
    assert set(outage["merged"]) == VPN - {1}
    merged = site.records("list", "is:merged")
    assert {(record["ref"], record["merged_into"], record["assignee"]) for record in merged} == {
        (ref, 1, "bob") for ref in VPN - {1}
    }
    assert {record["requester"] for record in merged} <= set(outage["watchers"])
    assert {ref for ref, record in now.items() if record["assignee"] == "ann"} == PRINTERS
    assert {ref for ref, record in now.items() if record["priority"] == "high"} == PRINTERS
    assert {ref for ref, record in now.items() if record["wake"]} == WAITING
    assert {ref for ref, record in now.items() if record["status"] == "on-hold"} == WAITING
    assert {record["ref"] for record in site.records("list", "is:archived -is:merged")} == DONE
    for ref, day in zip(NEW, ("2027-03-01", "2027-03-08"), strict=True):
        (record,) = site.records("show", str(ref))
        assert (record["template"], record["queue"], record["tags"]) == ("Onboarding", "accounts", ["onboarding"])
        assert record["fields"] == {"first-day": day, "site": "Vilnius"}
        assert [step["done"] for step in record["checklist"]] == [False] * 3
    assert {record["ref"] for record in site.records("list", "--view", "printers")} == PRINTERS | {38}


def test_a_morning_by_keys_alone_is_undone_to_the_last_letter(site: Site) -> None:
    fill(site)
    first = state(site.cli("export", "--to", "json"))
    term = site.board()
    term.wait_for("To Do 50", "Done 10")
    morning = Morning(site, term)
    for part in (the_outage, the_printers, the_newcomers, the_waiting, the_finished):
        part(morning)
    check_the_morning(site)

    assert len(morning.steps) == 10
    while morning.steps:
        morning.undo()
    term.wait_for("To Do 50", "Done 10")
    term.send("q")
    assert term.exit_code() == 0
    assert state(site.cli("export", "--to", "json")) == first
