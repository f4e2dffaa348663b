"""The operations that import and export the directory: accounts, customers, endpoints and users, all or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import partial

from switchbook import access
from switchbook.api import accounts, customers, endpoints_shown, users
from switchbook.api.context import Context
from switchbook.api.granting import account_of
from switchbook.api.import_plan import Known, planned
from switchbook.api.import_records import row
from switchbook.api.import_steps import Record, Step, report
from switchbook.api.import_users import user_row
from switchbook.api.operation import ADMINISTRATORS, Operation
from switchbook.api.types_directory import (
    AccountRow,
    CustomerRow,
    DirectoryExport,
    EndpointRow,
    ExportDirectory,
    ImportDirectory,
    ImportReport,
)
from switchbook.api.writing import Pen, write
from switchbook.errors import BadRequest, FieldError, Forbidden
from switchbook.model.actor import Actor
from switchbook.model.answer import Answer, DocumentAnswer
from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.wire_json import encode
from switchbook.stores.contract import Ledger
from switchbook.stores.contract_people import User

_NEW_ID = partial(secrets.token_hex, 12)


def import_directory(request: ImportDirectory, context: Context) -> Answer:
    """Make and change what the rows say, all of it or nothing; or in a dry run only say what would be done.

    Raises Forbidden for anybody but an administrator of everything, and BadRequest naming every row that is refused.
    """
    _refuse_others(context.actor)
    if request.dry_run:
        store = context.store
        known = Known(store.directory(), store.users(), store.hooks())
        return report(planned(known, request, _NEW_ID), dry_run=True)
    # A hash takes its time: nobody else's write waits for it.
    nobodys = access.hash_password(secrets.token_urlsafe()) if request.users else ""

    def work(pen: Pen) -> Answer:
        known = Known(pen.directory, pen.ledger.users(), pen.ledger.hooks())
        steps = planned(known, request, _NEW_ID, nobodys)
        _refuse_refused(steps)
        _write(pen, known.directory, steps, context)
        return DocumentAnswer(encode(report(steps, dry_run=False)), ImportReport)

    return write(request, context, work)


def export_directory(_request: ExportDirectory, context: Context) -> DirectoryExport:
    """The whole directory. Raises Forbidden for anybody but an administrator of everything."""
    _refuse_others(context.actor)
    directory = context.store.directory()
    rows = [row(each) for kind in _records(directory) for _, each in sorted(kind.items())]
    return DirectoryExport(
        tuple(each for each in rows if isinstance(each, AccountRow)),
        tuple(each for each in rows if isinstance(each, CustomerRow)),
        tuple(each for each in rows if isinstance(each, EndpointRow)),
        tuple(user_row(each, directory) for each in context.store.users()),
    )


def _refuse_others(actor: Actor) -> None:
    if not actor.administers_everything:
        raise Forbidden("The directory is imported and exported by administrators of everything only")


def _records(directory: Directory) -> tuple[Mapping[str, Record], ...]:
    return directory.accounts, directory.customers, directory.endpoints


def _refuse_refused(steps: Sequence[Step]) -> None:
    """Raise BadRequest naming every row that is refused."""
    refused = [step for step in steps if step.reason is not None]
    if refused:
        first = refused[0]
        raise BadRequest(
            f"{len(refused)} of {len(steps)} rows are refused, so nothing is done: {first.at}: {first.reason}",
            errors=[FieldError(BadRequest.code, step.at, step.reason or "") for step in refused],
        )


def _write(pen: Pen, before: Directory, steps: Sequence[Step], context: Context) -> None:
    """Put every record that is new or changed into the directory, each with its line in the audit trail."""
    written: list[tuple[Step, Record | User]] = []
    for step in steps:
        if step.after is not None and step.writes:
            record = pen.made(step.after) if step.before is None else pen.changed(step.after)
            _put(pen.ledger, record)
            written.append((step, record))
    after = pen.directory
    for step, record in written:
        kind = type(record).__name__.lower()
        was = None if step.before is None else _told(step.before, before, context)
        pen.tell(kind, record.id, _account_of(step, record), before=was, after=_told(record, after, context))


def _account_of(step: Step, record: Record | User) -> str | None:
    """The account whose audit trail tells of a record."""
    if isinstance(record, User):
        return account_of(record, step.before if isinstance(step.before, User) else None)
    return record.id if isinstance(record, Account) else record.account_id


def _put(ledger: Ledger, record: Record | User) -> None:
    match record:
        case Account():
            ledger.put_account(record)
        case Customer():
            ledger.put_customer(record)
        case Endpoint():
            ledger.put_endpoint(record)
        case User():
            ledger.put_user(record)


def _told(record: Record | User, directory: Directory, context: Context) -> object:
    """A record as the audit trail has it."""
    match record:
        case Account():
            return accounts.whole(record, directory, context)
        case Customer():
            return customers.info(record, directory)
        case Endpoint():
            return endpoints_shown.info(record, directory)
        case User():
            return users.info(record, directory)


DIRECTORY: tuple[Operation, ...] = (
    Operation(
        name="ImportDirectory",
        verb="POST",
        route="/directory/import",
        roles=ADMINISTRATORS,
        request=ImportDirectory,
        answer=ImportReport,
        summary="Makes and changes accounts, customers, endpoints and users, all or none, and tells of each row.",
        handler=import_directory,
    ),
    Operation(
        name="ExportDirectory",
        verb="GET",
        route="/directory/export",
        roles=ADMINISTRATORS,
        request=ExportDirectory,
        answer=DirectoryExport,
        summary="Shows the whole directory and its users, as ImportDirectory reads them.",
        handler=export_directory,
    ),
)
