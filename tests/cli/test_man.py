"""The manual page."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from deskboard.cli.group import COMMANDS
from deskboard.cli.man import text
from deskboard.config import SETTINGS
from deskboard.tui.intents import INTENTS
from tests.cli.running import Program


def test_it_names_every_command_option_key_and_setting(deskboard: Program) -> None:
    ran = deskboard("man")
    assert ran.code == 0
    plain = ran.out.replace(r"\-", "-")
    assert [name for name in COMMANDS if not re.search(rf"^\\fB{name}\\fR", plain, re.MULTILINE)] == []
    assert [intent.id for intent in INTENTS if f"({intent.id})" not in plain] == []
    assert [name for name in SETTINGS if rf"\fB{name}\fR" not in plain] == []
    for there in (r"\fB--dry-run\fR", r"\fB--from\fR", r"\fBDESKBOARD_DB\fR", r"\fB4\fR", r"\fBis:\fR"):
        assert there in plain


def test_keys_of_ones_own_stand_in_it(deskboard: Program) -> None:
    own = deskboard.db.with_name("config.toml")
    own.write_text('[keys]\n"ticket.open" = ["f9"]\n')
    assert ".TP\n\\fBf9\\fR\nOpen the ticket" in deskboard("man", "--config", own).out


def test_no_word_is_taken_for_a_request_or_an_escape() -> None:
    assert text(".so /etc/passwd") == r"\&.so /etc/passwd"
    assert text("'br") == r"\&'br"
    assert text(r"\(em -x") == r"\e(em \-x"
    assert "\n" not in text("one\n.so two")


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff")
def test_groff_has_nothing_to_say_against_it(deskboard: Program) -> None:
    page = deskboard("man").out.encode()
    shown = subprocess.run(
        ["groff", "-man", "-Tutf8", "-K", "utf8", "-ww"], input=page, capture_output=True, check=True
    )
    assert shown.stderr.decode() == ""
    assert "--dry-run" in re.sub(r"\x1b\[[0-9;]*m|.\x08", "", shown.stdout.decode())
