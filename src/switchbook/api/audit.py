"""The operations on the audit trail: its lines, listed and filtered, as far as whole accounts are in scope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from switchbook.api.context import Context
from switchbook.api.filters import moment
from switchbook.api.granting import ids_named
from switchbook.api.operation import STAFF, Operation
from switchbook.api.scoping import Visible
from switchbook.api.sessions import DEFAULT_COUNT_PER_PAGE, count_per_page, refuse_other_accounts
from switchbook.api.types import SortOrders
from switchbook.api.types_audit import ListAuditLines, ListLogEntries, LogEntryInfo
from switchbook.errors import BadRequest, Forbidden
from switchbook.model.answer import ListAnswer
from switchbook.model.audit import AuditLine, AuditQuery
from switchbook.model.directory import Directory
from switchbook.model.wire_json import encode, instant

_BATCH = 500
_SORTS = frozenset({"", "datecreated"})


def list_audit_lines(request: ListAuditLines, context: Context) -> ListAnswer:
    """The lines that pass every filter. Raises BadRequest naming what cannot be understood.

    Raises Forbidden for accounts out of scope, and for who sees a part of their accounts: lines know whole ones.
    """
    directory = context.store.directory()
    visible = Visible(directory, context.actor.scope)
    if visible.narrowed:
        raise Forbidden("The audit trail is of whole accounts, and you see a part of yours")
    query = _query(request, context, directory)
    if request.all:
        return _everything(query, request, context, visible)
    if request.page < 0:
        raise BadRequest.of_field("page", f"page is 0 or more, not {request.page}")
    count = count_per_page(request.count_per_page, context.settings.max_count_per_page, DEFAULT_COUNT_PER_PAGE)
    offset = request.page * count
    total, lines = context.store.audited(msgspec.structs.replace(query, offset=offset, limit=count))
    told = 0 if request.simplified_paging else total
    return ListAnswer(
        (_documents(lines, visible),), LogEntryInfo, told, -(-told // count), has_more_pages=offset + count < total
    )


def _everything(query: AuditQuery, request: ListAuditLines, context: Context, visible: Visible) -> ListAnswer:
    """All lines up to the newest of now, a batch at a time."""
    total, newest = context.store.audited(msgspec.structs.replace(query, ascending=False, limit=1))
    bounded = msgspec.structs.replace(query, last=newest[0].position if newest else 0, limit=_BATCH, counted=False)

    def batches() -> Iterator[Sequence[bytes]]:
        place, lines = bounded, context.store.audited(bounded)[1]
        while lines:
            yield _documents(lines, visible)
            # From where the batch ended, not so many on: to pass over all before it takes longer with each.
            end = lines[-1].position
            after = {"first": end + 1} if place.ascending else {"last": end - 1}
            place = msgspec.structs.replace(place, **after)
            lines = context.store.audited(place)[1]

    told = 0 if request.simplified_paging else total
    return ListAnswer(batches(), LogEntryInfo, told, min(told, 1), has_more_pages=False)


def _query(request: ListAuditLines, context: Context, directory: Directory) -> AuditQuery:
    refuse_other_accounts(request.account_ids, context.actor.scope)
    asked = frozenset(ids_named(request.account_ids))
    zone = ZoneInfo(context.settings.day_zone)
    return AuditQuery(
        accounts=asked or context.actor.scope.accounts,
        record=_word(request.record),
        record_id=_word(request.record_id),
        actor_id=_word(request.actor_id),
        operation=_word(request.operation),
        start=moment("startDate", request.start_date, zone, whole_day=timedelta(0)),
        end=moment("endDate", request.end_date, zone, whole_day=timedelta(days=1)),
        positions=_positions(ids_named(request.specific_ids)),
        about=_about(ids_named(request.customer_ids), directory),
        text=_word(request.description),
        ascending=_ascending(request),
    )


def _ascending(request: ListAuditLines) -> bool:
    """Newest first by default; a field without an order ascends."""
    if request.sort_order is not None and request.sort_order not in tuple(SortOrders):
        raise BadRequest.of_field("sortOrder", f"sortOrder is Ascend or Descend, not {request.sort_order}")
    name = (request.sort_field or "").strip()
    if name.lower() not in _SORTS:
        raise BadRequest.of_field("sortField", f"cannot sort by '{name}'; sortField is dateCreated")
    return request.sort_order == SortOrders.Ascend or (bool(name) and request.sort_order is None)


def _positions(ids: Sequence[str]) -> frozenset[int] | None:
    """The positions of lines of these ids; unknown ones are of none."""
    return frozenset(int(each) for each in ids if each.isascii() and each.isdigit() and len(each) < 19) if ids else None


def _about(customer_ids: Sequence[str], directory: Directory) -> frozenset[tuple[str, str]] | None:
    """Customers, those below them, and their endpoints."""
    if not customer_ids:
        return None
    customers = directory.customer_subtree(customer_ids)
    endpoints = (each.id for each in directory.endpoints.values() if each.customer_id in customers)
    return frozenset([*(("customer", each) for each in customers), *(("endpoint", each) for each in endpoints)])


def _word(text: str | None) -> str | None:
    return (text or "").strip() or None


def _documents(lines: Sequence[AuditLine], visible: Visible) -> list[bytes]:
    return [encode(_info(line, visible)) for line in lines]


def _info(line: AuditLine, visible: Visible) -> LogEntryInfo:
    account = None if line.account_id is None else visible.directory.accounts.get(line.account_id)
    return LogEntryInfo(
        id=str(line.position),
        date_created=instant(line.at),
        created_by=line.actor_id,
        account_id=line.account_id,
        account_name=None if account is None else account.name,
        user_name=line.actor_name,
        description=line.description,
        actor_kind=line.actor_kind,
        actor_id=line.actor_id,
        address=line.address or None,
        operation=line.operation,
        record=line.record,
        record_id=line.record_id,
        before=_record(line.record, line.before, visible),
        after=_record(line.record, line.after, visible),
    )


def _record(kind: str, document: bytes | None, visible: Visible) -> Any:
    """A record as the trail has it; of the accounts above an account only those that are to be seen."""
    if document is None:
        return None
    told = msgspec.json.decode(document)
    if kind == "account":
        told["ancestorIds"] = [each for each in told.get("ancestorIds", ()) if visible.holds_account(each)]
        if not visible.holds_account(told.get("parentAccountId", "")):
            told.pop("parentAccountId", None)
    return told


AUDIT: tuple[Operation, ...] = (
    Operation(
        name="ListAuditLines",
        verb="GET",
        route="/audit",
        roles=STAFF,
        request=ListAuditLines,
        answer=LogEntryInfo,
        lists=True,
        summary="Lists who changed which record, when, from where, and what it was before and after.",
        handler=list_audit_lines,
    ),
    Operation(
        name="ListLogEntries",
        verb="GET",
        route="/log-entries",
        roles=STAFF,
        request=ListLogEntries,
        answer=LogEntryInfo,
        lists=True,
        summary="The same as ListAuditLines, under the name that the original API has for it.",
        handler=list_audit_lines,
    ),
)
