"""New tickets from a template, and the answers of a ticket, from the board."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.templates import Asked, Kind, Required, Template
from tests.domain.test_templates import ONBOARDING
from tests.tui.conftest import Seat, Sit

HARDWARE = Template("Hardware", "support", (Asked("item", "Item\x1b[31m", Kind.TEXT, (), Required.SUBMIT),))


async def fill(seat: Seat, *lines: str) -> None:
    """Type into field after field; an empty text leaves one as it is."""
    for text in lines:
        if text:
            await seat.type(text)
        await seat.press("tab")


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


async def test_with_one_template_its_form_opens_at_once_and_makes_a_ticket(sit: Sit, desk: Desk) -> None:
    desk.do(c.AddTemplate(ONBOARDING))
    async with sit() as seat:
        await seat.press("N")
        text = seat.text()
        for part in ("New ticket: Onboarding", "Title *", "First day *", "Site", "Vilnius   Seoul", "Needs a laptop"):
            assert part in text, part
        await fill(seat, "Joan joins", "tomorrow")
        assert tomorrow() in seat.text(), "what was understood stands below"
        await seat.press("s", "tab", "tab", "right", "enter")
        row = desk.ticket(1).row
        assert (row.title, row.template, row.type) == ("Joan joins", "Onboarding", "change")
        assert dict(row.answers) == {"start": tomorrow(), "site": "Seoul", "laptop": "yes"}
        assert seat.message == "Added #1: Joan joins" and seat.ref == 1


async def test_errors_stand_at_their_field_and_the_cursor_goes_to_the_first(sit: Sit, desk: Desk) -> None:
    desk.do(c.AddTemplate(ONBOARDING))
    async with sit(size=(80, 24)) as seat:
        await seat.press("N")
        await fill(seat, "", "someday", "", "twelve")
        await seat.press("f2")
        lines = seat.screen.lines
        assert seat.screen.line is lines[0]
        assert [line.below.text.strip() != "" for line in lines] == [True, True, False, True, False]
        assert "This is required." in lines[0].below.text and "no date" in lines[1].below.text
        assert "someday" in seat.text() and desk.count() == 0


async def test_a_form_that_is_left_is_offered_again(sit: Sit, desk: Desk, drafts_elsewhere: Path) -> None:
    desk.do(c.AddTemplate(ONBOARDING))
    async with sit() as seat:
        await seat.press("N")
        await fill(seat, "Joan joins", "2026-03-09", "")
        await seat.press("escape")
        assert "kept" in seat.message and desk.count() == 0
    async with sit() as seat:
        await seat.press("N")
        assert "your draft" in seat.text() and seat.screen.typed()["start"] == "2026-03-09"
        await seat.press("f2")
        assert desk.ticket(1).row.title == "Joan joins"
        await seat.press("N")
        assert seat.screen.typed()["title"] == "", "what was sent is no draft any more"


async def test_several_templates_are_offered_by_type_and_none_as_well(sit: Sit, desk: Desk) -> None:
    desk.do(c.AddTemplate(ONBOARDING))
    desk.do(c.AddTemplate(HARDWARE))
    async with sit() as seat:
        await seat.press("N")
        text = seat.text()
        assert text.index("Onboarding") < text.index("Hardware") < text.index("without a template")
        await seat.type("hard")
        await seat.press("enter")
        assert "Item[31m" in seat.text() and "\x1b" not in seat.text()
        await fill(seat, "A screen")
        await seat.type("Monitor")
        await seat.press("enter")
        assert dict(desk.ticket(1).row.answers) == {"item": "Monitor"}


async def test_without_templates_a_plain_form_opens_and_says_how_to_make_one(sit: Sit, desk: Desk) -> None:
    desk.do(c.AddType("hardware"))
    async with sit() as seat:
        await seat.press("N")
        assert "deskboard template add" in seat.text()
        await fill(seat, "A screen")
        seat.screen.focused.insert("two\nlines")
        await seat.press("tab", "h", "tab", "left", "enter")
        row = desk.ticket(1).row
        assert (row.title, row.description, row.type, row.priority) == ("A screen", "two\nlines", "hardware", "high")


async def test_a_long_form_scrolls_on_a_small_screen(sit: Sit, desk: Desk) -> None:
    asked = tuple(Asked(f"f{n}", f"Field {n}") for n in range(20))
    desk.do(c.AddTemplate(Template("Long", "support", asked)))
    async with sit(size=(80, 24)) as seat:
        await seat.press("N")
        await fill(seat, "Long one", *[""] * 19)
        assert "Field 19" in seat.text() and "Title" not in seat.text()
        await seat.type("last")
        await seat.press("enter")
        assert dict(desk.ticket(1).row.answers) == {"f19": "last"}


async def test_the_answers_stand_in_the_details_and_can_be_changed(sit: Sit, desk: Desk) -> None:
    desk.do(c.AddTemplate(ONBOARDING))
    given = (("start", "2026-03-09"), ("site", "Seoul"))
    desk.do(c.AddTicket("Joan joins", {"template": "Onboarding", "answers": given}))
    async with sit() as seat:
        await seat.press("enter")
        text = seat.text()
        assert "2026-03-09 (Mon)" in text and "needed before it is done" in text
        await seat.press("L", "L")
        assert "cannot be done before this is filled in: Badge number" in seat.message
        await seat.press(":")
        await seat.type("answers")
        await seat.press("enter")
        await seat.press("tab", "v", "tab")
        await seat.type("77")
        await seat.press("f2")
        assert dict(desk.ticket(1).row.answers) == {"start": "2026-03-09", "site": "Vilnius", "badge": "77"}
        await seat.press("L", "u", "u")
        assert dict(desk.ticket(1).row.answers) == dict(given)


async def test_set_another_field_offers_the_fields_of_the_form_and_the_types_of_the_team(sit: Sit, desk: Desk) -> None:
    desk.do(c.AddTemplate(ONBOARDING))
    desk.do(c.AddType("hardware"))
    desk.do(c.AddTicket("Joan joins", {"template": "Onboarding", "answers": (("start", "2026-03-09"),)}))
    async with sit() as seat:

        async def field(name: str) -> None:
            await seat.press(":")
            await seat.type("set another")
            await seat.press("enter")
            await seat.type(name)
            await seat.press("enter")

        await field("first day")
        seat.screen.focused.value = "2026-04-01"
        await seat.press("enter")
        assert dict(desk.ticket(1).row.answers) == {"start": "2026-04-01"}
        await field("type")
        await seat.type("hard")
        await seat.press("enter")
        assert desk.ticket(1).row.type == "hardware"
        assert dict(desk.ticket(1).row.answers) == {"start": "2026-04-01"}
