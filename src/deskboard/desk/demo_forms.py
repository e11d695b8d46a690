"""The templates of the demonstration board, and what its tickets answered to them.

Invariant: the answers depend on the story alone, so that the same seed gives the same tickets.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from deskboard.desk.demo_stories import Story
from deskboard.domain.events import Value
from deskboard.domain.templates import Asked, Kind, Required, Template

SITES = ("Vilnius", "Seoul", "Home office")
DEVICES = ("Laptop", "Monitor", "Headset", "Dock", "Other")

ONBOARDING = Template(
    "Onboarding",
    "change",
    (
        Asked("start", "First day", Kind.DATE, (), Required.SUBMIT),
        Asked("site", "Site", Kind.CHOICE, SITES, Required.SUBMIT),
        Asked("laptop", "Needs a laptop", Kind.YES_NO),
        Asked("team", "Team"),
        Asked("badge", "Badge number", Kind.NUMBER, (), Required.SOLVE),
    ),
    "normal",
    "accounts",
    ("onboarding",),
    ("Create the account", "Add to the groups of the team", "Prepare the laptop", "Hand over the badge"),
)
HARDWARE = Template(
    "Hardware request",
    "change",
    (
        Asked("device", "Device", Kind.CHOICE, DEVICES, Required.SUBMIT),
        Asked("reason", "What it is for", Kind.TEXT, (), Required.SUBMIT),
        Asked("price", "Price in euro", Kind.NUMBER),
        Asked("cost-center", "Cost center"),
        Asked("inventory", "Inventory number", Kind.NUMBER, (), Required.SOLVE),
    ),
    "low",
    "procurement",
    ("hardware",),
    ("Ask the team lead", "Order it", "Enter it in the inventory"),
)
TEMPLATES = (HARDWARE, ONBOARDING)


def form_fields(story: Story, created: datetime) -> dict[str, Value]:
    """The template and answers of a story that would have come through one of the forms."""
    words = set(story.tags.split())
    mark = len(story.title) + len(story.requester)
    answers: dict[str, str] = {}
    if "onboarding" in words:
        template = ONBOARDING
        soon = created + timedelta(days=3)
        answers["start"] = (soon + timedelta(days=-soon.weekday() % 7)).date().isoformat()  # a Monday
        answers["site"] = "Seoul" if "seoul" in words else SITES[mark % len(SITES)]
        answers["laptop"] = "no" if mark % 4 == 0 else "yes"
        last = "badge"
    elif story.kind == "change" and "hardware" in words:
        template = HARDWARE
        title = story.title.casefold()
        title = title.replace("screen", "monitor")
        answers["device"] = next((device for device in DEVICES if device.casefold() in title), "Other")
        answers["reason"] = story.title
        answers["price"] = str(60 + mark % 20 * 15)
        last = "inventory"
    else:
        return {}
    if story.kind != template.type:
        return {}
    if story.where == "done":
        answers[last] = str(20_000 + mark * 7)
    return {"template": template.name, "answers": tuple(sorted(answers.items()))}
