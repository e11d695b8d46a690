"""``deskboard who``."""

from __future__ import annotations

from deskboard.desk.desk import Desk
from deskboard.domain.model import Channel, Identity
from deskboard.domain.presence import Whereabouts
from tests.cli.running import Program


def test_who_is_here_and_what_they_write(deskboard: Program) -> None:
    assert deskboard("who").lines == []
    deskboard("add", "VPN down")
    with Desk.open(str(deskboard.db), Identity("bob", Channel.BOARD)) as bob:
        bob.presence.be(Whereabouts(bob.board().id, 1, "reply"))
        assert deskboard("who").lines == [["bob", "", "Help desk", "1", "reply"]]
        assert deskboard("who", "--json").records == [
            {"login": "bob", "name": "", "board": "Help desk", "ticket": 1, "writing": "reply"}
        ]
        assert "writing a reply" in deskboard("who", tty=True).out
    assert deskboard("who").lines == []
