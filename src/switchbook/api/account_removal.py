"""The operation that deletes an account: one that is empty, or by force with all that is in it, physically.

By force, the ways in are closed first, so that nothing more comes; then its sessions go, in small steps that let others
write between them; and at last, in one transaction, endpoints, customers and the account itself. What was done stays
done where it is broken off: asked again, it goes on from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice

from switchbook.api import customers, endpoints_shown, hooks
from switchbook.api.accounts import answer_of, whole
from switchbook.api.context import Context
from switchbook.api.operation import ADMINISTRATORS, Operation
from switchbook.api.scoping import Visible
from switchbook.api.types_accounts import DeleteAccount
from switchbook.api.writing import Pen, write
from switchbook.errors import Conflict, Forbidden
from switchbook.model.answer import NOTHING, Answer
from switchbook.model.directory import Account
from switchbook.model.quarantine import QuarantineQuery
from switchbook.stores.contract import Ledger
from switchbook.stores.contract_sessions import STEP


def delete_account(request: DeleteAccount, context: Context) -> Answer:
    """Delete an account; with force all that is in it too, but never one that has accounts below it.

    Raises NotFound, Conflict where something stands against it or what is left takes longer than one request may,
    Forbidden for force by anybody but an administrator of everything.
    """
    if request.force:
        if not context.actor.administers_everything:
            raise Forbidden("Only administrators of everything may force this")
        account = context.store.directory().accounts.get(request.account_id or "")
        if account is not None:
            context.store.write(lambda ledger: _close(Pen(ledger, context), request, context)).result()
            _delete_sessions(account.id, context)
            _delete_unread(account.id, context)

    def work(pen: Pen) -> Answer:
        account = _wanted(pen, request, context)
        _refuse_filled(pen, account, forced=request.force)
        _drop(pen, account, context)
        return NOTHING

    return write(request, context, work)


def _wanted(pen: Pen, request: DeleteAccount, context: Context) -> Account:
    """The account that is to go. Raises NotFound, ChangedMeanwhile, and Conflict where accounts are below it."""
    visible = Visible(pen.directory, context.actor.scope)
    account = visible.account_kept(request.account_id)
    pen.refuse_if_changed(answer_of(account, visible, context).document)
    if any(each.parent_account_id == account.id for each in pen.directory.accounts.values()):
        raise Conflict("This account has accounts below it: move or delete them first")
    return account


def _refuse_filled(pen: Pen, account: Account, *, forced: bool) -> None:
    """Raise Conflict naming what the account still holds."""
    directory = pen.directory
    held = {
        "sessions": pen.ledger.session_count(account.id),
        "hooks": sum(each.account_id == account.id for each in pen.ledger.hooks()),
        "customers": 0 if forced else sum(each.account_id == account.id for each in directory.customers.values()),
        "endpoints": 0 if forced else sum(each.account_id == account.id for each in directory.endpoints.values()),
    }
    named = [f"{count} {what}" for what, count in held.items() if count]
    if named and forced:
        raise Conflict(f"Meanwhile this account got {', '.join(named)}: delete it again")
    if named:
        raise Conflict(f"This account has {', '.join(named)}: delete them first, or force it")


def _close(pen: Pen, request: DeleteAccount, context: Context) -> None:
    """Take away the hooks of an account that is to go."""
    account = _wanted(pen, request, context)
    for hook in pen.ledger.hooks():
        if hook.account_id == account.id:
            pen.ledger.drop_hook(hook.id)
            pen.tell("hook", hook.id, account.id, before=hooks.info(hook, context))


def _delete_sessions(account_id: str, context: Context) -> None:
    """Delete every session of an account, step by step, each audited by its id. Raises Conflict when time is over."""

    ids = context.store.session_ids(account_id)
    while step := list(islice(ids, STEP)):
        if context.patience.is_over():
            left = context.store.session_count(account_id)
            raise Conflict(f"This account has {left} sessions left, more than one request deletes: ask again")
        context.store.write(partial(_delete, session_ids=step, account_id=account_id, context=context)).result()


def _delete(ledger: Ledger, session_ids: Sequence[str], account_id: str, context: Context) -> None:
    pen = Pen(ledger, context)
    for session_id in session_ids:
        if ledger.delete(session_id):
            pen.tell("session", session_id, account_id)


def _delete_unread(account_id: str, context: Context) -> None:
    """Delete what came in for an account and could not be read."""
    _, unread = context.store.quarantine(QuarantineQuery(accounts=frozenset({account_id}), counted=False))
    positions = [each.position for each in unread]
    if positions:
        context.store.write(lambda ledger: ledger.drop_entries(positions)).result()


def _drop(pen: Pen, account: Account, context: Context) -> None:
    """Forget an account and what the directory has in it, each with its line in the audit trail."""
    before = pen.directory
    for endpoint in before.endpoints.values():
        if endpoint.account_id == account.id:
            pen.ledger.drop_endpoint(endpoint.id)
            pen.tell("endpoint", endpoint.id, account.id, before=endpoints_shown.info(endpoint, before))
    for customer in before.customers.values():
        if customer.account_id == account.id:
            pen.ledger.drop_customer(customer.id)
            pen.tell("customer", customer.id, account.id, before=customers.info(customer, before))
    if account.logo_id is not None:
        pen.ledger.drop_picture(account.logo_id)
    pen.ledger.drop_account(account.id)
    pen.tell("account", account.id, account.id, before=whole(account, before, context))


ACCOUNT_REMOVAL: tuple[Operation, ...] = (
    Operation(
        name="DeleteAccount",
        verb="DELETE",
        route="/accounts/{accountId}",
        roles=ADMINISTRATORS,
        request=DeleteAccount,
        summary="Deletes an account that is empty, or by force with its hooks, sessions, endpoints and customers.",
        handler=delete_account,
    ),
)
