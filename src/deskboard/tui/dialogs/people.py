"""The people of the desk: who they are, what they may do, what they have to do.

Invariant: it makes commands and hands them to ``send``; it gives back the login whose work is to
be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.segment import Segment
from textual import events

from deskboard.domain import commands as c
from deskboard.domain import fields
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.model import Availability, Role
from deskboard.domain.readmodels import PersonLine
from deskboard.domain.team import SERVING
from deskboard.domain.text import clean_line, clip, pad, safe
from deskboard.domain.times import ago
from deskboard.l10n import _, ngettext
from deskboard.tui.dialogs.choose import ChooseDialog, Option
from deskboard.tui.dialogs.columns import Send
from deskboard.tui.dialogs.keyed import LEAVES, Deed, KeyedDialog
from deskboard.tui.dialogs.line import LineDialog
from deskboard.tui.widgets.sheet import Item

ROLE, OPEN, SEEN = 9, 4, 10
"""Cells for a role, a number of tickets, and how long ago somebody did something."""
GAPS = 5
NOBODY = "-"
"""Stands for nobody where tickets are handed on: no login looks like this."""


def named(text: str) -> tuple[str, str | None]:
    """Name and address of ``Bob Baker <bob@example.org>``; either may be missing. BadInput."""
    text = clean_line(text)
    name, opened, rest = text.partition("<")
    address, closed, more = rest.partition(">")
    if not opened and "@" in text and " " not in text:
        name, address = "", text
    elif opened and (not closed or more.strip()):
        raise BadInput(_("Write it as: Bob Baker <bob@example.org>"))
    return name.strip(), address.strip() or None


def named_meaning(text: str) -> str:
    name, address = named(text)
    return " · ".join([safe(name) or _("no name"), safe(address) if address else _("no address")])


def login_meaning(text: str) -> str:
    return safe(fields.login(text))


class PeopleDialog(KeyedDialog[str]):
    """``me`` is whose board it is; ``denied``: command → why this person may not give it;
    ``undo`` takes the last change back."""

    def __init__(
        self,
        lines: Sequence[PersonLine],
        me: str,
        denied: Mapping[type, str],
        send: Send,
        undo: Callable[[], None],
    ) -> None:
        super().__init__(_("People"), LEAVES)
        self.add_class("people")
        self._lines = lines
        self._me = me
        self._denied = denied
        self._send = send
        self._undo = undo
        self._with_left = False

    def first_key(self) -> object:
        return self._me

    def on_resize(self, _event: events.Resize) -> None:
        self.call_after_refresh(self.fill)

    @property
    def _shown(self) -> list[PersonLine]:
        return [line for line in self._lines if self._with_left or line.person.left is None]

    @property
    def _line(self) -> PersonLine | None:
        item = self.sheet.item
        return next((line for line in self._lines if item is not None and line.person.login == item.key), None)

    def show(self, lines: Sequence[PersonLine], denied: Mapping[type, str]) -> None:
        """Show them as they are now; somebody new gets the cursor."""
        had = {line.person.login for line in self._lines}
        self._lines, self._denied = lines, denied
        new = [line.person.login for line in lines if line.person.login not in had]
        self.fill(at=new[0] if len(new) == 1 else None)
        self._hint()

    # What is seen

    def items(self) -> list[Item]:
        pens = self.program.look.pens
        heads = (_("Login"), _("Name"), _("Role"), _("Open"), _("Active"), _("Address"))
        rows = [Item(((Segment(self._cells(*heads), pens.dim),),), None, False)]
        for line in self._shown:
            found = line.person
            address = "" if found.email == found.login else safe(found.email or "")
            cells = (safe(found.login), safe(found.name), found.role, str(line.tickets or ""), self._seen(line))
            text = self._cells(*cells, address)
            pen = pens.faint if found.left else pens.dim if found.role is Role.REQUESTER else pens.plain
            rows.append(Item(((Segment(text, pen),),), found.login))
        return rows

    def _seen(self, line: PersonLine) -> str:
        """That somebody has left or is away, else how long ago they did something."""
        if line.person.left:
            return _("left")
        if line.availability is not Availability.AVAILABLE:
            return _("away")
        return ago(line.seen, self.program.now()) if line.seen else ""

    def _cells(self, login: str, name: str, role: str, tickets: str, seen: str, address: str) -> str:
        room = max(30, (self.sheet.size.width or 72) - ROLE - OPEN - SEEN - GAPS - 3)
        first, second = room * 36 // 100, room * 30 // 100
        return (
            f"{pad(login, first)} {pad(name, second)} {pad(role, ROLE)} {tickets:>{OPEN}} "
            f"{pad(seen, SEEN)} {clip(address, room - first - second)}"
        )

    def deeds(self) -> list[Deed]:
        edit, remove = self._denied.get(c.EditPerson), self._denied.get(c.RemovePerson)
        return [
            Deed(("enter",), _("work"), lambda _key: self._go_to(self._line)),
            Deed(("n",), _("add"), self._add, self._denied.get(c.AddPerson)),
            Deed(("e",), _("name"), self._call, edit),
            Deed(("r",), _("role"), self._role, edit),
            Deed(("backspace",), _("remove"), self._remove, remove),
            Deed(("u",), _("undo"), lambda _key: self._undo()),
            Deed(("a",), _("left"), self._turn),
        ]

    # What is done

    def _go_to(self, line: PersonLine | None) -> None:
        if line is not None:
            self.program.typing.hold()
            self.dismiss(line.person.login)

    def _turn(self, _key: str) -> None:
        self._with_left = not self._with_left
        self.fill()

    def _add(self, _key: str) -> None:
        def typed(text: str | None) -> None:
            if text is not None:
                login = fields.login(text)
                self.app.push_screen(self._roles(login, self._likely(login), new=True), chosen(login))

        def chosen(login: str) -> Callable[[str | None], None]:
            return lambda role: self._send(c.AddPerson(login, role=Role(role))) if role is not None else None

        hint = _("a login such as bob, or a mail address")
        self.app.push_screen(LineDialog(_("Who comes?"), "", login_meaning, hint), typed)

    def _likely(self, login: str) -> Role:
        return Role.REQUESTER if "@" in login or c.EditPerson in self._denied else Role.AGENT

    def _roles(self, login: str, at: Role, *, new: bool) -> ChooseDialog:
        notes = {
            Role.ADMIN: _("everything: people, boards, settings"),
            Role.AGENT: _("works on tickets"),
            Role.VIEWER: _("looks, and may be allowed to comment"),
            Role.REQUESTER: _("asks for things, and does not open the board"),
        }
        # A member does not become a requester, and an agent adds nobody else.
        roles = [Role.REQUESTER] if new and c.EditPerson in self._denied else list(Role)[: 4 if new else 3]
        options = [Option(role, role, notes[role]) for role in roles]
        return ChooseDialog(_("What is {login}?").format(login=login), options, at=at)

    def _edit(self, line: PersonLine, changes: Mapping[str, Value]) -> None:
        self._send(c.EditPerson(line.person.login, changes))

    def _call(self, _key: str) -> None:
        if (line := self._line) is None:
            return
        found = line.person
        value = " ".join(filter(None, (found.name, f"<{found.email}>" if found.email else "")))

        def typed(text: str | None) -> None:
            if text is not None:
                name, address = named(text)
                self._edit(line, {"name": name, "email": address})

        heading = _("Name and address of {login}").format(login=found.login)
        self.app.push_screen(LineDialog(heading, value, named_meaning), typed)

    def _role(self, _key: str) -> None:
        if (line := self._line) is not None:
            self.app.push_screen(
                self._roles(line.person.login, line.person.role, new=False),
                lambda role: self._edit(line, {"role": role}) if role is not None else None,
            )

    def _remove(self, _key: str) -> None:
        if (line := self._line) is None:
            return
        login = line.person.login
        if not line.tickets:
            self._send(c.RemovePerson(login))
            return
        n = line.tickets
        heading = ngettext("Who gets the {n} open ticket of {login}?", "Who gets the {n} open tickets of {login}?", n)
        agents = [k.person for k in self._lines if k.person.left is None and k.person.role in SERVING]
        heirs = [Option(p.login, f"@{safe(p.login)}", safe(p.name)) for p in agents if p.login != login]
        self.app.push_screen(
            ChooseDialog(heading.format(n=n, login=login), [Option(NOBODY, _("nobody")), *heirs]),
            lambda heir: (
                self._send(c.RemovePerson(login, "" if heir == NOBODY else heir)) if heir is not None else None
            ),
        )
