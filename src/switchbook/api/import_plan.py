"""What an import of the directory would do: each row as its record, or refused with a reason; nothing is written.

Rows may name one another in any order, so it goes in rounds: which record each row is, then what it becomes, then
whether all of them together may be so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from switchbook.api import import_records
from switchbook.api.endpoint_addresses import refuse_taken, region_of
from switchbook.api.import_names import Names
from switchbook.api.scoping import Visible
from switchbook.api.types_directory import ImportDirectory, ImportedRow, ImportReport, Row
from switchbook.errors import Conflict, SwitchbookError
from switchbook.model.actor import EVERYTHING
from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.directory_check import below_itself
from switchbook.stores.contract_people import Hook

Record = Account | Customer | Endpoint


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one row: the record before (None: there is none) and after (None: refused, for a reason)."""

    at: str
    row: Row
    before: Record | None = None
    after: Record | None = None
    reason: str | None = None

    @property
    def outcome(self) -> str:
        """In a word."""
        if self.reason is not None:
            return "refused"
        if self.before is None:
            return "made"
        return "unchanged" if self.before == self.after else "changed"

    @property
    def writes(self) -> bool:
        """Whether there is anything to be written."""
        return self.outcome in ("made", "changed")

    def refused(self, reason: str) -> Step:
        """The same row, refused."""
        return msgspec.structs.replace(self, after=None, reason=reason)


class Plan(msgspec.Struct, frozen=True):
    """What becomes of every row, and the directory as it is then."""

    steps: Sequence[Step]
    after: Directory

    def report(self, *, dry_run: bool) -> ImportReport:
        """The same for the client."""
        counts = Counter(step.outcome for step in self.steps)
        return ImportReport(
            dry_run=dry_run,
            made=counts["made"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            refused=counts["refused"],
            rows=tuple(_told(step, dry_run=dry_run) for step in self.steps),
        )


def planned(directory: Directory, request: ImportDirectory, hooks: Sequence[Hook], new_id: Callable[[], str]) -> Plan:
    """What becomes of every row of an import into this directory; `new_id` makes ids, hooks tell regions."""
    names = Names(directory, new_id)
    regions = _Regions(hooks)
    steps = [_identified(at, row, names) for at, row in _rows(request)]
    steps = [step if step.reason else _made(step, names, regions) for step in steps]
    steps = list(_with_learnt(steps, directory, regions))
    after = _with(directory, steps)
    checks = _Checks(after, regions)
    steps = [step if step.reason or not step.writes else _checked(step, checks) for step in steps]
    return Plan(steps, after)


def _rows(request: ImportDirectory) -> Iterator[tuple[str, Row]]:
    for kind in ("accounts", "customers", "endpoints"):
        for index, row in enumerate(getattr(request, kind)):
            yield f"{kind}[{index}]", row


def _identified(at: str, row: Row, names: Names) -> Step:
    """The step with the record that the row is of, if there is one; its id is kept by the names."""
    try:
        return Step(at=at, row=row, before=names.record_of(at, row))
    except SwitchbookError as wrong:
        return Step(at=at, row=row, reason=wrong.message)


def _made(step: Step, names: Names, regions: _Regions) -> Step:
    try:
        after = import_records.record(step.row, step.before, names.id_of(step.at), names, regions.of)
    except SwitchbookError as wrong:
        return step.refused(wrong.errors[0].message if wrong.errors else wrong.message)
    return msgspec.structs.replace(step, after=after)


def _with_learnt(steps: Sequence[Step], directory: Directory, regions: _Regions) -> Iterator[Step]:
    """The steps, those that make an endpoint at an address that was learnt taking over the one that was."""
    taken = {step.after.id for step in steps if step.after is not None}
    for step in steps:
        made = step.after
        if isinstance(made, Endpoint) and step.before is None and not step.row.id and made.address:
            same = directory.endpoints_of(made.account_id, made.address, regions.of(made.account_id))
            learnt = next((each for each in same if each.learnt and each.id not in taken), None)
            if learnt is not None:
                taken.add(learnt.id)
                step = msgspec.structs.replace(step, before=learnt, after=msgspec.structs.replace(made, id=learnt.id))
        yield step


def _with(directory: Directory, steps: Sequence[Step]) -> Directory:
    """The directory as it is when all that is not refused is done."""
    changes: dict[type[Record], dict[str, Any]] = {Account: {}, Customer: {}, Endpoint: {}}
    for step in steps:
        if step.after is not None and step.writes:
            changes[type(step.after)][step.after.id] = step.after
    return directory.changed(
        accounts=changes[Account], customers=changes[Customer], endpoints=changes[Endpoint], version=directory.version
    )


class _Regions:
    """The country of each account's numbers, by its hooks, each found out once."""

    def __init__(self, hooks: Sequence[Hook]) -> None:
        self._hooks = hooks
        self._known: dict[str, str | None] = {}

    def of(self, account_id: str) -> str | None:
        """The country of this account's numbers."""
        if account_id not in self._known:
            self._known[account_id] = region_of(account_id, self._hooks)
        return self._known[account_id]


class _Checks:
    """What can stand against a record, in the directory as it will be."""

    def __init__(self, after: Directory, regions: _Regions) -> None:
        self._visible = Visible(after, EVERYTHING)
        self._regions = regions
        self._references = Counter(map(_reference, _records(after)))
        self._twilio = Counter(each.twilio_account_sid for each in after.accounts.values())

    def refuse(self, record: Record, before: Record | None) -> None:
        """Raise Conflict saying what stands against this record."""
        if record.reference_id is not None and self._references[_reference(record)] > 1:
            raise Conflict(f"Another record has the reference id '{record.reference_id}'")
        if isinstance(record, Account) and record.twilio_account_sid and self._twilio[record.twilio_account_sid] > 1:
            raise Conflict("Another account has this Twilio account")
        if not isinstance(record, Endpoint):
            if below_itself(self._visible.directory, record):
                raise Conflict("It would lie below itself")
            return
        had = before if isinstance(before, Endpoint) else None
        refuse_taken(self._visible, record, had, self._regions.of(record.account_id))


def _records(directory: Directory) -> Iterator[Record]:
    yield from directory.accounts.values()
    yield from directory.customers.values()
    yield from directory.endpoints.values()


def _reference(record: Record) -> tuple[type[Record], str | None, str | None]:
    """Among what a reference id must be unique, and the reference id."""
    return type(record), None if isinstance(record, Account) else record.account_id, record.reference_id


def _checked(step: Step, checks: _Checks) -> Step:
    assert step.after is not None  # noqa: S101 - only such steps are checked
    try:
        checks.refuse(step.after, step.before)
    except Conflict as conflict:
        return step.refused(conflict.message)
    return step


def _told(step: Step, *, dry_run: bool) -> ImportedRow:
    """A step for the client. In a dry run an id that was made for it is no record's."""
    record = step.after or step.before
    named = step.row.id or (None if record is None or (dry_run and step.before is None) else record.id)
    return ImportedRow(
        at=step.at,
        outcome=step.outcome,
        id=named or None,
        reference_id=step.row.reference_id or (None if record is None else record.reference_id),
        name=None if record is None else record.name,
        fields=_changed_fields(step),
        reason=step.reason,
    )


def _changed_fields(step: Step) -> tuple[str, ...]:
    if step.outcome != "changed" or step.after is None:
        return ()
    kind = type(step.after)
    wire: Mapping[str, str] = dict(zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True))
    different = (each for each in wire if getattr(step.before, each) != getattr(step.after, each))
    return tuple(import_records.WIRE_NAMES.get((kind, each), wire[each]) for each in different)
