"""The operations on the audit trail: its lines, listed and filtered, as far as whole accounts are in scope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from switchbook.api.context import Context
from switchbook.api.granting import ids_named
from switchbook.api.moments import moment
from switchbook.api.operation import STAFF, Operation
from switchbook.api.scoping import Visible
from switchbook.api.sessions import refuse_other_accounts
from switchbook.api.stretches import ascending, positions, stretched
from switchbook.api.types_audit import ListAuditLines, ListLogEntries, LogEntryInfo
from switchbook.errors import Forbidden
from switchbook.model.answer import ListAnswer
from switchbook.model.audit import AuditLine, AuditQuery
from switchbook.model.directory import Directory
from switchbook.model.wire_json import encode, instant


def list_audit_lines(request: ListAuditLines, context: Context) -> ListAnswer:
    """The lines that pass every filter. Raises BadRequest naming what cannot be understood.

    Raises Forbidden for accounts out of scope, and for who sees a part of their accounts: lines know whole ones.
    """
    directory = context.store.directory()
    visible = Visible(directory, context.actor.scope)
    if visible.narrowed:
        raise Forbidden("The audit trail is of whole accounts, and you see a part of yours")
    return stretched(
        request,
        context,
        _query(request, context, directory),
        context.store.audited,
        lambda line: encode(_info(line, visible)),
        LogEntryInfo,
    )


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
        positions=positions(ids_named(request.specific_ids)),
        about=_about(ids_named(request.customer_ids), directory),
        text=_word(request.description),
        ascending=ascending(request, "dateCreated"),
    )


def _about(customer_ids: Sequence[str], directory: Directory) -> frozenset[tuple[str, str]] | None:
    """Customers, those below them, and their endpoints."""
    if not customer_ids:
        return None
    customers = directory.customer_subtree(customer_ids)
    endpoints = (each.id for each in directory.endpoints.values() if each.customer_id in customers)
    return frozenset([*(("customer", each) for each in customers), *(("endpoint", each) for each in endpoints)])


def _word(text: str | None) -> str | None:
    return (text or "").strip() or None


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
