"""The command line with one database role per person."""

from __future__ import annotations

import pytest

from tests.cli.running import Program
from tests.roles import Roles, made, needs_server


def as_owner(roles: Roles) -> dict[str, str]:
    return {"DESKBOARD_DB": roles.url(roles.owner), "DESKBOARD_USER": "ann"}


def as_role(roles: Roles, login: str) -> dict[str, str]:
    return {"DESKBOARD_DB": roles.url(login), "DESKBOARD_USER": ""}


@needs_server
@pytest.mark.postgresql
def test_three_people_from_nothing(deskboard: Program) -> None:
    with made() as roles:
        owner = as_owner(roles)
        bob, vic = f"bob_{roles.mark}", f"vic_{roles.mark}"
        for login, role in ((bob, "agent"), (vic, "viewer")):
            assert deskboard("person", "add", login, "--role", role, env=owner).code == 0
        roles.add_role(bob)
        printed = deskboard("init", "--grants", env=owner)
        assert printed.out.startswith("BEGIN;\n") and printed.out.rstrip().endswith("COMMIT;")
        assert f'GRANT "{roles.group("agent")}" TO "{bob}"' in printed.out
        assert f'{vic} (viewer) has no database role yet: CREATE ROLE "{vic}" LOGIN' in printed.err
        assert "PASSWORD" not in printed.out
        applied = deskboard("init", "--apply-grants", "--json", env=owner).records[0]
        assert applied["applied"] is True
        assert {"login": vic, "role": "viewer"} in applied["missing"]
        roles.add_role(vic)
        assert deskboard("init", "--apply-grants", env=owner).code == 0

        assert deskboard("add", "Printer on fire", env=as_role(roles, bob)).code == 0
        assert deskboard("list", env=as_role(roles, vic)).lines[0][1] == "Printer on fire"
        refused = deskboard("add", "x", env=as_role(roles, vic))
        assert (refused.code, "your role is viewer" in refused.err) == (6, True)
        pretending = deskboard("list", env={**as_role(roles, bob), "DESKBOARD_USER": "ann"})
        assert (pretending.code, "may act as ann" in pretending.err) == (6, True)
        assert deskboard("init", "--apply-grants", env=as_role(roles, bob)).code == 6


def test_a_file_has_no_roles_to_grant_anything_to(deskboard: Program) -> None:
    refused = deskboard("init", "--grants")
    assert (refused.code, "knows no roles" in refused.err) == (2, True)
