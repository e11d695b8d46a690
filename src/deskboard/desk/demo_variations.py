"""As many further stories as a large demonstration needs, made from patterns.

Invariant: they depend on nothing but the random source and the number asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from deskboard.desk.demo_stories import MEMBERS, REQUESTERS, Story

PER_DAY = 90
"""Tickets that come in on a day; it decides how far back a large board reaches."""
RECENT = 20.0
"""Days that the hand-written stories cover: what is made here and done is older."""
OPEN_SHARE = 0.12
DOING_SHARE = 0.004

_PATTERNS = (
    ("Printer {device} in {place} is offline", "incident", "printer", "desktop"),
    ("Printer {device} in {place} jams every few pages", "incident", "printer", "desktop"),
    ("No toner in {device} ({place})", "support", "printer toner", "desktop"),
    ("Password reset for {person}", "support", "password", "accounts"),
    ("{person} is locked out of {app}", "incident", "password", "accounts"),
    ("Two-factor reset for {person}, new phone", "support", "mfa", "accounts"),
    ("VPN from {place}: error {code}", "incident", "vpn", "network"),
    ("VPN is slow for {person} since the update", "incident", "vpn", "network"),
    ("Onboarding: {person} joins {team}", "change", "onboarding accounts", "accounts"),
    ("Offboarding: {person} leaves {team}", "change", "offboarding accounts", "accounts"),
    ("Access to {app} for {person} ({team})", "support", "access", "accounts"),
    ("{app} shows error {code} after login", "bug", "software", "servers"),
    ("{app} is slow in {place}", "incident", "performance", "servers"),
    ("Install {app} on {device}", "support", "software", "desktop"),
    ("Licence of {app} for {person}", "change", "licence", "procurement"),
    ("Laptop {device} does not start", "incident", "laptop hardware", "desktop"),
    ("Laptop {device} of {person}: battery is weak", "incident", "laptop hardware", "desktop"),
    ("Screen of {device} flickers ({place})", "incident", "hardware", "desktop"),
    ("Dock in {place} does not charge {device}", "incident", "hardware", "desktop"),
    ("New headset for {person}", "change", "hardware", "procurement"),
    ("Second screen for {person} in {place}", "change", "hardware", "procurement"),
    ("Wi-Fi in {place} drops out", "incident", "wifi", "network"),
    ("Guest Wi-Fi for {team} in {place}", "change", "wifi", "network"),
    ("Network socket {code} in {place} is dead", "incident", "network", "network"),
    ("Phone of {person} does not ring", "incident", "phone", "network"),
    ("Mailbox of {person} is full", "support", "mail quota", "servers"),
    ("Mail from {team} lands in spam", "incident", "mail spam", "servers"),
    ("Shared calendar for {team}", "change", "calendar", "servers"),
    ("Restore a file for {person} from {app}", "support", "backup", "servers"),
    ("Disk on {host} is {code} MB short", "incident", "servers disk", "servers"),
    ("Certificate on {host} expires", "change", "certificate", "network"),
    ("Update {host} in the next window", "change", "maintenance", "servers"),
    ("Alert on {host}: load above {code}", "incident", "monitoring", "servers"),
    ("Suspicious mail reported by {person} ({code})", "incident", "security mail", "security"),
    ("Badge of {person} does not open {place}", "incident", "badge", "security"),
    ("Report for {team}: use of {app}", "feature", "report", "procurement"),
    ("Spausdintuvas {device} nespausdina ({place})", "incident", "printer", "desktop"),
    ("Reikia prieigos prie {app}: {person}", "support", "access", "accounts"),
    ("{place} 프린터 {device} 용지 걸림", "incident", "printer seoul", "desktop"),
    ("{app} 로그인 오류 {code}", "incident", "software seoul", "servers"),
    ("{person} 님 노트북 {device} 교체 요청", "change", "hardware seoul", "procurement"),
)
"""(title, type, tags, queue)"""

_SITES = ("Vilnius", "Seoul", "Hamburg", "Lyon", "Porto", "Gdańsk", "Leeds", "Oslo")
_REQUESTERS = tuple(REQUESTERS)
_AGENTS = (*MEMBERS, "me")
_FIRST = (
    *("Ada", "Bruno", "Camila", "Daniel", "Elena", "Filip", "Greta", "Hugo", "Ines", "Jakub", "Katya", "Lukas"),
    *("Mona", "Noah", "Olga", "Pavel", "Rosa", "Simon", "Tess", "Uma", "Viktor", "Wanda", "Yara", "Zenon"),
    *("Austėja", "Mantas", "Gabija", "Dovydas", "서연", "민준", "하은", "도윤"),
)
_LAST = (
    *("Abbott", "Berger", "Costa", "Duarte", "Evans", "Fontaine", "Grau", "Hansen", "Ibarra", "Jansen", "Kowalski"),
    *("Larsen", "Moreau", "Nagy", "Olsen", "Pereira", "Quist", "Ricci", "Schulz", "Toth", "Urban", "Vidal", "Weiss"),
    *("Petrauskas", "Jankauskas", "Kim", "Lee", "Park", "Choi", "Jung"),
)
_APPS = ("SAP", "the CRM", "Excel", "the intranet", "the ERP", "AutoDraw", "the time clock", "the shop", "Teamspace")
_TEAMS = ("sales", "finance", "marketing", "engineering", "purchasing", "legal", "support", "logistics", "research")
_DEVICES = ("LT", "PRN", "WS", "TAB", "SCN")
_HOSTS = ("fs", "db", "web", "app", "mail", "rds", "log", "bak")
_BODIES = (
    "It worked yesterday. Nothing was changed that I know of.",
    "It has been like this since this morning; a restart did not help.",
    "Please, before the end of the week if you can.",
    "My colleague at the next desk has the same.",
    "Tai skubu, prašau paskambinti.",
    "가능하면 오늘 중으로 부탁드립니다.",
    "",
)
_STEPS = ("Call back", "Reproduce", "Check the logs", "Change", "Test with the requester", "Note it in the inventory")
_TALK = (
    ("{agent}: I am looking at it.", "{requester}: Thank you!"),
    ("{agent}: Please try again now.", "{requester}: It works."),
    ("{agent}# Same cause as last week.",),
    ("{agent}: Could you send a picture of the message?",),
    (),
    (),
)


def variations(random: Random, count: int) -> Iterator[Story]:
    """``count`` stories; those that are done from the newest to the oldest."""
    days = max(30.0, count / PER_DAY)
    for index in range(count):
        lot = random.random()
        where = "doing" if lot < DOING_SHARE else "todo" if lot < OPEN_SHARE else "done"
        age = RECENT + days * (index + random.random()) / count if where == "done" else random.expovariate(1 / 12) + 0.1
        yield _story(random, where, min(age, days + RECENT) * 24)


def _story(random: Random, where: str, age: float) -> Story:
    title, kind, tags, queue = random.choice(_PATTERNS)
    requester = random.choice(_REQUESTERS)
    agent = random.choice(_AGENTS)
    assigned = where != "todo" or random.random() < 0.4
    return Story(
        title=title.format_map(_Words(random)),
        requester=requester,
        where=where,
        age=age,
        priority=random.choices(("critical", "high", "normal", "low"), (2, 15, 60, 23))[0],
        kind=kind,
        tags=tags,
        assignee=agent if assigned else "",
        due=random.uniform(-30, 200) if where != "done" and random.random() < 0.4 else None,
        status=random.choices(("normal", "waiting", "ready", "on-hold"), (80, 10, 8, 2))[0]
        if where != "done"
        else "normal",
        queue=queue,
        body=random.choice(_BODIES),
        steps=_steps(random, where == "done") if random.random() < 0.2 else (),
        talk=tuple(line.format(agent=agent, requester=requester) for line in random.choice(_TALK)) if assigned else (),
    )


class _Words(dict[str, str]):
    """A filling for every blank that a pattern asks for."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random

    def __missing__(self, blank: str) -> str:
        return _BLANKS[blank](self._random)


_BLANKS: dict[str, Callable[[Random], str]] = {
    "device": lambda random: f"{random.choice(_DEVICES)}-{random.randrange(1, 1000):04}",
    "place": lambda random: f"{random.choice(_SITES)} {random.randrange(1, 9)}.{random.randrange(1, 60):02}",
    "person": lambda random: f"{random.choice(_FIRST)} {random.choice(_LAST)}",
    "app": lambda random: random.choice(_APPS),
    "team": lambda random: random.choice(_TEAMS),
    "code": lambda random: str(random.randrange(100, 10_000)),
    "host": lambda random: f"{random.choice(_HOSTS)}-{random.randrange(60):02}",
}


def _steps(random: Random, done: bool) -> tuple[str, ...]:
    chosen = _STEPS[: random.randrange(2, len(_STEPS))]
    ticked = len(chosen) if done else random.randrange(len(chosen))
    return tuple(f"x {step}" if index < ticked else step for index, step in enumerate(chosen))
