"""PostgreSQL is restarted under open boards: they say so, lose nothing, and come back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTicket
from deskboard.domain.model import Channel, Identity
from tests.server import Cluster, cluster_of_our_own
from tests.terminal.conftest import Site

AWAY = "No connection to the database since"


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with cluster_of_our_own() as made:
        yield made


def test_a_restart_of_the_server_is_told_and_outlasted(site: Site, cluster: Cluster) -> None:
    site.env["DESKBOARD_DB"] = cluster.url
    with Desk.open(cluster.url, Identity("ann", Channel.CLI)) as desk:
        for letter in "EDCBA":
            desk.do(AddTicket(f"Ticket {letter}"))
    mine = site.board(ready="Ticket E")
    theirs = site.board(ready="Ticket E", env={"DESKBOARD_USER": "bob"}, size=(80, 24))
    mine.press("j", "j")
    under = next(line for line in mine.lines if "▌" in line)[:39].strip()
    theirs.press("c")
    theirs.press("Half a reply")
    cluster.stop()
    mine.wait_for(AWAY)
    theirs.wait_for("Half a reply")
    mine.press("2", "k", "j")
    mine.wait_for(AWAY)
    refused = site.run("add", "Not now")
    assert refused.returncode == 5 and refused.stderr.count(b"\n") == 1, refused.stderr
    theirs.send("\x13")
    theirs.wait_for("kept")
    cluster.start()
    mine.wait_for("Connected again.", timeout=30)
    theirs.wait_for("Connected again.", timeout=30)
    assert next(line for line in mine.lines if "▌" in line)[:39].strip() == under
    theirs.press("c")
    theirs.wait_for("your draft", "Half a reply")
    assert "public reply" not in theirs.text
    theirs.send("\x13")
    theirs.wait_for("public reply")
    theirs.wait_without("Half a reply")
    mine.send("2")
    mine.wait_for("high")
    with Desk.open(cluster.url, Identity("ann", Channel.CLI)) as desk:
        rows = {row.title: row for row in desk.tickets()}
        assert set(rows) == {f"Ticket {letter}" for letter in "ABCDE"}
        said = [comment.text for row in rows.values() for comment in desk.ticket(row.ref).comments]
    assert said == ["Half a reply"]
