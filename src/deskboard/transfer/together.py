"""How the tickets of our own format hang together: their links, and what was merged into what.

Tickets are named by ref and origin; refs may change on the way, origins do not. Invariant: each
of two tickets names the other, so that it matters not which is read first.
"""

from __future__ import annotations

from deskboard.domain.errors import BadInput
from deskboard.domain.model import LinkKind
from deskboard.domain.readmodels import TicketPage
from deskboard.domain.text import clean_line
from deskboard.l10n import _
from deskboard.transfer import loose
from deskboard.transfer.loose import Json

LINKS_MAX = 10_000
"""Links of one ticket; far more than anybody makes by hand."""


def origin(ref: int, known: str | None, database: str) -> str:
    """Where a ticket came from: elsewhere, else the database ``database``."""
    return known or f"deskboard:{database}:{ref}"


def record(page: TicketPage, database: str) -> Json:
    def named(ref: int, known: str | None) -> Json:
        return {"ref": ref, "origin": origin(ref, known, database)}

    return {
        "links": [{"kind": link.kind, **named(link.ref, link.origin)} for link in page.links],
        "merged": [named(*duplicate) for duplicate in page.merged],
        "merged_into": named(*page.survivor) if page.survivor is not None else None,
    }


def read(record: Json) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...], str | None]:
    """Links, merged duplicates and survivor of a ticket, by origin. BadInput: no such kind of link."""
    links = [(loose.text(link, "kind"), _origin(link)) for link in loose.records(record, "links")]
    if any(kind not in list(LinkKind) for kind, _other in links):
        raise BadInput(_("A link is of no known kind."))
    if len(links) > LINKS_MAX:
        raise BadInput(_("The ticket has {n} links; at most {max} fit.").format(n=len(links), max=LINKS_MAX))
    own = clean_line(loose.text(record, "origin"))[:200]
    merged = (_origin(duplicate) for duplicate in loose.records(record, "merged"))
    survivor = _origin(loose.record(record, "merged_into"))
    return (
        tuple((kind, other) for kind, other in links if other not in ("", own)),
        tuple(other for other in merged if other not in ("", own)),
        survivor if survivor not in ("", own) else None,
    )


def _origin(named: Json) -> str:
    return clean_line(loose.text(named, "origin"))[:200]
