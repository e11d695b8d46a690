"""A small Trello board that has one of everything, as Trello writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]

KIM, ANA, GONE = "5" * 24, "6" * 24, "7" * 24
CARD = "54b4a420e3782eba550045aa"
CLOSED = "54b4a43564602713dd272d89"
IN_CLOSED_LIST = "54b4a42f89b62bc19daa507e"
BARE = "54b5fcf49a4c99657bd93891"
LISTS = ("やりたいこと", "やること", "作業中", "クローズ", "中止")
PEOPLE = {KIM: ("kim_s", "김소라"), ANA: ("ana", "Ana Ruiz"), GONE: ("gone", "Left Long Ago")}


def action(kind: str, date: str, key: str = CARD, /, *, who: str = KIM, **data: Any) -> Json:
    inner = {"card": {"id": key, "name": "title then"} | data.pop("card", {})} | data
    username, name = PEOPLE[who]
    return {
        "type": kind,
        "date": date,
        "data": inner,
        "idMemberCreator": who,
        "memberCreator": {"id": who, "username": username, "fullName": name},
    }


def listed(index: int) -> Json:
    return {"id": f"list{index}", "name": LISTS[index]}


def board() -> Json:
    return {
        "id": "b1",
        "name": "Clipkit",
        "lists": [{"id": f"list{i}", "name": name, "pos": i * 10, "closed": i == 4} for i, name in enumerate(LISTS)][
            ::-1
        ],
        "members": [{"id": key, "username": PEOPLE[key][0], "fullName": PEOPLE[key][1]} for key in (KIM, ANA)],
        "labels": [{"id": "L1", "name": "機能", "color": "green"}, {"id": "L2", "name": "", "color": "red"}],
        "checklists": [
            {
                "id": "C1",
                "idCard": CARD,
                "name": "Before",
                "pos": 1,
                "checkItems": [
                    {"id": "I2", "name": "second", "state": "complete", "pos": 20},
                    {"id": "I1", "name": "first", "state": "incomplete", "pos": 10},
                ],
            }
        ],
        "cards": [
            card(BARE, name="bare", idList="list0", pos=5),
            card(
                CARD,
                name="Whole card",
                desc="What it is about.",
                idList="list3",
                pos=1,
                due="2015-03-01T12:00:00.000Z",
                idMembers=[KIM, ANA],
                labels=[{"id": "L1", "name": "機能", "color": "green"}],
                idLabels=["L1", "L2"],
                shortUrl="https://trello.com/c/abc",
                dateLastActivity="2015-02-20T00:00:00.000Z",
                attachments=[{"name": "a [log] file", "url": "https://example.org/a (1).txt"}],
            ),
            card(CLOSED, name="closed", idList="list1", closed=True, dateLastActivity="2015-01-15T00:00:00.000Z"),
            card(IN_CLOSED_LIST, name="stopped", idList="list4", dateLastActivity="2015-01-16T00:00:00.000Z"),
        ],
        "actions": [
            action("addMemberToBoard", "2015-02-21T00:00:00.000Z", card={"id": None}),
            action(
                "updateCard",
                "2015-02-20T00:00:00.000Z",
                listBefore=listed(2),
                listAfter=listed(3),
                old={"idList": "list2"},
            ),
            action("commentCard", "2015-02-10T08:00:00.000Z", who=GONE, text="Seen it?\u001b[2J"),
            action(
                "updateCard", "2015-02-09T00:00:00.000Z", who=ANA, card={"name": "Whole card"}, old={"name": "Card"}
            ),
            action("addMemberToCard", "2015-02-08T00:00:00.000Z", idMember=KIM),
            action("updateCard", "2015-02-02T00:00:00.500Z", list=listed(2), card={"pos": 3}, old={"pos": 9}),
            action(
                "updateCard",
                "2015-02-02T00:00:00.000Z",
                listBefore=listed(1),
                listAfter=listed(2),
                old={"idList": "list1"},
            ),
            action(
                "updateCard", "2015-02-01T00:00:00.000Z", card={"due": "2015-03-01T12:00:00.000Z"}, old={"due": None}
            ),
            action("createCard", "2015-01-13T05:00:00.000Z", card={"name": "Card"}, list=listed(1)),
            action("updateCard", "2015-01-14T00:00:00.000Z", CLOSED, card={"closed": True}, old={"closed": False}),
        ],
    }


def card(key: str, **values: Any) -> Json:
    plain: Json = {
        "id": key,
        "name": "",
        "desc": "",
        "closed": False,
        "due": None,
        "idMembers": [],
        "labels": [],
        "pos": 9,
    }
    return {**plain, **values}


def written(folder: Path, value: object, name: str = "board.json") -> str:
    path = folder / name
    path.write_text(json.dumps(value), encoding="utf-8")
    return str(path)
