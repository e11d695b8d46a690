"""What the headers of a spreadsheet mean: which column of a file is which field of a ticket.

Invariant: a field comes from at most one column; whatever is not a field is kept as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deskboard.domain.errors import BadInput
from deskboard.domain.text import safe
from deskboard.l10n import _

_NAMES = {
    "origin": "origin",
    "id": "id|ref|key|number|no|nr|ticket|ticketid|ticketnumber|ticketno|ticketkey|issuekey|issueid|issue|requestid"
    "|caseid|casenumber|incidentid|incidentnumber|externalid|reference",
    "title": "title|subject|summary|name|shortdescription|headline|task|taskname|topic|betreff|titel|sujet|asunto"
    "|제목|件名|タイトル|tema|pavadinimas",
    "description": "description|body|details|detail|text|content|message|longdescription|notes|problem|beschreibung"
    "|descripción|내용|설명|説明|内容|aprašymas",
    "stage": "stage",
    "column": "column|list|lane|kanbancolumn|bucket|bucketname|section|sectioncolumn",
    "status": "status|state|ticketstatus|issuestatus|workflowstate|상태|ステータス|状態|būsena|estado|statut",
    "priority": "priority|prio|severity|우선순위|優先度|prioritetas|priorität|prioridad|priorité",
    "type": "type|tickettype|issuetype|requesttype|kind|worktype|유형|種類|tipas",
    "queue": "queue|group|team|assignmentgroup|assignedgroup|supportgroup",
    "assignee": "assignee|assignedto|owner|agent|responsible|handler|technician|assignedagent|담당자|担当者"
    "|vykdytojas|bearbeiter",
    "requester": "requester|requestedby|reporter|from|email|requesteremail|customer|customeremail|caller|contact|user"
    "|openedby|createdby|submitter|author|creator|sender|요청자|依頼者|prašytojas",
    "due": "due|duedate|deadline|dueby|dueat|dueon|마감일|期限|terminas|fällig",
    "impact": "impact|영향|影響",
    "urgency": "urgency|긴급도|緊急度",
    "tags": "tags|labels|keywords|tag|label|태그|タグ|žymos",
    "created": "created|createdat|createdon|createddate|creationdate|opened|openedat|date|dateopened|opendate"
    "|reported|submitted|datecreated|생성일|作成日|sukurta",
    "updated": "updated|updatedat|updatedon|modified|lastmodified|lastupdated|lastactivity|changed|수정일|更新日",
    "first_response": "firstresponse|firstresponseat|firstreply",
    "resolved": "resolved|resolvedat|resolveddate|resolutiondate|closed|closedat|closedon|dateclosed|completed"
    "|completedat|finished|solved|solvedat|완료일|完了日",
    "archived": "archived|archivedat",
    "watchers": "watchers|followers",
    "wake": "wake",
}
"""Field → the headers that mean it, without spaces and signs, the likeliest first."""

_MEANING = {name: (field, rank) for field, names in _NAMES.items() for rank, name in enumerate(names.split("|"))}

FIELDS = tuple(_NAMES)
"""The fields that ``--map`` knows."""


def _plain(header: str) -> str:
    return "".join(c for c in header.casefold() if c.isalnum())


def known_field(header: str) -> str | None:
    """The field a header means, or None."""
    found = _MEANING.get(_plain(header))
    return found[0] if found else None


def match(headers: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Field → index of its column. ``mapping`` (field → header) goes before guesses.

    BadInput: a mapping that names an unknown field or a header that is not in the file, or
    a file of which no column can be a title or a description.
    """
    chosen = {field: _index(headers, field, header) for field, header in mapping.items()}
    taken = set(chosen.values())
    ranks: dict[str, int] = {}
    for index, header in enumerate(headers):
        field, rank = _MEANING.get(_plain(header), ("", 0))
        if not field or index in taken or field in mapping or rank >= ranks.get(field, len(_MEANING)):
            continue
        chosen[field], ranks[field] = index, rank
    if "title" not in chosen and "description" not in chosen:
        raise BadInput(
            _("No column looks like a title; there are: {headers}.").format(headers=_listed(headers)),
            _("Say which one it is: --map title={header}").format(header=safe(headers[0])[:40] if headers else "…"),
        )
    return chosen


def _index(headers: Sequence[str], field: str, header: str) -> int:
    if field not in FIELDS:
        raise BadInput(
            _("--map knows no field “{field}”.").format(field=safe(field)[:40]),
            _("Known are {fields}.").format(fields=", ".join(FIELDS)),
        )
    wanted = header.strip().casefold()
    for index, found in enumerate(headers):
        if found.strip().casefold() == wanted:
            return index
    raise BadInput(
        _("--map: the file has no header “{header}”.").format(header=safe(header)[:40]),
        _("It has {headers}.").format(headers=_listed(headers)),
    )


def _listed(headers: Sequence[str]) -> str:
    shown = ", ".join(safe(header)[:30] or "?" for header in headers[:20])
    return f"{shown}…" if len(headers) > 20 else shown
