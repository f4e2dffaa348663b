"""What an import of the directory would do: each row as its record, or refused with a reason; nothing is written.

Rows may name one another in any order, so it goes in rounds: which record each row is, then what it becomes, then
whether all of them together may be so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from switchbook.api import import_records
from switchbook.api.endpoint_addresses import refuse_taken, region_of
from switchbook.api.import_names import Names
from switchbook.api.import_steps import Record, Step
from switchbook.api.import_users import planned_users
from switchbook.api.scoping import Visible
from switchbook.api.types_directory import ImportDirectory, Row
from switchbook.errors import Conflict, SwitchbookError
from switchbook.model.actor import EVERYTHING
from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.directory_check import below_itself
from switchbook.stores.contract_people import Hook, User


class Known(msgspec.Struct, frozen=True):
    """What there is before an import: the directory, the users, and the hooks, which tell where accounts dial."""

    directory: Directory
    users: Sequence[User]
    hooks: Sequence[Hook]


def planned(known: Known, request: ImportDirectory, new_id: Callable[[], str], password_hash: str = "") -> list[Step]:
    """What becomes of every row of an import; `new_id` makes ids, new users have this hash of nobody's password."""
    directory, names, regions = known.directory, Names(known.directory, new_id), _Regions(known.hooks)
    rows = dict(_rows(request))
    steps = [_identified(at, row, names) for at, row in rows.items()]
    steps = [step if step.reason else _made(step, rows[step.at], names, regions) for step in steps]
    steps = list(_with_learnt(steps, directory, names, regions))
    after = _with(directory, steps)
    checks = _Checks(after, regions)
    steps = [_checked(step, checks) if step.writes else step for step in steps]
    return [*steps, *planned_users(request.users, known.users, names, after, new_id, password_hash)]


def _rows(request: ImportDirectory) -> Iterator[tuple[str, Row]]:
    for kind in ("accounts", "customers", "endpoints"):
        for index, row in enumerate(getattr(request, kind)):
            yield f"{kind}[{index}]", row


def _identified(at: str, row: Row, names: Names) -> Step:
    """The step with the record that the row is of, if there is one; its id is kept by the names."""
    try:
        return Step(at=at, row=row, before=names.record_of(at, row))
    except SwitchbookError as wrong:
        return Step(at=at, row=row).refused(wrong)


def _made(step: Step, row: Row, names: Names, regions: _Regions) -> Step:
    try:
        after = import_records.record(row, step.before, names.id_of(step.at), names, regions.of)
    except SwitchbookError as wrong:
        return step.refused(wrong)
    return msgspec.structs.replace(step, after=after)


def _with_learnt(steps: Sequence[Step], directory: Directory, names: Names, regions: _Regions) -> Iterator[Step]:
    """The steps, those that make an endpoint at an address that was learnt taking over the one that was."""
    taken = {step.after.id for step in steps if step.after is not None}
    for step in steps:
        made = step.after
        if isinstance(made, Endpoint) and step.before is None and not step.row.id and made.address:
            same = directory.endpoints_of(made.account_id, made.address, regions.of(made.account_id))
            learnt = next((each for each in same if each.learnt and each.id not in taken), None)
            if learnt is not None:
                taken.add(learnt.id)
                names.taken_over(made, learnt.id)
                step = msgspec.structs.replace(step, before=learnt, after=msgspec.structs.replace(made, id=learnt.id))
        yield step


def _with(directory: Directory, steps: Sequence[Step]) -> Directory:
    """The directory as it is when all that is not refused is done."""
    changes: dict[type[Record], dict[str, Any]] = {Account: {}, Customer: {}, Endpoint: {}}
    for step in steps:
        if step.after is not None and not isinstance(step.after, User) and step.writes:
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

    def refuse(self, record: Record, before: object) -> None:
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
    assert isinstance(step.after, Record)  # noqa: S101 - only such steps are checked
    try:
        checks.refuse(step.after, step.before)
    except Conflict as conflict:
        return step.refused(conflict)
    return step
