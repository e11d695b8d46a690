"""What was typed and not sent is there again, and never overwrites what others wrote."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTemplate, AddType, EditTicket, MergeTicket, PurgeTickets, TrashTicket
from deskboard.domain.templates import Asked, Template
from deskboard.tui.drafts import Base, Draft, Drafts, file_for, resume
from tests.tui.conftest import Sit

NOW = Base("New", "new text", 7)
OLD = Base("Old", "old text", 3)


@pytest.mark.parametrize(
    ("draft", "wanted"),
    [
        (None, Draft("new text", "New", NOW)),
        (Draft("mine", "Old", OLD), Draft("mine", "New", Base("New", "old text", 3))),
        (Draft("old text\n", "Mine", OLD), Draft("new text", "Mine", Base("Old", "new text", 3))),
        (Draft("mine", "Mine", OLD), Draft("mine", "Mine", OLD)),
        (Draft("mine", "Old", OLD, True), Draft("mine", "New", NOW, True)),
    ],
)
def test_a_draft_goes_on_with_what_its_writer_changed(draft: Draft | None, wanted: Draft) -> None:
    assert resume(draft, NOW) == wanted


class Clockless:
    """Stands for the program where no time passes."""

    def set_timer(self, _seconds: float, _call: Callable[[], None]) -> None:
        return None


def drafts_in(path: Path, said: list[str]) -> Drafts:
    drafts = Drafts(Clockless(), said.append)  # type: ignore[arg-type]
    drafts.load(path)
    return drafts


def test_two_boards_share_the_file(tmp_path: Path) -> None:
    path, said = tmp_path / "new" / "drafts.json", []
    one = drafts_in(path, said)
    one[1, "reply"] = Draft("sent soon")
    one.keep()
    two = drafts_in(path, said)
    two[2, "edit"] = Draft("mine", "Old", OLD, True)
    two.keep()
    del one[1, "reply"]
    one.keep()
    assert dict(drafts_in(path, said)) == {(2, "edit"): Draft("mine", "Old", OLD, True)}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    del one[2, "edit"]
    one.keep()
    assert list(path.parent.iterdir()) == [] and not said


def test_two_boards_that_write_the_same_keep_both_texts(tmp_path: Path) -> None:
    path, said = tmp_path / "drafts.json", []
    one, two = drafts_in(path, said), drafts_in(path, said)
    for text in ("I", "I write", "I write this"):
        one[1, "reply"] = Draft(text)
        one.keep()
        two[1, "reply"] = Draft(f"{text} too")
        two.keep()
    assert (one[1, "reply"].text, two[1, "reply"].text) == ("I write this", "I write this too")
    later = drafts_in(path, said)
    assert sorted(draft.text for draft in later.values()) == ["I write this", "I write this too"]
    assert {kind.partition("~")[0] for _ref, kind in later} == {"reply"}
    del two[1, "reply"]
    two.keep()
    del one[1, "reply"]
    one.keep()
    assert not drafts_in(path, said) and not said


def test_what_one_board_has_sent_is_not_what_the_other_writes(tmp_path: Path) -> None:
    path, said = tmp_path / "drafts.json", []
    one = drafts_in(path, said)
    one[1, "reply"] = Draft("begun")
    one.keep()
    two = drafts_in(path, said)
    two[1, "reply"] = Draft("begun and ended")
    two.keep()
    del one[1, "reply"]
    one.keep()
    assert drafts_in(path, said)[1, "reply"].text == "begun and ended"


def test_a_text_that_was_given_up_stays_until_it_is_dropped(tmp_path: Path) -> None:
    drafts = drafts_in(tmp_path / "drafts.json", [])
    for text in ("one", "two"):
        drafts.put_aside(7, Draft(text))
    assert [draft.text for draft in drafts_in(tmp_path / "drafts.json", []).values()] == ["one", "two"]


def test_texts_that_two_boards_gave_up_stay_in_each_other_s_way(tmp_path: Path) -> None:
    path = tmp_path / "drafts.json"
    one, two = drafts_in(path, []), drafts_in(path, [])
    for text in ("first", "second", "third"):
        one.put_aside(7, Draft(f"{text} of one"))
        two.put_aside(7, Draft(f"{text} of two"))
    drafts_in(path, []).put_aside(7, Draft("later"))
    wanted = ["later", *(f"{text} of {board}" for text in ("first", "second", "third") for board in ("one", "two"))]
    assert sorted(draft.text for draft in drafts_in(path, []).values()) == sorted(wanted)


def test_boards_that_have_the_same_number_keep_their_texts(tmp_path: Path) -> None:
    """In containers every board may be process 1, as all are the same process here."""
    path = tmp_path / "drafts.json"
    boards = [drafts_in(path, []) for _board in range(3)]
    for number, board in enumerate(boards):
        board[1, "reply"] = Draft(f"of {number}")
        board.keep()
    assert sorted(draft.text for draft in drafts_in(path, []).values()) == ["of 0", "of 1", "of 2"]


@pytest.mark.parametrize("content", [b"\xff", b"{", b"7", b"[1]", b"[[1]]", b'[[1,"a","b","c",[],0]]', b"[" * 100000])
def test_a_damaged_file_is_put_aside_and_said(tmp_path: Path, content: bytes) -> None:
    path, said = tmp_path / "drafts.json", []
    path.write_bytes(content)
    drafts = drafts_in(path, said)
    drafts[1, "reply"] = Draft("x")
    drafts.keep()
    assert len(said) == 1 and (tmp_path / "drafts.damaged").read_bytes() == content
    assert dict(drafts_in(path, said)) == {(1, "reply"): Draft("x")}


def test_a_file_that_cannot_be_written_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said: list[str] = []
    drafts = drafts_in(tmp_path / "file" / "drafts.json", said)
    for text in "ab":
        drafts[1, "reply"] = Draft(text)
        drafts.keep()
    assert drafts[1, "reply"].text == "b" and len(said) == 1


def test_the_names_in_a_database_lead_nowhere_else() -> None:
    folder = file_for("x", "ann").parent
    for hostile in ("../../x", "/etc/x", "a\0b", "\ud800", "x" * 5000):
        assert file_for(hostile, hostile).parent == folder
        assert len(file_for(hostile, hostile).name) < 255


async def test_drafts_outlast_the_program(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("c")
        seat.screen.area.insert("Have you tried")
        await seat.press("escape", "n")
        await seat.type("Door !high")
        await seat.press("escape")
    async with sit() as seat:
        assert f"#{ref}" in seat.message and "draft" in seat.message
        await seat.press("n")
        assert seat.screen.focused.value == "Door !high"
        await seat.press("enter", "escape")
        assert not any(key[0] == 0 for key in seat.program.drafts)


def test_what_is_being_typed_is_written_down_within_a_second(tmp_path: Path) -> None:
    """So that a program that is killed loses no more."""
    path, waiting = tmp_path / "drafts.json", []
    program = SimpleNamespace(
        set_timer=lambda *what: waiting.append(what) or SimpleNamespace(stop=lambda: None)  # type: ignore[func-returns-value]
    )
    drafts = Drafts(program, lambda _reason: None)  # type: ignore[arg-type]
    drafts.load(path)
    for text in ("Half", "Half a sent"):
        drafts[1, "reply"] = Draft(text)
    assert drafts_in(path, []) == {}
    ((seconds, keep),) = waiting
    assert seconds <= 1
    keep()
    assert [draft.text for draft in drafts_in(path, []).values()] == ["Half a sent"]


async def test_a_draft_does_not_overwrite_what_others_wrote_since(
    sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("e")
        seat.screen.area.text = "Ann's"
        await seat.press("escape")
        bob.do(EditTicket((ref,), {"title": "Bob's title", "description": "Bob's"}))
        await seat.press("e")
        assert seat.screen.prompt.value == "Bob's title", "Ann did not change the title"
        await seat.press("f2")
        row = desk.ticket(ref).row
        assert (row.title, row.description) == ("Bob's title", "Bob's")
        await seat.press("escape")
        assert "bob changed the description" in seat.message and "kept" in seat.message
        await seat.press("e")
        assert "Bob's" in seat.text() and "Ann's" in seat.text(), "both are shown before one replaces the other"
        await seat.press("j", "enter")
        row = desk.ticket(ref).row
        assert (row.title, row.description) == ("Bob's title", "Ann's")
        assert not seat.program.drafts


async def test_a_text_put_back_as_it_was_is_no_draft(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("e")
        title = seat.screen.prompt.value
        seat.screen.prompt.value = "Other"
        await seat.press("escape")
        assert seat.program.drafts
        await seat.press("e")
        seat.screen.prompt.value = title
        await seat.press("escape")
        assert not seat.program.drafts


async def test_the_list_of_drafts_leads_back_to_each_text(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit(size=(80, 24)) as seat:
        first = seat.ref
        for key, text in (("c", "A reply"), ("e", "Another description")):
            await seat.press(key)
            seat.screen.area.text = text
            await seat.press("escape")
        await seat.press("j", "C")
        second = seat.ref
        seat.screen.area.text = "A note [b]x"
        await seat.press("escape")
        await seat.press("N")
        seat.screen.line.widget.value = "New laptop"
        await seat.press("escape", "d")
        shown = seat.text()
        assert "New laptop" in shown and f"#{second}" in shown and "A note [b]x" in shown and "just now" in shown
        await seat.press("j", "enter")
        assert seat.screen.area.text == "A note [b]x"
        await seat.press("f2", "d", "enter")
        assert seat.screen.typed()["title"] == "New laptop"
        await seat.press("escape")
        assert len(seat.program.drafts.waiting()) == 3
        assert [(said.kind, said.text) for said in desk.ticket(second).comments] == [("note", "A note [b]x")]
        # From a ticket's own screen, to another ticket.
        await seat.press("enter", "d", "G", "enter", "f2", "q")
        assert [said.text for said in desk.ticket(first).comments] == ["A reply"]


async def test_a_draft_is_dropped_and_brought_back(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("c")
        seat.screen.area.text = "A reply"
        await seat.press("escape", "d", "backspace")
        assert "Nothing is left unsent" in seat.text() and not seat.program.drafts.waiting()
        await seat.press("u")
        assert "A reply" in seat.text()
        await seat.press("escape")
        assert [draft.text for draft, _at in seat.program.drafts.waiting().values()] == ["A reply"]
        await seat.press("d", "backspace", "escape", "d")
        assert "There are no drafts" in seat.message


async def test_a_draft_outlives_its_ticket(sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("c")
        seat.screen.area.text = "Have you tried\nto turn it off?"
        await seat.press("escape")
        desk.do(TrashTicket((ref,)))
        desk.do(PurgeTickets((ref,)))
        await seat.settle()
        await seat.press("d")
        assert "is no more" in seat.text() and "Have you tried" in seat.text()
        await seat.press("enter", "f2")
        assert not seat.program.drafts.waiting()
        made = next(row for row in desk.tickets() if row.title == "Have you tried")
        assert made.description == "Have you tried\nto turn it off?"


async def test_what_was_written_to_a_merged_ticket_goes_where_that_went(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        ref = seat.ref
        other = next(number for number in tickets.values() if number != ref)
        await seat.press("c")
        seat.screen.area.text = "A reply"
        await seat.press("escape")
        desk.do(MergeTicket((ref,), other))
        await seat.settle()
        await seat.press("d")
        assert f"merged into #{other}" in seat.text()
        await seat.press("enter", "f2")
        assert [said.text for said in desk.ticket(other).comments] == ["A reply"]


async def test_a_description_put_aside_can_be_taken_after_all(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        desk.do(EditTicket((ref,), {"description": "Bob's"}))
        seat.program.drafts.put_aside(ref, Draft("Ann's"))
        await seat.press("d", "enter")
        assert seat.screen.area.text == "Ann's"
        await seat.press("f2")
        assert desk.ticket(ref).row.description == "Ann's" and not seat.program.drafts.waiting()


async def test_both_texts_that_were_written_at_the_same_time_are_offered(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as one, sit() as two:
        ref = one.ref
        for seat, text in ((one, "Here"), (two, "There")):
            await seat.press("c")
            seat.screen.area.text = text
            await seat.press("escape")
    async with sit() as seat:
        assert f"#{ref}" in seat.message
        for _turn in range(2):
            await seat.press("d", "j", "enter", "f2")
        assert sorted(said.text for said in desk.ticket(ref).comments) == ["Here", "There"]
        assert not seat.program.drafts.waiting()


async def test_a_form_that_was_left_puts_back_nobodys_answers(
    sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]
) -> None:
    desk.do(AddType("hardware"))
    desk.do(AddTemplate(Template("Laptop", "hardware", (Asked("model", "Model"), Asked("site", "Site")))))
    async with sit() as seat:
        ref = seat.ref
        desk.do(EditTicket((ref,), {"template": "Laptop", "answers": (("model", "X1"), ("site", "Seoul"))}))
        await seat.settle()
        seat.screen.do_ticket_answers()
        await seat.settle()
        seat.screen.line.widget.value = "X2"
        await seat.press("escape")
        bob.do(EditTicket((ref,), {"answers": (("site", "Vilnius"),)}))
        await seat.press("d", "enter")
        assert seat.screen.typed() == {"model": "X2", "site": "Vilnius"}
        bob.do(EditTicket((ref,), {"answers": (("model", "X3"),)}))
        await seat.press("f2")
        assert "bob set it to X3" in seat.text()
        await seat.press("j", "enter")
        assert dict(desk.ticket(ref).row.answers) == {"model": "X2", "site": "Vilnius"}
        assert not seat.program.drafts.waiting()
