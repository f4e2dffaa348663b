"""A row of an import as the record of the directory that it makes or changes; and a record as the row that makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from switchbook.api.accounts import refuse_numbers, twilio_sid
from switchbook.api.endpoint_addresses import MAILBOXES, NUMBERED, given, named_by
from switchbook.api.import_names import Names
from switchbook.api.records import filled, named
from switchbook.api.types_directory import AccountRow, CustomerRow, EndpointRow, Row
from switchbook.api.types_endpoints import EndpointTypes, UserModes
from switchbook.errors import BadRequest
from switchbook.model.directory import Account, Customer, Endpoint

Record = Account | Customer | Endpoint

# Members of rows that are not the record's of the same name: which record it is, what it belongs to, what is computed.
_READ_APART = (
    *("id", "name", "account_id", "parent_account_id", "parent_customer_id", "customer_id", "type", "user_mode"),
    *("address", "phone_number", "mobile_phone_number", "email_address", "sip_user_name", "other_addresses", "learnt"),
)


def record(row: Row, before: object, own: str, names: Names, region_of: Callable[[str], str | None]) -> Record:
    """The record with this id that a row makes, or makes of the one before. Raises BadRequest."""
    match row:
        case AccountRow():
            return _account(row, before if isinstance(before, Account) else None, own, names)
        case CustomerRow():
            return _customer(row, before if isinstance(before, Customer) else None, own, names)
        case EndpointRow():
            return _endpoint(row, before if isinstance(before, Endpoint) else None, own, names, region_of)


def _account(row: AccountRow, before: Account | None, own: str, names: Names) -> Account:
    refuse_numbers(row)
    twilio_sid((row.twilio_account_sid or "").strip())
    changes = filled(row, Account, but=_READ_APART)
    if row.parent_account_id is not None or row.parent_reference_id:
        changes["parent_account_id"] = names.account(row.parent_account_id, row.parent_reference_id)
    if before is None:
        return Account(id=own, name=named(row.name), **changes)
    return msgspec.structs.replace(before, **_renamed(row.name), **changes)


def _customer(row: CustomerRow, before: Customer | None, own: str, names: Names) -> Customer:
    account_id = names.account_of(CustomerRow, own)
    changes = filled(row, Customer, but=_READ_APART)
    if row.parent_customer_id is not None or row.parent_reference_id:
        parent = names.customer(account_id, row.parent_customer_id, row.parent_reference_id)
        changes["parent_customer_id"] = parent
    if before is None:
        return Customer(id=own, account_id=account_id, name=named(row.name), **changes)
    return msgspec.structs.replace(before, **_renamed(row.name), **changes)


def _endpoint(
    row: EndpointRow, before: Endpoint | None, own: str, names: Names, region_of: Callable[[str], str | None]
) -> Endpoint:
    account_id = names.account_of(EndpointRow, own)
    type_ = _type(row, before)
    addresses = given(row, type_, region_of(account_id))
    changes = {**filled(row, Endpoint, but=_READ_APART), **addresses, "type": type_, "learnt": bool(row.learnt)}
    if row.user_mode is not None:
        changes["user_mode"] = _named_of(UserModes, row.user_mode, "userMode") if row.user_mode.strip() else None
    if row.customer_id is not None or row.customer_reference_id:
        changes["customer_id"] = names.customer(account_id, row.customer_id, row.customer_reference_id)
    if before is not None:
        return msgspec.structs.replace(before, **_renamed(row.display_name, "displayName"), **changes)
    if type_ in NUMBERED | MAILBOXES and not addresses.get("address"):
        raise BadRequest(f"an address is wanted: an endpoint of type {type_} has one")
    name = row.display_name if row.display_name is not None else named_by(addresses)
    return Endpoint(id=own, account_id=account_id, name=named(name, "displayName"), **changes)


def _renamed(name: str | None, field: str = "name") -> dict[str, str]:
    return {} if name is None else {"name": named(name, field)}


def _type(row: EndpointRow, before: Endpoint | None) -> str:
    """The type of an endpoint. One that is there changes it only among numbers: others have other members."""
    if row.type is None or not row.type.strip():
        if before is None:
            raise BadRequest("type is wanted: what the endpoint is")
        return before.type
    type_ = _named_of(EndpointTypes, row.type, "type")
    if before is not None and type_ != before.type and not {type_, before.type} <= NUMBERED:
        raise BadRequest(f"It is of type {before.type}, and stays so")
    return type_


def _named_of(kind: type[EndpointTypes] | type[UserModes], told: str, field: str) -> str:
    """The own name of a member of an enum, from any of its names in any case. Raises BadRequest."""
    known = {name.lower(): member.name for name, member in kind.__members__.items()}
    found = known.get(told.strip().lower())
    if found is None:
        raise BadRequest(f"{field} is one of {', '.join(each.name for each in kind)}, not '{told}'")
    return found


def row(record: Record) -> Row:
    """The row that makes this record; members that it has nothing in are absent."""
    kind: type[Row] = _ROWS[type(record)]
    members: dict[str, Any] = {
        name: getattr(record, name) for name in kind.__struct_fields__ if name in type(record).__struct_fields__
    }
    if isinstance(record, Endpoint):
        members["display_name"] = record.name
        members["learnt"] = record.learnt or None
    return kind(**members)


_ROWS: Mapping[type[Record], type[Row]] = {Account: AccountRow, Customer: CustomerRow, Endpoint: EndpointRow}
