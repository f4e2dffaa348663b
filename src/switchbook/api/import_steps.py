"""What becomes of each row of an import, as a value; and the report of it for the client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from switchbook.api.types_directory import ImportedRow, ImportReport, Row, UserRow
from switchbook.errors import SwitchbookError
from switchbook.model.directory import Account, Customer, Endpoint
from switchbook.stores.contract_people import User

Record = Account | Customer | Endpoint

# Members of records that rows call otherwise than records do; a user's name follows from its parts.
_WIRE_NAMES: Mapping[tuple[type, str], str] = {
    (Endpoint, "name"): "displayName",
    (User, "email"): "emailAddress",
    (User, "first_name"): "firstName",
    (User, "last_name"): "lastName",
    (User, "accounts"): "accountIds",
    (User, "customers"): "customerIds",
    (User, "endpoints"): "endpointIds",
}


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one row: the record before (None: there is none) and after (None: refused, for a reason)."""

    at: str
    row: Row | UserRow
    before: Record | User | None = None
    after: Record | User | None = None
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

    def refused(self, wrong: SwitchbookError) -> Step:
        """The same row, refused."""
        reason = wrong.errors[0].message if wrong.errors else wrong.message
        return msgspec.structs.replace(self, after=None, reason=reason)


def report(steps: Sequence[Step], *, dry_run: bool) -> ImportReport:
    """What becomes of every row, for the client."""
    counts = Counter(step.outcome for step in steps)
    return ImportReport(
        dry_run=dry_run,
        made=counts["made"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        refused=counts["refused"],
        rows=tuple(_told(step, dry_run=dry_run) for step in steps),
    )


def _told(step: Step, *, dry_run: bool) -> ImportedRow:
    """A step for the client. In a dry run an id that was made for it is no record's."""
    record = step.after or step.before
    named = step.row.id or (None if record is None or (dry_run and step.before is None) else record.id)
    called = step.row.email_address if isinstance(step.row, UserRow) else step.row.reference_id
    if record is not None and not called:
        called = record.email if isinstance(record, User) else record.reference_id
    return ImportedRow(
        at=step.at,
        outcome=step.outcome,
        id=named or None,
        reference_id=called,
        name=None if record is None else record.name,
        fields=_changed_fields(step),
        reason=step.reason,
    )


def _changed_fields(step: Step) -> tuple[str, ...]:
    before, after = step.before, step.after
    if before is None or after is None:
        return ()
    wire = dict(zip(after.__struct_fields__, after.__struct_encode_fields__, strict=True))
    different = (each for each in wire if getattr(before, each) != getattr(after, each))
    return tuple(_WIRE_NAMES.get((type(after), each), wire[each]) for each in different)
