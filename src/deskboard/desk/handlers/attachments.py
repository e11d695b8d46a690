"""Deciding about the files of tickets."""

from __future__ import annotations

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import named
from deskboard.domain import attachments
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.errors import BadInput, DeskboardError, NotFound, Refused
from deskboard.l10n import _, ngettext
from deskboard.store import attachments as stored
from deskboard.store.attachments import Blob
from deskboard.store.work import Work


def attach(work: Work, command: c.AttachFiles) -> Decision:
    if not command.files:
        raise BadInput(_("There is no file to attach."))
    files = [(attachments.stored_name(file.name), _blob(file)) for file in command.files]
    good, refused, told = named.receiving(work, command.refs)
    there = stored.named(work.connection, [ticket.ref for ticket in good])
    new: list[tuple[int, str, Blob]] = []
    for ticket in good:
        # The same bytes under the same name are the same file, attached once.
        had = there.get(ticket.ref, [])
        missing = {(name, blob.digest): blob for name, blob in files if (name, blob.digest) not in had}
        if missing and len(had) + len(missing) > attachments.FILES_MAX:
            refused.append((ticket.ref, _full(ticket.ref)))
            continue
        new += [(ticket.ref, name, blob) for (name, _digest), blob in missing.items()]
    ids = work.take("attachment", len(new)) if new else ()
    events = [
        e.AttachmentAdded(ref, ident, name, blob.digest, blob.size, work.who.login, work.now)
        for ident, (ref, name, blob) in zip(ids, new, strict=True)
    ]
    return Decision(
        events,
        list(dict.fromkeys(ref for ref, _name, _blob in new)),
        refused,
        warnings=told if events else (),
        what=_in_words(list(dict.fromkeys(name for _ref, name, _blob in new))),
        blobs=list({blob.digest: blob for _ref, _name, blob in new}.values()),
    )


def _blob(file: attachments.NewFile) -> Blob:
    """The file's bytes as they are kept. BadInput: too large for any setting."""
    if len(file.data) > attachments.LIMIT_MB_MAX * attachments.MEGABYTE:
        raise too_large(file.name, attachments.LIMIT_MB_MAX)
    return Blob(attachments.digest_of(file.data), len(file.data), lambda: file.data)


def too_large(name: str, limit: int) -> BadInput:
    return BadInput(_("{name} is too large: at most {limit} MB can be attached.").format(name=name, limit=limit))


def _full(ref: int) -> DeskboardError:
    return Refused(_("#{ref} would have more than {max} files.").format(ref=ref, max=attachments.FILES_MAX))


def _in_words(names: list[str]) -> str:
    if len(names) == 1:
        return _("attached {name}").format(name=names[0])
    return ngettext("attached {n} file", "attached {n} files", len(names)).format(n=len(names))


def remove(work: Work, command: c.RemoveAttachments) -> Decision:
    ticket = named.ticket(work, command.ref)
    found = stored.by_id(work.connection, command.attachments)
    if any(ident not in found or found[ident].ticket != ticket.ref for ident in command.attachments):
        raise NotFound(_("That file is not attached any more."))
    files = [found[ident] for ident in dict.fromkeys(command.attachments)]
    events = [
        e.AttachmentRemoved(ticket.ref, file.id, file.name, file.digest, file.size, file.author, file.at)  # type: ignore[arg-type]
        for file in files
    ]
    if len(files) == 1:
        what = _("removed {name}").format(name=files[0].name)
    else:
        what = ngettext("removed {n} file", "removed {n} files", len(files)).format(n=len(files))
    return Decision(events, [ticket.ref] if events else [], what=what)
