"""The operations ListSessions and GetSession."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from switchbook.api import cursors
from switchbook.api.acting import found as document_of
from switchbook.api.context import Context
from switchbook.api.expensive import too_expensive
from switchbook.api.filters import narrowed
from switchbook.api.projection import kept_of, projected
from switchbook.api.types import GetSession, Ids, ListSessions, SessionInfo, SortOrders
from switchbook.errors import BadRequest, FieldError, Forbidden, GivenUp
from switchbook.model.actor import Scope
from switchbook.model.answer import DocumentAnswer, ListAnswer
from switchbook.model.query import SORT_FIELDS, SessionQuery, Sort

DEFAULT_COUNT_PER_PAGE = 25


def list_sessions(request: ListSessions, context: Context) -> ListAnswer:
    """The sessions that pass every filter and that the actor may see: one page, or with `all` everything.

    Raises BadRequest naming the field that cannot be understood or is not allowed, Forbidden for an account outside
    the actor's scope, QueryTooExpensive, and GivenUp when nobody waits any more.
    """
    scope = context.actor.scope
    refuse_other_accounts(request.account_ids, scope)
    query = SessionQuery(
        scope=scope,
        sort=_sort(request),
        with_total=not request.simplified_paging,
        limit=None if request.all else DEFAULT_COUNT_PER_PAGE,
        **parts_of(request, zone_of(request.time_zone, context), context),
    )
    try:
        answer = _everything(query, request, context) if request.all else _page(query, request, context)
    except GivenUp:
        if context.patience.gone:
            raise
        raise too_expensive(query, context.patience.seconds) from None
    answer.fields = kept_of(request.fields)
    answer.batches = projected(answer.fields, answer.batches)
    return answer


def get_session(request: GetSession, context: Context) -> DocumentAnswer:
    """One session with its log, live or archived. Raises NotFound when there is none that the actor may see."""
    return DocumentAnswer(document_of(request.session_id, context), SessionInfo)


def zone_of(named: str | None, context: Context) -> ZoneInfo:
    """The zone whose days are meant: the one that `timeZone` names, else the server's. Raises BadRequest."""
    return zone_named((named or "").strip() or context.settings.day_zone)


def zone_named(name: str) -> ZoneInfo:
    """The zone of this name. Raises BadRequest."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as bad:
        raise BadRequest.of_field("timeZone", f"timeZone is one such as Europe/Berlin, not '{name}'") from bad


def parts_of(request: ListSessions, zone: ZoneInfo, context: Context) -> Mapping[str, Any]:
    """What the filters of a request come to, as parts of SessionQuery. Raises BadRequest as they do."""
    return _with_call(request, _with_subaccounts(request, narrowed(request, zone), context), context)


def _with_call(request: ListSessions, parts: Mapping[str, Any], context: Context) -> Mapping[str, Any]:
    """The same parts, narrowed to the sessions that a call belongs to where one is named."""
    if not request.call_sid:
        return parts
    ids, named = context.store.sessions_of_leg(request.call_sid.strip()), parts.get("ids")
    return {**parts, "ids": ids if named is None else ids & named}


def _with_subaccounts(request: ListSessions, parts: Mapping[str, Any], context: Context) -> Mapping[str, Any]:
    """The same parts, their accounts with all below them where that is asked for; the scope still holds."""
    accounts = parts.get("accounts")
    if not request.include_subaccounts or not accounts:
        return parts
    directory = context.store.directory()
    below = (directory.account_subtree(account_id) for account_id in accounts)
    return {**parts, "accounts": accounts.union(*below)}


def _everything(query: SessionQuery, request: ListSessions, context: Context) -> ListAnswer:
    if request.cursor is not None:
        raise BadRequest.of_field(
            "cursor", "cursor goes from page to page, all is everything at once: ask for one of them"
        )
    total, batches = context.store.stream(query, context.patience.is_over)
    told = total if query.with_total else 0
    return ListAnswer(batches=batches, of=SessionInfo, total_count=told, total_pages=min(told, 1), has_more_pages=False)


def _page(query: SessionQuery, request: ListSessions, context: Context) -> ListAnswer:
    page, count = (
        request.page,
        count_per_page(request.count_per_page, context.settings.max_count_per_page, DEFAULT_COUNT_PER_PAGE),
    )
    if page < 0:
        raise BadRequest.of_field("page", f"page is 0 or more, not {page}")
    query = msgspec.structs.replace(query, offset=page * count, limit=count)
    key = b""
    if request.cursor is not None:
        if page:
            raise BadRequest.of_field(
                "page", "page is counted from the first, a cursor knows its own place: ask for one"
            )
        key = context.store.cursor_key()
        query = msgspec.structs.replace(query, after=cursors.read(key, query, request.cursor))
    found = context.store.find(query, context.patience.is_over)
    total = found.total or 0
    goes_on = request.cursor is not None and found.has_more and found.last is not None
    return ListAnswer(
        batches=(found.documents,),
        of=SessionInfo,
        total_count=total,
        total_pages=-(-total // count),
        has_more_pages=found.has_more,
        next_cursor=cursors.write(key, query, found.last) if goes_on and found.last else None,
        plan=found.plan() if context.explains else (),
    )


def count_per_page(asked: int, limit: int, default: int) -> int:
    """How many items on a page; never silently fewer than asked for."""
    if asked < 0 or asked > limit:
        raise BadRequest.of_field("countPerPage", f"countPerPage is from 0 (the default) to {limit}, not {asked}")
    return asked or min(default, limit)


def _sort(request: ListSessions) -> Sort:
    """Newest first by default; a field without an order ascends, an order without a field is one of dateCreated."""
    order = request.sort_order
    if order is not None and order not in tuple(SortOrders):
        raise BadRequest.of_field("sortOrder", f"sortOrder is Ascend or Descend, not {order}")
    name = (request.sort_field or "").strip()
    if not name:
        return Sort(descending=order != SortOrders.Ascend)
    field = SORT_FIELDS.get(name.lower())
    if field is None:
        known = ", ".join(sorted(each.name for each in SORT_FIELDS.values()))
        raise BadRequest.of_field("sortField", f"cannot sort by '{name}'; sortField is one of {known}")
    return Sort(field=field, descending=order == SortOrders.Descend)


def refuse_other_accounts(account_ids: Ids, scope: Scope, field: str = "accountIds") -> None:
    """Whether an account exists must not show: one outside the scope and an unknown one are refused alike."""
    if scope.accounts is None:
        return
    for account_id in account_ids:
        if account_id is not None and account_id not in scope.accounts:
            message = f"You may not see the account '{account_id}'"
            raise Forbidden(message, errors=(FieldError(Forbidden.code, field, message),))
