"""People as other programs write them: understood, cut, and read in time whatever they are."""

from __future__ import annotations

import pytest

from deskboard.domain.model import NAME_MAX
from deskboard.transfer import fit


@pytest.mark.parametrize(
    ("text", "login", "name", "email"),
    [
        ("ann", "ann", "", None),
        ("@ann", "ann", "", None),
        ("Ann Smith", "ann.smith", "Ann Smith", None),
        ("a@b.org", "a@b.org", "", "a@b.org"),
        ("Ann Smith <A@b.org>", "a@b.org", "Ann Smith", "a@b.org"),
        ('"Smith, Ann" <a@b.org> ', "a@b.org", "Smith, Ann", "a@b.org"),
        ("Ann <a@b@c>", "ann.a@b@c", "Ann <a@b@c>", None),
    ],
)
def test_who_is_meant(text: str, login: str, name: str, email: str | None) -> None:
    person = fit.person(text, "member")
    assert person is not None
    assert (person.login, person.name, person.email) == (login, name, email)


@pytest.mark.parametrize("text", ["", " ", "<>", "@", "<" * 1_000_000])
def test_nobody_is_meant(text: str) -> None:
    assert fit.person(text, "member") is None


@pytest.mark.parametrize("text", ["<" + "@" * 1_000_000, "a" * 1_000_000, "<a@" + "b" * 1_000_000, "@<a" * 300_000])
def test_a_name_without_end_is_cut(text: str) -> None:
    person = fit.person(text, "member")
    assert person is None or (len(person.login) <= NAME_MAX and len(person.name) <= NAME_MAX)
