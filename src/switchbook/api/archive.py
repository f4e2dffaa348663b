"""The operation that tells how the archive stands: what is live, archived, and due, and what the last run did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from switchbook.api.context import Context
from switchbook.api.granting import ids_named
from switchbook.api.operation import STAFF, Operation
from switchbook.api.scoping import Visible
from switchbook.api.sessions import refuse_other_accounts
from switchbook.api.types_archive import AccountArchive, ArchiveRunInfo, ArchiveStatus, GetArchiveStatus
from switchbook.errors import Forbidden
from switchbook.model.actor import Scope
from switchbook.model.query import SessionQuery
from switchbook.model.retention import retention
from switchbook.model.wire_json import instant
from switchbook.stores.contract_sessions import Shelved


def get_archive_status(request: GetArchiveStatus, context: Context) -> ArchiveStatus:
    """How the accounts in scope stand.

    Raises Forbidden for accounts out of scope, and for who sees a part of their accounts.
    """
    refuse_other_accounts(request.account_ids, context.actor.scope)
    visible = Visible(context.store.directory(), context.actor.scope)
    if visible.narrowed:
        raise Forbidden("The archive is of whole accounts, and you see a part of yours")
    accounts = tuple(_accounts(request, context, visible))
    run = _last_run(context)
    return ArchiveStatus(
        archive_after_days=context.settings.archive_after_days,
        running=run is not None and run.ended is None,
        last_run=run,
        live=sum(each.live for each in accounts),
        archived=sum(each.archived for each in accounts),
        due=sum(each.due for each in accounts),
        overdue=sum(each.overdue for each in accounts),
        accounts=accounts,
    )


def _accounts(request: GetArchiveStatus, context: Context, visible: Visible) -> Iterator[AccountArchive]:
    """Accounts of the directory, and those of which there are but sessions."""
    wanted = frozenset(ids_named(request.account_ids))
    shelved = context.store.shelved(context.now - timedelta(days=context.settings.archive_after_days))
    for account_id in sorted(visible.directory.accounts.keys() | shelved.keys()):
        if visible.holds_account(account_id) and (not wanted or account_id in wanted):
            yield _account(account_id, shelved.get(account_id, Shelved()), context, visible)


def _account(account_id: str, shelved: Shelved, context: Context, visible: Visible) -> AccountArchive:
    account = visible.directory.accounts.get(account_id)
    default = timedelta(days=context.settings.retention_days) if context.settings.retention_days else None
    kept = retention(visible.directory, account_id, default)
    return AccountArchive(
        account_id=account_id,
        account_name=None if account is None else account.name,
        live=shelved.live,
        archived=shelved.archived,
        due=shelved.due,
        retention_days=None if kept is None else kept.days,
        own_retention=account is not None and account.retention_days is not None,
        overdue=0 if kept is None else _overdue(account_id, kept, context),
    )


def _overdue(account_id: str, kept: timedelta, context: Context) -> int:
    query = SessionQuery(
        scope=Scope(accounts=frozenset({account_id})),
        both_shelves=True,
        end=context.now - kept,
        ended=True,
        limit=0,
    )
    return context.store.find(query, lambda: context.patience.gone).total or 0


def _last_run(context: Context) -> ArchiveRunInfo | None:
    run = context.store.archive_run()
    if run is None:
        return None
    # A run is of all accounts: what it moved tells of those that are not in scope.
    tells = context.actor.administers_everything
    return ArchiveRunInfo(
        began=instant(run.began),
        ended=None if run.ended is None else instant(run.ended),
        failed=run.failed,
        archived=run.archived if tells else None,
        deleted=run.deleted if tells else None,
    )


ARCHIVE: tuple[Operation, ...] = (
    Operation(
        name="GetArchiveStatus",
        verb="GET",
        route="/archive/status",
        roles=STAFF,
        request=GetArchiveStatus,
        answer=ArchiveStatus,
        summary="Tells how many sessions are live, archived and due, by account, and what the last run did.",
        handler=get_archive_status,
    ),
)
