"""The operations that import and export the directory: accounts, customers and endpoints, all or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import partial

from switchbook.api import accounts, customers, endpoints_shown
from switchbook.api.context import Context
from switchbook.api.import_plan import Plan, Record, Step, planned
from switchbook.api.import_records import row
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

_NEW_ID = partial(secrets.token_hex, 12)


def import_directory(request: ImportDirectory, context: Context) -> Answer:
    """Make and change what the rows say, all of it or nothing; or in a dry run only say what would be done.

    Raises Forbidden for anybody but an administrator of everything, and BadRequest naming every row that is refused.
    """
    _refuse_others(context.actor)
    if request.dry_run:
        return planned(context.store.directory(), request, context.store.hooks(), _NEW_ID).report(dry_run=True)

    def work(pen: Pen) -> Answer:
        before = pen.directory
        plan = planned(before, request, pen.ledger.hooks(), _NEW_ID)
        _refuse_refused(plan)
        _write(pen, before, plan, context)
        return DocumentAnswer(encode(plan.report(dry_run=False)), ImportReport)

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
    )


def _refuse_others(actor: Actor) -> None:
    if not actor.administers_everything:
        raise Forbidden("The directory is imported and exported by administrators of everything only")


def _records(directory: Directory) -> tuple[Mapping[str, Record], ...]:
    return directory.accounts, directory.customers, directory.endpoints


def _refuse_refused(plan: Plan) -> None:
    """Raise BadRequest naming every row that is refused."""
    refused = [step for step in plan.steps if step.reason is not None]
    if refused:
        first = refused[0]
        raise BadRequest(
            f"{len(refused)} of {len(plan.steps)} rows are refused, so nothing is done: {first.at}: {first.reason}",
            errors=[FieldError(BadRequest.code, step.at, step.reason or "") for step in refused],
        )


def _write(pen: Pen, before: Directory, plan: Plan, context: Context) -> None:
    """Put every record that is new or changed into the directory, each with its line in the audit trail."""
    written: list[tuple[Step, Record]] = []
    for step in plan.steps:
        if step.after is not None and step.writes:
            record = pen.made(step.after) if step.before is None else pen.changed(step.after)
            _put(pen.ledger, record)
            written.append((step, record))
    after = pen.directory
    for step, record in written:
        kind = type(record).__name__.lower()
        account_id = record.id if isinstance(record, Account) else record.account_id
        was = None if step.before is None else _told(step.before, before, context)
        pen.tell(kind, record.id, account_id, before=was, after=_told(record, after, context))


def _put(ledger: Ledger, record: Record) -> None:
    match record:
        case Account():
            ledger.put_account(record)
        case Customer():
            ledger.put_customer(record)
        case Endpoint():
            ledger.put_endpoint(record)


def _told(record: Record, directory: Directory, context: Context) -> object:
    """A record as the audit trail has it."""
    match record:
        case Account():
            return accounts.whole(record, directory, context)
        case Customer():
            return customers.info(record, directory)
        case Endpoint():
            return endpoints_shown.info(record, directory)


DIRECTORY: tuple[Operation, ...] = (
    Operation(
        name="ImportDirectory",
        verb="POST",
        route="/directory/import",
        roles=ADMINISTRATORS,
        request=ImportDirectory,
        answer=ImportReport,
        summary="Makes and changes accounts, customers and endpoints, all or none, and says what became of each row.",
        handler=import_directory,
    ),
    Operation(
        name="ExportDirectory",
        verb="GET",
        route="/directory/export",
        roles=ADMINISTRATORS,
        request=ExportDirectory,
        answer=DirectoryExport,
        summary="Shows the whole directory, as ImportDirectory reads it.",
        handler=export_directory,
    ),
)
