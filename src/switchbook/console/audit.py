"""The page of the audit trail: who changed which record, when, from where, and what it was before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from switchbook.api.binding import bind
from switchbook.api.types_audit import ListAuditLines, LogEntryInfo
from switchbook.console.book import Book
from switchbook.console.choosing import Chip, Choosing, chips, choosing
from switchbook.console.differences import Difference, differences, worded
from switchbook.console.forms import form_with
from switchbook.console.page import Page, Shown, Visit
from switchbook.console.paging import addressed, kept_filters, paging_of
from switchbook.console.periods import Span
from switchbook.model.wire_json import instant

PATH = "/console/audit"
# The kinds of records that lines are about, and where those that have a page have it.
KINDS: Mapping[str, str] = {
    "account": "/console/accounts",
    "customer": "/console/customers",
    "endpoint": "/console/endpoints",
    "user": "/console/users",
    "key": "/console/keys",
    "hook": "/console/hooks",
    "session": "/console/sessions",
    # What was read again, or forgotten, is in quarantine no more.
    "quarantine": "",
    "preference": "",
}
_PER_PAGE = 50
_FILTERS = ("description", "record", "recordId", "actorId", "operation", "accountIds", "startDate", "endDate")
_DONE: Mapping[str, str] = {
    "New": "made",
    "Patch": "changed",
    "Put": "set",
    "Delete": "deleted",
    "Rotate": "given another secret",
    "Revoke": "revoked",
    "Replay": "read again",
    "Discard": "forgotten",
}
# The members that tell one record from another: the first that it has.
_NAMES = ("name", "displayName", "emailAddress", "source")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line as it is shown: what was done in words, the record by its name and page, and what differs."""

    entry: LogEntryInfo
    done: str
    name: str
    page: str
    actor: str
    differs: Sequence[Difference]


def show_audit(book: Book, visit: Visit) -> Shown:
    """The lines that pass the filters of the address, whose days are the reader's. Raises as ListAuditLines does."""
    asked = bind(ListAuditLines, "ListAuditLines", visit.query)
    address = kept_filters(visit.address, (*_FILTERS, "page"))
    span = Span.of(asked.start_date or None, asked.end_date or None, visit.zone, visit.now)
    page = msgspec.structs.replace(
        asked,
        count_per_page=_PER_PAGE,
        all=False,
        start_date=instant(span.start) if span.start else None,
        end_date=instant(span.end) if span.end else None,
    )
    listed = book.list(page, LogEntryInfo)
    accounts = [each for each in asked.account_ids if each]
    values = {
        "lines": [_line(each) for each in listed.items],
        "paging": paging_of(address, listed, asked.page, _PER_PAGE),
        "chosen": [
            *_chips(asked, address),
            *chips(book, address, [("accounts", "accountIds", "Account", asked.account_ids)]),
        ],
        "form": form_with(record=asked.record or "", startDate=asked.start_date or "", endDate=asked.end_date or ""),
        "accounts": choosing(book, Choosing(kind="accounts", field="accountIds", many=True), accounts),
        "kinds": [(kind, worded(kind)) for kind in KINDS],
        "kept": [(name, value) for name in ("recordId", "actorId", "operation") if (value := visit.asked(name))],
        "filtered": kept_filters(address, _FILTERS) != PATH,
        "words": asked.description or "",
        "here": address,
        "addressed": addressed,
    }
    if visit.part:
        return Shown(template="audit_found.html", values=values, moved_to=address)
    return Shown(template="audit.html", values=values)


def _line(entry: LogEntryInfo) -> Line:
    told = entry.after or entry.before or {}
    record, record_id = entry.record or "", entry.record_id or ""
    named = next((told[name] for name in _NAMES if told.get(name)), record_id)
    home = KINDS.get(record, "")
    return Line(
        entry=entry,
        done=done_in_words(entry.operation or "", record),
        name=str(named),
        page=f"{home}/{record_id}" if home and entry.after is not None and "/" not in record_id else "",
        actor=entry.user_name or entry.actor_id or entry.actor_kind or "",
        differs=differences(entry.before, entry.after),
    )


def done_in_words(operation: str, record: str) -> str:
    """What an operation did, in words: `PatchUser` of a user is `User changed`."""
    verb, *rest = re.findall(r"[A-Z][a-z]*", operation) or [operation]
    subject = worded(record)
    if verb in _DONE and (record in "".join(rest).lower() or record == "quarantine"):
        return f"{'Payload' if record == 'quarantine' else subject} {_DONE[verb]}"
    return f"{subject}: {worded(operation).lower()}"


def _chips(asked: ListAuditLines, address: str) -> Iterator[Chip]:
    """What the list is limited to beside accounts and time."""
    for what, parameter, value in (
        ("Record", "recordId", asked.record_id),
        ("By", "actorId", asked.actor_id),
        ("Operation", "operation", asked.operation),
    ):
        if value:
            yield Chip(what=what, id=value, name=value, without=addressed(address, page="", **{parameter: ""}))


AUDIT: tuple[Page, ...] = (
    Page(name="AuditPage", path=PATH, show=show_audit, needs=(ListAuditLines,), label="Audit", group="Administration"),
)
