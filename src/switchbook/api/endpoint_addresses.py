"""The addresses that a write gives an endpoint: of the right kind, in canonical form, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from switchbook.api.scoping import Visible
from switchbook.errors import BadRequest, Conflict
from switchbook.model.addresses import Kind, canonical, known_region, read
from switchbook.model.directory import Endpoint
from switchbook.stores.contract_people import Hook

# Endpoints whose address is a number, and those whose address is a mailbox.
NUMBERED = frozenset({"PhoneNumber", "Fax"})
MAILBOXES = frozenset({"Email"})

_NUMBERS = frozenset({Kind.number, Kind.local, Kind.extension})
_SCHEMES = ("sip:", "sips:")


def region_of(account_id: str, hooks: Iterable[Hook]) -> str | None:
    """The country in which an account's numbers are dialled: that of all its hooks, if they name but one."""
    named = {known_region(hook.region) for hook in hooks if hook.account_id == account_id} - {None}
    return named.pop() if len(named) == 1 else None


def given(request: msgspec.Struct, type_: str, region: str | None) -> dict[str, Any]:
    """The addresses that a request gives an endpoint of this type, as members of the record; an empty one clears.

    Raises BadRequest naming one that is not what its member wants.
    """
    found: dict[str, Any] = {}
    for member, wire, attribute in _members(type_):
        told = getattr(request, member, None)
        if told is not None:
            found[attribute] = _read(told, wire, attribute, type_, region)
    others = getattr(request, "other_addresses", None)
    if others is not None:
        texts = [each for each in others if each and each.strip()]
        found["other_addresses"] = tuple(dict.fromkeys(_any(each, "otherAddresses", region) for each in texts))
    return found


def refuse_taken(visible: Visible, endpoint: Endpoint, before: Endpoint | None, region: str | None) -> Endpoint | None:
    """Raise Conflict where an address new to an endpoint is another's, in its account, that is not the actor's to take.

    An endpoint that was learnt stands against nothing, if the actor may see it: the calls of what is at the address by
    then are theirs. Answered is the one that was learnt from `address`: a new endpoint takes its place.
    """
    known = () if before is None else before.addresses
    had = {canonical(each, region) for each in known}
    for address in endpoint.addresses:
        if canonical(address, region) not in had:
            _refuse_if_not_free(visible, endpoint, address, region)
    if endpoint.address is None:
        return None
    same = visible.directory.endpoints_of(endpoint.account_id, endpoint.address, region)
    return next((each for each in same if each.learnt and each.id != endpoint.id), None)


def _refuse_if_not_free(visible: Visible, endpoint: Endpoint, address: str, region: str | None) -> None:
    for other in visible.directory.endpoints_of(endpoint.account_id, address, region):
        seen = visible.holds_endpoint(other)
        if other.id != endpoint.id and not (other.learnt and seen):
            whose = f"'{other.name}'" if seen else "another endpoint"
            raise Conflict(f"The address {address} is that of {whose} of this account")


def _members(type_: str) -> Sequence[tuple[str, str, str]]:
    """The members of requests that are an address, each with its name on the wire and where the record has it."""
    number = "address" if type_ in NUMBERED else "phone_number"
    mailbox = "address" if type_ in MAILBOXES else "email_address"
    return (
        ("address", "address", "address"),
        ("number", "number", number),
        ("phone_number", "phoneNumber", number),
        ("mobile_phone_number", "mobilePhoneNumber", "mobile_phone_number"),
        ("user_email_address", "userEmailAddress", mailbox),
        ("email_address", "emailAddress", mailbox),
        ("sip_user_name", "sipUserName", "sip_user_name"),
    )


def _read(told: str, wire: str, attribute: str, type_: str, region: str | None) -> str | None:
    """An address as its member has it; None for an empty one, which an endpoint that is its address must not have."""
    if not told.strip():
        if attribute == "address" and type_ in NUMBERED | MAILBOXES:
            raise BadRequest.of_field(wire, f"{wire} is wanted: an endpoint of type {type_} has one")
        return None
    if wire == "sipUserName":
        return _sip_user(told.strip(), wire, region)
    if attribute in ("phone_number", "mobile_phone_number") or (attribute == "address" and type_ in NUMBERED):
        return _of_kinds(told, _NUMBERS, wire, "a telephone number, best as +15035551234", region)
    if attribute == "email_address" or (attribute == "address" and type_ in MAILBOXES):
        return _of_kinds(told, {Kind.email}, wire, "a mailbox, such as anna@example.com", region)
    return _any(told, wire, region)


def _of_kinds(told: str, kinds: Iterable[Kind], wire: str, wanted: str, region: str | None) -> str:
    found = read(told, region)
    if found is None or found.kind not in kinds:
        raise BadRequest.of_field(wire, f"{wire} is {wanted}, not '{told}'")
    return found.text


def _any(told: str, wire: str, region: str | None) -> str:
    found = canonical(told, region)
    if found is None:
        raise BadRequest.of_field(wire, f"'{told}' stands for nobody: it is no address to be found by")
    return found


def _sip_user(told: str, wire: str, region: str | None) -> str:
    """A SIP user name, with its host where that is said."""
    scheme = next((each for each in _SCHEMES if told.lower().startswith(each)), "")
    name = told[len(scheme) :]
    if "@" not in name:
        if any(each.isspace() or each in "<>:;," for each in name):
            raise BadRequest.of_field(wire, f"{wire} is a user name, or one with its host (anna@pbx.example.com)")
        return name
    return _of_kinds(f"sip:{name}", {Kind.sip}, wire, "a user name, or one with its host", region).removeprefix("sip:")


def named_by(addresses: Mapping[str, Any]) -> str | None:
    """What an endpoint without a name is called: the first address it was given."""
    order = ("address", "phone_number", "email_address", "sip_user_name", "mobile_phone_number")
    return next((addresses[each] for each in order if addresses.get(each)), None)
